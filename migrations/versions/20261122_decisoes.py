"""What agent 2 decided on each module, facts that a person gave, contradictions, and the mode with curadoria."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = '7c2e9d4b10fa'
down_revision = 'a7c5e29b4f13'
branch_labels = None
depends_on = None

_ATIVA = ('usuario_id', 'numero_cnj', 'tipo_de_peca')


def _replace_index(estados: str) -> None:
    op.drop_index('uq_geracao_ativa', table_name='geracao')
    op.create_index('uq_geracao_ativa', 'geracao', _ATIVA, unique=True, postgresql_where=sa.text(f'estado IN ({estados})'))


def upgrade() -> None:
    op.add_column('geracao', sa.Column('modo', sa.String(20), nullable=False, server_default='automatico'))
    op.add_column('geracao', sa.Column('contradicoes', JSONB(), nullable=False, server_default=sa.text("'[]'")))
    op.add_column('fato', sa.Column('informado_por', sa.String(200), nullable=False, server_default=''))
    op.add_column('fato', sa.Column('informado_em', sa.DateTime(timezone=True), nullable=True))
    _replace_index("'na_fila', 'em_andamento', 'aguardando_voce'")
    op.create_table('decisao_do_modulo',
    sa.Column('geracao_id', sa.Uuid(), nullable=False),
    sa.Column('slug', sa.String(length=100), nullable=False),
    sa.Column('versao', sa.Integer(), nullable=False),
    sa.Column('secao', sa.String(length=50), nullable=False),
    sa.Column('titulo', sa.String(), nullable=False),
    sa.Column('ordem', sa.Integer(), nullable=False),
    sa.Column('origem', sa.String(length=20), nullable=False),
    sa.Column('decisao', sa.String(length=20), nullable=False),
    sa.Column('motivo', sa.Text(), nullable=False),
    sa.Column('variaveis', JSONB(), nullable=False),
    sa.Column('perguntas', JSONB(), nullable=False),
    sa.Column('politica', sa.String(length=300), nullable=False, server_default=''),
    sa.Column('indicado', sa.Boolean(), nullable=False, server_default=sa.text('false')),
    sa.Column('indicacao', sa.Text(), nullable=False, server_default=''),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['geracao_id'], ['geracao.id'], name=op.f('fk_decisao_do_modulo_geracao_id_geracao')),
    sa.PrimaryKeyConstraint('geracao_id', 'slug', name=op.f('pk_decisao_do_modulo'))
    )
    op.create_index(op.f('ix_decisao_do_modulo_created_at'), 'decisao_do_modulo', ['created_at'], unique=False)


def downgrade() -> None:
    op.drop_table('decisao_do_modulo')
    _replace_index("'na_fila', 'em_andamento'")
    op.drop_column('fato', 'informado_em')
    op.drop_column('fato', 'informado_por')
    op.drop_column('geracao', 'contradicoes')
    op.drop_column('geracao', 'modo')
