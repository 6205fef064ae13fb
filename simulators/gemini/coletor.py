"""The answer to the coletor: a summary of one document and one answer for each of its variables."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Any

from simulators.gemini.extraction import Resposta, Variavel, answer, parse_variavel
from simulators.gemini.reading import Document, parse_document
from simulators.gemini.tags import Element
from simulators.gemini.words import Sentence

MAX_SUMMARY_SENTENCE = 320
SUMMARY_SENTENCES = 3

_TELLING = re.compile(
    r"\bdiagnostic|\bportador|\bacometid|\bprescri|\brequer\b|\bpleite|\bpostula|\bdefir|\bindefir|\bdeferi|\bjulg"
    r"|\bconden|\bconclu|\brecomend|\bopina|\bautuad|\binfracao|\bdivida ativa|\bexecucao|\bcitad|\bnegativa|\bnegou"
    r"|\bincorporad|\btratamento|\balega|\bsustenta|\bafirma|\bcertific|\bintim|r\$"
)
_FORMAL = re.compile(
    r"excelentissim|\bcpf\b|\bcnpj\b|outorgante"
    r"|inscrit[oa] no|portador\w* d[oa] (?:rg|cpf|cedula)|\boab\b|termos em que|pede deferimento"
    r"|nestes termos|residente e domiciliad|brasileir[oa], |e-mail|\bcep\b|assinado|codigo para verific"
)


def read_document(request: Element) -> dict[str, Any]:
    """The JSON of the coletor for a ``<pedido agente="coletor">``."""
    document = parse_document(request.find("documento"))
    categoria = request.find("categoria")
    variaveis = [parse_variavel(element) for element in categoria.find_all("variavel")]
    fatos: dict[str, Resposta] = {}
    for variavel in sorted(variaveis, key=lambda v: bool(v.condicao)):  # conditions first
        fatos[variavel.slug] = _answer_in_context(variavel, document, fatos)
    ordered = {variavel.slug: asdict(fatos[variavel.slug]) for variavel in variaveis}
    return {"resumo": summarise(document, categoria.get("nome")), "fatos": ordered}


def _answer_in_context(variavel: Variavel, document: Document, fatos: dict[str, Resposta]) -> Resposta:
    condition = fatos.get(variavel.condicao)
    if condition and (condition.valor is False or condition.situacao == "nao_se_aplica"):
        return Resposta("nao_se_aplica")
    return answer(variavel, document)


def summarise(document: Document, categoria: str) -> str:
    """Two to four sentences: what the document is and what its most telling sentences say."""
    title = document.descricao or categoria or "Documento"
    chosen = key_sentences(document.sentences)
    if not chosen:
        return f"{title} sem texto legível."
    place = f" ({document.rotulo})" if document.rotulo else ""
    pages = len(document.pages)
    extent = "em 1 página" if pages == 1 else f"em {pages} páginas"
    return " ".join([f"{title}{place}, {extent}.", *(_tidy(sentence) for sentence in chosen)])


def key_sentences(sentences: tuple[Sentence, ...], count: int = SUMMARY_SENTENCES) -> list[Sentence]:
    """The most telling sentences in the order of the document; formal and broken ones are left out."""
    prose = [s for s in sentences if not s.is_heading and len(s.plain) >= 40 and not _FORMAL.search(s.folded)]
    if not prose:
        prose = [s for s in sentences if len(s.plain) >= 20][:count]
    ranked = sorted(prose, key=lambda s: -len(set(_TELLING.findall(s.folded))) - (len(s.plain) > 80))
    chosen = ranked[:count]
    return sorted(chosen, key=lambda s: (s.page, s.start))


_BULLET = re.compile(r"^(?:[a-z]\)|[ivxIVX]+\s*[-–.)]|\d+[.)]|[-•])\s+")


def _tidy(sentence: Sentence) -> str:
    text = _BULLET.sub("", sentence.plain)
    if len(text) > MAX_SUMMARY_SENTENCE:
        text = text[: text.rfind(" ", 0, MAX_SUMMARY_SENTENCE)].rstrip(" ,;:") + " [...]"
    text = text.rstrip(" ;:,")
    return text[0].upper() + text[1:] + ("" if text.endswith((".", "!", "?", "]")) else ".")
