"""Structured logs: stable English event names, one line each, never the content of a case."""

from __future__ import annotations

import logging
import sys
import traceback
from typing import Any

import structlog

from core.settings import LoggingSettings

_QUIET = ("zeep", "httpx", "httpx2", "httpcore", "httpcore2", "google_genai", "urllib3", "PIL", "watchdog")
"""Libraries whose lower levels print requests, passwords or document content."""


def configure_logging(settings: LoggingSettings, *, process: str) -> None:
    """Send all logs of this process to standard error with the name of the process in each line."""
    level = logging.getLevelNamesMapping()[settings.level]
    logging.basicConfig(level=level, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s", force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False) if settings.is_json else structlog.dev.ConsoleRenderer()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(process=process)


def describe_error(error: Exception) -> dict[str, Any]:
    """Fields that say what broke and where, without the words of the error: they may quote the case."""
    return {
        "reason": type(error).__name__,
        "sqlstate": getattr(getattr(error, "orig", None), "sqlstate", None),
        "frames": traceback.format_tb(error.__traceback__),
    }
