"""Golden sets and runs over them, on real PostgreSQL and Redis; the answers are put where a worker would put them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from pydantic import SecretStr
from sqlalchemy import event

from core.bert.dados.domain import Amostra
from core.bert.datasets.domain import OrigemDoDataset
from core.bootstrap import Services, build_services
from core.classificador.avaliacao.domain import Avaliacao, PedidoDeAvaliacao, Veredito
from core.classificador.avaliacao.repository import NovaAvaliacao
from core.classificador.domain import (
    Confianca,
    Consumido,
    Corte,
    Emenda,
    EstadoDoLote,
    FonteDeTextos,
    Lote,
    ModoDoCorte,
    PedidoDeLote,
    RespostaDaClassificacao,
    TextoDoLote,
)
from core.classificador.gabarito.domain import (
    CasoDoGabarito,
    EstadoDaProposta,
    Gabarito,
    OrigemDoCaso,
    Parte,
    Recebidas,
    choose_parte,
)
from core.classificador.repository import LoteRepository
from core.errors import (
    CategoriaDesconhecidaError,
    ForbiddenChangeError,
    InvalidGabaritoError,
    InvalidInputError,
    PromocaoBloqueadaError,
    SemCategoriasError,
    VersionConflictError,
)
from core.infra.queue import QueueName
from core.processos.domain import DocumentoLido, EstadoDaPagina, FormatoDeArquivo, Pagina
from core.processos.repository import ProcessoRepository
from core.prompts.domain import CategoriaDeClassificacao, Prompt, Subsistema
from core.settings import DatabaseSettings, GeminiSettings, RedisSettings, Settings, TribunalSettings
from core.usuarios.domain import Papel, Usuario
from tests.unit.classificador.gabaritos import build_casos, build_numero

CATEGORIAS = (
    CategoriaDeClassificacao("citacao", "Citação", "chama", is_protegida=True),
    CategoriaDeClassificacao("sentenca", "Sentença", "julga"),
)
TRIAGEM = Prompt("triagem", 1, "Escolha: {{categorias}}", "Triagem", Subsistema.CLASSIFICADOR, CATEGORIAS)
MODELO = "gemini-2.5-flash"
WHO = {"autor": "dados", "motivo": "teste"}
CASOS = build_casos(["citacao", "sentenca"] * 8)
Answer = Callable[[str, int], str]


@pytest.fixture
def portal(database_url: str, redis_url: str) -> Iterator[Services]:
    settings = Settings(
        database=DatabaseSettings(url=SecretStr(database_url)),
        redis=RedisSettings(url=SecretStr(redis_url), requires_aof=False),
        gemini=GeminiSettings(api_key=SecretStr("x")),
        tribunal=TribunalSettings(url="http://127.0.0.1:1", usuario="x", senha=SecretStr("x")),
    )
    built = build_services(settings, process="web")
    built.instrucoes.create(TRIAGEM, **WHO)
    yield built
    built.close()


@pytest.fixture
def rita(portal: Services) -> Usuario:
    return portal.usuarios.add_usuario(
        "rita", "Rita Inventada", papel=Papel.DADOS, unidade="Dados", senha="Uma-Senha.Longa9"
    )


@pytest.fixture
def ouro(portal: Services) -> Gabarito:
    return portal.gabaritos.create("Ouro dos atos", "triagem", CASOS, **WHO)


def answer_lote(portal: Services, lote: Lote, respostas: Sequence[str]) -> None:
    """What a worker does with a lot, with these answers instead of the model's."""
    repository = LoteRepository(portal._scope)
    begun = repository.begin_attempt(lote.id)
    assert begun is not None
    itens = repository.take_itens(begun, len(respostas))
    for item, resposta in zip(itens, respostas, strict=True):
        consumido = Consumido(100, 10, Decimal("0.001"), 1.5)
        if not resposta:
            assert repository.save_erro(begun, item.id, ("E620", "fora do formato"), consumido)
            continue
        valid = RespostaDaClassificacao(resposta, "", Confianca.BAIXA, "motivo")
        assert repository.save_resposta(begun, item.id, valid, consumido)
    assert repository.finish(begun) is (EstadoDoLote.CONCLUIDO if any(respostas) else EstadoDoLote.COM_ERRO)


