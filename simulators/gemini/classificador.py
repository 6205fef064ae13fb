"""The answers about kinds: which category a document is of, and which peça a case asks for, by telling words."""

from __future__ import annotations

import re
from typing import Any

from simulators.gemini.reading import parse_document
from simulators.gemini.tags import Element
from simulators.gemini.words import fold

_HEAD_CHARS = 1500
_HEAD_WEIGHT = 3
_TITLE_CHARS, _TITLE_WEIGHT = 40, 20
_SURE, _HALF_SURE = 5, 2

_KINDS = (
    ("inicial", r"excelentissim|vem .{0,80}propor|acao de |dos fatos|dos pedidos|da-se a causa|requer a citacao"),
    ("laudo", r"laudo|atestado|relatorio medico|\bcrm\b|cid[- ]?10|paciente|diagnostic|prescr"),
    ("nat", r"natjus|nota tecnica|nucleo de apoio tecnico|evidencia cientifica|conitec|parecer tecnico"),
    ("auto de infracao", r"auto de infracao|autuac|notificacao de autuacao|codigo de transito|infrator"),
    ("sentenca", r"\bsentenca\b|julgo (?:im)?procedente|resolucao do merito|dispositivo|publique-se"),
    ("acordao", r"acordao|acordam|\bemenda\b|\bementa\b|relator|por unanimidade|camara civel"),
    ("decis", r"decisao interlocutoria|defiro|indefiro|tutela de urgencia|cite-se|intime-se|despacho"),
    ("contest", r"contestacao|impugnacao a contestacao|replica|refutar|preliminarmente"),
    ("recurso", r"apelacao|agravo de instrumento|razoes recursais|recorrente|apelante|reforma da (?:sentenca|decisao)"),
    ("procura", r"procuracao|outorgante|outorgado|poderes|ad judicia"),
)
"""A word of the category's name, and the words that tell such a document."""

_TITLES = {
    "decis": "decis",
    "sentenca": "sentenca",
    "acordao": "acordao",
    "nat": "nota tecnica|parecer tecnico",
    "laudo": "laudo|relatorio medico|atestado",
    "procura": "procuracao|declaracao",
}
"""The short line at the top that names the paper."""

_PEDIDOS = (
    ("contrarrazoes", r"apela(?:cao|nte)|recurso|razoes recursais"),
    ("apelacao", r"sentenca|julgo procedente|condeno"),
    ("agravo", r"defiro|deferid\w+ .{0,40}(?:tutela|liminar)|tutela de urgencia concedida"),
    ("contestacao", r"peticao inicial|cite-se|citacao|requer a condenacao|pleite"),
)
"""The first peça, in this order, whose words the summaries have."""


def classify_document(request: Element) -> dict[str, Any]:
    """The JSON for a ``<pedido agente="classificador">``: the category with most telling words, those on top first."""
    document = parse_document(request.find("documento"))
    texto = fold("\n".join(text for _, text in document.pages))
    options = [(int(c.get("indice")), fold(c.get("nome"))) for c in request.find("categorias").find_all("categoria")]
    scored = [(_score(nome, texto), indice, nome) for indice, nome in options]
    best, indice, nome = max(scored, key=lambda item: item[0])
    if best < _HALF_SURE:
        return {"indice": indice, "confianca": "baixa", "motivo": "O texto não diz com clareza o que o documento é."}
    confianca = "alta" if best >= _SURE else "media"
    return {"indice": indice, "confianca": confianca, "motivo": f"O texto traz os termos próprios de {nome}."}


def detect_tipo(request: Element) -> dict[str, Any]:
    """The JSON for a ``<pedido agente="tipo">``."""
    options = {fold(tipo.get("nome")): int(tipo.get("indice")) for tipo in request.find("tipos").find_all("tipo")}
    for resumo in reversed(request.find("resumos").find_all("resumo")):
        texto = fold(resumo.text)
        for word, pattern in _PEDIDOS:
            indice = next((n for nome, n in options.items() if word in nome), 0)
            if indice and re.search(pattern, texto):
                motivo = f"O documento mais novo que pede resposta é {resumo.get('rotulo')}."
                return {"indice": indice, "confianca": "media", "motivo": motivo}
    return {"indice": 1, "confianca": "baixa", "motivo": "Os documentos não mostram o ato a responder."}


def _score(nome: str, texto: str) -> int:
    pattern = next((words for mark, words in _KINDS if mark in nome), None)
    if pattern is None:
        return 0
    head = set(re.findall(pattern, texto[:_HEAD_CHARS]))
    return _HEAD_WEIGHT * len(head) + len(set(re.findall(pattern, texto))) + _weigh_title(nome, texto)


def _weigh_title(nome: str, texto: str) -> int:
    mark = next((mark for mark in _TITLES if mark in nome), None)
    lines = [line.strip(" #*^") for line in texto[:_HEAD_CHARS].splitlines()]
    is_named = mark is not None and any(re.match(_TITLES[mark], line) for line in lines if len(line) < _TITLE_CHARS)
    return _TITLE_WEIGHT if is_named else 0
