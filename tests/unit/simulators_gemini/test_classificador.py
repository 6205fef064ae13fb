"""The stand-in tells documents apart well enough for a person to try the product."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from core.prompts.seeds.loader import load_seeds
from simulators.gemini.classificador import classify_document, detect_tipo
from simulators.gemini.tags import Element, find_request

CATEGORIAS = [categoria for categoria in load_seeds().categorias if categoria.origem.value == "documento"]
MODELOS = Path("simulators/tribunal/casos/modelos")


def ask(body: str) -> Element:
    request = find_request(f'<pedido agente="x">{body}</pedido>')
    assert request is not None
    return request


def classify(texto: str) -> tuple[str, str]:
    names = "".join(f'<categoria indice="{n}" nome="{escape(c.nome)}"/>' for n, c in enumerate(CATEGORIAS, start=1))
    body = f'<categorias>{names}</categorias><documento nome="x"><pagina n="1">{escape(texto)}</pagina></documento>'
    answer = classify_document(ask(body))
    return CATEGORIAS[answer["indice"] - 1].slug, answer["confianca"]


@pytest.mark.parametrize(
    ("modelo", "slug"),
    [
        ("saude/inicial", "peticao_inicial"),
        ("saude/laudo", "laudo_medico"),
        ("saude/natjus", "parecer_nat"),
        ("saude/decisao", "decisao"),
        ("saude/sentenca", "sentenca"),
        ("saude/apelacao", "recurso"),
        ("comum/acordao", "acordao"),
        ("comum/procuracao", "procuracao"),
        ("transito/autuacao", "auto_de_infracao"),
    ],
)
def test_papers_of_the_simulated_court_are_told_apart(modelo: str, slug: str) -> None:
    assert classify((MODELOS / f"{modelo}.md").read_text("utf-8"))[0] == slug


def test_a_text_without_telling_words_leaves_doubt() -> None:
    assert classify("Bom dia. Segue o que foi combinado por telefone.")[1] == "baixa"


@pytest.mark.parametrize(
    ("resumo", "indice"),
    [("Recurso de apelação da autora.", 2), ("Petição inicial que pede fraldas; requer a citação.", 1), ("Nada.", 1)],
)
def test_the_newest_paper_that_asks_for_an_answer_decides(resumo: str, indice: int) -> None:
    tipos = '<tipos><tipo indice="1" nome="Contestação"/><tipo indice="2" nome="Contrarrazões"/></tipos>'
    resumos = f'<resumos><resumo rotulo="a">Procuração.</resumo><resumo rotulo="b">{resumo}</resumo></resumos>'
    assert detect_tipo(ask(tipos + resumos))["indice"] == indice
