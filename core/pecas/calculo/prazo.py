"""The time to contest, as the sheet tells it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from core.calculo.calendario.prazos import Prazo
from core.calculo.pedido.escrita import write_data

_FIM_DE_SEMANA = ("Sábado", "Domingo")


def describe_prazo(prazo: Prazo) -> str:
    """First and last day with their sources, and why the days other than weekends did not count."""
    told = (
        f"{prazo.dias} dias úteis, de {write_data(prazo.primeiro_dia)} a {write_data(prazo.vencimento)} "
        f"({'; '.join(prazo.fontes)})"
    )
    fora = "; ".join(_list_fora(prazo))
    return f"{told}. Além dos fins de semana, não contaram: {fora}" if fora else told


def _list_fora(prazo: Prazo) -> Iterator[str]:
    """Days of one reason together, a weekend among them or not."""
    motivos = [um for um in prazo.nao_contados if um.motivo not in _FIM_DE_SEMANA]
    for motivo, grupo in groupby(motivos, key=lambda um: um.motivo):
        dias = [um.dia for um in grupo]
        quando = write_data(dias[0]) if len(dias) == 1 else f"{write_data(dias[0])} a {write_data(dias[-1])}"
        yield f"{quando}, {motivo}"
