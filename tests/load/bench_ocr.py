"""``portal bench ocr``: what reading costs and how much of it is right, beside the tools people would use instead.

Every way reads the same spoiled pages, one thread each. Processor seconds are measured, children included, so that a
busy machine changes little. The starts of the programs are in, the imports of the libraries are not.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import ocrmypdf
import pdf2image
import pypdfium2 as pdfium
import pytesseract

from core.processos.leitura.folha import open_folha
from core.processos.leitura.isolamento import read_isolated
from core.processos.leitura.moldura import cut_frame
from core.processos.leitura.pdf import examine
from core.processos.leitura.portao import Caminho
from core.settings import LeituraSettings
from ops.state import ROOT
from tests import pdfs
from tests.load.report import parse_options, print_report
from tests.load.scans import DPI, Scan, build_scans, build_small_scan, place_scan, to_pdf, write_lines_of_text

_SETTINGS = LeituraSettings.model_construct()
_LANGUAGE = "por"
_TEXT_PAGES = 40
_SAMPLE = 12

_FORK = get_context("fork")

os.environ["OMP_THREAD_LIMIT"] = "1"


@dataclass(frozen=True)
class Result:
    """Seconds and processor seconds, peak memory and the texts of the pages in order."""

    wall_s: float
    cpu_s: float
    peak_mb: float
    textos: Sequence[str]


def main() -> None:
    options = parse_options("ocr")
    scans = build_scans(6 if options.is_quick else 30, options.seed)
    given = {way: scans[: _SAMPLE if way in _SLOW else None] for way in _WAYS}
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as name:
        folder = Path(name)
        paths = {way: _write_scans(folder, way, given[way]) for way in _WAYS}
        with ThreadPoolExecutor(2) as pool:
            asked = {way: pool.submit(_run, _WAYS[way], (paths[way], given[way], folder)) for way in _WAYS}
            results = {way: future.result() for way, future in asked.items()}
        text_cpu_s = _run(_read_ours, (_write_text(folder, options.seed), [], folder)).cpu_s / _TEXT_PAGES
        peaks = [_measure_peak(folder, pages, is_quick=options.is_quick) for pages in (10, 300)]
        gate = _count_gate_errors(scans, folder)
    cpu = {way: result.cpu_s / len(given[way]) for way, result in results.items()}
    errors = {way: _measure_errors(given[way], result.textos) for way, result in results.items()}
    worst, kind = _find_worst(scans, results["ours"].textos)
    keys = {
        "s_per_page": round(results["ours"].wall_s / len(scans), 2),
        "s_per_page_ocrmypdf": round(results["ocrmypdf"].wall_s / len(scans), 2),
        **{f"cpu_s_per_page{_name(way)}": round(cpu[way], 2) for way in _WAYS},
        **{f"cer_pct{_name(way)}": round(errors[way], 2) for way in _WAYS},
        "cer_pct_worst_kind": round(worst, 2),
        "peak_mb_10": round(peaks[0]),
        "peak_mb_300": round(peaks[1]),
        "text_page_speedup": round(cpu["ours"] / text_cpu_s),
        "gate_errors": sum(wrong for wrong, _ in gate),
    }
    rows = [
        (
            f"{way}: s and CPU s a page",
            f"{result.wall_s / len(given[way]):.2f} {cpu[way]:.2f}",
            f"{len(given[way])} pages, character errors {errors[way]:.2f}%, peak {result.peak_mb:.0f} MB",
        )
        for way, result in results.items()
    ]
    rows += [
        ("CPU beside OCRmyPDF", f"{cpu['ours'] / cpu['ocrmypdf']:.2f}", "target <= 0.70"),
        (
            "character errors, %",
            f"{errors['ours']:.2f}",
            f"target <= 2, {len(scans)} pages of {len({scan.kind for scan in scans})} kinds",
        ),
        ("character errors of the worst kind, %", f"{worst:.2f}", f"target <= 2, {kind}"),
        ("peak MB, 10 and 300 pages", f"{peaks[0]:.0f} {peaks[1]:.0f}", "target: the same"),
        ("pages with text faster than OCR", f"{keys['text_page_speedup']}x", "target >= 50x"),
        ("wrong ways at the gate", str(keys["gate_errors"]), f"target 0 of {sum(count for _, count in gate)} pages"),
    ]
    print_report("ocr", options, rows, keys)


def _name(way: str) -> str:
    return "" if way == "ours" else f"_{way}"


def _write_scans(folder: Path, way: str, scans: Sequence[Scan]) -> Path:
    path = folder / f"{way}.pdf"
    path.write_bytes(to_pdf([scan.image for scan in scans]))
    return path


def _run(read: Callable[[Path, Sequence[Scan], Path], list[str]], asked: tuple[Path, Sequence[Scan], Path]) -> Result:
    """Run one way in a process of its own, so that its processor time is its own."""
    inlet, outlet = _FORK.Pipe(duplex=False)

    def work() -> None:
        began, before = time.monotonic(), _read_clock()
        textos = read(*asked)
        wall_s = time.monotonic() - began
        peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        outlet.send(Result(wall_s, _read_clock() - before, peak / 1024, textos))

    child = _FORK.Process(target=work)
    child.start()
    outlet.close()
    result: Result = inlet.recv()
    child.join()
    return result


def _read_clock() -> float:
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _read_ours(path: Path, _scans: Sequence[Scan], _folder: Path) -> list[str]:
    return [pagina.texto for pagina in read_isolated(path, _SETTINGS).paginas]


def _read_by_ocrmypdf(path: Path, _scans: Sequence[Scan], folder: Path) -> list[str]:
    """As it comes, without the costly archive format."""
    sidecar = folder / "ocrmypdf.txt"
    ocrmypdf.ocr(
        path,
        folder / "ocrmypdf.pdf",
        language=[_LANGUAGE],
        sidecar=sidecar,
        jobs=1,
        output_type="pdf",
        progress_bar=False,
    )
    return sidecar.read_text(encoding="utf-8").split("\f")


def _read_by_pytesseract(path: Path, scans: Sequence[Scan], _folder: Path) -> list[str]:
    """The lines of every tutorial: poppler at 300 dpi, then one call for each page."""
    return [
        pytesseract.image_to_string(image, lang=_LANGUAGE)
        for page in range(1, len(scans) + 1)
        for image in pdf2image.convert_from_path(path, dpi=300, first_page=page, last_page=page)
    ]


def _read_by_tesseract(_path: Path, scans: Sequence[Scan], folder: Path) -> list[str]:
    """The engine alone, on the pictures as they are."""
    textos = []
    for place, scan in enumerate(scans):
        picture = folder / f"{place}.pgm"
        scan.image.save(picture)
        command = ["tesseract", str(picture), "-", "-l", _LANGUAGE, "--dpi", str(DPI)]
        textos.append(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return textos


_WAYS = {
    "ocrmypdf": _read_by_ocrmypdf,
    "pytesseract": _read_by_pytesseract,
    "ours": _read_ours,
    "tesseract": _read_by_tesseract,
}


_SLOW = ("pytesseract", "tesseract")
"""Read a sample: what they cost is so far from the others' that more pages would say nothing new."""


