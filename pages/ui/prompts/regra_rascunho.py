"""A rule while it is being edited: parts may still be empty or wrong. Pure; the widgets are in ``regra.py``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import TypeAlias

from core.prompts.comparacao import COM_LISTA, SEM_OPERANDO, Operador, ValorDaCondicao
from core.prompts.domain import TipoDeVariavel, Variavel
from core.prompts.regras import Condicao, E, Nao, Ou, Regra
from core.prompts.validacao import OPERADORES_DO_TIPO, validate_regra

_INCOMPLETE_VARIABLE = "escolha a variável"
_INCOMPLETE_OPERATOR = "escolha a comparação"
_INCOMPLETE_VALUE = "dê o valor"
_EMPTY_GROUP = "o grupo está vazio; acrescente uma condição ou remova o grupo"


@dataclass(frozen=True)
class CondicaoEmEdicao:
    """``digitado`` is what stands in the field of the value while it cannot be read; it is shown again, never lost."""

    id: int
    variavel: str = ""
    operador: Operador | None = None
    valor: ValorDaCondicao = None
    digitado: str = ""
    motivo: str = ""
    is_negated: bool = False


@dataclass(frozen=True)
class GrupoEmEdicao:
    """``is_all`` is the group of which every part must hold; otherwise one is enough."""

    id: int
    partes: tuple[Parte, ...] = ()
    is_all: bool = True
    is_negated: bool = False


Parte: TypeAlias = CondicaoEmEdicao | GrupoEmEdicao


@dataclass(frozen=True)
class Problema:
    """What must be corrected, and the part it stands beside; ``is_gap``: a value is missing or cannot be read."""

    parte: int
    motivo: str
    is_gap: bool = False


def open_regra(regra: Regra | None) -> GrupoEmEdicao:
    """The rule as parts to edit; no rule is a group without parts."""
    ids = count(1)
    if regra is None:
        return GrupoEmEdicao(next(ids))
    root = _open(regra, ids)
    return root if isinstance(root, GrupoEmEdicao) else GrupoEmEdicao(next(ids), (root,))


def build_regra(raiz: GrupoEmEdicao) -> Regra | None:
    """The rule of parts without problems; None for no parts. A group of one part is that part."""
    return _build(raiz) if raiz.partes else None


def list_problemas(raiz: GrupoEmEdicao, variaveis: Mapping[str, Variavel]) -> tuple[Problema, ...]:
    """What keeps the parts from being a rule that can be kept, in the order of the screen."""
    return tuple(problem for parte in raiz.partes for problem in find_problemas(parte, variaveis))


def find_problemas(parte: Parte, variaveis: Mapping[str, Variavel]) -> Iterator[Problema]:
    """Of one part and of those inside it."""
    if isinstance(parte, GrupoEmEdicao):
        if not parte.partes:
            yield Problema(parte.id, _EMPTY_GROUP, is_gap=True)
        for inner in parte.partes:
            yield from find_problemas(inner, variaveis)
    elif motivo := _find_gap(parte):
        yield Problema(parte.id, motivo, is_gap=True)
    else:
        yield from (Problema(parte.id, found.motivo) for found in validate_regra(_build_condicao(parte), variaveis))


def next_id(raiz: GrupoEmEdicao) -> int:
    return max(parte.id for parte in list_partes(raiz)) + 1


def list_partes(parte: Parte) -> Iterator[Parte]:
    """The part and all those inside it."""
    yield parte
    for inner in parte.partes if isinstance(parte, GrupoEmEdicao) else ():
        yield from list_partes(inner)


def add_parte(raiz: GrupoEmEdicao, grupo: int, parte: Parte) -> GrupoEmEdicao:
    """``parte`` as the last one of the group."""
    return _as_grupo(_change(raiz, grupo, lambda found: replace(found, partes=(*_as_grupo(found).partes, parte))))


def remove_parte(raiz: GrupoEmEdicao, parte: int) -> GrupoEmEdicao:
    """Without the part and all it holds; the root stays."""
    kept = (remove_parte(inner, parte) if isinstance(inner, GrupoEmEdicao) else inner for inner in raiz.partes)
    return replace(raiz, partes=tuple(inner for inner in kept if inner.id != parte))


def choose_variavel(parte: CondicaoEmEdicao, slug: str, variaveis: Mapping[str, Variavel]) -> CondicaoEmEdicao:
    """Over another variable; the comparison and the value stay where they fit it, or the usual ones come."""
    variavel = variaveis[slug]
    operadores = OPERADORES_DO_TIPO[variavel.tipo]
    operador = parte.operador if parte.operador in operadores else operadores[0]
    changed = choose_operador(replace(parte, variavel=slug, digitado="", motivo=""), operador)
    if not list(find_problemas(changed, variaveis)):
        return changed
    return replace(changed, valor=(variavel.tipo is TipoDeVariavel.BOOLEANO and operador not in SEM_OPERANDO) or None)


def choose_operador(parte: CondicaoEmEdicao, operador: Operador) -> CondicaoEmEdicao:
    """With another comparison; one value becomes a list of one, and a list its first."""
    valor = parte.valor
    if operador in COM_LISTA and valor is not None and not isinstance(valor, tuple | bool):
        valor = (valor,)
    elif operador not in COM_LISTA and isinstance(valor, tuple):
        valor = valor[0] if valor else None
    return replace(parte, operador=operador, valor=valor)


def _open(regra: Regra, ids: Iterator[int]) -> Parte:
    if isinstance(regra, Condicao):
        return CondicaoEmEdicao(next(ids), regra.variavel, regra.operador, regra.valor)
    if isinstance(regra, Nao):
        inner = _open(regra.regra, ids)
        return replace(inner, is_negated=not inner.is_negated)
    return GrupoEmEdicao(next(ids), tuple(_open(part, ids) for part in regra.regras), is_all=isinstance(regra, E))


def _build(parte: Parte) -> Regra:
    if isinstance(parte, GrupoEmEdicao):
        parts = tuple(_build(inner) for inner in parte.partes)
        regra: Regra = parts[0] if len(parts) == 1 else E(parts) if parte.is_all else Ou(parts)
    else:
        regra = _build_condicao(parte)
    return Nao(regra) if parte.is_negated else regra


def _build_condicao(parte: CondicaoEmEdicao) -> Condicao:
    operador = parte.operador or Operador.EXISTS
    return Condicao(parte.variavel, operador, None if operador in SEM_OPERANDO else parte.valor)


def _find_gap(parte: CondicaoEmEdicao) -> str:
    """What is missing in the condition; empty when it can be checked as a whole."""
    if not parte.variavel:
        return _INCOMPLETE_VARIABLE
    if parte.operador is None:
        return _INCOMPLETE_OPERATOR
    if parte.operador in SEM_OPERANDO:
        return ""
    if parte.motivo:
        return parte.motivo
    is_list = parte.operador in COM_LISTA
    return "" if parte.valor not in (None, (), "") and isinstance(parte.valor, tuple) is is_list else _INCOMPLETE_VALUE


def _change(parte: Parte, target: int, change: Callable[[Parte], Parte]) -> Parte:
    if parte.id == target:
        return change(parte)
    if isinstance(parte, CondicaoEmEdicao):
        return parte
    return replace(parte, partes=tuple(_change(inner, target, change) for inner in parte.partes))


def _as_grupo(parte: Parte) -> GrupoEmEdicao:
    if not isinstance(parte, GrupoEmEdicao):
        raise TypeError(f"part {parte.id} is a condition")
    return parte
