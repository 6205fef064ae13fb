"""Saved scenarios, the office's policies with their history, and the approved base of authorities."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = 'c1e58d3b9a60'
down_revision = 'd41f7a90c2be'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'cenario',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('slug', sa.String(100), nullable=False),
        sa.Column('versao', sa.Integer(), nullable=False),
        sa.Column('nome', sa.String(200), nullable=False),
        sa.Column('grupo', sa.String(50), nullable=False),
        sa.Column('tipo_de_peca', sa.String(50), nullable=False),
        sa.Column('valores', JSONB(), nullable=False),
        sa.Column('ausentes', JSONB(), nullable=False),
        sa.Column('nota', sa.Text(), nullable=False),
        sa.Column('autor', sa.String(254), nullable=False),
        sa.Column('seed_sha256', sa.String(64), nullable=True),
        sa.Column('is_deleted', sa.Boolean(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_cenario')),
        sa.UniqueConstraint('slug', name=op.f('uq_cenario_slug')),
    )
    op.create_index(op.f('ix_cenario_created_at'), 'cenario', ['created_at'])
    op.create_table(
        'politica',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('slug', sa.String(100), nullable=False),
        sa.Column('versao', sa.Integer(), nullable=False),
        sa.Column('is_current', sa.Boolean(), nullable=False),
        sa.Column('autor', sa.String(254), nullable=False),
        sa.Column('motivo', sa.String(500), nullable=False),
        sa.Column('seed_sha256', sa.String(64), nullable=True),
        sa.Column('corpo', JSONB(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_politica')),
        sa.UniqueConstraint('slug', 'versao', name=op.f('uq_politica_slug')),
    )
    op.create_index(op.f('ix_politica_created_at'), 'politica', ['created_at'])
    op.create_index(
        'uq_politica_current', 'politica', ['slug'], unique=True, postgresql_where=sa.text('is_current')
    )
    op.create_table(
        'autoridade',
        sa.Column('chave', sa.String(120), nullable=False),
        sa.Column('tipo', sa.String(20), nullable=False),
        sa.Column('nome', sa.String(300), nullable=False),
        sa.Column('resumo', sa.Text(), nullable=False),
        sa.Column('fonte', sa.String(500), nullable=False),
        sa.Column('vigencia', sa.String(200), nullable=False),
        sa.Column('is_vigente', sa.Boolean(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('chave', name=op.f('pk_autoridade')),
    )
    op.create_index(op.f('ix_autoridade_created_at'), 'autoridade', ['created_at'])


def downgrade() -> None:
    for table in ('autoridade', 'politica', 'cenario'):
        op.drop_table(table)
