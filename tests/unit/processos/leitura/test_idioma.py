"""Letters that make words, and letters of a font with a wrong map."""

from __future__ import annotations

import random
import string

import pytest

from core.processos.leitura.idioma import is_plausible
from tests import pdfs

LINE = "O requerente necessita do medicamento indicado no relatório médico que instrui a petição"
PLAUSIBLE = {
    "petition": LINE,
    "capitals": LINE.upper(),
    "medicines": "Paracetamol 500 mg, Dipirona sódica gotas, Omeprazol 20 mg, Losartana, Adalimumabe seringa",
    "names": "Washington William Kubitschek Yamamoto, Jefferson Wellington Schmidt, Takahashi Kawakami, Shirley Müller",
    "blood count": "HEMOGRAMA LEUCOCITOS ERITROCITOS HEMOGLOBINA HEMATOCRITO VCM HCM CHCM RDW TGO TGP GGT PCR TSH VHS",
    "English": "This licence shall be governed by the laws of the state without regard to conflict of law provisions",
    "signature": "b7d9c0ffee1234567890abcdef9f8e7d6c5b4a39281706f5e4d3c2b1a0 " * 4,
    "line of signs": "--------====== | " * 9 + LINE,
    "address": "https://esaj.tribunal.example/pastadigital/pg/abrirConferenciaDocumento.do?origem=peticao",
    "values": "R$ 1.234,56 12/03/2024 " * 30,
    "few words": "xkqz wvbn",
}


@pytest.mark.parametrize("texto", PLAUSIBLE.values(), ids=PLAUSIBLE)
def test_what_people_write_is_plausible(texto: str):
    assert is_plausible(texto)


@pytest.mark.parametrize("shift", [1, 3, -4, 13])
def test_line_of_shifted_letters_is_not_plausible(shift: int):
    assert not is_plausible("".join(chr(ord(c) + shift) if c.isalpha() and c.isascii() else c for c in LINE))


def test_letters_exchanged_at_random_are_found():
    chance = random.Random(5)
    letters = string.ascii_lowercase
    maps = [str.maketrans(letters, "".join(chance.sample(letters, 26))) for _ in range(200)]
    lines = " ".join(pdfs.PETICAO).casefold()
    assert sum(is_plausible(lines.translate(wrong)) for wrong in maps) <= 4
