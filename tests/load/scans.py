"""Pages for the reading benchmark: Portuguese text set on paper, then spoiled the way scanners and courts spoil it."""

from __future__ import annotations

import io
import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import stringWidth

from tests import pdfs

DPI = 200
_WIDTH, _HEIGHT = A4
_SENTENCES = (
    "O requerente comprova, pelo laudo médico de fls. {n}, que necessita do medicamento de forma contínua.",
    "A União, o Estado e o Município respondem solidariamente pelas prestações na área da saúde.",
    "O custo mensal do tratamento foi orçado em R$ {v}, valor que supera a renda familiar declarada.",
    "Intimada em {d}, a parte autora deixou transcorrer o prazo sem manifestação nos autos.",
    "Segundo o parecer do núcleo técnico, há alternativa terapêutica disponível na rede pública.",
    "A jurisprudência do Superior Tribunal de Justiça é firme no sentido da necessidade de prova pericial.",
    "Não houve negativa administrativa, razão pela qual falta interesse de agir ao demandante.",
    "O artigo {n} da Constituição Federal não afasta a observância dos protocolos clínicos vigentes.",
    "Diante do exposto, requer a improcedência dos pedidos e a condenação em honorários advocatícios.",
    "A decisão agravada concedeu a tutela de urgência e fixou multa diária de R$ {v}, limitada a {n} dias.",
    "Os documentos juntados em {d} não demonstram a hipossuficiência econômica alegada na inicial.",
    "Cumpre observar que o fármaco pleiteado não possui registro na agência reguladora competente.",
    "O veículo foi apreendido em {d} por infração ao artigo {n} do Código de Trânsito Brasileiro.",
    "A perícia concluiu que a lesão é anterior ao acidente e não guarda nexo com a atividade exercida.",
    "Publique-se, registre-se, intimem-se e, oportunamente, arquivem-se os autos com as cautelas de praxe.",
    "A contadoria apurou o débito de R$ {v}, atualizado até {d}, com juros de {n} por cento ao ano.",
)
_CARIMBO = (
    "Este documento é cópia do original, assinado digitalmente por FULANO DE TAL em 03/02/2024 às 10:21, WEB24700123",
    "Para conferir o original, acesse https://tribunal.example, processo 0801234-56.2024.8.12.0001 e código AB12CD.",
)


@dataclass(frozen=True)
class Scan:
    """A picture of a page, what stands on it, and the kind of trouble it has."""

    kind: str
    image: Image.Image
    texto: str


def build_scans(count: int, seed: int) -> list[Scan]:
    """``count`` spoiled pages, the kinds in turn."""
    kinds = list(_KINDS)
    return [_build_scan(kinds[place % len(kinds)], random.Random(f"{seed}-{place}")) for place in range(count)]


def build_small_scan(seed: int) -> Scan:
    """A scanned page with a few lines, cheap to read."""
    chance = random.Random(seed)
    lines = write_paragraph(chance, 2, width=440)
    return Scan("small", _spoil_jpeg(_set_page([(70, lines)], 12), chance), "\n".join(lines))


def write_paragraph(chance: random.Random, sentences: int, *, width: float, size: float = 12) -> list[str]:
    """Sentences with invented values, broken into lines of ``width`` points."""
    words = " ".join(_fill(sentence, chance) for sentence in chance.choices(_SENTENCES, k=sentences)).split()
    lines = [""]
    for word in words:
        longer = f"{lines[-1]} {word}".strip()
        if stringWidth(longer, "Times-Roman", size) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def write_lines_of_text(seed: int) -> list[str]:
    """A page of text."""
    return write_paragraph(random.Random(seed), 24, width=440)


def to_pdf(images: Sequence[Image.Image], stamp: pdfs.Draw | None = None) -> bytes:
    """One page for each picture; ``stamp`` is drawn above it as real text."""
    draws = [place_scan(image) for image in images]
    return pdfs.build_pdf(*([pdfs.both(draw, stamp) for draw in draws] if stamp else draws))


