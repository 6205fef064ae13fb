"""The administrator's use cases: see what failed for good and why, and put it back with one click."""

from __future__ import annotations

from collections.abc import Mapping

import structlog

from core.errors import ForbiddenChangeError
from core.infra.queue import FailedWork, Failure, QueueName, WorkQueue
from core.infra.worklog import WorkLog
from core.operacao.domain import TarefaMorta, TipoDeTrabalho
from core.operacao.repository import TarefaMortaRepository

_log = structlog.get_logger()


class OperacaoService:
    def __init__(
        self,
        repository: TarefaMortaRepository,
        queue: WorkQueue,
        worklog: WorkLog,
        tipos: Mapping[str, TipoDeTrabalho],
    ) -> None:
        self._repository = repository
        self._queue = queue
        self._worklog = worklog
        self._tipos = tipos

    def list_mortas(self, *, limit: int = 100) -> tuple[TarefaMorta, ...]:
        """Dead letters: those that wait first, newest first."""
        return self._repository.list_recentes(limit=limit)

    def count_mortas(self) -> int:
        """How many wait for a person."""
        return self._repository.count_waiting()

    def retry(self, morta_id: int, usuario_id: int) -> TarefaMorta:
        """Put the work back in its queue and note who did. Work that lives again by other means is only noted.

        Raises RecordNotFoundError, ForbiddenChangeError when it was put back before, QueueUnavailableError.
        """
        morta = self._repository.get(morta_id)
        if not morta.is_waiting:
            raise ForbiddenChangeError(f"tarefa morta {morta_id} was put back before")
        tipo = self._tipos.get(morta.work.function)
        if tipo is not None and tipo.registro is not None:
            tipo.registro.reopen(morta.work)
        else:
            self._queue.enqueue(QueueName(morta.fila), morta.work)
        self._repository.save_retomada(morta_id, usuario_id)  # last: a click that half failed can be repeated
        _log.info("dead_letter_retried", key=morta.work.key, usuario_id=usuario_id)
        return self._repository.get(morta_id)

    def collect_mortas(self) -> int:
        """Keep what failed for good since the last round, and end its record. Answers how many; safe to repeat."""
        failures = self._queue.list_failures()
        known = self._repository.find_known(one.key for one in failures) if failures else frozenset()
        new = [one for one in failures if (one.key, one.failed_at) not in known]
        return sum(self._keep(one) for one in new)

    def _keep(self, failure: Failure) -> bool:
        failed = self._queue.find_failed(failure)
        if failed is None:
            return False
        tipo = self._tipos.get(failed.work.function)
        if tipo is not None and tipo.registro is not None and not tipo.registro.end(failed.work):
            return False
        is_new = self._repository.add(failed, _explain(failed), self._worklog.read(failed.work.key))
        if is_new:
            _log.error("dead_letter_kept", key=failed.work.key, runs=failed.runs, signal=failed.signal)
        return is_new


def _explain(failed: FailedWork) -> str:
    """The reason as a sentence. The words of an error are left out: they may quote the case."""
    times = f"{failed.runs} vezes seguidas" if failed.runs > 1 else "uma vez"
    if failed.error:
        return f"O trabalho falhou {times}; o último erro foi {failed.error}."
    if failed.signal:
        return f"O processo que fazia o trabalho foi interrompido {times} (sinal {failed.signal})."
    return f"O processo que fazia o trabalho desapareceu {times}."
