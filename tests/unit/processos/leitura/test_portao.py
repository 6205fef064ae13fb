"""The gate: when a text layer may stand for the page."""

from __future__ import annotations

import numpy as np
import pytest

from core.processos.leitura.folha import Imagens
from core.processos.leitura.portao import Caminho, Tinta, choose_caminho, is_sane, measure_tinta

CORPO = "O requerente necessita do medicamento indicado no relatório médico que instrui a petição. " * 3
SCAN = Imagens(share=1.0, max_pixels=4_000_000, dpi=200)


@pytest.mark.parametrize(
    ("corpo", "tinta", "imagens", "expected"),
    [
        pytest.param("", Tinta(5, 5), Imagens(), Caminho.VAZIA, id="blank"),
        pytest.param("", Tinta(900, 800), SCAN, Caminho.OCR, id="scan with the stamp only"),
        pytest.param("", Tinta(900, 800), Imagens(), Caminho.OCR, id="letters drawn as curves"),
        pytest.param(CORPO, Tinta(900, 20), Imagens(), Caminho.TEXTO, id="petition"),
        pytest.param(CORPO, Tinta(900, 20), SCAN, Caminho.TEXTO, id="honest layer over a scan"),
        pytest.param(CORPO, Tinta(900, 700), SCAN, Caminho.OCR, id="layer explains little of the scan"),
        pytest.param(CORPO, Tinta(900, 700), Imagens(), Caminho.TEXTO, id="table with lines"),
        pytest.param("ANEXO II", Tinta(30, 2), Imagens(), Caminho.TEXTO, id="divider"),
        pytest.param("\ue001\ue002" * 200, Tinta(900, 20), Imagens(), Caminho.OCR, id="letters without a map"),
    ],
)
def test_gate_chooses(corpo: str, tinta: Tinta, imagens: Imagens, expected: Caminho):
    assert choose_caminho(corpo, tinta, imagens, is_whole=True) is expected


def test_scan_with_hidden_text_is_read_from_the_picture():
    assert choose_caminho(CORPO, Tinta(900, 20), SCAN, is_whole=False) is Caminho.OCR


def test_ink_under_text_is_explained():
    picture = np.full((400, 400), 255, dtype=np.uint8)
    picture[40:60, 40:200] = 0
    picture[240:260, 40:200] = 0
    box = np.array([[40.0, 40.0, 200.0, 60.0]])
    ink = measure_tinta(picture, box)
    assert 0 < ink.unexplained < ink.total
    assert ink.unexplained_share == pytest.approx(0.5, abs=0.1)


def test_shifted_letters_are_not_sane():
    shifted = "".join(chr(ord(c) + 3) if c.isalpha() and c.isascii() else c for c in CORPO)
    assert is_sane(CORPO)
    assert not is_sane(shifted)
