"""Asking the court for a person who looks on: one record, whatever happens to the work."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from core.errors import ProcessoSigilosoError, RecordNotFoundError, TribunalUnavailableError
from core.infra.queue import QueueName, Work
from core.infra.rate import Action
from core.processos.autos.domain import CABECALHO, INTEIRO, Busca, Etapa
from core.processos.domain import EstadoDaPagina, Pagina
from tests.builders import build_documento, build_processo
from tests.integration.processos.autos.stage import NUMERO, Stage


def find(stage: Stage, alvo: str) -> Busca:
    busca = stage.buscas.find(NUMERO, alvo)
    assert busca is not None
    return busca


def ask(stage: Stage, alvo: str) -> Busca:
    """Ask and let a worker answer."""
    stage.buscas.request(NUMERO, alvo, 1)
    stage.buscas.run(NUMERO, alvo, 0)
    return find(stage, alvo)


def grow_old(stage: Stage, minutes: float) -> None:
    with stage.scope() as session:
        session.execute(
            text("UPDATE busca_nos_autos SET mudou_em = mudou_em - make_interval(secs => :s)"), {"s": minutes * 60}
        )


def test_header_is_asked_once_however_often_it_is_requested(stage: Stage) -> None:
    stage.court.processo = build_processo(build_documento("1", 500))
    for _ in range(3):
        stage.buscas.request(NUMERO, CABECALHO, 1)
    assert len(stage.list_waiting(QueueName.AUTOS)) == 1
    assert stage.rates.counted == [Action.COURT]
    assert stage.buscas.find_place(find(stage, CABECALHO)) == 1
    for _ in range(2):
        stage.buscas.run(NUMERO, CABECALHO, 0)
    assert (stage.court.asked, find(stage, CABECALHO).etapa) == ([NUMERO], Etapa.PRONTA)
    assert stage.autos.find(NUMERO) is not None


def test_whole_case_counts_as_demanding_too(stage: Stage) -> None:
    stage.keep(build_processo(build_documento("1", 500)))
    stage.buscas.request(NUMERO, INTEIRO, 1)
    assert stage.rates.counted == [Action.HEAVY, Action.COURT]


def test_what_the_court_refuses_is_told_and_may_be_asked_again(stage: Stage) -> None:
    stage.court.error = TribunalUnavailableError("down")
    busca = ask(stage, CABECALHO)
    assert (busca.etapa, busca.erro_codigo) == (Etapa.COM_ERRO, "E501")
    assert busca.erro_mensagem == TribunalUnavailableError.text
    stage.court.error, stage.court.processo = None, build_processo()
    assert ask(stage, CABECALHO).etapa is Etapa.PRONTA


def test_secret_case_is_an_answer_and_no_failure(stage: Stage) -> None:
    stage.court.processo = replace(build_processo(), nivel_sigilo=5)
    assert ask(stage, CABECALHO).etapa is Etapa.PRONTA
    assert stage.autos.get(NUMERO).is_sigiloso


def test_document_is_downloaded_and_given_to_the_readers(stage: Stage) -> None:
    stage.keep(build_processo(replace(build_documento("1", 500), partes=("a", "b")), build_documento("2", 6)))
    stage.court.contents = {"a": b"A", "b": b"B", "2": b"C"}
    assert ask(stage, "1").etapa is Etapa.PRONTA
    assert stage.court.asked == ["a", "b"]
    assert len(stage.court.to_read) == 2


@pytest.mark.parametrize(("alvo", "error"), [("9", RecordNotFoundError), ("2", ProcessoSigilosoError)])
def test_document_that_may_not_be_opened_is_not_fetched(
    stage: Stage, alvo: str, error: type[RecordNotFoundError]
) -> None:
    stage.keep(build_processo(build_documento("1", 500), build_documento("2", 6, sigilo=1)))
    assert ask(stage, alvo).erro_codigo == error.code
    assert stage.court.asked == []


def test_whole_case_comes_in_rounds_without_secret_and_known_documents(stage: Stage) -> None:
    documentos = [build_documento(str(n), 500, dia=n, sigilo=int(n == 5)) for n in range(24)]
    stage.keep(build_processo(*documentos))
    stage.read("3", Pagina(1, EstadoDaPagina.LIDA, "x"))
    stage.court.contents = {str(n): f"c{n}".encode() for n in range(24)}
    stage.buscas.request(NUMERO, INTEIRO, 1)
    seen = []
    for rodada in range(3):
        stage.buscas.run(NUMERO, INTEIRO, rodada)
        busca = find(stage, INTEIRO)
        seen.append((busca.etapa, busca.feitos, busca.total))
    assert seen == [(Etapa.EM_ANDAMENTO, 10, 23), (Etapa.EM_ANDAMENTO, 20, 23), (Etapa.PRONTA, 23, 23)]
    assert sorted(stage.court.asked, key=int) == [str(n) for n in range(24) if n not in (3, 5)]
    assert len(stage.list_waiting(QueueName.AUTOS)) == 3


def test_search_that_the_queue_lost_is_put_back_and_one_that_came_to_nothing_ends(stage: Stage) -> None:
    stage.buscas.request(NUMERO, CABECALHO, 1)
    stage.queue.forget(stage.list_waiting(QueueName.AUTOS)[0])
    grow_old(stage, 1)
    assert find(stage, CABECALHO).etapa is Etapa.NA_FILA
    assert len(stage.list_waiting(QueueName.AUTOS)) == 1
    grow_old(stage, 30)
    assert find(stage, CABECALHO).etapa is Etapa.COM_ERRO


def test_a_round_that_the_queue_lost_is_put_back_though_nobody_looks(stage: Stage) -> None:
    stage.keep(build_processo(*(build_documento(str(n), 500, dia=n) for n in range(12))))
    stage.buscas.request(NUMERO, INTEIRO, 1)
    stage.buscas.run(NUMERO, INTEIRO, 0)
    first, second = stage.list_waiting(QueueName.AUTOS)
    stage.queue.forget(first)  # it ended
    stage.buscas.request(NUMERO, INTEIRO, 1)
    assert stage.list_waiting(QueueName.AUTOS) == (second,)
    grow_old(stage, 1)
    assert stage.buscas.requeue_lost() == 0
    stage.queue.forget(second)
    assert stage.buscas.requeue_lost() == 1
    assert stage.list_waiting(QueueName.AUTOS) == (second,)
    stage.buscas.run(NUMERO, INTEIRO, 1)
    stage.queue.forget(second)
    grow_old(stage, 1)
    assert (stage.buscas.requeue_lost(), find(stage, INTEIRO).etapa) == (0, Etapa.PRONTA)


def test_dead_work_ends_its_record(stage: Stage) -> None:
    stage.buscas.request(NUMERO, INTEIRO, 1)
    assert stage.buscas.end_lost(Work("jobs.fetch_autos.run", "k", (NUMERO, INTEIRO, 0), 60))
    assert find(stage, INTEIRO).etapa is Etapa.COM_ERRO


def test_dead_work_that_is_put_back_goes_on_in_its_round(stage: Stage) -> None:
    stage.keep(build_processo(*(build_documento(str(n), 500, dia=n) for n in range(12))))
    stage.court.contents = {str(n): f"c{n}".encode() for n in range(12)}
    stage.buscas.request(NUMERO, INTEIRO, 1)
    stage.buscas.run(NUMERO, INTEIRO, 0)
    died = Work("jobs.fetch_autos.run", stage.list_waiting(QueueName.AUTOS)[-1], (NUMERO, INTEIRO, 1), 60, "1")
    stage.queue.forget(died.key)
    stage.buscas.end_lost(died)
    stage.buscas.reopen_lost(died)
    assert (find(stage, INTEIRO).etapa, find(stage, INTEIRO).feitos) == (Etapa.NA_FILA, 10)
    assert stage.list_waiting(QueueName.AUTOS)[-1] == died.key
    stage.buscas.run(NUMERO, INTEIRO, 1)
    stage.buscas.reopen_lost(died)
    assert (find(stage, INTEIRO).etapa, find(stage, INTEIRO).erro_codigo) == (Etapa.PRONTA, "")
    assert len(stage.court.asked) == 12


def test_wait_is_told_while_it_lasts(stage: Stage) -> None:
    stage.court.processo = build_processo()
    stage.buscas.request(NUMERO, CABECALHO, 1)
    stage.buscas.note_espera(NUMERO, CABECALHO, "Aguardando a vez com o TJMS")
    assert find(stage, CABECALHO).espera.startswith("Aguardando")
    stage.buscas.run(NUMERO, CABECALHO, 0)
    assert find(stage, CABECALHO).espera == ""
