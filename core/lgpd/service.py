"""What the law asks of the portal about data of people."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from core.ajustes.retencao import CLASSES
from core.infra.queue import QueueName, Work, WorkQueue
from core.lgpd.expurgo import EXPURGOS
from core.lgpd.operacoes import OPERACOES, OperacaoDeTratamento, describe_guarda, export_operacoes
from core.lgpd.repository import LgpdRepository

_AT_ONCE = 200
_PERIOD_S = 6 * 3600.0
_TIMEOUT_S = 3 * 3600
_KEY = "expurgo"


class LgpdService:
    def __init__(self, repository: LgpdRepository, queue: WorkQueue, read_retencao: Callable[[str], int]) -> None:
        """``read_retencao`` answers the days that count for a class of data."""
        self._repository = repository
        self._queue = queue
        self._read_retencao = read_retencao
        self._asked_at: float | None = None

    def list_operacoes(self) -> tuple[tuple[OperacaoDeTratamento, str], ...]:
        """The register, each with how long what it leaves is kept now."""
        retencoes = self._list_retencoes()
        return tuple((one, describe_guarda(one, retencoes)) for one in OPERACOES)

    def export_operacoes(self) -> bytes:
        """The register as a sheet."""
        return export_operacoes(self._list_retencoes())

    def request_purge(self) -> int:
        """Queue the purge every six hours; answers whether it did. Called again and again."""
        now = time.monotonic()
        if self._asked_at is not None and now - self._asked_at < _PERIOD_S:
            return 0
        self._asked_at = now
        work = Work("jobs.purge_dados.run", _KEY, (), _TIMEOUT_S, is_lot=True)
        return int(self._queue.enqueue(QueueName.ROTINAS, work))

    def purge(self, mark_progress: Callable[[], None], now: datetime | None = None) -> dict[str, int]:
        """Take away everything that is older than its retention; how many went, by class. Safe to run again."""
        went: dict[str, int] = {}
        for expurgo in EXPURGOS:
            antes = (now or datetime.now(UTC)) - timedelta(days=self._read_retencao(expurgo.classe))
            some = _AT_ONCE
            while some == _AT_ONCE:
                mark_progress()
                some = self._repository.purge(expurgo, antes, _AT_ONCE)
                went[expurgo.classe] = went.get(expurgo.classe, 0) + some
        titulos = {classe.slug: classe.titulo for classe in CLASSES}
        self._repository.note_purge((titulos[classe], some) for classe, some in went.items() if some)
        return went

    def _list_retencoes(self) -> dict[str, tuple[str, int]]:
        """Title and days by class."""
        return {classe.slug: (classe.titulo, self._read_retencao(classe.slug)) for classe in CLASSES}
