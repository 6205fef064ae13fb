"""The case that holds a document of a geração, which may be the origin of the one asked for."""

import sqlalchemy as sa
from alembic import op

revision = 'e9b24c6f1d07'
down_revision = 'a47c1de05b93'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        'documento_da_geracao', sa.Column('numero_cnj', sa.String(length=20), nullable=False, server_default='')
    )


def downgrade() -> None:
    op.drop_column('documento_da_geracao', 'numero_cnj')
