"""The working text of a peça, between its versions."""

import sqlalchemy as sa
from alembic import op

revision = 'e07b4d93a1c6'
down_revision = 'c4d1a7e02b95'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('edicao_da_peca',
    sa.Column('peca_id', sa.Uuid(), nullable=False),
    sa.Column('texto', sa.Text(), nullable=False),
    sa.Column('revisao', sa.Integer(), nullable=False),
    sa.Column('versao_base', sa.Integer(), nullable=False),
    sa.Column('autor', sa.String(length=200), nullable=False),
    sa.Column('mudou_em', sa.DateTime(timezone=True), nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['peca_id'], ['peca.id'], name=op.f('fk_edicao_da_peca_peca_id_peca')),
    sa.PrimaryKeyConstraint('peca_id', name=op.f('pk_edicao_da_peca'))
    )


def downgrade() -> None:
    op.drop_table('edicao_da_peca')
