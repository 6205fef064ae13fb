"""Two requests at once: the same person gets the same geração; the same case is downloaded and paid for once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import text

from core.events import Agente, Estado
from core.pecas.domain import TipoDePeca
from tests.jobs.stage import TEXTOS, Stage, has_started, wait_until
from tests.jobs.test_endings import PRONTOS

COURT_LIMIT = 5
MANY_DOCUMENTS = ("14008719820248120000", "08014551720248120001")
"""Each takes three downloads at a time, one more together than the court allows."""


def test_a_double_click_starts_one_geracao(stage: Stage) -> None:
    usuario = next(stage.usuarios)
    with ThreadPoolExecutor(8) as clicks:
        asked = list(clicks.map(lambda _: stage.ask(TEXTOS, usuario=usuario), range(8)))
    assert len({geracao.id for geracao in asked}) == 1
    assert stage.follow_to_end(asked[0]).estado in PRONTOS
    assert stage.gemini.count_started("redator") == 1
    assert len(stage.list_versoes(asked[0])) == 1


def test_another_tab_while_it_runs_finds_the_running_one(stage: Stage) -> None:
    stage.gemini.fail(options={"chars_per_s": 6000})
    first = stage.ask(TEXTOS)
    stage.wait_for_text(first)
    second = stage.ask(TEXTOS, usuario=first.usuario_id)
    assert second.id == first.id
    stage.follow_to_end(first)
    assert stage.gemini.count_started("redator") == 1


def test_another_type_of_peca_is_another_geracao(stage: Stage) -> None:
    first = stage.ask(TEXTOS)
    second = stage.ask(TEXTOS, TipoDePeca.PARECER, usuario=first.usuario_id)
    assert first.id != second.id
    assert {stage.follow_to_end(geracao).estado for geracao in (first, second)} <= set(PRONTOS)


def test_a_case_read_before_is_neither_downloaded_nor_paid_for_again(stage: Stage) -> None:
    stage.forget_readings()
    first = stage.ask(TEXTOS)
    stage.follow_to_end(first)
    downloads, paid = stage.court.count_started("download"), stage.gemini.count_started("coletor")
    assert downloads > 0
    assert paid > 0
    second = stage.ask(TEXTOS)
    assert stage.follow_to_end(second).estado in PRONTOS
    assert [stage.count_kept_calls(one, "coletor") for one in (first, second)] == [paid, 0]
    assert [stage.count_kept_calls(one, "redator") for one in (first, second)] == [1, 1]
    assert stage.court.count_started("download") == downloads
    assert stage.gemini.count_started("coletor") == paid
    assert stage.get_peca(second).versao.texto == stage.get_peca(first).versao.texto


def test_two_people_on_one_new_case_cost_as_much_as_one(stage: Stage) -> None:
    stage.forget_readings()
    stage.court.fail(latency_s={"consulta": 1.5})  # long enough for the second worker to come too
    both = [stage.ask(TEXTOS), stage.ask(TEXTOS)]
    assert {stage.follow_to_end(geracao).estado for geracao in both} <= set(PRONTOS)
    assert len({stage.get_peca(geracao).versao.texto for geracao in both}) == 1
    assert stage.court.count_started("consulta") == 1
    assert sum(call["documentos"] for call in stage.court.calls("download")) == stage.count_downloaded() > 0
    documentos = stage.services.pecas.list_documentos(both[0].id)
    assert stage.gemini.count_started("coletor") == sum(bool(documento.resumo) for documento in documentos) > 0
    assert stage.gemini.count_started("detector") == 1
    assert stage.gemini.count_started("redator") == 2


def test_the_second_person_goes_on_when_the_first_stops(stage: Stage) -> None:
    stage.forget_readings()
    stage.court.fail(latency_s={"consulta": 2})
    first = stage.ask(TEXTOS)
    wait_until(lambda: stage.court.count_started("consulta") == 1, 20)
    second = stage.ask(TEXTOS)
    stage.follow(second, has_started(Agente.COLETOR))
    stage.cancel(first)
    assert stage.follow_to_end(first).estado == Estado.CANCELADO
    assert stage.follow_to_end(second).estado in PRONTOS
    assert stage.court.count_started("consulta") == 2


def test_a_person_who_waits_for_anothers_call_stops_at_once(stage: Stage) -> None:
    stage.court.fail(latency_s={"consulta": 2.5})
    first = stage.ask(TEXTOS)
    wait_until(lambda: stage.court.count_started("consulta") == 1, 20)
    second = stage.ask(TEXTOS)
    stage.follow(second, has_started(Agente.COLETOR))
    stage.cancel(second)
    stopped = wait_until(lambda: stage.get(second).estado is Estado.CANCELADO, 20)
    assert stopped < 1.5
    assert stage.follow_to_end(first).estado in PRONTOS
    assert stage.court.count_started("consulta") == 1


def test_an_answer_in_redis_spares_the_table_and_the_model(stage: Stage) -> None:
    first = stage.ask(TEXTOS)
    stage.follow_to_end(first)
    with stage.services.machinery.engine.begin() as connection:
        connection.execute(text("TRUNCATE resumo"))
    paid = stage.gemini.count_started("coletor")
    assert stage.follow_to_end(stage.ask(TEXTOS)).estado in PRONTOS
    assert stage.gemini.count_started("coletor") == paid


def test_downloads_of_all_workers_together_keep_to_the_courts_limit(stage: Stage) -> None:
    stage.court.fail(latency_s={"download": 60})
    both = [stage.ask(numero) for numero in MANY_DOCUMENTS]
    waits = stage.services.machinery.slots.count_waiting
    wait_until(lambda: waits("tjms") and stage.court.in_flight >= COURT_LIMIT, 30, "one download more than the limit")
    assert stage.court.max_in_flight == COURT_LIMIT
    for geracao in both:
        stage.cancel(geracao)
        stage.follow_to_end(geracao)
