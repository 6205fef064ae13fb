"""Two tabs, double clicks, stops, a portal that falls, and failures of the other side."""

from __future__ import annotations

import os
import re
import signal

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from tests.browser.conftest import OpenVisit
from tests.browser.portal import Portal
from tests.browser.visit import END_MS, Visit

SLOW = {"chars_per_s": 400}
"""Slow enough that the text is still being written when the test acts."""


def test_two_tabs_show_the_same_text_at_the_end(open_visit: OpenVisit, open_context: type[BrowserContext]) -> None:
    context = open_context()
    first, second = open_visit(context=context), open_visit(context=context)
    first.generate("0803011-54.2024.8.12.0001")
    first.wait_words(20)
    second.page.goto(first.page.url)
    second.wait_words(20)
    first.wait_end()
    second.wait_end()
    assert first.read_words() == second.read_words()


def find_pecas(visit: Visit, numero: str) -> Locator:
    """Lines of the person's history with this number, once the list shows no other."""
    visit.open_generator()
    search = visit.page.get_by_role("textbox", name="Procurar nas suas peças")
    search.fill(numero)
    search.press("Enter")
    lines = visit.page.locator(".portal-lista a")
    expect(lines.filter(has_not_text=numero)).to_have_count(0)
    return lines


def test_double_click_starts_one(visit: Visit) -> None:
    numero = "0803062-31.2025.8.12.0001"
    before = find_pecas(visit, numero).count()
    visit.open_generator()
    visit.number.fill(numero)
    visit.page.get_by_role("button", name="Gerar minuta").dblclick()
    visit.page.wait_for_url("**geracao=**")
    expect(find_pecas(visit, numero)).to_have_count(before + 1)


def test_pressed_button_shows_it_at_once(visit: Visit) -> None:
    visit.open_generator()
    button = visit.page.get_by_role("button", name="Gerar minuta")
    busy_after_ms = button.evaluate(
        """button => new Promise((done) => {
            const started = performance.now();
            new MutationObserver(() => done(performance.now() - started)).observe(button, { attributes: true });
            button.click();
        })"""
    )
    assert busy_after_ms < 100


def test_stopped_text_is_kept_and_goes_on(visit: Visit, portal: Portal) -> None:
    portal.change("gemini", options=SLOW)
    visit.generate("0802131-28.2025.8.12.0001")
    visit.wait_words(80)
    visit.page.get_by_role("button", name="Parar").click()
    expect(visit.page).to_have_title(re.compile("^■ Parada"), timeout=END_MS)
    visit.wait_end()
    kept = visit.read_words()
    assert len(kept) > 60
    portal.change("gemini")
    visit.page.get_by_role("button", name="Continuar a redação").click()
    expect(visit.page.get_by_role("button", name="Parar")).to_be_enabled()
    expect(visit.page).to_have_title(re.compile("^✓ Pronta"), timeout=END_MS)
    visit.wait_end()
    assert visit.read_words()[: len(kept) - 1] == kept[:-1]


def test_tab_goes_on_by_itself_when_the_portal_falls(visit: Visit, portal: Portal) -> None:
    portal.change("gemini", options=SLOW)
    visit.generate("0803205-81.2025.8.12.0110")
    before = visit.wait_words(40)
    os.kill(portal.find_web(), signal.SIGKILL)
    expect(visit.page.locator(".acompanhamento-espera")).to_contain_text("Sem contato com o portal")
    visit.wait_end()
    expect(visit.page).to_have_title(re.compile("^✓ Pronta"))
    assert visit.read_words()[: len(before) - 1] == before[:-1]
    visit.forgive("ERR_CONNECTION_REFUSED")
    visit.forgive("ERR_INCOMPLETE_CHUNKED_ENCODING")
    visit.forgive("WebSocket connection")
    visit.forgive("Client Error in reaching server endpoint")
    visit.forgive("DoInitPings timed out")


@pytest.mark.parametrize(
    ("numero", "words", "can_retry"),
    [
        pytest.param("0803544-76.2025.8.12.0001", "sigiloso no TJMS", False, id="secret"),
        pytest.param("0812345-78.2025.8.12.0001", "este processo não existe", False, id="unknown"),
        pytest.param("0803601-10.2025.8.12.0029", "não tem documentos legíveis", False, id="unreadable"),
    ],
)
def test_case_that_cannot_be_used_says_why(visit: Visit, numero: str, words: str, can_retry: bool) -> None:
    visit.generate(numero)
    visit.wait_end()
    expect(visit.page.get_by_role("alert").filter(has_text=words)).to_be_visible()
    expect(visit.page.get_by_role("button", name="Tentar de novo")).to_have_count(int(can_retry))


def test_refusal_of_the_model_keeps_the_work_and_can_be_tried_again(visit: Visit, portal: Portal) -> None:
    portal.change("gemini", mode="blocked_prompt", options={"only": ["redator"]})
    visit.generate("0803118-28.2025.8.12.0110")
    visit.wait_end()
    expect(visit.page.get_by_text("O Gemini bloqueou a resposta")).to_be_visible()
    portal.change("gemini")
    visit.page.get_by_role("button", name="Tentar de novo").click()
    expect(visit.page).to_have_title(re.compile("^✓ Pronta"), timeout=END_MS)


def test_screen_that_takes_long_says_so(visit: Visit, portal: Portal) -> None:
    visit.open("/")
    expect(visit.page.get_by_role("heading", name="Para começar")).to_be_visible()
    notice = visit.page.locator(".portal-recado", has_text="está demorando a responder")
    with portal.frozen_database():
        visit.page.get_by_role("link", name="Processos").click()
        expect(notice).to_be_visible(timeout=2500)
    expect(visit.page.get_by_role("heading", name="Processos", level=1)).to_be_visible()
    expect(notice).to_have_count(0)


def test_search_without_result_says_so(visit: Visit) -> None:
    visit.open_generator()
    search = visit.page.get_by_role("textbox", name="Procurar nas suas peças")
    search.fill("palavra que ninguém escreveu")
    search.press("Enter")
    expect(visit.page.get_by_text("Nenhuma peça com essas palavras.")).to_be_visible()


def test_second_request_says_that_its_observation_is_not_used(visit: Visit, portal: Portal) -> None:
    portal.change("gemini", options=SLOW)
    numero = "0802131-28.2025.8.12.0001"
    visit.generate(numero)
    address = visit.page.url
    visit.open_generator()
    visit.page.get_by_role("textbox", name="Observação").fill("com calma")
    visit.number.fill(numero)
    visit.page.get_by_role("button", name="Gerar minuta").click()
    expect(visit.page).to_have_url(address)
    expect(visit.page.get_by_text("a nova observação não foi usada")).to_be_visible()
    visit.wait_words(20)
    expect(visit.page.get_by_text("a nova observação não foi usada")).to_be_visible()
    visit.page.get_by_role("button", name="Parar").click()
    visit.wait_end()
