"""PDFs: text layers, hidden text, stamped scans, and files that are wrong on purpose."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from pypdfium2 import PdfDocument

from core.processos.domain import DocumentoLido, EstadoDaPagina, EstadoDoDocumento
from core.processos.leitura import pdf as leitura_pdf
from core.processos.leitura.leitor import iterate_pages, read_content
from core.processos.leitura.motivos import PaginaLida
from core.processos.leitura.ocr import LeituraDaImagem
from core.settings import LeituraSettings
from tests import pdfs
from tests.hostile.pdf import pdf, stream

SETTINGS = LeituraSettings.model_construct()
CORPO = "\n".join(pdfs.PETICAO)
_UNMAPPED = (
    b"<</Type/Font/Subtype/Type0/BaseFont/ABCDEF+Odd/Encoding/Identity-H/DescendantFonts[<</Type/Font/Subtype"
    b"/CIDFontType2/BaseFont/ABCDEF+Odd/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>]>>"
)


def _read(data: bytes, folder: Path, settings: LeituraSettings = SETTINGS) -> DocumentoLido:
    path = folder / "conteudo.bin"
    path.write_bytes(data)
    return read_content(path, settings)


@pytest.fixture
def pictures(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Resolutions of the pages that went to OCR; the engine itself is not run."""
    seen: list[int] = []

    def read(_image: object, dpi: int, _settings: LeituraSettings) -> LeituraDaImagem:
        seen.append(dpi)
        return LeituraDaImagem(EstadoDaPagina.OCR, "texto da imagem")

    monkeypatch.setattr(leitura_pdf, "read_image", read)
    return seen


def test_petition_is_read_from_its_text_without_the_stamps(tmp_path: Path, pictures: list[int]):
    pages = [pdfs.both(pdfs.write_lines([f"Parte {w} da peça."]), pdfs.stamp(n)) for n, w in enumerate("abcde")]
    lido = _read(pdfs.build_pdf(*pages), tmp_path)
    assert [p.texto for p in lido.paginas] == [f"Parte {w} da peça." for w in "abcde"]
    assert {p.estado for p in lido.paginas} == {EstadoDaPagina.LIDA}
    assert pictures == []


@pytest.mark.parametrize("name", pdfs.TRICKS)
def test_hidden_text_is_kept_away_from_the_model(name: str, tmp_path: Path, pictures: list[int]):
    lido = _read(pdfs.build_pdf(pdfs.both(pdfs.write_lines(), pdfs.TRICKS[name])), tmp_path)
    assert lido.trechos_ocultos == ((1, pdfs.ORDEM),)
    assert lido.texto == CORPO


@pytest.mark.parametrize("name", pdfs.HONEST)
def test_honest_page_is_not_suspected(name: str, tmp_path: Path, pictures: list[int]):
    lido = _read(pdfs.build_pdf(pdfs.HONEST[name]), tmp_path)
    assert lido.trechos_ocultos == ()
    assert CORPO in lido.texto
    assert pictures == []


def test_field_that_was_filled_in_is_part_of_the_page(tmp_path: Path, pictures: list[int]):
    field = pdfs.fill_field("R$ 1.234,56 mensais")
    lido = _read(pdfs.build_pdf(pdfs.both(pdfs.write_lines(), field)), tmp_path)
    assert (lido.texto, lido.trechos_ocultos) == (f"{CORPO}\nR$ 1.234,56 mensais", ())
    assert pictures == []


def test_field_that_nobody_sees_is_hidden_text(tmp_path: Path, pictures: list[int]):
    lido = _read(pdfs.build_pdf(pdfs.both(pdfs.write_lines(), pdfs.fill_field(pdfs.ORDEM, y=-200))), tmp_path)
    assert (lido.texto, lido.trechos_ocultos) == (CORPO, ((1, pdfs.ORDEM),))


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_turned_page_is_measured_where_it_is_drawn(turn: int, tmp_path: Path):
    upright = pdfs.build_pdf(pdfs.both(pdfs.write_lines(), pdfs.TRICKS["white"]))
    lido = _read(pdfs.turn(upright, turn), tmp_path)
    assert lido.trechos_ocultos == ((1, pdfs.ORDEM),)
    assert set(lido.texto.splitlines()) == set(pdfs.PETICAO)  # PDFium orders lines that run sideways its own way


def test_scan_with_only_the_stamp_as_text_goes_to_ocr(tmp_path: Path, pictures: list[int]):
    lido = _read(pdfs.build_pdf(pdfs.both(pdfs.scan(), pdfs.stamp(3))), tmp_path)
    assert lido.paginas[0].estado is EstadoDaPagina.OCR
    assert lido.texto == "texto da imagem"
    assert pictures == [200]


def test_text_in_a_font_that_maps_no_letters_goes_to_ocr(tmp_path: Path, pictures: list[int]):
    """Here the codes happen to look like words; nothing in the file says that they are."""
    codes = stream(b"BT /F1 9 Tf 40 700 Td <%s> Tj ET" % pdfs.PETICAO[0].encode("utf-16-be").hex().encode())
    lido = _read(pdf(o4=codes, o5=_UNMAPPED), tmp_path)
    assert (lido.texto, len(pictures)) == ("texto da imagem", 1)


