"""From a spreadsheet to a model in use, on the base that needs nothing from outside."""

from __future__ import annotations

import random
import re
from pathlib import Path

from playwright.sync_api import expect

from core.usuarios.domain import Papel
from tests.browser.conftest import OpenVisit
from tests.browser.visit import END_MS

TOTAL = 120
SINAIS = {"provido": "recurso provido e pedido acolhido", "negado": "recurso negado e sentenca mantida"}


def write_planilha(path: Path) -> Path:
    """Two outcomes, each told by its own words among others."""
    draw, words = random.Random(1), [f"p{number}" for number in range(60)]
    rotulos = [list(SINAIS)[number % 2] for number in range(TOTAL)]
    lines = [
        f"autos {n} {' '.join(draw.choices(words, k=4))} {SINAIS[rotulo]};{rotulo}" for n, rotulo in enumerate(rotulos)
    ]
    path.write_text("\n".join(["texto;resultado", *lines]), "utf-8")
    return path


def test_data_team_goes_from_a_spreadsheet_to_a_promoted_model(open_visit: OpenVisit, tmp_path: Path) -> None:
    visit = open_visit(Papel.DADOS)
    page = visit.page
    visit.open("/treinamento_bert")
    page.locator("input[type=file]").set_input_files(write_planilha(tmp_path / "resultados.csv"))
    page.get_by_role("button", name="Examinar planilha").click()
    page.wait_for_url("**dataset=**")
    expect(page.get_by_text(f"{TOTAL} de {TOTAL} textos servem")).to_be_visible(timeout=END_MS)
    visit.take_picture("treinamento-relatorio")
    page.get_by_role("link", name="Treinar com este conjunto").click()
    page.get_by_text("Rápido", exact=True).click()
    expect(page.get_by_role("radio", name="Rápido")).to_be_checked()
    page.get_by_role("button", name="Pôr na fila de treino").click()
    page.wait_for_url("**treino=**")
    page.reload()
    expect(page.get_by_role("link", name="Ver modelo")).to_be_visible(timeout=END_MS)
    expect(page.get_by_label("Registro do treino")).to_contain_text("Época 3")
    expect(page.locator(".grafico svg[role=img]")).to_have_count(2)
    visit.take_picture("treinamento-treino")
    page.get_by_role("link", name="Ver modelo").click()
    expect(page.get_by_role("heading", name="Cada rótulo")).to_be_visible()
    page.get_by_role("button", name="Pôr em uso").click()
    page.get_by_role("button", name="Promover modelo").click()
    expect(page.get_by_text(re.compile("desde hoje às .*, por Caio"))).to_be_visible()
    visit.take_picture("treinamento-modelo")
