"""Contents in pieces, the court's hashes, headers asked for ahead."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = 'c2d9e4b8a731'
down_revision = '5b1f0c7a94de'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The previous code goes on writing whole contents and finds none in those written in pieces, which it reports
    # as missing; nothing is read wrong.
    op.alter_column('conteudo', 'conteudo', existing_type=sa.LargeBinary(), nullable=True)
    op.create_table('pedaco_de_conteudo',
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('ordem', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('pedaco', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['sha256'], ['conteudo.sha256'], name=op.f('fk_pedaco_de_conteudo_sha256_conteudo'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('sha256', 'ordem', name=op.f('pk_pedaco_de_conteudo'))
    )
    op.execute('ALTER TABLE pedaco_de_conteudo ALTER COLUMN pedaco SET STORAGE EXTERNAL')  # PDFs are compressed already
    op.create_index(op.f('ix_documento_baixado_sha256'), 'documento_baixado', ['sha256'], unique=False)
    op.add_column('processo', sa.Column('alteracao', postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column('processo', sa.Column('antecipado_em', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column('processo', 'antecipado_em')
    op.drop_column('processo', 'alteracao')
    op.drop_index(op.f('ix_documento_baixado_sha256'), table_name='documento_baixado')
    op.drop_table('pedaco_de_conteudo')
    op.execute('DELETE FROM documento_baixado USING conteudo WHERE documento_baixado.sha256 = conteudo.sha256 AND conteudo.conteudo IS NULL')
    op.execute('DELETE FROM conteudo WHERE conteudo IS NULL')
    op.alter_column('conteudo', 'conteudo', existing_type=sa.LargeBinary(), nullable=False)
