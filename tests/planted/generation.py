"""Gerações by the product's own job, each with a fault: ``python -m tests.planted.generation FAULT=GERACAO_ID ...``.

One process loads the product once and becomes one process per argument.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import partial
from typing import Any

from core.bootstrap import Services
from core.events import Event, OperationEnded
from core.infra.cancel import Interruption, interruptible
from core.infra.channel import Publisher
from core.infra.child import die_with_parent
from core.pecas.domain import Geracao
from core.pecas.minutas.repository import MinutaRepository
from jobs import generate_peca as job


def count_from_the_click() -> None:
    """The time of a geração begins when the person asks for it."""
    follow = job._follow

    def follow_late(current: Services, geracao: Geracao, publisher: Publisher) -> OperationEnded:
        age_s = (datetime.now(UTC) - geracao.criada_em).total_seconds()

        def begin(*asked: Any, deadline_s: float, **options: Any) -> AbstractContextManager[Interruption]:
            return interruptible(*asked, deadline_s=deadline_s - age_s, **options)

        job.interruptible = begin
        return follow(current, geracao, publisher)

    job._follow = follow_late


def die_once_told() -> None:
    """The process is killed right after it told the end. No fault of the product."""
    publish = Publisher.publish

    def publish_and_die(self: Publisher, event: Event) -> None:
        publish(self, event)
        if isinstance(event, OperationEnded):
            os.kill(os.getpid(), signal.SIGKILL)

    Publisher.publish = publish_and_die


def tell_before_saving() -> None:
    """The end is told first and stored after it."""
    die_once_told()
    publish, save = Publisher.publish, MinutaRepository.save_minuta
    waiting: list[Callable[[], object]] = []

    def publish_and_save(self: Publisher, event: Event) -> None:
        publish(self, event)
        if isinstance(event, OperationEnded):
            for store in waiting:
                store()

    Publisher.publish = publish_and_save
    MinutaRepository.save_minuta = lambda *values, **named: waiting.append(partial(save, *values, **named))


FAULTS: dict[str, Callable[[], None]] = {
    "sound": lambda: None,
    "from-the-click": count_from_the_click,
    "dies-once-told": die_once_told,
    "told-before-saved": tell_before_saving,
}


def main(jobs: list[str]) -> None:
    parent_pid = os.getpid()
    for given in jobs:
        fault, _, geracao_id = given.partition("=")
        if os.fork() == 0:
            die_with_parent(parent_pid)
            FAULTS[fault]()
            job.run(geracao_id)
            return
    for _ in jobs:
        os.wait()


if __name__ == "__main__":
    main(sys.argv[1:])
