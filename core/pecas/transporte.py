"""What carries the work that people follow between page and worker."""

from __future__ import annotations

from dataclasses import dataclass

from core.infra.cancel import CancelSwitch
from core.infra.channel import Channel
from core.infra.queue import WorkQueue
from core.infra.rate import RateLimits
from core.infra.stopwatch import Stopwatches


@dataclass(frozen=True)
class Transporte:
    queue: WorkQueue
    channel: Channel
    cancel: CancelSwitch
    stopwatches: Stopwatches
    rates: RateLimits
