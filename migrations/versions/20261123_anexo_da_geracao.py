"""What the preparation of a text puts after what the model writes."""

import sqlalchemy as sa
from alembic import op

revision = "a91c5e2f7b34"
down_revision = "5be2f0a49c71"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("geracao", sa.Column("anexo", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("geracao", "anexo")
