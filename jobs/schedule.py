"""The periodic work, in exactly one process: what was asked for and lost goes back to its queue."""

from __future__ import annotations

import signal
import threading

import structlog

from core.bootstrap import Services, build_services
from core.infra.logging import configure_logging
from core.settings import load_settings

_PERIOD_S = 15.0

_log = structlog.get_logger()


def main() -> None:
    """Run the periodic work until told to stop."""
    settings = load_settings()
    configure_logging(settings.logging, process="schedule")
    services = build_services(settings, process="schedule", is_worker=True)
    stop = threading.Event()
    for signum in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signum, lambda _signum, _frame: stop.set())
    while not stop.wait(_PERIOD_S):
        run_once(services)


def run_once(services: Services) -> None:
    """One round; a server that is away is tried again in the next one."""
    try:
        touched = services.pecas.requeue_lost()
    except Exception as error:  # noqa: BLE001  # the border: a server that is away must not end the schedule
        _log.warning("round_skipped", reason=type(error).__name__)
        return
    if touched:
        _log.info("geracoes_recovered", count=touched)


if __name__ == "__main__":
    main()
