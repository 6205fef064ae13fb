"""Scans: paper put on a glass by somebody in a hurry. Pages are images, without a text layer of their own."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from io import BytesIO

import numpy as np
import pypdfium2
from PIL import Image, ImageDraw, ImageFilter
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from simulators.tribunal.arquivos.pdf import Tarja, draw_tarja

DPI = 200
_PAPER = 244


def render_scan(original: bytes, *, key: str, is_legivel: bool, tarja: Tarja | None) -> bytes:
    """Every page of the PDF ``original`` as a grey JPEG; with ``tarja`` the court's stamp is real text above it."""
    draw = random.Random(key)
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    for numero, pagina in enumerate(_iter_pages(original), start=1):
        imagem = _scan(pagina, draw) if is_legivel else _ruin(pagina, draw)
        canvas.drawImage(ImageReader(_as_jpeg(imagem)), 0, 0, *A4)
        if tarja:
            draw_tarja(canvas, tarja, numero)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _iter_pages(original: bytes) -> Iterator[Image.Image]:
    """Callers hold the lock of the collection: the renderer must not run in two threads at once."""
    document = pypdfium2.PdfDocument(original)
    try:
        for page in document:
            yield page.render(scale=DPI / 72, grayscale=True).to_pil().convert("L")
            page.close()
    finally:
        document.close()


def _scan(pagina: Image.Image, draw: random.Random) -> Image.Image:
    """Signature and stamp, skew between 0.3 and 1.5 degrees, light blur, paper tone and noise."""
    _sign(pagina, draw)
    angle = draw.choice((-1, 1)) * draw.uniform(0.3, 1.5)
    torta = pagina.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=255)
    borrada = torta.filter(ImageFilter.GaussianBlur(draw.uniform(0.4, 0.8)))
    return _noise(borrada, draw, contrast=0.82, sigma=7.0)


def _ruin(pagina: Image.Image, draw: random.Random) -> Image.Image:
    """A page nobody can read: moved while scanned, washed out and dirty."""
    largura, altura = pagina.size[0] // 14, pagina.size[1] // 14
    pequena = pagina.resize((largura, altura)).filter(ImageFilter.GaussianBlur(1.6))
    mancha = ImageDraw.Draw(pequena)
    for _ in range(30):
        x, y, raio = draw.randint(0, largura), draw.randint(0, altura), draw.randint(2, 16)
        mancha.ellipse((x - raio, y - raio // 2, x + raio, y + raio // 2), fill=draw.randint(150, 235))
    borrada = pequena.filter(ImageFilter.GaussianBlur(1.8)).resize(pagina.size, Image.Resampling.BICUBIC)
    return _noise(borrada, draw, contrast=0.35, sigma=26.0)


def _noise(imagem: Image.Image, draw: random.Random, *, contrast: float, sigma: float) -> Image.Image:
    """Ink on grey paper with a shadow along one side, grain and a few specks of dust."""
    rng = np.random.default_rng(draw.getrandbits(32))
    tinta = (255.0 - np.asarray(imagem, dtype=np.float32)) * contrast
    sombra = np.linspace(0, draw.uniform(6, 18), tinta.shape[1], dtype=np.float32)
    grao = rng.standard_normal(tinta.shape, dtype=np.float32) * sigma
    folha = np.clip(_PAPER - sombra - tinta + grao, 0, 255).astype(np.uint8)
    poeira = rng.integers(0, (folha.shape[0], folha.shape[1]), size=(160, 2))
    folha[poeira[:, 0], poeira[:, 1]] = 60
    return Image.fromarray(folha)


def _sign(pagina: Image.Image, draw: random.Random) -> None:
    """A scribble and a round rubber stamp in the lower corner, where there is no text."""
    caneta = ImageDraw.Draw(pagina)
    x, y = draw.randint(900, 1050), 2090
    traco = [(x + 3 * t, y + 38 * math.sin(t / 3.1) * math.cos(t / 11) + draw.uniform(-3, 3)) for t in range(110)]
    caneta.line(traco, fill=70, width=4, joint="curve")
    for raio in (88, 80):
        caneta.ellipse((420 - raio, 2080 - raio, 420 + raio, 2080 + raio), outline=120, width=3)
    caneta.line((350, 2095, 490, 2065), fill=120, width=3)


def _as_jpeg(imagem: Image.Image) -> BytesIO:
    buffer = BytesIO()
    imagem.save(buffer, "JPEG", quality=62)
    buffer.seek(0)
    return buffer
