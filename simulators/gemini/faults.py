"""What can be made to go wrong in this simulator, read from the shared control (``POST /_control``).

``storm`` answers HTTP errors (429 with RetryInfo and QuotaFailure, 500, 503, 502 as HTML). ``latency_s`` has the
keys generateContent, streamGenerateContent (time to the first piece), countTokens, embedContent. ``mode`` is one of
MODES. ``options``:

- ``share``: part of the calls that storm and mode hit, chosen by seed and number of the call (default all);
- ``only``: names of calls or agents ("streamGenerateContent", "redator") that storm and mode hit (default all);
- ``after_chars``: where cut, error_event, stall and max_tokens happen (default 400);
- ``stall_s``: silence of a stall (default 120); ``status``, ``retry_after_s``: of an error_event (default 503);
- ``latency_pattern``: of a whole answer, looked for in the first turn (``simulators.control``);
- ``variation``, ``variation_seed``: share of the coletor's answers that another sample would give otherwise
  (``variation``), and which sample it is;
- ``block_reason``: of a blocked prompt (default SAFETY); ``chars_per_s``, ``chunk_chars``: pace of a stream.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from simulators.control import Control

MODES = frozenset(
    {
        "blocked_prompt",
        "safety",
        "recitation",
        "max_tokens",
        "empty",
        "thoughts_only",
        "invalid_json",
        "cut",
        "error_event",
        "stall",
    }
)
FINISH_REASONS = {"safety": "SAFETY", "recitation": "RECITATION", "max_tokens": "MAX_TOKENS"}


@dataclass(frozen=True)
class Fault:
    """What happens to one call; both fields empty means that nothing does."""

    storm_status: int = 0
    mode: str = ""
    retry_after_s: float | None = None

    @property
    def is_refusal(self) -> bool:
        """True when no answer begins: an HTTP error or a blocked prompt."""
        return bool(self.storm_status) or self.mode == "blocked_prompt"


def take_fault(control: Control, *, call: str, agente: str, has_modes: bool = True) -> Fault:
    """Decide the fate of one call and use up one of the remaining faults when it is hit."""
    faults = control.faults
    only = faults.options.get("only")
    if only and call not in only and agente not in only:
        return Fault()
    share = float(faults.options.get("share", 1))
    if share < 1 and random.Random(f"{control.seed}|{control.ledger.calls}").random() >= share:
        return Fault()
    if faults.storm.take():
        return Fault(storm_status=faults.storm.status, retry_after_s=faults.storm.retry_after_s)
    return Fault(mode=faults.take_mode() if has_modes else "")
