"""Limits, money, models and switches on the screen, over the real service and a store in memory."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import SecretStr
from streamlit.testing.v1 import AppTest

from core.ajustes.domain import Ajuste, Mudanca
from core.ajustes.service import AjusteService, Meios
from core.errors import InvalidInputError, VersionConflictError
from core.infra.live import Setting, State
from core.infra.modelos import Modelos
from core.infra.tariff import Tariff
from core.settings import DatabaseSettings, GeminiSettings, RedisSettings, Settings, TribunalSettings
from core.usuarios.domain import Papel
from pages.ui.ajustes.textos import parse_numero
from pages.ui.runtime import install_services
from tests.pages.fakes import FakePecas, FakeUsuarios, build_services, build_usuario
from tests.pages.test_shell import SHELL, list_html

SETTINGS = Settings(
    database=DatabaseSettings(url=SecretStr("postgresql://x")),
    redis=RedisSettings(url=SecretStr("redis://x")),
    gemini=GeminiSettings(api_key=SecretStr("x")),
    tribunal=TribunalSettings(url="http://x", usuario="x", senha=SecretStr("x")),
)
Open = Callable[..., AppTest]


@dataclass
class Store:
    """The part of the repository and of Live that the service uses."""

    versoes: list[Ajuste] = field(default_factory=list)
    state: State = field(default_factory=State)

    def list_vivos(self, nomes: Collection[str]) -> tuple[Ajuste, ...]:
        vivos = {(one.nome, one.alvo, one.desde): one for one in self.versoes if one.nome in nomes}
        return tuple(vivos.values())

    def list_historico(self, nomes: Collection[str]) -> tuple[Ajuste, ...]:
        return tuple(one for one in reversed(self.versoes) if one.nome in nomes)

    def save(self, mudanca: Mudanca, *, autor: str) -> tuple[Ajuste, State]:
        newest = max((v.versao for v in self.versoes if (v.nome, v.alvo) == (mudanca.nome, mudanca.alvo)), default=0)
        if newest != mudanca.versao:
            raise VersionConflictError(viva=newest)
        values = (mudanca.nome, mudanca.alvo, newest + 1, mudanca.valor, mudanca.desde)
        self.versoes.append(Ajuste(*values, autor, mudanca.motivo, datetime.now(UTC)))
        vivos = self.list_vivos({one.nome for one in self.versoes})
        settings = [Setting(v.nome, v.alvo, v.valor, v.desde) for v in vivos if v.valor is not None]
        return self.versoes[-1], State(len(self.versoes), tuple(settings))

    def publish(self, state: State, *, is_forced: bool) -> bool:
        self.state = state
        return True

    def find(self, name: str, target: str = "") -> Any:
        found = self.state.by_key.get((name, target))
        return found[-1].value if found else None


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def service(store: Store) -> AjusteService:
    live: Any = store
    slots: Any = SimpleNamespace(list_resources=lambda: ("gemini",), set_limit=lambda *_, is_forced: None)
    gasto = {"Saúde": Decimal(85), "": Decimal(5)}
    repository: Any = store
    quota: Any = SimpleNamespace(read_used=lambda _meter: 2_500_000)
    return AjusteService(repository, SETTINGS, Meios(live, slots, Tariff(SETTINGS.gemini), quota, lambda *_: gasto))


@pytest.fixture
def open_area(service: AjusteService, store: Store) -> Iterator[Open]:
    usuarios = FakeUsuarios()
    live: Any = store

    def build(aba: str, page: str = "administracao", papel: Papel = Papel.ADMIN, **more: str) -> AppTest:
        usuario = build_usuario(papel)
        sessao = usuarios.sessoes[usuarios.enter(usuario)]
        services = build_services(usuarios, FakePecas())
        services.usuarios.list_usuarios = lambda: (usuario,)
        services.ajustes, services.modelos = service, Modelos(SETTINGS.gemini, live)
        install_services(services)
        at = AppTest.from_file(SHELL, default_timeout=20)
        at.user["login"], at.user["papeis"], at.user["sessao"] = usuario.login, papel.value, str(sessao.id)
        at.query_params.update({"aba": aba, **more})
        return at.run().switch_page(f"../{page}.py").run()

    yield build
    install_services(None)


def find_button(at: AppTest, label: str) -> Any:
    return next(button for button in at.button if button.label == label)


def find_text(at: AppTest, label: str) -> Any:
    return next(one for one in at.text_input if one.label == label)


def test_a_limit_is_changed_with_its_reason_and_given_back(open_area: Open, store: Store) -> None:
    at = open_area("limites", item="limite.gemini")
    at.number_input[0].set_value(4)
    find_button(at, "Mudar").click().run()
    assert "Escreva em uma frase por que ele muda" in at.error[0].value
    assert at.number_input[0].value == 4
    find_text(at, "Motivo da mudança (obrigatório)").set_value("Contrato <b>menor</b>")
    find_button(at, "Mudar").click().run()
    assert "agora é 4" in at.success[0].value
    assert "Contrato &lt;b&gt;menor&lt;/b&gt;" in list_html(at)
    assert store.find("limite.gemini") == 4
    find_text(at, "Motivo da mudança (obrigatório)").set_value("Contrato antigo")
    find_button(at, "Voltar ao que valia antes").click().run()
    assert store.find("limite.gemini") is None
    assert "voltou ao que valia antes" in list_html(at)


def test_who_was_second_keeps_what_was_typed_and_may_insist(
    open_area: Open, service: AjusteService, store: Store
) -> None:
    at = open_area("limites", item="limite.gemini")
    at.number_input[0].set_value(4)
    find_text(at, "Motivo da mudança (obrigatório)").set_value("Contrato menor")
    service.change(Mudanca("limite.gemini", "", 0, 7, "Outra pessoa"), autor="bia")
    find_button(at, "Mudar").click().run()
    assert "Outra pessoa publicou" in at.error[0].value
    assert (store.find("limite.gemini"), at.number_input[0].value) == (7, 4)
    find_button(at, "Mudar").click().run()
    assert store.find("limite.gemini") == 4


def test_a_model_shows_what_it_inherits(open_area: Open, service: AjusteService) -> None:
    service.change(Mudanca("modelo", "pecas", 0, "gemini-2.5-flash", "Economia"), autor="bia")
    html = list_html(open_area("modelos"))
    assert "herdado do subsistema" in html
    assert "padrão do portal" in html


def test_a_price_begins_ahead_and_may_be_withdrawn(open_area: Open, store: Store) -> None:
    at = open_area("gastos", parte="precos")
    find_text(at, "Preço do que entra, em R$ por milhão").set_value("8,50")
    find_text(at, "Preço do que sai, em R$ por milhão").set_value("sessenta")
    find_text(at, "Motivo da mudança (obrigatório)").set_value("Tabela nova")
    find_button(at, "Guardar o preço").click().run()
    assert "“Preço do que sai” não foi entendido" in at.error[0].value
    find_text(at, "Preço do que sai, em R$ por milhão").set_value("60")
    find_button(at, "Guardar o preço").click().run()
    assert store.versoes[-1].valor == (8.5, 60.0)
    assert store.versoes[-1].desde is not None
    assert store.versoes[-1].desde > datetime.now(UTC)
    assert "<td>R$&nbsp;8,50</td><td>R$&nbsp;60,00</td>" in list_html(at)
    at.text_input[-1].set_value("Engano")
    find_button(at, "Retirar este preço").click().run()
    assert store.versoes[-1].valor is None


def test_a_budget_warns_by_sign_and_word(open_area: Open, service: AjusteService) -> None:
    at = open_area("gastos", parte="orcamentos")
    next(one for one in at.selectbox if one.label == "Unidade").select("Saúde").run()
    find_text(at, "Orçamento por mês, em R$").set_value("100")
    find_text(at, "Motivo da mudança (obrigatório)").set_value("Exercício")
    find_button(at, "Definir").click().run()
    html = list_html(at)
    assert "R$&nbsp;85,00 (85%)" in html
    assert 'portal-estado-pronto_com_ressalvas">Perto do fim' in html
    at.text_input[-1].set_value("Engano")
    find_button(at, "Retirar este orçamento").click().run()
    assert "Nenhum orçamento vale neste mês." in list_html(at)


def test_a_cap_may_be_for_one_person(open_area: Open, store: Store) -> None:
    at = open_area("gastos", parte="tetos", item="teto.pessoa.7")
    find_text(at, "Novo valor, em R$").set_value("12,50")
    find_text(at, "Motivo da mudança (obrigatório)").set_value("Muitos testes")
    find_button(at, "Mudar").click().run()
    assert store.find("teto.pessoa", "7") == 12.5
    assert "Rita Inventada" in list_html(at)
    assert "<td>R$&nbsp;12,50</td><td>R$&nbsp;2,50</td>" in list_html(at)


def test_the_minutes_of_a_type_are_set_by_its_name(open_area: Open, service: AjusteService) -> None:
    at = open_area("tempos", item="apelacao")
    assert "não definido" in list_html(at)
    at.number_input[0].set_value(90)
    find_text(at, "Motivo da mudança (obrigatório)").set_value("Medido em 2025")
    find_button(at, "Mudar").click().run()
    assert not at.exception
    assert read_minutos(service, datetime.now(UTC)) == {"apelacao": 90}
    assert "Recurso de apelação" in list_html(at)


def test_minutes_count_as_they_were_then_and_the_first_ones_from_ever(service: AjusteService) -> None:
    service.change(Mudanca("minutos_por_peca", "apelacao", 0, 90, "Medido em 2025"), autor="bia")
    between = datetime.now(UTC)
    service.change(Mudanca("minutos_por_peca", "apelacao", 1, 60, "Medido de novo"), autor="bia")
    assert read_minutos(service, between - timedelta(days=400)) == {"apelacao": 90}
    assert read_minutos(service, between) == {"apelacao": 90}
    assert read_minutos(service, datetime.now(UTC)) == {"apelacao": 60}
    service.change(Mudanca("minutos_por_peca", "apelacao", 2, None, "Sem referência"), autor="bia")
    assert read_minutos(service, datetime.now(UTC)) == {}


def read_minutos(service: AjusteService, at: datetime) -> dict[str, object]:
    return {alvo: ajuste.valor for alvo, ajuste in service.read_minutos(at).items()}


def test_what_is_switched_off_says_so_in_place_of_its_page(open_area: Open, service: AjusteService) -> None:
    service.change(Mudanca("recurso", "gerador_de_pecas", 0, False, "Manutenção do *Gemini*"), autor="bia")
    at = open_area("", page="gerador_de_pecas", papel=Papel.PROCURADOR)
    assert at.title[0].value == "Gerador de Peças"
    assert "desligada pela administração" in at.info[0].value
    assert at.caption[-1].value == "Motivo informado: Manutenção do \\*Gemini\\*"
    assert not at.text_input
    html = list_html(open_area("recursos"))
    assert 'portal-estado-cancelado">Desligado' in html


@pytest.mark.parametrize(
    ("text", "number"),
    [("1.234,56", 1234.56), ("R$ 10", 10.0), ("0,5", 0.5), ("1.000.000", 1_000_000.0)],
)
def test_amounts_are_read_as_people_write_them(text: str, number: float) -> None:
    assert parse_numero(text, "x") == number


@pytest.mark.parametrize("text", ["", "1.23", "-5", "dez", "1,2,3", "1e5", "9" * 30, "٣"])
def test_what_is_no_amount_is_refused_and_named(text: str) -> None:
    with pytest.raises(InvalidInputError, match="number in teto"):
        parse_numero(text, "teto")
