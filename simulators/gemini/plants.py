"""Errors that a model makes and that the portal's check must find, put into a minuta on purpose.

A person or a test asks for them in the observation of the request, in square brackets: ``[plantar: autoridade]``,
``[plantar: citação, lugar]``. What is known:

- ``autoridade``: a Tema that does not exist is cited under the first argument (``TEMA_FALSO``);
- ``citação``: the first long quotation gets a "não" that its source does not have; where there is none, the first
  long paragraph of an argument is quoted with one;
- ``lugar``: a sentence names a leaf that the case does not have (``LUGAR_FALSO``).
"""

from __future__ import annotations

import re

from simulators.gemini.words import fold

TEMA_FALSO = "Tema 9876 do STF"
LUGAR_FALSO = "fl. 98765"

_MARKER = re.compile(r"\s*\[plantar:([^\]]*)\]\s*", re.IGNORECASE)
_TOPIC = re.compile(r"^### [^\n]+\n\n", re.MULTILINE)
_PARAGRAPH = re.compile(r"^(\w+ \w+)((?: [^\s“”*.:;]+){6,})", re.MULTILINE)
_QUOTATION = re.compile(r"“(\w+ \w+)( (?:[^“”\s]+\s){4,}[^“”]*”)")


def take_marker(observacao: str) -> tuple[str, tuple[str, ...]]:
    """The observation without the marker, and what it asks for."""
    match = _MARKER.search(observacao)
    if match is None:
        return observacao, ()
    return _MARKER.sub(" ", observacao).strip(), tuple(fold(name.strip()) for name in match[1].split(","))


def plant(minuta: str, names: tuple[str, ...]) -> str:
    """The same minuta with the errors in it."""
    topic = _TOPIC.search(minuta)
    if "citacao" in names:
        minuta = _alter_quotation(minuta)
    if topic is not None and "lugar" in names:
        sentence = f"O documento juntado confirma essa conclusão ({LUGAR_FALSO}).\n\n"
        minuta = f"{minuta[: topic.end()]}{sentence}{minuta[topic.end() :]}"
    if topic is not None and "autoridade" in names:
        sentence = f"Nesse exato sentido é a tese fixada no {TEMA_FALSO}.\n\n"
        minuta = f"{minuta[: topic.end()]}{sentence}{minuta[topic.end() :]}"
    return minuta


def _alter_quotation(minuta: str) -> str:
    altered, count = _QUOTATION.subn(r"“\1 não\2", minuta, count=1)
    topic = _TOPIC.search(minuta)
    words = _PARAGRAPH.search(minuta, topic.end()) if topic else None
    if count or topic is None or words is None:
        return altered
    sentence = f"É o que aqui se sustenta: “{words[1]} não{words[2]}”.\n\n"
    return f"{minuta[: topic.end()]}{sentence}{minuta[topic.end() :]}"
