"""Privacidade on the screen: days within their bounds, the switch of pseudonyms, and the register."""

from __future__ import annotations

from typing import Any

import pytest

from core.ajustes.service import AjusteService
from core.infra.mascara import SWITCH
from core.lgpd.operacoes import OPERACOES
from core.lgpd.service import LgpdService
from tests.pages import test_ajustes
from tests.pages.test_ajustes import Open, Store, find_button, find_text, open_area, service, store
from tests.pages.test_shell import list_html

__all__ = ["open_area", "service", "store"]
MOTIVO = "Motivo da mudança (obrigatório)"


@pytest.fixture
def lgpd(service: AjusteService, monkeypatch: pytest.MonkeyPatch) -> LgpdService:
    nothing: Any = None
    made = LgpdService(nothing, nothing, service.read_retencao)
    build = test_ajustes.build_services

    def build_with(*args: Any) -> Any:
        services = build(*args)
        services.lgpd = made
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