def _find_worst(scans: Sequence[Scan], textos: Sequence[str]) -> tuple[float, str]:
    """The kind of page with the most character errors, and how many of a hundred."""
    pages = list(zip(scans, textos, strict=True))
    by_kind = {scan.kind: [page for page in pages if page[0].kind == scan.kind] for scan in scans}
    return max((_measure_errors(*zip(*found, strict=True)), kind) for kind, found in by_kind.items())


def _measure_errors(scans: Sequence[Scan], textos: Sequence[str]) -> float:
    """Wrong characters of a hundred, in reading order; court stamps are cut from every answer."""
    wrong = total = 0
    for scan, texto in zip(scans, textos, strict=False):
        expected = _normalize(scan.texto)
        wrong += _measure_distance(expected, _normalize(cut_frame(texto, frozenset())))
        total += len(expected)
    return 100 * wrong / total


def _normalize(texto: str) -> str:
    return " ".join(unicodedata.normalize("NFC", texto).split())


def _measure_distance(expected: str, found: str) -> int:
    """Characters to insert, delete or replace (Levenshtein), one row of the table at a time."""
    codes = np.array([ord(c) for c in found], dtype=np.int64)
    steps = np.arange(len(codes) + 1)
    row = steps.copy()
    for place, character in enumerate(expected, start=1):
        best = np.minimum(row[1:] + 1, row[:-1] + (codes != ord(character)))
        row = np.minimum.accumulate(np.concatenate([[place], best]) - steps) + steps
    return int(row[-1])


