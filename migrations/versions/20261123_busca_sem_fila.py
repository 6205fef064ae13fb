"""The index of the search by words takes each new version in at once.

As it was, PostgreSQL put new versions on a list that every search read through, until a vacuum came by: after an import
of 5,000 modules a search took ten times as long.
"""

from alembic import op

revision = 'd18c6f3b72e9'
down_revision = 'e7b20c49d513'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER INDEX ix_modulo_busca SET (fastupdate = off)")
    op.execute("SELECT gin_clean_pending_list('ix_modulo_busca')")


def downgrade() -> None:
    op.execute("ALTER INDEX ix_modulo_busca RESET (fastupdate)")
