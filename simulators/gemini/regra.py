"""The answer to whoever drafts a rule: each part of the description becomes a condition over the nearest variable."""

from __future__ import annotations

import re
from typing import Any

from simulators.gemini.concepts import topic_of
from simulators.gemini.extraction import Variavel, is_denied, parse_brazilian, parse_variavel
from simulators.gemini.tags import Element
from simulators.gemini.words import fold

ENOUGH = 0.5
_OPENING = re.compile(
    r"^(?:\s*(?:quando|se|caso|sempre que|nos casos em que|o m[óo]dulo entra|entra)\b)+[\s,:]*", re.IGNORECASE
)
_ALTERNATIVES = re.compile(r",?\s+ou\s+", re.IGNORECASE)
_PARTS = re.compile(r",?\s+e\s+|;\s*|,\s+(?=(?:n[ãa]o|sem|h[áa]|houve|o|a|os|as)\b)", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?")
_DATE = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b")
_ABOVE = re.compile(r"\bacima\b|\bmaior\w*|\bsuperior\w*|\bmais de\b|\bexced\w+|\bultrapass\w+")
_AFTER = re.compile(r"\bdepois\b|\bapos\b|\ba partir\b|\bposterior\w*")
_AMOUNT = re.compile(rf"r\$|\b(?:dia|data)\b|{_DATE.pattern}|{_NUMBER.pattern}|{_ABOVE.pattern}|{_AFTER.pattern}")

Node = dict[str, Any]


def draft_regra(request: Element) -> Node:
    """The JSON for a ``<pedido agente="rascunho">``: ``regra``, or ``motivo`` when a part is about no variable."""
    variaveis = [parse_variavel(element) for element in request.find("variaveis").find_all("variavel")]
    descricao = _OPENING.sub("", request.find("descricao").text.strip().rstrip("."))
    groups: list[Node] = []
    for alternative in _ALTERNATIVES.split(descricao):
        nodes = []
        for part in _PARTS.split(alternative):
            node = _draft_condicao(fold(part), variaveis)
            if node is None:
                return {"motivo": f"Nenhuma variável responde a: {part.strip()}."}
            nodes.append(node)
        groups.append(_join("e", nodes))
    return {"regra": _join("ou", groups)}


def _join(name: str, nodes: list[Node]) -> Node:
    return nodes[0] if len(nodes) == 1 else {name: nodes}


def _draft_condicao(part: str, variaveis: list[Variavel]) -> Node | None:
    ranked = [(_score(part, variavel), variavel) for variavel in variaveis]
    score, best = max(ranked, key=lambda pair: pair[0], default=(0.0, None))
    if best is None or score < ENOUGH:
        return None
    return {"variavel": best.slug, **_compare(part, best)}


def _score(part: str, variavel: Variavel) -> float:
    """How much of each is in the other: a question about one thing more is about something else."""
    asked, described = topic_of(variavel.pergunta), topic_of(_AMOUNT.sub(" ", part))
    offered = described.score(fold(" ".join((variavel.pergunta, *variavel.opcoes))))
    if offered < ENOUGH:
        return 0.0
    fits = 0.1 * (variavel.tipo in ("numero", "moeda") and bool(_NUMBER.search(part)))
    option = 0.3 * any(topic_of(opcao).holds_all(part) for opcao in variavel.opcoes)
    return (asked.score(part) + offered) / 2 + fits + option


def _compare(part: str, variavel: Variavel) -> Node:
    if variavel.tipo in ("escolha", "lista"):
        options = [opcao for opcao in variavel.opcoes if topic_of(opcao).holds_all(part)]
        if len(options) > 1:
            return {"operador": "in_list", "valor": options}
        return {"operador": "equals", "valor": options[0]} if options else {"operador": "exists"}
    if variavel.tipo in ("numero", "moeda") and (number := _NUMBER.search(part)):
        operador = "greater_than" if _ABOVE.search(part) else "less_or_equal"
        return {"operador": operador, "valor": parse_brazilian(number[0])}
    if variavel.tipo == "data" and (date := _DATE.search(part)):
        operador = "greater_or_equal" if _AFTER.search(part) else "less_than"
        return {"operador": operador, "valor": f"{date[3]}-{int(date[2]):02}-{int(date[1]):02}"}
    if variavel.tipo == "booleano":
        return {"operador": "equals", "valor": not is_denied(part, topic_of(variavel.pergunta))}
    return {"operador": "exists"}
