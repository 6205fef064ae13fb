"""Which passwords are accepted: by length, by what is known of the person, and by how soon they would be guessed.

No kinds of characters are asked for and nothing expires by time (OWASP ASVS 5.0, 6.2; NIST SP 800-63B, 3.1.1.2).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from core.errors import InvalidInputError

MIN_SENHA, MAX_SENHA = 12, 128
"""Characters."""

_WORDS = ("procuradoria", "mato grosso do sul", "campo grande", "portal", "estado", "senha", "saude", "pge", "ms")
"""What anybody would try at this portal."""

_MIN_REST = 6
"""Characters that must be left when those words and the person's own are taken away."""

_MIN_WORD = 3
_REFUSED = "O portal não aceita esta senha. "
_ACCEPTED, _STRONG = 3, 4
"""Of zxcvbn's scale from 0 to 4; below 3 a password falls in less than 10^8 guesses."""

Estimate = Callable[[str, Iterable[str]], int]


@dataclass(frozen=True)
class Juizo:
    """``motivo`` says why a password is refused and what to do; empty for one that is accepted."""

    forca: str
    nivel: int
    motivo: str = ""

    @property
    def is_accepted(self) -> bool:
        return not self.motivo


def judge_senha(senha: str, about: Iterable[str], estimate: Estimate) -> Juizo:
    """``about`` are login, name and unit of the person."""
    known = _list_words(about)
    if len(senha) < MIN_SENHA:
        missing = MIN_SENHA - len(senha)
        return Juizo("curta", 0, f"A senha precisa de {MIN_SENHA} caracteres ou mais. {_count(missing)}")
    if len(senha) > MAX_SENHA:
        return Juizo("longa demais", 0, f"A senha passa de {MAX_SENHA} caracteres. Escolha uma mais curta.")
    if len(_take_away(senha, known)) < _MIN_REST:
        return Juizo(
            "fácil de adivinhar",
            1,
            "A senha é quase toda feita do nome, do login ou de palavras do portal. "
            "Escolha palavras que ninguém ligaria a você.",
        )
    level = estimate(senha, known)
    if level < _ACCEPTED:
        return Juizo(
            "fácil de adivinhar",
            1,
            "A senha é comum ou segue um padrão fácil de adivinhar. "
            "Junte três ou quatro palavras sem relação entre si; acentos e espaços valem.",
        )
    return Juizo("forte" if level >= _STRONG else "boa", level)


def require_senha(senha: str, about: Iterable[str], estimate: Estimate) -> None:
    """Raises InvalidInputError with the reason."""
    juizo = judge_senha(senha, about, estimate)
    if not juizo.is_accepted:
        raise InvalidInputError("senha", user_message=_REFUSED + juizo.motivo)


def _count(missing: int) -> str:
    return "Falta 1." if missing == 1 else f"Faltam {missing}."


def _list_words(about: Iterable[str]) -> tuple[str, ...]:
    parts = [part for text in about for part in re.split(r"[^0-9a-z]+", _fold(text)) if len(part) >= _MIN_WORD]
    return tuple(dict.fromkeys((*_WORDS, *parts)))


def _take_away(senha: str, words: Iterable[str]) -> str:
    """Letters and digits that are left."""
    rest = _fold(senha)
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    return re.sub(r"[\W_]", "", rest)


def _fold(text: str) -> str:
    """Small letters without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))
