"""The engine that reads letters: tesseract inside this process, or its program where the library is missing.

In the process it saves the start of a program for each block, a third of the CPU. One thread per page: with more, a
page costs ten times as much on a busy machine (stack.md 2).
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytesseract
from PIL import Image

try:
    import tesserocr
except ImportError:  # a platform without the wheel: the program does the same, slower
    tesserocr = None

os.environ["OMP_THREAD_LIMIT"] = "1"

BLOCK, AUTOMATIC = 6, 3
"""How tesseract divides a picture: one even block of lines, or by its own analysis."""

_DATA_FOLDERS = (
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",
    "/usr/share/tesseract/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
)
_COLUMNS = ("level", "page", "block", "par", "line", "word", "left", "top", "width", "height", "conf", "text")
_WORD_LEVEL = 5


class OcrUnavailableError(RuntimeError):
    """The engine is not installed: the portal's own fault, and no word about the page."""


class TooSlowError(Exception):
    """The page's time is over."""


class EngineError(Exception):
    """The engine did not accept the picture."""


@dataclass(frozen=True)
class Palavra:
    """One word: its line in reading order, box in pixels (left, top, right, bottom), confidence 0-100."""

    texto: str
    linha: tuple[int, int, int]
    caixa: tuple[int, int, int, int]
    confianca: float

    def move(self, right: int, down: int) -> Palavra:
        x0, y0, x1, y1 = self.caixa
        return replace(self, caixa=(x0 + right, y0 + down, x1 + right, y1 + down))


def recognize(image: Image.Image, psm: int, dpi: int, language: str, deadline: float) -> list[Palavra]:
    """Words of a grey picture. ``deadline`` is a moment of the monotonic clock.

    Raises TooSlowError, EngineError, and OcrUnavailableError when there is no engine.
    """
    remaining = deadline - time.monotonic()
    if remaining <= 0:
        raise TooSlowError
    if tesserocr is not None and (folder := find_data(language)):
        tsv = _recognize_inside(image, psm, dpi, language, folder, remaining)
        return list(_parse_tsv(tsv))
    return list(_recognize_by_program(image, psm, dpi, language, remaining))


@cache
def find_data(language: str) -> str:
    """The folder with the data of the language, or nothing. The one that TESSDATA_PREFIX names comes first."""
    names = language.split("+")
    named, found = tesserocr.get_languages() if tesserocr is not None else ("", [])
    if set(names) <= set(found):
        return str(named)
    needed = [f"{name}.traineddata" for name in names]
    folders = (Path(folder) for folder in _DATA_FOLDERS)
    return next((f"{folder}/" for folder in folders if all((folder / name).is_file() for name in needed)), "")


@cache
def _open_engine(language: str, folder: str) -> tesserocr.PyTessBaseAPI:
    """One engine for the life of the process: its data is loaded once."""
    try:
        return tesserocr.PyTessBaseAPI(path=folder, lang=language)
    except RuntimeError as error:
        raise OcrUnavailableError(f"tesseract does not accept the data in {folder}") from error


def _recognize_inside(image: Image.Image, psm: int, dpi: int, language: str, folder: str, timeout_s: float) -> str:
    engine = _open_engine(language, folder)
    try:
        engine.SetPageSegMode(psm)
        engine.SetImageBytes(image.tobytes(), image.width, image.height, 1, image.width)
        engine.SetSourceResolution(dpi)
        if not engine.Recognize(max(int(timeout_s * 1000), 1)):
            raise TooSlowError
        return str(engine.GetTSVText(0))
    except RuntimeError as error:
        raise EngineError from error
    finally:
        engine.Clear()
        engine.ClearAdaptiveClassifier()  # one page must not change how the next is read


def _parse_tsv(tsv: str) -> Iterator[Palavra]:
    for line in tsv.splitlines():
        cells = line.split("\t", len(_COLUMNS) - 1)
        if len(cells) == len(_COLUMNS) and cells[0] == str(_WORD_LEVEL):
            numbers = [int(cell) for cell in cells[1:10]]
            yield _build(numbers, float(cells[10]), cells[11])


def _build(numbers: list[int], confidence: float, text: str) -> Palavra:
    """``numbers`` are page, block, paragraph, line, word, left, top, width, height."""
    _, block, paragraph, line, _, left, top, width, height = numbers
    return Palavra(text.strip(), (block, paragraph, line), (left, top, left + width, top + height), confidence)


def _recognize_by_program(image: Image.Image, psm: int, dpi: int, language: str, timeout_s: float) -> Iterable[Palavra]:
    with tempfile.TemporaryDirectory(prefix="ocr-") as folder:
        path = Path(folder) / "page.pgm"  # written many times faster than the PNG that pytesseract would make
        image.save(path)
        try:
            words = pytesseract.image_to_data(
                str(path),
                lang=language,
                config=f"--psm {psm} --dpi {dpi}",
                output_type=pytesseract.Output.DICT,
                timeout=timeout_s,
            )
        except pytesseract.TesseractNotFoundError as error:
            raise OcrUnavailableError("tesseract is not installed") from error
        except pytesseract.TesseractError as error:
            raise EngineError from error
        except RuntimeError as error:  # all that pytesseract says of a timeout
            raise TooSlowError from error
    return _list_words(words)


def _list_words(words: Mapping[str, list[str | int]]) -> Iterator[Palavra]:
    names = ("page_num", "block_num", "par_num", "line_num", "word_num", "left", "top", "width", "height")
    for place, level in enumerate(words["level"]):
        if int(level) == _WORD_LEVEL:
            numbers = [int(words[name][place]) for name in names]
            yield _build(numbers, float(words["conf"][place]), str(words["text"][place]))
