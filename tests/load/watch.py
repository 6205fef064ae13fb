"""Looks all the time whether what the database calls running has a living process that runs it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from contextlib import suppress

import psutil
import redis
from rq import Worker
from rq.serializers import JSONSerializer
from sqlalchemy import text

from core.bootstrap import SERVERS_AWAY, Services
from core.events import Estado
from core.infra.queue import QueueName
from core.pecas.fila import build_key

_EVERY_S = 0.5
_RUNNING = text("SELECT id FROM geracao WHERE estado = :estado")


class Vigil:
    """How long each geração has been without a process, one reading after the other."""

    def __init__(self) -> None:
        self._since: dict[str, float] = {}
        self.longest_s = 0.0

    def note(self, running: Iterable[str], attended: Iterable[str], now: float) -> None:
        """``attended`` are the keys whose work is done by a living process, or stands in the queue again."""
        alone = set(running) - set(attended)
        self._since = {key: self._since.get(key, now) for key in alone}
        self.longest_s = max([self.longest_s, *(now - since for since in self._since.values())])


class Watch(threading.Thread):
    """Readings of a running portal. While a server is away nothing is read, and what was alone stays so."""

    def __init__(self, services: Services) -> None:
        super().__init__(name="watch", daemon=True)
        self.vigil = Vigil()
        self._services = services
        self._ending = threading.Event()

    def end(self) -> float:
        """The longest a running geração was without a process, in seconds."""
        self._ending.set()
        self.join()
        return self.vigil.longest_s

    def run(self) -> None:
        while not self._ending.wait(_EVERY_S):
            with suppress(*SERVERS_AWAY, KeyError, psutil.Error):  # KeyError: a worker that ends its job just now
                self._look()

    def _look(self) -> None:
        machinery = self._services.machinery
        with machinery.engine.connect() as connection:
            running = [build_key(row.id) for row in connection.execute(_RUNNING, {"estado": Estado.EM_ANDAMENTO})]
        attended = {*machinery.queue.list_waiting(QueueName.PECAS), *_list_worked_on(machinery.queue_client)}
        self.vigil.note(running, attended, time.monotonic())


def _list_worked_on(client: redis.Redis) -> list[str]:
    workers = Worker.all(connection=client, serializer=JSONSerializer)
    busy = [(worker.get_current_job_id(), worker.pid) for worker in workers if worker.pid]
    return [key for key, pid in busy if key and psutil.pid_exists(pid) and psutil.Process(pid).children()]
