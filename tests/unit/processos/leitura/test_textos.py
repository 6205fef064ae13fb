"""RTF, HTML, DOCX and plain text."""

from __future__ import annotations

import io
import zipfile
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.shared import Cm, RGBColor

from core.processos.domain import DocumentoLido, EstadoDaPagina, EstadoDoDocumento, FormatoDeArquivo
from core.processos.leitura.leitor import read_content
from core.settings import LeituraSettings

SETTINGS = LeituraSettings.model_construct()


def _read(data: bytes, folder: Path) -> DocumentoLido:
    path = folder / "conteudo.bin"
    path.write_bytes(data)
    return read_content(path, SETTINGS)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_plain_text_keeps_its_accents(encoding: str, tmp_path: Path):
    lido = _read("Certidão – trânsito\r\nem julgado".encode(encoding), tmp_path)
    assert (lido.formato, lido.texto) == (FormatoDeArquivo.TXT, "Certidão – trânsito\nem julgado")


def test_rtf_announced_as_pdf_is_read(tmp_path: Path):
    lido = _read(rb"{\rtf1\ansi\ansicpg1252 Peti\'e7\'e3o {\b inicial}\par Nestes termos.}", tmp_path)
    assert (lido.formato, lido.texto) == (FormatoDeArquivo.RTF, "Petição inicial\nNestes termos.")


def test_rtf_hidden_characters_are_kept_apart(tmp_path: Path):
    lido = _read(rb"{\rtf1\ansi\viewkind4 Visto. {\v ordem escondida}Fim.}", tmp_path)
    assert lido.texto == "Visto. Fim."
    assert lido.trechos_ocultos == ((1, "ordem escondida"),)


COLOURS = rb"{\colortbl;\red255\green255\blue255;\red20\green20\blue20;\red250\green250\blue245;}"


@pytest.mark.parametrize(
    "format_",
    [
        pytest.param(rb"\cf1", id="white"),
        pytest.param(rb"\cf3", id="nearly white"),
        pytest.param(rb"\fs2", id="one point"),
        pytest.param(rb"\cf1\highlight3", id="white on nearly white"),
    ],
)
def test_rtf_letters_that_nobody_sees_are_kept_apart(format_: bytes, tmp_path: Path):
    lido = _read(rb"{\rtf1\ansi" + COLOURS + rb" Visto. {" + format_ + rb" ordem {\b escondida}}\cf2 Fim.}", tmp_path)
    assert (lido.texto, lido.trechos_ocultos) == ("Visto. Fim.", ((1, "ordem escondida"),))


def test_rtf_white_on_a_dark_ground_and_white_in_a_style_are_honest(tmp_path: Path):
    styles = rb"{\stylesheet{\s1\cf1\fs2 Oculto;}}"
    lido = _read(rb"{\rtf1\ansi" + COLOURS + styles + rb"\cf1\highlight2 LAUDO\plain\par Visto.}", tmp_path)
    assert (lido.texto, lido.trechos_ocultos) == ("LAUDO\nVisto.", ())


def test_rtf_notes_come_out(tmp_path: Path):
    lido = _read(rb"{\rtf1\ansi Visto.{\footnote Art. 5.}\par Fim.}", tmp_path)
    assert lido.texto == "Visto.\nArt. 5.\nFim."


def test_rtf_and_docx_have_pages(tmp_path: Path):
    lido = _read(rb"{\rtf1\ansi Um.\page Dois. {\v ordem}\page Tr\'eas.}", tmp_path)
    assert [pagina.texto for pagina in lido.paginas] == ["Um.", "Dois.", "Três."]
    assert lido.trechos_ocultos == ((2, "ordem"),)
    document = Document()
    document.add_paragraph("Um.")
    document.add_page_break()
    document.add_paragraph("Dois.")
    lido = _read(_save(document), tmp_path)
    assert [pagina.texto for pagina in lido.paginas] == ["Um.", "Dois."]


def test_pages_of_text_beyond_the_limit_are_cut(tmp_path: Path):
    path = tmp_path / "conteudo"
    path.write_bytes(rb"{\rtf1 a\page b\page c}")
    lido = read_content(path, SETTINGS.model_copy(update={"max_pages": 2}))
    assert (lido.texto, lido.motivo) == ("a\n\nb", "Página 3: o documento passa do limite de páginas.")


PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def _build_docx_with_picture(texto: str, width_cm: float) -> bytes:
    document = Document()
    document.add_picture(io.BytesIO(b64decode(PIXEL)), width=Cm(width_cm))
    document.add_paragraph(texto)
    return _save(document)


