"""Privacidade on the screen: days within their bounds, the switch of pseudonyms, and the register."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from core.ajustes.service import AjusteService
from core.infra.mascara import SWITCH
from core.lgpd.operacoes import OPERACOES
from core.lgpd.service import LgpdService
from core.lgpd.titulares.domain import ATENDER, Achados, Andamento, CasoDoTitular
from tests.pages import test_ajustes
from tests.pages.fakes import build_usuario
from tests.pages.test_ajustes import Open, Store, find_button, find_text, open_area, service, store
from tests.pages.test_shell import list_html

__all__ = ["open_area", "service", "store"]
CASO = CasoDoTitular("08012345620268120001", "<b>Cícera</b>", 3, 1, 0, 0)
OUTRO = replace(CASO, numero_cnj="08054321120268120001", has_final=True)
SEARCHED: list[str] = []
ERASED: list[tuple[list[str], str]] = []
TITULARES = SimpleNamespace(
    find_casos=lambda typed, atendente: SEARCHED.append(typed) or Achados((CASO, OUTRO), True, is_by_nome=True),
    request_erase=lambda numeros, typed, atendente, motivo: ERASED.append((numeros, motivo)) or "eliminar-1",
    find_andamento=lambda chave, atendente: Andamento.PRONTO,
)
MOTIVO = "Motivo da mudança (obrigatório)"


@pytest.fixture
def lgpd(service: AjusteService, monkeypatch: pytest.MonkeyPatch) -> LgpdService:
    nothing: Any = None
    made = LgpdService(nothing, nothing, service.read_retencao)
    build = test_ajustes.build_services

    def build_with(*args: Any) -> Any:
        services = build(*args)
        services.lgpd = made
        services.titulares = TITULARES
        return services

    monkeypatch.setattr(test_ajustes, "build_services", build_with)
    return made


def test_days_are_set_within_their_bounds(open_area: Open, store: Store, service: AjusteService) -> None:
    at = open_area("privacidade", item="retencao.documentos")
    assert (at.number_input[0].min, at.number_input[0].max, at.number_input[0].value) == (7, 730, 90)
    at.number_input[0].set_value(30)
    find_text(at, MOTIVO).set_value("Menos cópias")
    find_button(at, "Mudar").click().run()
    assert "agora é 30" in at.success[0].value
    assert "30 dias" in list_html(at)
    assert (store.find("retencao.documentos"), service.read_retencao("documentos")) == (30, 30)


def test_pseudonyms_are_off_until_somebody_switches_them_on(open_area: Open, store: Store) -> None:
    at = open_area("privacidade", item=SWITCH)
    assert at.radio[0].value is False
    at.radio[0].set_value(True)
    find_text(at, MOTIVO).set_value("Minimizar")
    find_button(at, "Mudar").click().run()
    assert "agora é Ligado" in at.success[0].value
    assert store.find(SWITCH) is True


def test_the_register_is_shown_with_the_days_that_count(open_area: Open, lgpd: LgpdService) -> None:
    at = open_area("privacidade", parte="registro")
    assert not at.exception
    html = list_html(at)
    assert all(one.nome in html for one in OPERACOES)
    assert "Documentos baixados do TJMS: 90 dias." in html
    lines = lgpd.export_operacoes().decode("utf-8-sig").splitlines()
    assert len(lines) == len(OPERACOES) + 1
    assert "Documentos baixados do TJMS: 90 dias." in lines[1]


@pytest.mark.usefixtures("lgpd")
def test_without_the_permission_nobody_is_searched(open_area: Open) -> None:
    at = open_area("privacidade", parte="titulares")
    assert not at.exception
    assert "Só quem atende pedidos" in list_html(at)
    assert not [one for one in at.text_input if one.label == "CPF ou nome da parte"]


@pytest.mark.usefixtures("lgpd")
def test_what_may_be_erased_is_erased_after_a_reason_and_a_word(
    open_area: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        test_ajustes, "build_usuario", lambda papel: replace(build_usuario(papel), permissoes=frozenset({ATENDER}))
    )
    at = open_area("privacidade", parte="titulares")
    find_text(at, "CPF ou nome da parte").set_value("Cícera Bogarim")
    find_button(at, "Buscar").click().run()
    html = list_html(at)
    assert "&lt;b&gt;Cícera" in html
    assert "há peça final" in html
    assert "Bogarim" not in str(at.query_params)
    assert "mais de 2 processos" in at.warning[0].value
    assert at.multiselect[0].value == []
    at.checkbox[0].check().run()
    assert find_button(at, "Eliminar os dados").disabled
    assert find_button(at, "Reunir os dados em um arquivo").disabled
    at.multiselect[0].set_value([CASO.numero_cnj])
    find_text(at, "Motivo ou número do pedido (obrigatório)").set_value("Pedido 12")
    at.run()
    find_button(at, "Eliminar os dados").click().run()
    assert "Eliminação concluída" in at.success[0].value
    assert [([CASO.numero_cnj], "Pedido 12")] == ERASED
    assert SEARCHED == ["Cícera Bogarim"]
