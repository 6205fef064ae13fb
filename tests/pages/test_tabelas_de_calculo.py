"""The tables of the calculations and the counter of deadlines, drawn over a real database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from streamlit.testing.v1 import AppTest

from core.calculo.calendario.quando import Repeticao
from core.calculo.indices.domain import Indice, number_mes
from core.calculo.motor.calculo import calculate
from core.calculo.motor.domain import Conta, Criterios, Parcela
from core.calculo.tabelas.afetados import CalculoGuardado
from core.calculo.tabelas.edicao import EdicaoDeSerie, apply_edicao
from core.calculo.tabelas.repository import TabelaRepository
from core.calculo.tabelas.service import TabelaService
from core.infra.db import SessionScope
from core.usuarios.domain import Papel, Usuario
from pages.ui.calculo_tabelas.abas import list_areas_de_tabelas
from pages.ui.runtime import install_services
from tests.pages.fakes import FakePecas, FakeUsuarios, build_services, build_usuario

PAGE = Path(__file__).parents[2] / "pages" / "pedido_de_calculo.py"
USUARIO = build_usuario(Papel.CURADOR)
GUARDADOS: list[CalculoGuardado] = []
ANO_QUE_VEM = number_mes(date(2026, 9, 1))


def list_guardados(limite: int, pular: int) -> tuple[list[CalculoGuardado], int]:
    return GUARDADOS[pular : pular + limite], len(GUARDADOS)


@pytest.fixture
def tabelas(session_scope: SessionScope) -> Iterator[TabelaService]:
    GUARDADOS.clear()
    service = TabelaService(TabelaRepository(session_scope), list_guardados)
    service.seed_tabelas()
    services: Any = build_services(FakeUsuarios(), FakePecas())
    services.tabelas_de_calculo = service
    services.settings = SimpleNamespace()
    install_services(services)
    yield service
    install_services(None)


def draw(usuario: object, slug: str) -> None:
    from pages.ui.calculo_tabelas.abas import list_areas_de_tabelas  # noqa: PLC0415 # a script of its own

    next(area for area in list_areas_de_tabelas(usuario) if area.slug == slug).show(usuario)


def open_area(slug: str, usuario: Usuario = USUARIO, **address: str) -> AppTest:
    at = AppTest.from_function(draw, default_timeout=30, args=(usuario, slug))
    for name, value in address.items():
        at.query_params[name] = value
    return at.run()


def read_html(at: AppTest) -> str:
    return " ".join(item.proto.body for item in at.main.get("html"))


def find(at: AppTest, kind: str, label: str) -> Any:
    return next(item for item in at.main.get(kind) if str(item.label).startswith(label))


def press(at: AppTest, label: str) -> AppTest:
    return next(button for button in at.button if button.label == label).click().run()


def type_mes(at: AppTest, mes: str, valor: str) -> AppTest:
    next(item for item in at.segmented_control if item.label == "Como alterar").set_value("Um mês").run()
    find(at, "text_input", "Mês").set_value(mes)
    find(at, "text_input", "Variação").set_value(valor)
    return press(at, "Ver o que muda")


def keep_calculo(tabelas: TabelaService) -> None:
    criterios = Criterios(tabelas.get_regimes("servidor"), date(2024, 6, 1))
    conta = Conta((Parcela(date(2014, 1, 1), Decimal(1000)),), criterios)
    memoria = calculate(conta, tabelas.get_indices())
    when = datetime(2026, 11, 1, tzinfo=UTC)
    kept = (uuid4(), "08000010220268120001", when, memoria.total, conta, memoria.celulas, "servidor")
    GUARDADOS.append(CalculoGuardado(*kept, tabelas.note_versoes()))


def test_attorney_has_the_counter_of_deadlines_and_not_the_tables() -> None:
    assert [area.slug for area in list_areas_de_tabelas(build_usuario(Papel.PROCURADOR))] == ["prazos"]
    assert [area.slug for area in list_areas_de_tabelas(USUARIO)] == ["prazos", "indices", "regimes", "calendario"]


def test_the_data_team_keeps_the_tables_and_sees_no_case(tabelas: TabelaService) -> None:
    dados: Any = build_usuario(Papel.DADOS)
    usuarios = FakeUsuarios({dados.login: dados})
    services: Any = build_services(usuarios, FakePecas())
    services.tabelas_de_calculo = tabelas
    install_services(services)
    at = AppTest.from_file(PAGE, default_timeout=30)
    at.user["sessao"] = str(usuarios.sessoes[usuarios.enter(dados)].id)
    at.user["login"] = dados.login
    at.run()
    assert list(at.segmented_control[0].options) == ["Prazos", "Índices", "Regimes", "Calendário"]
    at.query_params["pedido"] = str(uuid4())
    assert "não permite" in at.run().error[0].value
    assert not at.segmented_control
    keep_calculo(tabelas)
    html = read_html(type_mes(open_area("indices", dados, item="ipca_e"), "05/2016", "9,99"))
    assert "<strong>1</strong> de 1 cálculo guardado" in html
    assert "0800001-02.2026.8.12.0001" not in html


def test_deadline_in_the_address_is_counted_with_every_day_that_did_not_count(tabelas: TabelaService) -> None:
    at = open_area("prazos", contar="1", data="15/04/2025", dias="5")
    html = read_html(at)
    assert not at.exception
    assert "<strong>sexta-feira, 25/04/2025</strong>" in html
    assert "Semana Santa (quinta-feira)" in html
    assert "Tiradentes" in html
    assert "19/04/2025 a 20/04/2025 (2 dias)" in html
    assert not at.warning
    assert "2022" in open_area("prazos", contar="1", data="11/04/2022", dias="5").warning[0].value


def test_sent_form_goes_into_the_address(tabelas: TabelaService) -> None:
    at = open_area("prazos")
    find(at, "text_input", "Dia da citação").set_value("10/03/2025")
    find(at, "selectbox", "Quem fala").set_value("FAZENDA_PUBLICA")
    press(at, "Contar o prazo")
    assert at.query_params["data"] == "10/03/2025"
    assert at.query_params["dobro"] == "FAZENDA_PUBLICA"
    assert "<strong>quinta-feira, 24/04/2025</strong>" in read_html(at)
    assert "30 dias úteis (15 em dobro)" in read_html(at)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        pytest.param({"forma": "ciencia", "data": "31/02/2025", "dias": "5"}, "31/02/2025 não existe", id="day"),
        pytest.param({"forma": "ciencia", "data": "10/03/2025", "dias": "-5"}, "não é um número de dias", id="days"),
        pytest.param(
            {"forma": "eletronica", "data": "10/03/2025", "consulta": "09/03/2025", "dias": "5"},
            "é anterior ao envio",
            id="read-before-sent",
        ),
        pytest.param({"forma": "diario", "data": "", "dias": "5"}, "não está no formato", id="nothing-typed"),
    ],
)
def test_impossible_deadline_is_refused_by_name(tabelas: TabelaService, address: dict[str, str], words: str) -> None:
    at = open_area("prazos", contar="1", **address)
    assert words in at.error[0].value
    assert "Vence em" not in read_html(at)


def test_deadline_of_an_unread_electronic_service_begins_after_ten_days(tabelas: TabelaService) -> None:
    at = open_area("prazos", contar="1", forma="eletronica", data="10/03/2025", dias="1")
    assert "decurso de 10 dias sem consulta" in read_html(at)
    assert "<strong>sexta-feira, 21/03/2025</strong>" in read_html(at)


def test_one_day_says_why_it_is_no_business_day_in_its_town(tabelas: TabelaService) -> None:
    at = open_area("prazos", dia="26/08/2025", comarca="Campo Grande")
    assert "Aniversário de Campo Grande" in at.info[0].value
    assert "13 de junho (Santo Antônio (padroeiro)" in at.caption[1].value
    assert "é dia útil" in open_area("prazos", dia="26/08/2025").success[0].value


def test_typed_month_is_shown_with_the_calculations_it_changes_and_then_published(tabelas: TabelaService) -> None:
    keep_calculo(tabelas)
    at = type_mes(open_area("indices", item="ipca_e"), "05/2016", "9,99")
    html = read_html(at)
    assert "9,99%" in html
    assert "<strong>1</strong> de 1 cálculo guardado" in html
    assert "0800001-02.2026.8.12.0001" in html
    press(at, "Publicar")
    assert "motivo" in at.error[0].value
    find(at, "text_input", "Motivo").set_value("Conferido com o IBGE")
    press(at, "Publicar")
    assert at.success[0].value.startswith("Versão 2 publicada")
    assert tabelas.get_indices().get(Indice.IPCA_E, number_mes(date(2016, 5, 1))) == Decimal("9.99")


def test_what_there_was_no_time_to_look_at_is_looked_at_on_demand(
    tabelas: TabelaService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.calculo.tabelas.service._EXAME_S", 0)
    for _ in range(12):
        keep_calculo(tabelas)
    at = type_mes(open_area("indices", item="ipca_e"), "05/2016", "9,99")
    assert "<strong>10</strong> de 10 cálculos guardados" in read_html(at)
    press(at, "Conferir mais (2 restantes)")
    assert "<strong>12</strong> de 12 cálculos guardados" in read_html(at)
    assert not [button for button in at.button if button.label.startswith("Conferir mais")]


def test_impossible_month_is_refused_and_what_was_typed_stays(tabelas: TabelaService) -> None:
    at = type_mes(open_area("indices", item="ipca_e"), "13/2026", "0,33")
    assert "mês" in at.error[0].value
    assert find(at, "text_input", "Mês").value == "13/2026"
    assert "O que muda" not in [title.value for title in at.subheader]


def test_second_editor_sees_the_first_ones_change_and_redoes_the_own_over_it(tabelas: TabelaService) -> None:
    at = type_mes(open_area("indices", item="inpc"), "09/2026", "0,40")
    other = EdicaoDeSerie({number_mes(date(2026, 8, 1)): Decimal("-0.31")}, "IBGE", date(2026, 11, 23))
    tabelas.save(apply_edicao(tabelas.get_serie(Indice.INPC), other), autor="bia", motivo="Revisão")
    find(at, "text_input", "Motivo").set_value("Setembro")
    press(at, "Publicar")
    assert "Outra pessoa publicou a versão 2" in at.warning[-1].value
    press(at, "Refazer a minha sobre a versão dela")
    assert find(at, "text_input", "Motivo").value == "Setembro"
    press(at, "Publicar")
    valores = tabelas.get_serie(Indice.INPC).conteudo.valores
    assert (valores[number_mes(date(2026, 8, 1))], valores[ANO_QUE_VEM]) == (Decimal("-0.31"), Decimal("0.40"))


def test_month_that_another_series_gives_is_offered(tabelas: TabelaService) -> None:
    outubro = number_mes(date(2026, 10, 1))
    edicao = EdicaoDeSerie({outubro: Decimal("0.18")}, "IBGE", date(2026, 11, 23))
    tabelas.save(apply_edicao(tabelas.get_serie(Indice.IPCA_15), edicao), autor="bia", motivo="Outubro")
    at = open_area("indices", item="ipca_e")
    next(item for item in at.segmented_control if item.label == "Como alterar").set_value("De outros índices").run()
    press(at, "Ver o que muda")
    find(at, "text_input", "Motivo").set_value("Outubro")
    press(at, "Publicar")
    assert tabelas.get_indices().get(Indice.IPCA_E, outubro) == Decimal("0.18")


def test_regime_is_changed_and_its_history_says_so(tabelas: TabelaService) -> None:
    at = open_area("regimes", item="servidor")
    find(at, "text_input", "Vale desde").set_value("01/01/2027")
    find(at, "selectbox", "Correção monetária").set_value(Indice.INPC)
    find(at, "text_area", "Fonte").set_value("Lei nova")
    press(at, "Ver o que muda")
    assert "Desde 01/01/2027; correção pelo INPC; sem juros" in read_html(at)
    find(at, "text_input", "Motivo").set_value("Lei nova")
    press(at, "Publicar")
    assert tabelas.get_regimes("servidor")[-1].correcao is Indice.INPC
    assert "entrou o regime de 01/01/2027" in read_html(open_area("regimes", item="servidor", historico="1"))


def test_first_holiday_of_a_new_town_makes_its_calendar(tabelas: TabelaService) -> None:
    at = open_area("calendario", item="Dourados")
    find(at, "selectbox", "Repetição").set_value(Repeticao.TODO_ANO).run()
    find(at, "text_input", "Dia e mês").set_value("31/02")
    press(at, "Ver o que muda")
    assert "31/02 não existe" in at.error[0].value
    find(at, "text_input", "Dia e mês").set_value("20/12")
    find(at, "text_input", "Motivo").set_value("Aniversário da cidade")
    find(at, "text_input", "Fonte").set_value("Lei municipal")
    press(at, "Ver o que muda")
    assert "20 de dezembro: Aniversário da cidade" in read_html(at)
    find(at, "text_input", "Motivo da alteração").set_value("Feriado municipal")
    press(at, "Publicar")
    assert "Dourados" in tabelas.list_comarcas()
