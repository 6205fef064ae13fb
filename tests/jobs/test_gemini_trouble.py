"""The model over its limit, down, blocked, truncated, empty or cut in the middle."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from core.errors import (
    GeminiBlockedError,
    GeminiEmptyError,
    GeminiResponseError,
    GeminiTruncatedError,
    GeminiUnavailableError,
    PortalError,
    QuotaError,
)
from core.events import Estado
from core.infra.counters import Counters, Labels
from tests.jobs.stage import TEXTOS, Stage
from tests.jobs.test_endings import PRONTOS, failed

REDATOR, COLETOR = {"only": ["redator"]}, {"only": ["coletor"]}
CORTE = 700


def test_a_quota_error_is_tried_again_when_the_server_says(stage: Stage) -> None:
    stage.gemini.fail(storm={"status": 429, "count": 1, "retry_after_s": 3}, options=REDATOR)
    assert stage.follow_to_end(stage.ask(TEXTOS)).estado in PRONTOS
    refused, answered = stage.gemini.calls("redator")
    assert answered["t"] - refused["t"] >= 3


def test_a_busy_model_is_tried_again(stage: Stage) -> None:
    stage.gemini.fail(storm={"status": 503, "count": 1}, options=REDATOR)
    assert stage.follow_to_end(stage.ask(TEXTOS)).estado in PRONTOS


@pytest.mark.parametrize(
    ("faults", "error", "calls"),
    [
        pytest.param({"storm": {"status": 429, "count": -1, "retry_after_s": 0.2}}, QuotaError, 2, id="429"),
        pytest.param({"storm": {"status": 429, "count": -1, "retry_after_s": 3600}}, QuotaError, 1, id="429 for hours"),
        pytest.param({"storm": {"status": 503, "count": -1}}, GeminiUnavailableError, 2, id="503"),
        pytest.param({"mode": "blocked_prompt"}, GeminiBlockedError, 1, id="blocked"),
        pytest.param({"mode": "empty"}, GeminiEmptyError, 2, id="empty"),
    ],
)
def test_a_redator_without_a_word_ends_with_its_reason_and_can_go_on(
    stage: Stage, whole: str, faults: dict[str, object], error: type[PortalError], calls: int
) -> None:
    stage.gemini.fail(options=REDATOR, **faults)
    geracao = stage.ask(TEXTOS)
    assert stage.follow_to_end(geracao) == failed(error)
    assert stage.gemini.count_started("redator") == calls
    assert stage.get(geracao).peca_id is None
    stage.gemini.fail(mode="", storm={"count": 0})
    stage.forget_trouble()
    assert stage.follow_to_end(geracao, after=stage.resume(geracao)).estado in PRONTOS
    assert stage.get_peca(geracao).versao.texto == whole
    assert stage.court.count_started("consulta") == 1


@pytest.mark.parametrize(
    ("mode", "error"),
    [
        pytest.param("max_tokens", GeminiTruncatedError, id="longest answer"),
        pytest.param("safety", GeminiBlockedError, id="safety"),
        pytest.param("cut", GeminiUnavailableError, id="connection cut"),
        pytest.param("error_event", GeminiUnavailableError, id="error inside the stream"),
        pytest.param("stall", GeminiUnavailableError, id="silence"),
    ],
)
def test_a_text_that_breaks_off_is_kept_and_goes_on_to_the_same_end(
    stage: Stage, whole: str, mode: str, error: type[PortalError]
) -> None:
    stage.gemini.fail(mode=mode, remaining=1, options={**REDATOR, "after_chars": CORTE})
    geracao = stage.ask(TEXTOS)
    assert stage.follow_to_end(geracao) == failed(error)
    assert stage.get_peca(geracao).versao.texto == stage.streamed(geracao) == whole[:CORTE]
    assert stage.gemini.count_started("redator") == 1
    assert stage.follow_to_end(geracao, after=stage.resume(geracao)).estado in PRONTOS
    assert stage.get_peca(geracao).versao.texto == stage.streamed(geracao) == whole
    assert [versao.numero for versao in stage.list_versoes(geracao)] == [2, 1]


def test_counts_of_the_portal_are_those_of_both_sides_after_a_load_with_trouble(stage: Stage) -> None:
    stage.forget_readings()
    stage.services.machinery.client.delete("counters")
    stage.gemini.fail(storm={"status": 503, "count": 2}, options=COLETOR)
    stage.court.fail(storm={"status": 503, "count": 1})
    asked = [stage.ask(TEXTOS) for _ in range(3)]
    assert {stage.follow_to_end(geracao).estado for geracao in asked} <= set(PRONTOS)
    counts = Counters(stage.services.machinery.client).read()
    for agente in ("coletor", "detector", "redator"):
        labels = (("operation", agente), ("resource", "gemini"))
        assert counts["outside_calls_started", labels] == stage.gemini.count_started(agente)
        answered = [call for call in stage.gemini.calls(agente) if call["outcome"] == "ok"]
        assert counts["outside_calls_ended", (*labels[:1], ("outcome", "ok"), *labels[1:])] == len(answered)
    assert counts["retries", (("operation", "coletor"), ("resource", "gemini"))] == 2
    assert sum_counts(counts, "outside_calls_started", resource="tjms") == sum(
        stage.court.count_started(name) for name in ("consulta", "download")
    )
    answered = [
        call for name in ("consulta", "download") for call in stage.court.calls(name) if call["outcome"] == "ok"
    ]
    assert sum_counts(counts, "outside_calls_ended", resource="tjms", outcome="ok") == len(answered) > 0
    assert sum_counts(counts, "retries", resource="tjms") == 1
    assert stage.count_timed(asked) == len(asked)


def sum_counts(counts: Mapping[tuple[str, Labels], float], name: str, **labels: str) -> float:
    """A counter over all labels but the named ones."""
    return sum(
        value for (counter, found), value in counts.items() if counter == name and labels.items() <= dict(found).items()
    )


def test_one_document_answered_out_of_shape_costs_only_itself(stage: Stage) -> None:
    stage.forget_readings()
    stage.gemini.fail(mode="invalid_json", remaining=1, options=COLETOR)
    geracao = stage.ask(TEXTOS)
    assert stage.follow_to_end(geracao).estado == Estado.PRONTO_COM_RESSALVAS
    documentos = stage.services.pecas.list_documentos(geracao.id)
    assert sum(not documento.resumo for documento in documentos) == 1
    assert any(GeminiResponseError.code in aviso for aviso in stage.get(geracao).avisos)


def test_a_model_that_answers_no_document_is_named_and_not_the_court(stage: Stage) -> None:
    stage.forget_readings()
    stage.gemini.fail(mode="blocked_prompt", options=COLETOR)
    assert stage.follow_to_end(stage.ask(TEXTOS)) == failed(GeminiBlockedError)


def test_after_a_failure_only_what_is_missing_is_paid_for(stage: Stage) -> None:
    stage.forget_readings()
    stage.gemini.fail(storm={"status": 503, "count": 9}, options=COLETOR)
    geracao = stage.ask(TEXTOS)
    assert stage.follow_to_end(geracao) == failed(GeminiUnavailableError)
    stage.gemini.fail(storm={"count": 0})
    assert stage.follow_to_end(geracao, after=stage.resume(geracao)).estado in PRONTOS
    paid = [call for call in stage.gemini.calls("coletor") if call["outcome"] == "ok"]
    assert len(paid) <= len(stage.services.pecas.list_documentos(geracao.id))
