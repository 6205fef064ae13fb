"""A case that becomes secret while a peça of it is being made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from core.errors import ProcessoSigilosoError
from core.events import Agente, Estado
from tests.jobs.stage import TEXTOS, Stage, has_started


@contextmanager
def secret(stage: Stage) -> Iterator[None]:
    """By the court's last answer, for the block."""
    _change(stage, 5)
    try:
        yield
    finally:
        _change(stage, 0)


def _change(stage: Stage, nivel: int) -> None:
    to_nivel = "jsonb_set(cabecalho, '{nivel_sigilo}', to_jsonb(CAST(:nivel AS int)))"
    change = text(f"UPDATE processo SET cabecalho = {to_nivel} WHERE numero_cnj = :numero")
    with stage.services.machinery.engine.begin() as connection:
        connection.execute(change, {"numero": TEXTOS, "nivel": nivel})


def test_nothing_more_of_it_leaves_and_the_person_is_told(stage: Stage) -> None:
    stage.gemini.fail(latency_s={"generateContent": 0.5})
    geracao = stage.ask(TEXTOS)
    stage.follow(geracao, has_started(Agente.DETECTOR))
    with secret(stage):
        ended = stage.follow_to_end(geracao)
    assert (ended.estado, ended.code) == (Estado.COM_ERRO, ProcessoSigilosoError.code)
    assert "sigiloso" in ended.message
    assert stage.gemini.count_started("redator") == 0
