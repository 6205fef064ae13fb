"""Groups of modules with their sections, subgroups and subjects, and the record of each import of modules."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = 'd41f7a90c2be'
down_revision = 'b3d8f0c1a57e'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'grupo_de_modulos',
        sa.Column('nome', sa.String(100), nullable=False),
        sa.Column('ordem', sa.Integer(), nullable=False),
        sa.Column('secoes', JSONB(), nullable=False),
        sa.Column('subgrupos', JSONB(), nullable=False),
        sa.Column('assuntos', JSONB(), nullable=False),
        sa.Column('is_active', sa.Boolean(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('slug', sa.String(100), nullable=False),
        sa.Column('versao', sa.Integer(), nullable=False),
        sa.Column('is_current', sa.Boolean(), nullable=False),
        sa.Column('autor', sa.String(254), nullable=False),
        sa.Column('motivo', sa.String(500), nullable=False),
        sa.Column('seed_sha256', sa.String(64), nullable=True),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_grupo_de_modulos')),
        sa.UniqueConstraint('slug', 'versao', name=op.f('uq_grupo_de_modulos_slug')),
    )
    op.create_index(op.f('ix_grupo_de_modulos_created_at'), 'grupo_de_modulos', ['created_at'])
    op.create_index(
        'uq_grupo_de_modulos_current', 'grupo_de_modulos', ['slug'], unique=True, postgresql_where=sa.text('is_current')
    )
    op.create_table(
        'importacao_de_modulos',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('autor', sa.String(254), nullable=False),
        sa.Column('motivo', sa.String(500), nullable=False),
        sa.Column('formato', sa.String(30), nullable=False),
        sa.Column('sha256', sa.String(64), nullable=False),
        sa.Column('gravados', JSONB(), nullable=False),
        sa.Column('extras', JSONB(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_importacao_de_modulos')),
    )
    op.create_index(op.f('ix_importacao_de_modulos_created_at'), 'importacao_de_modulos', ['created_at'])


def downgrade() -> None:
    op.drop_table('importacao_de_modulos')
    op.drop_table('grupo_de_modulos')
