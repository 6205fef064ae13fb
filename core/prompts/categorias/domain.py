"""The history of a category, what changed between two versions, and where a variable is used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from core.prompts.domain import CategoriaDeDocumento, Modulo, Variavel
from core.prompts.politicas.domain import Politica

_HEAD = ("nome", "codigos", "instrucao")


class TipoDeUso(StrEnum):
    MODULO = "modulo"
    CONDICAO = "condicao"
    FONTE = "fonte"
    INSTRUCAO = "instrucao"
    POLITICA = "politica"
    CENARIO = "cenario"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    TipoDeUso.MODULO: "Módulos",
    TipoDeUso.CONDICAO: "Condições de outras perguntas",
    TipoDeUso.FONTE: "Fonte da verdade de outras perguntas",
    TipoDeUso.INSTRUCAO: "Instruções de categorias",
    TipoDeUso.POLITICA: "Políticas",
    TipoDeUso.CENARIO: "Cenários",
}


@dataclass(frozen=True)
class Uso:
    """One place that names a variable. ``titulo`` and ``lugar`` are what people read."""

    tipo: TipoDeUso
    slug: str
    titulo: str
    lugar: str


@dataclass(frozen=True)
class NomesDoCenario:
    """A saved scenario and the variables to which it gives a value."""

    slug: str
    nome: str
    variaveis: frozenset[str]


@dataclass(frozen=True)
class Acervo:
    """Everything that may name a variable, as it is live."""

    categorias: tuple[CategoriaDeDocumento, ...]
    modulos: tuple[Modulo, ...]
    politicas: tuple[Politica, ...]
    cenarios: tuple[NomesDoCenario, ...]


@dataclass(frozen=True)
class VersaoDaCategoria:
    """A category as it was after one publication. ``autor`` is a login."""

    categoria: CategoriaDeDocumento
    autor: str
    motivo: str
    criada_em: datetime
    is_viva: bool


@dataclass(frozen=True)
class Renomeacao:
    """How many of each changed with a variable's name, the category itself apart."""

    categorias: int
    modulos: int
    politicas: int
    cenarios: int


@dataclass(frozen=True)
class Alteracao:
    """One thing that differs, in words; empty ``antes`` is new, empty ``depois`` was taken out."""

    lugar: str
    antes: str
    depois: str


def compare_categorias(antes: CategoriaDeDocumento, depois: CategoriaDeDocumento) -> tuple[Alteracao, ...]:
    """What differs from one version to the other, in the order of the form."""
    pairs = (
        ("Nome", antes.nome, depois.nome),
        ("Códigos do TJMS", _join(antes.codigos), _join(depois.codigos)),
        ("Instrução", antes.instrucao, depois.instrucao),
    )
    found = [Alteracao(*pair) for pair in pairs if pair[1] != pair[2]]
    old, new = ({v.slug: v for v in categoria.variaveis} for categoria in (antes, depois))
    for slug in dict.fromkeys([*new, *old]):
        found += _compare_variaveis(slug, old.get(slug), new.get(slug))
    if set(old) == set(new) and list(old) != list(new):
        found.append(Alteracao("Ordem das perguntas", ", ".join(old), ", ".join(new)))
    return tuple(found)


def merge_categorias(
    base: CategoriaDeDocumento, minha: CategoriaDeDocumento, viva: CategoriaDeDocumento
) -> CategoriaDeDocumento:
    """``viva`` with what ``minha`` changed of ``base`` put over it, question by question; the next after ``viva``."""
    heads = {name: getattr(minha, name) for name in _HEAD if getattr(minha, name) != getattr(base, name)}
    before, mine = ({v.slug: v for v in one.variaveis} for one in (base, minha))
    gone = before.keys() - mine.keys()
    changed = {slug: variavel for slug, variavel in mine.items() if before.get(slug) != variavel}
    live = {v.slug: v for v in viva.variaveis if v.slug not in gone}
    return replace(viva, **heads, variaveis=tuple((live | changed).values()))


def describe_variavel(variavel: Variavel) -> str:
    """In one line: question, type, options, condition and source of truth."""
    return "; ".join(f"{name}: {value}" for name, value in _list_campos(variavel) if value)


def _compare_variaveis(slug: str, antes: Variavel | None, depois: Variavel | None) -> Iterator[Alteracao]:
    if antes is None or depois is None:
        lines = [describe_variavel(variavel) if variavel else "" for variavel in (antes, depois)]
        yield Alteracao(f"Variável {slug}", *lines)
        return
    for (name, old), (_, new) in zip(_list_campos(antes), _list_campos(depois), strict=True):
        if old != new:
            yield Alteracao(f"Variável {slug}, {name}", old or "(vazio)", new or "(vazio)")


def _list_campos(variavel: Variavel) -> tuple[tuple[str, str], ...]:
    return (
        ("pergunta", variavel.pergunta),
        ("tipo", variavel.tipo.value),
        ("opções", ", ".join(variavel.opcoes)),
        ("condição", variavel.condicao),
        ("fonte da verdade", variavel.fonte_da_verdade),
    )


def _join(codigos: tuple[int, ...]) -> str:
    return ", ".join(str(codigo) for codigo in codigos) or "(nenhum)"
