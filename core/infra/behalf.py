"""On whose behalf a thread calls, where one process serves many people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from core.infra.slots import Caller

_CALLER: ContextVar[Caller | None] = ContextVar("caller", default=None)


@contextmanager
def calling_for(caller: Caller) -> Iterator[None]:
    """Calls that this thread makes in the block are this caller's; those of other threads are not."""
    token = _CALLER.set(caller)
    try:
        yield
    finally:
        _CALLER.reset(token)


class CallerOfTheThread:
    """An attribute: the caller of the block that the thread is in, or the one that was set for the whole process."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = f"_{name}"

    def __get__(self, owner: Any, _kind: type) -> Caller:
        usual: Caller = getattr(owner, self._name)
        return _CALLER.get() or usual

    def __set__(self, owner: Any, caller: Caller) -> None:
        setattr(owner, self._name, caller)
