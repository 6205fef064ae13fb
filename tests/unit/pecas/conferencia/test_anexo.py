"""An annex that was computed is checked only where somebody changed it."""

from __future__ import annotations

import pytest

from core.pecas.conferencia.service import cut_anexo

ANEXO = "## Anexo\n\n| a |\n|---|\n| 1,00 |"


@pytest.mark.parametrize("end", ["", "\n", "\n\n"])
def test_an_annex_as_it_was_computed_is_left_out(end: str) -> None:
    assert cut_anexo(f"Texto.\n\n{ANEXO}{end}", ANEXO) == "Texto.\n\n"


@pytest.mark.parametrize("texto", [f"Texto.\n\n{ANEXO.replace('1,00', '2,00')}", f"Texto.\n\n{ANEXO}\n\nMais."])
def test_an_annex_that_somebody_changed_is_checked(texto: str) -> None:
    assert cut_anexo(texto, ANEXO) == texto


def test_a_peca_without_annex_is_checked_whole() -> None:
    assert cut_anexo("Texto.", "") == "Texto."
