"""What the ``portal`` command does: a thin layer over real tools (initdb, supervisor, alembic, pytest)."""
