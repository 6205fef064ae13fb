"""The side of the split that a spreadsheet names for a sample."""

import sqlalchemy as sa
from alembic import op

revision = "b7d20c4e91a6"
down_revision = "f1b94c60d2a8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("amostra_do_dataset", sa.Column("parte", sa.String(10), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("amostra_do_dataset", "parte")
