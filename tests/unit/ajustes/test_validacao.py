"""What may be set: bounds, targets, instants and reasons, each refusal in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.ajustes.catalogo import DEFINICOES
from core.ajustes.domain import Ajuste, Mudanca, Orcamento, SituacaoDoOrcamento
from core.ajustes.validacao import find_mes, require_valid
from core.errors import InvalidInputError
from core.infra.rate import list_numbers
from core.settings import LimitsSettings

NOW = datetime(2026, 3, 15, 12, 0, tzinfo=UTC)
MODELOS = ("modelo-a", "modelo-b")
CAMPO_GRANDE = ZoneInfo("America/Campo_Grande")
LIMITE = Mudanca("limite.gemini", "", 0, 12, "Contrato novo")
PRECO = Mudanca("preco", "modelo-a", 0, (1.5, 9.0), "Tabela nova", NOW + timedelta(hours=1))
ORCAMENTO = Mudanca("orcamento", "Saúde", 0, 500.0, "Exercício", datetime(2026, 4, 1, tzinfo=CAMPO_GRANDE))


def test_a_valid_change_is_stored_with_its_reason_in_one_line() -> None:
    changed = require_valid(replace(LIMITE, motivo="  Contrato \n novo "), MODELOS, NOW)
    assert (changed.valor, changed.motivo) == (12, "Contrato novo")


@pytest.mark.parametrize(
    ("mudanca", "words"),
    [
        (replace(LIMITE, valor=0), "de 1 a 100"),
        (replace(LIMITE, valor=101), "de 1 a 100"),
        (replace(LIMITE, valor=2.5), "Confira o valor"),
        (replace(LIMITE, valor=True), "Confira o valor"),
        (replace(LIMITE, motivo="  "), "por que ele muda"),
        (replace(LIMITE, motivo="x" * 501), "por que ele muda"),
        (replace(LIMITE, alvo="7"), "para quem ele vale"),
        (replace(LIMITE, nome="limite.lease"), "não existe mais"),
        (replace(LIMITE, desde=NOW), "não escolha uma data"),
        (Mudanca("teto.pessoa", "7", 0, float("nan"), "x"), "não foi mudado"),
        (Mudanca("teto.pessoa", "7\n", 0, 5.0, "x"), "longo demais"),
        (Mudanca("modelo", "redator", 0, "sem-preco", "x"), "dos que têm preço"),
        (Mudanca("modelo", "ninguem", 0, "modelo-a", "x"), "para quem ele vale"),
        (Mudanca("temperatura", "detector", 0, 0.5, "x"), "para quem ele vale"),
        (Mudanca("temperatura", "", 0, 2.1, "x"), "de 0 a 2"),
        (Mudanca("recurso", "administracao", 0, False, "x"), "para quem ele vale"),
        (replace(PRECO, desde=None), "desde quando"),
        (replace(PRECO, desde=NOW), "um minuto à frente"),
        (replace(PRECO, valor=(-1.0, 2.0)), "de 0 a 10.000"),
        (replace(ORCAMENTO, desde=NOW + timedelta(days=30)), "meses inteiros"),
        (replace(ORCAMENTO, desde=datetime(2026, 2, 1, tzinfo=CAMPO_GRANDE)), "este mês ou um futuro"),
    ],
)
def test_what_may_not_be_set_is_refused_in_words(mudanca: Mudanca, words: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        require_valid(mudanca, MODELOS, NOW)
    assert words in refused.value.user_message


@pytest.mark.parametrize("mudanca", [PRECO, ORCAMENTO, replace(LIMITE, valor=None)])
def test_dated_values_and_a_value_that_is_given_back_are_taken(mudanca: Mudanca) -> None:
    assert require_valid(mudanca, MODELOS, NOW).valor == mudanca.valor


def test_a_month_begins_at_midnight_in_campo_grande() -> None:
    assert find_mes(datetime(2026, 4, 1, 3, 59, tzinfo=UTC)).astimezone(UTC) == datetime(2026, 3, 1, 4, tzinfo=UTC)
    assert find_mes(datetime(2026, 4, 1, 4, 0, tzinfo=UTC)).astimezone(UTC) == datetime(2026, 4, 1, 4, tzinfo=UTC)


def test_the_portals_own_numbers_are_within_the_bounds_of_the_catalogue() -> None:
    limits = LimitsSettings()
    own = {f"limite.{resource}": limit for resource, limit in limits.resources.items() if resource != "bert"}
    own |= {f"minuto.{action.value}": number for action, number in list_numbers(limits).items()}
    for nome, number in own.items():
        assert DEFINICOES[nome].minimo <= number <= DEFINICOES[nome].maximo, nome


@pytest.mark.parametrize(
    ("gasto", "situacao"),
    [
        (79.99, SituacaoDoOrcamento.DENTRO),
        (80.0, SituacaoDoOrcamento.PERTO),
        (100.0, SituacaoDoOrcamento.ACIMA),
    ],
)
def test_a_budget_warns_from_four_fifths_on(gasto: float, situacao: SituacaoDoOrcamento) -> None:
    ajuste = Ajuste("orcamento", "Saúde", 1, 100.0, NOW, "rita", "x", NOW)
    assert Orcamento("Saúde", 100.0, gasto, ajuste).situacao is situacao
