"""The workers: one parent that loads everything once and keeps a fixed number of children per queue.

Each child serves exactly one queue (a worker on two loses a job for ever if it dies between taking and starting it).
"""

from __future__ import annotations

import gc
import os
import sys

import structlog

from core.bootstrap import refusing_in_words
from core.infra.logging import configure_logging
from core.infra.queue import QueueName
from core.infra.redis import build_worker_redis
from core.infra.tracing import start_tracing
from core.settings import Settings, load_settings
from jobs import (
    answer_pergunta,
    bind_volume,
    classify_lote,
    draw_paginas,
    embed_modulos,
    examine_envio,
    examine_timbre,
    export_peca,
    fetch_autos,
    generate_peca,
    prepare_calculo,
    read_documento,
    refresh_relatorios,
    revise_secao,
    try_prompt,
)
from jobs.pool import PortalPool, Share
from jobs.runtime import preload
from jobs.serving import Patience

PRELOADED = (
    answer_pergunta,
    bind_volume,
    classify_lote,
    draw_paginas,
    embed_modulos,
    examine_envio,
    examine_timbre,
    export_peca,
    fetch_autos,
    generate_peca,
    prepare_calculo,
    read_documento,
    refresh_relatorios,
    revise_secao,
    try_prompt,
)
"""Imported before the fork: the children share this memory and start at once."""

MAX_CONNECTIONS = 50
"""Of one machine to PostgreSQL, as promised to who keeps the server."""

_log = structlog.get_logger()


def build_plan(settings: Settings, queues: list[QueueName]) -> dict[QueueName, Share]:
    """The workers of the queues asked for; all queues when none is named."""
    workers = settings.workers
    numbers = {
        QueueName.PECAS: (workers.pecas, workers.pecas_stalled_s),
        QueueName.OCR: (workers.ocr, workers.ocr_stalled_s),
        QueueName.DOCX: (workers.docx, workers.docx_stalled_s),
        QueueName.AUTOS: (workers.autos, workers.autos_stalled_s),
        QueueName.IMAGENS: (workers.imagens, workers.imagens_stalled_s),
        QueueName.CONVERSA: (workers.conversa, workers.conversa_stalled_s),
        QueueName.LOTES: (workers.lotes, workers.lotes_stalled_s),
        QueueName.CALCULO: (workers.calculo, workers.calculo_stalled_s),
        QueueName.ENSAIOS: (workers.ensaios, workers.ensaios_stalled_s),
        QueueName.ROTINAS: (workers.rotinas, workers.rotinas_stalled_s),
        QueueName.BERT: (workers.bert, workers.bert_stalled_s),
        QueueName.INFERENCIA: (workers.inferencia, workers.inferencia_stalled_s),
    }
    return {
        queue: Share(count, Patience(workers.frozen_s, stalled_s))
        for queue, (count, stalled_s) in numbers.items()
        if queue in (queues or numbers)
    }


def count_connections(settings: Settings) -> int:
    """The most that one machine opens to PostgreSQL: pages, workers of all queues, the periodic work and a copy."""
    database, workers = settings.database, sum(share.count for share in build_plan(settings, []).values())
    return database.pool_size + database.max_overflow + (workers + 1) * database.worker_pool_size + 2


def main(names: list[str]) -> None:
    """Serve the named queues until told to stop."""
    with refusing_in_words():
        settings = load_settings()
    configure_logging(settings.logging, process="worker")
    start_tracing(settings.tracing, process="worker")
    os.environ["OMP_THREAD_LIMIT"] = "1"
    plan = build_plan(settings, [QueueName(name) for name in names])
    pool = PortalPool(plan, lambda: build_worker_redis(settings.redis))
    with refusing_in_words():
        preload()
    gc.collect()
    gc.freeze()
    if (connections := count_connections(settings)) > MAX_CONNECTIONS:
        _log.warning("too_many_connections", connections=connections, most=MAX_CONNECTIONS)
    _log.info("workers_started", **{queue.value: share.count for queue, share in plan.items()})
    pool.start(logging_level="WARNING")


if __name__ == "__main__":
    main(sys.argv[1:])
