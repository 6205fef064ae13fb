"""Signs of life of one worker and of the process that runs its job, in memory that they share with the pool.

A stopped process, or one stuck in a call that never gives the interpreter back, cannot say so itself: the one above it
looks at the age of its last sign. The clock is the machine's, the same in every process.
"""

from __future__ import annotations

import mmap
import struct
import threading
import time
from enum import IntEnum

_BEAT_S = 1.0
_INSTANT = struct.Struct("d")


class Sign(IntEnum):
    """Who lives, and whether the work goes on."""

    WORKER = 0
    HORSE = 1
    PROGRESS = 2
    STOP = 3
    """Given once: the worker was told to stop."""


class Pulse:
    """The last instant of each sign. Made before the fork, so that the processes share it."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, _INSTANT.size * len(Sign))
        for sign in (Sign.WORKER, Sign.HORSE, Sign.PROGRESS):
            self.mark(sign)

    def mark(self, sign: Sign) -> None:
        _INSTANT.pack_into(self._memory, _INSTANT.size * sign, time.monotonic())

    def has(self, sign: Sign) -> bool:
        """Whether the sign was ever given."""
        return bool(_INSTANT.unpack_from(self._memory, _INSTANT.size * sign)[0])

    def age_s(self, sign: Sign) -> float:
        """Seconds since the sign was last given."""
        instant: float = _INSTANT.unpack_from(self._memory, _INSTANT.size * sign)[0]
        return time.monotonic() - instant

    def beat_forever(self, sign: Sign) -> None:
        """Give the sign each second for as long as this process lives."""

        def beat() -> None:
            while True:
                self.mark(sign)
                time.sleep(_BEAT_S)

        threading.Thread(target=beat, name=f"beat-{sign.name.lower()}", daemon=True).start()


class Watch:
    """Looks at a pulse every now and then; after a stall of its own it waits one round before it judges others."""

    def __init__(self, period_s: float) -> None:
        self._period_s = period_s
        self._looked_at = time.monotonic()

    def is_awake(self) -> bool:
        """False in the first round after this process itself was stopped or starved."""
        before, self._looked_at = self._looked_at, time.monotonic()
        return self._looked_at - before < 3 * self._period_s
