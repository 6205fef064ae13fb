"""The gate: when a text layer may stand for the page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.processos.leitura.folha import Imagens
from core.processos.leitura.portao import Caminho, choose_caminho, is_sane
from core.processos.leitura.tinta import Tinta

CORPO = "O requerente necessita do medicamento indicado no relatório médico que instrui a petição. " * 3
SCAN = Imagens(share=1.0, max_pixels=4_000_000, dpi=200)
LAYERED = replace(SCAN, has_layer=True)


@pytest.mark.parametrize(
    ("corpo", "tinta", "imagens", "expected"),
    [
        pytest.param("", Tinta(5, 5, 9), Imagens(), Caminho.VAZIA, id="blank"),
        pytest.param("", Tinta(900, 800, 900), SCAN, Caminho.OCR, id="scan with the stamp only"),
        pytest.param("", Tinta(0, 0, 0), SCAN, Caminho.OCR, id="scan too pale to see from afar"),
        pytest.param("", Tinta(0, 0, 4000), Imagens(), Caminho.OCR, id="photograph"),
        pytest.param("", Tinta(900, 800, 900), Imagens(), Caminho.OCR, id="letters drawn as curves"),
        pytest.param(CORPO, Tinta(900, 20), Imagens(), Caminho.TEXTO, id="petition"),
        pytest.param(CORPO, Tinta(900, 20), SCAN, Caminho.TEXTO, id="honest layer over a scan"),
        pytest.param(CORPO, Tinta(900, 20), LAYERED, Caminho.OCR, id="layer that nobody sees"),
        pytest.param(CORPO, Tinta(900, 700), SCAN, Caminho.AMBOS, id="stamp of unknown words on a scan"),
        pytest.param(CORPO, Tinta(2000, 500), Imagens(), Caminho.AMBOS, id="petition with a screenshot"),
        pytest.param("Visto.", Tinta(60, 40), SCAN, Caminho.AMBOS, id="few words on a scan"),
        pytest.param("ANEXO II", Tinta(30, 2), Imagens(), Caminho.TEXTO, id="divider"),
        pytest.param("\ue001\ue002" * 200, Tinta(900, 20), Imagens(), Caminho.OCR, id="letters without a map"),
    ],
)
def test_gate_chooses(corpo: str, tinta: Tinta, imagens: Imagens, expected: Caminho):
    assert choose_caminho(corpo, tinta, imagens, is_sane=is_sane(corpo), is_whole=True) is expected


def test_scan_with_hidden_text_is_read_from_the_picture():
    assert choose_caminho(CORPO, Tinta(900, 20), SCAN, is_sane=True, is_whole=False) is Caminho.OCR


def test_text_that_the_font_does_not_map_is_not_sane_whatever_it_looks_like():
    assert is_sane(CORPO, unmapped_share=0.05)
    assert not is_sane(CORPO, unmapped_share=0.5)
