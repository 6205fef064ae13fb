"""One page of a PDF as PDFium sees it: its text, the boxes of the text, a small grey picture, its images."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from core.processos.leitura.invisiveis import find_smuggled, strip_invisible

Grey = npt.NDArray[np.uint8]
Boxes = npt.NDArray[np.float64]
"""One row per box: left, top, right, bottom, in pixels of the picture; may lie outside it."""

PREVIEW_DPI = 100
_MAX_PREVIEW_PIXELS = 40_000_000
_MIN_PREVIEW_SCALE = 0.5
_SCAN_SHARE = 0.3
_MAX_OBJECTS = 3000
_MAX_DEPTH = 4
_MAX_SAMPLE = 400
_FINE = 64
"""Subdivisions of a pixel: PDFium's conversion of places to the picture gives whole numbers only."""


class PageTooLargeError(ValueError):
    """The page's box cannot be drawn at a legible size within the memory of one page."""


@dataclass(frozen=True)
class Imagens:
    """Images drawn on a page: the share of it that they cover, the largest in pixels, and its resolution.

    ``has_layer``: text that is not drawn, or lies beneath an image of the page's size, as programs put it under scans.
    """

    share: float = 0.0
    max_pixels: int = 0
    dpi: float = 0.0
    has_layer: bool = False


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
        return clean_text(self._read_raw())

    def find_smuggled(self) -> str:
        """What characters without width or colour carry."""
        return find_smuggled(self._read_raw())

    def measure_unmapped(self) -> float:
        """Share of the characters that their font does not translate to letters; a sample of a full page."""
        step = max(self.char_count // _MAX_SAMPLE, 1)
        places = range(0, self.char_count, step)
        lost = [place for place in places if pdfium_c.FPDFText_HasUnicodeMapError(self._textpage.raw, place) == 1]
        return len(lost) / max(len(places), 1)

    def _read_raw(self) -> str:
        return str(self._textpage.get_text_range()) if self.char_count else ""

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

    def measure_colour(self, index: int, paper: float) -> float:
        """Grey level in which a character would appear on paper of this level; black where PDFium cannot tell."""
        item = pdfium_c.FPDFText_GetTextObject(self._textpage.raw, index)
        if item and pdfium_c.FPDFTextObj_GetTextRenderMode(item) == pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE:
            return paper
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        if not pdfium_c.FPDFText_GetFillColor(self._textpage.raw, index, red, green, blue, alpha):
            return 0.0
        level = 0.299 * red.value + 0.587 * green.value + 0.114 * blue.value
        return paper + (level - paper) * alpha.value / 255

    def measure_images(self) -> Imagens:
        """What the page's images are, without decoding them; the first few thousand objects are looked at."""
        page_area = max(self.width_pt * self.height_pt, 1.0)
        covered, max_pixels, dpi = 0.0, 0, 0.0
        has_text = has_invisible = has_covered = has_scan = False
        for kind, item in _walk_objects(self._page.raw):
            if kind == pdfium_c.FPDF_PAGEOBJ_TEXT:
                has_text = True
                has_invisible |= pdfium_c.FPDFTextObj_GetTextRenderMode(item) == pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE
                continue
            area, pixels = _measure_image(item)
            covered += area
            if area >= _SCAN_SHARE * page_area:
                has_scan, has_covered = True, has_covered or has_text
            if pixels > max_pixels:
                max_pixels, dpi = pixels, 72 * math.sqrt(pixels / max(area, 1.0))
        has_layer = has_covered or (has_scan and has_invisible)
        return Imagens(min(covered / page_area, 1.0), max_pixels, dpi, has_layer)

    def has_broken_image(self) -> bool:
        """Whether an image of the page cannot be decoded, so that the page looks emptier than it is."""
        for kind, item in _walk_objects(self._page.raw):
            if kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
                bitmap = pdfium_c.FPDFImageObj_GetBitmap(item)
                if not bitmap:
                    return True
                pdfium_c.FPDFBitmap_Destroy(bitmap)
        return False

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
    page = open_page(pdf, index)
    try:
        textpage = page.get_textpage()
        try:
            yield Folha(page, textpage)
        finally:
            textpage.close()
    finally:
        page.close()


def open_page(pdf: pdfium.PdfDocument, index: int) -> pdfium.PdfPage:
    """A page with what was filled in or noted on it: form fields and annotations are no part of its content at first.

    Those that the file hides stay out. Raises PdfiumError.
    """
    page = pdf.get_page(index)
    count = max(pdfium_c.FPDFPage_GetAnnotCount(page.raw), 0)
    if all(_is_bare(page.raw, place) for place in range(min(count, _MAX_OBJECTS))):
        return page
    pdfium_c.FPDFPage_Flatten(page.raw, pdfium_c.FLAT_NORMALDISPLAY)  # on failure the page stays as it was
    page.close()
    return pdf.get_page(index)


def _is_bare(page: object, place: int) -> bool:
    """Whether an annotation shows nothing on the page: links and windows that open on demand."""
    annotation = pdfium_c.FPDFPage_GetAnnot(page, place)
    if not annotation:
        return True
    kind = pdfium_c.FPDFAnnot_GetSubtype(annotation)
    pdfium_c.FPDFPage_CloseAnnot(annotation)
    return kind in (pdfium_c.FPDF_ANNOT_LINK, pdfium_c.FPDF_ANNOT_POPUP)


def clean_text(text: str) -> str:
    """Lines as people write them: words cut by the end of a line joined, no control characters."""
    for mark in ("\ufffe", "\x02", "\xad"):
        text = text.replace(mark + "\r\n", "").replace(mark + "\n", "").replace(mark, "")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    text = strip_invisible(text.replace("\u2028", "\n").replace("\u2029", "\n"))
    return "".join(c for c in text if c >= " " or c in "\n\t")


def _measure_image(image: object) -> tuple[float, int]:
    """Area on the page in square points, and number of pixels."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    width, height = ctypes.c_uint(), ctypes.c_uint()
    pdfium_c.FPDFPageObj_GetBounds(image, left, bottom, right, top)
    pdfium_c.FPDFImageObj_GetImagePixelSize(image, width, height)
    area = max(right.value - left.value, 0.0) * max(top.value - bottom.value, 0.0)
    return area, width.value * height.value


def _walk_objects(page: object) -> Iterator[tuple[int, object]]:
    """Kind and handle of texts and images of a page and of the forms drawn on it, in the order of drawing."""
    budget = _MAX_OBJECTS
    stack = [_list_objects(page, pdfium_c.FPDFPage_CountObjects, pdfium_c.FPDFPage_GetObject)]
    while stack and budget > 0:
        item = next(stack[-1], None)
        if item is None:
            stack.pop()
            continue
        budget -= 1
        kind = pdfium_c.FPDFPageObj_GetType(item)
        if kind in (pdfium_c.FPDF_PAGEOBJ_IMAGE, pdfium_c.FPDF_PAGEOBJ_TEXT):
            yield kind, item
        elif kind == pdfium_c.FPDF_PAGEOBJ_FORM and len(stack) <= _MAX_DEPTH:
            stack.append(_list_objects(item, pdfium_c.FPDFFormObj_CountObjects, pdfium_c.FPDFFormObj_GetObject))


def _list_objects(
    parent: object, count: Callable[[object], int], get: Callable[[object, int], object]
) -> Iterator[object]:
    return (get(parent, index) for index in range(count(parent)))
