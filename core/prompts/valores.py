"""Values of a case as people save them: by variable, in four states, and as JSON.

JSON form: ``{"valores": {slug: value}, "nao_se_aplica": [slug]}``; a variable in neither is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from core.errors import InvalidInputError
from core.prompts.domain import CategoriaDeDocumento
from core.prompts.regras import SemValor, ValorDoFato

Valores = Mapping[str, ValorDoFato]


def dump_valores(valores: Valores) -> dict[str, Any]:
    """The JSON form; ``parse_valores`` is its inverse, except that what is unknown is left out."""
    return {
        "valores": {slug: _dump(valor) for slug, valor in valores.items() if not isinstance(valor, SemValor)},
        "nao_se_aplica": [slug for slug, valor in valores.items() if valor is SemValor.NAO_SE_APLICA],
    }


def parse_valores(body: Mapping[str, Any], place: str) -> dict[str, ValorDoFato]:
    """The values of a JSON form (other keys are not read). Raises InvalidInputError that names the place."""
    known, absent = body.get("valores") or {}, body.get("nao_se_aplica") or []
    if not isinstance(known, Mapping) or not isinstance(absent, list):
        raise refuse(place, "esperava os valores por variável e a lista das que não se aplicam")
    twice = sorted(set(known) & set(absent))
    if twice:
        raise refuse(place, f"{twice[0]} tem valor e também não se aplica")
    valores = {str(slug): _parse(valor, f"{place}.valores.{slug}") for slug, valor in known.items()}
    return valores | {str(slug): SemValor.NAO_SE_APLICA for slug in absent}


def complete_valores(
    valores: Valores, ausentes: Iterable[str], categorias: Iterable[CategoriaDeDocumento]
) -> dict[str, ValorDoFato]:
    """Every variable of the library in its state (domain: four states).

    Those of a kind of document that is not in the case (``ausentes``, slugs of categories) and those whose condition
    is false do not apply; what nobody answered is unknown.
    """
    missing, all_categorias = frozenset(ausentes), tuple(categorias)
    found: dict[str, ValorDoFato] = dict(valores)
    for categoria in all_categorias:
        for variavel in categoria.variaveis:
            is_absent = categoria.slug in missing
            answer = found.get(variavel.slug, SemValor.DESCONHECIDO)
            found[variavel.slug] = SemValor.NAO_SE_APLICA if is_absent else answer
    condicoes = {v.slug: v.condicao for categoria in all_categorias for v in categoria.variaveis if v.condicao}
    return found | dict.fromkeys(list_inaplicaveis(condicoes, found), SemValor.NAO_SE_APLICA)


def list_inaplicaveis(condicoes: Mapping[str, str], valores: Valores) -> tuple[str, ...]:
    """The variables that do not apply because their condition, or one that it depends on, is false or does not apply.

    ``condicoes`` are the variables that each one depends on, all by slug. A circle ends.
    """
    return tuple(slug for slug in condicoes if _is_out_of_place(slug, condicoes, valores))


def rename_in_valores(body: Mapping[str, Any], de: str, para: str) -> dict[str, Any]:
    """The JSON form with one variable under its new name."""
    known = {para if slug == de else slug: valor for slug, valor in (body.get("valores") or {}).items()}
    absent = [para if slug == de else slug for slug in body.get("nao_se_aplica") or []]
    return {**body, "valores": known, "nao_se_aplica": absent}


def refuse(place: str, reason: str) -> InvalidInputError:
    """The error of content that cannot be used, with the place and the reason."""
    return InvalidInputError(
        f"invalid content at {place}", user_message=f"O conteúdo não pode ser usado. Corrija {place}: {reason}."
    )


def _is_out_of_place(slug: str, conditions: Mapping[str, str], valores: Valores) -> bool:
    seen, condition = {slug}, conditions.get(slug)
    while condition is not None and condition not in seen:
        if valores.get(condition) is False or valores.get(condition) is SemValor.NAO_SE_APLICA:
            return True
        seen.add(condition)
        condition = conditions.get(condition)
    return False


def _dump(valor: ValorDoFato) -> Any:
    if isinstance(valor, date):
        return valor.isoformat()
    return (
        valor
        if isinstance(valor, str | int | float)
        else list(valor)
        if isinstance(valor, list | tuple)
        else str(valor)
    )


def _parse(valor: object, place: str) -> ValorDoFato:
    if isinstance(valor, date):
        return valor.isoformat()
    if isinstance(valor, str | int | float):
        return valor
    if isinstance(valor, list) and all(isinstance(item, str) for item in valor):
        return tuple(valor)
    raise refuse(place, "esperava um texto, um número, uma data, sim ou não, ou uma lista de textos")
