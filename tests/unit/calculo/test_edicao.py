"""One change of a table as data: what it makes, what it refuses, and over another person's version."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from core.calculo.calendario.domain import Efeito, LinhaDoCalendario, Portaria
from core.calculo.indices.domain import Indice, SerieMensal, compare_series, number_mes
from core.calculo.indices.oficial import Layout
from core.calculo.regimes.domain import Juros, Regime
from core.calculo.tabelas.domain import Conteudo, Guardada, TabelaDeDias, TabelaDeRegimes, read_slug
from core.calculo.tabelas.edicao import (
    MAX_BYTES,
    EdicaoDeSerie,
    TrocaDeLinha,
    apply_edicao,
    list_trocas,
    read_arquivo,
)
from core.calculo.tabelas.formato import dump_conteudo, load_tabelas, parse_conteudo
from core.calculo.tabelas.validacao import require_conteudo
from core.errors import InvalidInputError

HOJE = date(2026, 11, 23)
ESTADO = next(tabela.conteudo for tabela in load_tabelas() if tabela.slug == "calendario:estado")
SERVIDOR = next(tabela.conteudo for tabela in load_tabelas() if tabela.slug == "regimes:servidor")
FERIADO = LinhaDoCalendario("06-15", "Aniversário da cidade", "estado", Efeito.SEM_EXPEDIENTE, "Lei municipal")


def mes(ano: int, numero: int) -> int:
    return number_mes(date(ano, numero, 1))


@contextmanager
def refused(words: str) -> Iterator[None]:
    """The refusal that a person reads has these words."""
    with pytest.raises(InvalidInputError) as caught:
        yield
    assert re.search(words, caught.value.user_message)


def guard(conteudo: Conteudo, slug: str = "x") -> Guardada[Conteudo]:
    return Guardada(slug, 1, conteudo)


def build_serie(*valores: str) -> SerieMensal:
    """Months from January 2026 on; the last one is provisional."""
    lidos = {mes(2026, number): Decimal(valor) for number, valor in enumerate(valores, start=1)}
    return SerieMensal(Indice.INPC, "INPC", "IBGE", date(2026, 1, 1), lidos, frozenset({max(lidos)}))


@pytest.mark.parametrize("tabela", load_tabelas(), ids=lambda tabela: tabela.slug)
def test_every_table_that_the_product_ships_stands_and_comes_back_from_json(tabela: Guardada[Conteudo]) -> None:
    require_conteudo(tabela.conteudo)
    assert parse_conteudo(*read_slug(tabela.slug), dump_conteudo(tabela.conteudo)) == tabela.conteudo


def test_official_file_extends_a_series_and_settles_its_provisional_months() -> None:
    arquivo = b'"data";"valor"\n"01/01/2026";"0,10"\n"01/02/2026";"0,25"\n"01/03/2026";"0,30"'
    edicao, layout = read_arquivo(arquivo, fonte="SGS 188", dia=HOJE)
    antes = build_serie("0.10", "0.20")
    depois = apply_edicao(guard(antes), edicao).conteudo
    assert layout is Layout.SGS
    assert [(item.mes, item.antes, item.depois) for item in compare_series(Indice.INPC, antes, depois)] == [
        (mes(2026, 2), Decimal("0.20"), Decimal("0.25")),
        (mes(2026, 3), None, Decimal("0.30")),
    ]
    assert (depois.provisorios, depois.fonte, depois.consultada_em) == (frozenset(), "SGS 188", HOJE)


def test_change_made_again_over_another_persons_version_keeps_both() -> None:
    edicao = EdicaoDeSerie({mes(2026, 3): Decimal("0.30")}, "IBGE", HOJE, frozenset({mes(2026, 3)}))
    outra = build_serie("0.11", "0.20")
    depois = apply_edicao(guard(outra), edicao).conteudo
    assert [str(valor) for valor in depois.valores.values()] == ["0.11", "0.20", "0.30"]
    assert depois.provisorios == {mes(2026, 2), mes(2026, 3)}


@pytest.mark.parametrize(
    ("valores", "fonte", "words"),
    [
        pytest.param({mes(2026, 5): Decimal(1)}, "IBGE", "04/2026: falta este mês", id="gap"),
        pytest.param({mes(2026, 2): None}, "IBGE", "02/2026: falta este mês", id="month-in-the-middle-taken-out"),
        pytest.param({mes(2026, 3): Decimal(-100)}, "IBGE", "03/2026: o percentual não é possível", id="all-lost"),
        pytest.param({mes(2026, 3): Decimal("NaN")}, "IBGE", "03/2026: o percentual não é possível", id="no-number"),
        pytest.param({mes(2026, 3): Decimal(1)}, " ", "a fonte do índice", id="no-source"),
        pytest.param({mes(1900, 1): Decimal(1)}, "IBGE", "1944", id="before-the-tables"),
    ],
)
def test_series_that_cannot_stand_is_refused_by_name(
    valores: dict[int, Decimal | None], fonte: str, words: str
) -> None:
    serie = build_serie("0.1", "0.2", "0.3")
    with refused(words):
        apply_edicao(guard(serie), EdicaoDeSerie(valores, fonte, HOJE))


def test_last_month_can_be_taken_out() -> None:
    depois = apply_edicao(guard(build_serie("0.1", "0.2")), EdicaoDeSerie({mes(2026, 2): None}, "IBGE", HOJE)).conteudo
    assert (set(depois.valores), depois.provisorios) == ({mes(2026, 1)}, frozenset())


def test_file_that_is_too_big_is_refused() -> None:
    with refused("1 MB"):
        read_arquivo(b"0" * (MAX_BYTES + 1), fonte="IBGE", dia=HOJE)


def test_new_regime_stands_in_the_order_of_its_date_and_is_told_as_the_only_change() -> None:
    novo = Regime("servidor", date(2015, 1, 1), Indice.INPC, Juros(taxa=Decimal(1)), "Lei nova")
    depois = apply_edicao(guard(SERVIDOR), TrocaDeLinha(None, novo)).conteudo
    assert [regime.de for regime in depois.regimes] == sorted(regime.de for regime in depois.regimes)
    assert list_trocas(SERVIDOR, depois) == (TrocaDeLinha(None, novo),)


@pytest.mark.parametrize(
    ("mudanca", "words"),
    [
        pytest.param({"vigencia": date(2009, 7, 1)}, "outro regime começa no mesmo dia", id="same-day"),
        pytest.param({"fonte": ""}, "a fonte do regime", id="no-source"),
        pytest.param({"correcao": None, "juros": None}, "ao menos um índice", id="nothing"),
        pytest.param({"juros": Juros(taxa=Decimal(-1))}, "taxa de juros", id="negative-rate"),
        pytest.param(
            {"juros": Juros(indice=Indice.SELIC, is_lei_9250=True)}, "1% no mês do pagamento", id="one-percent"
        ),
        pytest.param({"natureza": "civil"}, "outra espécie", id="other-debt"),
        pytest.param({"vigencia": date(1800, 1, 1)}, "fora do alcance", id="impossible-date"),
    ],
)
def test_regime_that_cannot_stand_is_refused_by_name(mudanca: dict[str, object], words: str) -> None:
    novo = replace(Regime("servidor", date(2015, 1, 1), Indice.INPC, Juros(taxa=Decimal(1)), "Lei nova"), **mudanca)
    with refused(words):
        apply_edicao(guard(SERVIDOR), TrocaDeLinha(None, novo))


def test_last_regime_of_a_kind_of_debt_stays() -> None:
    tabela = TabelaDeRegimes(SERVIDOR.natureza, SERVIDOR.regimes[:1])
    with refused("sem nenhum regime"):
        apply_edicao(guard(tabela), TrocaDeLinha(tabela.regimes[0], None))


def test_row_that_another_person_took_out_is_not_put_back() -> None:
    troca = TrocaDeLinha(FERIADO, replace(FERIADO, motivo="Outro nome"))
    with refused("não está mais na tabela"):
        apply_edicao(guard(ESTADO), troca)


@pytest.mark.parametrize(
    ("mudanca", "words"),
    [
        pytest.param({"quando": "2026-02-30"}, "o dia não existe", id="impossible-day"),
        pytest.param({"quando": "05-20/05-10"}, "termina antes de começar", id="backwards"),
        pytest.param({"motivo": ""}, "o motivo", id="no-reason"),
        pytest.param({"fonte": ""}, "a fonte", id="no-source"),
        pytest.param({"de_ano": 2027, "ate_ano": 2026}, "último ano vem antes", id="years-backwards"),
        pytest.param({"quando": "12-08", "efeito": Efeito.SEM_EXPEDIENTE}, "duas linhas iguais", id="twice"),
        pytest.param({"abrangencia": "Dourados"}, "outra comarca", id="other-town"),
    ],
)
def test_court_day_that_cannot_stand_is_refused_by_name(mudanca: dict[str, object], words: str) -> None:
    with refused(words):
        apply_edicao(guard(ESTADO), TrocaDeLinha(None, replace(FERIADO, **mudanca)))


def test_ordinance_of_a_year_is_noted_once() -> None:
    portaria = Portaria(2027, "Portaria 1", "DJE", HOJE)
    depois = apply_edicao(guard(ESTADO), TrocaDeLinha(None, portaria)).conteudo
    assert isinstance(depois, TabelaDeDias)
    assert [um.ano for um in depois.portarias] == [2023, 2024, 2025, 2026, 2027]
    with refused("duas vezes"):
        apply_edicao(guard(depois), TrocaDeLinha(None, replace(portaria, nome="Portaria 2")))
