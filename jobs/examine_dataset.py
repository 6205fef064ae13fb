"""Job: read and judge what was handed in as a dataset. Safe to run twice."""

from __future__ import annotations

from uuid import UUID

from jobs.outage import ride_out


def run(dataset_id: str) -> None:
    """Keep every sample and the report, or the reason why there is none."""
    ride_out(lambda current: current.datasets.examine(UUID(dataset_id)))
