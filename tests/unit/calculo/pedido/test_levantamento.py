"""Agent 1: what kind of case, where it comes from, which documents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from core.calculo.pedido.domain import CodigoDoAchado, PapelDoDocumento
from core.calculo.pedido.levantamento import (
    MAX_NIVEIS,
    Cadeia,
    choose_documentos,
    choose_planilha,
    describe_autonomia,
    trace_cadeia,
)
from core.errors import DeadlineError, PortalError, ProcessoNotFoundError, ProcessoSigilosoError
from core.processos.domain import Documento, Movimento, Processo, ProcessoVinculado
from tests.builders import DIA_UM, build_documento, build_numero_cnj, build_processo


def build_caso(sequence: int, *tipos: int, origem: int = 0, classe: int = 12078) -> Processo:
    """A case of a class of enforcement with documents of these types, one a day."""
    documentos = [build_documento(f"{sequence}-{n}", tipo, dia=n) for n, tipo in enumerate(tipos)]
    links = (ProcessoVinculado(build_numero_cnj(origem), "OR"),) if origem else ()
    return replace(build_processo(*documentos), numero_cnj=build_numero_cnj(sequence), classe=classe, vinculados=links)


def open_from(*casos: Processo) -> Callable[[str], Processo]:
    known = {caso.numero_cnj: caso for caso in casos}

    def fetch(numero: str) -> Processo:
        if numero not in known:
            raise ProcessoNotFoundError(numero)
        return known[numero]

    return fetch


@pytest.mark.parametrize(
    ("caso", "esperado"),
    [
        (build_caso(1, 286), True),
        (build_caso(1, 286, classe=7), False),
        (build_caso(1, 286, 9557, classe=7), True),
        (build_caso(1, 286, 9555, classe=7), True),
        (build_caso(1, 8, 286), False),
        (build_caso(1, 9626, 9557), False),
    ],
    ids=["classe", "classe-comum", "copia-de-sentenca", "copia-de-acordao", "sentenca-original", "original-e-copia"],
)
def test_a_case_only_enforces_another_by_its_signs(caso: Processo, esperado: bool) -> None:
    assert describe_autonomia(caso)[0] is esperado


@pytest.mark.parametrize(("texto", "esperado"), [("Cumprimento de Sentença", True), ("Tutela", False)])
def test_dependency_counts_only_for_an_enforcement(texto: str, esperado: bool) -> None:
    movimento = Movimento(50002, f"Distribuído por dependência - {texto}", DIA_UM)
    caso = replace(build_caso(1, classe=7), movimentos=(movimento,))
    assert describe_autonomia(caso)[0] is esperado


def test_the_chain_ends_where_the_sentence_is() -> None:
    origem = build_caso(3, 9500, 8, origem=9, classe=7)
    meio = build_caso(2, 286, origem=3)
    cadeia = trace_cadeia(build_caso(1, 286, origem=2), open_from(meio, origem), is_autonomo=True)
    assert [elo.nivel for elo in cadeia.elos] == [0, 1, 2]
    assert cadeia.de_conhecimento == origem
    assert cadeia.achados == ()


def test_the_origin_of_a_case_that_enforces_nothing_is_left_alone() -> None:
    cadeia = trace_cadeia(build_caso(1, 8, origem=2, classe=7), open_from(), is_autonomo=False)
    assert len(cadeia.elos) == 1


@pytest.mark.parametrize("caso", [build_caso(1, origem=1), build_caso(1, origem=2)], ids=["itself", "two"])
def test_a_chain_that_comes_back_is_a_finding(caso: Processo) -> None:
    cadeia = trace_cadeia(caso, open_from(build_caso(2, origem=1)), is_autonomo=True)
    (achado,) = cadeia.achados
    assert achado.codigo is CodigoDoAchado.ORIGEM_CIRCULAR
    assert not achado.codigo.is_impeditivo


def test_a_chain_is_followed_five_levels_up_and_no_further() -> None:
    casos = [build_caso(n, origem=n + 1) for n in range(1, 12)]
    cadeia = trace_cadeia(casos[0], open_from(*casos), is_autonomo=True)
    assert len(cadeia.processos) == MAX_NIVEIS + 1
    assert [achado.codigo for achado in cadeia.achados] == [CodigoDoAchado.ORIGEM_LONGA]


@pytest.mark.parametrize(("erro", "palavra"), [(ProcessoSigilosoError, "sigiloso"), (ProcessoNotFoundError, "TJMS")])
def test_an_origin_that_does_not_open_is_a_finding(erro: type[PortalError], palavra: str) -> None:
    def fetch(numero: str) -> Processo:
        raise erro(numero)

    cadeia = trace_cadeia(build_caso(1, origem=2), fetch, is_autonomo=True)
    assert cadeia.elos[1].problema
    assert [achado.codigo for achado in cadeia.achados] == [CodigoDoAchado.ORIGEM_NAO_ABERTA]
    assert palavra in cadeia.achados[0].texto


def test_the_end_of_the_time_is_no_finding() -> None:
    def fetch(numero: str) -> Processo:
        raise DeadlineError(numero)

    with pytest.raises(DeadlineError):
        trace_cadeia(build_caso(1, origem=2), fetch, is_autonomo=True)


def list_papeis(*casos: Processo) -> list[tuple[str, int | None]]:
    escolhidos = choose_documentos(Cadeia((), casos))
    return [
        (one.numero_cnj[:7], one.documento.tipo) for one in escolhidos if one.papel is not PapelDoDocumento.CERTIDAO
    ]


def test_originals_are_read_where_they_are_and_copies_only_without_them() -> None:
    caso, origem = build_caso(1, 286, 9557, 9555), build_caso(2, 9500, 8, 34, 9644)
    assert list_papeis(caso, origem) == [
        ("0000002", 8), ("0000002", 34), ("0000001", 286), ("0000002", 9644), ("0000002", 9500),
    ]  # fmt: skip
    assert ("0000001", 9557) in list_papeis(caso)
    assert ("0000001", 9555) in list_papeis(caso)


def build_juntada(ident: str, tipo: int, depois: timedelta) -> Documento:
    return replace(build_documento(ident, tipo), data_hora=DIA_UM + depois)


@pytest.mark.parametrize(
    ("outras", "escolhida"),
    [
        ([build_juntada("a", 61, timedelta(days=-3)), build_juntada("b", 9553, timedelta(seconds=30))], "b"),
        ([build_juntada("a", 61, timedelta(days=-80)), build_juntada("b", 9535, timedelta(days=40))], "b"),
        ([build_juntada("a", 61, timedelta(days=91))], None),
        ([], None),
    ],
    ids=["mesmo-minuto", "mais-proxima", "longe", "nenhuma"],
)
def test_the_spreadsheet_goes_with_the_request(outras: list[Documento], escolhida: str | None) -> None:
    documento, motivo = choose_planilha(build_processo(build_juntada("pedido", 286, timedelta()), *outras))
    assert (documento.id_documento if documento else None) == escolhida
    assert motivo
