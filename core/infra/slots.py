"""Global limits: a fair semaphore with leases in Redis, shared by all processes.

One script on the server's clock (slots.lua) decides everything: holders with the end of their lease, waiters by class
of service and, inside a class, in turns by person. A freed permit is handed directly to the next waiter through a list
of its own, so nobody polls. A keeper thread per process renews the leases; a holder that lost its lease is told and
must stop its call. The lease is longer than the longest stall that a process is expected to survive; permits of a
process known to be dead come back at once by ``release_owner``.

A server that crashed may have lost what it answered in its last two seconds, whatever its append-only file: after its
start nobody new gets a permit for a grace, in which those who hold one are taken in again.
"""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from statistics import median
from typing import Any

import redis

from core.errors import LimitReachedError, OperationCancelledError, QueueUnavailableError
from core.infra.cancel import shielded
from core.infra.forecast import Outline, forecast_start_s
from core.infra.redis import BLOCK_S
from core.settings import LimitsSettings

_TURN_S = 0.5
"""Longest sleep of a patient waiter: after it the waiter shows that it lives and learns its new place."""

_PATIENCE_MS = 5000
"""A waiter that gave no sign for this long is dead; so long waits a handed-over permit for it."""

_AWAY_S = 0.5
"""Pause of a patient waiter between two looks for a Redis that is away."""

_OUTSIDE = ("gemini", "tjms")
"""Resources whose permit means that a call is in flight."""

_NOTICE_S = 3.0
"""Time in which a holder notices that a server which was away is back; the grace after a start adds it."""

_BRIEF = ("renew", "release", "describe", "set_limit")
"""Commands that must not wait for a server that is away."""

_SCRIPT = Path(__file__).with_suffix(".lua").read_text(encoding="utf-8")


class ServiceClass(StrEnum):
    """Who waits: a person in front of the screen, a geração, or a lot. Weights and floors are settings."""

    INTERACTIVE = "interactive"
    GENERATION = "generation"
    BATCH = "batch"


class WaitReason(StrEnum):
    """Why something waits: others are first, a quota is used up, the server asked or is away, or the same is coming."""

    QUEUE = "fila"
    QUOTA = "cota"
    PAUSE = "pausa"
    OUTAGE = "fora_do_ar"
    SHARED = "partilha"


@dataclass(frozen=True)
class Place:
    """A place in a queue: 1 is next, 0 means that it got in. ``expected_s`` is None before anything was measured."""

    position: int
    expected_s: float | None = None
    reason: WaitReason = WaitReason.QUEUE


OnWait = Callable[[str, Place], None]
"""Told the resource and the place while waiting, and place 0 on entering after a wait. Called about twice a second."""


@dataclass(frozen=True)
class Caller:
    """On whose behalf outside calls are made. A patient caller waits for a Redis that is away.

    ``operacao`` is the id of the work under which the calls of the model are kept; without one they are only counted.
    """

    person: str = ""
    service_class: ServiceClass = ServiceClass.GENERATION
    unit: str = ""
    on_wait: OnWait | None = None
    on_lost: Callable[[], None] | None = None
    is_patient: bool = False
    operacao: str = ""


@dataclass(frozen=True)
class SlotReport:
    """One resource at one instant. Counts since Redis was set up; ``hand_off_ms_p50`` over the last hand-overs."""

    resource: str
    limit: int
    in_use: int
    waiting: Mapping[ServiceClass, int]
    oldest_wait_s: float
    granted: int
    reclaimed: int
    hand_off_ms_p50: float | None


@dataclass
class Permit:
    """A held permit. ``is_lost`` turns true when the lease ended before the holder released it.

    A hold in which nothing was done sets ``is_used`` to false: its time says nothing about the next ones.
    """

    resource: str
    caller: Caller
    lease_s: float
    kind: str = ""
    token: str = field(default_factory=lambda: uuid.uuid4().hex)
    renewed_at: float = field(default_factory=time.monotonic)
    is_held: bool = False
    is_used: bool = True
    is_lost: bool = False

    def is_valid(self) -> bool:
        """False once the lease was lost or must have ended, as after a stall: the call must stop."""
        return not self.is_lost and time.monotonic() - self.renewed_at < self.lease_s


