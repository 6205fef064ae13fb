"""What a bomb costs the process that meets it, measured in a process of its own."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from lxml.etree import XMLSyntaxError

from core.errors import PortalError

_NAMED = (PortalError, XMLSyntaxError)
"""The court's client gives the parser's own refusal its name; see ``troca._translated``."""


@dataclass(frozen=True)
class Blast:
    """``ending`` is the code of the named error, or what happened instead of one; memory is what was added."""

    ending: str
    is_refused: bool
    cpu_s: float
    memory_bytes: int


def blast(door: Callable[[bytes, Path], object], content: bytes, folder: Path) -> Blast:
    """Let the bomb meet its door in a fork, and look at the fork's clock and memory."""
    context = get_context("fork")
    inlet, outlet = context.Pipe(duplex=False)
    child = context.Process(target=_meet, args=(outlet, door, content, folder))
    child.start()
    outlet.close()
    try:
        found: Blast = inlet.recv()
    except EOFError:
        found = Blast("died", is_refused=False, cpu_s=0.0, memory_bytes=0)
    child.join()
    return found


def _meet(outlet: Connection, door: Callable[[bytes, Path], object], content: bytes, folder: Path) -> None:
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    is_refused, ending = False, "opened"
    try:
        door(content, folder)
    except _NAMED as error:
        is_refused, ending = True, error.code if isinstance(error, PortalError) else type(error).__name__
    except Exception as error:  # noqa: BLE001 - what is no named error is what this looks for
        ending = type(error).__name__
    cpu_s = time.process_time() - start
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    outlet.send(Blast(ending, is_refused, cpu_s, grown * 1024))
