"""Facts and reasons in the words that an attorney reads."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.pecas.apresentacao import describe_lugar, describe_valor, format_moeda
from core.pecas.decisoes import Caso, explain
from core.pecas.domain import EstadoDoFato, Fato
from core.prompts.comparacao import Decisao, Operador
from core.prompts.domain import TipoDeVariavel, Variavel
from core.prompts.numeros import parse_numero_br
from core.prompts.regras import Avaliacao, Condicao


def build_fato(valor: str | float | bool | list[str] | None, slug: str = "custo") -> Fato:
    return Fato(slug, EstadoDoFato.VALORADO, valor, "doc. 2 – Laudo", pagina=3)


@pytest.mark.parametrize(
    ("tipo", "valor", "words"),
    [
        pytest.param(TipoDeVariavel.BOOLEANO, True, "sim", id="yes"),
        pytest.param(TipoDeVariavel.BOOLEANO, False, "não", id="no"),
        pytest.param(TipoDeVariavel.MOEDA, 1234567.5, "R$ 1.234.567,50", id="money"),
        pytest.param(TipoDeVariavel.NUMERO, 10.0, "10", id="whole-number"),
        pytest.param(TipoDeVariavel.NUMERO, 2.5, "2,50", id="broken-number"),
        pytest.param(TipoDeVariavel.DATA, "2025-03-09", "09/03/2025", id="date"),
        pytest.param(TipoDeVariavel.DATA, "março de 2025", "março de 2025", id="not-a-date"),
        pytest.param(TipoDeVariavel.TEXTO, "2025-03-09", "2025-03-09", id="text-is-left-alone"),
        pytest.param(TipoDeVariavel.LISTA, ["fraldas", "insumos"], "fraldas; insumos", id="list"),
        pytest.param(TipoDeVariavel.TEXTO, None, "", id="nothing"),
    ],
)
def test_value_is_written_by_the_type_of_its_variable(
    tipo: TipoDeVariavel, valor: str | float | list[str] | None, words: str
) -> None:
    assert describe_valor(build_fato(valor), Variavel("custo", tipo, "Qual o custo?")) == words


def test_value_of_a_variable_that_is_gone_is_still_readable() -> None:
    assert describe_valor(build_fato(1500.0), None) == "1.500"


def test_place_names_the_page_only_when_it_is_known() -> None:
    assert describe_lugar(build_fato(1.0)) == "doc. 2 – Laudo, p. 3"
    assert describe_lugar(Fato("a", EstadoDoFato.VALORADO, 1.0, "Capa dos autos")) == "Capa dos autos"


def test_reason_asks_and_answers_with_the_place() -> None:
    avaliacao = Avaliacao(Decisao.SIM, (Condicao("custo", Operador.GREATER_THAN, 10),))
    variaveis = {"custo": Variavel("custo", TipoDeVariavel.MOEDA, "Qual o custo?")}
    reason = explain(avaliacao, Caso("contestacao", {"custo": build_fato(20.0)}, variaveis))
    assert reason == "Qual o custo? R$ 20,00 (doc. 2 – Laudo, p. 3)"


def test_reason_of_a_fact_that_does_not_apply_says_so() -> None:
    condicoes = (Condicao("custo", Operador.GREATER_THAN, 10), Condicao("laudo_do_sus", Operador.EQUALS, True))
    fatos = {slug: Fato(slug, EstadoDoFato.NAO_SE_APLICA, None) for slug in ("custo", "laudo_do_sus")}
    reason = explain(Avaliacao(Decisao.SIM, condicoes), Caso("contestacao", fatos, {}))
    assert reason == "Custo: não se aplica; Laudo do sus: não se aplica"


def test_reason_is_never_empty() -> None:
    assert explain(Avaliacao(Decisao.SIM), Caso("contestacao", {}, {})) == "A regra do módulo foi atendida."
    assert explain(Avaliacao(Decisao.NAO), Caso("contestacao", {}, {})) == "A regra do módulo não foi atendida."


@settings(database=None)
@given(st.integers(-(10**13), 10**13))
def test_amounts_written_in_a_peca_read_back(centavos: int) -> None:
    assert parse_numero_br(format_moeda(centavos / 100)) * 100 == Decimal(centavos)
