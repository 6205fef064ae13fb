"""One page of a PDF as PDFium sees it: its text, the boxes of the text, a small grey picture, its images."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

Grey = npt.NDArray[np.uint8]
Boxes = npt.NDArray[np.float64]
"""One row per box: left, top, right, bottom, in pixels of the picture; may lie outside it."""

PREVIEW_DPI = 100
_MAX_PREVIEW_PIXELS = 40_000_000
_MIN_PREVIEW_SCALE = 0.5
_MAX_OBJECTS = 3000
_MAX_DEPTH = 4
_FINE = 64
"""Subdivisions of a pixel: PDFium's conversion of places to the picture gives whole numbers only."""


class PageTooLargeError(ValueError):
    """The page's box cannot be drawn at a legible size within the memory of one page."""


@dataclass(frozen=True)
class Imagens:
    """Images drawn on a page: the share of it that they cover, the largest in pixels, and its resolution."""

    share: float = 0.0
    max_pixels: int = 0
    dpi: float = 0.0


class Folha:
    """An open page. Use ``open_folha``; nothing of it may be kept after that."""

    def __init__(self, page: pdfium.PdfPage, textpage: pdfium.PdfTextPage) -> None:
        self._page = page
        self._textpage = textpage
        self.width_pt, self.height_pt = page.get_size()

    @property
    def char_count(self) -> int:
        return int(self._textpage.count_chars())

    def read_text(self) -> str:
        return clean_text(self._textpage.get_text_range()) if self.char_count else ""

    def render(self, dpi: float, max_pixels: int = _MAX_PREVIEW_PIXELS) -> Grey:
        """The page in grey. A page too large for ``max_pixels`` is drawn smaller, down to half the resolution."""
        scale = dpi / 72
        area = self.width_pt * self.height_pt
        if not math.isfinite(area) or area <= 0 or min(self.width_pt, self.height_pt) < 1:
            raise PageTooLargeError
        fit = min(1.0, math.sqrt(max_pixels / (area * scale * scale)))
        if fit < _MIN_PREVIEW_SCALE:
            raise PageTooLargeError
        bitmap = self._page.render(scale=scale * fit, grayscale=True)
        try:
            picture = np.array(bitmap.to_numpy()).reshape(bitmap.height, -1)[:, : bitmap.width]
        finally:
            bitmap.close()
        return np.ascontiguousarray(picture)

    def text_boxes(self, picture: Grey) -> Boxes:
        """Boxes of the runs of text: each has one colour, size and mode, and lies on one line."""
        count = self._textpage.count_rects()
        return self._to_picture([self._textpage.get_rect(i) for i in range(count)], picture)

    def read_run(self, index: int) -> str:
        """What stands in one of the boxes of ``text_boxes``; empty where PDFium cannot tell."""
        left, bottom, right, top = self._textpage.get_rect(index)
        return clean_text(self._textpage.get_text_bounded(left, bottom, right, top)).strip()

    def char_boxes(self, picture: Grey) -> tuple[list[int], Boxes, npt.NDArray[np.float64]]:
        """Code points, boxes and heights in points of every character, in reading order."""
        handle, codes, tight, heights = self._textpage.raw, [], [], []
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        loose = pdfium_c.FS_RECTF()
        for index in range(self.char_count):
            codes.append(int(pdfium_c.FPDFText_GetUnicode(handle, index)))
            pdfium_c.FPDFText_GetCharBox(handle, index, left, right, bottom, top)
            tight.append((left.value, bottom.value, right.value, top.value))
            pdfium_c.FPDFText_GetLooseCharBox(handle, index, loose)
            heights.append(max(abs(loose.top - loose.bottom), abs(loose.right - loose.left)))
        return codes, self._to_picture(tight, picture), np.array(heights)

    def measure_images(self) -> Imagens:
        """What the page's images are, without decoding them; the first few thousand objects are looked at."""
        page_area = max(self.width_pt * self.height_pt, 1.0)
        covered, max_pixels, dpi = 0.0, 0, 0.0
        width, height = ctypes.c_uint(), ctypes.c_uint()
        left, bottom, right, top = (ctypes.c_float() for _ in range(4))
        for image in _walk_images(self._page.raw):
            pdfium_c.FPDFPageObj_GetBounds(image, left, bottom, right, top)
            wide, tall = right.value - left.value, top.value - bottom.value
            covered += max(wide, 0.0) * max(tall, 0.0)
            pdfium_c.FPDFImageObj_GetImagePixelSize(image, width, height)
            if width.value * height.value > max_pixels:
                max_pixels = width.value * height.value
                dpi = 72 * math.sqrt(max_pixels / max(wide * tall, 1.0))
        return Imagens(min(covered / page_area, 1.0), max_pixels, dpi)

    def _to_picture(self, boxes: list[tuple[float, float, float, float]], picture: Grey) -> Boxes:
        """Page coordinates (left, bottom, right, top) to pixels, for rotated and cropped pages too."""
        if not boxes:
            return np.empty((0, 4))
        origin, across, up = (self._locate(x, y, picture) for x, y in ((0, 0), (1000, 0), (0, 1000)))
        matrix = np.array([across - origin, up - origin]) / 1000
        given = np.array(boxes, dtype=np.float64)
        first, second = given[:, :2] @ matrix + origin, given[:, 2:] @ matrix + origin
        return np.hstack([np.minimum(first, second), np.maximum(first, second)])

    def _locate(self, x: float, y: float, picture: Grey) -> npt.NDArray[np.float64]:
        height, width = picture.shape
        column, row = ctypes.c_int(), ctypes.c_int()
        pdfium_c.FPDF_PageToDevice(self._page.raw, 0, 0, width * _FINE, height * _FINE, 0, x, y, column, row)
        return np.array([column.value / _FINE, row.value / _FINE])


@contextmanager
def open_folha(pdf: pdfium.PdfDocument, index: int) -> Iterator[Folha]:
    """One page, closed at the end so that memory stays flat. Raises PdfiumError for a broken one."""
    page = pdf.get_page(index)
    try:
        textpage = page.get_textpage()
        try:
            yield Folha(page, textpage)
        finally:
            textpage.close()
    finally:
        page.close()


def clean_text(text: str) -> str:
    """Lines as people write them: words cut by the end of a line joined, no control characters."""
    for mark in ("\ufffe", "\x02", "\xad"):
        text = text.replace(mark + "\r\n", "").replace(mark + "\n", "").replace(mark, "")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    return "".join(c for c in text if c >= " " or c in "\n\t")


def _walk_images(page: object) -> Iterator[object]:
    """Images of a page and of the forms drawn on it."""
    budget = _MAX_OBJECTS
    stack = [(page, pdfium_c.FPDFPage_CountObjects, pdfium_c.FPDFPage_GetObject, 0)]
    while stack:
        parent, count, get, depth = stack.pop()
        for index in range(min(count(parent), budget)):
            budget -= 1
            item = get(parent, index)
            kind = pdfium_c.FPDFPageObj_GetType(item)
            if kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
                yield item
            elif kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
                stack.append((item, pdfium_c.FPDFFormObj_CountObjects, pdfium_c.FPDFFormObj_GetObject, depth + 1))
