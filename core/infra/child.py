"""What a process does to the children it starts: they die with it and get no more than allowed."""

from __future__ import annotations

import ctypes
import os
import re
import resource
import signal
import sys
from contextlib import suppress
from pathlib import Path

_PR_SET_PDEATHSIG = 1


def die_with_parent(parent_pid: int) -> None:
    """Ask Linux to kill this process when its parent dies. Elsewhere leases alone decide."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent_pid:
        os._exit(1)


def limit_memory(limit_bytes: int) -> None:
    """Memory that this process may take beyond what it was born with; no picture of it is written when it is killed.

    A fork counts the private memory of its parent as its own from the start: the size of the parent must not decide.
    """
    _set_soft(resource.RLIMIT_DATA, _inherited_bytes() + limit_bytes)
    _set_soft(resource.RLIMIT_CORE, 0)


def grant_cpu(seconds: float) -> None:
    """Let the process use this much more of the processor; beyond it the system kills it with SIGXCPU."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _set_soft(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime + seconds) + 1)


def _inherited_bytes() -> int:
    """What counts against RLIMIT_DATA so far; nothing where the system has no ``/proc``."""
    with suppress(OSError):
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        found = re.search(r"^VmData:\s+(\d+) kB$", status, re.MULTILINE)
        return int(found[1]) * 1024 if found else 0
    return 0


def _set_soft(kind: int, value: int) -> None:
    _, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))
