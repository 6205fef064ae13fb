"""Editing a minuta by hand: nothing typed is lost, two tabs meet with both texts, an older version comes back."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenVisit

_SECAO = re.compile("^Editar a seção Síntese")


def open_editor(page: Page) -> Locator:
    page.get_by_role("button", name=_SECAO).click()
    field = page.get_by_role("textbox", name="Texto da seção Síntese")
    field.press("Control+End")
    return field


def test_typed_text_survives_a_reload_another_tab_and_a_restored_version(open_visit: OpenVisit, finished: str) -> None:
    visit = open_visit()
    page = visit.page
    visit.open(finished)
    open_editor(page).press_sequentially(" A ré nega.")
    expect(page.get_by_text("Salvo às")).to_be_visible()
    page.keyboard.type(" Digitado sem pausa.")
    page.reload()
    expect(visit.minuta).to_contain_text("A ré nega. Digitado sem pausa.")

    page.context.set_offline(True)
    open_editor(page).press_sequentially(" Sem rede.")
    expect(page.locator(".edicao-estado")).to_have_text("Sem conexão: guardado neste computador")
    visit.take_picture("edicao-sem-conexao")
    page.context.set_offline(False)
    expect(page.get_by_text("Salvo às")).to_be_visible()

    other = open_visit(context=page.context)
    other.open(finished)
    open_editor(other.page).press_sequentially(" Da outra aba.")
    expect(other.page.get_by_text("Salvo às")).to_be_visible()
    page.keyboard.type(" Desta aba.")
    expect(page.get_by_label("Dois textos da mesma seção").locator("del").first).to_contain_text("outra")
    visit.take_picture("edicao-conflito")
    page.get_by_role("button", name="Usar a minha").click()
    expect(page.get_by_text("Salvo às")).to_be_visible()
    page.get_by_role("button", name="Concluir a edição").click()
    expect(visit.minuta).to_contain_text("Sem rede. Desta aba.")
    expect(visit.minuta).not_to_contain_text("Da outra aba.")

    page.get_by_role("radio", name="Versões").click()
    expect(page.locator(".edicao-diferenca ins").last).to_contain_text("Desta aba.")
    visit.take_picture("edicao-versoes")
    page.get_by_role("button", name="Restaurar esta versão").click()
    expect(visit.minuta).not_to_contain_text("Desta aba.")
    expect(page.get_by_text(re.compile(r"Versão \d+ · atual"))).to_be_visible()
    for one in (visit, other):
        one.forgive("409")
        one.forgive("ERR_INTERNET_DISCONNECTED")
