"""What a person does in the browser, in the words of the product."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Locator, Page, Request, expect

from ops.state import ROOT

PICTURES = ROOT / "artifacts" / "browser"
END_MS = 90_000
"""A whole generation at four times the speed, on two busy cores."""


class Visit:
    """One tab. ``troubles`` collects what must never happen: script errors, refused content, calls to other hosts."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.troubles: list[str] = []
        page.on("console", self._note_console)
        page.on("pageerror", lambda error: self.troubles.append(f"script: {error}"))
        page.on("request", self._note_request)

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)

    def open_generator(self) -> None:
        self.open("/gerador_de_pecas")
        expect(self.page.get_by_role("button", name="Gerar minuta")).to_be_visible()

    @property
    def number(self) -> Locator:
        return self.page.get_by_role("textbox", name="Número do processo")

    @property
    def minuta(self) -> Locator:
        return self.page.locator("article.portal-minuta")

    @property
    def result(self) -> Locator:
        return self.page.locator(".portal-resultado")

    def generate(self, numero: str) -> None:
        """Type the formatted number, press Enter, and be on the page of the geração."""
        self.open_generator()
        self.number.fill(numero)
        self.number.press("Enter")
        self.page.wait_for_url("**geracao=**")
        expect(self.page.get_by_role("heading", name=numero)).to_be_visible()

    def wait_words(self, count: int) -> list[str]:
        """The words of the minuta, once there are so many."""
        self.page.wait_for_function(
            "count => document.querySelector('article.portal-minuta')?.textContent.split(/\\s+/).length > count",
            arg=count,
            timeout=END_MS,
        )
        return self.read_words()

    def wait_end(self) -> None:
        """The result is drawn and the live view is gone."""
        expect(self.result).to_be_visible(timeout=END_MS)
        expect(self.page.locator("section.acompanhamento")).to_have_count(0)

    def read_words(self) -> list[str]:
        return split_words(self.minuta.text_content() or "")

    def take_picture(self, name: str) -> Path:
        PICTURES.mkdir(parents=True, exist_ok=True)
        path = PICTURES / f"{name}.png"
        self.page.screenshot(path=path)
        return path

    def forgive(self, part: str) -> None:
        """A failure that the test caused on purpose."""
        self.troubles = [trouble for trouble in self.troubles if part not in trouble]

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.troubles.append(f"console: {message.text}")

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((self.address, self.address.replace("http", "ws", 1), "data:", "blob:")):
            self.troubles.append(f"outside: {request.url}")


def split_words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
