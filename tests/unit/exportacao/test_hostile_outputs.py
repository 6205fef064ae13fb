"""Answers made to hurt, against each layer that stands alone between the model and a person."""

from __future__ import annotations

import time
from io import BytesIO

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from openpyxl import Workbook

from core.errors import ArquivoRecusadoError
from core.exportacao.docx import render_docx
from core.exportacao.html import render_html, split_blocks
from core.exportacao.planilha import Tabela, render_csv, render_xlsx
from core.exportacao.timbre.domain import ConteudoDoTimbre
from tests.hostile.harm import find_in_csv, find_in_docx, find_in_html, find_in_xlsx
from tests.hostile.outputs import OUTPUTS
from tests.unit.exportacao.modelos import build_modelo
from tests.unit.exportacao.opened import PECA, render

LONGEST_CPU_S = 2.0


def test_there_are_enough_of_them() -> None:
    assert len(set(OUTPUTS.values())) >= 200


@pytest.mark.parametrize("name", OUTPUTS)
def test_what_is_shown_is_words(name: str) -> None:
    before = time.process_time()
    html = render_html(OUTPUTS[name])
    assert time.process_time() - before < LONGEST_CPU_S
    assert find_in_html(html) == ""


def test_what_is_shown_while_it_is_written_is_words() -> None:
    for name, texto in OUTPUTS.items():
        blocks, rest = split_blocks(f"{texto}\n\nFim.\n")
        assert [find_in_html(render_html(block)) for block in (*blocks, rest)] == [""] * (len(blocks) + 1), name


def test_a_word_file_holds_words_only() -> None:
    long = {name: texto for name, texto in OUTPUTS.items() if len(texto) > 10_000}
    piece = "\n\n".join(texto for name, texto in OUTPUTS.items() if name not in long)
    assert find_in_docx(render(piece)) == ""
    assert find_in_docx(render("Texto.", titulo=piece[:250], autor=OUTPUTS["order turned round"])) == ""


def test_no_sheet_computes_what_a_model_said() -> None:
    linhas = [[name, texto, number, -1.5] for number, (name, texto) in enumerate(OUTPUTS.items())]
    tabela = Tabela("Respostas", (("Nome", 20), ("=Texto", 40), ("Número", 10), ("Valor", 10)), linhas)
    assert find_in_csv(render_csv(tabela)) == ""
    assert find_in_xlsx(render_xlsx(tabela)) == ""


def test_without_the_protection_the_harm_is_seen() -> None:
    """The same eyes on what nobody made safe."""
    raw = [texto for texto in OUTPUTS.values() if "<" in texto and not texto.startswith("`")]
    assert sum(bool(find_in_html(texto)) for texto in raw) > 0.8 * len(raw)
    assert find_in_csv("Nome;=1+1\r\n".encode("utf-8-sig")).startswith("formula")
    document = Document(BytesIO(render("Texto.")))
    document.part.relate_to("https://mal.test/a", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    buffer = BytesIO()
    document.save(buffer)
    assert "external relation" in find_in_docx(buffer.getvalue())
    book = Workbook()
    book.active.append(["=1+1"])
    sheet = BytesIO()
    book.save(sheet)
    assert find_in_xlsx(sheet.getvalue()) == "formula or link in A1"


def test_a_letterhead_that_fetches_is_refused_where_the_piece_is_made_too() -> None:
    """The check of what is handed in did not see it: the exporter alone still writes no such file."""
    document = Document(BytesIO(build_modelo()))
    document.sections[0].header.part.relate_to("https://mal.test/a", RELATIONSHIP_TYPE.IMAGE, is_external=True)
    buffer = BytesIO()
    document.save(buffer)
    with pytest.raises(ArquivoRecusadoError, match="external"):
        render_docx(PECA, ConteudoDoTimbre((), modelo=buffer.getvalue()))
    assert find_in_docx(render_docx(PECA)) == ""
