"""The rule trees of the replaced system, turned into the portal's JSON form."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from core.errors import InvalidInputError
from core.prompts.comparacao import COM_LISTA, SEM_OPERANDO
from core.prompts.regras import MAX_DEPTH, Regra, parse_regra

_JUNTAS = {"and": "e", "e": "e", "or": "ou", "ou": "ou", "not": "nao", "nao": "nao", "não": "nao"}
_TIPO = ("type", "tipo", "kind")
_PARTES = ("conditions", "condition", "condicoes", "condições", "children", "filhos", "regras", "rules")
_VARIAVEL = ("variable", "variavel", "variável", "field", "campo", "fato")
_OPERADOR = ("operator", "operador", "op")
_VALOR = ("value", "valor")
_SINAIS = {
    "==": "equals",
    "=": "equals",
    "!=": "not_equals",
    ">": "greater_than",
    "<": "less_than",
    ">=": "greater_or_equal",
    "<=": "less_or_equal",
    "in": "in_list",
    "not_in": "not_in_list",
    "regex": "matches_regex",
}
_SEM_OPERANDO = {operador.value for operador in SEM_OPERANDO}
_COM_LISTA = {operador.value for operador in COM_LISTA}


class RegraLegada:
    """One tree. ``extras``: the keys that mean nothing here, by their place in the tree."""

    def __init__(self) -> None:
        self.extras: dict[str, Any] = {}

    def parse(self, body: Any) -> Regra:
        """Raises InvalidInputError that names the place in the file."""
        if isinstance(body, str):
            try:
                body = json.loads(body)
            except ValueError as error:
                raise _refuse("regra", "o texto não é uma árvore de condições") from error
        return parse_regra(self._convert(body, "regra", MAX_DEPTH))

    def _convert(self, body: object, place: str, depth: int) -> dict[str, Any]:
        if depth == 0:
            raise _refuse(place, "a regra tem níveis demais")
        if not isinstance(body, dict):
            raise _refuse(place, "esperava um objeto com uma condição ou um grupo de condições")
        key, parts = _find_junta(body, place)
        if not key:
            return self._convert_condicao(body, place)
        used = {*_TIPO, *_PARTES, *_OPERADOR} if any(name in body for name in _PARTES) else {_name_key(body)}
        self._keep(body, used, place)
        if key == "nao":
            parts = parts[0] if isinstance(parts, list) and len(parts) == 1 else parts
            if isinstance(parts, list):
                raise _refuse(place, "uma negação tem exatamente uma condição")
            return {"nao": self._convert(parts, f"{place}.nao", depth - 1)}
        if not isinstance(parts, list) or not parts:
            raise _refuse(place, "um grupo precisa de ao menos uma condição")
        return {key: [self._convert(part, f"{place}.{key}[{i}]", depth - 1) for i, part in enumerate(parts)]}

    def _convert_condicao(self, body: Mapping[str, Any], place: str) -> dict[str, Any]:
        self._keep(body, {*_TIPO, *_VARIAVEL, *_OPERADOR, *_VALOR}, place)
        variavel, operador, valor = (_pick(body, names) for names in (_VARIAVEL, _OPERADOR, _VALOR))
        if variavel is None:
            raise _refuse(place, "não é condição nem grupo de condições")
        operador = str(operador or "equals").strip().lower()
        operador = _SINAIS.get(operador, operador)
        if operador in _SEM_OPERANDO:
            if valor not in (None, ""):
                self.extras[f"{place}.valor"] = valor
            return {"variavel": variavel, "operador": operador}
        if operador in _COM_LISTA and isinstance(valor, str):
            valor = [item.strip() for item in valor.split(",") if item.strip()]
        return {"variavel": variavel, "operador": operador, "valor": valor}

    def _keep(self, body: Mapping[str, Any], used: set[str], place: str) -> None:
        self.extras.update({f"{place}.{key}": value for key, value in body.items() if key not in used})


def _find_junta(body: Mapping[str, Any], place: str) -> tuple[str, Any]:
    """The kind of a group and its parts; an empty kind for a condition."""
    parts = _pick(body, _PARTES)
    named = _pick(body, _TIPO) or (_pick(body, _OPERADOR) if parts is not None else None)
    if parts is not None:
        key = _JUNTAS.get(str(named).strip().lower())
        if key is None:
            raise _refuse(place, f"“{named}” não é um grupo de condições conhecido")
        return key, parts
    name = _name_key(body)
    return (_JUNTAS[name], body[name]) if name else ("", None)


def _name_key(body: Mapping[str, Any]) -> str:
    """The key of a group written as ``{"and": [...]}``."""
    return next((key for key in body if key in _JUNTAS and isinstance(body[key], list | dict)), "")


def _pick(body: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    return next((body[name] for name in names if body.get(name) is not None), None)


def _refuse(place: str, reason: str) -> InvalidInputError:
    return InvalidInputError(
        f"legacy rule at {place}", user_message=f"A regra não pode ser usada. Corrija {place}: {reason}."
    )
