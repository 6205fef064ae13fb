"""When the record of acts last told that a person looks at a case: the time of a visit slides, this one does not."""

from alembic import op

revision = "5e8a30d7c9b4"
down_revision = "c41e97b05da8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE visita_aos_autos ADD COLUMN registrada_em timestamptz")


def downgrade() -> None:
    op.execute("ALTER TABLE visita_aos_autos DROP COLUMN registrada_em")