def run(
    portal: Services,
    rita: Usuario,
    gabarito: Gabarito,
    versao: int,
    respostas: Sequence[str],
    *,
    parte: Parte | None = None,
) -> Avaliacao:
    pedido = PedidoDeAvaliacao(gabarito.slug, gabarito.versao, "triagem", versao, MODELO, parte=parte)
    avaliacao = portal.avaliacoes.run(pedido, rita)
    answer_lote(portal, portal.lotes.inspect(avaliacao.lote_id), respostas)
    return portal.avaliacoes.get(avaliacao.id)


def save_versao(portal: Services, **changes: object) -> int:
    newest = portal.instrucoes.list_versoes("triagem")[0].prompt
    return portal.instrucoes.save_versao(replace(newest, **changes), **WHO).prompt.versao


def test_a_golden_set_is_kept_in_versions_with_the_hash_of_their_content(portal: Services, ouro: Gabarito) -> None:
    more = CasoDoGabarito("mais.txt", "Mais um texto.", "sentenca")
    second = portal.gabaritos.add_casos(ouro.slug, [more], viva=1, **WHO)
    assert (ouro.total, second.total, second.versao) == (16, 17, 2)
    assert (second.classes, second.processos) == ((("sentenca", 9), ("citacao", 8)), 17)
    twice = replace(more, texto="E outro.", numero_cnj=CASOS[0].numero_cnj)
    assert portal.gabaritos.create("De um processo", "triagem", [CASOS[0], twice], **WHO).processos == 1
    assert portal.gabaritos.list_casos(ouro.slug, 1) == CASOS
    assert portal.gabaritos.list_casos(ouro.slug)[-1] == more
    third = portal.gabaritos.remove_casos(ouro.slug, [more.sha256], viva=2, **WHO)
    assert third.sha256 == ouro.sha256 != second.sha256
    assert [one.nome for one in portal.gabaritos.list_gabaritos()] == ["De um processo", "Ouro dos atos"]
    assert portal.gabaritos.list_gabaritos()[1] == third
    with pytest.raises(VersionConflictError):
        portal.gabaritos.add_casos(ouro.slug, [more], viva=2, **WHO)


def test_a_document_that_comes_back_is_on_the_side_it_was_on(portal: Services, ouro: Gabarito) -> None:
    portal.gabaritos.remove_casos(ouro.slug, [CASOS[0].sha256], viva=1, **WHO)
    again = replace(CASOS[0], numero_cnj=CASOS[1].numero_cnj)
    portal.gabaritos.add_casos(ouro.slug, [again], viva=2, **WHO)
    assert portal.gabaritos.list_casos(ouro.slug)[-1] == CASOS[0]


def test_documents_that_the_prompt_has_no_category_for_are_refused(portal: Services) -> None:
    with pytest.raises(CategoriaDesconhecidaError) as refused:
        portal.gabaritos.create("Outro", "triagem", build_casos(["citacao", "mandado"]), **WHO)
    assert "“Mandado”" in refused.value.user_message
    with pytest.raises(InvalidGabaritoError):
        portal.gabaritos.create("Outro", "triagem", build_casos(["citacao"] * 3), **WHO)
    assert portal.gabaritos.list_gabaritos() == ()


