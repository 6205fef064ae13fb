"""The answer to the detector: which modules the facts and summaries call for, with the reason a person reads."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from simulators.gemini.concepts import Concept, topic_of
from simulators.gemini.reading import quote
from simulators.gemini.tags import Element
from simulators.gemini.words import Sentence, fold, split_sentences

ENOUGH = 0.4
SURE = 0.7
HALF_SURE = 0.55


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
    topics = [topic_of(f"{modulo.get('titulo')} {modulo.text}").distinctive for modulo in modulos]
    usage = Counter(concept.pattern.pattern for topic in topics for concept in topic)
    chosen = []
    for modulo, topic in zip(modulos, topics, strict=True):
        distinctive = [c for c in topic if usage[c.pattern.pattern] <= max(1, len(modulos) // 2)]
        choice = _judge(modulo, distinctive, evidences)
        if choice:
            chosen.append(choice)
    return {"modulos": chosen}


def _collect(request: Element) -> list[Evidence]:
    evidences = []
    for fato in request.find("fatos").find_all("fato"):
        is_true = fold(fato.text).strip() in ("sim", "true", "verdadeiro", "")
        if fato.get("estado") == "valorado":
            name = fato.get("variavel").replace("_", " ")
            text = name if is_true else f"{name}: {fato.text}"
            evidences.append(Evidence("fato", text, fold(text)))
    for resumo in request.find("resumos").find_all("resumo"):
        for sentence in split_sentences(1, resumo.text):
            evidences.append(Evidence(resumo.get("rotulo"), sentence.plain, sentence.folded, sentence))
    return evidences


def _judge(modulo: Element, concepts: list[Concept], evidences: list[Evidence]) -> dict[str, Any] | None:
    if not concepts or not evidences:
        return None
    found = [concept for concept in concepts if any(concept.find(e.folded) for e in evidences)]
    share = len(found) / min(len(concepts), 8)
    if share < ENOUGH or (len(found) < 2 and len(concepts) > 1):
        return None
    best = max(evidences, key=lambda e: sum(concept.find(e.folded) is not None for concept in found))
    confianca = "alta" if share >= SURE else "media" if share >= HALF_SURE else "baixa"
    return {"indice": int(modulo.get("indice") or 0), "confianca": confianca, "motivo": _reason(best)}


def _reason(evidence: Evidence) -> str:
    if evidence.sentence is None:
        return f"Fato apurado nos autos: {evidence.text}."
    passage = " ".join(quote(evidence.sentence).split()).rstrip(" .;:,")
    place = f" ({evidence.source})" if evidence.source else ""
    return f"Os autos registram{place}: “{passage}”."
