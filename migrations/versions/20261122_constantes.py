"""Legal constants with their dated values and history."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = 'e3b60c97d14a'
down_revision = 'c1e58d3b9a60'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'constante_legal',
        sa.Column('nome', sa.String(200), nullable=False),
        sa.Column('unidade', sa.String(20), nullable=False),
        sa.Column('valores', JSONB(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('slug', sa.String(100), nullable=False),
        sa.Column('versao', sa.Integer(), nullable=False),
        sa.Column('is_current', sa.Boolean(), nullable=False),
        sa.Column('autor', sa.String(254), nullable=False),
        sa.Column('motivo', sa.String(500), nullable=False),
        sa.Column('seed_sha256', sa.String(64), nullable=True),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_constante_legal')),
        sa.UniqueConstraint('slug', 'versao', name=op.f('uq_constante_legal_slug')),
    )
    op.create_index(op.f('ix_constante_legal_created_at'), 'constante_legal', ['created_at'])
    op.create_index(
        'uq_constante_legal_current', 'constante_legal', ['slug'], unique=True, postgresql_where=sa.text('is_current')
    )


def downgrade() -> None:
    op.drop_table('constante_legal')
