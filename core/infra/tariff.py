"""What calls of the model take: requests and tokens per minute, and money, with the caps on each."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from core.errors import SpendingCapError
from core.infra.quota import Charge, Meter, Refusal
from core.infra.slots import Caller, ServiceClass
from core.settings import GeminiSettings

MILLIONTHS = 1_000_000
"""Money is counted in millionths of R$: a price per million of tokens is then the price of one, in these."""

_KEPT_FROM_LOTS = 0.2
"""Share of a quota per minute that no lot may use."""

_MINUTE_S = 60.0
_DAY_S = 86_400.0
_CAMPO_GRANDE = ZoneInfo("America/Campo_Grande")


@dataclass
class Spend:
    """The tokens of one call: an estimate of what goes in and the most that may come out, then what it was.

    ``used`` is (in, out) as the provider counted; without it the reservation stays. ``is_unsent``: nothing left.
    ``pensamento`` are the tokens of the answer that nobody sees, ``temperatura`` the parameter of the request.
    """

    modelo: str
    entrada: int
    saida: int
    used: tuple[int, int] | None = None
    is_unsent: bool = False
    pensamento: int = 0
    temperatura: float | None = None

    def reset(self) -> None:
        """Before another attempt."""
        self.used, self.is_unsent, self.pensamento = None, False, 0


class Tariff:
    def __init__(self, settings: GeminiSettings) -> None:
        self._settings = settings

    def list_charges(self, spend: Spend, caller: Caller) -> list[Charge]:
        """What to reserve before the call. Neither a limit of 0 nor a caller without a name or a unit has a meter.

        One call larger than a whole minute's tokens is let in when the minute is empty. A lot leaves a part of each
        minute to people at the screen and to gerações.
        """
        settings = self._settings
        meters = [
            Meter("requests", _share(settings.requests_per_minute, caller), _MINUTE_S),
            Meter("tokens", _share(settings.tokens_per_minute, caller), _MINUTE_S),
            Meter(f"brl:pessoa:{caller.person}", _cap(settings.gasto_pessoa_dia_brl, caller.person), _DAY_S),
            Meter(f"brl:unidade:{caller.unit}", _cap(settings.gasto_unidade_dia_brl, caller.unit), _DAY_S),
            Meter("brl:total", _cap(settings.gasto_total_dia_brl, "all"), _DAY_S),
        ]
        amounts = self._measure(spend.modelo, (spend.entrada, spend.saida))
        charges = [Charge(meter, amounts[_kind(meter)]) for meter in meters if meter.limit > 0]
        return [Charge(c.meter, min(c.amount, c.meter.limit)) if _kind(c.meter) == "tokens" else c for c in charges]

    def list_used(self, spend: Spend, charges: tuple[Charge, ...]) -> list[int]:
        """What the call took in the end, in the order of the charges."""
        if spend.is_unsent:
            return [0] * len(charges)
        if spend.used is None:
            return [charge.amount for charge in charges]
        amounts = self._measure(spend.modelo, spend.used)
        return [amounts[_kind(charge.meter)] for charge in charges]

    def price_brl(self, modelo: str, used: tuple[int, int]) -> float:
        return self._measure(modelo, used)["brl"] / MILLIONTHS

    def refuse(self, refusal: Refusal) -> SpendingCapError | None:
        """The error of a cap on money; None for a quota per minute, which is waited for."""
        kind, _, whose = refusal.meter.name.partition(":")
        if kind != "brl":
            return None
        opens_at = datetime.fromtimestamp(time.time() + refusal.wait_s, _CAMPO_GRANDE)
        limit = f"{refusal.meter.limit / MILLIONTHS:.2f}".replace(".", ",")
        return SpendingCapError(
            f"{refusal.meter.name} over its limit",
            user_message=(
                f"O limite de gasto com o Gemini {_WHOSE[whose.partition(':')[0]]}, de R$ {limit} em 24 horas, "
                f"foi atingido. O que já foi feito está guardado; volta a abrir em {opens_at:%d/%m às %H:%M}."
            ),
            retry_after_s=refusal.wait_s,
        )

    def _measure(self, modelo: str, used: tuple[int, int]) -> dict[str, int]:
        """Amounts by kind of meter. A model without a price costs as much as the dearest: never nothing."""
        precos = self._settings.precos
        entrada, saida = precos.get(modelo) or max(precos.values(), default=(0.0, 0.0))
        return {"requests": 1, "tokens": sum(used), "brl": round(used[0] * entrada + used[1] * saida)}


_WHOSE = {"pessoa": "por pessoa", "unidade": "por unidade", "total": "de toda a Procuradoria"}


def _kind(meter: Meter) -> str:
    return meter.name.partition(":")[0]


def _share(limit: int, caller: Caller) -> int:
    """The part of a quota per minute that this caller may fill."""
    if caller.service_class is not ServiceClass.BATCH:
        return limit
    return limit - int(limit * _KEPT_FROM_LOTS)


def _cap(brl: float, whose: str) -> int:
    """In millionths; 0 is none."""
    return round(brl * MILLIONTHS) if whose else 0