class Slots:
    """Permits by resource; threads share it. A limit that people set is read by the script: no process is late."""

    def __init__(
        self, client: redis.Redis, settings: LimitsSettings, *, owner: str = "", brief_client: redis.Redis | None = None
    ) -> None:
        """``owner`` names the process, for whoever finds it dead. ``client`` may wait long for a server that is away.

        Renewing and giving back go over ``brief_client``: a lease must be known to have ended when it has.
        """
        self.owner = owner
        self._client = client
        self._brief_client = brief_client or client
        self._limits = settings.resources
        self._policy = {"weights": settings.weights, "floors": settings.floors}
        self._lease_s = settings.lease_s
        self._period_s = min(settings.lease_s / 4, 5.0)
        self._script = client.register_script(_SCRIPT)
        self._permits: dict[str, Permit] = {}
        self._unreleased: list[tuple[Permit, float]] = []
        self._is_closed = False
        self._lock = threading.Lock()
        self._keeper: threading.Thread | None = None

    @contextmanager
    def hold(self, resource: str, caller: Caller, *, timeout_s: float, kind: str = "") -> Iterator[Permit]:
        """Wait for a permit and keep it for the block. ``kind`` groups holds of similar length for the forecast.

        Raises LimitReachedError when the turn did not come within ``timeout_s``, QueueUnavailableError when Redis is
        away and the caller is not patient (limits of others fail closed).
        """
        permit = Permit(resource, caller, self._lease_s, kind or resource)
        with self._lock:
            self._permits[permit.token] = permit
        is_away = False
        try:
            self._wait_turn(permit, timeout_s)
            self._keep(permit)
            yield permit
        except QueueUnavailableError:
            is_away = True
            raise
        finally:
            with shielded():
                with self._lock:
                    self._permits.pop(permit.token, None)
                if is_away:
                    self._give_back_later(permit)
                else:
                    self._give_back(permit)

    def describe(self, resource: str) -> SlotReport:
        found = json.loads(self._call("describe", resource))
        hand_offs = [float(value) for value in found["handoffs"]]
        return SlotReport(
            resource=resource,
            limit=found["outline"]["limit"],
            in_use=found["in_use"],
            waiting={name: found["waiting"][name.value] for name in ServiceClass},
            oldest_wait_s=found["oldest_wait"] / 1000,
            granted=found["granted"],
            reclaimed=found["reclaimed"],
            hand_off_ms_p50=median(hand_offs) if hand_offs else None,
        )

    def estimate_s(self, resource: str, position: int) -> float | None:
        """Expected seconds until who comes next, at this place from 1, gets in; None before anything was measured."""
        found = json.loads(self._call("describe", resource))
        ahead, outline = sum(found["waiting"].values()), found["outline"]
        return forecast_start_s(_read_outline(outline), position + ahead, outline["limit"])

    def set_limit(self, resource: str, limit: int | None, version: int, *, is_forced: bool = False) -> None:
        """Change it for all processes at once; None goes back to the settings. An older version needs ``is_forced``.

        Whoever holds a permit above a lower limit keeps it; nobody gets in meanwhile. Raises redis.RedisError.
        """
        self._call("set_limit", resource, chosen=limit or 0, version=version, is_forced=is_forced)

    def list_resources(self) -> tuple[str, ...]:
        return tuple(self._limits)

    def count_in_use(self, resource: str) -> int:
        """Permits held now, expired ones not counted."""
        return self.describe(resource).in_use

    def count_waiting(self, resource: str) -> int:
        return sum(self.describe(resource).waiting.values())

    def is_calling(self) -> bool:
        """True while this process holds a permit of an outside server."""
        with self._lock:
            return any(permit.is_held and permit.resource in _OUTSIDE for permit in self._permits.values())

    def stop_admitting(self) -> None:
        """Take no more permits; whoever waits here stops."""
        self._is_closed = True

    def release_all(self) -> None:
        """Give back every permit and place in a queue of this process, whose calls have ended, and take no more."""
        self.stop_admitting()
        with self._lock:
            permits = list(self._permits.values())
            self._permits.clear()
        for permit in permits:
            self._give_back(permit)

    def release_owner(self, owner: str) -> int:
        """Take back at once whatever a dead process held or waited for; answers the number of permits."""
        return sum(int(self._call("release_owner", resource, owner=owner)) for resource in self._limits)

    def _wait_turn(self, permit: Permit, timeout_s: float) -> None:
        deadline = time.monotonic() + timeout_s
        caller, has_waited = permit.caller, False
        while True:
            place = self._ask(permit)
            if place is None or place.position > 0:
                has_waited = True
            if place is not None:
                self.require_open()
                if caller.on_wait is not None and has_waited:
                    caller.on_wait(permit.resource, place)
                if place.position == 0:
                    return
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                raise LimitReachedError(f"no permit of {permit.resource} within {timeout_s:.0f} s")
            self._sleep(permit, place, remaining)

    def _ask(self, permit: Permit) -> Place | None:
        """Ask for the permit; None when Redis is away and the caller waits for it."""
        self.require_open()
        asked_at = time.monotonic()
        try:
            is_told = permit.caller.on_wait is not None
            position, outline = self._call("acquire", permit.resource, **self._describe(permit), is_told=is_told)
        except redis.RedisError as error:
            if not permit.caller.is_patient:
                raise QueueUnavailableError(f"no permit of {permit.resource}") from error
            return None
        if not position:
            permit.renewed_at = asked_at
            return Place(0)
        if not outline:
            return Place(position)
        found = json.loads(outline)
        return Place(position, forecast_start_s(_read_outline(found), position, found["limit"]))

    def _describe(self, permit: Permit) -> dict[str, object]:
        """What the server keeps about a waiter and a holder."""
        caller = permit.caller
        who = {"person": caller.person, "class": caller.service_class.value, "owner": self.owner}
        return {"token": permit.token, "kind": permit.kind, **who}

    def _sleep(self, permit: Permit, place: Place | None, remaining_s: float) -> None:
        """Until the permit is handed over or a turn of the loop has passed; an absence of Redis is noticed there."""
        if place is None:
            time.sleep(min(_AWAY_S, remaining_s))
            return
        turn_s = min(_TURN_S if permit.caller.is_patient else BLOCK_S, remaining_s)
        try:
            self._client.blpop([f"{_base(permit.resource)}:wake:{permit.token}"], timeout=turn_s)
        except redis.RedisError:
            return

    def require_open(self) -> None:
        if self._is_closed:
            raise OperationCancelledError("this process gave back its permits")

    def _call(self, command: str, resource: str, **args: object) -> Any:
        common = {"limit": self._limits[resource], "reservation": _PATIENCE_MS, "patience": _PATIENCE_MS}
        times = {"lease": int(self._lease_s * 1000), "grace": int((self._period_s + _NOTICE_S) * 1000)}
        body = json.dumps({**common, **self._policy, **times, **args})
        client = self._brief_client if command in _BRIEF else self._client
        return self._script(keys=[_base(resource)], args=[command, body], client=client)

    def _give_back(self, permit: Permit) -> None:
        """Release; while Redis is away the keeper goes on trying, so that nobody waits for the lease to end."""
        if not self._try_release(permit):
            self._give_back_later(permit)

    def _try_release(self, permit: Permit) -> bool:
        try:
            self._call("release", permit.resource, token=permit.token, is_used=permit.is_used)
        except redis.RedisError:
            return False
        return True

    def _give_back_later(self, permit: Permit) -> None:
        with self._lock:
            self._unreleased.append((permit, time.monotonic() + self._lease_s))
            self._start_keeper()

    def _keep(self, permit: Permit) -> None:
        with self._lock:
            permit.is_held = True
            self._start_keeper()

    def _start_keeper(self) -> None:
        if self._keeper is None or not self._keeper.is_alive():
            self._keeper = threading.Thread(target=self._renew_all, name="slot-keeper", daemon=True)
            self._keeper.start()

    def _renew_all(self) -> None:
        """The keeper's life: until nothing is held and nothing is left to give back."""
        while True:
            time.sleep(self._period_s)
            with self._lock:
                permits = [permit for permit in self._permits.values() if permit.is_held]
                unreleased, self._unreleased = self._unreleased, []
                if not permits and not unreleased:
                    self._keeper = None
                    return
            for permit in permits:
                if not permit.is_valid():
                    self._lose(permit)
            late = [(permit, until) for permit, until in unreleased if not self._try_release(permit)]
            with self._lock:  # at ``until`` the lease has ended by itself
                self._unreleased += [(permit, until) for permit, until in late if time.monotonic() < until]
            for permit in permits:
                self._renew_one(permit)

    def _renew_one(self, permit: Permit) -> None:
        asked_at = time.monotonic()
        if not permit.is_valid():
            self._lose(permit)
            return
        try:
            is_renewed = bool(self._call("renew", permit.resource, **self._describe(permit)))
        except redis.RedisError:
            return  # the next round decides; the lease outlives a missed one
        if not is_renewed:
            self._lose(permit)
            return
        with self._lock:
            permit.renewed_at = asked_at
            is_over = permit.token not in self._permits
        if is_over:
            self._give_back(permit)  # released meanwhile: it may have been taken in again

    def _lose(self, permit: Permit) -> None:
        """Tell the holder that it must stop, once, unless it gave the permit back by itself."""
        with self._lock:
            if permit.is_lost or permit.token not in self._permits:
                return
        permit.is_lost = True
        if permit.caller.on_lost is not None:
            permit.caller.on_lost()


def _base(resource: str) -> str:
    return f"slots:{{{resource}}}"


def _read_outline(found: Mapping[str, Any]) -> Outline:
    """The script's milliseconds as seconds; Lua writes an empty list as an empty object."""
    return Outline(
        held=tuple((kind, float(age) / 1000) for kind, age in found["elapsed"] or ()),
        kinds={kind: [float(value) / 1000 for value in times] for kind, times in dict(found["kinds"] or {}).items()},
        past=[float(value) / 1000 for value in found["times"] or ()],
    )
