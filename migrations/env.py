"""Runs the migrations over the database of DATABASE_URL; one lock, so that two starters do not run them twice."""

from __future__ import annotations

import importlib
import os
import time

from alembic import context
from psycopg.errors import DeadlockDetected, LockNotAvailable
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from core.infra.db import Base

_LOCK = 7_301_922

_LOCK_WAIT_MS = 800
_ATTEMPTS, _PAUSE_S = 60, 1.0
"""A migration that waits for a table keeps waiting all who come after it: it gives up soon, lets them pass and tries
again. Each migration is a transaction of its own, and holds its tables no longer than it takes.
"""

_PACKAGES = (
    "auditoria",
    "usuarios",
    "usuarios.compartilhamento",
    "prompts",
    "prompts.autoridades",
    "prompts.busca",
    "prompts.cenarios",
    "prompts.constantes",
    "prompts.modulos",
    "prompts.politicas",
    "processos",
    "processos.leitura",
    "processos.autos",
    "processos.envios",
    "consumo",
    "ajustes",
    "exportacao",
    "exportacao.papel",
    "feedback",
    "calculo.tabelas",
    "calculo.pedido",
    "pecas",
    "pecas.curadoria",
    "pecas.dossie",
    "pecas.edicao",
    "pecas.tempos",
    "pecas.conversa",
    "pecas.revisao",
    "operacao",
    "assistencia",
    "classificador",
    "classificador.gabarito",
    "classificador.avaliacao",
    "bert.datasets",
    "bert.treinamentos",
    "bert.modelos",
)
"""Packages of core with tables."""


def run_migrations() -> None:
    for package in _PACKAGES:
        importlib.import_module(f"core.{package}.tables")
    engine = create_engine(os.environ["DATABASE_URL"], hide_parameters=True)
    with engine.connect() as connection:
        connection.execute(text(f"SELECT pg_advisory_lock({_LOCK})"))
        connection.execute(text(f"SET lock_timeout = '{_LOCK_WAIT_MS}ms'"))
        connection.commit()
        context.configure(
            connection=connection, target_metadata=Base.metadata, compare_type=True, transaction_per_migration=True
        )
        for remaining in reversed(range(_ATTEMPTS)):
            try:
                with context.begin_transaction():
                    context.run_migrations()
                break
            except OperationalError as error:
                if not remaining or not isinstance(error.orig, LockNotAvailable | DeadlockDetected):
                    raise
                connection.rollback()
                time.sleep(_PAUSE_S)
        connection.execute(text(f"SELECT pg_advisory_unlock({_LOCK})"))
        connection.commit()
    engine.dispose()


run_migrations()
