"""A job that died between the last word and the record of the minuta."""

from __future__ import annotations

from core.events import Agente, AgenteFinished, AgenteStarted, OperationStarted, TextAppended
from tests.jobs.stage import TEXTOS, Stage
from tests.jobs.test_endings import PRONTOS
from tests.jobs.test_lost import finish


def test_a_finished_text_is_not_written_on(quiet: Stage, whole: str) -> None:
    quiet.gemini.fail(mode="max_tokens", remaining=1, options={"only": ["redator"], "after_chars": 700})
    geracao = quiet.ask(TEXTOS)
    finish(quiet, quiet.run_here(geracao))
    after = quiet.resume(geracao)
    started = quiet.services.pecas.begin_attempt(geracao.id)
    assert started is not None
    publisher = quiet.services.machinery.channel.open(geracao.id, started.attempt)
    publisher.publish(OperationStarted(started.attempt, "2026-01-01T00:00:00+00:00"))
    publisher.publish(AgenteStarted(Agente.REDATOR))
    publisher.publish(TextAppended(700, whole[700:]))
    publisher.publish(AgenteFinished(Agente.REDATOR, "pronto"))
    finish(quiet, quiet.run_here(geracao))
    assert quiet.follow_to_end(geracao, after=after).estado in PRONTOS
    assert quiet.get_peca(geracao).versao.texto == whole
    assert quiet.gemini.count_started("redator") == 1
