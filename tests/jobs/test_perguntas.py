"""Questions about a case over real workers and the simulator: one answer, and nothing in it that no page proves."""

from __future__ import annotations

import pytest

from core.assistencia.domain import NAO_CONSTA, SEM_PROVA, Pergunta
from core.errors import ForbiddenChangeError, RecordNotFoundError
from core.events import Estado, OperationEnded
from core.processos.autos.domain import CABECALHO, INTEIRO
from tests.jobs.stage import TEXTOS, Stage, wait_until

VALOR = "Qual é o valor da causa?"


@pytest.fixture
def rita(stage: Stage) -> int:
    """A person who opened the case and had it read."""
    usuario, buscas = next(stage.usuarios), stage.services.buscas
    buscas.request(TEXTOS, CABECALHO, usuario)
    wait_until(lambda: stage.services.autos.find(TEXTOS) is not None, 30, "the court's answer")
    buscas.request(TEXTOS, INTEIRO, usuario)
    wait_until(lambda: all(d.is_lido for d in stage.services.autos.get(TEXTOS).abertos), 60, "the readings")
    return usuario


def wait_answer(stage: Stage, pergunta: Pergunta) -> Pergunta:
    get = stage.services.assistencia.get_pergunta
    wait_until(lambda: not get(pergunta.id, pergunta.usuario_id).estado.is_at_work, 30, "the answer")
    return get(pergunta.id, pergunta.usuario_id)


def ask(stage: Stage, usuario: int, texto: str) -> Pergunta:
    return wait_answer(stage, stage.services.assistencia.ask(TEXTOS, usuario, texto))


def test_an_answer_stands_on_a_page_and_survives_its_worker(stage: Stage, rita: int) -> None:
    stage.gemini.fail(latency_s={"streamGenerateContent": 20})
    asked = stage.services.assistencia.ask(TEXTOS, rita, VALOR)
    wait_until(lambda: stage.gemini.count_started("assistencia") == 1, 20, "the call")
    with pytest.raises(ForbiddenChangeError):
        stage.services.assistencia.ask(TEXTOS, rita, "Outra pergunta?")
    assert stage.services.assistencia.ask(TEXTOS, rita, VALOR).id == asked.id
    stage.pool.find_horse(f"pergunta-{asked.id}").kill()
    stage.gemini.fail(latency_s={})
    answered = wait_answer(stage, asked)
    assert (answered.estado, answered.attempt) == (Estado.PRONTO, 2)
    assert answered.resposta is not None
    assert answered.resposta.consta
    named = {numero for linha in answered.resposta.linhas for numero in linha.citacoes}
    cited = [one for one in answered.resposta.citacoes if one.numero in named and one.id_documento]
    assert cited
    for citacao in cited:
        documento = stage.services.autos.require_documento(TEXTOS, citacao.id_documento)
        texto = stage.services.autos.get_pagina(documento, citacao.pagina).texto
        assert citacao.trecho in " ".join(texto.split())
    with pytest.raises(RecordNotFoundError):
        stage.services.assistencia.get_pergunta(asked.id, rita + 1)
    assert stage.services.assistencia.list_perguntas(TEXTOS, rita + 1) == ()


@pytest.mark.parametrize(
    ("texto", "titulo"), [("Houve penhora de veículo?", NAO_CONSTA), (f"{VALOR} [plantar: citação]", SEM_PROVA)]
)
def test_what_no_page_proves_is_not_said(stage: Stage, rita: int, texto: str, titulo: str) -> None:
    resposta = ask(stage, rita, texto).resposta
    assert resposta is not None
    assert (resposta.linhas, resposta.texto) == ((), titulo)
    assert resposta.alcance.is_inteiro
    assert resposta.alcance.paginas > 1


def test_a_stop_or_a_broken_answer_leaves_no_answer(stage: Stage, rita: int) -> None:
    stage.gemini.fail(latency_s={"streamGenerateContent": 20})
    asked = stage.services.assistencia.ask(TEXTOS, rita, VALOR)
    wait_until(lambda: stage.gemini.count_started("assistencia") == 1, 20, "the call")
    stage.services.assistencia.stop(asked.id, rita)
    assert wait_answer(stage, asked).estado is Estado.CANCELADO
    stage.gemini.fail(latency_s={}, mode="invalid_json")
    broken = ask(stage, rita, VALOR)
    assert (broken.estado, broken.resposta) == (Estado.COM_ERRO, None)
    assert "não foi usada" in broken.erro_mensagem
    last = stage.services.machinery.channel.replay_events(broken.id)[-1]
    assert last == OperationEnded(Estado.COM_ERRO, broken.erro_codigo, broken.erro_mensagem)
    wait_until(lambda: stage.count_permits() == 0, 10, "the return of all permits")
