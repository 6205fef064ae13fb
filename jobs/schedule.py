"""The periodic work, in exactly one process: what was lost goes back to its queue, what died is kept for a person."""

from __future__ import annotations

import shutil
import signal
import tempfile
import threading
import time
from pathlib import Path

import structlog

from core.bootstrap import Services, build_services
from core.infra.logging import configure_logging
from core.settings import load_settings

_PERIOD_S = 15.0
_CLEANING_PERIOD_S = 3600.0
_FOLDER_AGE_S = 24 * 3600.0

_log = structlog.get_logger()


def main() -> None:
    """Run the periodic work until told to stop."""
    settings = load_settings()
    configure_logging(settings.logging, process="schedule")
    services = build_services(settings, process="schedule", is_worker=True)
    stop = threading.Event()
    for signum in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signum, lambda _signum, _frame: stop.set())
    cleaned_at: float | None = None
    while not stop.wait(_PERIOD_S):
        cleaned_at = run_once(services, cleaned_at)


def run_once(services: Services, cleaned_at: float | None = None) -> float | None:
    """One round; a server that is away is tried again in the next one. Returns when the last cleaning was."""
    now = time.monotonic()
    is_cleaning = cleaned_at is None or now - cleaned_at >= _CLEANING_PERIOD_S
    try:
        queued = services.pecas.requeue_lost()
        services.operacao.collect_mortas()
        if is_cleaning:
            _clean(services)
    except Exception as error:  # noqa: BLE001  # the border: a server that is away must not end the schedule
        _log.warning("round_skipped", reason=type(error).__name__)
        return cleaned_at
    if queued:
        _log.info("geracoes_recovered", count=queued)
    return now if is_cleaning else cleaned_at


def _clean(services: Services) -> None:
    """Forget old sessions and failed logins, and folders of jobs whose worker was killed long ago."""
    services.usuarios.delete_old()
    while services.processos.delete_old():
        continue
    oldest = time.time() - _FOLDER_AGE_S
    for folder in Path(tempfile.gettempdir()).glob("portal-job-*"):
        if folder.is_dir() and not folder.is_symlink() and folder.stat().st_mtime < oldest:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
