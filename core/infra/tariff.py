"""What calls of the model take: requests and tokens per minute, and money, with the caps on each.

People change caps and prices while the portal runs. A cap counts what was spent before it was set: money is always
counted. A price counts from its instant, which lies far enough ahead that every process knows it before it begins.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from core.errors import SpendingCapError
from core.infra.live import Live
from core.infra.quota import Charge, Meter, Refusal
from core.infra.slots import Caller, ServiceClass
from core.settings import GeminiSettings

MILLIONTHS = 1_000_000
"""Money is counted in millionths of R$: a price per million of tokens is then the price of one, in these."""

PRICE = "preco"
"""The name of the values that are prices: by model, ``[in, out]`` in R$ per million of tokens, from an instant."""

REQUESTS, TOKENS = "minuto.gemini", "minuto.tokens"
"""The names of the values that are quotas of all together."""

CAP = "teto"
"""Caps are named ``teto.<kind>``, for one person or unit or for all."""

_NO_CAP = 1 << 53
"""Counted and never reached: the largest number that Redis adds exactly."""

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
    def __init__(self, settings: GeminiSettings, live: Live | None = None) -> None:
        """``live`` knows what people set; without it the settings count."""
        self._settings = settings
        self._live = live

    def list_charges(self, spend: Spend, caller: Caller) -> list[Charge]:
        """What to reserve before the call. A caller without a name or a unit has no meter, nor has a quota of 0.

        One call larger than a whole minute's tokens is let in when the minute is empty. A lot leaves a part of each
        minute to people at the screen and to gerações.
        """
        requests = self._get_quota(REQUESTS, self._settings.requests_per_minute)
        tokens = self._get_quota(TOKENS, self._settings.tokens_per_minute)
        meters = [
            Meter("requests", _share(requests, caller), _MINUTE_S),
            Meter("tokens", _share(tokens, caller), _MINUTE_S),
            self.build_meter("total"),
        ]
        named = (("pessoa", caller.person), ("unidade", caller.unit))
        meters += [self.build_meter(kind, whose) for kind, whose in named if whose]
        amounts = self._measure(spend.modelo, (spend.entrada, spend.saida))
        charges = [Charge(meter, amounts[_kind(meter)]) for meter in meters if meter.limit > 0]
        return [Charge(c.meter, min(c.amount, c.meter.limit)) if _kind(c.meter) == "tokens" else c for c in charges]

    def build_meter(self, kind: str, whose: str = "") -> Meter:
        """The money of 24 hours of a ``pessoa``, a ``unidade`` or all (``total``), in millionths of R$."""
        name = f"brl:{kind}:{whose}" if whose else f"brl:{kind}"
        return Meter(name, _cap(self.get_cap_brl(kind, whose)), _DAY_S)

    def get_cap_brl(self, kind: str, whose: str = "") -> float:
        """R$ in 24 hours that a ``pessoa``, a ``unidade`` or all (``total``) may spend; 0 is any.

        What was set for one of them counts before what was set for all of the kind.
        """
        if self._live is not None:
            for target in dict.fromkeys((whose, "")):
                if (chosen := self._live.find(f"{CAP}.{kind}", target)) is not None:
                    return float(chosen)
        return float(list_caps(self._settings)[kind])

    def list_priced(self) -> tuple[str, ...]:
        """The models that have a price now, in the settings or by people, in their order."""
        chosen = self._live.list_targets(PRICE) if self._live else ()
        known = dict.fromkeys((*self._settings.precos, *chosen))
        return tuple(modelo for modelo in known if self.get_price(modelo) is not None)

    def get_price(self, modelo: str, at: datetime | None = None) -> tuple[float, float] | None:
        """R$ per million of tokens in and out at this instant, or now; None for a model without a price then."""
        chosen = self._live.find_at(PRICE, modelo, at or datetime.now(UTC)) if self._live else None
        if chosen is None:
            return self._settings.precos.get(modelo)
        entrada, saida = chosen
        return float(entrada), float(saida)

    def list_used(self, spend: Spend, charges: tuple[Charge, ...]) -> list[int]:
        """What the call took in the end, in the order of the charges."""
        if spend.is_unsent:
            return [0] * len(charges)
        if spend.used is None:
            return [charge.amount for charge in charges]
        amounts = self._measure(spend.modelo, spend.used)
        return [amounts[_kind(charge.meter)] for charge in charges]

    def price_brl(self, modelo: str, used: tuple[int, int], at: datetime | None = None) -> float:
        """What the tokens cost by the price of this instant, or of now."""
        return self._measure(modelo, used, at)["brl"] / MILLIONTHS

    def refuse(self, refusal: Refusal) -> SpendingCapError | None:
        """The error of a cap on money; None for a quota per minute, which is waited for."""
        kind, _, whose = refusal.meter.name.partition(":")
        if kind != "brl":
            return None
        limit = f"de R$ {_format_brl(refusal.meter.limit)} em 24 horas"
        who = _WHOSE[whose.partition(":")[0]]
        if refusal.amount > refusal.meter.limit:
            return SpendingCapError(
                f"one call over {refusal.meter.name}",
                user_message=(
                    f"Este pedido ao Gemini pode custar até R$ {_format_brl(refusal.amount)}, mais do que o limite de "
                    f"gasto {who}, {limit}. Nada foi gasto com ele; peça ao administrador um limite maior."
                ),
            )
        opens_at = datetime.fromtimestamp(time.time() + refusal.wait_s, _CAMPO_GRANDE)
        return SpendingCapError(
            f"{refusal.meter.name} over its limit",
            user_message=(
                f"O limite de gasto com o Gemini {who}, {limit}, foi atingido. O que já foi feito está "
                f"guardado; volta a abrir em {opens_at:%d/%m às %H:%M}."
            ),
            retry_after_s=refusal.wait_s,
        )

    def _get_quota(self, name: str, usual: int) -> int:
        chosen = self._live.find(name) if self._live else None
        return usual if chosen is None else int(chosen)

    def _measure(self, modelo: str, used: tuple[int, int], at: datetime | None = None) -> dict[str, int]:
        """Amounts by kind of meter. A model without a price costs as much as the dearest: never nothing."""
        price = self.get_price(modelo, at)
        if price is None:
            known = (self.get_price(one, at) for one in self.list_priced())
            price = max((one for one in known if one is not None), default=(0.0, 0.0))
        return {"requests": 1, "tokens": sum(used), "brl": round(used[0] * price[0] + used[1] * price[1])}


_WHOSE = {"pessoa": "por pessoa", "unidade": "por unidade", "total": "de toda a Procuradoria"}


def list_caps(settings: GeminiSettings) -> dict[str, float]:
    """R$ in 24 hours by kind as the settings have them, which count until people set others."""
    return {
        "pessoa": settings.gasto_pessoa_dia_brl,
        "unidade": settings.gasto_unidade_dia_brl,
        "total": settings.gasto_total_dia_brl,
    }


def _format_brl(amount: int) -> str:
    """Millionths as ``1500,20``."""
    return f"{amount / MILLIONTHS:.2f}".replace(".", ",")


def _kind(meter: Meter) -> str:
    return meter.name.partition(":")[0]


def _share(limit: int, caller: Caller) -> int:
    """The part of a quota per minute that this caller may fill."""
    if caller.service_class is not ServiceClass.BATCH:
        return limit
    return limit - int(limit * _KEPT_FROM_LOTS)


def _cap(brl: float) -> int:
    """In millionths; 0 R$ is no cap."""
    return round(brl * MILLIONTHS) or _NO_CAP
