"""What every page carries: the State's name and the minuta's warning above, the case and the page number below."""

from __future__ import annotations

from docx.section import Section

from core.exportacao.domain import PecaParaExportar
from core.exportacao.markdown import remove_control_characters
from core.exportacao.ooxml import Element, ParagraphFormat, field, paragraph, plain_run, replace_children, tab_run
from core.exportacao.styles import DRAFT_WARNING, FOOTER, LETTERHEAD
from core.processos.numero_cnj import DIGITS, format_numero_cnj

LETTERHEAD_LINES = ("ESTADO DE MATO GROSSO DO SUL", "PROCURADORIA-GERAL DO ESTADO")
WARNING = "MINUTA - NÃO PROTOCOLAR"


def write_letterhead(section: Section, documento: PecaParaExportar) -> None:
    section.header.is_linked_to_previous = False
    section.footer.is_linked_to_previous = False
    replace_children(section.header.part.element, _build_header(is_minuta=documento.is_minuta))
    replace_children(section.footer.part.element, [_build_footer(documento.numero_cnj)])


def label_processo(numero_cnj: str) -> str:
    """``Processo nº ...`` in the official format, or nothing when there is no number."""
    numero = remove_control_characters(numero_cnj).strip()
    if not numero:
        return ""
    is_bare = len(numero) == DIGITS and numero.isdigit()
    return f"Processo nº {format_numero_cnj(numero) if is_bare else numero}"


def _build_header(*, is_minuta: bool) -> list[Element]:
    lines = [paragraph(ParagraphFormat(style=LETTERHEAD), [plain_run(line)]) for line in LETTERHEAD_LINES]
    if is_minuta:
        lines.append(paragraph(ParagraphFormat(style=DRAFT_WARNING), [plain_run(WARNING)]))
    return lines


def _build_footer(numero_cnj: str) -> Element:
    runs = [plain_run(label_processo(numero_cnj)), tab_run(), field("PAGE"), plain_run("/"), field("NUMPAGES")]
    return paragraph(ParagraphFormat(style=FOOTER), runs)
