"""Whether a verb of a folded sentence tells what is, or what somebody asks for, supposes or denies. Pure."""

from __future__ import annotations

import re

PEDE = re.compile(
    r"\b(?:requer|requer(?:eu|em|eram|endo)|ped(?:e|em|iu|iram|indo)|pleite\w+|postul\w+|pugn\w+|pretend\w+|solicit\w+)\b"
)
_SUPOE = re.compile(
    r"(?:^|[\s,;(])(?:se|caso|acaso|quando|salvo|eventual(?:mente)?|desde que|ainda que|sob pena de)\s+(?:\w+\s+){0,4}$"
)
_IRREAL = re.compile(r"\b(?:(?:seja|fosse)m?\s+(?:\w+\s+){0,6}|(?:ser(?:em)?|for(?:em)?)\s+(?:\w+\s+)?)$")
_REAL = re.compile(r"\b(?:foi|foram|fica|ficam|ficou|ficaram|restou|restaram|sido|esta|estao)\s+(?:\w+\s+)?$")
_NEGA = re.compile(r"\b(?:nao|nunca|deix(?:o|ou|ei) de)\s+(?:\w+\s+){0,2}$")
_FORMA_NOMINAL = re.compile(r"(?:[ai]d[oa]s?|ndo|-se)$")
"""The end of a participle, a gerund, or a verb without a subject."""


def is_negado(frase: str, start: int) -> bool:
    return _NEGA.search(frase[:start]) is not None


def is_em_pessoa(verbo: str) -> bool:
    """In the first person, which does what it says: ``defiro``, ``concedo``."""
    return verbo.endswith("o") and not _FORMA_NOMINAL.search(verbo)


def is_suposto(frase: str, verbo: str, start: int) -> bool:
    """Whether the verb at ``start`` tells only what would be."""
    if is_em_pessoa(verbo):
        return False
    return _SUPOE.search(frase[:start]) is not None or _IRREAL.search(frase[:start]) is not None


def is_pedido(frase: str, verbo: str, start: int) -> bool:
    """Whether the verb at ``start`` tells only what somebody asks for."""
    before = frase[:start]
    return bool(_FORMA_NOMINAL.search(verbo) and PEDE.search(before) and not _REAL.search(before))
