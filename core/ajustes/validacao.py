"""Whether a change may be stored; a refusal says which field and what to do."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.ajustes.catalogo import DEFINICOES, ORCAMENTO
from core.ajustes.domain import Definicao, Mudanca, TipoDeAjuste, Valor
from core.errors import InvalidInputError

MAX_MOTIVO = 500
ANTECEDENCIA = timedelta(minutes=1)
"""A price begins at least so far ahead: by then every process knows it, and each call has the price of its instant."""

_MAX_ALVO = 200
_CAMPO_GRANDE = ZoneInfo("America/Campo_Grande")


def require_valid(mudanca: Mudanca, modelos: Collection[str], now: datetime) -> Mudanca:
    """The change as it is stored. ``modelos`` are those that an agent may ask. Raises InvalidInputError."""
    definicao = DEFINICOES.get(mudanca.nome)
    if definicao is None:
        raise _refuse("unknown value", "Este ajuste não existe mais. Recarregue a página e escolha de novo.")
    motivo = " ".join(mudanca.motivo.split())
    if not motivo or len(motivo) > MAX_MOTIVO:
        raise _refuse("change without a reason", "O ajuste não foi feito. Escreva em uma frase por que ele muda.")
    if definicao.alvos is not None and mudanca.alvo not in definicao.alvos:
        raise _refuse("unknown target", "O ajuste não foi feito. Escolha na lista para quem ele vale.")
    if len(mudanca.alvo) > _MAX_ALVO or not mudanca.alvo.isprintable():
        raise _refuse("target of another size", "O ajuste não foi feito. O nome de quem ele atinge é longo demais.")
    _require_desde(definicao, mudanca.desde, now)
    valor = None if mudanca.valor is None else _read_valor(definicao, mudanca.valor, modelos)
    return replace(mudanca, motivo=motivo, valor=valor)


def _require_desde(definicao: Definicao, desde: datetime | None, now: datetime) -> None:
    if not definicao.is_dated:
        if desde is not None:
            raise _refuse("instant of a value without one", "Este ajuste vale na hora: não escolha uma data.")
        return
    if desde is None:
        raise _refuse("value without an instant", "O ajuste não foi feito. Informe desde quando ele vale.")
    if definicao.nome != ORCAMENTO:
        if desde < now + ANTECEDENCIA:
            raise _refuse(
                "price in the past",
                "O preço não foi guardado: ele precisa começar pelo menos um minuto à frente, porque o que já foi "
                "cobrado não muda. Escolha outra data ou hora.",
            )
        return
    local = desde.astimezone(_CAMPO_GRANDE)
    if local != find_mes(local):
        raise _refuse("budget in the middle of a month", "O orçamento não foi guardado. Ele vale por meses inteiros.")
    if local < find_mes(now):
        raise _refuse("budget of a month that is over", "O orçamento não foi guardado. Escolha este mês ou um futuro.")


def find_mes(at: datetime) -> datetime:
    """The first instant of the month of this instant, in Campo Grande."""
    return at.astimezone(_CAMPO_GRANDE).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _read_valor(definicao: Definicao, valor: Valor, modelos: Collection[str]) -> Valor:
    tipo = definicao.tipo
    if tipo is TipoDeAjuste.LIGADO and isinstance(valor, bool):
        return valor
    if tipo is TipoDeAjuste.MODELO and isinstance(valor, str):
        if valor not in modelos:
            raise _refuse("model without a price", "O modelo não foi trocado. Escolha um dos que têm preço.")
        return valor
    if tipo is TipoDeAjuste.PRECO and isinstance(valor, tuple):
        entrada, saida = valor
        return _bound(definicao, entrada), _bound(definicao, saida)
    if isinstance(valor, int | float) and not isinstance(valor, bool):
        if tipo is TipoDeAjuste.INTEIRO and float(valor).is_integer():
            return int(_bound(definicao, valor))
        if tipo in (TipoDeAjuste.NUMERO, TipoDeAjuste.REAIS):
            return float(_bound(definicao, valor))
    raise _refuse("value of another kind", f"“{definicao.titulo}” não foi mudado. Confira o valor digitado.")


def _bound(definicao: Definicao, valor: float) -> float:
    if definicao.minimo <= valor <= definicao.maximo:  # not a number is neither
        return valor
    low, high = (f"{n:,.0f}".replace(",", ".") for n in (definicao.minimo, definicao.maximo))
    raise _refuse(
        f"{definicao.nome} out of bounds",
        f"“{definicao.titulo}” não foi mudado: o portal aceita de {low} a {high}. Corrija o valor e envie de novo.",
    )


def _refuse(detail: str, words: str) -> InvalidInputError:
    return InvalidInputError(detail, user_message=words)
