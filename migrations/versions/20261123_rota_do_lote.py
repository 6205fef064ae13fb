"""Lots with a route: a model trained here answers first, what it is not sure of goes on to Gemini."""

import sqlalchemy as sa
from alembic import op

revision = 'd27f4a90c6e1'
down_revision = 'e4a90d7c15b6'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('lote', sa.Column('local_modelo', sa.String(length=60), server_default='', nullable=False))
    op.add_column('lote', sa.Column('local_limiar', sa.Float(), server_default=sa.text('0'), nullable=False))
    op.add_column('lote', sa.Column('local_nome', sa.String(length=200), server_default='', nullable=False))
    op.add_column('item_do_lote', sa.Column('destino', sa.String(length=10), server_default='', nullable=False))
    op.add_column('item_do_lote', sa.Column('probabilidade', sa.Float(), server_default=sa.text('0'), nullable=False))


def downgrade() -> None:
    op.drop_column('item_do_lote', 'probabilidade')
    op.drop_column('item_do_lote', 'destino')
    op.drop_column('lote', 'local_nome')
    op.drop_column('lote', 'local_limiar')
    op.drop_column('lote', 'local_modelo')
