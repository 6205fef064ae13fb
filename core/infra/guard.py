"""The guard: the only place that joins permit, breaker, quota, retries, deadline and counts around an outside call.

Clients hand in one attempt as a function. A permit is held only while an attempt runs: whoever must wait for a quota, a
pause or a service that is away gives it back and waits outside. Waits consume no attempt and have their own deadline.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

import redis
import structlog

from core.errors import LimitReachedError, PortalError, QueueUnavailableError, ServiceUnavailableError
from core.infra.behalf import CallerOfTheThread
from core.infra.breaker import Admission
from core.infra.cancel import shielded
from core.infra.deadline import Deadline
from core.infra.defences import Defences
from core.infra.ledger import CallEnd, Ledger
from core.infra.lines import Lines
from core.infra.quota import Charge, Refusal, Reservation
from core.infra.slots import Caller, Permit, ServiceClass, Slots, WaitReason
from core.infra.tariff import Spend
from core.infra.tracing import note_step
from core.infra.waiting import Delay, Patience
from core.settings import LimitsSettings

T = TypeVar("T")

_MAX_BACK_OFF_S = 20.0
_NOTICED_S = 0.05
"""A shorter wait for a permit is the time of asking, and is not counted as one."""

_AWAY_S = 0.5
"""Pause of a patient caller between two looks for a Redis that is away."""

_log = structlog.get_logger()


@dataclass
class _Call:
    """One request of the program, over all its attempts. ``circuit`` is whose outage, pause and retries count."""

    resource: str
    circuit: str
    operation: str
    total_s: float
    spend: Spend | None
    patience: Patience
    lane: str | None = None
    attempts: int = 0
    probes: int = 0
    is_probe: bool = False
    has_yielded: bool = False

    @property
    def labels(self) -> dict[str, str]:
        return {"resource": self.resource, "operation": self.operation}


@dataclass
class _Entry:
    """Everything an attempt needs to leave."""

    permit: Permit
    admission: Admission
    reservation: Reservation
    outcome: str = "broken"
    error: PortalError | None = None
    is_too_slow: bool = False


class Guard:
    """Runs outside calls under the limits. ``resource`` names the limit, ``operation`` the call in log and counts.

    ``caller`` is set once by the job or the process on whose behalf everything runs; a page names its person for the
    thread it runs in. ``ledger`` keeps what calls took.
    """

    caller = CallerOfTheThread()

    def __init__(self, slots: Slots, limits: LimitsSettings, defences: Defences) -> None:
        self.lines = Lines(slots.require_open)
        self._slots = slots
        self._limits = limits
        self._rules = defences.rules
        self._defences = defences
        self.caller = Caller()
        self.ledger: Ledger | None = None

    def run(
        self,
        resource: str,
        operation: str,
        attempt: Callable[[], T],
        *,
        spend: Spend | None = None,
        circuit: str | None = None,
    ) -> T:
        """The result of the first attempt that succeeds.

        ``circuit`` names the breaker where one resource has several services behind it that fail apart from each other.

        Only errors marked ``retryable`` are tried again, never before the instant the server named, and within the
        budget that all share. While the breaker is open a geração or a lot waits instead of failing, and whoever is
        next calls: one call per interval over all processes, outside the attempts and the budget, and of one request
        never more than ``LimitsSettings.probes``. Raises the last error; LimitReachedError when no permit
        or quota came in time, SpendingCapError, OutOfServiceError, QueueUnavailableError, or DeadlineError after the
        longest time of a call.
        """
        call = self._begin(resource, operation, spend, self._rules[resource].total_s)
        call.circuit = circuit or resource
        (result,) = self._follow(call, lambda: iter((attempt(),)))
        return result

    def stream(
        self,
        resource: str,
        operation: str,
        attempt: Callable[[], Iterator[T]],
        *,
        spend: Spend | None = None,
        lane: str | None = None,
    ) -> Iterator[T]:
        """The items of a streamed answer; retried only while nothing was yielded. The permit lasts for the stream.

        ``lane`` names a limit inside the service, as that of open streams, held with the service's own permit only.
        """
        call = self._begin(resource, operation, spend, self._limits.geracao_s)
        call.lane = lane
        yield from self._follow(call, attempt)

    def end_calls(self) -> None:
        """End all calls of this process, then give its permits back; nothing leaves by this guard any more."""
        self._slots.stop_admitting()
        self.lines.shut()
        self._slots.release_all()

    def _begin(self, resource: str, operation: str, spend: Spend | None, total_s: float) -> _Call:
        patience = Patience(resource, self._rules[resource].name, self.caller, self._limits, self._slots.require_open)
        return _Call(resource, resource, operation, total_s, spend, patience)

    def _follow(self, call: _Call, attempt: Callable[[], Iterator[T]]) -> Iterator[T]:
        self._defences.counters.note("requests", **call.labels)
        try:
            while True:
                with self._entered(call) as entry:
                    yield from self._attempt(call, entry, attempt)
                if entry.error is None:
                    return
                call.is_probe = not self._may_retry(call, entry.error)
                if not call.is_probe:
                    self._back_off(call, entry.error)
                elif not self._is_out_of_service(call):
                    raise entry.error
        finally:
            call.patience.end()
            self._note_waits(call)
            self._defences.counters.send()

    @contextmanager
    def _entered(self, call: _Call) -> Iterator[_Entry]:
        """Hold a permit with which a call may really leave."""
        while True:
            while (delay := self._look(call)) is not None:
                call.patience.wait(delay)
            began = time.monotonic()
            ends_at = began + call.patience.left_s
            with self._hold(call, call.resource, ends_at) as permit, self._hold_lane(call, permit, ends_at) as lane:
                call.patience.note(WaitReason.QUEUE, time.monotonic() - began)
                permit.is_used = lane.is_used = False
                entry = self._admit(call, permit)
                if isinstance(entry, _Entry):
                    permit.is_used = lane.is_used = True
                    call.patience.end()
                    yield entry
                    return
            call.patience.wait(entry)

    def _hold(self, call: _Call, resource: str, ends_at: float) -> AbstractContextManager[Permit]:
        timeout_s = max(ends_at - time.monotonic(), 0)
        return self._slots.hold(resource, self.caller, timeout_s=timeout_s, kind=call.operation)

    def _hold_lane(self, call: _Call, permit: Permit, ends_at: float) -> AbstractContextManager[Permit]:
        """The permit of the lane; without a lane that of the service again."""
        return self._hold(call, call.lane, ends_at) if call.lane else nullcontext(permit)

    def _look(self, call: _Call) -> Delay | None:
        """Why it makes no sense to queue now. Who would only be refused takes no permit from those who may call."""
        try:
            if delay := _to_delay(self._defences.breaker.check(call.circuit)):
                return delay
            refusal = self._defences.quota.check(self._list_charges(call))
        except redis.RedisError as error:
            return self._wait_for_redis(call, error)
        return self._refuse(refusal) if refusal else None

    def _admit(self, call: _Call, permit: Permit) -> _Entry | Delay:
        defences = self._defences
        try:
            admission = defences.breaker.admit(call.circuit)
            if delay := _to_delay(admission):
                return delay
            found = defences.quota.reserve(self._list_charges(call))
            if isinstance(found, Reservation):
                if not call.attempts:
                    defences.budget.deposit(call.circuit)
                return _Entry(permit, admission, found)
            defences.breaker.report_neither(call.circuit, admission)
        except redis.RedisError as error:
            return self._wait_for_redis(call, error)
        return self._refuse(found)

    def _list_charges(self, call: _Call) -> list[Charge]:
        return self._defences.tariff.list_charges(call.spend, self.caller) if call.spend else []

    def _refuse(self, refusal: Refusal) -> Delay:
        """The wait for a quota per minute. Raises SpendingCapError for a cap on money."""
        if refused := self._defences.tariff.refuse(refusal):
            raise refused
        return Delay(WaitReason.QUOTA, refusal.wait_s)

    def _wait_for_redis(self, call: _Call, error: redis.RedisError) -> Delay:
        """Without the server of the limits nobody calls: a patient caller comes back later, any other is told."""
        if not self.caller.is_patient:
            raise QueueUnavailableError(f"no admission to {call.resource}") from error
        return Delay(WaitReason.QUEUE, _AWAY_S)

    def _attempt(self, call: _Call, entry: _Entry, attempt: Callable[[], Iterator[T]]) -> Iterator[T]:
        """The items of one attempt; leaves the error in ``entry`` when it is to be tried again."""
        began = time.monotonic()
        failure: PortalError | None = None
        deadline = Deadline(call.total_s, self.lines)
        try:
            self._count_start(call)
            for item in self._stopping(deadline.bound(attempt)):
                _require_valid(entry.permit)
                self._hear(call, entry)
                yield item
            entry.outcome = "ok"
        except PortalError as error:
            failure, entry.outcome = error, error.code
            entry.is_too_slow = deadline.has_ended_call
            if not error.retryable or call.has_yielded:
                raise
            entry.error = error
        except GeneratorExit:
            entry.outcome = "closed"
            raise
        finally:
            with shielded():
                self._count_end(call, entry, time.monotonic() - began)
                self._report(call, entry, failure)

    def _stopping(self, items: Iterator[T]) -> Iterator[T]:
        """The items of a call; what ``end_calls`` made of it is a stop, neither an answer nor a failure."""
        try:
            for item in items:
                self._slots.require_open()
                yield item
        except PortalError:
            self._slots.require_open()
            raise

    def _hear(self, call: _Call, entry: _Entry) -> None:
        """The first item proves that the service works: a probe need not wait for the last."""
        call.has_yielded = True
        if not entry.admission.probe:
            return
        try:
            self._defences.breaker.report_success(call.circuit, entry.admission)
            entry.admission = Admission(0)
        except redis.RedisError as error:
            _log.warning("probe_not_reported", resource=call.resource, reason=type(error).__name__)

    def _may_retry(self, call: _Call, error: PortalError) -> bool:
        if call.attempts >= self._limits.attempts:
            return False
        if (error.retry_after_s or 0) > call.patience.longest_pause_s:
            return False
        try:
            return self._defences.budget.withdraw(call.circuit)
        except redis.RedisError:
            return False

    def _is_out_of_service(self, call: _Call) -> bool:
        """Whether nobody calls now, and this caller can wait for the service to come back, as those who come later do.

        The breaker bounds what that costs all: one probe per interval, whoever makes it; ``probes`` what it costs one.
        """
        if self.caller.service_class is ServiceClass.INTERACTIVE or not call.patience.left_s:
            return False
        if call.probes >= self._limits.probes:
            return False
        try:
            admission = self._defences.breaker.check(call.circuit)
        except redis.RedisError:
            return False
        return admission.wait_s > 0 and not admission.is_paused

    def _back_off(self, call: _Call, error: PortalError) -> None:
        base_s = self._rules[call.resource].retry_base_s
        seconds = min(base_s * 2 ** (call.attempts - 1), _MAX_BACK_OFF_S)
        reason = WaitReason.PAUSE if isinstance(error, LimitReachedError) else WaitReason.OUTAGE
        if error.retry_after_s is not None:
            reason, seconds = WaitReason.PAUSE, error.retry_after_s
        call.patience.rest(Delay(reason, seconds + random.uniform(0, base_s)))  # noqa: S311  # jitter, no secret

    def _report(self, call: _Call, entry: _Entry, failure: PortalError | None) -> None:
        """What the breaker and the quota learn from an attempt. Without Redis both let go of it by themselves."""
        try:
            self._tell_breaker(call, entry, failure)
            if call.spend is not None:
                used = self._defences.tariff.list_used(call.spend, entry.reservation.charges)
                self._defences.quota.settle(entry.reservation, used)
        except redis.RedisError as error:
            _log.warning("call_not_settled", resource=call.resource, reason=type(error).__name__)

    def _tell_breaker(self, call: _Call, entry: _Entry, failure: PortalError | None) -> None:
        breaker = self._defences.breaker
        named_s = None if failure is None else failure.retry_after_s
        if named_s is not None:
            breaker.pause(call.circuit, named_s)
        is_asked_to_wait = named_s is not None and isinstance(failure, LimitReachedError)  # it works, and says when
        if (entry.is_too_slow or _is_of_the_service(failure)) and entry.permit.is_valid() and not is_asked_to_wait:
            if breaker.report_failure(call.circuit, entry.admission):
                _log.error("breaker_opened", resource=call.circuit)
            return
        if failure is None and (entry.outcome == "ok" or call.has_yielded):
            breaker.report_success(call.circuit, entry.admission)
        else:
            breaker.report_neither(call.circuit, entry.admission)

    def _count_start(self, call: _Call) -> None:
        """Before the request leaves, so that no call is missing that the other side saw."""
        counters = self._defences.counters
        call.attempts += 1
        if call.attempts > 1:
            counters.note("retries", **call.labels)
        if call.is_probe:
            call.probes += 1
            counters.note("probes", **call.labels)
        if call.spend is not None:
            call.spend.reset()
        self._note_waits(call)
        counters.note("outside_calls_started", **call.labels)
        counters.send()

    def _count_end(self, call: _Call, entry: _Entry, seconds: float) -> None:
        counters = self._defences.counters
        counters.note("outside_calls_ended", outcome=entry.outcome, **call.labels)
        counters.note("outside_calls_s", seconds, **call.labels)
        at = datetime.now(UTC)
        cost: float | None = None
        if call.spend is not None and call.spend.used is not None:
            entrada, saida = call.spend.used
            counters.note("tokens_in", entrada, modelo=call.spend.modelo, **call.labels)
            counters.note("tokens_out", saida, modelo=call.spend.modelo, **call.labels)
            cost = self._defences.tariff.price_brl(call.spend.modelo, call.spend.used, at)
            counters.note("cost_brl", cost, modelo=call.spend.modelo, **call.labels)
        if call.spend is not None and self.ledger is not None:
            self.ledger.note(CallEnd(call.operation, entry.outcome, seconds, cost, at), call.spend, self.caller)
        counters.send()
        note_step("outside_call", seconds, outcome=entry.outcome, **call.labels)
        _log.info("outside_call_ended", seconds=round(seconds, 3), outcome=entry.outcome, **call.labels)

    def _note_waits(self, call: _Call) -> None:
        for reason, seconds in call.patience.take_waited().items():
            if reason is WaitReason.QUEUE and seconds < _NOTICED_S:
                continue
            self._defences.counters.note("waits", reason=reason.value, **call.labels)
            self._defences.counters.note("waits_s", seconds, reason=reason.value, **call.labels)


def _to_delay(admission: Admission) -> Delay | None:
    if not admission.wait_s:
        return None
    return Delay(WaitReason.PAUSE if admission.is_paused else WaitReason.OUTAGE, admission.wait_s)


def _is_of_the_service(failure: PortalError | None) -> bool:
    """Whether the other side failed. What is wrong with one request, or with ourselves, says nothing about it."""
    return isinstance(failure, ServiceUnavailableError | LimitReachedError)


def _require_valid(permit: Permit) -> None:
    """A process that was stopped past its lease may not go on: the permit is somebody else's now."""
    if permit.is_valid():
        return
    if permit.caller.on_lost is not None:
        permit.caller.on_lost()
    raise ServiceUnavailableError("permit lost")
