"""Several processes that begin at the same instant; what each of them measured comes back."""

from __future__ import annotations

import multiprocessing
import multiprocessing.synchronize
import queue
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

Work = Callable[[Task, Callable[[], object]], Result]
"""Prepares itself, calls what it was given to wait for all others, works, answers."""

_READY_S = 120


class ProcessDiedError(RuntimeError):
    """A process ended without a result; what it wrote to its error output says why."""


class Crowd(Generic[Task, Result]):
    """One process per task. ``begin`` returns when all of them wait for it, and lets them go; a work that waits
    several times needs as many. ``collect`` waits for the results.

    The work must be a function of a module, so that a process can import it; ``preload`` names the modules that cost
    time to import and are imported once for all processes.
    """

    def __init__(self, work: Work[Task, Result], tasks: Sequence[Task], *, preload: Sequence[str] = ()) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(list(preload))
        self._barrier = context.Barrier(len(tasks) + 1)
        self._results = context.Queue()
        self._processes = [
            context.Process(target=_run, args=(work, task, number, self._barrier, self._results))
            for number, task in enumerate(tasks)
        ]
        for process in self._processes:
            process.start()

    def begin(self) -> None:
        self._barrier.wait(_READY_S)

    def collect(self) -> list[Result]:
        """The results in the order of the tasks. Raises ProcessDiedError when one will not come."""
        results: dict[int, Result] = {}
        while len(results) < len(self._processes):
            try:
                number, result = self._results.get(timeout=1)
                results[number] = result
            except queue.Empty:
                if any(process.exitcode for process in self._processes):
                    raise ProcessDiedError from None
        for process in self._processes:
            process.join()
        return [results[number] for number in sorted(results)]


def _run(
    work: Work[Any, Any],
    task: Any,
    number: int,
    barrier: multiprocessing.synchronize.Barrier,
    results: multiprocessing.Queue[Any],
) -> None:
    try:
        results.put((number, work(task, lambda: barrier.wait(_READY_S))))
    except BaseException:
        barrier.abort()  # nobody waits for this process
        raise
