"""Work on foreign files in a process of its own, with limits: whatever they do to it, the worker lives on."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

import structlog

from core.infra.child import die_with_parent, grant_cpu, limit_memory

_CONTEXT = get_context("fork") if sys.platform == "linux" else get_context("spawn")
"""As the reader of documents: a fork starts in milliseconds, and nothing of PDFium runs before it."""

_log = structlog.get_logger()


class IsolatedDeathError(Exception):
    """The child did not come to its end: it hung, was killed, or took more than its limits."""


@dataclass(frozen=True)
class Limits:
    """What the child may take: bytes of memory of its own, seconds of processor, seconds in all."""

    memory_bytes: int
    cpu_s: float
    total_s: float


def run_isolated(work: Callable[..., Iterator[Any]], args: tuple[Any, ...], limits: Limits) -> Iterator[Any]:
    """What ``work(*args)`` yields, made in a child that is killed when this is closed early.

    Raises IsolatedDeathError, also for an error in ``work``: its words may be those of the file and stay there.
    """
    inlet, outlet = _CONTEXT.Pipe(duplex=False)
    child = _CONTEXT.Process(target=_serve, args=(outlet, work, args, limits, os.getpid()), daemon=True)
    child.start()
    outlet.close()
    deadline = time.monotonic() + limits.total_s
    try:
        while True:
            if not inlet.poll(max(deadline - time.monotonic(), 0)):
                raise IsolatedDeathError("too slow")
            is_end, item = inlet.recv()
            if is_end:
                break
            yield item
        if item:
            _log.error("isolated_work_failed", kind=item)
            raise IsolatedDeathError(item)
    except (EOFError, ConnectionError):
        child.join()
        _log.warning("isolated_work_died", exitcode=child.exitcode)
        raise IsolatedDeathError(f"exit code {child.exitcode}") from None
    finally:
        inlet.close()
        child.kill()
        child.join()
        child.close()


def _serve(
    outlet: Connection, work: Callable[..., Iterator[Any]], args: tuple[Any, ...], limits: Limits, parent_pid: int
) -> None:
    """The life of the child: its last message is the kind of its error, or nothing."""
    die_with_parent(parent_pid)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    limit_memory(limits.memory_bytes)
    grant_cpu(limits.cpu_s)
    try:
        for item in work(*args):
            outlet.send((False, item))
    finally:
        kind = sys.exc_info()[0]
        outlet.send((True, kind.__name__ if kind else ""))
        outlet.close()
        os._exit(0)  # no trace: it would quote the file