def test_blank_pages_are_empty_with_or_without_a_stamp(tmp_path: Path, pictures: list[int]):
    lido = _read(pdfs.build_pdf(None, pdfs.stamp(2)), tmp_path)
    assert [p.estado for p in lido.paginas] == [EstadoDaPagina.VAZIA] * 2
    assert lido.estado is EstadoDoDocumento.VAZIO
    assert pictures == []


def test_pages_beyond_the_limit_are_listed_as_cut(tmp_path: Path):
    done: list[tuple[int, int]] = []
    path = tmp_path / "longo.pdf"
    path.write_bytes(pdfs.build_pdf(*[pdfs.write_lines()] * 5))
    lido = read_content(path, SETTINGS.model_copy(update={"max_pages": 2}), lambda n, total: done.append((n, total)))
    cut = EstadoDaPagina.CORTADA
    assert [p.estado for p in lido.paginas] == [EstadoDaPagina.LIDA] * 2 + [cut] * 3
    assert lido.motivo == "Páginas 3-5: o documento passa do limite de páginas."
    assert lido.estado is EstadoDoDocumento.LIDO_EM_PARTE
    assert done == [(1, 2), (2, 2)]


def test_reading_stops_at_its_time_limit(tmp_path: Path):
    lido = _read(pdfs.build_pdf(pdfs.write_lines()), tmp_path, SETTINGS.model_copy(update={"document_timeout_s": -1}))
    assert lido.paginas[0].estado is EstadoDaPagina.CORTADA
    assert "tempo máximo" in lido.motivo


def test_look_for_the_frame_takes_a_part_of_the_time_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    clock = [0.0]
    read = leitura_pdf._read_raw

    def read_slowly(pdf: PdfDocument, number: int) -> str:
        clock[0] += 10.0
        return read(pdf, number)

    monkeypatch.setattr(leitura_pdf, "_read_raw", read_slowly)
    monkeypatch.setattr(leitura_pdf, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    pages = [pdfs.write_lines([f"Parte {word} da peça."]) for word in "abcdefghijkl"]
    lido = _read(pdfs.build_pdf(*pages), tmp_path, SETTINGS.model_copy(update={"document_timeout_s": 100}))
    assert clock[0] == 30.0
    assert lido.motivo == ""
    assert [p.texto for p in lido.paginas] == [f"Parte {word} da peça." for word in "abcdefghijkl"]


def test_reading_that_goes_on_knows_the_frame_of_the_pages_before(tmp_path: Path):
    path = tmp_path / "conteudo"
    pages = [pdfs.write_lines(["ESTADO DE EXEMPLO", f"Parte {word} da peça.", f"fim {word}"]) for word in "abcde"]
    path.write_bytes(pdfs.build_pdf(*pages))
    whole = read_content(path, SETTINGS).paginas
    assert whole[4].texto == "Parte e da peça.\nfim e"
    done = {page.numero: PaginaLida(page) for page in whole[:3]}
    rest = [passo.pagina for passo in iterate_pages(path, SETTINGS, done) if isinstance(passo, PaginaLida)]
    assert tuple(rest) == whole[3:]


def test_file_opened_anew_between_pages_is_read_as_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    words = ["primeira", "segunda", "terceira", "quarta", "quinta", "sexta", "última"]
    data = pdfs.build_pdf(*(pdfs.write_lines([f"Esta é a {word} parte da peça."]) for word in words))
    opened: list[PdfDocument] = []
    monkeypatch.setattr(leitura_pdf, "_open", lambda source: opened.append(PdfDocument(source)) or opened[-1])
    monkeypatch.setattr(leitura_pdf, "_PAGES_AT_ONCE", 3)
    lido = _read(data, tmp_path)
    assert [page.texto for page in lido.paginas] == [f"Esta é a {word} parte da peça." for word in words]
    assert len(opened) == 1 + 2 * len(words) // 3  # every page is looked at for its frame, then read
    assert not any(pdf.raw for pdf in opened)  # all closed


def _pdf_of(pages: str) -> bytes:
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages" + pages.encode() + b">>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(pdfs.build_pdf(pdfs.write_lines(), password="x"), "senha", id="encrypted"),
        pytest.param(b"%PDF-1.7 lixo", "danificado", id="broken"),
        pytest.param(pdfs.build_pdf(pdfs.write_lines())[:600], "danificado", id="cut"),
        pytest.param(_pdf_of("/Kids[]/Count 0"), "danificado", id="no pages"),
        pytest.param(pdfs.build_pdf(pdfs.write_lines(), size=(200_000, 200_000)), "dimensões", id="huge box"),
        pytest.param(pdfs.build_pdf(pdfs.write_lines(), size=(0.5, 800)), "dimensões", id="no width"),
    ],
)
def test_wrong_file_ends_in_a_named_state(data: bytes, words: str, tmp_path: Path):
    lido = _read(data, tmp_path)
    assert lido.estado is EstadoDoDocumento.ILEGIVEL
    assert words in lido.motivo


def test_lying_page_count_is_bounded(tmp_path: Path):
    lido = _read(_pdf_of("/Kids[3 0 R]/Count 2000000000"), tmp_path)
    assert len(lido.paginas) < 10_000
    assert lido.paginas[0].estado is not EstadoDaPagina.LIDA


def test_junk_before_the_header_is_skipped(tmp_path: Path):
    lido = _read(b"<!-- gateway -->" * 100 + pdfs.build_pdf(pdfs.write_lines()), tmp_path)
    assert lido.texto == CORPO
