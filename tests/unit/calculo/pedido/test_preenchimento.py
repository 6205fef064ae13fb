"""The fields as the person finds them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from core.calculo.pedido.campos import DEFINICOES, DESDE_CITACAO, PELA_TABELA, NomeDoCampo
from core.calculo.pedido.domain import Ancora, Campo, CandidatoDeCitacao, EstadoDoCampo, PapelDoDocumento
from core.calculo.pedido.extrator import Extracao
from core.calculo.pedido.leitura import PecaLida
from core.calculo.pedido.levantamento import Cadeia
from core.calculo.pedido.preenchimento import fill_campos
from core.processos.domain import Movimento
from tests.builders import DIA_UM, build_peca, build_processo

N = NomeDoCampo
TITULO = PecaLida(PapelDoDocumento.SENTENCA, build_peca("Julgo procedente."))
COM_TRANSITO = replace(build_processo(), movimentos=(Movimento(848, "Trânsito em julgado", DIA_UM),))


def fill(
    *candidatos: CandidatoDeCitacao, lidas: tuple[PecaLida, ...] = (TITULO,), read: tuple[Campo, ...] = ()
) -> dict[NomeDoCampo, Campo]:
    extracao = Extracao({campo.nome: campo for campo in read}, (), {})
    campos = fill_campos(Cadeia((), (COM_TRANSITO,)), extracao, candidatos, lidas)
    assert tuple(campo.nome for campo in campos) == tuple(DEFINICOES)
    return {campo.nome: campo for campo in campos}


def build_candidato(dia: int, score: int, *, is_impossivel: bool = False) -> CandidatoDeCitacao:
    return CandidatoDeCitacao(N.DATA_DA_CITACAO, date(2025, 3, dia), score, "motivo", is_impossivel=is_impossivel)


def test_what_nobody_says_is_unknown_and_what_the_court_says_is_to_be_confirmed() -> None:
    campos = fill()
    assert campos[N.PARCELAS] == Campo(N.PARCELAS, "", EstadoDoCampo.DESCONHECIDO)
    assert campos[N.DATA_DO_AJUIZAMENTO].valor == "10/03/2025"
    assert campos[N.DATA_DO_TRANSITO].estado is EstadoDoCampo.EXTRAIDO


def test_a_title_that_was_read_and_is_silent_leaves_the_law() -> None:
    campos = fill()
    presumed = [campos[nome].valor for nome in (N.CORRECAO, N.JUROS, N.JUROS_DESDE)]
    assert presumed == [PELA_TABELA, PELA_TABELA, DESDE_CITACAO]
    assert all("Presumido" in ancora.rotulo for nome in (N.CORRECAO, N.JUROS) if (ancora := campos[nome].ancora))
    assert campos[N.JUROS].ancora is not None
    assert fill(lidas=())[N.CORRECAO].estado is EstadoDoCampo.DESCONHECIDO


def test_what_the_title_says_in_words_of_its_own_is_never_presumed_over() -> None:
    dito = Campo(N.JUROS_DESDE, "desde o ajuizamento", EstadoDoCampo.EXTRAIDO)
    vazio = Campo(N.JUROS, "", EstadoDoCampo.DESCONHECIDO)
    campos = fill(read=(dito, vazio))
    assert (campos[N.JUROS_DESDE], campos[N.JUROS]) == (dito, vazio)
    assert campos[N.CORRECAO].valor == PELA_TABELA


@pytest.mark.parametrize(
    ("candidatos", "valor"),
    [
        ([build_candidato(20, 90), build_candidato(21, 70)], "20/03/2025"),
        ([build_candidato(20, 30)], ""),
        ([build_candidato(5, 0, is_impossivel=True), build_candidato(20, 60)], "20/03/2025"),
        ([build_candidato(5, 0, is_impossivel=True)], "05/03/2025"),
    ],
    ids=["melhor", "fraco", "possivel", "so-o-impossivel"],
)
def test_the_best_candidate_fills_the_service(candidatos: list[CandidatoDeCitacao], valor: str) -> None:
    assert fill(*candidatos)[N.DATA_DA_CITACAO].valor == valor


def test_the_creditors_lines_and_date_are_where_ours_begin() -> None:
    lines = Campo(N.PARCELAS, "31/01/2017; 1,00", EstadoDoCampo.EXTRAIDO)
    until = Campo(N.CREDOR_DATA, "30/04/2025", EstadoDoCampo.EXTRAIDO)
    campos = fill(read=(lines, until))
    assert campos[N.CREDOR_PARCELAS].valor == lines.valor
    assert campos[N.DATA_DO_CALCULO].valor == until.valor


@pytest.mark.parametrize(("is_encontrada", "valor"), [(True, "07/03/2025"), (False, "10/03/2025")])
def test_only_words_that_were_found_are_better_than_what_the_court_says(is_encontrada: bool, valor: str) -> None:
    ancora = Ancora(
        "1" * 20, "9", "fl. 40 – Certidão de trânsito", 1, "transitou em julgado", is_encontrada=is_encontrada
    )
    campos = fill(read=(Campo(N.DATA_DO_TRANSITO, "07/03/2025", EstadoDoCampo.EXTRAIDO, ancora),))
    assert campos[N.DATA_DO_TRANSITO].valor == valor
