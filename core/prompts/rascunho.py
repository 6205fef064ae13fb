"""A rule drafted by the model from a person's words, for the editor; nobody but a person keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from core.clients.gemini import SEM_AUTOS, GeminiClient, PedidoAoModelo, Turno
from core.errors import InvalidInputError
from core.infra.modelos import AgenteDoModelo, Modelos
from core.infra.rate import Action, RateLimits
from core.prompts.comparacao import Operador
from core.prompts.domain import Variavel
from core.prompts.regras import Regra, parse_regra
from core.prompts.service import PromptService
from core.prompts.validacao import OPERADORES_DO_TIPO, validate_regra

MAX_CHARS = 2_000
_MIN_CHARS = 10
_MAX_MOTIVO = 300
_NO = {"$ref": "#/$defs/regra"}

SCHEMA_DO_RASCUNHO: dict[str, Any] = {
    "type": "object",
    "properties": {"regra": _NO, "motivo": {"type": "string", "description": "por que não há regra"}},
    "$defs": {
        "regra": {
            "type": "object",
            "properties": {
                "e": {"type": "array", "items": _NO},
                "ou": {"type": "array", "items": _NO},
                "nao": _NO,
                "variavel": {"type": "string"},
                "operador": {"type": "string", "enum": [operador.value for operador in Operador]},
                "valor": {
                    "anyOf": [
                        {"type": "boolean"},
                        {"type": "number"},
                        {"type": "string"},
                        {"type": "array", "items": {"type": "string"}},
                    ]
                },
            },
        }
    },
}
"""One kind of node with nothing required: the provider unrolls references only under optional names."""


class RascunhoService:
    def __init__(self, prompts: PromptService, gemini: GeminiClient, rates: RateLimits, modelos: Modelos) -> None:
        self._prompts = prompts
        self._gemini = gemini
        self._rates = rates
        self._modelos = modelos

    def draft_regra(self, descricao: str, variaveis: Mapping[str, Variavel], usuario_id: int) -> Regra:
        """The rule that the words describe, checked against the variables. It is kept nowhere.

        Raises InvalidInputError for a description that is too short or long and for an answer that is no rule over
        these variables, with place and reason; RateLimitError and the errors of the model.
        """
        descricao = " ".join(descricao.replace("\0", " ").split())
        if not _MIN_CHARS <= len(descricao) <= MAX_CHARS:
            raise InvalidInputError(
                "description of a rule of another size",
                user_message=f"Descreva a regra com {_MIN_CHARS} a {MAX_CHARS} caracteres; há {len(descricao)}.",
            )
        self._rates.require(Action.AI, str(usuario_id))
        pedido = PedidoAoModelo(
            modelo=self._modelos.get(AgenteDoModelo.RASCUNHO).modelo,
            instrucao=self._prompts.get_prompt("rascunho_de_regra").texto,
            turnos=(render_pedido_de_rascunho(descricao, variaveis),),
        )
        answer = self._gemini.generate_json(pedido, SCHEMA_DO_RASCUNHO, operation="rascunho")
        return read_rascunho(answer.valor, variaveis)


def render_pedido_de_rascunho(descricao: str, variaveis: Mapping[str, Variavel]) -> Turno:
    """What the person wrote and the variables to choose from, each with its type, operators and options."""
    lines = ['<pedido agente="rascunho">', "<variaveis>"]
    for slug, variavel in variaveis.items():
        operadores = "|".join(operador.value for operador in OPERADORES_DO_TIPO[variavel.tipo])
        opcoes = quoteattr("|".join(variavel.opcoes))
        head = f'slug={quoteattr(slug)} tipo="{variavel.tipo.value}" operadores="{operadores}" opcoes={opcoes}'
        lines.append(f"<variavel {head}>{escape(variavel.pergunta)}</variavel>")
    lines += ["</variaveis>", f"<descricao>{escape(descricao)}</descricao>", "</pedido>"]
    return Turno("\n".join(lines), SEM_AUTOS)


def read_rascunho(answer: Mapping[str, Any], variaveis: Mapping[str, Variavel]) -> Regra:
    """The rule of an answer. Raises InvalidInputError with the place and the reason when it cannot be used."""
    body = _clean(answer.get("regra"))
    if not body:
        motivo = " ".join(str(answer.get("motivo") or "").split())[:_MAX_MOTIVO].rstrip(". ")
        raise _unusable(f"o Gemini respondeu: “{motivo}”" if motivo else "o Gemini não escreveu regra alguma")
    try:
        regra = parse_regra(body)
    except InvalidInputError as error:
        raise _unusable(error.user_message) from error
    if problemas := validate_regra(regra, variaveis):
        raise _unusable(" ".join(str(problema) for problema in problemas))
    return regra


def _clean(node: Any) -> Any:
    """Without the optional names that a model fills with nothing."""
    if isinstance(node, list):
        return [_clean(item) for item in node]
    if not isinstance(node, dict):
        return node
    cleaned = {key: _clean(value) for key, value in node.items()}
    return {key: value for key, value in cleaned.items() if value not in (None, [], {})}


def _unusable(reason: str) -> InvalidInputError:
    reason = reason[:1].upper() + reason[1:].rstrip(". ")
    return InvalidInputError(
        "draft of a rule refused",
        user_message=(
            f"O rascunho do Gemini não pode ser usado, e a regra do editor ficou como estava. {reason}. "
            "Descreva a regra de outro modo ou monte-a no editor."
        ),
    )