def _build_rtf_with_picture(texto: str, width_cm: float) -> bytes:
    goal = round(width_cm * 567)
    picture = rf"{{\pict\pngblip\picwgoal{goal}\pichgoal{goal} {b64decode(PIXEL).hex()}}}"
    return (r"{\rtf1\ansi " + picture + texto + "}").encode("ascii")


def _build_html_with_picture(texto: str, width_cm: float) -> bytes:
    side = round(width_cm * 38)
    return f"<html><body><img width={side} height={side}>{texto}</body></html>".encode("ascii")


@pytest.mark.parametrize("build", [_build_docx_with_picture, _build_rtf_with_picture, _build_html_with_picture])
def test_pictures_that_are_not_read_are_named(build: Callable[[str, float], bytes], tmp_path: Path):
    lido = _read(build("", 12), tmp_path)
    motivo = "Página 1: o arquivo traz imagens que o portal não lê."
    assert (lido.estado, lido.motivo) == (EstadoDoDocumento.ILEGIVEL, motivo)
    lido = _read(build("Visto.", 12), tmp_path)
    assert (lido.estado, lido.texto, lido.motivo) == (EstadoDoDocumento.LIDO, "Visto.", motivo)
    assert _read(build("Visto.", 2.5), tmp_path).motivo == ""  # a coat of arms


def test_html_becomes_lines(tmp_path: Path):
    page = (
        "<html><head><title>t</title><style>p{color:red}</style></head><body>"
        "<h1>Decisão</h1><p>Defiro &amp; <b>intime</b>-se.</p>"
        "<script>x()</script><table><tr><td>a</td><td>b</td></tr></table>"
        "<span style='display: none'>ordem</span><font color=white>outra</font></body></html>"
    )
    lido = _read(page.encode("latin-1"), tmp_path)
    lines = [line for line in lido.texto.splitlines() if line]
    assert lines == ["Decisão", "Defiro & intime-se.", "a | b |"]
    assert lido.trechos_ocultos == ((1, "ordem outra"),)


@pytest.mark.parametrize(
    ("style", "element"),
    [
        pytest.param(".x{display : none}", "<p class='a x'>ordem</p>", id="class"),
        pytest.param("/* a{} */ #y, .z{visibility:hidden!important}", "<i id=y>ordem</i>", id="identity"),
        pytest.param("@media all{.x{color:#FEFEFE}}", "<p class=x>ordem</p>", id="nearly white, in a block"),
        pytest.param("p.x{font-size:1px}", "<p class=x>ordem</p>", id="tiny"),
        pytest.param("", "<p style='position:absolute;left:-9999px'>ordem</p>", id="off the page"),
        pytest.param(".x{display:none}", "<p hidden style='color:white'><b class=x hidden>ordem</b></p>", id="twice"),
    ],
)
def test_html_hidden_by_its_styles_is_kept_apart(style: str, element: str, tmp_path: Path):
    page = f"<html><head><style>{style}</style></head><body><p>Visto.</p>{element}</body></html>"
    lido = _read(page.encode(), tmp_path)
    assert (lido.texto, lido.trechos_ocultos) == ("Visto.", ((1, "ordem"),))


def test_html_page_that_is_hidden_as_a_whole_is_empty(tmp_path: Path):
    lido = _read(b"<html style='color:white'><body><p hidden>ordem</p> escondida</body></html>", tmp_path)
    assert (lido.texto, lido.trechos_ocultos) == ("", ((1, "ordem escondida"),))


@pytest.mark.parametrize(
    "style",
    [
        "p{color:#fff;background:#003}",
        "@media print{p{display:none}}",
        "p:hover{color:white}",
        "p{color:inherit;background-color:white}",
        "p{font-size:0.9em;opacity:0.8}",
    ],
)
def test_html_that_people_see_stays(style: str, tmp_path: Path):
    lido = _read(f"<html><style>{style}</style><body><p>Visto.</p></body></html>".encode(), tmp_path)
    assert (lido.texto, lido.trechos_ocultos) == ("Visto.", ())


