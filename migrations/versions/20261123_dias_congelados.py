"""Until which day gerações went at the end of their retention: those days are not counted again, their sums stay."""

from alembic import op

revision = "c41e97b05da8"
down_revision = "b7d20c4e91a6"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # No geração is older than this; a value for each row keeps the program before this one right.
    op.execute("ALTER TABLE atualizacao_dos_resumos ADD COLUMN congelado_ate date NOT NULL DEFAULT '2000-01-01'")


def downgrade() -> None:
    op.execute("ALTER TABLE atualizacao_dos_resumos DROP COLUMN congelado_ate")
