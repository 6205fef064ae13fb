"""What is wrong with the fields is named before anything is computed."""

from __future__ import annotations

import pytest

from core.calculo.pedido.achados import list_achados
from core.calculo.pedido.campos import NomeDoCampo
from core.calculo.pedido.domain import Ancora, Campo, CodigoDoAchado, EstadoDoCampo
from tests.unit.calculo.pedido.campos import build_campos

N, C = NomeDoCampo, CodigoDoAchado


def test_good_fields_have_no_finding() -> None:
    assert list_achados(build_campos()) == ()


@pytest.mark.parametrize(
    ("valores", "codigo", "campo"),
    [
        ({N.DATA_DA_CITACAO: "30/02/2019"}, C.DATA_IMPOSSIVEL, N.DATA_DA_CITACAO),
        ({N.DATA_DA_CITACAO: "10/03/2019"}, C.CITACAO_ANTES_DO_AJUIZAMENTO, N.DATA_DA_CITACAO),
        ({N.DATA_DA_SENTENCA: "24/03/2019"}, C.DATAS_FORA_DE_ORDEM, N.DATA_DA_SENTENCA),
        ({N.DATA_DO_CALCULO: "01/01/2020"}, C.DATAS_FORA_DE_ORDEM, N.DATA_DO_CALCULO),
        ({N.DATA_DA_CITACAO: "", N.DATA_DA_SENTENCA: "10/03/2019"}, C.DATAS_FORA_DE_ORDEM, N.DATA_DA_SENTENCA),
        ({N.DATA_DA_INTIMACAO: "01/02/2001"}, C.DATAS_FORA_DE_ORDEM, N.DATA_DA_INTIMACAO),
        ({N.DATA_DA_INTIMACAO: "13/04/2020"}, C.DATAS_FORA_DE_ORDEM, N.DATA_DA_INTIMACAO),
        ({N.VALOR_PEDIDO: "-1,00"}, C.VALOR_NEGATIVO, N.VALOR_PEDIDO),
        ({N.PARCELAS: "31/01/2017; -3,00"}, C.VALOR_NEGATIVO, N.PARCELAS),
        ({N.PARCELAS: "31/13/2017; 3,00"}, C.DATA_IMPOSSIVEL, N.PARCELAS),
        ({N.PARCELAS: "31/01/2017; três"}, C.VALOR_ILEGIVEL, N.PARCELAS),
        ({N.CORRECAO: "TR até 2015, depois IPCA-E"}, C.VALOR_ILEGIVEL, N.CORRECAO),
        ({N.JUROS: "juros legais"}, C.VALOR_ILEGIVEL, N.JUROS),
        ({N.JUROS_DESDE: "desde o ajuizamento"}, C.VALOR_ILEGIVEL, N.JUROS_DESDE),
        ({N.PERIODO_INICIO: "31/12/2017", N.PERIODO_FIM: "01/01/2017"}, C.PERIODO_FORA_DE_ORDEM, N.PERIODO_FIM),
    ],
)
def test_what_cannot_be_stops_the_calculation(
    valores: dict[NomeDoCampo, str], codigo: CodigoDoAchado, campo: NomeDoCampo
) -> None:
    (achado,) = list_achados(build_campos(valores))
    assert (achado.codigo, achado.campo) == (codigo, campo)
    assert codigo.is_impeditivo


def test_the_notice_may_come_before_or_after_the_final_judgment_and_the_calculation() -> None:
    for intimacao in ("15/04/2020", "02/06/2026"):
        valores = {N.DATA_DO_TRANSITO: "20/06/2020", N.DATA_DA_INTIMACAO: intimacao}
        assert list_achados(build_campos(valores)) == ()


def test_every_wrong_line_of_a_list_is_named() -> None:
    achados = list_achados(build_campos({N.PARCELAS: "31/02/2017; 1,00\n31/01/2017; 2,00\n31/03/2017; -1,00"}))
    assert [achado.codigo for achado in achados] == [C.DATA_IMPOSSIVEL, C.VALOR_NEGATIVO]
    assert "linha 1" in achados[0].texto
    assert "linha 3" in achados[1].texto


def test_a_parcela_outside_the_period_is_told_and_computed() -> None:
    campos = build_campos({N.PERIODO_INICIO: "01/02/2017", N.PERIODO_FIM: "28/02/2017"})
    (achado,) = list_achados(campos)
    assert achado.codigo is C.PARCELA_FORA_DO_PERIODO
    assert not achado.codigo.is_impeditivo


def test_a_parcela_of_the_month_after_the_period_belongs_to_it_across_the_year() -> None:
    periodo = {N.PERIODO_INICIO: "01/01/2017", N.PERIODO_FIM: "31/12/2017"}
    assert list_achados(build_campos(periodo | {N.PARCELAS: "05/01/2018; 512,40"})) == ()
    assert list_achados(build_campos(periodo | {N.PARCELAS: "05/02/2018; 512,40"}))


def test_words_that_are_no_kind_of_debt_stop_the_calculation() -> None:
    campos = build_campos({N.NATUREZA: "Trabalhista"})
    (achado,) = list_achados(campos, ("Servidores e empregados públicos",))
    assert (achado.campo, achado.codigo) == (N.NATUREZA, C.VALOR_ILEGIVEL)
    assert list_achados(build_campos(), ("Servidores e empregados públicos",)) == ()


def test_a_criterion_of_the_creditor_that_is_no_option_does_not_stop_ours() -> None:
    (achado,) = list_achados(build_campos({N.CREDOR_CORRECAO: "tabela prática"}))
    assert (achado.campo, achado.codigo.is_impeditivo) == (N.CREDOR_CORRECAO, False)


def test_a_place_that_was_not_found_is_told_until_a_person_stands_for_the_value() -> None:
    ancora = Ancora("1" * 20, "9", "fl. 3 – Sentença", 1, "palavras que não estão lá")
    read = Campo(N.OBJETO, "adicional", EstadoDoCampo.EXTRAIDO, ancora)
    (achado,) = list_achados([read])
    assert (achado.codigo, achado.codigo.is_impeditivo) == (C.TRECHO_NAO_ENCONTRADO, False)
    assert list_achados([Campo(N.OBJETO, "adicional", EstadoDoCampo.CONFIRMADO, ancora)]) == ()