def _write_text(folder: Path, seed: int) -> Path:
    path = folder / "text.pdf"
    pages = [
        pdfs.both(pdfs.write_lines(write_lines_of_text(seed + n), size=12), pdfs.stamp(n)) for n in range(_TEXT_PAGES)
    ]
    path.write_bytes(pdfs.build_pdf(*pages))
    return path


def _measure_peak(folder: Path, pages: int, *, is_quick: bool) -> float:
    """Megabytes at most of a fresh process that reads so many pages, all of them scans; five of them when quick."""
    every = pages // 5 if is_quick else 1
    scan, lines = build_small_scan(1).image, write_lines_of_text(1)
    draws = []
    for number in range(pages):
        if number % every:
            draws.append(pdfs.both(pdfs.write_lines(lines, size=12), pdfs.stamp(number)))
        else:
            scan.putpixel((number, 0), 0)  # a picture of its own
            draws.append(pdfs.both(place_scan(scan.copy()), pdfs.stamp(number)))
    path = folder / f"{pages}.pdf"
    path.write_bytes(pdfs.build_pdf(*draws))
    command = [sys.executable, "-m", "tests.load.weigh", str(path)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout)


def _count_gate_errors(scans: Sequence[Scan], folder: Path) -> list[tuple[int, int]]:
    """Wrong ways and pages: scans, pages of text and empty pages, under every stamp."""
    images = [scan.image for scan in scans]
    texts = [pdfs.write_lines(write_lines_of_text(number)) for number in range(len(scans))]
    stamps = [pdfs.stamp(9), pdfs.write_lines(_NOTICE, x=30, top=60, size=7), pdfs.both(pdfs.stamp(10), _watermark)]
    path = folder / "stamped.pdf"
    counts = []
    for stamp in stamps:
        for content, right in (
            (to_pdf(images, stamp), (Caminho.OCR, Caminho.AMBOS)),
            (pdfs.build_pdf(*(pdfs.both(text, stamp) for text in texts)), (Caminho.TEXTO,)),
            (pdfs.build_pdf(*(stamp for _ in scans)), (Caminho.VAZIA, Caminho.TEXTO)),  # its stamp is all there is
        ):
            path.write_bytes(content)
            counts.append(_count_wrong(path, right))
    return counts


_NOTICE = (
    "Documento assinado eletronicamente por FULANO DE TAL, servidor, em 03/02/2024 às 10:21",
    "A autenticidade pode ser verificada no endereço https://exemplo.test/validar com o código 1A2B-3C4D-5E6F-7890.",
)


def _watermark(canvas: pdfs.Canvas) -> None:
    canvas.setFillGray(0.85)
    canvas.setFont("Helvetica", 60)
    canvas.translate(120, 200)
    canvas.rotate(50)
    canvas.drawString(0, 0, "CÓPIA SIMPLES DOS AUTOS")


def _count_wrong(path: Path, right: tuple[Caminho, ...]) -> tuple[int, int]:
    with pdfium.PdfDocument(path) as document:
        ways = []
        for index in range(len(document)):
            with open_folha(document, index) as folha:
                ways.append(examine(folha, folha.measure_images()).caminho)
    return sum(way not in right for way in ways), len(ways)


if __name__ == "__main__":
    main()
