"""The answer about one document of a lot: the category of the instruction whose own words the text has most of.

The categories stand in the instruction as ``<categoria slug nome>description<subcategoria>name</subcategoria>``, so a
better description finds more documents, as it does with the model.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

from simulators.gemini.tags import Element
from simulators.gemini.words import STOPWORDS, fold, split_sentences, stem, words_of

_NUMERO_CNJ = re.compile(r"\b\d{7}-\d{2}\.\d{4}\.\d\.\d{2}\.\d{4}\b")
_HEAD_CHARS = 1_500
_HEAD_WEIGHT = 2.0
_MIN_LETTERS = 4
_NAMED = 3.0
"""A word of the category's name tells more than one of its description."""

_SURE, _HALF_SURE = 1.6, 1.15
"""How much better than the second best a category is, for high and for middling confidence."""

_ENOUGH = 4.0
_MAX_REASON = 160


@dataclass(frozen=True)
class _Option:
    slug: str
    nome: str
    weights: dict[str, float]
    subcategorias: tuple[str, ...]


def classify_item(request: Element, instrucao: str) -> dict[str, Any]:
    """The JSON for a ``<pedido agente="lote">``."""
    texto = request.find("documento").text
    options = [_read_option(element) for element in Element({}, instrucao).find_all("categoria")]
    if not options:
        return {"categoria": "", "confianca": "baixa", "justificativa_breve": "A instrução não traz categorias."}
    stems, head = _stems(texto), _stems(texto[:_HEAD_CHARS])
    rarity = {
        word: math.log(1 + len(options) / sum(word in o.weights for o in options)) for word in _list_words(options)
    }
    scored = sorted(((_score(option, stems, head, rarity), option) for option in options), key=lambda pair: -pair[0])
    best, option = scored[0]
    second = scored[1][0] if len(scored) > 1 else 0.0
    if best <= 0:
        option = options[-1]
    answer = {
        "categoria": option.slug,
        "confianca": _judge(best, second),
        "justificativa_breve": _explain(option, texto, best),
        "numero_processo_cnj": _find_numero(texto),
    }
    if option.subcategorias:
        answer["subcategoria"] = max(option.subcategorias, key=lambda nome: len(_stems(nome) & stems))
    return answer


def _read_option(element: Element) -> _Option:
    description = re.sub(r"<subcategoria>.*?</subcategoria>", " ", element.inner)
    weights = dict.fromkeys(_stems(description), 1.0)
    weights |= dict.fromkeys(_stems(f"{element.get('nome')} {element.get('slug').replace('_', ' ')}"), _NAMED)
    subcategorias = tuple(sub.text for sub in element.find_all("subcategoria"))
    return _Option(element.get("slug"), element.get("nome"), weights, subcategorias)


def _list_words(options: list[_Option]) -> set[str]:
    return {word for option in options for word in option.weights}


def _stems(texto: str) -> set[str]:
    return {
        stem(word)
        for word, _ in words_of(fold(texto))
        if len(word) >= _MIN_LETTERS and word not in STOPWORDS and not word[0].isdigit()
    }


def _score(option: _Option, stems: set[str], head: set[str], rarity: dict[str, float]) -> float:
    found = option.weights.keys() & stems
    return sum(option.weights[w] * rarity[w] * (_HEAD_WEIGHT if w in head else 1.0) for w in found)


def _judge(best: float, second: float) -> str:
    if best < _ENOUGH or best < second * _HALF_SURE:
        return "baixa"
    return "alta" if best >= second * _SURE else "media"


def _explain(option: _Option, texto: str, best: float) -> str:
    if best <= 0:
        return "O texto não traz termos próprios de nenhuma categoria."
    for sentence in split_sentences(1, texto):
        if option.weights.keys() & _stems(sentence.plain):
            return f"O texto traz termos de {option.nome}: “{sentence.plain[:_MAX_REASON].strip()}”."
    return f"O texto traz termos de {option.nome}."


def _find_numero(texto: str) -> str:
    """The first number whose check digits are right (ISO 7064 mod 97-10), as a careful reader would give it."""
    for match in _NUMERO_CNJ.finditer(texto):
        digits = re.sub(r"\D", "", match[0])
        if 98 - int(digits[:7] + digits[9:] + "00") % 97 == int(digits[7:9]):
            return match[0]
    return ""
