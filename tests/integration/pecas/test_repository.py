"""Gerações, minutas and their versions over a real database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import uuid4

import pytest

from core.errors import RecordNotFoundError
from core.events import Agente, Estado
from core.infra.channel import AttemptReplacedError
from core.pecas.domain import (
    TIPOS_PREPARADOS,
    Coleta,
    DocumentoDaGeracao,
    EstadoDoFato,
    Fato,
    Geracao,
    ModuloEscolhido,
    OrigemDoModulo,
    PedidoDeGeracao,
    Resumo,
    TipoDePeca,
)
from core.pecas.minutas.repository import MinutaRepository
from core.pecas.repository import GeracaoRepository
from core.processos.domain import EstadoDoDocumento
from tests.builders import build_numero_cnj

PEDIDO = PedidoDeGeracao(build_numero_cnj(), TipoDePeca.CONTESTACAO, "ps", "com calma")
COLETA = Coleta(
    (
        DocumentoDaGeracao(
            1, "10", "doc. 1 – Inicial", "Inicial", 500, EstadoDoDocumento.LIDO, "", "f" * 64, 4, "resumo"
        ),
    ),
    (
        Fato("a", EstadoDoFato.VALORADO, ["x", "y"], "doc. 1", "10", 2, "trecho"),
        Fato("b", EstadoDoFato.FALSO, False),
        Fato("c", EstadoDoFato.DESCONHECIDO, None),
        Fato("d", EstadoDoFato.VALORADO, 12.5),
    ),
    ("um aviso",),
)
MODULO = ModuloEscolhido("m", 3, "Mérito", "Do mérito", 1, OrigemDoModulo.REGRA, "a: x (doc. 1, p. 2)")


@pytest.fixture
def running(repository: GeracaoRepository, usuario_id: int) -> Geracao:
    started = repository.begin_attempt(repository.add(PEDIDO, usuario_id).id)
    assert started is not None
    return started


def test_twenty_clicks_at_once_make_one_geracao(repository: GeracaoRepository, usuario_id: int) -> None:
    with ThreadPoolExecutor(3) as pool:
        ids = set(pool.map(lambda _: repository.add(PEDIDO, usuario_id).id, range(20)))
    assert len(ids) == 1
    assert len(repository.list_ativas()) == 1


def test_the_same_case_may_be_asked_again_after_the_end(repository: GeracaoRepository, running: Geracao) -> None:
    repository.save_end(running, Estado.COM_ERRO, erro=("E501", "O TJMS não respondeu."))
    again = repository.add(PEDIDO, running.usuario_id)
    assert again.id != running.id
    assert repository.get(running.id).erro_codigo == "E501"


def test_what_the_agents_found_comes_back_as_it_was(repository: GeracaoRepository, running: Geracao) -> None:
    repository.save_coleta(running, COLETA)
    repository.save_modulos(running, (MODULO,), ("um aviso", "outro"))
    stored = repository.get(running.id)
    assert (stored.agente, stored.avisos) == (Agente.REDATOR, ("um aviso", "outro"))
    assert repository.list_documentos(running.id) == COLETA.documentos
    assert repository.list_fatos(running.id) == COLETA.fatos
    assert repository.list_modulos(running.id) == (MODULO,)


def test_saving_the_collection_twice_keeps_one(repository: GeracaoRepository, running: Geracao) -> None:
    repository.save_coleta(running, COLETA)
    repository.save_coleta(running, COLETA)
    assert repository.list_fatos(running.id) == COLETA.fatos


def test_a_replaced_attempt_writes_nothing(
    repository: GeracaoRepository, minutas: MinutaRepository, running: Geracao
) -> None:
    newer = repository.begin_attempt(running.id)
    assert newer is not None
    for write in (
        lambda: repository.save_texto(running, "tarde"),
        lambda: repository.save_coleta(running, COLETA),
        lambda: repository.save_end(running, Estado.COM_ERRO),
        lambda: minutas.save_minuta(running, "tarde", "Portal", estado=Estado.PRONTO),
    ):
        with pytest.raises(AttemptReplacedError):
            write()
    assert repository.get(running.id) == newer
    assert repository.list_fatos(running.id) == ()


def test_an_ended_geracao_is_not_begun_again(repository: GeracaoRepository, running: Geracao) -> None:
    repository.save_end(running, Estado.CANCELADO)
    assert repository.begin_attempt(running.id) is None


def test_ending_twice_with_the_same_text_makes_one_version(minutas: MinutaRepository, running: Geracao) -> None:
    first = minutas.save_minuta(running, "texto", "Portal", estado=Estado.PRONTO)
    assert minutas.save_minuta(running, "texto", "Portal", estado=Estado.PRONTO) == first
    assert [versao.numero for versao in minutas.list_versoes(first)] == [1]


def test_a_continued_text_is_a_new_version_of_the_same_peca(
    repository: GeracaoRepository, minutas: MinutaRepository, running: Geracao
) -> None:
    peca_id = minutas.save_minuta(running, "metade", "Portal", estado=Estado.CANCELADO)
    assert repository.reopen(running.id)
    again = repository.begin_attempt(running.id)
    assert again is not None
    assert minutas.save_minuta(again, "metade e fim", "Portal", estado=Estado.PRONTO) == peca_id
    peca = minutas.get(peca_id)
    assert (peca.versao.numero, peca.versao.texto) == (2, "metade e fim")
    assert repository.get(running.id).peca_id == peca_id


def test_a_running_geracao_is_not_reopened(repository: GeracaoRepository, running: Geracao) -> None:
    assert not repository.reopen(running.id)


def test_an_old_failure_is_not_reopened_beside_a_newer_request(repository: GeracaoRepository, running: Geracao) -> None:
    repository.save_end(running, Estado.COM_ERRO)
    repository.add(PEDIDO, running.usuario_id)
    assert not repository.reopen(running.id)


@pytest.mark.parametrize(
    "busca", ["", "0001234", "contest", "Marlene", "vara marlene", "minúta prétensão", PEDIDO.numero_cnj]
)
def test_the_history_is_found_by(busca: str, repository: GeracaoRepository, running: Geracao) -> None:
    repository.save_assunto(running, "Marlene Recalde · 2ª Vara")
    repository.save_texto(running, "Minuta sobre a PRETENSÃO")
    assert [item.geracao_id for item in repository.list_historico(running.usuario_id, busca=busca, limit=5)] == [
        running.id
    ]


@pytest.mark.parametrize(
    ("busca", "tipo"),
    [
        ("alegações finais", TipoDePeca.ALEGACOES_FINAIS),
        ("ALEGACOES", TipoDePeca.ALEGACOES_FINAIS),
        ("recurso de apelação", TipoDePeca.APELACAO),
        ("contestação", TipoDePeca.CONTESTACAO),
    ],
)
def test_the_history_is_found_by_the_type_as_people_write_it(
    busca: str, tipo: TipoDePeca, repository: GeracaoRepository, usuario_id: int
) -> None:
    for each in TipoDePeca:
        repository.add(replace(PEDIDO, tipo_de_peca=each), usuario_id)
    assert [item.tipo_de_peca for item in repository.list_historico(usuario_id, busca=busca, limit=9)] == [tipo]


@pytest.mark.parametrize("busca", ["inexistente", "9999999", "%", "_"])
def test_the_history_does_not_find(busca: str, repository: GeracaoRepository, running: Geracao) -> None:
    assert repository.list_historico(running.usuario_id, busca=busca, limit=5) == ()


def test_what_has_not_ended_is_listed_for_its_person(repository: GeracaoRepository, running: Geracao) -> None:
    waiting = repository.add(replace(PEDIDO, tipo_de_peca=TipoDePeca.PARECER), running.usuario_id)
    ended = repository.begin_attempt(
        repository.add(replace(PEDIDO, tipo_de_peca=TipoDePeca.AGRAVO), running.usuario_id).id
    )
    assert ended is not None
    repository.save_end(ended, Estado.COM_ERRO)
    found = [item.geracao_id for item in repository.list_em_andamento(running.usuario_id)]
    assert found == [waiting.id, running.id]
    assert repository.list_em_andamento(running.usuario_id + 1) == ()


def test_a_text_of_another_page_is_not_in_the_history_of_the_generator(
    repository: GeracaoRepository, usuario_id: int
) -> None:
    for tipo in TIPOS_PREPARADOS:
        repository.add(replace(PEDIDO, tipo_de_peca=tipo), usuario_id)
    assert repository.list_historico(usuario_id, busca="", limit=9) == ()
    assert repository.list_em_andamento(usuario_id) == ()


def test_what_follows_the_text_is_kept_with_what_was_gathered(repository: GeracaoRepository, running: Geracao) -> None:
    repository.save_coleta(running, replace(COLETA, anexo="| a |\n|---|"))
    assert repository.get(running.id).anexo == "| a |\n|---|"


def test_another_persons_history_is_empty(repository: GeracaoRepository, running: Geracao) -> None:
    assert repository.list_historico(running.usuario_id + 1, busca="", limit=5) == ()


def test_a_summary_is_kept_by_content_category_version_and_model(repository: GeracaoRepository) -> None:
    resumo = Resumo("texto", {"a": {"situacao": "respondida", "valor": 1.5}})
    key = ("f" * 64, "laudo", 1, "gemini")
    repository.save_resumo(key, resumo)
    repository.save_resumo(key, Resumo("outro", {}))
    assert repository.find_resumo(key) == resumo
    assert repository.find_resumo(("f" * 64, "laudo", 2, "gemini")) is None


def test_an_unknown_geracao_is_not_found(repository: GeracaoRepository) -> None:
    with pytest.raises(RecordNotFoundError):
        repository.get(uuid4())


def test_a_type_that_was_found_out_is_shown_and_the_same_request_still_finds_it(
    repository: GeracaoRepository, usuario_id: int
) -> None:
    asked = replace(PEDIDO, tipo_de_peca=TipoDePeca.A_DETECTAR)
    chosen = repository.add(replace(PEDIDO, tipo_de_peca=TipoDePeca.APELACAO), usuario_id)
    started = repository.begin_attempt(repository.add(asked, usuario_id).id)
    assert started is not None
    repository.save_tipo(started, TipoDePeca.APELACAO, "Há sentença.")  # beside the one that was asked for by name
    found = repository.add(asked, usuario_id)
    assert (found.id, found.pedido.tipo_de_peca, found.motivo_do_tipo) == (
        started.id,
        TipoDePeca.APELACAO,
        "Há sentença.",
    )
    assert found.pedido_feito == asked
    itens = repository.list_historico(usuario_id, busca="apelação", limit=5)
    assert {item.geracao_id for item in itens} == {chosen.id, started.id}
