"""A conversation over a real database and queue: asked once, decided once, undone; nothing is overwritten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core.bootstrap import Services, build_services
from core.conferencia.cobertura import check_cobertura
from core.conferencia.domain import Cor
from core.errors import ForbiddenChangeError, InvalidInputError, RecordNotFoundError, SecaoConflictError
from core.events import Estado
from core.infra.queue import QueueName
from core.pecas.conversa.domain import (
    MAX_PEDIDO,
    Conteudo,
    EstadoDaProposta,
    Mensagem,
    ModuloProposto,
    TipoDeMensagem,
    Troca,
)
from core.pecas.conversa.lugar import place_topico
from core.pecas.conversa.repository import ConversaRepository
from core.pecas.conversa.revisor import sign
from core.pecas.domain import ModuloEscolhido, OrigemDaVersao, OrigemDoModulo, PedidoDeGeracao, TipoDePeca
from core.pecas.edicao.secoes import split_secoes
from core.pecas.minutas.repository import MinutaRepository
from core.pecas.repository import GeracaoRepository
from core.prompts.domain import SECOES
from core.settings import DatabaseSettings, GeminiSettings, RedisSettings, Settings, TribunalSettings
from core.usuarios.domain import Papel, Usuario
from tests.builders import build_numero_cnj

UNIAO, MENOR = "### Da União", "### Do menor preço"
MINUTA = f"Abertura.\n\n## Mérito\n\n{UNIAO}\n\nA União paga. Sempre.\n\n## Pedidos\n\nPede.\n\nAssinatura\n"
SECAO = "da-uniao"
NOVA = f"{UNIAO}\n\nA União paga."
PROCURADO = ModuloProposto("ps-merito-menor", 3, "Do menor preço", "Mérito")


@pytest.fixture
def current(database_url: str, redis_url: str) -> Iterator[Services]:
    settings = Settings(
        database=DatabaseSettings(url=SecretStr(database_url)),
        redis=RedisSettings(url=SecretStr(redis_url), requires_aof=False),
        gemini=GeminiSettings(api_key=SecretStr("x")),
        tribunal=TribunalSettings(url="http://127.0.0.1:1", usuario="x", senha=SecretStr("x")),
    )
    built = build_services(settings, process="web")
    yield built
    built.close()


@pytest.fixture
def rita(usuario_id: int) -> Usuario:
    return Usuario(usuario_id, "rita", "Rita Inventada", Papel.PROCURADOR, "Saúde")


@pytest.fixture
def peca_id(current: Services, rita: Usuario) -> UUID:
    """A peça with one module, and its topic."""
    repository = GeracaoRepository(current._scope)
    added = repository.add(PedidoDeGeracao(build_numero_cnj(), TipoDePeca.CONTESTACAO, "ps"), rita.id)
    running = repository.begin_attempt(added.id)
    assert running is not None
    modulo = ModuloEscolhido("ps-merito-uniao", 1, "Mérito", "Da União", 1, OrigemDoModulo.REGRA, "regra")
    repository.save_modulos(running, (modulo,), ())
    return MinutaRepository(current._scope).save_minuta(running, MINUTA, "Portal", estado=Estado.PRONTO)


def propose(
    current: Services, peca_id: UUID, rita: Usuario, conteudo: Conteudo, tipo: TipoDeMensagem = TipoDeMensagem.PROPOSTA
) -> Mensagem:
    """What a worker leaves for a request."""
    asked = current.conversa.ask(peca_id, rita, SECAO, "deixe mais conciso")
    begun = current.conversa.begin_attempt(asked.pedido_id)
    assert begun is not None
    ConversaRepository(current._scope).finish(begun, Estado.PRONTO, sign(begun, tipo, "Encurtei.", conteudo))
    return current.conversa.get(peca_id, rita.id).mensagens[-1]


def conciso() -> Conteudo:
    return Conteudo(Troca(SECAO, f"{UNIAO}\n\nA União paga. Sempre.", NOVA))


def read(current: Services, peca_id: UUID, rita: Usuario) -> str:
    return current.edicao.get(peca_id, rita.id).texto


def test_a_request_is_kept_and_queued_once(current: Services, rita: Usuario, peca_id: UUID) -> None:
    first = current.conversa.ask(peca_id, rita, SECAO, "  deixe mais conciso ")
    assert (first.tipo, first.autor, first.texto) == (TipoDeMensagem.PEDIDO, rita.nome, "deixe mais conciso")
    assert current.conversa.ask(peca_id, rita, SECAO, "deixe mais conciso") == first
    with pytest.raises(ForbiddenChangeError):
        current.conversa.ask(peca_id, rita, SECAO, "outra coisa")
    assert current.conversa.get(peca_id, rita.id).mensagens == (first,)
    assert current.machinery.queue.list_waiting(QueueName.CONVERSA) == (f"ajuste-{first.pedido_id}",)
    current.machinery.client.flushdb()
    assert current.conversa.requeue_lost() == 1
    assert current.machinery.queue.list_waiting(QueueName.CONVERSA) == (f"ajuste-{first.pedido_id}",)


@pytest.mark.parametrize(
    ("secao", "texto"), [(SECAO, " \n"), (SECAO, "a" * (MAX_PEDIDO + 1)), ("sumiu", "deixe mais conciso")]
)
def test_a_request_that_cannot_be_done_is_not_kept(
    current: Services, rita: Usuario, peca_id: UUID, secao: str, texto: str
) -> None:
    with pytest.raises(InvalidInputError):
        current.conversa.ask(peca_id, rita, secao, texto)
    assert current.conversa.get(peca_id, rita.id).mensagens == ()


def test_nobody_else_reads_or_asks(current: Services, rita: Usuario, peca_id: UUID) -> None:
    other = Usuario(rita.id + 1, "caio", "Caio Inventado", Papel.PROCURADOR, "Saúde")
    with pytest.raises(RecordNotFoundError):
        current.conversa.get(peca_id, other.id)
    with pytest.raises(RecordNotFoundError):
        current.conversa.ask(peca_id, other, SECAO, "deixe mais conciso")


def test_one_that_no_worker_has_stops_at_once(current: Services, rita: Usuario, peca_id: UUID) -> None:
    current.conversa.ask(peca_id, rita, SECAO, "deixe mais conciso")
    current.conversa.stop(peca_id, rita.id)
    conversa = current.conversa.get(peca_id, rita.id)
    assert conversa.em_andamento is None
    assert [one.tipo for one in conversa.mensagens] == [TipoDeMensagem.PEDIDO, TipoDeMensagem.PARADA]
    assert current.machinery.queue.list_waiting(QueueName.CONVERSA) == ()


def test_accepting_is_a_version_and_undoing_brings_the_former_text_back(
    current: Services, rita: Usuario, peca_id: UUID
) -> None:
    proposta = propose(current, peca_id, rita, conciso())
    assert read(current, peca_id, rita) == MINUTA
    inicio = current.edicao.get(peca_id, rita.id).secoes[0]
    current.edicao.save_secao(peca_id, rita, secao=inicio.chave, base=inicio.base, texto="Abertura à mão.")
    current.conversa.accept(peca_id, rita, proposta.numero)
    by_hand = MINUTA.replace("Abertura.", "Abertura à mão.")
    assert read(current, peca_id, rita) == by_hand.replace(" Sempre.", "")
    with pytest.raises(ForbiddenChangeError):
        current.conversa.refuse(peca_id, rita, proposta.numero)
    current.conversa.undo(peca_id, rita, proposta.numero)
    assert read(current, peca_id, rita) == by_hand
    origens = [versao.origem for versao in current.pecas.list_versoes(peca_id)]
    assert origens == [
        OrigemDaVersao.CONVERSA,
        OrigemDaVersao.CONVERSA,
        OrigemDaVersao.EDICAO,
        OrigemDaVersao.GERACAO,
    ]
    conversa = current.conversa.get(peca_id, rita.id)
    assert conversa.find_estado(proposta) is EstadoDaProposta.DESFEITA
    assert [one.versao for one in conversa.mensagens] == [1, 1, 3, 4]


def test_what_is_refused_changes_nothing(current: Services, rita: Usuario, peca_id: UUID) -> None:
    proposta = propose(current, peca_id, rita, conciso())
    current.conversa.refuse(peca_id, rita, proposta.numero)
    assert read(current, peca_id, rita) == MINUTA
    with pytest.raises(ForbiddenChangeError):
        current.conversa.accept(peca_id, rita, proposta.numero)
    assert len(current.pecas.list_versoes(peca_id)) == 1


def test_a_section_that_changed_since_is_not_overwritten(current: Services, rita: Usuario, peca_id: UUID) -> None:
    proposta = propose(current, peca_id, rita, conciso())
    secao = current.edicao.get(peca_id, rita.id).find_secao(SECAO)
    assert secao is not None
    by_hand = f"{UNIAO}\n\nÀ mão."
    current.edicao.save_secao(peca_id, rita, secao=SECAO, base=secao.base, texto=by_hand)
    with pytest.raises(SecaoConflictError) as conflict:
        current.conversa.accept(peca_id, rita, proposta.numero)
    assert (conflict.value.atual.strip(), conflict.value.minha) == (by_hand, NOVA)
    assert by_hand in read(current, peca_id, rita)
    conversa = current.conversa.get(peca_id, rita.id)
    assert conversa.find_estado(proposta) is EstadoDaProposta.PROPOSTA


def test_a_module_enters_with_its_topic_and_leaves_when_undone(current: Services, rita: Usuario, peca_id: UUID) -> None:
    troca = place_topico(split_secoes(MINUTA), PROCURADO, "Vale o menor preço.", SECOES)
    proposta = propose(current, peca_id, rita, Conteudo(troca, PROCURADO), TipoDeMensagem.MODULO)
    geracao_id = current.pecas.get_peca(peca_id, rita.id).geracao_id
    for _ in range(2):  # the second time as one whose first try died before the act was kept
        current.conversa.accept(peca_id, rita, proposta.numero)
        modulos = current.pecas.list_modulos(geracao_id)
        assert [(one.slug, one.ordem, one.origem) for one in modulos] == [
            ("ps-merito-uniao", 1, OrigemDoModulo.REGRA),
            (PROCURADO.slug, 2, OrigemDoModulo.PESSOA),
        ]
        assert current.pecas.get_geracao(geracao_id, rita.id).versoes.modulos[PROCURADO.slug] == 3
        texto = read(current, peca_id, rita)
        exames = check_cobertura(texto, [one.titulo for one in modulos])
        assert {exame.cor for exame in exames} == {Cor.VERDE}
        assert texto.index(MENOR) < texto.index("## Pedidos")
        forget_last(current, peca_id)
    current.conversa.accept(peca_id, rita, proposta.numero)
    current.conversa.undo(peca_id, rita, proposta.numero)
    assert read(current, peca_id, rita) == MINUTA
    assert [one.slug for one in current.pecas.list_modulos(geracao_id)] == ["ps-merito-uniao"]


def add_line(current: Services, peca_id: UUID, rita: Usuario, chave: str) -> str:
    """A paragraph that the person writes at the end of a section."""
    secao = current.edicao.get(peca_id, rita.id).find_secao(chave)
    assert secao is not None
    texto = f"{secao.texto.rstrip()}\n\nEscrito depois."
    return current.edicao.save_secao(peca_id, rita, secao=chave, base=secao.base, texto=texto).texto


def test_a_paragraph_written_after_the_proposal_is_not_passed_over(
    current: Services, rita: Usuario, peca_id: UUID
) -> None:
    proposta = propose(current, peca_id, rita, conciso())
    longer = add_line(current, peca_id, rita, SECAO)
    with pytest.raises(SecaoConflictError):
        current.conversa.accept(peca_id, rita, proposta.numero)
    assert read(current, peca_id, rita) == longer
    assert current.conversa.get(peca_id, rita.id).find_estado(proposta) is EstadoDaProposta.PROPOSTA


@pytest.mark.parametrize("chave", [SECAO, "do-menor-preco"])
def test_what_was_written_after_a_module_came_in_is_not_undone_with_it(
    current: Services, rita: Usuario, peca_id: UUID, chave: str
) -> None:
    troca = place_topico(split_secoes(MINUTA), PROCURADO, "Vale o menor preço.", SECOES)
    proposta = propose(current, peca_id, rita, Conteudo(troca, PROCURADO), TipoDeMensagem.MODULO)
    current.conversa.accept(peca_id, rita, proposta.numero)
    longer = add_line(current, peca_id, rita, chave)
    with pytest.raises(SecaoConflictError):
        current.conversa.undo(peca_id, rita, proposta.numero)
    assert read(current, peca_id, rita) == longer
    assert len(current.pecas.list_modulos(current.pecas.get_peca(peca_id, rita.id).geracao_id)) == 2


def test_an_undoing_that_died_before_its_act_was_kept_is_done_again(
    current: Services, rita: Usuario, peca_id: UUID
) -> None:
    troca = place_topico(split_secoes(MINUTA), PROCURADO, "Vale o menor preço.", SECOES)
    proposta = propose(current, peca_id, rita, Conteudo(troca, PROCURADO), TipoDeMensagem.MODULO)
    current.conversa.accept(peca_id, rita, proposta.numero)
    current.conversa.undo(peca_id, rita, proposta.numero)
    forget_last(current, peca_id)
    current.conversa.undo(peca_id, rita, proposta.numero)
    assert read(current, peca_id, rita) == MINUTA


def test_nothing_is_decided_on_a_final_peca(current: Services, rita: Usuario, peca_id: UUID) -> None:
    troca = place_topico(split_secoes(MINUTA), PROCURADO, "Vale o menor preço.", SECOES)
    proposta = propose(current, peca_id, rita, Conteudo(troca, PROCURADO), TipoDeMensagem.MODULO)
    current.conversa.accept(peca_id, rita, proposta.numero)
    forget_last(current, peca_id)  # the text is there, the act is not
    with current.machinery.engine.begin() as connection:
        connection.execute(text("UPDATE peca SET versao_final = 2 WHERE id = :peca"), {"peca": peca_id})
    with pytest.raises(ForbiddenChangeError, match="final"):
        current.conversa.accept(peca_id, rita, proposta.numero)
    assert current.conversa.get(peca_id, rita.id).find_estado(proposta) is EstadoDaProposta.PROPOSTA


def forget_last(current: Services, peca_id: UUID) -> None:
    """As if the last line had never been kept."""
    with current.machinery.engine.begin() as connection:
        connection.execute(text("ALTER TABLE mensagem_da_conversa DISABLE TRIGGER mensagem_da_conversa_append_only"))
        last = "SELECT max(numero) FROM mensagem_da_conversa WHERE peca_id = :peca"
        delete = f"DELETE FROM mensagem_da_conversa WHERE peca_id = :peca AND numero = ({last})"  # fixed
        connection.execute(text(delete), {"peca": peca_id})
        connection.execute(text("ALTER TABLE mensagem_da_conversa ENABLE TRIGGER mensagem_da_conversa_append_only"))


def test_a_line_is_never_changed(current: Services, rita: Usuario, peca_id: UUID) -> None:
    current.conversa.ask(peca_id, rita, SECAO, "deixe mais conciso")
    for statement in ("UPDATE mensagem_da_conversa SET texto = 'x'", "DELETE FROM mensagem_da_conversa"):
        with pytest.raises(DBAPIError), current.machinery.engine.begin() as connection:
            connection.execute(text(statement))


def test_an_answer_of_a_replaced_worker_is_not_kept(current: Services, rita: Usuario, peca_id: UUID) -> None:
    asked = current.conversa.ask(peca_id, rita, SECAO, "deixe mais conciso")
    former = current.conversa.begin_attempt(asked.pedido_id)
    current.conversa.begin_attempt(asked.pedido_id)
    assert former is not None
    with pytest.raises(RuntimeError, match="attempt 1"):
        current.conversa.end_cancelled(former)
    assert len(current.conversa.get(peca_id, rita.id).mensagens) == 1
    assert former.criado_em <= datetime.now(UTC)
