"""Acts of a person on the modules of a geração, and what they make of them. Pure: the acts are all that is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.pecas.domain import Contradicao, Fato, Geracao, ModuloDecidido, OrigemDoModulo
from core.prompts.comparacao import Decisao
from core.prompts.domain import Variavel


class TipoDeAto(StrEnum):
    """What a person did; the portal's suggestions stand in the decisions of agent 2."""

    CONFIRMOU = "confirmou"
    RETIROU = "retirou"
    RESTAUROU = "restaurou"
    ACRESCENTOU = "acrescentou"
    MOVEU = "moveu"
    MOVEU_SECAO = "moveu_secao"
    RESPONDEU = "respondeu"
    DISPENSOU = "dispensou"
    DESFEZ = "desfez"
    GEROU = "gerou"


class Situacao(StrEnum):
    SUGERIDO = "sugerido"
    CONFIRMADO = "confirmado"
    ACRESCENTADO = "acrescentado"
    RETIRADO = "retirado"
    FORA = "fora"

    @property
    def label(self) -> str:
        return "Fora" if self is Situacao.FORA else self.value.capitalize()

    @property
    def is_dentro(self) -> bool:
        return self in (Situacao.SUGERIDO, Situacao.CONFIRMADO, Situacao.ACRESCENTADO)


@dataclass(frozen=True)
class Ato:
    """``alvo`` is a module, a variable or a section. ``numero`` counts from 1: the last one is the version."""

    numero: int
    tipo: TipoDeAto
    alvo: str
    valor: Mapping[str, Any]
    usuario_id: int
    autor: str
    feito_em: datetime


@dataclass(frozen=True)
class Comando:
    """What a person wants done; ``passo`` is -1 (up) or 1 (down) for the moves."""

    tipo: TipoDeAto
    alvo: str = ""
    passo: int = 0


@dataclass(frozen=True)
class ItemDaCuradoria:
    decidido: ModuloDecidido
    situacao: Situacao

    @property
    def is_vedado(self) -> bool:
        """In the minuta by the person's choice, against a policy of the office."""
        is_against = self.decidido.decisao is Decisao.NAO and bool(self.decidido.politica)
        return is_against and self.situacao is Situacao.ACRESCENTADO


@dataclass(frozen=True)
class SecaoDaCuradoria:
    """``dentro`` in the order of the minuta; ``retirados`` by the person; ``fora`` by rule, model or policy."""

    nome: str
    dentro: tuple[ItemDaCuradoria, ...] = ()
    retirados: tuple[ItemDaCuradoria, ...] = ()
    fora: tuple[ItemDaCuradoria, ...] = ()


@dataclass(frozen=True)
class PerguntaAberta:
    """A question that no document answers, with the titles of the modules that wait for it."""

    variavel: Variavel
    modulos: tuple[str, ...]


@dataclass(frozen=True)
class Curadoria:
    """All that the person sees. ``versao`` is the number of the last act: a change names the one it was made on."""

    geracao: Geracao
    versao: int
    secoes: tuple[SecaoDaCuradoria, ...]
    perguntas: tuple[PerguntaAberta, ...]
    contradicoes: tuple[Contradicao, ...]
    fatos: Mapping[str, Fato]
    variaveis: Mapping[str, Variavel] = field(repr=False)
    can_undo: bool = False

    @property
    def dentro(self) -> tuple[ItemDaCuradoria, ...]:
        """The modules of the minuta, in its order."""
        return tuple(item for secao in self.secoes for item in secao.dentro)

    @property
    def itens(self) -> dict[str, ItemDaCuradoria]:
        """Every module that is known here, by its slug."""
        parts = (part for secao in self.secoes for part in (secao.dentro, secao.retirados, secao.fora))
        return {item.decidido.slug: item for part in parts for item in part}

    @property
    def decididos(self) -> tuple[ModuloDecidido, ...]:
        """What the answers make of the modules that agent 2 was offered, in the order in which it was offered them."""
        offered = (one.decidido for one in self.itens.values() if one.decidido.origem is not OrigemDoModulo.PESSOA)
        return tuple(sorted(offered, key=lambda decidido: decidido.ordem))


