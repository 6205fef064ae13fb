"""Short answers in the document's own words: a name, a diagnosis, a code, the rest of a clause."""

from __future__ import annotations

import re
from dataclasses import dataclass

from simulators.gemini.concepts import Topic
from simulators.gemini.reading import Document
from simulators.gemini.words import STOPWORDS, Sentence, fold

MAX_PHRASE_CHARS = 120
MAX_LIST_CHARS = 700
ENOUGH = 0.5

_NAME = r"((?:[A-ZÀ-Ý][\wÀ-ÿ'-]+)(?:\s+(?:d[aeo]s?\s+)?[A-ZÀ-Ý][\wÀ-ÿ'-]+){1,6})"
_CLAUSE = r"([^,;.()\r\n]{4,90})"
_KINDS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (re.compile(r"\bcid\b"), re.compile(r"CID(?:[- ]?10)?:?\s*([A-TV-Z]\d{2}(?:\.\d{1,2})?)\b")),
    (
        re.compile(r"medicament|farmac|remedio|tratamento|tecnologia|cirurgia|procedimento"),
        re.compile(
            r"(?:forneçam|indicou|prescreveu|[Tt]ecnologia solicitada:|Prescrição:|solicitação de|obter)\s+"
            r"(?:o medicamento\s+|o fármaco\s+)?" + _CLAUSE
        ),
    ),
    (
        re.compile(r"medicament|farmac|remedio"),
        re.compile(
            r"(?:medicamentos?|fármacos?|remédios?)\s+(?:denominados?\s+|chamados?\s+)?\**"
            r"([A-Za-zÀ-ÿ][A-Za-zÀ-ÿ-]{3,}(?:\s+\d+(?:[.,]\d+)?\s?(?:mg|mcg|g|ml|UI)(?:/\w+)?)?)"
        ),
    ),
    (
        re.compile(r"doenca|diagnostic|enfermidade|patologia|molestia|quadro clinico"),
        re.compile(
            r"(?:diagnosticad[oa]s? com|portador[ae]?s? d[eao]|acometid[oa]s? (?:de|por|pela|pelo)"
            r"|diagnóstico de|quadro de|padece de|sofre de)\s+" + _CLAUSE
        ),
    ),
    (
        re.compile(r"cirurgia|procedimento"),
        re.compile(r"(?:cirurgia de|procedimento (?:cirúrgico )?(?:de|denominado))\s+" + _CLAUSE),
    ),
    (re.compile(r"\bmedic[oa]\b|profissional|subscrev"), re.compile(r"(?:Dra?\.|[Mm]édic[oa])\s+" + _NAME)),
    (re.compile(r"\bplaca\b"), re.compile(r"\b([A-Z]{3}-?\d[A-Z0-9]\d{2})\b")),
    (
        re.compile(r"auto de infracao"),
        re.compile(r"[Aa]uto de [Ii]nfração\s+(?:de [Tt]rânsito\s+)?(?:n[.º°o]*\s*)?([A-Z0-9][\w./-]{4,20})"),
    ),
    (re.compile(r"certidao de divida|\bcda\b"), re.compile(r"CDA\s+(?:n[.º°o]*\s*)?([\d][\d./-]{3,20})")),
)
_CONNECTORS = re.compile(r"^[\s:–—-]*(?:(?:de|do|da|dos|das|é|foi|são|em|no|na|o|a|consiste em|qual seja|como)\s+)*")
_NOT_A_NAME = re.compile(
    r"(?:prescrit|pleitead|solicitad|requerid|postulad|indicad|incorporad|registrad|fornecid|em quest)"
)


@dataclass(frozen=True)
class Phrase:
    value: str
    sentence: Sentence
    start: int


def find_phrase(question: str, document: Document, topic: Topic) -> Phrase | None:
    """The phrase that answers ``question``: by the known kinds first, then from the best sentence."""
    folded = fold(question)
    if _ASKS_FOR_ALL.search(folded):
        return _list_items(folded, document)
    if folded.startswith("o que o documento"):
        return _describe(document)
    for asks, pattern in _KINDS:
        if asks.search(folded):
            phrase = _find_pattern(pattern, document)
            if phrase is not None:
                return phrase
    for score, sentence in document.best(topic):
        if score >= ENOUGH and not sentence.is_heading:
            return _rest_of_clause(sentence, topic)
    return None


_ASKS_FOR_ALL = re.compile(r"quais (?:sao )?os (?:pedidos|fundamentos|requerimentos)")
_ITEM = re.compile(r"^(?:[a-z]\)|[ivx]+ ?[-–.)]|\d+[.)]|[-•])\s*")
_FORMAL = re.compile(r"pede deferimento|^da-se a causa|/ms, ")


def _list_items(folded: str, document: Document) -> Phrase | None:
    """The requests of the final part, or the headings under which a document argues."""
    sentences = [s for s in document.requests if not s.is_heading and _ITEM.match(s.folded)]
    sentences = sentences or [s for s in document.requests if not s.is_heading and not _FORMAL.search(s.folded)]
    if "fundamento" in folded:
        sentences = [s for s in document.sentences if s.is_heading and _ITEM.match(s.folded)]
    if not sentences:
        return None
    items = [s.text[_width(_ITEM, s.folded) :].strip(" ;.") for s in sentences]
    return Phrase(_shorten("; ".join(" ".join(item.split()) for item in items), MAX_LIST_CHARS), sentences[0], 0)


def _describe(document: Document) -> Phrase | None:
    prose = [s for s in document.sentences if not s.is_heading and len(s.plain) > 40]
    if not prose:
        return None
    return Phrase(_shorten(f"{document.descricao}: {prose[0].plain}", MAX_LIST_CHARS), prose[0], 0)


def _width(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.match(text)
    return match.end() if match else 0


def _find_pattern(pattern: re.Pattern[str], document: Document) -> Phrase | None:
    for sentence in (*document.requests, *document.sentences):
        if sentence.is_heading:
            continue
        for match in pattern.finditer(sentence.text):
            value = " ".join(match[1].split())
            first = fold(value.split(" ")[0])
            if first not in STOPWORDS and not _NOT_A_NAME.match(fold(value)):
                return Phrase(value, sentence, match.start(1))
    return None


def _rest_of_clause(sentence: Sentence, topic: Topic) -> Phrase:
    """What follows the last word of the question up to the end of the clause; the sentence when that is nothing."""
    end = max((end for _, end in topic.places(sentence.folded)), default=0)
    while end < len(sentence.text) and sentence.text[end].isalpha():
        end += 1
    rest = sentence.text[end:]
    rest = rest[_width(_CONNECTORS, rest) :]
    value = " ".join(re.split(r"[,;]|\.(?:\s|$)", rest)[0].split())
    if len(value) < 4:
        value = sentence.plain
    return Phrase(_shorten(value), sentence, min(end, len(sentence.text) - 1))


def _shorten(text: str, limit: int = MAX_PHRASE_CHARS) -> str:
    if len(text) <= limit:
        return text.rstrip(" .")
    return text[: text.rfind(" ", 0, limit)].rstrip(" ,;")
