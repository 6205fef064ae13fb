"""Dead letters."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '5b1f0c7a94de'
down_revision = '30f625da3031'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('tarefa_morta',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('fila', sa.String(length=40), nullable=False),
    sa.Column('chave', sa.String(length=200), nullable=False),
    sa.Column('funcao', sa.String(length=100), nullable=False),
    sa.Column('argumentos', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('timeout_s', sa.Integer(), nullable=False),
    sa.Column('pessoa', sa.String(length=40), nullable=False),
    sa.Column('motivo', sa.Text(), nullable=False),
    sa.Column('log', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('falhou_em', sa.DateTime(timezone=True), nullable=False),
    sa.Column('retomada_em', sa.DateTime(timezone=True), nullable=True),
    sa.Column('retomada_por', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['retomada_por'], ['usuario.id'], name=op.f('fk_tarefa_morta_retomada_por_usuario')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tarefa_morta')),
    sa.UniqueConstraint('chave', 'falhou_em', name=op.f('uq_tarefa_morta_chave'))
    )
    op.create_index(op.f('ix_tarefa_morta_created_at'), 'tarefa_morta', ['created_at'], unique=False)
    op.create_index('ix_tarefa_morta_parada', 'tarefa_morta', ['falhou_em'], unique=False, postgresql_where=sa.text('retomada_em IS NULL'))


def downgrade() -> None:
    op.drop_index('ix_tarefa_morta_parada', table_name='tarefa_morta', postgresql_where=sa.text('retomada_em IS NULL'))
    op.drop_index(op.f('ix_tarefa_morta_created_at'), table_name='tarefa_morta')
    op.drop_table('tarefa_morta')