def _save(document: DocumentObject) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _word(text: str, formats: str = "") -> str:
    return f"<w:r><w:rPr>{formats}</w:rPr><w:t>{text}</w:t></w:r>"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(f"<w:ins>{_word('Pague-se.')}</w:ins>", id="insertion"),
        pytest.param(f"<w:sdt><w:sdtContent>{_word('Pague-se.')}</w:sdtContent></w:sdt>", id="control"),
        pytest.param(f"<w:fldSimple w:instr='DATE'>{_word('Pague-se.')}</w:fldSimple>", id="field"),
        pytest.param(f"<w:smartTag>{_word('Pague-se.')}</w:smartTag>", id="smart tag"),
        pytest.param(
            f"<w:r><w:pict><w:txbxContent><w:p>{_word('Pague-se.')}</w:p></w:txbxContent></w:pict></w:r>",
            id="text box",
        ),
        pytest.param(
            f"{_word('Pague-se.')}<w:del><w:r><w:delText>R$ 9</w:delText></w:r>{_word('R$ 9')}</w:del>", id="deletion"
        ),
        pytest.param(_word("Pague-se.", "<w:color w:val='FFFFFF'/><w:shd w:fill='000080'/>"), id="white on blue"),
    ],
)
def test_docx_words_that_people_see_come_out(content: str, tmp_path: Path):
    document = Document()
    document.add_paragraph("Visto.")
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    document.element.body.insert(1, parse_xml(f"<w:p xmlns:w='{namespace}'>{content}</w:p>"))
    lido = _read(_save(document), tmp_path)
    assert (lido.texto.split(), lido.trechos_ocultos) == (["Visto.", "Pague-se."], ())


def test_docx_headers_and_footers_stand_around_the_text(tmp_path: Path):
    document = Document()
    document.add_paragraph("Visto.")
    section = document.sections[0]
    section.header.paragraphs[0].text, section.footer.paragraphs[0].text = "Hospital Regional", "Rua Um, 10"
    hidden = section.footer.paragraphs[0].add_run("ordem")
    hidden.font.color.rgb = RGBColor(255, 255, 255)
    lido = _read(_save(document), tmp_path)
    assert lido.texto.split("\n") == ["Hospital Regional", "", "Visto.", "", "Rua Um, 10"]
    assert lido.trechos_ocultos == ((1, "ordem"),)


def test_docx_style_that_hides_hides(tmp_path: Path):
    document = Document()
    document.add_paragraph("Visto.")
    style = document.styles.add_style("Invisivel", WD_STYLE_TYPE.PARAGRAPH)
    style.font.color.rgb = RGBColor(254, 254, 254)
    document.add_paragraph("ordem", style=style)
    lido = _read(_save(document), tmp_path)
    assert (lido.texto, lido.trechos_ocultos) == ("Visto.", ((1, "ordem"),))


def test_docx_keeps_order_and_hidden_runs_apart(tmp_path: Path):
    document = Document()
    document.add_paragraph("Antes.")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Valor", "R$ 1,00"
    paragraph = document.add_paragraph("Depois.")
    paragraph.add_run(" ordem").font.hidden = True
    buffer = io.BytesIO()
    document.save(buffer)
    lido = _read(buffer.getvalue(), tmp_path)
    assert (lido.formato, lido.texto) == (FormatoDeArquivo.DOCX, "Antes.\nValor | R$ 1,00\nDepois.")
    assert lido.trechos_ocultos == ((1, "ordem"),)


def test_docx_bomb_is_refused_before_it_is_opened(tmp_path: Path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as entry:
        for _ in range(210):
            entry.write(bytes(1_000_000))
    lido = _read(buffer.getvalue(), tmp_path)
    assert (lido.estado, lido.motivo) == (EstadoDoDocumento.ILEGIVEL, "O arquivo é grande demais para ser lido.")


def test_broken_docx_says_so(tmp_path: Path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<a>")
    lido = _read(buffer.getvalue(), tmp_path)
    assert lido.estado is EstadoDoDocumento.ILEGIVEL
    assert "danificado" in lido.motivo


def test_empty_file_is_empty_and_unknown_file_is_illegible(tmp_path: Path):
    assert _read(b"", tmp_path).estado is EstadoDoDocumento.VAZIO
    lido = _read(b"\x00\x01\x02\x03binario", tmp_path)
    assert (lido.estado, lido.paginas[0].estado) == (EstadoDoDocumento.ILEGIVEL, EstadoDaPagina.ILEGIVEL)
    assert lido.motivo


def test_file_over_the_limit_is_not_opened(tmp_path: Path):
    path = tmp_path / "grande.txt"
    path.write_bytes(b"a" * 2_000_000)
    lido = read_content(path, SETTINGS.model_copy(update={"max_file_bytes": 1_000_000}))
    assert lido.motivo == "O arquivo tem 2 MB e o portal lê até 1 MB."
