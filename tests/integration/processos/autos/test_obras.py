"""Pictures of pages and the bound case, made in a child from files that are good, odd and hostile."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest
from fpdf import FPDF
from PIL import Image

from core.infra.isolated import IsolatedDeathError, Limits, run_isolated
from core.processos.autos.obras.desenho import QUEBRADA, SEM_IMAGEM, WIDTH_PX, draw_pages
from core.processos.autos.obras.encadernar import FORA, SEM_RESTO, Fonte, Parte, bind

LIMITS = Limits(memory_bytes=1_000_000_000, cpu_s=20, total_s=20)


def write_pdf(path: Path, *textos: str) -> Path:
    pdf = FPDF()
    pdf.set_font("helvetica", size=14)
    for texto in textos:
        pdf.add_page()
        pdf.multi_cell(0, 8, texto)
    path.write_bytes(bytes(pdf.output()))
    return path


def read_texts(path: Path) -> list[str]:
    pdf = pdfium.PdfDocument(path)
    return [pdf[n].get_textpage().get_text_range() for n in range(len(pdf))]


def write_armed(path: Path) -> Path:
    """A page that starts a program when it is opened, and a note that does when it is pressed."""
    with pikepdf.open(write_pdf(path, "armado"), allow_overwriting_input=True) as pdf:
        launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
        note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=launch)
        pdf.pages[0].obj.AA = pikepdf.Dictionary(O=launch)
        pdf.pages[0].obj.Annots = pikepdf.Array([note])
        pdf.save()
    return path


def test_pages_are_drawn_in_the_order_asked_for(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a", "um", "dois")
    drawn = list(run_isolated(draw_pages, (path, [2, 1, 3]), LIMITS))
    assert [d.numero for d in drawn] == [2, 1]
    assert [Image.open(io.BytesIO(d.imagem)).width for d in drawn] == [WIDTH_PX, WIDTH_PX]


def test_frames_of_a_scan_are_drawn(tmp_path: Path) -> None:
    frames = [Image.new("1", (2480, 3508), n) for n in (1, 0)]
    frames[0].save(tmp_path / "a.tif", save_all=True, append_images=frames[1:])
    drawn = list(draw_pages(tmp_path / "a.tif", [1, 2, 3]))
    assert [Image.open(io.BytesIO(d.imagem)).getpixel((5, 5)) for d in drawn] == [(255, 255, 255), (0, 0, 0)]


@pytest.mark.parametrize(
    ("content", "motivo"),
    [
        pytest.param(rb"{\rtf1 ola}", SEM_IMAGEM, id="text has no picture"),
        pytest.param(b"%PDF-1.7\nnada", QUEBRADA, id="broken file"),
        pytest.param(b"\xff\xd8\xff" + b"x" * 99, QUEBRADA, id="broken picture"),
    ],
)
def test_page_without_a_picture_says_why(tmp_path: Path, content: bytes, motivo: str) -> None:
    (tmp_path / "a").write_bytes(content)
    [desenho] = draw_pages(tmp_path / "a", [1])
    assert (desenho.imagem, desenho.motivo) == (b"", motivo)


def test_page_of_any_size_stays_small(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        for size in ((14_400, 3), (3, 14_400), (14_400, 14_400)):
            pdf.add_blank_page(page_size=size)
        pdf.save(tmp_path / "a")
    sizes = [Image.open(io.BytesIO(d.imagem)).size for d in draw_pages(tmp_path / "a", [1, 2, 3])]
    assert all(width <= WIDTH_PX + 1 and height <= 10_001 for width, height in sizes)


def dies() -> Iterator[int]:
    yield 1
    os.kill(os.getpid(), 9)


def fails() -> Iterator[int]:
    yield 1
    raise ValueError("words of the case")


def hangs() -> Iterator[int]:
    yield 1
    time.sleep(60)


def grows() -> Iterator[int]:
    yield 1
    yield len(b"x" * 3_000_000_000)


@pytest.mark.parametrize("work", [dies, fails, hangs, grows])
def test_child_that_does_not_come_to_its_end_is_reported(work: object, capfd: pytest.CaptureFixture[str]) -> None:
    running = run_isolated(work, (), Limits(1_000_000_000, 20, 1.0))
    assert next(running) == 1
    with pytest.raises(IsolatedDeathError):
        next(running)
    assert "words of the case" not in "".join(capfd.readouterr())


def test_case_is_bound_with_a_bookmark_for_each_document(tmp_path: Path) -> None:
    fontes = [
        Fonte("Petição Inicial", "fls. 1-2", (Parte(write_pdf(tmp_path / "1", "primeira", "segunda")),)),
        Fonte("Ata (áudio)", "doc. 2", (), motivo="Documento que o portal ainda não baixou do TJMS."),
        Fonte(
            "Laudo",
            "doc. 3",
            tuple(Parte(write_pdf(tmp_path / n, t)) for n, t in (("3", "parte um"), ("4", "parte dois"))),
        ),
    ]
    target = tmp_path / "volume.pdf"
    assert list(run_isolated(bind, (fontes, target), LIMITS)) == [1, 2, 3]
    texts = read_texts(target)
    assert [text.split()[0] for text in texts] == ["primeira", "segunda", "Ata", "parte", "parte"]
    assert "ainda não baixou" in texts[2]
    with pikepdf.open(target) as pdf, pdf.open_outline() as outline:
        titles = [item.title for item in outline.root]
        assert titles == ["fls. 1-2 · Petição Inicial", "doc. 2 · Ata (áudio)", "doc. 3 · Laudo"]


def test_text_of_a_document_that_is_no_pdf_is_bound(tmp_path: Path) -> None:
    (tmp_path / "1").write_bytes(rb"{\rtf1 qualquer}")
    texto = "\n".join(f"linha {n} (à parte) \\ fim" for n in range(120))
    target = tmp_path / "volume.pdf"
    list(bind([Fonte("Despacho", "doc. 1", (Parte(tmp_path / "1", texto),))], target))
    texts = read_texts(target)
    assert len(texts) == 3
    assert "linha 0 (à parte) \\ fim" in texts[0]
    assert "linha 119 (à parte) \\ fim" in texts[2]


def test_parts_of_all_kinds_stand_in_their_order(tmp_path: Path) -> None:
    (tmp_path / "1").write_bytes(rb"{\rtf1 qualquer}")
    with pikepdf.open(write_pdf(tmp_path / "3", "fechado"), allow_overwriting_input=True) as pdf:
        pdf.save(encryption=pikepdf.Encryption(user="senha", owner="senha"))
    partes = (Parte(tmp_path / "1", "o despacho"), Parte(write_pdf(tmp_path / "2", "anexo")), Parte(tmp_path / "3"))
    list(bind([Fonte("Despacho", "doc. 1", partes)], tmp_path / "volume.pdf"))
    first, second, third = read_texts(tmp_path / "volume.pdf")
    assert "o despacho" in first
    assert second.strip() == "anexo"
    assert FORA in " ".join(third.split())


def test_pictures_are_bound_as_pages(tmp_path: Path) -> None:
    Image.new("RGB", (800, 600), "red").save(tmp_path / "1", "PNG")
    target = tmp_path / "volume.pdf"
    list(bind([Fonte("Foto", "doc. 1", (Parte(tmp_path / "1"),))], target))
    assert pdfium.PdfDocument(target)[0].render(scale=0.2).to_pil().getpixel((30, 30))[0] > 200


def write_scan(path: Path, *shades: int, mode: str = "L") -> Path:
    """A TIFF with a frame of each shade."""
    frames = [Image.new(mode, (600, 800), shade) for shade in shades]
    frames[0].save(path, "TIFF", save_all=True, append_images=frames[1:])
    return path


@pytest.mark.parametrize(("mode", "white"), [("1", 1), ("L", 255), ("RGB", 0xFFFFFF), ("I;16", 65_535)])
def test_every_frame_of_a_scan_is_bound_as_a_page(tmp_path: Path, mode: str, white: int) -> None:
    target = tmp_path / "volume.pdf"
    path = write_scan(tmp_path / "1", white, 0, white, mode=mode)
    list(bind([Fonte("Laudo", "doc. 1", (Parte(path),)), Fonte("Ofício", "doc. 2")], target))
    pdf = pdfium.PdfDocument(target)
    shades = [pdf[n].render(scale=0.2).to_pil().convert("L").getpixel((30, 30)) for n in range(3)]
    assert [shade > 128 for shade in shades] == [True, False, True]
    assert len(pdf) == 4


def test_scan_that_breaks_off_is_bound_as_far_as_it_goes_and_says_so(tmp_path: Path) -> None:
    path = write_scan(tmp_path / "1", 255, 0)
    with Image.open(path) as image:
        image.seek(1)
        second = image.tag_v2[273][0]
    path.write_bytes(path.read_bytes()[: second + 100])
    target = tmp_path / "volume.pdf"
    list(bind([Fonte("Laudo", "doc. 1", (Parte(path),))], target))
    scanned, told = read_texts(target)
    assert scanned == ""
    assert SEM_RESTO.split(".")[0] in " ".join(told.split())


def test_nothing_in_the_volume_acts_by_itself(tmp_path: Path) -> None:
    target = tmp_path / "volume.pdf"
    list(bind([Fonte("Armado", "doc. 1", (Parte(write_armed(tmp_path / "1")),))], target))
    assert read_texts(target)[0].startswith("armado")
    assert b"cmd.exe" not in target.read_bytes()
    with pikepdf.open(target) as pdf:
        assert all(
            pikepdf.Name.Launch != value
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary)
            for value in item.values()
        )


def test_what_was_filled_in_a_form_is_part_of_the_page(tmp_path: Path) -> None:
    with pikepdf.open(write_pdf(tmp_path / "1", "nome:"), allow_overwriting_input=True) as pdf:
        look = pdf.make_stream(
            b"BT /F1 12 Tf 2 2 Td (Fulana) Tj ET", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form
        )
        look.BBox, look.Resources = [0, 0, 100, 20], pdf.pages[0].obj.Resources
        field = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T="nome", V="Fulana",
                Rect=[100, 700, 200, 720], AP=pikepdf.Dictionary(N=look),
            )
        )  # fmt: skip
        pdf.pages[0].obj.Annots = pikepdf.Array([field])
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]))
        pdf.save()
    list(bind([Fonte("Ficha", "doc. 1", (Parte(tmp_path / "1"),))], tmp_path / "volume.pdf"))
    assert "Fulana" in read_texts(tmp_path / "volume.pdf")[0]
    with pikepdf.open(tmp_path / "volume.pdf") as pdf:
        assert not pdf.pages[0].obj.get("/Annots")


def test_broken_file_is_named_and_the_rest_is_bound(tmp_path: Path) -> None:
    (tmp_path / "1").write_bytes(b"%PDF-1.7\nnada")
    fontes = [
        Fonte("Quebrado", "doc. 1", (Parte(tmp_path / "1"),)),
        Fonte("Bom", "doc. 2", (Parte(write_pdf(tmp_path / "2", "bom")),)),
    ]
    list(bind(fontes, tmp_path / "volume.pdf"))
    assert [text.split()[0] for text in read_texts(tmp_path / "volume.pdf")] == ["Quebrado", "bom"]
