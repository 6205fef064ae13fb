"""The name of somebody who is forgotten leaves corrections too."""

from alembic import op

revision = "f1b94c60d2a8"
down_revision = "b95e02d6f7a1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _guard("refuse_change_outside_purge")


def downgrade() -> None:
    _guard("refuse_change_of_correcao")


def _guard(function: str) -> None:
    op.execute(f"""
        CREATE OR REPLACE TRIGGER correcao_de_item_append_only BEFORE UPDATE ON correcao_de_item
        FOR EACH ROW EXECUTE FUNCTION {function}()
    """)
