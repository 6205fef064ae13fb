"""The picture of a page shows what the reading of the page knows."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from PIL import Image

from core.processos.autos.obras.desenho import draw_pages
from tests import pdfs


def test_field_that_was_filled_in_is_drawn(tmp_path: Path) -> None:
    path = tmp_path / "conteudo"
    path.write_bytes(pdfs.build_pdf(pdfs.fill_field("R$ 1.234,56 mensais")))
    [desenho] = draw_pages(path, [1])
    pixels = np.asarray(Image.open(io.BytesIO(desenho.imagem)).convert("L"))
    assert (pixels < 128).sum() > 200
