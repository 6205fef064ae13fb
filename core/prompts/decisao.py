"""Whether a module enters a peça, and by which of its rules: the one decision of detector, screens and scenarios."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.prompts.domain import Modulo
from core.prompts.regras import Avaliacao, Decisao, Regra, SemValor, ValorDoFato, evaluate_regra, list_variaveis


@dataclass(frozen=True)
class DecisaoDoModulo:
    """``regra`` and ``avaliacao`` are None for a module that needs no rule to enter."""

    modulo: Modulo
    regra: Regra | None = None
    avaliacao: Avaliacao | None = None

    @property
    def decisao(self) -> Decisao:
        return self.avaliacao.decisao if self.avaliacao else Decisao.SIM


def decide_modulo(modulo: Modulo, tipo_de_peca: str, valores: Mapping[str, ValorDoFato]) -> DecisaoDoModulo:
    """The decision on a deterministic module over the values of a case; an absent variable is unknown."""
    regra = choose_regra(modulo, tipo_de_peca, valores)
    if regra is None:
        return DecisaoDoModulo(modulo)
    return DecisaoDoModulo(modulo, regra, evaluate_regra(regra, valores))


def choose_regra(modulo: Modulo, tipo_de_peca: str, valores: Mapping[str, ValorDoFato]) -> Regra | None:
    """The rule that counts (domain: precedence of rules), or None when the module has none.

    The active rule of the piece type replaces the global one entirely. The secondary rule counts only while it is on
    and no variable of the primary one applies to the case.
    """
    do_tipo = [item.regra for item in modulo.regras_por_tipo if item.is_active and item.tipo_de_peca == tipo_de_peca]
    primary = do_tipo[0] if do_tipo else modulo.regra
    if primary is None or not modulo.usa_secundaria or modulo.regra_secundaria is None:
        return primary
    is_absent = all(valores.get(slug) is SemValor.NAO_SE_APLICA for slug in list_variaveis(primary))
    return modulo.regra_secundaria if is_absent else primary
