"""A regime in words."""

from __future__ import annotations

from core.calculo.indices.domain import Indice
from core.calculo.motor.taxas import describe_juros
from core.calculo.regimes.domain import BaseDosJuros, Capitalizacao, Juros, Regime
from pages.ui.calculo_tabelas.textos import format_dia

INDICES = {
    Indice.IPCA: "IPCA",
    Indice.IPCA_E: "IPCA-E",
    Indice.IPCA_15: "IPCA-15",
    Indice.INPC: "INPC",
    Indice.IGP_M: "IGP-M",
    Indice.IGP_DI: "IGP-DI",
    Indice.SELIC: "SELIC",
    Indice.TR: "TR",
    Indice.POUPANCA: "Poupança (depósitos desde 04/05/2012)",
    Indice.POUPANCA_ANTIGA: "Poupança (regra antiga)",
    Indice.JUROS_DA_POUPANCA: "Juros da poupança",
    Indice.TAXA_LEGAL: "Taxa legal",
}
BASES = {
    BaseDosJuros.PRINCIPAL: "sobre o principal corrigido",
    BaseDosJuros.CONSOLIDADO: "sobre o total devido quando o regime começa",
}
CAPITALIZACOES = {Capitalizacao.SIMPLES: "simples", Capitalizacao.COMPOSTA: "compostos"}


def describe_regime(regime: Regime) -> str:
    """What counts, and from when."""
    parts = [f"Desde {format_dia(regime.vigencia)}{' (mês inteiro)' if regime.is_mes_inteiro else ''}"]
    if regime.correcao:
        parts.append(f"correção pelo {INDICES[regime.correcao]}")
    if regime.correcao_antes_da_mora:
        parts.append(f"até a mora, correção pelo {INDICES[regime.correcao_antes_da_mora]}")
    parts.append(describe_taxa(regime.juros))
    if regime.teto:
        parts.append(f"limitado à {INDICES[regime.teto]} do período")
    return "; ".join(parts)


def describe_taxa(juros: Juros | None) -> str:
    """The interest with its base."""
    if juros is None:
        return "sem juros"
    rate = INDICES[juros.indice] if juros.indice else describe_juros(juros)
    lei = ", 1% no mês do pagamento (Lei 9.250/1995)" if juros.is_lei_9250 else ""
    return f"juros {CAPITALIZACOES[juros.capitalizacao]}: {rate}, {BASES[juros.base]}{lei}"