def _read(portal: Services, rita: Usuario, *textos: TextoDoLote) -> Lote:
    """A lot of three documents, answered and read, of which a person corrects one and confirms another."""
    known = (TextoDoLote(caso.nome, caso.texto, caso.numero_cnj) for caso in build_casos(["?"] * 43)[40:])
    textos = textos or tuple(known)
    lote = portal.lotes.create_lote(PedidoDeLote("Lote", "triagem", 1, MODELO), rita, FonteDeTextos(textos))
    answer_lote(portal, lote, ["citacao", "citacao", "sentenca"])
    itens = portal.itens.list_itens(lote.id, rita).itens
    for item, texto in zip(itens, textos, strict=True):
        page = Pagina(1, EstadoDaPagina.LIDA, texto.texto)
        lido = DocumentoLido(item.sha256, FormatoDeArquivo.TXT, (page,))
        ProcessoRepository(portal._scope).save_leitura(lido)
    portal.itens.correct_item(itens[0].id, rita, Emenda("sentenca"))
    portal.itens.correct_item(itens[2].id, rita, Emenda("sentenca"))
    return lote


def test_corrections_reach_the_golden_set_once_somebody_accepted_them(
    portal: Services, rita: Usuario, ouro: Gabarito
) -> None:
    lote = _read(portal, rita)
    assert portal.gabaritos.propose(ouro.slug, lote.id) == Recebidas(novas=2, repetidas=0, sem_texto=0)
    assert portal.gabaritos.propose(ouro.slug, lote.id) == Recebidas(novas=0, repetidas=2, sem_texto=0)
    with pytest.raises(ForbiddenChangeError, match="nothing accepted"):
        portal.gabaritos.publish(ouro.slug, viva=1, **WHO)
    corrected, confirmed = portal.gabaritos.list_propostas(ouro.slug)
    assert (corrected.resposta, corrected.caso.categoria, confirmed.resposta) == ("citacao", "sentenca", "sentenca")
    portal.gabaritos.review(corrected.id, is_aceita=True, autor="curador")
    with pytest.raises(InvalidInputError, match="reason"):
        portal.gabaritos.review(confirmed.id, is_aceita=False, autor="curador")
    portal.gabaritos.review(confirmed.id, is_aceita=False, autor="curador", motivo="ilegível")
    with pytest.raises(ForbiddenChangeError, match="recusada"):
        portal.gabaritos.review(confirmed.id, is_aceita=True, autor="dados")
    published = portal.gabaritos.publish(ouro.slug, viva=1, **WHO)
    new = portal.gabaritos.list_casos(ouro.slug)[-1]
    assert (published.total, new.texto, new.categoria) == (17, "Texto do documento 41.", "sentenca")
    assert (new.origem, new.autor, new.numero_cnj) == (
        OrigemDoCaso.CORRECAO,
        "Rita Inventada",
        build_casos(["?"] * 41)[40].numero_cnj,
    )
    assert portal.gabaritos.list_propostas(ouro.slug, EstadoDaProposta.PENDENTE) == ()
    assert sum(portal.gabaritos.export_treino(ouro.slug).documentos.values()) == 17


def test_bringing_more_corrections_asks_the_database_no_more_often(
    portal: Services, rita: Usuario, ouro: Gabarito
) -> None:
    two, three = _read(portal, rita), _read(portal, rita)
    item = portal.itens.list_itens(three.id, rita).itens[1]
    portal.itens.correct_item(item.id, rita, Emenda("sentenca"))
    asked: list[str] = []
    event.listen(
        portal.machinery.engine, "before_cursor_execute", lambda _c, _u, statement, *_: asked.append(statement)
    )
    novas, counts = [], []
    for lote in (two, three):
        asked.clear()
        novas.append(portal.gabaritos.propose(ouro.slug, lote.id).novas)
        counts.append(len(asked))
    assert novas == [2, 3]
    assert counts[0] == counts[1]


def make_dataset(portal: Services, rita: Usuario, origem: OrigemDoDataset) -> dict[str, Amostra]:
    """The samples of the only source of this kind, as a training reads them, by text."""
    [disponivel] = [one for one in portal.datasets.list_disponiveis() if one.origem is origem]
    dataset = portal.datasets.create_from(disponivel, rita)
    portal.datasets.examine(dataset.id)
    return {one.texto: one for one in portal.datasets.find_amostras(dataset.id, range(1_000))}


