"""Pages of readings that are going on."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '8e41d07b5c29'
down_revision = 'c2d9e4b8a731'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('pagina_lida',
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('numero', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('pagina', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('motivo', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('sha256', 'numero', name=op.f('pk_pagina_lida'))
    )
    op.create_index(op.f('ix_pagina_lida_created_at'), 'pagina_lida', ['created_at'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_pagina_lida_created_at'), table_name='pagina_lida')
    op.drop_table('pagina_lida')