_DE_MODULO = (TipoDeAto.CONFIRMOU, TipoDeAto.RETIROU, TipoDeAto.RESTAUROU, TipoDeAto.ACRESCENTOU)


def list_vigentes(atos: Iterable[Ato]) -> tuple[Ato, ...]:
    """The acts that count: not those undone, nor the undoing itself."""
    kept: dict[int, Ato] = {}
    for ato in atos:
        if ato.tipo is TipoDeAto.DESFEZ:
            kept.pop(int(ato.valor["numero"]), None)
        elif ato.tipo is not TipoDeAto.GEROU:
            kept[ato.numero] = ato
    return tuple(kept.values())


def arrange_secoes(decididos: Sequence[ModuloDecidido], vigentes: Sequence[Ato]) -> tuple[SecaoDaCuradoria, ...]:
    """The modules by section, in and out: the decisions first, then what the person did with each.

    ``decididos`` hold all modules there are here, those that the person added too, in the order of the library.
    """
    marks = {ato.alvo: ato.tipo for ato in vigentes if ato.tipo in _DE_MODULO}
    moved = {str(ato.valor["secao"]): ato.valor["ordem"] for ato in vigentes if ato.tipo is TipoDeAto.MOVEU}
    orders = [ato.valor["ordem"] for ato in vigentes if ato.tipo is TipoDeAto.MOVEU_SECAO]
    itens = [ItemDaCuradoria(one, _judge(one, marks.get(one.slug))) for one in decididos]
    names = arrange(list(dict.fromkeys(one.secao for one in decididos)), orders[-1] if orders else ())
    return tuple(_build_secao(name, itens, moved.get(name, ())) for name in names)


def arrange(names: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """``names`` in the order that was wanted; one that it does not name stays behind its neighbour."""
    known = set(names)
    arranged = [name for name in wanted if name in known]
    for place, name in enumerate(names):
        if name not in arranged:
            before = next((other for other in reversed(names[:place]) if other in arranged), None)
            arranged.insert(0 if before is None else arranged.index(before) + 1, name)
    return arranged


def shift(names: Sequence[str], name: str, passo: int) -> list[str]:
    """The order after one step up or down; the same at an end or for a name that is not there."""
    order = list(names)
    if name not in order:
        return order
    place = order.index(name)
    other = place + passo
    if 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
    return order


def list_perguntas(
    secoes: Iterable[SecaoDaCuradoria], vigentes: Iterable[Ato], variaveis: Mapping[str, Variavel]
) -> tuple[PerguntaAberta, ...]:
    """What is open, without what the person chose to leave open; the question that decides most modules first."""
    left = {ato.alvo for ato in vigentes if ato.tipo is TipoDeAto.DISPENSOU}
    waiting: dict[str, list[str]] = {}
    for item in (item for secao in secoes for item in secao.fora):
        if item.decidido.decisao is Decisao.DESCONHECIDA:
            for slug in item.decidido.perguntas:
                waiting.setdefault(slug, []).append(item.decidido.titulo)
    asked = [(slug, titles) for slug, titles in waiting.items() if slug in variaveis and slug not in left]
    return tuple(
        PerguntaAberta(variaveis[slug], tuple(titles)) for slug, titles in sorted(asked, key=lambda one: -len(one[1]))
    )


def _judge(decidido: ModuloDecidido, mark: TipoDeAto | None) -> Situacao:
    is_sugerido = decidido.decisao is Decisao.SIM
    if mark is None:
        return Situacao.SUGERIDO if is_sugerido else Situacao.FORA
    if mark is TipoDeAto.RETIROU:
        return Situacao.RETIRADO
    return Situacao.CONFIRMADO if is_sugerido else Situacao.ACRESCENTADO


def _build_secao(name: str, itens: Sequence[ItemDaCuradoria], wanted: Sequence[str]) -> SecaoDaCuradoria:
    of_secao = {item.decidido.slug: item for item in itens if item.decidido.secao == name}
    ordered = [of_secao[slug] for slug in arrange(list(of_secao), wanted)]
    return SecaoDaCuradoria(
        name,
        dentro=tuple(item for item in ordered if item.situacao.is_dentro),
        retirados=tuple(item for item in ordered if item.situacao is Situacao.RETIRADO),
        fora=tuple(item for item in ordered if item.situacao is Situacao.FORA),
    )
