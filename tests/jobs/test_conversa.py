"""A request about a section over real workers and the simulator: one answer, whatever dies or fails on the way."""

from __future__ import annotations

from uuid import UUID

import pytest

from core.errors import AjusteInvalidoError
from core.events import Estado, OperationEnded, TextAppended
from core.pecas.conversa.andamento import fold_escrita
from core.pecas.conversa.domain import Mensagem, TipoDeMensagem
from core.pecas.domain import OrigemDoModulo
from core.usuarios.domain import Papel, Usuario
from tests.jobs.stage import TEXTOS, Stage, wait_until
from tests.jobs.test_endings import PRONTOS


@pytest.fixture
def asked(stage: Stage) -> tuple[UUID, Usuario]:
    """A minuta that is ready, and its attorney."""
    rita = Usuario(next(stage.usuarios), "rita", "Rita Inventada", Papel.PROCURADOR, "PGE")
    geracao = stage.ask(TEXTOS, usuario=rita.id)
    assert stage.follow_to_end(geracao).estado in PRONTOS
    return stage.get_peca(geracao).id, rita


def wait_answer(stage: Stage, peca_id: UUID, rita: Usuario) -> Mensagem:
    conversa = stage.services.conversa
    wait_until(lambda: conversa.get(peca_id, rita.id).em_andamento is None, 30, "the answer")
    return conversa.get(peca_id, rita.id).mensagens[-1]


def test_a_killed_worker_leaves_one_answer_and_each_form_arrives(stage: Stage, asked: tuple[UUID, Usuario]) -> None:
    peca_id, rita = asked
    conversa, edicao = stage.services.conversa, stage.services.edicao
    secao = next(one for one in edicao.get(peca_id, rita.id).secoes if one.nivel == 3)
    stage.gemini.fail(options={"chars_per_s": 200, "only": ["revisor"]})
    pedido = conversa.ask(peca_id, rita, secao.chave, "Deixe esta seção mais formal.")
    replay = stage.services.machinery.channel.replay_events
    wait_until(lambda: any(isinstance(e, TextAppended) for e in replay(pedido.pedido_id)), 30, "some text")
    stage.pool.find_horse(f"ajuste-{pedido.pedido_id}").kill()
    stage.gemini.fail(options={})
    proposta = wait_answer(stage, peca_id, rita)
    mensagens = conversa.get(peca_id, rita.id).mensagens
    assert [one.tipo for one in mensagens] == [TipoDeMensagem.PEDIDO, TipoDeMensagem.PROPOSTA]
    assert proposta.conteudo.troca is not None
    assert fold_escrita(replay(pedido.pedido_id)).texto.strip() == proposta.conteudo.troca.depois.strip()
    assert edicao.get(peca_id, rita.id).find_secao(secao.chave) == secao
    accepted = conversa.accept(peca_id, rita, proposta.numero).find_secao(secao.chave)
    assert accepted is not None
    assert accepted.texto.strip() == proposta.conteudo.troca.depois.strip()

    conversa.ask(peca_id, rita, secao.chave, "Melhore isso")
    assert wait_answer(stage, peca_id, rita).tipo is TipoDeMensagem.PERGUNTA

    conversa.ask(peca_id, rita, secao.chave, "Acrescente um argumento da biblioteca sobre honorários da Defensoria")
    modulo = wait_answer(stage, peca_id, rita)
    assert modulo.tipo is TipoDeMensagem.MODULO, modulo.texto
    assert modulo.conteudo.modulo is not None
    conversa.accept(peca_id, rita, modulo.numero)
    geracao_id = stage.services.pecas.get_peca(peca_id, rita.id).geracao_id
    pessoa = [m for m in stage.services.pecas.list_modulos(geracao_id) if m.origem is OrigemDoModulo.PESSOA]
    assert [one.slug for one in pessoa] == [modulo.conteudo.modulo.slug]
    assert f"### {modulo.conteudo.modulo.titulo}" in edicao.get(peca_id, rita.id).texto


def test_a_stop_or_a_broken_answer_changes_nothing(stage: Stage, asked: tuple[UUID, Usuario]) -> None:
    peca_id, rita = asked
    conversa = stage.services.conversa
    before = stage.services.edicao.get(peca_id, rita.id)
    secao = next(one for one in before.secoes if one.nivel == 3).chave
    stage.gemini.fail(latency_s={"streamGenerateContent": 20})
    conversa.ask(peca_id, rita, secao, "Deixe esta seção mais formal.")
    wait_until(lambda: stage.gemini.count_started("revisor") == 1, 20, "the call")
    conversa.stop(peca_id, rita.id)
    assert wait_answer(stage, peca_id, rita).tipo is TipoDeMensagem.PARADA
    stage.gemini.fail(latency_s={}, mode="invalid_json")
    pedido = conversa.ask(peca_id, rita, secao, "Deixe esta seção mais formal.")
    falha = wait_answer(stage, peca_id, rita)
    assert (falha.tipo, falha.conteudo.codigo) == (TipoDeMensagem.FALHA, AjusteInvalidoError.code)
    events = stage.services.machinery.channel.replay_events(pedido.pedido_id)
    assert events[-1] == OperationEnded(Estado.COM_ERRO, AjusteInvalidoError.code, falha.texto)
    assert stage.services.edicao.get(peca_id, rita.id) == before
    wait_until(lambda: stage.count_permits() == 0, 10, "the return of all permits")
