"""Runs the migrations over the database of DATABASE_URL; one lock, so that two starters do not run them twice."""

from __future__ import annotations

import os

from alembic import context
from sqlalchemy import create_engine, text

from core.bootstrap import load_metadata

_LOCK = 7_301_922


def run_migrations() -> None:
    engine = create_engine(os.environ["DATABASE_URL"])
    with engine.connect() as connection:
        connection.execute(text(f"SELECT pg_advisory_lock({_LOCK})"))
        connection.commit()
        context.configure(connection=connection, target_metadata=load_metadata(), compare_type=True)
        with context.begin_transaction():
            context.run_migrations()
        connection.execute(text(f"SELECT pg_advisory_unlock({_LOCK})"))
        connection.commit()
    engine.dispose()


run_migrations()
