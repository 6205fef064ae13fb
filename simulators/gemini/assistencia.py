"""The answer to a question about a case: passages quoted from its pages and what they say, or that they do not say it.

The best sentence of each page is looked at; one that holds too few of the question's concepts answers nothing.
``[plantar: citação]`` in the question puts a "não" into every passage that its page does not have.
"""

from __future__ import annotations

import html

from simulators.gemini.concepts import Topic, topic_of
from simulators.gemini.plants import take_marker
from simulators.gemini.tags import Element
from simulators.gemini.words import Sentence, fold, split_sentences

NAO_CONSTA = "<nao_consta/>"
ENOUGH = 0.5
"""Share of the distinctive concepts of the question that a sentence must hold to answer it."""

MAX_QUOTES = 3
MAX_CHARS = 300
MIN_WORDS = 4


def answer_pergunta(request: Element) -> str:
    """The two parts for a ``<pedido agente="assistencia">``, or ``<nao_consta/>``."""
    pergunta, planted = take_marker(" ".join(request.find("pergunta").text.split()))
    topic = topic_of(pergunta)
    if not topic.distinctive:
        return NAO_CONSTA
    found: list[tuple[float, int, Sentence]] = []
    for page in request.find("paginas").find_all("pagina"):
        sentences = [s for s in split_sentences(int(page.get("n") or 0), page.text) if _is_quotable(s)]
        scored = [(topic.score(s.folded), s.page, s) for s in sentences]
        best = max(scored, key=lambda one: one[0], default=None)
        if best is not None and best[0] >= ENOUGH:
            found.append(best)
    chosen = sorted(found, key=lambda one: (-one[0], one[1]))[:MAX_QUOTES]
    if not chosen:
        return NAO_CONSTA
    quotes = [(number, sentence.page, _cut(sentence, topic)) for number, (_, _, sentence) in enumerate(chosen, 1)]
    if "citacao" in planted:
        quotes = [(number, page, " não ".join(text.split(" ", 1))) for number, page, text in quotes]
    cited = "\n".join(
        f'<citacao n="{number}" pagina="{page}">{html.escape(text, quote=False)}</citacao>'
        for number, page, text in quotes
    )
    lines = "\n".join(
        f"Os autos registram: “{html.escape(text, quote=False)}” [{number}]" for number, _, text in quotes
    )
    return f"{cited}\n<resposta>\n{lines}\n</resposta>"


def _is_quotable(sentence: Sentence) -> bool:
    return not sentence.is_heading and len(sentence.plain.split()) >= MIN_WORDS


def _cut(sentence: Sentence, topic: Topic) -> str:
    """The sentence in one line, or the part of a long one around the first concept, at whole words."""
    plain = sentence.plain
    if len(plain) <= MAX_CHARS:
        return plain
    first = min((start for start, _ in topic.places(fold(plain))), default=0)
    start = max(0, first - MAX_CHARS // 3)
    start = 0 if start == 0 else plain.find(" ", start) + 1
    return plain[start : start + MAX_CHARS].rpartition(" ")[0]
