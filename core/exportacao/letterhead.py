"""What every page carries: the State's name and the minuta's warning above, the case and the page number below."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

from docx.parts.story import StoryPart
from docx.section import Section
from docx.shared import Cm

from core.exportacao.domain import PecaParaExportar
from core.exportacao.markdown import remove_control_characters
from core.exportacao.ooxml import Element, ParagraphFormat, el, field, paragraph, plain_run, replace_children, tab_run
from core.exportacao.styles import DRAFT_WARNING, FOOTER, LETTERHEAD, TABLE_GAP
from core.exportacao.timbre.domain import ConteudoDoTimbre
from core.exportacao.timbre.estilos import rename_styles
from core.exportacao.timbre.modelo import Adotado, count_pages
from core.processos.numero_cnj import DIGITS, format_numero_cnj

WARNING = "MINUTA - NÃO PROTOCOLAR"
_LOW_LINES = 2
"""More than these reach down to the text, and need a gap."""
_PICTURE_WIDTH, _PICTURE_HEIGHT = Cm(16), Cm(1.8)


def write_letterhead(section: Section, documento: PecaParaExportar, timbre: ConteudoDoTimbre) -> None:
    """The lines of the office under their picture."""
    section.header.is_linked_to_previous = False
    section.footer.is_linked_to_previous = False
    header = section.header.part
    replace_children(header.element, _build_header(header, timbre, is_minuta=documento.is_minuta))
    replace_children(section.footer.part.element, [_build_footer(documento.numero_cnj)])


def complete_modelo(adotado: Adotado, documento: PecaParaExportar) -> None:
    """The minuta's warning in every header of a template, and the page number in every footer that has none."""
    for header in adotado.cabecalhos:
        if documento.is_minuta:
            gap = paragraph(ParagraphFormat(style=TABLE_GAP), [])
            header.element.extend(_rename(line, adotado.nomes) for line in (_build_warning(), gap))
    for footer in adotado.rodapes:
        if not count_pages(footer.element):
            footer.element.append(_rename(_build_footer(documento.numero_cnj), adotado.nomes))


def _rename(line: Element, nomes: Mapping[str, str]) -> Element:
    rename_styles(line, {old: new for old, new in nomes.items() if old})
    return line


def label_processo(numero_cnj: str) -> str:
    """``Processo nº ...`` in the official format, or nothing when there is no number."""
    numero = remove_control_characters(numero_cnj).strip()
    if not numero:
        return ""
    is_bare = len(numero) == DIGITS and numero.isdigit()
    return f"Processo nº {format_numero_cnj(numero) if is_bare else numero}"


def _build_header(part: StoryPart, timbre: ConteudoDoTimbre, *, is_minuta: bool) -> list[Element]:
    lines = [_build_picture(part, timbre.imagem)] if timbre.imagem else []
    lines += [paragraph(ParagraphFormat(style=LETTERHEAD), [plain_run(line)]) for line in timbre.linhas]
    lines += [_build_warning()] if is_minuta else []
    gap = [paragraph(ParagraphFormat(style=TABLE_GAP), [])] if timbre.imagem or len(timbre.linhas) > _LOW_LINES else []
    return [*lines, *gap] or [paragraph(ParagraphFormat(style=LETTERHEAD), [])]


def _build_warning() -> Element:
    return paragraph(ParagraphFormat(style=DRAFT_WARNING), [plain_run(WARNING)])


def _build_picture(part: StoryPart, imagem: bytes) -> Element:
    """The picture in the middle, as large as the space above the text allows."""
    _, picture = part.get_or_add_image(BytesIO(imagem))
    scale = min(_PICTURE_WIDTH / picture.width, _PICTURE_HEIGHT / picture.height)
    inline = part.new_pic_inline(BytesIO(imagem), int(picture.width * scale), int(picture.height * scale))
    return paragraph(ParagraphFormat(style=LETTERHEAD), [el("r", el("drawing", inline))])


def _build_footer(numero_cnj: str) -> Element:
    runs = [plain_run(label_processo(numero_cnj)), tab_run(), field("PAGE"), plain_run("/"), field("NUMPAGES")]
    return paragraph(ParagraphFormat(style=FOOTER), runs)
