"""What a person reads while work waits: in the queue, for the court, for the model, for the portal itself."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import OpenVisit
from tests.browser.portal import Portal
from tests.browser.visit import END_MS, Visit

SLOW = {"chars_per_s": 40}
BUSY = ("0803011-54.2024.8.12.0001", "0803062-31.2025.8.12.0001", "0802131-28.2025.8.12.0001")
"""As many as the portal under test works at once."""

AT_ONCE_MS = 5000
"""A second or two on a machine that does nothing else."""

NEW_PLACE_MS = 1000


def find_line(visit: Visit) -> Locator:
    return visit.page.locator(".acompanhamento-espera")


def stop(visit: Visit) -> None:
    visit.page.get_by_role("button", name="Parar").click()
    expect(visit.page).to_have_title(re.compile("^■ Parada"), timeout=AT_ONCE_MS)
    visit.wait_end()


def test_one_in_the_queue_reads_its_place_and_can_leave_it(open_visit: OpenVisit, portal: Portal) -> None:
    portal.change("gemini", options=SLOW)
    running = [open_visit() for _ in BUSY]
    for visit, numero in zip(running, BUSY, strict=True):
        visit.generate(numero)
    first, second = open_visit(), open_visit()
    first.generate("0803118-28.2025.8.12.0110")
    expect(find_line(first)).to_contain_text("1ª da fila")
    second.generate("0803205-81.2025.8.12.0110")
    expect(find_line(second)).to_contain_text("2ª da fila")
    second.take_picture("fila")
    hoje = open_visit()
    hoje.open("/")
    item = hoje.page.locator(f"a[href$='{second.page.url.partition('geracao=')[2]}']")
    expect(item).to_contain_text("2ª da fila")
    hoje.take_picture("fila-hoje")
    stop(first)
    expect(find_line(second)).to_contain_text("1ª da fila", timeout=NEW_PLACE_MS)
    expect(item).to_contain_text("1ª da fila", timeout=NEW_PLACE_MS)
    stop(running[0])
    expect(find_line(second)).not_to_contain_text("da fila", timeout=10_000)
    for visit in (second, *running[1:]):
        stop(visit)


@pytest.mark.parametrize(
    ("simulator", "faults", "words"),
    [
        pytest.param(  # asked for by this work, or already while the number was typed
            "tribunal",
            {"latency_s": {"consulta": 60}},
            "O TJMS está respondendo devagar: |O mesmo pedido já está em andamento",
            id="slow-court",
        ),
        pytest.param(
            "gemini",
            {"latency_s": {"streamGenerateContent": 12}},
            "O Gemini está preparando a redação: ",
            id="no-first-word",
        ),
        pytest.param(
            "gemini",
            {"storm": {"status": 429, "count": -1, "retry_after_s": 30}},
            "O Gemini está no limite de pedidos: continua em ",
            id="limit-of-the-model",
        ),
    ],
)
def test_a_wait_is_explained(
    visit: Visit, portal: Portal, simulator: str, faults: dict[str, object], words: str
) -> None:
    portal.change(simulator, **faults)
    visit.generate("0802350-90.2025.8.12.0017" if simulator == "tribunal" else BUSY[0])  # the court still looks for it
    expect(find_line(visit)).to_contain_text(re.compile(words), timeout=END_MS)
    visit.take_picture(f"espera-{words[:12].strip()}")
    stop(visit)
