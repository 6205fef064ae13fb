"""What each call of the model took, and for whom it was made: noted in memory, written by a thread.

Nobody who calls waits for the database. A row has its own key, so that writing it twice changes nothing.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID, uuid4

import structlog

from core.infra.db import DATABASE_REFUSED, DATABASE_SILENT
from core.infra.slots import Caller
from core.infra.tariff import Spend

_MAX_WAITING = 10_000
_AT_ONCE = 500
"""Calls of one statement: it takes 65,535 parameters, and a call is fourteen."""

_AWAY_S = 1.0
"""How long a database that did not answer is left alone."""

_FLUSH_S = 2.0

_log = structlog.get_logger()


@dataclass(frozen=True)
class CallEnd:
    """How one attempt ended: ``outcome`` is ``ok`` or the code of an error; ``cost_brl`` None where nobody counted.

    ``at`` is the instant whose price it has, and under which it is kept.
    """

    operation: str
    outcome: str
    seconds: float
    cost_brl: float | None
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(frozen=True)
class ModelCall:
    """One call that left. Tokens are None where the provider did not count; ``saida`` holds ``pensamento`` too.

    ``operacao``, ``pessoa`` (an id) and ``unidade`` are empty where the call was made for nobody in particular.
    """

    operacao: str
    operation: str
    modelo: str
    temperatura: float | None
    entrada: int | None
    saida: int | None
    pensamento: int | None
    custo_brl: Decimal | None
    segundos: float
    resultado: str
    pessoa: str = ""
    unidade: str = ""
    id: UUID = field(default_factory=uuid4)
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))


class Ledger:
    """``save`` stores calls, all or none. After one of DATABASE_SILENT it is called again with the same.

    After one of DATABASE_REFUSED the calls that are to blame are told from the rest, and are not kept.
    """

    def __init__(self, save: Callable[[Sequence[ModelCall]], None]) -> None:
        self._save = save
        self._changed = threading.Condition()
        self._waiting: list[ModelCall] = []
        self._writer: threading.Thread | None = None

    def note(self, end: CallEnd, spend: Spend, caller: Caller) -> None:
        """Keep a call that left, whoever it was made for. Any thread may call."""
        if spend.is_unsent:
            return
        entrada, saida = spend.used or (None, None)
        call = ModelCall(
            operacao=caller.operacao,
            operation=end.operation,
            modelo=spend.modelo,
            pessoa=caller.person,
            unidade=caller.unit,
            temperatura=spend.temperatura,
            entrada=entrada,
            saida=saida,
            pensamento=spend.pensamento if spend.used else None,
            custo_brl=None if end.cost_brl is None else Decimal(f"{end.cost_brl:.6f}"),
            segundos=round(end.seconds, 3),
            resultado=end.outcome,
            created_at=end.at,
        )
        with self._changed:
            if len(self._waiting) >= _MAX_WAITING:
                _log.error("model_call_not_kept", operation=call.operation)
                return
            self._waiting.append(call)
            if self._writer is None or not self._writer.is_alive():  # a fork leaves the thread behind
                self._writer = threading.Thread(target=self._write, daemon=True, name="ledger")
                self._writer.start()
            self._changed.notify_all()

    def flush(self, timeout_s: float = _FLUSH_S) -> bool:
        """Wait until all is stored. False when the database did not take it in time; it may yet."""
        with self._changed:
            is_empty = self._changed.wait_for(lambda: not self._waiting, timeout_s)
            if not is_empty:
                _log.warning("model_calls_waiting", count=len(self._waiting))
        return is_empty

    def _write(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting)
                calls = tuple(self._waiting[:_AT_ONCE])
            done = self._store(calls)
            with self._changed:
                del self._waiting[:done]
                self._changed.notify_all()

    def _store(self, calls: Sequence[ModelCall]) -> int:
        """How many of the first need no further try."""
        try:
            self._save(calls)
        except DATABASE_SILENT as error:
            _log.warning("model_calls_not_stored_yet", reason=type(error).__name__)
            time.sleep(_AWAY_S)
            return 0
        except DATABASE_REFUSED as error:
            if len(calls) > 1:
                return self._store(calls[: len(calls) // 2])
            _log.error("model_call_not_kept", operation=calls[0].operation, reason=type(error).__name__)
        return len(calls)