def test_a_training_keeps_every_document_of_a_golden_set_on_its_side(portal: Services, rita: Usuario) -> None:
    casos = build_casos(["citacao", "sentenca"] * 20)
    portal.gabaritos.create("Ouro", "triagem", casos, **WHO)
    amostras = make_dataset(portal, rita, OrigemDoDataset.GABARITO)
    assert {texto: one.parte for texto, one in amostras.items()} == {caso.texto: caso.parte for caso in casos}
    assert {caso.parte for caso in casos} == set(Parte)


def test_documents_of_one_case_that_were_handed_in_are_on_one_side(
    portal: Services, rita: Usuario, ouro: Gabarito
) -> None:
    numero = build_numero(7)
    textos = [TextoDoLote(f"{n}.txt", f"Processo {numero}. Documento {n}.") for n in range(3)]
    _read(portal, rita, *textos)
    amostras = make_dataset(portal, rita, OrigemDoDataset.LOTE)
    assert len(amostras) == 2
    assert {(one.grupo, one.parte) for one in amostras.values()} == {(numero, choose_parte(numero, ""))}


def test_the_later_of_two_accepted_corrections_counts_and_an_acceptance_is_taken_back(
    portal: Services, rita: Usuario, ouro: Gabarito
) -> None:
    first, second = _read(portal, rita), _read(portal, rita)
    item = portal.itens.list_itens(second.id, rita).itens[0]
    portal.itens.correct_item(item.id, rita, Emenda("citacao", revisao=1))
    for lote in (first, second):
        portal.gabaritos.propose(ouro.slug, lote.id)
    propostas = portal.gabaritos.list_propostas(ouro.slug)
    for proposta in propostas:
        portal.gabaritos.review(proposta.id, is_aceita=True, autor="curador")
    portal.gabaritos.undo_review(propostas[1].id)
    assert portal.gabaritos.count_propostas(ouro.slug) == {EstadoDaProposta.ACEITA: 3, EstadoDaProposta.PENDENTE: 1}
    portal.gabaritos.publish(ouro.slug, viva=1, **WHO)
    assert [(one.texto, one.categoria) for one in portal.gabaritos.list_casos(ouro.slug)[16:]] == [
        ("Texto do documento 41.", "citacao"),
        ("Texto do documento 43.", "sentenca"),
    ]
    assert portal.gabaritos.count_propostas(ouro.slug) == {EstadoDaProposta.PENDENTE: 1}
    with pytest.raises(ForbiddenChangeError, match="not open"):
        portal.gabaritos.undo_review(propostas[0].id)


def test_corrections_of_another_unit_come_and_what_could_not_be_published_stays_out(
    portal: Services, rita: Usuario, ouro: Gabarito
) -> None:
    ana = portal.usuarios.add_usuario(
        "ana", "Ana Inventada", papel=Papel.PROCURADOR, unidade="Saúde", senha="Uma-Senha.Longa9"
    )
    old = (*CATEGORIAS, CategoriaDeClassificacao("mandado", "Mandado", "manda"))
    versao = save_versao(portal, categorias=old)
    textos = (TextoDoLote("a", "x " * 200_001), TextoDoLote("b", "curto"), TextoDoLote("c", "outro"))
    pedido = PedidoDeLote("Lote de Ana", "triagem", versao, MODELO)
    lote = portal.lotes.create_lote(pedido, ana, FonteDeTextos(textos))
    answer_lote(portal, lote, ["citacao"] * 3)
    itens = portal.itens.list_itens(lote.id, ana).itens
    for item, texto in zip(itens, textos, strict=True):
        page = Pagina(1, EstadoDaPagina.LIDA, texto.texto)
        ProcessoRepository(portal._scope).save_leitura(DocumentoLido(item.sha256, FormatoDeArquivo.TXT, (page,)))
        portal.itens.correct_item(item.id, ana, Emenda("mandado" if item is itens[1] else "sentenca"))
    found = portal.gabaritos.list_lotes_corrigidos(ouro.slug)
    assert [(one.nome, one.unidade, one.corrigidos) for one in found] == [("Lote de Ana", "Saúde", 3)]
    received = portal.gabaritos.propose(ouro.slug, lote.id)
    assert received == Recebidas(novas=1, repetidas=0, sem_texto=0, longas=1, sem_categoria=1)


