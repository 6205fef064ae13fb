"""The first or last tokens of a text, as the model itself counts them."""

from __future__ import annotations

from collections.abc import Callable

from core.classificador.domain import Corte, ModoDoCorte

_LONGEST_TOKEN = 8
"""Characters per token that no text of words exceeds on average: a first cut without asking."""

_CLOSE = 0.98
_ROUNDS = 6


def cut_texto(texto: str, corte: Corte, count: Callable[[str], int]) -> str:
    """At most the tokens asked for, and hardly fewer, cut between words; ``count`` asks the model."""
    if corte.modo is ModoDoCorte.INTEIRO or len(texto.encode()) <= corte.tokens:
        return texto
    is_end = corte.modo is ModoDoCorte.ULTIMOS
    fits, too_long = 0, len(texto) + 1
    size = min(len(texto), corte.tokens * _LONGEST_TOKEN)
    for _ in range(_ROUNDS):
        tokens = count(_take(texto, size, is_end=is_end))
        if tokens <= corte.tokens:
            fits = size
        else:
            too_long = size
        is_close = fits == size and tokens >= corte.tokens * _CLOSE
        guess = size * corte.tokens // max(tokens, 1)
        size = min(max(guess if guess != size else guess - 1, fits + 1), too_long - 1)
        if is_close or fits >= size:
            break
    return _take(texto, fits, is_end=is_end)


def _take(texto: str, size: int, *, is_end: bool) -> str:
    """So many characters, without the word that the cut would tear; a text of one word is torn."""
    if size >= len(texto):
        return texto
    piece = texto[len(texto) - size :] if is_end else texto[:size]
    words = piece.split(maxsplit=1)[1:] if is_end else piece.rsplit(maxsplit=1)[:1]
    is_torn = not (texto[len(texto) - size - 1] if is_end else texto[size]).isspace()
    return words[0] if is_torn and words and len(words[0]) < len(piece) else piece
