"""The main job, from the number to the Word file."""

from __future__ import annotations

import re
from pathlib import Path

import docx
from playwright.sync_api import Route, expect

from tests.browser.conftest import OpenVisit
from tests.browser.portal import Portal
from tests.browser.visit import Visit, split_words

WITH_SCANS = "0801234-97.2025.8.12.0001"
WRONG_DIGIT = "0801234-98.2025.8.12.0001"


def test_attorney_reads_the_minuta_while_it_is_written_and_takes_it_in_word(visit: Visit, tmp_path: Path) -> None:
    visit.generate(WITH_SCANS)
    expect(visit.page).to_have_title(re.compile("Em andamento"))
    before = visit.wait_words(60)
    for _ in range(2):
        visit.page.reload()
        after = visit.wait_words(len(before))
        assert after[: len(before) - 1] == before[:-1]  # the last word may have been cut in the middle
        expect(visit.page.get_by_role("button", name="Parar")).to_be_visible()
        before = after
    visit.wait_end()
    expect(visit.page).to_have_title(re.compile("^✓ Pronta"))
    expect(visit.result).to_be_focused()
    words = visit.read_words()
    assert words[: len(before) - 1] == before[:-1]
    held: list[Route] = []
    visit.page.route("**/baixar/**", lambda route: held.append(route))  # noqa: PLW0108 - takes no built-in
    with visit.page.expect_download() as downloading:
        visit.page.get_by_role("link", name="Baixar em Word").click()
        expect(visit.page.locator(".portal-recado:not(.portal-demora)")).to_contain_text("Preparando o arquivo")
        held.pop().continue_()
    expect(visit.page.locator(".portal-recado:not(.portal-demora)")).to_be_empty()
    path = tmp_path / downloading.value.suggested_filename
    downloading.value.save_as(path)
    assert path.suffix == ".docx"
    text = "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)
    lines = visit.minuta.locator("p, h2, h3, h4, li:not(:has(p))").all_text_contents()
    drawn = [re.sub(r"^[a-z]\)", "", line) for line in lines]  # Word numbers the requests by itself
    assert split_words(text) == split_words("\n".join(drawn))
    assert len(lines) > 30


def test_refused_file_says_why_where_it_was_asked_for(visit: Visit, finished: str) -> None:
    visit.open(finished)
    link = visit.page.get_by_role("link", name="Baixar em Word")
    link.evaluate("link => { link.href = `/baixar/${crypto.randomUUID()}`; }")
    link.click()
    said = visit.page.get_by_role("status").filter(has_text="não existe ou não está ao seu alcance")
    expect(said).to_be_visible()
    said.get_by_role("button", name="Fechar").click()
    expect(said).to_have_count(0)
    visit.forgive("404")


def test_evidence_is_readable_and_complete(visit: Visit, finished: str) -> None:
    visit.open(finished)
    page = visit.page
    page.get_by_role("tab", name="Módulos").click()
    drawn = page.get_by_role("tabpanel").locator("visible=true").inner_text()
    assert "_" not in drawn, "a name of the program reached the screen"
    page.get_by_role("tab", name=re.compile(r"Fatos \([1-9]")).click()
    facts = page.get_by_role("tabpanel").locator("visible=true")
    expect(facts).to_contain_text("p. 1")
    assert not re.search(r"\b(True|False|None|\d{4}-\d\d-\d\d)\b", facts.inner_text())
    with page.context.expect_page() as opened:
        facts.locator("a[href*='busca=']").first.click()
    expect(opened.value.locator(".leitor-corpo mark").first).to_be_in_viewport()
    page.get_by_role("tab", name=re.compile(r"Documentos \([1-9]")).click()
    expect(page.get_by_role("tabpanel").locator("visible=true")).to_contain_text("Lido")


def test_click_on_a_mark_shows_where_it_stands_in_the_case(visit: Visit, finished: str) -> None:
    visit.open(finished)
    asked = "R$ 10.000,00"  # by the petition of this case, on its third page
    visit.minuta.locator("mark", has_text=asked).first.click()
    source = visit.page.locator(".portal-fonte", has_text="fl. 3")
    expect(source).to_be_in_viewport()
    lit = visit.page.locator(".portal-fonte-folha .leitor-corpo mark").first
    expect(lit).to_have_text(asked)
    expect(lit).to_be_in_viewport()
    visit.page.get_by_role("button", name="Fechar a fonte").click()
    expect(source).to_have_count(0)


def test_text_is_copied_with_its_form(open_visit: OpenVisit, finished: str) -> None:
    visit = open_visit(permissions=["clipboard-read", "clipboard-write"])
    visit.open(finished)
    visit.page.get_by_role("button", name="Copiar texto").click()
    expect(visit.page.get_by_role("button", name="Texto copiado")).to_be_visible()
    copied = visit.page.evaluate(
        "async () => Promise.all((await navigator.clipboard.read())[0].types.slice().sort().map("
        "async (type) => (await (await navigator.clipboard.read())[0].getType(type)).text()))"
    )
    rich, plain = copied[0], copied[1]
    assert "<h" in rich
    assert split_words(plain) == visit.read_words()


def test_wrong_number_gets_its_reason_and_no_search_starts(visit: Visit, portal: Portal) -> None:
    visit.open_generator()
    calls = portal.count_calls("tribunal")
    visit.number.fill(WRONG_DIGIT)
    visit.number.press("Enter")
    expect(visit.page.get_by_text("Os dígitos verificadores não conferem")).to_be_visible()
    visit.page.get_by_role("button", name="Gerar minuta").click()
    expect(visit.page.get_by_role("button", name="Gerar minuta")).not_to_have_attribute("aria-busy", "true")
    assert "geracao=" not in visit.page.url
    assert portal.count_calls("tribunal") == calls


def test_sample_fills_the_number(visit: Visit) -> None:
    visit.open_generator()
    visit.page.get_by_role("button", name="Medicamento de alto custo").click()
    expect(visit.number).to_have_value(WITH_SCANS)


def test_empty_number_asks_for_it(visit: Visit) -> None:
    visit.open_generator()
    visit.page.get_by_role("button", name="Gerar minuta").click()
    expect(visit.page.get_by_text("Código para o suporte")).to_be_visible()
    assert "geracao=" not in visit.page.url
