"""The data team's journey: a prompt is edited, measured over a golden set, promoted and taken back beside a lot."""

from __future__ import annotations

import csv
import io

from playwright.sync_api import Page, expect

from core.usuarios.domain import Papel
from tests.browser.conftest import OpenVisit
from tests.browser.portal import Portal
from tests.browser.visit import END_MS, Visit

PROMPT = "/classificador?aba=laboratorio&prompt=triagem_de_peticoes"
TEXTOS = {
    "Saúde": "Requer o fornecimento do medicamento número {n}, negado pelo SUS, conforme o laudo médico.",
    "Tributário": "Embargos à execução fiscal de ICMS, auto de infração fiscal número {n}, inscrito em dívida ativa.",
    "Trânsito": "Pede a anulação da multa de trânsito número {n} e da suspensão da habilitação no Detran.",
}
CASOS = 5
"""Documents of each category in the golden set."""

DO_LOTE, SLOW_S = 30, 6
"""Documents of the lot, and how long the model takes for each of the first: it outlasts a change of the labels."""


def write_gabarito() -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(("nome", "texto", "categoria"))
    for categoria, texto in TEXTOS.items():
        writer.writerows((f"{categoria}-{n}.txt", texto.format(n=n), categoria) for n in range(CASOS))
    writer.writerow(("errada.txt", "Documento de outra matéria.", "Categoria inventada"))
    return out.getvalue().encode("utf-8-sig")


def fill(page: Page, label: str, text: str) -> None:
    """Type and leave the field, so that the portal has it."""
    field = page.get_by_label(label, exact=True)
    field.fill(text)
    field.press("Tab")


def create_gabarito(team: Visit) -> None:
    page = team.page
    team.open(f"{PROMPT}&ver=avaliacao")
    page.get_by_role("link", name="Criar um gabarito").click()
    fill(page, "Nome do gabarito", "Petições conferidas")
    page.locator("input[type=file]").set_input_files(
        {"name": "gabarito.csv", "mimeType": "text/csv", "buffer": write_gabarito()}
    )
    expect(page.get_by_text("Categoria inventada")).to_be_visible()
    expect(page.get_by_text("O arquivo traz 15 documentos")).to_be_visible()
    fill(page, "De onde vieram os documentos (obrigatório)", "Triagem conferida por duas pessoas")
    page.get_by_role("button", name="Criar gabarito").click()
    expect(page.get_by_text("Gabarito criado com 15 documentos")).to_be_visible()


def save_candidata(team: Visit) -> None:
    page = team.page
    team.open(f"{PROMPT}&ver=editar")
    field = page.get_by_label("Texto do prompt")
    expect(field).to_contain_text("{{categorias}}")
    old = field.input_value()
    fill(page, "Texto do prompt", "Sem o lugar das categorias.")
    expect(page.get_by_text("Ainda não dá para salvar")).to_be_visible()
    fill(page, "Texto do prompt", f"{old}\n\nConfira sempre o último pedido.")
    expect(page.get_by_text("O que muda no texto")).to_be_visible()
    fill(page, "Motivo da mudança (obrigatório)", "Olha o último pedido")
    page.get_by_role("button", name="Salvar nova versão").click()
    expect(page.get_by_text("Versão 2 marcada como candidata")).to_be_visible()


def try_both(team: Visit) -> None:
    """Both sides answer, and a reload shows the same answers without asking again."""
    page = team.page
    team.open(f"{PROMPT}&ver=teste")
    fill(page, "Texto do teste", TEXTOS["Saúde"].format(n=77))
    page.get_by_role("button", name="Testar").click()
    expect(page.get_by_text("Os dois lados deram a mesma categoria")).to_be_visible()
    page.reload()
    answers = page.locator("article.ensaio-texto")
    expect(answers).to_have_count(2)
    expect(answers.first).to_contain_text("Categoria: Saúde")


def begin_lote(attorney: Visit) -> None:
    """A lot of another person, with the version that is in use now."""
    page = attorney.page
    attorney.open("/classificador?aba=nova")
    files = [
        {"name": f"{n}.txt", "mimeType": "text/plain", "buffer": TEXTOS["Saúde"].format(n=100 + n).encode()}
        for n in range(DO_LOTE)
    ]
    page.locator("input[aria-label='Escolher arquivos']").set_input_files(files)
    expect(page.get_by_text(f"{DO_LOTE} documentos neste lote")).to_be_visible()
    page.get_by_label("Instrução").click()
    page.get_by_role("option", name="Triagem de petições · versão 1, em uso").click()
    page.get_by_role("button", name="Começar a classificação").click()
    page.wait_for_url("**lote=*")
    expect(page.get_by_text("instrução versão 1")).to_be_visible()


def test_a_prompt_is_edited_measured_promoted_and_taken_back_while_a_lot_runs(
    open_visit: OpenVisit, portal: Portal
) -> None:
    team, attorney = open_visit(Papel.DADOS), open_visit()
    page = team.page
    create_gabarito(team)
    save_candidata(team)
    try_both(team)

    team.open(f"{PROMPT}&ver=avaliacao")
    page.get_by_role("button", name="Avaliar", exact=True).click()
    expect(page.get_by_text("Teste exato de McNemar")).to_be_visible(timeout=END_MS)
    expect(page.locator(".laboratorio-veredito").first).to_contain_text("Ainda não dá para saber: faltam cerca de")
    expect(page.locator("table.laboratorio-matriz")).to_have_count(2)
    team.take_picture("laboratorio-veredito")

    portal.change("gemini", latency_s={"generateContent": SLOW_S})
    begin_lote(attorney)
    page.get_by_role("button", name="Promover a versão 2").click()
    expect(page.get_by_text("A versão 2 está em produção")).to_be_visible()
    expect(attorney.page.locator(".portal-estado-em_andamento").first).to_be_visible()
    expect(attorney.page.get_by_text("instrução versão 1")).to_be_visible()
    page.get_by_role("button", name="Voltar à versão 1").click()
    expect(page.get_by_text("A versão 1 voltou à produção")).to_be_visible()
    portal.change("gemini")
    expect(attorney.page.get_by_text(f"{DO_LOTE} de {DO_LOTE}").first).to_be_visible(timeout=END_MS)
    expect(attorney.page.get_by_text("instrução versão 1")).to_be_visible()
