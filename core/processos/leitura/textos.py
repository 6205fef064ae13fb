"""What the formats that are text already have in common, and plain text itself."""

from __future__ import annotations

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass
from pathlib import Path

from core.processos.leitura.folha import clean_text
from core.processos.leitura.invisiveis import find_smuggled
from core.processos.leitura.oculto import TextoVisivel

_MAX_BYTES = 20_000_000
MIN_FONT_PT = 2.4
PAPER = 255.0
_MIN_CONTRAST = 40
UNKNOWN_CM2 = 1_000.0
"""Area of a picture whose size the file does not tell: it may hold a page."""

GRANDE_DEMAIS = "o arquivo é grande demais para ser lido"


class TextRefusedError(ValueError):
    """The file cannot be read; the text says why, in pt-BR."""


@dataclass(frozen=True)
class PaginaDeTexto:
    """One page and the area in square cm of its largest picture, 0 without one."""

    visivel: TextoVisivel
    picture_cm2: float = 0.0


def read_txt(path: Path) -> list[PaginaDeTexto]:
    return [build_page(load_text(path))]


def build_page(texto: str, oculto: str = "", picture_cm2: float = 0.0) -> PaginaDeTexto:
    suspeita = " ".join(f"{clean_text(oculto)} {find_smuggled(texto)}".split())
    return PaginaDeTexto(TextoVisivel(_tidy(texto), suspeita), picture_cm2)


def load_text(path: Path) -> str:
    """UTF-8 or UTF-16, or else Windows Latin, which is what Brazilian systems write. Raises TextRefusedError."""
    if path.stat().st_size > _MAX_BYTES:
        raise TextRefusedError(GRANDE_DEMAIS)
    raw = path.read_bytes()
    if raw.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def measure_level(red: int, green: int, blue: int) -> float:
    """Grey level of a colour, as a page is drawn in grey."""
    return 0.299 * red + 0.587 * green + 0.114 * blue


def is_pale(level: float, paper: float) -> bool:
    """Whether letters of this grey level cannot be seen on paper of that level."""
    return abs(level - paper) < _MIN_CONTRAST


def _tidy(text: str) -> str:
    """Spaces collapsed, at most one empty line in a row."""
    lines = (" ".join(line.split()) for line in clean_text(text).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
