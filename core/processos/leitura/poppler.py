"""A second program for pages that PDFium shows empty or broken: poppler, where it is installed.

PDFium is three times faster and draws nearly all of what is damaged as well. But a stream of a wrong length whose end
does not stand alone is nothing for PDFium and the whole page for poppler: it would be lost without a word.
The programs inherit the limits of memory and processor of the child that reads the document.
"""

from __future__ import annotations

from pathlib import Path

from pdf2image import convert_from_path, pdfinfo_from_path
from pdf2image.exceptions import PDFPageCountError, PDFPopplerTimeoutError, PopplerNotInstalledError
from PIL import Image

DPI = 200
_LONGEST_SIDE_PX = 2339
"""A4 at ``DPI``; pages of any size are drawn as large as this."""
_TIMEOUT_S = 8
_MAX_VAIN = 10


class Redesenho:
    """Draws pages of one document again; gives up when poppler hangs, or brought nothing for a number of pages.

    ``source`` is a file; bytes, what is left of a file behind too much junk, are not drawn.
    """

    def __init__(self, source: Path | bytes) -> None:
        self._source = source
        self._left = _MAX_VAIN
        self._is_known = False

    def draw(self, number: int) -> Image.Image | None:
        """The page in grey, or nothing when there is none to see, no poppler, or no hope."""
        if not self._left or isinstance(self._source, bytes):
            return None
        self._left -= 1
        try:
            if not self._is_known:  # each conversion begins with the same question, but without a limit of time
                pdfinfo_from_path(str(self._source), timeout=_TIMEOUT_S)
                self._is_known = True
            pictures = convert_from_path(
                self._source,
                first_page=number,
                last_page=number,
                grayscale=True,
                size=_LONGEST_SIDE_PX,
                timeout=_TIMEOUT_S,
            )
        except (PDFPopplerTimeoutError, PopplerNotInstalledError):
            self._left = 0
            return None
        except (PDFPageCountError, OSError, ValueError):  # poppler cannot open it either, or died while drawing
            return None
        if not pictures or pictures[0].getextrema()[0] > 128:  # type: ignore[operator]  # one band: two numbers
            return None
        self._left += 1
        return pictures[0]
