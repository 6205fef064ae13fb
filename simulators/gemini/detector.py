"""The answer to the detector: which modules the facts and summaries call for, with the reason a person reads."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from simulators.gemini.concepts import COMMON, Concept, Topic, topic_of
from simulators.gemini.extraction import is_denied
from simulators.gemini.reading import quote
from simulators.gemini.tags import Element
from simulators.gemini.words import Sentence, fold, split_sentences

ENOUGH = 0.55
MIN_EVIDENCE = 40
MAX_WEIGHT = 8.0
COMMON_WEIGHT = 0.3
SURE = 0.7
HALF_SURE = 0.6


MAX_FACT_CHARS = 120

_EXCLUDES = re.compile(r"\bnao se aplica|\bnao cabe|\bdesnecessari")
_DENIES = re.compile(r"\bnao\b|\bsem\b|\bausen|\binexist")


@dataclass(frozen=True)
class Evidence:
    """One place of the case: a fact or a sentence of a summary; ``source`` names it for the reader."""

    source: str
    text: str
    folded: str
    sentence: Sentence | None = None


def choose_modulos(request: Element) -> dict[str, Any]:
    """The JSON of the detector: the modules whose distinctive words occur in the case, in their own order."""
    evidences = _collect(request)
    modulos = request.find("modulos").find_all("modulo")
    topics = [topic_of(f"{modulo.get('titulo')} {_when_needed(modulo)}").distinctive for modulo in modulos]
    usage = Counter(concept.pattern.pattern for topic in topics for concept in topic)
    chosen = []
    for modulo, topic in zip(modulos, topics, strict=True):
        distinctive = [c for c in topic if usage[c.pattern.pattern] <= max(1, len(modulos) // 2)]
        choice = _judge(modulo, distinctive, evidences)
        if choice:
            chosen.append(choice)
    return {"modulos": chosen}


def _when_needed(modulo: Element) -> str:
    """The activation text without what it says about cases in which the module is not needed."""
    return " ".join(s.plain for s in split_sentences(1, modulo.text) if not _EXCLUDES.search(s.folded))


def _collect(request: Element) -> list[Evidence]:
    evidences = []
    for fato in request.find("fatos").find_all("fato"):
        is_true = fold(fato.text).strip() in ("sim", "true", "verdadeiro", "")
        if fato.get("estado") == "valorado":
            name = fato.get("variavel").replace("_", " ")
            text = name if is_true else f"{name}: {fato.text}"
            text = text if len(text) <= MAX_FACT_CHARS else name
            evidences.append(Evidence("fato", text, fold(text)))
    for resumo in request.find("resumos").find_all("resumo"):
        for sentence in split_sentences(1, resumo.text):
            if len(sentence.plain) >= MIN_EVIDENCE:
                evidences.append(Evidence(resumo.get("rotulo"), sentence.plain, sentence.folded, sentence))
    return evidences


def _judge(modulo: Element, concepts: list[Concept], evidences: list[Evidence]) -> dict[str, Any] | None:
    if not concepts or not evidences:
        return None
    may_deny = bool(_DENIES.search(fold(_when_needed(modulo))))
    found = [c for c in concepts if any(_supports(c, e, may_deny=may_deny) for e in evidences)]
    share = _weigh(found) / min(_weigh(concepts), MAX_WEIGHT)
    if share < ENOUGH or (len(found) < 2 and len(concepts) > 1):
        return None
    best = max(evidences, key=lambda e: sum(_supports(c, e, may_deny=may_deny) for c in found))
    confianca = "alta" if share >= SURE else "media" if share >= HALF_SURE else "baixa"
    return {"indice": int(modulo.get("indice") or 0), "confianca": confianca, "motivo": _reason(best)}


def _weigh(concepts: list[Concept]) -> float:
    return sum(COMMON_WEIGHT if concept.pattern.pattern in COMMON else 1.0 for concept in concepts)


def _supports(concept: Concept, evidence: Evidence, *, may_deny: bool) -> bool:
    """True when the evidence has the concept and does not deny it, unless the module itself is about a lack."""
    if concept.find(evidence.folded) is None:
        return False
    return may_deny or not is_denied(evidence.folded, Topic((concept,), ()))


def _reason(evidence: Evidence) -> str:
    if evidence.sentence is None:
        return f"Fato apurado nos autos: {evidence.text}."
    passage = " ".join(quote(evidence.sentence).split()).rstrip(" .;:,")
    place = f" ({evidence.source})" if evidence.source else ""
    return f"Os autos registram{place}: “{passage}”."