def test_pages_of_a_golden_set_have_no_texts(portal: Services, ouro: Gabarito) -> None:
    page = portal.gabaritos.list_pagina(ouro, "sentenca", 9)
    assert (page.total, page.numero, [one.nome for one in page.linhas][:2]) == (8, 1, ["caso-2.txt", "caso-4.txt"])
    assert [one.parte for one in page.linhas] == [caso.parte for caso in CASOS[1::2]]
    assert portal.gabaritos.find_caso(ouro, CASOS[3].sha256) == CASOS[3]
    assert portal.gabaritos.find_caso(ouro, "0" * 64) is None


def test_two_runs_give_the_verdict_and_the_better_version_is_promoted_and_rolled_back(
    portal: Services, rita: Usuario, ouro: Gabarito
) -> None:
    right = [caso.categoria for caso in CASOS]
    versao = save_versao(portal, texto="Escolha bem: {{categorias}}")
    atual = run(portal, rita, ouro, 1, ["citacao"] * 16)
    nova = run(portal, rita, ouro, versao, right)
    assert (nova.estado, nova.feitos, nova.total) == (EstadoDoLote.CONCLUIDO, 16, 16)
    comparacao = portal.avaliacoes.compare(atual.id, nova.id)
    assert comparacao.decisao.veredito is Veredito.MELHOR
    assert (comparacao.tabela.so_a, comparacao.tabela.so_b, len(comparacao.discordantes)) == (0, 8, 8)
    assert comparacao.b.gasto.por_mil_brl == Decimal(1)
    assert portal.avaliacoes.find_comparacoes("triagem", versao) == (comparacao,)
    portal.instrucoes.promote("triagem", versao, viva=1, **WHO)
    assert portal.prompts.get_prompt("triagem").versao == versao
    assert portal.instrucoes.rollback("triagem", viva=versao, **WHO).prompt.versao == 1


def test_a_version_that_loses_on_a_protected_class_stays_out(portal: Services, rita: Usuario, ouro: Gabarito) -> None:
    versao = save_versao(portal, texto="Escolha bem: {{categorias}}")
    right = [caso.categoria for caso in CASOS]
    run(portal, rita, ouro, 1, [*right[:-1], "citacao"])
    run(portal, rita, ouro, versao, ["sentenca", *right[1:]])
    with pytest.raises(PromocaoBloqueadaError) as refused:
        portal.instrucoes.promote("triagem", versao, viva=1, **WHO)
    assert "de 8 documentos, a atual acerta 8 e a nova 7" in refused.value.user_message
    assert portal.prompts.get_prompt("triagem").versao == 1


def test_a_version_without_one_valid_answer_is_worse_and_stays_out(
    portal: Services, rita: Usuario, ouro: Gabarito
) -> None:
    versao = save_versao(portal, texto="Escolha bem: {{categorias}}")
    run(portal, rita, ouro, 1, [caso.categoria for caso in CASOS])
    run(portal, rita, ouro, versao, [""] * 16)
    (comparacao,) = portal.avaliacoes.find_comparacoes("triagem", versao)
    assert comparacao.decisao.veredito is Veredito.PIOR
    with pytest.raises(PromocaoBloqueadaError):
        portal.instrucoes.promote("triagem", versao, viva=1, **WHO)


