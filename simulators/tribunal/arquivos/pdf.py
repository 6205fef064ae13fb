"""PDFs with a text layer, laid out as a court's record shows them: leaf number on top, stamp on the right margin."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import Color, black, white
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Table, TableStyle

from simulators.tribunal.arquivos.blocos import Bloco, Tipo

_BASE = ParagraphStyle(
    "base", fontName="Times-Roman", fontSize=12, leading=18, alignment=TA_JUSTIFY, firstLineIndent=2 * cm, spaceAfter=6
)
_STYLES = {
    Tipo.PARAGRAFO: _BASE,
    Tipo.TITULO: ParagraphStyle(
        "titulo", _BASE, fontName="Times-Bold", alignment=TA_CENTER, firstLineIndent=0, spaceBefore=10, spaceAfter=14
    ),
    Tipo.SECAO: ParagraphStyle("secao", _BASE, fontName="Times-Bold", firstLineIndent=0, spaceBefore=10),
    Tipo.CITACAO: ParagraphStyle("citacao", _BASE, fontSize=11, leading=13, leftIndent=4 * cm, firstLineIndent=0),
    Tipo.ITEM: ParagraphStyle("item", _BASE, leftIndent=1.2 * cm, firstLineIndent=-0.6 * cm),
    Tipo.TIMBRE: ParagraphStyle(
        "timbre", _BASE, fontSize=10, leading=12, alignment=TA_CENTER, firstLineIndent=0, spaceAfter=4
    ),
    Tipo.ASSINATURA: ParagraphStyle("assinatura", _BASE, alignment=TA_CENTER, firstLineIndent=0, spaceAfter=0),
    Tipo.OCULTO: ParagraphStyle("oculto", _BASE, fontSize=1, leading=1.2, textColor=white, firstLineIndent=0),
}
_CELL = ParagraphStyle("celula", fontName="Times-Roman", fontSize=10, leading=12)
_LETRA = re.compile(r"[a-z]\) ")
_GREY = Color(0.35, 0.35, 0.35)


@dataclass(frozen=True)
class Tarja:
    """What the court prints over each page. ``folha`` is the leaf of the first page."""

    folha: int
    linhas: tuple[str, str]


def render_pdf(blocos: list[Bloco], *, titulo: str, tarja: Tarja | None) -> tuple[bytes, int]:
    """The file and its number of pages; the same blocks always give the same bytes."""
    buffer = BytesIO()
    template = SimpleDocTemplate(
        buffer,
        pagesize=A4,
        leftMargin=3 * cm,
        rightMargin=2 * cm,
        topMargin=2.6 * cm,
        bottomMargin=2 * cm,
        title=titulo,
        invariant=1,
    )

    def stamp(canvas: Canvas, _: Any) -> None:
        if tarja:
            draw_tarja(canvas, tarja, canvas.getPageNumber())

    template.build(_flow(blocos), onFirstPage=stamp, onLaterPages=stamp)
    return buffer.getvalue(), template.page


def draw_tarja(canvas: Canvas, tarja: Tarja, pagina: int) -> None:
    """Leaf number in a frame at the top right and the stamp of authenticity up the right margin."""
    largura, altura = A4
    canvas.saveState()
    canvas.setStrokeColor(black)
    canvas.setFont("Helvetica", 9)
    canvas.rect(largura - 3.1 * cm, altura - 1.5 * cm, 2.2 * cm, 0.6 * cm)
    canvas.drawCentredString(largura - 2.0 * cm, altura - 1.3 * cm, f"fls. {tarja.folha + pagina - 1}")
    canvas.setFillColor(_GREY)
    canvas.setFont("Helvetica", 6.5)
    canvas.translate(largura - 0.9 * cm, 2 * cm)
    canvas.rotate(90)
    for indice, linha in enumerate(tarja.linhas):
        canvas.drawString(0, -9 * indice, linha)
    canvas.restoreState()


def _flow(blocos: list[Bloco]) -> list[Flowable]:
    flow: list[Flowable] = []
    linhas: list[list[str]] = []
    for bloco in [*blocos, Bloco(Tipo.PARAGRAFO, "")]:
        if bloco.tipo is Tipo.LINHA:
            linhas.append(bloco.celulas)
            continue
        if linhas:
            flow.append(_table(linhas))
            linhas = []
        if bloco.tipo is Tipo.QUEBRA:
            flow.append(PageBreak())
        elif bloco.texto:
            prefixo = "• " if bloco.tipo is Tipo.ITEM and not _LETRA.match(bloco.texto) else ""
            flow.append(Paragraph(prefixo + _markup(bloco.texto), _STYLES[bloco.tipo]))
    return flow


def _table(linhas: list[list[str]]) -> Table:
    table = Table([[Paragraph(_markup(celula), _CELL) for celula in linha] for linha in linhas], spaceAfter=10)
    table.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.5, black), ("VALIGN", (0, 0), (-1, -1), "TOP")]))
    return table


def _markup(texto: str) -> str:
    return re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", escape(texto))
