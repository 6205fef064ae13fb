"""Whether a module enters a peça, and by which of its rules: the one decision of detector, screens and scenarios."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from core.prompts.compilacao import DECISOES, Compilada, Compilador, Tabela
from core.prompts.domain import Modulo
from core.prompts.regras import Avaliacao, Decisao, Regra, SemValor, ValorDoFato, evaluate_regra, list_variaveis

_DESCONHECIDA = DECISOES.index(Decisao.DESCONHECIDA)


@dataclass(frozen=True)
class DecisaoDoModulo:
    """``regra`` and ``avaliacao`` are None for a module that needs no rule to enter.

    The reason is worked out when it is first asked for; the values of the case must not change before.
    """

    modulo: Modulo
    decisao: Decisao = Decisao.SIM
    regra: Regra | None = None
    tipo_de_peca: str = ""
    valores: Mapping[str, ValorDoFato] = field(default_factory=dict, repr=False)

    @cached_property
    def avaliacao(self) -> Avaliacao | None:
        return _evaluate(self.modulo, self.tipo_de_peca, self.valores) if self.regra is not None else None


def decide_modulo(modulo: Modulo, tipo_de_peca: str, valores: Mapping[str, ValorDoFato]) -> DecisaoDoModulo:
    """The decision on a deterministic module over the values of a case; an absent variable is unknown.

    While it is open which of two rules counts, the answer is the one they agree on, or DESCONHECIDA.
    """
    regra = choose_regra(modulo, tipo_de_peca, valores)
    if regra is None:
        return DecisaoDoModulo(modulo)
    decisao = _evaluate(modulo, tipo_de_peca, valores).decisao
    return DecisaoDoModulo(modulo, decisao, regra, tipo_de_peca, valores)


def decide_modulos(
    modulos: Iterable[Modulo], tipo_de_peca: str, valores: Mapping[str, ValorDoFato]
) -> tuple[DecisaoDoModulo, ...]:
    """``decide_modulo`` of each module, in their order. For many cases over one library, keep a ``Decisor``."""
    return Decisor(modulos, tipo_de_peca).decide(valores)


def choose_regra(modulo: Modulo, tipo_de_peca: str, valores: Mapping[str, ValorDoFato]) -> Regra | None:
    """The rule that counts (domain: precedence of rules), or None when the module has none.

    The active rule of the piece type replaces the global one entirely. The secondary rule counts only while it is on
    and no variable of the primary one applies to the case; as long as that is unknown, the primary one is named.
    """
    primary = _find_primary(modulo, tipo_de_peca)
    secondary = _find_secondary(modulo, primary)
    if primary is None or secondary is None:
        return primary
    return secondary if _is_absent(list_variaveis(primary), valores) is Decisao.SIM else primary


class Decisor:
    """The rules of a library for one piece type, compiled once for any number of cases."""

    def __init__(self, modulos: Iterable[Modulo], tipo_de_peca: str) -> None:
        self._tipo_de_peca = tipo_de_peca
        self._compilador = Compilador()
        self._plans = [self._plan(modulo) for modulo in modulos]

    def decide(self, valores: Mapping[str, ValorDoFato]) -> tuple[DecisaoDoModulo, ...]:
        """The decision on each module, in the order they were given."""
        tabela, tipo = self._compilador.evaluate(valores), self._tipo_de_peca
        decididos = []
        for modulo, primary, compiled, between in self._plans:
            regra, place = primary, compiled(tabela)
            if between is not None:
                regra, place = between(place, tabela, valores)
            decididos.append(DecisaoDoModulo(modulo, DECISOES[place], regra, tipo, valores))
        return tuple(decididos)

    def _plan(self, modulo: Modulo) -> tuple[Modulo, Regra | None, Compilada, _Entre | None]:
        """The rule, its compiled form and, with a secondary rule, the choice between the two."""
        primary = _find_primary(modulo, self._tipo_de_peca)
        if primary is None:
            return modulo, None, _always, None
        secondary = _find_secondary(modulo, primary)
        between = _choose_between(primary, secondary, self._compilador.compile(secondary)) if secondary else None
        return modulo, primary, self._compilador.compile(primary), between


_Entre = Callable[[int, Tabela, Mapping[str, ValorDoFato]], tuple[Regra, int]]
"""From the place of the primary rule to the rule that counts and its place."""


def _always(_tabela: Tabela) -> int:
    return DECISOES.index(Decisao.SIM)


def _choose_between(primary: Regra, secondary: Regra, compiled: Compilada) -> _Entre:
    slugs = list_variaveis(primary)

    def choose(place: int, tabela: Tabela, valores: Mapping[str, ValorDoFato]) -> tuple[Regra, int]:
        is_absent = _is_absent(slugs, valores)
        if is_absent is Decisao.SIM:
            return secondary, compiled(tabela)
        if is_absent is Decisao.DESCONHECIDA and place != compiled(tabela):
            place = _DESCONHECIDA
        return primary, place

    return choose


def _find_primary(modulo: Modulo, tipo_de_peca: str) -> Regra | None:
    for item in modulo.regras_por_tipo:
        if item.is_active and item.tipo_de_peca == tipo_de_peca:
            return item.regra
    return modulo.regra


def _find_secondary(modulo: Modulo, primary: Regra | None) -> Regra | None:
    return modulo.regra_secundaria if primary is not None and modulo.usa_secundaria else None


def _is_absent(slugs: Iterable[str], valores: Mapping[str, ValorDoFato]) -> Decisao:
    """Whether no variable applies to the case: one that applies says no, an unknown one leaves it open."""
    states = {
        valor if isinstance(valor := valores.get(slug, SemValor.DESCONHECIDO), SemValor) else None for slug in slugs
    }
    if None in states:
        return Decisao.NAO
    return Decisao.DESCONHECIDA if SemValor.DESCONHECIDO in states else Decisao.SIM


def _evaluate(modulo: Modulo, tipo_de_peca: str, valores: Mapping[str, ValorDoFato]) -> Avaliacao:
    """The plain evaluation of the rule that counts, with its reason; the module has a rule."""
    primary = _find_primary(modulo, tipo_de_peca)
    if primary is None:
        raise ValueError(f"module {modulo.slug} has no rule")
    secondary = _find_secondary(modulo, primary)
    if secondary is None:
        return evaluate_regra(primary, valores)
    is_absent = _is_absent(list_variaveis(primary), valores)
    if is_absent is Decisao.SIM:
        return evaluate_regra(secondary, valores)
    first = evaluate_regra(primary, valores)
    if is_absent is Decisao.NAO:
        return first
    second = evaluate_regra(secondary, valores)
    if first.decisao is second.decisao is not Decisao.DESCONHECIDA:
        return first
    unknown = (slug for slug in list_variaveis(primary) if valores.get(slug) is not SemValor.NAO_SE_APLICA)
    return Avaliacao(
        Decisao.DESCONHECIDA,
        desconhecidas=tuple(dict.fromkeys((*unknown, *first.desconhecidas, *second.desconhecidas))),
    )
