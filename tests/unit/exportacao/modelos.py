"""Word files as an office would draw its letterhead, and the same with something that may not come in."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.shared import Cm, Pt
from PIL import Image

CABECALHO = "GABINETE FICTÍCIO DA SAÚDE"
PRIMEIRA = "SÓ NA PRIMEIRA PÁGINA"
RODAPE = "Rua Inventada, 100"


def build_imagem(width: int = 400, height: int = 100, kind: str = "PNG") -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (width, height), (0, 70, 140)).save(buffer, kind)
    return buffer.getvalue()


def build_modelo(*, has_first: bool = False, has_footer: bool = True) -> bytes:
    """Calibri 10, margins of its own, a picture in the header and a heading of its own look."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = Cm(4)
    document.styles["Normal"].font.name = "Calibri"
    document.styles["Normal"].font.size = Pt(10)
    document.styles["Heading 1"].font.size = Pt(20)
    own = document.styles.add_style("Timbre da casa", WD_STYLE_TYPE.PARAGRAPH)
    own.font.size = Pt(9)
    header = section.header.paragraphs[0]
    header.style = own
    header.add_run().add_picture(BytesIO(build_imagem()), width=Cm(4))
    section.header.add_paragraph(CABECALHO)
    if has_first:
        section.different_first_page_header_footer = True
        section.first_page_header.paragraphs[0].text = PRIMEIRA
    if has_footer:
        section.footer.paragraphs[0].text = RODAPE
    document.add_paragraph("Texto do modelo, que não entra na peça.")
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def change_part(package: bytes, name: str, content: bytes | None, *, old: bytes = b"", new: bytes = b"") -> bytes:
    """The same package with one part added, replaced or edited."""
    buffer = BytesIO()
    with ZipFile(BytesIO(package)) as source, ZipFile(buffer, "w", ZIP_DEFLATED) as target:
        for entry in source.infolist():
            kept = source.read(entry)
            if entry.filename == name:
                kept = kept.replace(old, new) if content is None else content
            target.writestr(entry.filename, kept)
        if content is not None and name not in source.namelist():
            target.writestr(name, content)
    return buffer.getvalue()
