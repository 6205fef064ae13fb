"""Deadlines: how many days, which count, on which day they end, and why the others were left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from core.calculo.calendario.dias import Calendario
from core.calculo.calendario.domain import MotivoDoDia
from core.calculo.entrada import refuse, require_data

_DIA = timedelta(days=1)
_MAXIMO_DIAS = 3660
_DIAS_PARA_CONSULTA = 10


class Contagem(StrEnum):
    """Procedural deadlines in days count business days only (CPC, art. 219); others count every day."""

    UTEIS = "uteis"
    CORRIDOS = "corridos"


class PrazoEmDobro(StrEnum):
    """Who has twice the days to speak; the value is the source."""

    FAZENDA_PUBLICA = "CPC, art. 183"
    DEFENSORIA = "CPC, art. 186"
    MINISTERIO_PUBLICO = "CPC, art. 180"


@dataclass(frozen=True)
class PedidoDePrazo:
    """``intimacao`` is the day on which the communication counts as made; ``dias`` is what law or judge gave.

    ``is_prazo_proprio``: the law gave this term to the public body itself (as CPC, art. 535), so it is not doubled.
    """

    intimacao: date
    dias: int
    contagem: Contagem = Contagem.UTEIS
    dobro: PrazoEmDobro | None = None
    is_prazo_proprio: bool = False


@dataclass(frozen=True)
class Prazo:
    """``nao_contados`` has every day between the communication and the end that did not count, with its reason."""

    pedido: PedidoDePrazo
    dias: int
    primeiro_dia: date
    vencimento: date
    nao_contados: tuple[MotivoDoDia, ...]
    fontes: tuple[str, ...]
    avisos: tuple[str, ...]


@dataclass(frozen=True)
class IntimacaoEletronica:
    """The day on which an electronic communication counts as made, and by which rule."""

    dia: date
    is_tacita: bool
    fonte: str


def count_prazo(calendario: Calendario, pedido: PedidoDePrazo) -> Prazo:
    """When the deadline ends.

    The day of the communication is left out and the last day is counted (CPC, art. 224); counting begins on the first
    business day after it (art. 224, § 3º, and art. 231, V, for electronic service); a first or last day without full
    session moves on (art. 224, § 1º); from 20 December to 20 January nothing runs (art. 220).
    """
    require_data(pedido.intimacao, "data da intimação")
    if not 1 <= pedido.dias <= _MAXIMO_DIAS:
        raise refuse("prazo em dias", f"{pedido.dias} não é um número de dias possível")
    is_dobrado = pedido.dobro is not None and not pedido.is_prazo_proprio
    dias = pedido.dias * 2 if is_dobrado else pedido.dias
    is_util = pedido.contagem is Contagem.UTEIS
    stops = calendario.explain_prazo if is_util else calendario.explain_suspensao
    fora: list[MotivoDoDia] = []
    primeiro = _roll(pedido.intimacao + _DIA, calendario.explain_borda, fora)
    dia = primeiro
    for _ in range(dias - 1):
        dia = _roll(dia + _DIA, stops, fora)
    vencimento = _roll(dia, calendario.explain_borda, fora)
    return Prazo(
        pedido,
        dias,
        primeiro,
        vencimento,
        tuple(fora),
        _list_fontes(pedido),
        _list_avisos(calendario, pedido, vencimento),
    )


def date_intimacao_eletronica(calendario: Calendario, envio: date, consulta: date | None = None) -> IntimacaoEletronica:
    """When an electronic communication counts as made (Lei 11.419/2006, art. 5º).

    Read within ten days: on the day of the reading, or the next business day when that one is none (§§ 1º and 2º). Not
    read: on the tenth calendar day, counted from the day after the sending whatever day it is, or the next business day
    (§ 3º; Res. CNJ 185/2013, art. 21). "Sent" alone never starts a deadline. Deadlines then run from the next business
    day: ``count_prazo`` with this day.
    """
    require_data(envio, "data do envio")
    if consulta is not None and consulta < envio:
        raise refuse("data da consulta", f"{consulta:%d/%m/%Y} é anterior ao envio ({envio:%d/%m/%Y})")
    limite = envio + _DIA * _DIAS_PARA_CONSULTA
    if consulta is not None and consulta <= limite:
        return IntimacaoEletronica(calendario.roll_dia_util(consulta), False, "Lei 11.419/2006, art. 5º, §§ 1º e 2º")
    return IntimacaoEletronica(
        calendario.roll_dia_util(limite), True, "Lei 11.419/2006, art. 5º, § 3º; Res. CNJ 185/2013, art. 21"
    )


def date_publicacao(calendario: Calendario, disponibilizacao: date) -> date:
    """The day of publication of what the electronic gazette made available (CPC, art. 224, § 2º)."""
    return calendario.next_dia_util(require_data(disponibilizacao, "data da disponibilização"))


def _roll(dia: date, explain: Callable[[date], MotivoDoDia | None], fora: list[MotivoDoDia]) -> date:
    """The first day from ``dia`` on that has no reason against it; the reasons go to ``fora``."""
    while motivo := explain(dia):
        fora.append(motivo)
        dia += _DIA
    return dia


def _list_fontes(pedido: PedidoDePrazo) -> tuple[str, ...]:
    fontes = [
        "CPC, art. 219" if pedido.contagem is Contagem.UTEIS else "Prazo em dias corridos",
        "CPC, arts. 220 e 224",
    ]
    if pedido.dobro:
        is_proprio = pedido.is_prazo_proprio
        fontes.append("CPC, art. 183, § 2º: prazo próprio, sem dobro" if is_proprio else f"{pedido.dobro}: em dobro")
    return tuple(fontes)


def _list_avisos(calendario: Calendario, pedido: PedidoDePrazo, vencimento: date) -> tuple[str, ...]:
    return tuple(
        f"A portaria do TJMS de {ano} não está na tabela: valem as regras de todo ano; confira os dias transferidos."
        for ano in range(pedido.intimacao.year, vencimento.year + 1)
        if ano not in calendario.anos_conferidos
    )
