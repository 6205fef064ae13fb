"""Tables of the calculations (indices, regimes, court days) with their history."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = 'f2a6d80c3b91'
down_revision = 'a91c5e2f7b34'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'tabela_de_calculo',
        sa.Column('corpo', JSONB(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('slug', sa.String(100), nullable=False),
        sa.Column('versao', sa.Integer(), nullable=False),
        sa.Column('is_current', sa.Boolean(), nullable=False),
        sa.Column('autor', sa.String(254), nullable=False),
        sa.Column('motivo', sa.String(500), nullable=False),
        sa.Column('seed_sha256', sa.String(64), nullable=True),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_tabela_de_calculo')),
        sa.UniqueConstraint('slug', 'versao', name=op.f('uq_tabela_de_calculo_slug')),
    )
    op.create_index(op.f('ix_tabela_de_calculo_created_at'), 'tabela_de_calculo', ['created_at'])
    op.create_index(
        'uq_tabela_de_calculo_current',
        'tabela_de_calculo',
        ['slug'],
        unique=True,
        postgresql_where=sa.text('is_current'),
    )


def downgrade() -> None:
    op.drop_table('tabela_de_calculo')
