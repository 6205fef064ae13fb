"""The services of a worker, built once in the parent and inherited by every child."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import structlog

from core.bootstrap import Services, build_services
from core.infra.failopen import FailOpen, build_brief_redis
from core.infra.slots import Caller, ServiceClass
from core.infra.worklog import WorkLog
from core.settings import load_settings
from jobs.pulse import Pulse, Sign

_log = structlog.get_logger()


class HandedOverError(Exception):
    """The worker ends and the work is not done: the queue gives it to the next one."""


class _Work:
    """What this process is doing, once it is the child that runs a job."""

    owner: str = ""
    pulse: Pulse | None = None


@cache
def services() -> Services:
    """One set of objects per process. Connections open on first use, so a child opens its own."""
    built = build_services(load_settings(), process="worker", is_worker=True)
    built.machinery.slots.owner = _Work.owner or built.machinery.slots.owner
    return built


def preload() -> None:
    """Build everything a job will use, then close what that opened: nothing open crosses a fork."""
    services().preload()
    services().close()


def renew_services() -> None:
    """Fresh objects for another attempt in the same process; threads of the former one hold only closed ones."""
    end_calls()
    services().close()
    services.cache_clear()


def end_calls() -> None:
    """End all calls that threads of this process still make, then give back what it holds."""
    if services.cache_info().currsize:
        services().end_calls()


def begin_work(owner: str, key: str, pulse: Pulse) -> None:
    """Name this process for whoever finds it dead, keep the lines of its log outside it, and show that it lives."""
    _Work.owner, _Work.pulse = owner, pulse
    services().machinery.slots.owner = owner
    _keep_log(key)
    pulse.beat_forever(Sign.HORSE)


def mark_progress() -> None:
    """Show that the work goes on; without this for longer than its stage allows, it is killed and tried again."""
    if _Work.pulse is not None:
        _Work.pulse.mark(Sign.PROGRESS)


def is_told_to_stop() -> bool:
    """Whether the worker ends soon: the work keeps what it has and raises HandedOverError."""
    return _Work.pulse is not None and _Work.pulse.has(Sign.STOP)


@contextmanager
def hold_turn(resource: str) -> Iterator[None]:
    """Wait for a turn under the global limit of the work itself, and keep it for the block.

    Raises LimitReachedError when the turn did not come in time.
    """
    caller = Caller(
        service_class=ServiceClass.GENERATION,
        on_wait=lambda _resource, _place: mark_progress(),
        on_lost=die_at_once,
        is_patient=True,
    )
    current = services()
    with current.machinery.slots.hold(resource, caller, timeout_s=current.settings.limits.queue_timeout_s):
        yield


def die_at_once(reason: str = "permit_lost") -> None:
    """End this process, which lost what it needs: all its connections close now, and the job starts again elsewhere."""
    _log.error(reason)
    os.kill(os.getpid(), signal.SIGKILL)


def _keep_log(key: str) -> None:
    """Copy each line of this process to the work's own log; a Redis that is away costs only the copy."""
    worklog, fail_open = WorkLog(build_brief_redis(load_settings().redis)), FailOpen("worklog")

    def keep(_logger: object, _method: str, line: structlog.typing.EventDict) -> structlog.typing.EventDict:
        fail_open.run(lambda: worklog.append(key, line), None)
        return line

    processors = structlog.get_config()["processors"]
    processors.insert(len(processors) - 1, keep)
