"""From a spreadsheet to a lot that the trained model answered, on the base that needs nothing from outside."""

from __future__ import annotations

import random
import re
from pathlib import Path

from playwright.sync_api import expect

from core.usuarios.domain import Papel
from tests.browser.conftest import OpenVisit
from tests.browser.visit import END_MS, Visit

TOTAL = 120
SINAIS = {
    "Saúde": "fornecimento de medicamento e tratamento de saúde",
    "Tributário": "lançamento de tributo e execução da dívida ativa",
}
"""Labels that are categories of the instruction whose lot the model answers."""


def write_planilha(path: Path) -> Path:
    """Two subjects, each told by its own words among others."""
    draw, words = random.Random(1), [f"p{number}" for number in range(60)]
    rotulos = [list(SINAIS)[number % 2] for number in range(TOTAL)]
    lines = [
        f"autos {n} {' '.join(draw.choices(words, k=4))} {SINAIS[rotulo]};{rotulo}" for n, rotulo in enumerate(rotulos)
    ]
    path.write_text("\n".join(["texto;resultado", *lines]), "utf-8")
    return path


def classify_lote(visit: Visit) -> None:
    """A lot of one text of each subject, answered by the model that is now in use."""
    page = visit.page
    visit.open("/classificador?aba=nova")
    page.locator("input[aria-label='Escolher arquivos']").set_input_files(
        [
            {"name": f"{number}.txt", "mimeType": "text/plain", "buffer": f"autos p1 p2 {sinal}".encode()}
            for number, sinal in enumerate(SINAIS.values(), start=1)
        ]
    )
    expect(page.get_by_text("2 documentos neste lote")).to_be_visible()
    page.get_by_role("combobox", name="Instrução").click()
    page.get_by_role("option", name=re.compile("Triagem de petições")).click()
    page.get_by_role("combobox", name="Modelo").click()
    page.get_by_role("option", name="resultados.csv, treinado no portal").click()
    page.get_by_role("button", name="Começar a classificação").click()
    page.wait_for_url("**lote=*")
    done = page.locator(".lote-filtro", has_text="Concluídos").locator("strong")
    expect(done).to_have_text("2", timeout=END_MS)
    for categoria in SINAIS:
        expect(page.locator(".lote-lista")).to_contain_text(categoria)
    visit.take_picture("treinamento-lote")


def test_data_team_goes_from_a_spreadsheet_to_a_lot_with_the_model(open_visit: OpenVisit, tmp_path: Path) -> None:
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
    classify_lote(visit)
