"""From a request to the text of the answer: which agent asks, and what it gets. Pure functions of request and seed."""

from __future__ import annotations

import html
import json
import random
import re

from simulators.gemini.assistencia import answer_pergunta
from simulators.gemini.calculo import extract_calculo
from simulators.gemini.classificador import classify_document, detect_tipo
from simulators.gemini.coletor import key_sentences, read_document
from simulators.gemini.detector import choose_modulos
from simulators.gemini.folha import write_folha
from simulators.gemini.lotes import classify_item
from simulators.gemini.redator import write_minuta
from simulators.gemini.regra import draft_regra
from simulators.gemini.relatorio import write_relatorio
from simulators.gemini.revisor import revise_secao
from simulators.gemini.schema import SchemaFiller
from simulators.gemini.tags import find_request
from simulators.gemini.wire import GenerationRequest
from simulators.gemini.words import split_sentences

_TAG = re.compile(r"<[^<>]{1,300}>")

_WRITERS = {"pedido_de_calculo": write_folha, "relatorio_do_processo": write_relatorio}
"""By the type of text; the others are minutas."""

_KINDS = {
    "coletor": read_document,
    "detector": choose_modulos,
    "classificador": classify_document,
    "tipo": detect_tipo,
    "calculo": extract_calculo,
    "rascunho": draft_regra,
}

_AGENTS = frozenset({"redator", "revisor", "assistencia", "lote", *_KINDS})


def agent_of(asked: GenerationRequest) -> str:
    """The agent of the product that asks, or an empty text."""
    match = re.search(r'<pedido\b[^>]*\bagente="(\w+)"', asked.prompt[:2000])
    return match[1] if match and match[1] in _AGENTS else ""


def compose_answer(asked: GenerationRequest, seed: int) -> str:
    """The whole answer; after a turn of the model, only what is missing of it."""
    full = _compose_full(asked, seed)
    return full[len(asked.prefix) :]


def _compose_full(asked: GenerationRequest, seed: int) -> str:
    agente = agent_of(asked)
    request = find_request(asked.prompt) if agente else None
    if request is not None and agente == "redator":
        return _WRITERS.get(request.get("tipo"), write_minuta)(request, seed)
    if request is not None and agente == "revisor":
        return revise_secao(request, seed)
    if request is not None and agente == "lote":
        return json.dumps(classify_item(request, asked.system), ensure_ascii=False)
    if request is not None and agente == "assistencia":
        return answer_pergunta(request)
    if request is not None and agente in _KINDS:
        return json.dumps(_KINDS[agente](request), ensure_ascii=False)
    text = html.unescape(_TAG.sub(" ", asked.prompt))
    excerpt = " ".join(sentence.plain for sentence in key_sentences(tuple(split_sentences(1, text)), 2))
    if asked.wants_json:
        rng = random.Random(f"{seed}|{asked.prompt}")
        schema = asked.schema or {"type": "object", "properties": {"resposta": {"type": "string"}}}
        return json.dumps(SchemaFiller(schema, text, excerpt, rng).fill(schema), ensure_ascii=False)
    return _plain_answer(excerpt)


def _plain_answer(excerpt: str) -> str:
    if not excerpt:
        return (
            "Não há, no texto recebido, conteúdo suficiente para uma resposta. Envie o trecho que deve ser analisado."
        )
    return (
        f"Com base no texto recebido, destaca-se o seguinte: {excerpt}\n\n"
        "Esta resposta considera apenas o que consta do texto enviado; o que não está nele não foi presumido."
    )
