"""Fields of a pedido that a person stands for, ready to be computed with."""

from __future__ import annotations

from core.calculo.pedido.campos import DEFINICOES, DESDE_CITACAO, PELA_TABELA, NomeDoCampo
from core.calculo.pedido.domain import Campo, EstadoDoCampo

N = NomeDoCampo
PREENCHIDOS = {
    N.NATUREZA: "Servidores e empregados públicos",
    N.CORRECAO: PELA_TABELA,
    N.JUROS: PELA_TABELA,
    N.JUROS_DESDE: DESDE_CITACAO,
    N.DATA_DO_AJUIZAMENTO: "11/03/2019",
    N.DATA_DA_CITACAO: "25/03/2019",
    N.DATA_DA_SENTENCA: "14/04/2020",
    N.DATA_DO_CALCULO: "30/04/2025",
    N.PARCELAS: "31/01/2017; 512,40\n28/02/2017; 538,02",
}


def build_campos(
    valores: dict[NomeDoCampo, str] | None = None, *, estado: EstadoDoCampo = EstadoDoCampo.CONFIRMADO
) -> tuple[Campo, ...]:
    """Every field; those that ``valores`` gives in place of the usual ones."""
    given = PREENCHIDOS | (valores or {})
    return tuple(
        Campo(nome, given.get(nome, ""), estado if given.get(nome) else EstadoDoCampo.DESCONHECIDO)
        for nome in DEFINICOES
    )
