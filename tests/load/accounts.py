"""Our own counts of outside calls beside the ledgers of those who were called.

A process that is killed between counting a call and sending it leaves a count without a call; one killed between an
answer and its count leaves an answer that nobody counted. Anything else that differs is unexplained: a retry inside a
client, a call past the guard, an end that is counted twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.infra.counters import Labels
from tests.load.checker import OK, RecordedCall

Counts = Mapping[tuple[str, Labels], float]

_UNSAVED_S = 1.0
"""What Redis counted so shortly before it was killed may not be in its file yet."""


@dataclass(frozen=True)
class Account:
    """The calls of one resource: as the guard counted them, and as the other side saw them.

    ``first`` are the requests of which at least one attempt left.
    """

    first: int
    started: int
    ok: int
    seen: int
    seen_ok: int

    @property
    def attempts_per_request(self) -> float:
        """By the ledger: an attempt that the guard knows nothing of counts too."""
        return self.seen / self.first if self.first else 0.0

    def count_unexplained(self, *, cuts: int, unsaved: int) -> int:
        """Calls and answers that differ by more than so many calls that were cut and counts that Redis lost.

        Both can only be bounds, each taken once for the calls and once for the answers.
        """
        differences = (self.started - self.seen, self.seen_ok - self.ok)
        lost = (max(0, -differences[0] - unsaved), max(0, differences[1] - cuts - unsaved))
        invented = (max(0, differences[0] - cuts), max(0, -differences[1]))
        return sum(lost) + sum(invented)


def open_account(service: str, resource: str, counts: Counts, calls: Sequence[RecordedCall]) -> Account:
    """``service`` is its name in the ledgers, ``resource`` that in our counts."""
    own = [call for call in calls if call.service == service]
    started = _sum(counts, "outside_calls_started", resource)
    return Account(
        first=started - _sum(counts, "retries", resource),
        started=started,
        ok=_sum(counts, "outside_calls_ended", resource, outcome=OK),
        seen=len(own),
        seen_ok=sum(call.outcome == OK for call in own),
    )


def count_unsaved(calls: Sequence[RecordedCall], service: str, redis_kills: Sequence[float]) -> int:
    """Calls that began or ended so shortly before a kill of Redis that their counts may be lost."""
    own = [call.span for call in calls if call.service == service]
    return sum(
        any(killed_t - _UNSAVED_S <= t <= killed_t for killed_t in redis_kills for t in (span.start_t, span.end_t))
        for span in own
    )


def _sum(counts: Counts, name: str, resource: str, **labels: str) -> int:
    wanted = {("resource", resource), *labels.items()}
    return round(sum(value for (found, own), value in counts.items() if found == name and wanted <= set(own)))
