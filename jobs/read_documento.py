"""Job: read one document, page by page. Safe to run twice: another attempt goes on behind the pages that were kept."""

from __future__ import annotations

import math
from functools import partial

import structlog

from core.bootstrap import Services
from core.errors import OperationCancelledError
from core.infra.cancel import interruptible
from jobs.outage import ride_out
from jobs.runtime import hold_turn, mark_progress

_log = structlog.get_logger()


def run(sha256: str) -> None:
    """Read the content in a process of its own, which has the limits; the pages of one that is stopped are kept."""
    ride_out(lambda current: _read(current, sha256))


def _read(current: Services, sha256: str) -> None:
    is_stopping = partial(current.leituras.is_stopping, sha256)
    try:
        with interruptible(is_stopping, deadline_s=math.inf), hold_turn("ocr"):  # the reader cuts itself off
            current.processos.read_documento(sha256, partial(current.leituras.read, on_page=mark_progress))
    except OperationCancelledError:
        _log.info("reading_stopped")
    else:
        current.leituras.forget(sha256)
