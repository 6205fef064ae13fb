"""A geração with curadoria over real workers: killed before and after the person, it loses nothing and asks once."""

from __future__ import annotations

import re
from dataclasses import replace

from core.events import Agente, Estado, OperationEnded
from core.pecas.curadoria.domain import Comando, Situacao, TipoDeAto
from core.pecas.domain import Geracao, ModoDeGeracao, PedidoDeGeracao, TipoDePeca
from core.usuarios.domain import Papel, Usuario
from tests.jobs.stage import TEXTOS, Stage, wait_until
from tests.jobs.test_endings import PRONTOS


def ask(stage: Stage) -> tuple[Geracao, Usuario]:
    rita = Usuario(next(stage.usuarios), "rita", "Rita Inventada", Papel.PROCURADOR, "PGE")
    pedido = PedidoDeGeracao(TEXTOS, TipoDePeca.CONTESTACAO, "ps", modo=ModoDeGeracao.CURADORIA)
    return stage.services.pecas.request_geracao(pedido, rita.id), rita


def test_the_minuta_has_exactly_the_modules_that_the_person_chose(stage: Stage) -> None:
    stage.gemini.fail(latency_s={"generateContent": 1})
    geracao, rita = ask(stage)
    wait_until(lambda: stage.get(geracao).agente is Agente.DETECTOR, 60, "the second agent")
    stage.pool.kill_horse(geracao.id)
    stage.gemini.fail(latency_s={}, options={"chars_per_s": 2000})
    assert stage.follow_to_end(geracao) == OperationEnded(Estado.AGUARDANDO_VOCE)
    curadoria = stage.services.curadoria.get(geracao.id, rita.id)
    assert len(stage.services.pecas.list_decisoes(geracao.id)) == len(curadoria.itens)
    assert stage.repository.list_ativas() == ()
    out = curadoria.dentro[0].decidido.slug
    added = next(item.decidido for item in curadoria.itens.values() if item.situacao is Situacao.FORA)
    comandos = [Comando(TipoDeAto.RETIROU, out), Comando(TipoDeAto.ACRESCENTOU, added.slug)]
    curadoria = stage.services.curadoria.apply(geracao.id, rita, curadoria.versao, comandos)
    after = stage.services.machinery.channel.replay(geracao.id)[-1].position
    stage.services.curadoria.finish(geracao.id, rita, curadoria.versao)
    stage.wait_for_text(geracao, 300, after=after)
    stage.pool.kill_horse(geracao.id)
    assert stage.follow_to_end(geracao, after=after).estado in PRONTOS
    headings = re.findall(r"^### (.+)$", stage.get(geracao).texto, re.MULTILINE)
    assert headings == [item.decidido.titulo for item in curadoria.dentro]
    assert added.titulo in headings


def test_a_live_edit_reaches_the_next_geracao_and_not_the_one_that_runs(stage: Stage) -> None:
    prompts = stage.services.prompts
    stage.gemini.fail(latency_s={"generateContent": 1})
    geracao, rita = ask(stage)
    wait_until(lambda: stage.get(geracao).versoes.instrucoes, 60, "the versions of the first attempt")
    live = prompts.get_modulo("base-estilo")
    mark = "Escreva com sobriedade marcada."
    modulos = stage.services.modulos
    edited = modulos.save(replace(live, texto=f"{live.texto}\n\n{mark}"), autor="rita", motivo="teste")
    stage.gemini.fail(latency_s={})
    assert stage.follow_to_end(geracao).estado == Estado.AGUARDANDO_VOCE
    stage.gemini.forget_sent()
    curadoria = stage.services.curadoria.get(geracao.id, rita.id)
    after = stage.services.machinery.channel.replay(geracao.id)[-1].position
    stage.services.curadoria.finish(geracao.id, rita, curadoria.versao)
    assert stage.follow_to_end(geracao, after=after).estado in PRONTOS
    assert mark not in stage.gemini.sent()
    assert stage.follow_to_end(stage.ask(TEXTOS)).estado in PRONTOS
    assert mark in stage.gemini.sent()
    modulos.restore(live.slug, live.versao, viva=edited.versao, autor="rita")