def place_scan(image: Image.Image) -> pdfs.Draw:
    """A picture over the whole page, compressed as scanners do and kept so."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=70)

    def draw(canvas: pdfs.Canvas) -> None:
        canvas.drawImage(ImageReader(buffer), 0, 0, _WIDTH, _HEIGHT)

    return draw


def _build_scan(kind: str, chance: random.Random) -> Scan:
    spoil, columns = _KINDS[kind]
    if columns == 2:
        left, right = (write_paragraph(chance, 17, width=232, size=11) for _ in range(2))
        page, texto = _set_page([(54, left), (302, right)], 11), "\n".join([*left, *right])
    else:
        lines = write_paragraph(chance, 28, width=455)
        page, texto = _set_page([(95, lines)], 12), "\n".join(lines)
    return Scan(kind, spoil(page, chance), texto)


def _set_page(columns: Sequence[tuple[float, Sequence[str]]], size: float) -> Image.Image:
    written = [pdfs.write_lines(lines, x=x, top=760, size=size) for x, lines in columns]
    return pdfs.photograph(pdfs.build_pdf(pdfs.both(*written)), dpi=DPI)


def _fill(sentence: str, chance: random.Random) -> str:
    reais = f"{chance.randint(1, 99)}.{chance.randint(0, 999):03d},{chance.randint(0, 99):02d}"
    date = f"{chance.randint(1, 28):02d}/{chance.randint(1, 12):02d}/{chance.randint(2015, 2025)}"
    return sentence.format(n=chance.randint(10, 400), v=reais, d=date)


def _spoil_skew(page: Image.Image, chance: random.Random) -> Image.Image:
    return _finish(page, chance, angle=chance.choice((-1, 1)) * chance.uniform(1.0, 3.0))


def _spoil_noise(page: Image.Image, chance: random.Random) -> Image.Image:
    return _finish(page, chance, angle=chance.uniform(-1, 1), noise=28, specks=0.002)


def _spoil_jpeg(page: Image.Image, chance: random.Random) -> Image.Image:
    return _finish(page, chance, angle=chance.uniform(-1, 1), quality=18)


def _spoil_contrast(page: Image.Image, chance: random.Random) -> Image.Image:
    return _finish(
        page,
        chance,
        angle=chance.uniform(-1.5, 1.5),
        ink=chance.randint(100, 132),
        paper=194,
        shade=chance.randint(30, 80),
    )


def _spoil_stamp(page: Image.Image, chance: random.Random) -> Image.Image:
    """The court's line along the margin, printed before the scan, a round stamp and the scanner's dark edge."""
    margin = ImageFont.truetype("DejaVuSans.ttf", 17) if _has_dejavu() else ImageFont.load_default(17)
    strip = Image.new("L", (page.height, 50), 255)
    words = (
        "Este documento é cópia do original, assinado digitalmente por FULANO DE TAL. Para conferir o original, acesse"
    )
    ImageDraw.Draw(strip).text((220, 4), words, fill=60, font=margin)
    ImageDraw.Draw(strip).text((220, 26), "o site https://tribunal.example, código AB12CD.", fill=60, font=margin)
    page.paste(strip.rotate(90, expand=True), (page.width - 60, 0))
    seal = Image.new("L", (300, 300), 255)
    ImageDraw.Draw(seal).ellipse((10, 10, 290, 290), outline=120, width=6)
    ImageDraw.Draw(seal).text((62, 130), "PROTOCOLO GERAL", fill=120, font=margin)
    page.paste(seal.rotate(chance.uniform(-30, 30), fillcolor=255), (page.width - 420, page.height - 320))
    ImageDraw.Draw(page).rectangle((0, 0, 14, page.height), fill=25)
    return _finish(page, chance, angle=chance.uniform(-1, 1))


def _finish(  # what a scanner does, one setting each
    page: Image.Image,
    chance: random.Random,
    *,
    angle: float,
    noise: int = 8,
    specks: float = 0.0,
    quality: int = 60,
    ink: int = 20,
    paper: int = 245,
    shade: int = 0,
) -> Image.Image:
    pixels = np.asarray(page.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)).astype(np.float64) / 255
    grain = np.random.default_rng(chance.randrange(2**31))
    across = np.linspace(0, math.pi, pixels.shape[1])
    field = ink + pixels * (paper - ink) - shade * (1 - np.sin(across)) / 2
    field += grain.normal(0, noise, pixels.shape)
    if specks:
        field[grain.random(pixels.shape) < specks] = 30
    buffer = io.BytesIO()
    Image.fromarray(field.clip(0, 255).astype(np.uint8)).save(buffer, "JPEG", quality=quality)
    return Image.open(buffer).copy()


def _has_dejavu() -> bool:
    try:
        ImageFont.truetype("DejaVuSans.ttf", 17)
    except OSError:
        return False
    return True


_KINDS: dict[str, tuple[Callable[[Image.Image, random.Random], Image.Image], int]] = {
    "columns": (_spoil_skew, 2),
    "contrast": (_spoil_contrast, 1),
    "stamps": (_spoil_stamp, 1),
    "noise": (_spoil_noise, 1),
    "skew": (_spoil_skew, 1),
    "jpeg": (_spoil_jpeg, 1),
}
"""How a page is spoiled and how many columns it has."""
