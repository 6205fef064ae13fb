"""A document of the case as the stand-in reads it: pages in sentences, the part with the requests, quotations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from simulators.gemini.concepts import Topic
from simulators.gemini.tags import Element
from simulators.gemini.words import Sentence, split_sentences

MAX_QUOTE_CHARS = 200
MIN_AFTER = 60

_REQUEST_HEADING = re.compile(r"\bpedidos?\b|\brequerimentos?\b")
_REQUEST_VERB = re.compile(r"\brequer(?:em|-se)?\b|\bpede\b|\bpugna\b|\bpostula\b|\bpleiteia\b")
_STAMP = re.compile(r"copia do original|para conferir o original")
_CONCLUSION = re.compile(r"\bexposto\b|\brazoes expostas\b|\bdiante d[oe]\b|\bisso posto\b")


@dataclass(frozen=True)
class Document:
    """One document with its place and title."""

    rotulo: str
    descricao: str
    pages: tuple[tuple[int, str], ...]

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        every = (sentence for number, text in self.pages for sentence in split_sentences(number, text))
        return tuple(sentence for sentence in every if not _STAMP.search(sentence.folded))

    @cached_property
    def requests(self) -> tuple[Sentence, ...]:
        """The sentences from the start of the requests to the end; empty when the document has none."""
        starts = [i for i, s in enumerate(self.sentences) if s.is_heading and _REQUEST_HEADING.search(s.folded)]
        starts = [i for i in starts if "tutela" not in self.sentences[i].folded]
        if not starts:
            verbs = [i for i, s in enumerate(self.sentences) if _REQUEST_VERB.search(s.folded)]
            starts = [i for i in verbs if _CONCLUSION.search(self.sentences[i].folded)] or verbs
        return self.sentences[starts[-1] :] if starts else ()

    def best(
        self,
        topic: Topic,
        sentences: tuple[Sentence, ...] | None = None,
        *,
        preferred: re.Pattern[str] | None = None,
    ) -> Iterator[tuple[float, Sentence]]:
        """Sentences that touch the topic with their score, best first.

        Headings come a little later, sentences with the ``preferred`` words earlier; order settles a draw.
        """
        scored = [(topic.score(s.folded), s) for s in sentences or self.sentences]

        def rank(pair: tuple[float, Sentence]) -> float:
            score, sentence = pair
            bonus = 0.3 if preferred and preferred.search(sentence.folded) else 0.0
            return -(score + bonus - 0.05 * sentence.is_heading)

        yield from sorted((pair for pair in scored if pair[0] > 0.1), key=rank)


def parse_document(element: Element) -> Document:
    """Read a ``<documento>``."""
    pages = tuple((int(page.get("n") or 0), page.text) for page in element.find_all("pagina"))
    return Document(element.get("rotulo"), element.get("descricao"), pages)


def quote(sentence: Sentence, around: int = 0) -> str:
    """A literal piece of the page of at most MAX_QUOTE_CHARS with whole words, that holds the place ``around``."""
    text = sentence.text
    if len(text) <= MAX_QUOTE_CHARS:
        return text
    start = 0
    if around > MAX_QUOTE_CHARS - MIN_AFTER:
        start = _first_break(text, max(0, around - MAX_QUOTE_CHARS // 2), around)
    end = min(start + MAX_QUOTE_CHARS, len(text))
    if end < len(text):
        clause = max(text.rfind(mark, around + MIN_AFTER // 2, end) for mark in ",;")
        space = max(text.rfind(" ", around, end), text.rfind("\n", around, end))
        end = next(place for place in (clause, space, end) if place > start)
    return text[start:end].strip()


def _first_break(text: str, start: int, end: int) -> int:
    """Where a clause begins between two places, otherwise a word."""
    for mark in (", ", ",\n", " ", "\n"):
        place = text.find(mark, start, end)
        if place >= 0:
            return place + len(mark)
    return start
