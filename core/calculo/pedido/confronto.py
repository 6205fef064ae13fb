"""Our calculation beside the creditor's, where the confirmed fields say enough about it. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from core.calculo.entrada import parse_valor
from core.calculo.indices.domain import TabelaDeIndices
from core.calculo.motor.comparacao import Comparacao, compare_com_credor
from core.calculo.motor.domain import Conta
from core.calculo.pedido.campos import DEFINICOES, NomeDoCampo
from core.calculo.pedido.domain import Campo
from core.calculo.pedido.montagem import Lidos, build_conta_do_credor
from core.calculo.regimes.domain import Regime
from core.errors import IndiceNotFoundError, InvalidCalculoError

_SEM_VALOR = "O valor pedido pelo credor não foi informado; sem ele não há o que comparar."


def compare_pedido(
    campos: Sequence[Campo], nossa: Conta, regimes: tuple[Regime, ...], tabela: TabelaDeIndices
) -> tuple[Comparacao | None, str]:
    """The difference by cause, or None with the reason why there is none. Our own calculation never fails for it."""
    try:
        texto = Lidos(campos).get(NomeDoCampo.VALOR_PEDIDO)
        if not texto:
            return None, _SEM_VALOR
        pedido = parse_valor(texto, DEFINICOES[NomeDoCampo.VALOR_PEDIDO].rotulo)
        do_credor = build_conta_do_credor(campos, nossa, regimes)
        return compare_com_credor(nossa, do_credor, pedido, tabela), ""
    except (InvalidCalculoError, IndiceNotFoundError) as error:
        return None, error.user_message
