"""The memória as Markdown: every step is there, sums agree, and nothing that was typed becomes a mark or a column."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from core.calculo.indices.tabela import load_tabela
from core.calculo.motor.calculo import calculate
from core.calculo.motor.comparacao import compare_com_credor
from core.calculo.motor.domain import Acrescimo, Conta, Criterios, Pagamento, Parcela, TipoDeAcrescimo
from core.calculo.pedido.domain import ResultadoDoCalculo
from core.calculo.regimes.tabela import list_regimes
from core.exportacao.markdown import parse_markdown
from core.exportacao.tree import Table, plain_text
from core.pecas.calculo.memoria import format_numero, format_reais, render_memoria

TABELA = load_tabela()


def build_resultado(meses: int = 6, descricao: str = "", fonte: str = "Título executivo") -> ResultadoDoCalculo:
    parcelas = tuple(
        Parcela(date(2020 + mes // 12, mes % 12 + 1, 10), Decimal("1000.00"), descricao) for mes in range(meses)
    )
    criterios = Criterios(list_regimes("servidor"), date(2023, 5, 31), juros_desde=date(2021, 1, 15))
    honorarios = Acrescimo(TipoDeAcrescimo.HONORARIOS, fonte, percentual=Decimal(10))
    conta = Conta(parcelas, criterios, (Pagamento(date(2021, 3, 2), Decimal(500)),), (honorarios,))
    memoria = calculate(conta, TABELA)
    credor = replace(conta, parcelas=(*parcelas, Parcela(date(2020, 12, 10), Decimal(1000))))
    comparacao = compare_com_credor(conta, credor, Decimal(20_000), TABELA)
    return ResultadoDoCalculo(1, memoria, {}, "servidor", "Rita", datetime.now(UTC), {}, comparacao)


def read_tables(texto: str) -> list[list[list[str]]]:
    tables = [block for block in parse_markdown(texto) if isinstance(block, Table)]
    return [[[plain_text(cell.spans) for cell in row] for row in table.rows] for table in tables]


def read_reais(texto: str) -> Decimal:
    bare = re.sub(r"[R$\s.*]", "", texto).replace(",", ".")
    return Decimal(bare)


def test_the_parts_of_the_total_add_up_to_it() -> None:
    resumo = read_tables(render_memoria(build_resultado()))[0]
    parts = {nome: read_reais(valor) for nome, valor in resumo[1:]}
    total = parts.pop("Total em 31/05/2023")
    own = [valor for nome, valor in parts.items() if nome in ("Principal corrigido", "Juros", "Honorários (10%)")]
    assert sum(own) == total
    assert parts["Excesso no pedido do credor"] == Decimal(20_000) - total


def test_the_causes_add_up_to_the_difference() -> None:
    resultado = build_resultado()
    assert resultado.comparacao is not None
    causas = read_tables(render_memoria(resultado))[1]
    assert sum(read_reais(row[1]) for row in causas[1:]) == resultado.comparacao.excesso


def test_every_step_has_a_row_and_its_source_is_listed() -> None:
    resultado = build_resultado()
    texto = render_memoria(resultado)
    rows = read_tables(texto)[2][1:]
    assert len(rows) == len(resultado.memoria.passos)
    listed = re.findall(r"^(\d+)\. ", texto, re.MULTILINE)
    assert {row[5] for row in rows} - {""} == set(listed)


def test_a_long_memoria_shows_each_month_once_and_says_so() -> None:
    resultado = build_resultado(meses=36)
    assert len(resultado.memoria.passos) <= 400 or "a planilha traz todos" in render_memoria(resultado)
    many = replace(resultado, memoria=replace(resultado.memoria, passos=resultado.memoria.passos * 9))
    rows = read_tables(render_memoria(many))[2][1:]
    assert len(rows) < len(many.memoria.passos)
    assert f"de {len(many.memoria.passos)}" in render_memoria(many)


def test_what_was_typed_stays_text() -> None:
    texto = render_memoria(build_resultado(fonte="Acordo | <b>x</b> [a](b)\n# título"))
    assert all(len(row) == 2 for row in read_tables(texto)[0])
    assert not re.search(r"^# título", texto, re.MULTILINE)


@pytest.mark.parametrize(
    ("valor", "written"),
    [("1234.565", "R$ 1.234,57"), ("0", "R$ 0,00"), ("-0.001", "R$ 0,00"), ("-3.2", "-R$ 3,20")],
)
def test_amounts_are_written_to_the_cent(valor: str, written: str) -> None:
    assert format_reais(Decimal(valor)) == written


@pytest.mark.parametrize(("valor", "written"), [("0.5", "0,5"), ("10", "10"), ("1.23456", "1,2346"), ("100", "100")])
def test_a_percent_has_as_few_decimals_as_say_it(valor: str, written: str) -> None:
    assert format_numero(Decimal(valor)) == written