def test_a_good_run_over_a_part_does_not_hide_a_loss_over_the_whole(
    portal: Services, rita: Usuario, ouro: Gabarito
) -> None:
    versao = save_versao(portal, texto="Escolha bem: {{categorias}}")
    right = [caso.categoria for caso in CASOS]
    run(portal, rita, ouro, 1, right)
    run(portal, rita, ouro, versao, ["sentenca", *right[1:]])
    part = [caso.categoria for caso in CASOS if caso.parte is Parte.TREINO]
    for one in (1, versao):
        run(portal, rita, ouro, one, part, parte=Parte.TREINO)
    assert len(portal.avaliacoes.find_comparacoes("triagem", versao)) == 2
    with pytest.raises(PromocaoBloqueadaError):
        portal.instrucoes.promote("triagem", versao, viva=1, **WHO)


def test_a_version_without_the_protected_class_stays_out_before_any_run(portal: Services) -> None:
    others = (CATEGORIAS[1], CategoriaDeClassificacao("outros", "Outros", "o resto"))
    versao = save_versao(portal, categorias=others)
    with pytest.raises(PromocaoBloqueadaError) as refused:
        portal.instrucoes.promote("triagem", versao, viva=1, **WHO)
    assert "“Citação”" in refused.value.user_message


def test_what_cannot_be_measured_is_refused_before_any_lot(portal: Services, rita: Usuario, ouro: Gabarito) -> None:
    fewer = save_versao(portal, categorias=(CATEGORIAS[0], CategoriaDeClassificacao("outros", "Outros", "o resto")))
    pedido = PedidoDeAvaliacao(ouro.slug, 1, "triagem", fewer, MODELO)
    with pytest.raises(CategoriaDesconhecidaError) as refused:
        portal.avaliacoes.run(pedido, rita)
    assert "“Sentença”" in refused.value.user_message
    portal.instrucoes.create(Prompt("leitor", 1, "Leia.", "Leitor"), **WHO)
    with pytest.raises(SemCategoriasError):
        portal.avaliacoes.run(replace(pedido, prompt_slug="leitor", prompt_versao=1), rita)
    assert portal.avaliacoes.list_avaliacoes("triagem") == ()


def test_an_equal_run_is_not_paid_for_again_unless_it_failed(portal: Services, rita: Usuario, ouro: Gabarito) -> None:
    pedido = PedidoDeAvaliacao(ouro.slug, 1, "triagem", 1, MODELO)
    first = portal.avaliacoes.run(pedido, rita)
    assert portal.avaliacoes.run(pedido, rita) == first
    assert portal.avaliacoes.run(replace(pedido, parte=Parte.TREINO), rita).id != first.id
    portal.lotes.cancel(first.lote_id, rita)
    assert portal.avaliacoes.run(pedido, rita).id != first.id


def test_a_run_that_cannot_be_kept_leaves_no_lot_to_pay_for(
    portal: Services, rita: Usuario, ouro: Gabarito, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ConnectionError("the database went away")

    monkeypatch.setattr(NovaAvaliacao, "add", fail)
    with pytest.raises(ConnectionError):
        portal.avaliacoes.run(PedidoDeAvaliacao(ouro.slug, 1, "triagem", 1, MODELO), rita)
    assert portal.machinery.queue.list_waiting(QueueName.LOTES) == ()
    assert LoteRepository(portal._scope).list_ativos() == ()


def test_runs_over_other_documents_or_at_work_are_not_compared(portal: Services, rita: Usuario, ouro: Gabarito) -> None:
    right = [caso.categoria for caso in CASOS]
    atual = run(portal, rita, ouro, 1, right)
    corte = Corte(ModoDoCorte.PRIMEIROS, 50)
    waiting = portal.avaliacoes.run(PedidoDeAvaliacao(ouro.slug, 1, "triagem", 1, MODELO, corte), rita)
    with pytest.raises(ForbiddenChangeError, match="na_fila"):
        portal.avaliacoes.compare(atual.id, waiting.id)
    smaller = portal.gabaritos.remove_casos(ouro.slug, [CASOS[0].sha256], viva=1, **WHO)
    other = run(portal, rita, smaller, 1, right[1:])
    with pytest.raises(InvalidInputError, match="different documents"):
        portal.avaliacoes.compare(atual.id, other.id)
