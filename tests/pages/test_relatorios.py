"""Relatórios on the screen: the question stays in the address, people only for whom may see them, files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from types import SimpleNamespace
from typing import Any, cast
from uuid import uuid4

import pytest
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from core.exportacao.domain import Arquivo
from core.exportacao.planilha import Tabela, render_csv, render_xlsx
from core.infra.queue import WorkQueue
from core.relatorios.domain import Custo, Divisao, DivisaoDoCusto, FiltroDoRelatorio, Registro, Tempos, Volume
from core.relatorios.folhas import Folha
from core.relatorios.mensal import RelatorioMensal
from core.relatorios.resultados.domain import Classificados, Qualidade, TempoDoTipo, UsoDoModulo
from core.relatorios.service import RelatorioService
from core.usuarios.domain import Papel
from pages.ui.relatorios.filtro import find_days
from pages.ui.runtime import install_services
from tests.pages.fakes import FakePecas, FakeUsuarios, build_services, build_usuario
from tests.pages.test_shell import SHELL, list_html

Open = Callable[..., AppTest]


@dataclass
class Summaries:
    """The part of the repository that the page asks; remembers the questions."""

    asked: list[FiltroDoRelatorio] = field(default_factory=list)
    has_all: bool = True
    quantos: int = 1

    def list_volume(self, filtro: FiltroDoRelatorio, divisao: Divisao) -> tuple[Volume, ...]:
        self.asked.append(filtro)
        chave = {"mes": "2026-11", "unidade": "Fiscal", "tipo_de_peca": "contestacao"}.get(divisao.value, "")
        return (Volume(chave, geracoes=1_204, prontas=900, com_ressalvas=100, medidas=2, espera_s=10, trabalho_s=130),)

    def list_custo(self, _filtro: FiltroDoRelatorio, _divisao: DivisaoDoCusto) -> tuple[Custo, ...]:
        return (Custo("2026-11", chamadas=30, custo_brl=Decimal("1234.561")),)

    def list_tempos(self, _filtro: FiltroDoRelatorio, _divisao: Divisao) -> tuple[Tempos, ...]:
        return (Tempos("", cronometradas=10, redacao_s=250, finais=2, exame_s=240),)

    def list_registros(self, _filtro: FiltroDoRelatorio, *, limit: int) -> tuple[Registro, ...]:
        numero, quando = "08023509020258120017", datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
        values = (quando, "Fiscal", "Ana Prado", numero, "contestacao", "ps", "pronto", 40.0)
        made = (Registro(uuid4(), *values, is_final=True, estrelas=None) for _ in range(self.quantos))
        return tuple(made)[:limit]

    def list_unidades(self) -> tuple[str, ...]:
        return ("Fiscal", "Saúde")

    def list_monitores(self) -> tuple[()]:
        return ()

    def list_nomes(self) -> dict[str, str]:
        return {}

    def is_whole(self) -> bool:
        return self.has_all

    def get_atualizado_em(self) -> datetime:
        return datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


class Results:
    """The part of the service that the page asks."""

    def compare_qualidade(self, *_: object) -> tuple[Qualidade, Qualidade]:
        return Qualidade("", avaliacoes=2, estrelas=9, palavras=400, distancia=100), Qualidade("")

    def list_qualidade(self, *_: object) -> tuple[Qualidade, ...]:
        return (Qualidade("contestacao", avaliacoes=2, estrelas=9),)

    def list_classificados(self, *_: object) -> tuple[Classificados, ...]:
        return (Classificados("decisao_liminar", 40, 10, 3),)

    def list_modulos(self, *_: object) -> tuple[UsoDoModulo, ...]:
        return (UsoDoModulo("ps-tema-6", "Do Tema 6", 12, 9, 3, 1),)

    def list_tempo(self, *_: object) -> tuple[TempoDoTipo, ...]:
        return (TempoDoTipo("contestacao", 10, 7_200, 90.0),)

    def list_orcamentos(self, *_: object) -> tuple[()]:
        return ()


@dataclass
class Folhas:
    """The part of the service that the page asks."""

    asked: list[Folha] = field(default_factory=list)
    is_ready: bool = False
    erro: str = ""

    def request(self, folha: Folha, _usuario: object) -> str:
        self.asked.append(folha)
        self.erro = ""
        return "folha/2/x"

    def find(self, chave: str, _usuario: object) -> Arquivo | None:
        if self.erro:
            return Arquivo(chave, "", "application/pdf", b"", self.erro)
        return Arquivo(chave, "pecas.pdf", "application/pdf", b"%PDF") if self.is_ready else None


@pytest.fixture
def folhas() -> Folhas:
    return Folhas()


@pytest.fixture
def summaries() -> Summaries:
    return Summaries()


@pytest.fixture
def open_page(summaries: Summaries, folhas: Folhas) -> Iterator[Open]:
    usuarios = FakeUsuarios()

    def build(papel: Papel = Papel.GESTOR, **address: str) -> AppTest:
        sessao = usuarios.sessoes[usuarios.enter(build_usuario(papel))]
        services = build_services(usuarios, FakePecas())
        services.relatorios = RelatorioService(cast("Any", summaries), cast("Any", summaries), cast("WorkQueue", None))
        services.resultados, services.folhas = Results(), folhas
        services.relatorios_mensais = SimpleNamespace(
            list_prontos=lambda: (RelatorioMensal("2026-10", "relatorio-2026-10.pdf"),),
            get=lambda mes: Arquivo(f"relatorio/{mes}", "relatorio.pdf", "application/pdf", b"%PDF"),
        )
        install_services(services)
        at = AppTest.from_file(SHELL, default_timeout=20)
        at.user["login"], at.user["papeis"], at.user["sessao"] = sessao.usuario.login, papel.value, str(sessao.id)
        at.run().switch_page("../relatorios.py")
        summaries.asked.clear()  # what the first page asked
        for name, value in address.items():
            at.query_params[name] = value
        return at.run()

    yield build
    install_services(None)


def test_figures_stand_beside_those_of_the_period_before(open_page: Open) -> None:
    at = open_page()
    assert not at.exception
    cards = {card.label: (card.value, card.delta) for card in at.metric}
    assert cards["Peças pedidas"] == ("1.204", "antes: 1.204")
    assert cards["Prontas"][0] == "1.000"
    assert cards["Trabalho médio"][0] == "1 min 5 s"
    assert cards["Custo do Gemini"][0] == "R$ 1.234,56"


@pytest.mark.parametrize(
    ("visao", "words"),
    [
        ("custo", "Custo por mês"),
        ("qualidade", "25%|Decisao liminar"),
        ("modulos", "Do Tema 6"),
        ("tempo", "13,0|Redação da minuta|25 s|2 min 0 s"),
        ("mensais", "Relatórios mensais"),
    ],
)
def test_each_view_has_its_figures(open_page: Open, visao: str, words: str) -> None:
    at = open_page(visao=visao)
    assert not at.exception
    drawn = list_html(at) + " ".join([card.value for card in at.metric] + [one.value for one in at.header])
    assert all(word in drawn for word in words.split("|"))


def test_the_address_is_the_question(open_page: Open, summaries: Summaries) -> None:
    open_page(periodo="outro", desde="2026-02-01", ate="2026-02-28", unidade="Fiscal", tipo="contestacao", assunto="ps")
    first = summaries.asked[0]
    assert (first.desde, first.ate) == (date(2026, 2, 1), date(2026, 2, 28))
    assert (first.unidade, first.tipo_de_peca, first.grupo) == ("Fiscal", "contestacao", "ps")
    assert summaries.asked[1].ate == date(2026, 1, 31)


def test_a_choice_is_written_into_the_address(open_page: Open, summaries: Summaries) -> None:
    at = open_page()
    at.selectbox(key="relatorios_unidade").select("Fiscal").run()
    assert at.query_params["unidade"] == "Fiscal"
    assert summaries.asked[-1].unidade == "Fiscal"
    at.selectbox(key="relatorios_unidade").select("").run()
    assert "unidade" not in at.query_params


def test_a_choice_outlives_a_run_that_knows_an_older_address(
    open_page: Open, summaries: Summaries, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = open_page()
    at.selectbox(key="relatorios_unidade").select("Fiscal").run()
    at.query_params.clear()
    at.run()
    assert at.query_params["unidade"] == "Fiscal"
    assert summaries.asked[-1].unidade == "Fiscal"
    back = SimpleNamespace(is_history_navigation=True)
    monkeypatch.setattr("pages.ui.relatorios.filtro.get_script_run_ctx", lambda: back)
    at.query_params.clear()
    at.run()
    assert "unidade" not in at.query_params
    assert summaries.asked[-1].unidade == ""


def test_a_line_leads_to_the_records_behind_it(open_page: Open) -> None:
    drawn = list_html(open_page(por="unidade", periodo="ano"))
    assert 'href="/relatorios?por=unidade&amp;periodo=ano&amp;unidade=Fiscal&amp;registros=1"' in drawn


def test_records_come_in_parts_of_fifty(open_page: Open, summaries: Summaries) -> None:
    summaries.quantos = 60
    at = open_page(registros="1")
    assert list_html(at).count('class="quando"') == 50
    at.button(key="relatorios_mais").click().run()
    assert list_html(at).count('class="quando"') == 60
    assert at.query_params["registros"] == "2"
    assert "relatorios_mais" not in [button.key for button in at.button]


def test_who_looks_while_the_past_is_counted_is_told(open_page: Open, summaries: Summaries) -> None:
    assert not open_page().info
    summaries.has_all = False
    assert "sendo preparados" in open_page().info[0].value


@pytest.mark.parametrize(("papel", "is_offered"), [(Papel.GESTOR, False), (Papel.ADMIN, True)])
def test_people_are_offered_only_to_whom_may_see_them(open_page: Open, papel: Papel, *, is_offered: bool) -> None:
    at = open_page(papel)
    assert ("Pessoa" in at.selectbox(key="relatorios_por").options) is is_offered


def test_records_show_no_case_and_no_person_to_whom_may_see_neither(open_page: Open) -> None:
    at = open_page(registros="1")
    drawn = list_html(at)
    assert "Contestação" in drawn
    assert "Fiscal" in drawn
    assert "Ana Prado" not in drawn
    assert "0802350-90" not in drawn
    assert "geracao=" not in drawn


def test_a_table_is_ordered_as_a_page_and_offered_when_it_is_ready(open_page: Open, folhas: Folhas) -> None:
    at = open_page(unidade="Fiscal", por="tipo_de_peca")
    at.button(key="relatorios_volume_pdf").click().run()
    (folha,) = folhas.asked
    assert (folha.titulo, folha.linhas[0][:2]) == ("Peças por tipo de peça", ("Contestação", "1.204"))
    assert "Fiscal" in folha.descricao
    assert "Preparando o arquivo" in list_html(at)
    folhas.is_ready = True
    at.run()
    assert [one.label for one in at.get("download_button")].count("Baixar PDF") == 1


def test_a_page_that_failed_says_so_and_is_asked_for_again(open_page: Open, folhas: Folhas) -> None:
    at = open_page()
    at.button(key="relatorios_volume_pdf").click().run()
    folhas.erro = "E610"
    at.run()
    assert "Não foi possível fazer o PDF" in at.error[0].value
    assert "E610" in at.error[0].value
    at.button(key="relatorios_volume_folha_de_novo").click().run()
    assert len(folhas.asked) == 2
    assert "Preparando o arquivo" in list_html(at)


def test_a_page_of_the_cost_names_no_filter_that_does_not_count(open_page: Open, folhas: Folhas) -> None:
    at = open_page(visao="custo", unidade="Fiscal", tipo="contestacao")
    at.button(key="relatorios_custo_pdf").click().run()
    assert "Só Fiscal." in folhas.asked[0].descricao
    assert "Contestação" not in folhas.asked[0].descricao


def test_a_period_turned_round_is_refused_in_words(open_page: Open) -> None:
    at = open_page(periodo="outro", desde="2026-03-01", ate="2026-02-01")
    assert "termina antes de começar" in " ".join(error.value for error in at.error)


@pytest.mark.parametrize(
    ("periodo", "days"),
    [
        ("mes", (date(2026, 3, 1), date(2026, 3, 31))),
        ("mes_passado", (date(2026, 2, 1), date(2026, 2, 28))),
        ("30_dias", (date(2026, 3, 2), date(2026, 3, 31))),
        ("ano", (date(2026, 1, 1), date(2026, 3, 31))),
    ],
)
def test_periods_have_the_days_that_their_names_say(periodo: str, days: tuple[date, date]) -> None:
    assert find_days(periodo, date(2026, 3, 31)) == days


def test_no_cell_of_a_file_is_a_formula() -> None:
    evil = ["=1+1", "+1", "-1", "@x", "\t=1", " =1", "Fiscal"]
    tabela = Tabela("Peças", [("Unidade", 10), ("Pedidas", 10)], [(text, 1.5) for text in evil])
    sheet = load_workbook(BytesIO(render_xlsx(tabela))).active
    assert sheet is not None
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert all(cell.data_type == "s" for cell in cells)
    assert [str(cell.value)[0] for cell in cells] == ["'"] * 6 + ["F"]
    lines = render_csv(tabela).decode("utf-8-sig").splitlines()
    assert lines[1] == "'=1+1;1,5"
