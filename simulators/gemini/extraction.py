"""Answering one question of the office by reading one document, with the literal passage that supports it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from simulators.gemini.concepts import Topic, topic_of, topic_of_question
from simulators.gemini.phrases import find_phrase
from simulators.gemini.reading import Document, quote
from simulators.gemini.tags import Element
from simulators.gemini.words import Sentence, fold, stem

Valor = str | float | bool | list[str] | None

ENOUGH_FOR_BOOLEAN = 0.6
ENOUGH_FOR_VALUE = 0.45

_ASKS_FOR_REQUEST = re.compile(
    r"\bo pedido inclui|\bha pedido|\bpedem?\b|\brequer(?:em)?\b|\bpostula|\bpleiteia|\bsao pedid|\bpretende\b"
)
_ASKS_FOR_MATTER = re.compile(r"\ba acao (?:discute|trata|versa)")
_ASKS_WHAT_WAS_RULED = re.compile(
    r"\ba (?:decisao|sentenca) (?:concedeu|fixou|determinou|manteve|deferiu|condenou|confirmou|revogou)"
)
_ASKS_FOR_RULING = re.compile(r"\b(?:decisao|sentenca|acordao|julgamento|resultado|conclusao|conitec)\b")
_RULING = re.compile(
    r"\b(?:in)?defiro\b|\bconcedo\b|\bjulgo\b|\bcondeno\b|\bdetermino\b|\bexposto\b|\brevogo\b|\bmanifesta-se\b"
    r"|\bprovimento\b|\bconheceram\b|\bconclui\b"
)
_NEGATION = re.compile(
    r"\bnao\b(?! (?:so|apenas|somente|obstante))|\bsem\b(?! prejuizo)|\bnunca\b|\bjamais\b|\binexist\w*|\bausen\w*"
    r"|\btampouco\b|\bnem\b|\bdeixou de\b|\bcarece\b|\bdispensad\w+"
)
_REFUSAL = re.compile(r"\bindef[ei]r\w*|\bnegad\w*|\bnegou\b|\bimproceden\w*|\brejeit\w+|\bdesfavoravel\b")
_NEGATION_REACH = 60
_MONTHS = (
    "janeiro", "fevereiro", "marco", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro",
    "novembro", "dezembro",
)  # fmt: skip
_MONEY = re.compile(r"r\$\s*(\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?|\d+(?:,\d{1,2})?)")
_DATE = re.compile(rf"\b(\d{{1,2}})(?:[/.](\d{{1,2}})[/.]|º? de ({'|'.join(_MONTHS)}) de )(\d{{4}})\b")
_NUMBER = re.compile(r"(?<![\d./,$-])(\d{1,3}(?:\.\d{3})+|\d+)(,\d+)?(?![\d/-]|\.\d|[ªº°])")


@dataclass(frozen=True)
class Variavel:
    """One ``<variavel>`` of the request."""

    slug: str
    tipo: str
    pergunta: str
    opcoes: tuple[str, ...]
    condicao: str


@dataclass(frozen=True)
class Resposta:
    """The answer to one variable; the defaults are the answer of a silent document."""

    situacao: str = "silente"
    valor: Valor = None
    pagina: int | None = None
    trecho: str = ""


def parse_variavel(element: Element) -> Variavel:
    opcoes = tuple(option for option in element.get("opcoes").split("|") if option)
    return Variavel(element.get("slug"), element.get("tipo"), element.text.strip(), opcoes, element.get("condicao"))


def answer(variavel: Variavel, document: Document) -> Resposta:
    """Read the answer; an unknown type is read as text."""
    if variavel.tipo == "booleano":
        return _answer_boolean(fold(variavel.pergunta), document)
    if variavel.tipo in ("escolha", "lista"):
        return _answer_options(variavel, document)
    topic = topic_of(variavel.pergunta)
    if variavel.tipo == "data" and _SIGNED.search(fold(variavel.pergunta)):
        return _last_date(document)
    if variavel.tipo in _VALUES:
        unit = _UNIT.search(fold(variavel.pergunta))
        return _answer_value(document, topic, _VALUES[variavel.tipo], unit=stem(unit[1]) if unit else "")
    phrase = find_phrase(variavel.pergunta, document, topic)
    return Resposta() if phrase is None else _found(phrase.value, phrase.sentence, phrase.start)


def _found(valor: Valor, sentence: Sentence, around: int = 0) -> Resposta:
    return Resposta("respondida", valor, sentence.page, quote(sentence, around))


def _answer_boolean(question: str, document: Document) -> Resposta:
    topic = topic_of_question(question)
    if _ASKS_FOR_REQUEST.search(question) and document.requests:
        for score, sentence in document.best(topic, document.requests):
            if score >= ENOUGH_FOR_BOOLEAN:
                return _found(True, sentence, _first_place(topic, sentence))
        return _found(False, document.requests[min(1, len(document.requests) - 1)])
    if _ASKS_WHAT_WAS_RULED.search(question):
        return _answer_ruling(question, document, topic)
    preferred = _RULING if _ASKS_FOR_RULING.search(question) else None
    for score, sentence in document.best(topic, preferred=preferred):
        if score >= ENOUGH_FOR_BOOLEAN:
            denied = is_denied(sentence.folded, topic) != bool(_NEGATION.search(question))
            return _found(not denied, sentence, _first_place(topic, sentence))
    return _answer_absence(question, document)


def _answer_ruling(question: str, document: Document, topic: Topic) -> Resposta:
    """Only a sentence that decides can make it true; one that merely speaks of it makes it false."""
    rulings = tuple(sentence for sentence in document.sentences if _RULING.search(sentence.folded))
    for score, sentence in document.best(topic, rulings) if rulings else ():
        if score >= ENOUGH_FOR_BOOLEAN:
            return _found(not is_denied(sentence.folded, topic), sentence, _first_place(topic, sentence))
    for score, sentence in document.best(topic):
        if score >= ENOUGH_FOR_BOOLEAN and not sentence.is_heading:
            return _found(False, sentence, _first_place(topic, sentence))
    return _answer_absence(question, document)


def _answer_absence(question: str, document: Document) -> Resposta:
    """What no sentence mentions: false when the question is about all that the document asks or rules."""
    if _ASKS_FOR_MATTER.search(question) and document.requests:
        return _found(False, document.requests[min(1, len(document.requests) - 1)])
    rulings = [sentence for sentence in document.sentences if _RULING.search(sentence.folded)]
    if _ASKS_FOR_RULING.search(question) and rulings:
        return _found(False, rulings[-1])
    return Resposta()


def _first_place(topic: Topic, sentence: Sentence) -> int:
    return min((start for start, _ in topic.places(sentence.folded)), default=0)


def is_denied(folded: str, topic: Topic) -> bool:
    """A denial shortly before a concept in the same clause, or a refusal on either side of it."""
    places = topic.places(folded)
    if re.search(r": (?:nao|inexist\w+)\b|on label\): sim", folded):  # a form: "Registro na ANVISA: não há"
        return "on label): nao" not in folded
    for cue in _NEGATION.finditer(folded):
        ahead = folded[cue.end() : cue.end() + _NEGATION_REACH]
        clause = re.split(r"[,;]", ahead)[0]
        if any(cue.end() <= start < cue.end() + len(clause) for start, _ in places):
            return not any(start <= cue.start() < end for start, end in places)
    for cue in _REFUSAL.finditer(folded):
        is_near = any(abs(start - cue.start()) <= _NEGATION_REACH for start, _ in places)
        if is_near and not any(start <= cue.start() < end for start, end in places):
            return True
    return False


def _answer_options(variavel: Variavel, document: Document) -> Resposta:
    """The options whose words all occur; the one nearest to the question for a choice, all of them for a list."""
    question = fold(variavel.pergunta)
    if question.startswith(("quem", "de quem")):
        return _answer_who(variavel, document)
    asks_for_request = bool(_ASKS_FOR_REQUEST.search(question) and document.requests)
    sentences = document.requests if asks_for_request else document.sentences
    found = [option for name in variavel.opcoes if (option := _find_option(name, question, sentences))]
    if found and variavel.tipo == "escolha":
        best = max(found, key=lambda option: option.rank)
        return _found(best.name, best.sentence, best.start)
    if found:
        return _found([option.name for option in found], found[0].sentence, found[0].start)
    if asks_for_request and variavel.tipo == "lista":
        return _found([], document.requests[min(1, len(document.requests) - 1)])
    return Resposta()


_SPEAKS_OF_LACK = re.compile(r"\bfalta\b|\bausencia\b|\bausente\b|\brecusa\b|\bnulidade\b")


@dataclass(frozen=True)
class _Option:
    name: str
    rank: tuple[float, int]
    sentence: Sentence
    start: int


def _find_option(name: str, question: str, sentences: tuple[Sentence, ...]) -> _Option | None:
    """The sentence that supports an option best; an option with "não" needs a denial, any other none."""
    is_negative = fold(name).startswith("nao ") or " nao " in fold(name)
    words = topic_of(re.sub(r"[_-]", " ", name))
    topic = topic_of(question)
    options: list[_Option] = []
    for sentence in sentences:
        is_denial = is_denied(sentence.folded, words) and not _SPEAKS_OF_LACK.search(fold(name))
        if words.holds_all(sentence.folded) and is_denial == is_negative:
            score = topic.score(sentence.folded) + 0.5 * bool(_RULING.search(sentence.folded))
            rank = (round(score, 2), len(words.distinctive) + len(words.generic))
            options.append(_Option(name, rank, sentence, _first_place(words, sentence)))
    return max(options, key=lambda option: option.rank, default=None)


_SPEAKS = re.compile(r"\b(?:interp\w+|vem\b|apresenta\b|manifesta-se|oferece\b|propoe\b|ajuiz\w+)")


def _answer_who(variavel: Variavel, document: Document) -> Resposta:
    """The speaker stands before the verb of the opening sentence; a person is the parte autora."""
    for sentence in document.sentences:
        verb = _SPEAKS.search(sentence.folded)
        if verb is None or sentence.is_heading:
            continue
        subject = sentence.folded[: verb.start()]
        for option in variavel.opcoes:
            if topic_of(option).holds_all(subject):
                return _found(option, sentence)
        return _found("parte autora", sentence) if "parte autora" in variavel.opcoes else Resposta()
    return Resposta()


Reader = Callable[[str], Iterator[tuple[Valor, int, int]]]
UNIT_REACH = 16
_UNIT = re.compile(r"\bquant[oa]s (\w+)")
_SIGNED = re.compile(r"\bassinad|\bemitid|\bdata d[oa] (?:laudo|documento|sentenca|decisao|parecer)")


def _answer_value(document: Document, topic: Topic, read: Reader, *, unit: str = "") -> Resposta:
    """The value nearest to the words of the question, in the sentence that holds most of them.

    ``unit`` is what a question asks how many of: a number that stands before it goes first.
    """
    best: tuple[float, int, Resposta] | None = None
    for score, sentence in document.best(topic):
        if score < ENOUGH_FOR_VALUE or (best and score < best[0]):
            break
        for value, start, end in read(sentence.folded):
            distance = topic.distance(sentence.folded, start, end)
            distance -= 1000 * bool(unit and unit in sentence.folded[end : end + UNIT_REACH])
            if best is None or distance < best[1]:
                best = (score, distance, _found(value, sentence, start))
    return best[2] if best else Resposta()


def _last_date(document: Document) -> Resposta:
    for sentence in reversed(document.sentences):
        for value, start, _ in _read_dates(sentence.folded):
            return _found(value, sentence, start)
    return Resposta()


def parse_brazilian(digits: str) -> float:
    """``1.234,56`` as 1234.56."""
    return float(digits.replace(".", "").replace(",", "."))


def _read_money(folded: str) -> Iterator[tuple[Valor, int, int]]:
    for match in _MONEY.finditer(folded):
        yield parse_brazilian(match[1]), match.start(), match.end()


def _read_dates(folded: str) -> Iterator[tuple[Valor, int, int]]:
    for match in _DATE.finditer(folded):
        day, month = int(match[1]), int(match[2]) if match[2] else _MONTHS.index(match[3]) + 1
        if 1 <= day <= 31 and 1 <= month <= 12:
            yield f"{match[4]}-{month:02}-{day:02}", match.start(), match.end()


def _read_numbers(folded: str) -> Iterator[tuple[Valor, int, int]]:
    blanked = _DATE.sub(lambda m: " " * len(m[0]), _MONEY.sub(lambda m: " " * len(m[0]), folded))
    for match in _NUMBER.finditer(blanked):
        value = parse_brazilian(match[0])
        yield int(value) if value == int(value) else value, match.start(), match.end()


_VALUES: dict[str, Reader] = {"moeda": _read_money, "data": _read_dates, "numero": _read_numbers}
