"""The periodic work, however many are started done by exactly one: what was lost goes back, what died is kept."""

from __future__ import annotations

import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import redis
import structlog
from redis.exceptions import LockError
from redis.lock import Lock

from core.bootstrap import Services, build_services, refusing_in_words
from core.infra.logging import configure_logging
from core.infra.tracing import start_tracing
from core.settings import load_settings

_PERIOD_S = 3.0
_LEASE_S = 9.0
"""Another one takes over this long after the last sign of one that was killed."""

_CLEANING_PERIOD_S = 3600.0
_FOLDER_AGE_S = 24 * 3600.0

_log = structlog.get_logger()


class Turn:
    """The right to do the periodic work, held by one process at a time and lost when it does not renew it."""

    def __init__(self, client: redis.Redis) -> None:
        self._lock = Lock(client, "schedule", timeout=_LEASE_S, thread_local=False)
        self._is_mine = False

    def take(self) -> bool:
        """True when it is, or has just become, this process's turn."""
        before = self._is_mine
        try:
            self._is_mine = self._renew() or bool(self._lock.acquire(blocking=False))
        except redis.RedisError:
            self._is_mine = False
        if self._is_mine != before:
            _log.info("schedule_taken" if self._is_mine else "schedule_lost")
        return self._is_mine

    def give_back(self) -> None:
        """Let another one begin at once."""
        try:
            if self._is_mine:
                self._lock.release()
        except (LockError, redis.RedisError):
            _log.info("schedule_lost")

    def _renew(self) -> bool:
        if not self._is_mine:
            return False
        try:
            return bool(self._lock.reacquire())
        except LockError:
            return False


def main() -> None:
    """Run the periodic work until told to stop."""
    with refusing_in_words():
        settings = load_settings()
        configure_logging(settings.logging, process="schedule")
        start_tracing(settings.tracing, process="schedule")
        services = build_services(settings, process="schedule")
    services.tell_of_process("schedule")
    stop = threading.Event()
    for signum in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signum, lambda _signum, _frame: stop.set())
    turn = Turn(services.machinery.client)
    cleaned_at: float | None = None
    while not stop.wait(_PERIOD_S):
        if turn.take():
            cleaned_at = run_once(services, turn.take, cleaned_at)
    turn.give_back()


def run_once(services: Services, keep_turn: Callable[[], bool], cleaned_at: float | None = None) -> float | None:
    """One round; a server that is away is tried again in the next one. Returns when the last cleaning was.

    ``keep_turn`` is asked before each step: where it answers False, the rest is left to the one whose turn it is now.
    """
    now = time.monotonic()
    is_cleaning = cleaned_at is None or now - cleaned_at >= _CLEANING_PERIOD_S
    try:
        for done, step in list_steps(services):
            if count := step():
                _log.info(done, count=count)
            if not keep_turn():
                return cleaned_at
        is_clean = is_cleaning and _clean(services, keep_turn)
    except Exception as error:  # noqa: BLE001  # the border: a server that is away must not end the schedule
        _log.warning("round_skipped", reason=type(error).__name__)
        return cleaned_at
    return now if is_clean else cleaned_at


def list_steps(services: Services) -> tuple[tuple[str, Callable[[], int]], ...]:
    """What each round does, and how the log names what was done."""
    return (
        ("ajustes_published", services.ajustes.sync),
        ("geracoes_recovered", services.pecas.requeue_lost),
        ("buscas_recovered", services.buscas.requeue_lost),
        ("ajustes_recovered", services.conversa.requeue_lost),
        ("perguntas_recovered", services.assistencia.requeue_lost),
        ("calculos_recovered", services.pedidos_de_calculo.requeue_lost),
        ("lotes_recovered", services.lotes.requeue_lost),
        ("datasets_recovered", services.datasets.requeue_lost),
        ("treinamentos_recovered", services.treinamentos.requeue_lost),
        ("relatorio_requested", services.relatorios_mensais.request_missing),
        ("timbres_recovered", services.timbres.requeue_lost),
        ("geracoes_overdue", services.pecas.end_overdue),
        ("mortas_collected", services.operacao.collect_mortas),
        ("dossies_requested", services.dossie.request_missing),
        ("embeddings_requested", services.busca_de_modulos.request_embeddings),
        ("relatorios_requested", services.relatorios.request_refresh),
        ("expurgo_requested", services.lgpd.request_purge),
        ("auditoria_anchored", services.auditoria.anchor),
    )


def _clean(services: Services, keep_turn: Callable[[], bool]) -> bool:
    """Forget old sessions and failed logins, and folders of jobs whose worker was killed long ago.

    False when the turn was lost before the end.
    """
    rounds: tuple[Callable[[], int | None], ...] = (
        services.usuarios.delete_old,
        services.envios.delete_old,
        services.remessas.delete_old,
        services.autos.delete_old,
        services.imagens.delete_old,
        services.volumes.delete_old,
        services.treinamentos.delete_old,
        services.modelos_treinados.delete_old,
    )
    for delete_some in rounds:
        deleted: int | None = 1
        while deleted:
            if not keep_turn():
                return False
            deleted = delete_some()
    oldest = time.time() - _FOLDER_AGE_S
    for folder in Path(tempfile.gettempdir()).glob("portal-job-*"):
        if folder.is_dir() and not folder.is_symlink() and folder.stat().st_mtime < oldest:
            shutil.rmtree(folder, ignore_errors=True)
    return True


if __name__ == "__main__":
    main()
