"""What a browser takes for saved, asked of the script itself: only then does it forget its copy."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

GUARDA = Path("pages/ui/assets/guarda.js")
PECA = [{"texto": "# Um\n\nPrimeiro.\n\nSegundo.\n\n"}, {"texto": "## Dois\n\nTerceiro.\n"}]


@pytest.mark.parametrize(
    ("texto", "is_saved"),
    [
        ("# Um\n\nPrimeiro.\n\nSegundo.", True),
        ("# Um\n\nPrimeiro.\n\nSegundo.\n\n## Dois\n\nTerceiro.", True),
        ("# Um\n\nPrimeiro.", False),
        ("# Um\n\nPrimeiro.\n\nSegundo.\n\n## Dois", False),
    ],
    ids=["section", "split in two", "cut", "cut in the second"],
)
def test_a_part_of_a_section_is_not_taken_for_saved(chromium: Browser, texto: str, is_saved: bool) -> None:
    page = chromium.new_page()
    headers = {"content-type": "text/javascript"}
    page.route("http://portal.test/guarda.js", lambda route: route.fulfill(body=GUARDA.read_text(), headers=headers))
    page.route("http://portal.test/", lambda route: route.fulfill(body="<title>x</title>", content_type="text/html"))
    page.goto("http://portal.test/")
    ask = "([secoes, texto]) => import('/guarda.js').then((found) => found.holdsWhole(secoes, texto))"
    assert page.evaluate(ask, [PECA, texto]) is is_saved
    page.close()
