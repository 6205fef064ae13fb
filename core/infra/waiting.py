"""Waiting outside, without a permit: for a pause, a quota or a service that is away. Every wait is told and bounded."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from core.errors import OutOfServiceError, QueueUnavailableError, QuotaError
from core.infra.slots import Caller, Place, ServiceClass, WaitReason
from core.settings import LimitsSettings

_LOOK_S = 0.5
"""Longest sleep before looking again: others may have ended the trouble, and a cancel must be seen within a second."""


@dataclass(frozen=True)
class Delay:
    """Why a call may not leave yet, and the seconds after which it may."""

    reason: WaitReason
    seconds: float


class Patience:
    """The waits of one call. ``name`` is the resource as people read it."""

    def __init__(
        self, resource: str, name: str, caller: Caller, limits: LimitsSettings, require_open: Callable[[], None]
    ) -> None:
        self._resource = resource
        self._name = name
        self._caller = caller
        self._limits = limits
        self._require_open = require_open
        self._is_at_screen = caller.service_class is ServiceClass.INTERACTIVE
        self._is_told = False
        self._waited_s = 0.0
        self._uncounted: dict[WaitReason, float] = {}

    @property
    def left_s(self) -> float:
        """Seconds that the call may still wait."""
        return max(self._limits.queue_timeout_s - self._waited_s, 0)

    @property
    def longest_pause_s(self) -> float:
        """The longest pause that a server may ask for and the call still sits out."""
        return min(self.left_s, self._limits.espera_interativa_s) if self._is_at_screen else self.left_s

    def wait(self, delay: Delay) -> None:
        """Sleep a part of the delay; the caller then looks again. Raises the error of a wait that makes no sense."""
        is_told_at_once = delay.reason is WaitReason.OUTAGE or delay.seconds > self._limits.espera_interativa_s
        if self._is_at_screen and is_told_at_once:
            raise self._build_error(delay)
        if not self.left_s or (delay.reason is WaitReason.PAUSE and delay.seconds > self.longest_pause_s):
            raise self._build_error(delay)
        self._sleep(delay.reason, delay.seconds, min(delay.seconds, _LOOK_S))

    def rest(self, delay: Delay) -> None:
        """Sleep the whole delay, as between two attempts."""
        ends_at = time.monotonic() + delay.seconds
        while (left_s := ends_at - time.monotonic()) > 0:
            self._sleep(delay.reason, left_s, min(left_s, _LOOK_S))

    def note(self, reason: WaitReason, seconds: float) -> None:
        self._waited_s += seconds
        self._uncounted[reason] = self._uncounted.get(reason, 0) + seconds

    def take_waited(self) -> dict[WaitReason, float]:
        """Seconds by reason since the last time this was asked."""
        taken, self._uncounted = self._uncounted, {}
        return taken

    def end(self) -> None:
        """Tell that the wait is over, if one was told."""
        if self._is_told and self._caller.on_wait is not None:
            self._caller.on_wait(self._resource, Place(0))
        self._is_told = False

    def _sleep(self, reason: WaitReason, expected_s: float, seconds: float) -> None:
        self._require_open()
        if self._caller.on_wait is not None and reason is not WaitReason.QUEUE:  # without Redis nobody can be told
            self._is_told = True
            self._caller.on_wait(self._resource, Place(1, expected_s, reason))
        began = time.monotonic()
        time.sleep(seconds)
        self.note(reason, time.monotonic() - began)
        self._require_open()

    def _build_error(self, delay: Delay) -> OutOfServiceError | QueueUnavailableError | QuotaError:
        seconds = max(1, math.ceil(delay.seconds))
        if delay.reason is WaitReason.OUTAGE:
            return OutOfServiceError(
                f"{self._resource} is out of service",
                user_message=(
                    f"{self._name} está fora do ar; o portal experimenta de novo em {seconds} s. "
                    "O que já foi feito está guardado; tente outra vez depois disso."
                ),
                retry_after_s=delay.seconds,
            )
        if delay.reason is WaitReason.QUEUE:
            return QueueUnavailableError(f"no admission to {self._resource}")
        return QuotaError(
            f"{self._resource}: {delay.reason.value}",
            user_message=(
                f"{self._name} atingiu o limite de pedidos e volta a aceitar em {seconds} s. "
                "O que já foi feito está guardado; tente de novo depois disso."
            ),
            retry_after_s=delay.seconds,
        )
