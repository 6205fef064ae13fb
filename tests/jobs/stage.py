"""What the job tests stand on: the simulators, a pool of workers, and a person who asks and looks."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import psutil
import redis
from rq import Worker
from rq.serializers import JSONSerializer
from sqlalchemy import text

from core.bootstrap import SERVERS_AWAY, Services
from core.events import Agente, AgenteStarted, Event, OperationEnded, TextAppended
from core.infra.channel import START
from core.pecas.andamento import fold_events, restore_andamento
from core.pecas.domain import Geracao, Peca, PedidoDeGeracao, TipoDePeca, VersaoDaPeca
from core.pecas.repository import GeracaoRepository
from ops.state import ROOT

TEXTOS = "08030623120258120001"
"""A small case whose documents all have a text layer."""

QUEUES = ("pecas", "ocr", "autos", "imagens", "conversa", "calculo", "lotes", "ensaios")
"""The queues that nearly all of these tests need."""

Found = Callable[[list[Event]], bool]


def wait_until(condition: Callable[[], object], timeout_s: float, what: str = "the condition") -> float:
    """Seconds until the condition is true; fails after ``timeout_s``."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < timeout_s, f"{what} did not come true within {timeout_s} s"
        time.sleep(0.02)
    return time.monotonic() - began


class Simulator:
    """A simulator on a port of its own, controlled and read over HTTP."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._http = httpx.Client(base_url=url, timeout=10)

    def close(self) -> None:
        self._http.close()

    def fail(self, **faults: Any) -> None:
        """Change what goes wrong; a new instruction replaces the fields it names."""
        self._http.post("/_control", json=faults).raise_for_status()

    def reset(self) -> None:
        """No faults and an empty ledger, once nothing is in flight any more."""
        wait_until(lambda: self.in_flight == 0, 20, "the simulator's last call")
        self._http.post("/_control/reset").raise_for_status()

    @property
    def in_flight(self) -> int:
        return int(self._ledger()["in_flight"])

    @property
    def max_in_flight(self) -> int:
        return int(self._ledger()["max_in_flight"])

    @property
    def counts(self) -> dict[str, int]:
        """Ended calls by ``call:outcome``."""
        counts: dict[str, int] = self._ledger()["counts"]
        return counts

    def calls(self, name: str) -> list[dict[str, Any]]:
        """Ended calls of one kind or of one agent, in the order they started; ``t`` is the start."""
        entries = self._ledger()["entries"]
        ends = {entry["id"]: entry for entry in entries if entry["phase"] == "end"}
        return [ends[entry["id"]] | entry for entry in self._starts(entries, name) if entry["id"] in ends]

    def count_started(self, name: str) -> int:
        return len(self._starts(self._ledger()["entries"], name))

    def _starts(self, entries: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
        return [e for e in entries if e["phase"] == "start" and name in (e["call"], e.get("agente"))]

    def sent(self) -> str:
        """All that the model was sent since the last ``forget_sent``."""
        bodies = [json.loads(body) for body in self._http.get("/_requests").json()]
        turns = [turn for body in bodies for turn in (*body["contents"], body.get("systemInstruction", {"parts": []}))]
        return "\n".join(part["text"] for turn in turns for part in turn["parts"])

    def forget_sent(self) -> None:
        self._http.delete("/_requests").raise_for_status()

    def _ledger(self) -> dict[str, Any]:
        ledger: dict[str, Any] = self._http.get("/_control/ledger").json()
        return ledger


class Pool:
    """The workers as they run in production, with the means to kill them at any depth."""

    def __init__(self, environment: dict[str, str], log: Path, queues: Sequence[str] = QUEUES) -> None:
        self._environment, self._log, self._queues = environment, log, queues
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._log.open("ab") as log:
            argv = [sys.executable, "-m", "jobs.worker", *self._queues]
            self._process = subprocess.Popen(argv, cwd=ROOT, env=self._environment, stdout=log, stderr=log)

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=30)

    def read_log(self) -> str:
        """All that the workers wrote to standard output and error."""
        return self._log.read_text()

    def kill(self) -> None:
        """Kill -9 the parent of all; the workers must die with it."""
        assert self._process is not None
        children = psutil.Process(self._process.pid).children(recursive=True)
        self._process.kill()
        self._process.wait(timeout=10)
        _, alive = psutil.wait_procs(children, timeout=5)
        assert not alive, "a worker outlived its pool"

    def kill_worker(self, geracao_id: UUID) -> None:
        """Kill -9 the worker, one level above the process that runs the job."""
        self._find_horse(geracao_id).parent().kill()

    def kill_horse(self, geracao_id: UUID) -> None:
        """Kill -9 the process that runs the job."""
        self._find_horse(geracao_id).kill()

    def freeze_horse(self, geracao_id: UUID) -> psutil.Process:
        """Stop the process that runs the job, as a call that never returns would."""
        horse = self._find_horse(geracao_id)
        horse.suspend()
        return horse

    def freeze_worker(self, geracao_id: UUID) -> psutil.Process:
        """Stop the worker, while the process that runs the job goes on."""
        worker = self._find_horse(geracao_id).parent()
        worker.suspend()
        return worker

    def _find_horse(self, geracao_id: UUID) -> psutil.Process:
        return self.find_horse(f"geracao-{geracao_id}")

    def find_horse(self, key: str) -> psutil.Process:
        """The process that runs the job whose key begins so."""
        with redis.Redis.from_url(self._environment["REDIS_URL"]) as client:
            workers = Worker.all(connection=client, serializer=JSONSerializer)
            busy = {str(worker.get_current_job_id()): worker.pid for worker in workers}
        found = [pid for running, pid in busy.items() if running.startswith(key)]
        assert found, f"nobody runs {key}"
        return psutil.Process(found[0]).children()[0]

    def find_worker(self, queue: str) -> psutil.Process:
        """A worker of this queue."""
        with redis.Redis.from_url(self._environment["REDIS_URL"]) as client:
            workers = Worker.all(connection=client, serializer=JSONSerializer)
        pids = [int(worker.pid or 0) for worker in workers if queue in worker.queue_names()]
        return psutil.Process(next(pid for pid in pids if psutil.pid_exists(pid)))


@dataclass
class Stage:
    """One portal without its web process."""

    services: Services
    environment: dict[str, str]
    gemini: Simulator
    court: Simulator
    pool: Pool
    usuarios: Iterator[int] = field(repr=False)

    # What a person does

    def ask(self, numero: str, tipo: TipoDePeca = TipoDePeca.CONTESTACAO, *, usuario: int = 0) -> Geracao:
        pedido = PedidoDeGeracao(numero, tipo, "ps")
        return self.services.pecas.request_geracao(pedido, usuario or next(self.usuarios))

    def resume(self, geracao: Geracao) -> str:
        """Continue a failed or stopped geração; answers the position from which to follow."""
        events = self.services.machinery.channel.replay(geracao.id)
        self.services.pecas.resume_geracao(geracao.id, geracao.usuario_id)
        return events[-1].position if events else START

    def cancel(self, geracao: Geracao) -> None:
        self.services.pecas.cancel_geracao(geracao.id, geracao.usuario_id)

    # What a person sees

    def follow(self, geracao: Geracao, found: Found, *, after: str = START, timeout_s: float = 60) -> list[Event]:
        """The events from a position on, once they satisfy the condition."""
        seen: list[Event] = []

        def look() -> bool:
            with suppress(*SERVERS_AWAY):  # a reader waits for them, as the portal's does
                seen[:] = [item.event for item in self.services.machinery.channel.replay(geracao.id, after)]
            return found(seen)

        wait_until(look, timeout_s, "what was waited for in the events")
        return seen

    def follow_to_end(self, geracao: Geracao, *, after: str = START, timeout_s: float = 60) -> OperationEnded:
        events = self.follow(geracao, has_ended, after=after, timeout_s=timeout_s)
        ended = events[-1]
        assert isinstance(ended, OperationEnded), "something follows the end"
        return ended

    def wait_for_text(self, geracao: Geracao, chars: int = 600, *, after: str = START) -> None:
        self.follow(geracao, lambda events: count_text(events) >= chars, after=after)

    def get(self, geracao: Geracao) -> Geracao:
        return self.services.pecas.get_geracao(geracao.id, geracao.usuario_id)

    def get_peca(self, geracao: Geracao) -> Peca:
        peca_id = self.get(geracao).peca_id
        assert peca_id is not None, "the geração has no peça"
        return self.services.pecas.get_peca(peca_id, geracao.usuario_id)

    def list_versoes(self, geracao: Geracao) -> tuple[VersaoDaPeca, ...]:
        return self.services.pecas.list_versoes(self.get_peca(geracao).id)

    def streamed(self, geracao: Geracao) -> str:
        """The text as a page paints it from the stream."""
        events = self.services.machinery.channel.replay_events(geracao.id)
        return restore_andamento(fold_events(events), self.get(geracao)).texto

    # What lies under it

    def forget_readings(self) -> None:
        """Forget every document, reading and answer."""
        with self.services.machinery.engine.begin() as connection:
            connection.execute(text("TRUNCATE resumo, leitura, documento_baixado, conteudo CASCADE"))
        self.forget_answers()

    def forget_answers(self) -> None:
        """Empty the caches in Redis; what is in the tables stays."""
        client = self.services.machinery.client
        client.delete("cache:", *client.scan_iter("cache:*"))

    def count_downloaded(self) -> int:
        """Files of the court that are kept, parts of documents one by one."""
        with self.services.machinery.engine.connect() as connection:
            return int(connection.execute(text("SELECT count(*) FROM documento_baixado")).scalar_one())

    def count_timed(self, geracoes: Iterable[Geracao]) -> int:
        """Those whose writing was timed, as reports read it."""
        statement = text("SELECT count(*) FROM tempo_da_geracao WHERE geracao_id = ANY(:ids) AND redacao_s > 0")
        with self.services.machinery.engine.connect() as connection:
            return int(connection.execute(statement, {"ids": [one.id for one in geracoes]}).scalar_one())

    def count_kept_calls(self, geracao: Geracao, operation: str) -> int:
        """Calls of the model that were kept for a geração with their tokens and cost."""
        statement = text(
            "SELECT count(*) FROM consumo_do_modelo WHERE operacao = :ident AND operation = :operation "
            "AND entrada > 0 AND saida > 0 AND custo_brl > 0 AND segundos >= 0 AND resultado = 'ok'"
        )
        with self.services.machinery.engine.connect() as connection:
            values = {"ident": str(geracao.id), "operation": operation}
            return int(connection.execute(statement, values).scalar_one())

    def forget_trouble(self) -> None:
        """What the guard knows from earlier calls: open breakers, pauses, spent retries and quotas."""
        client = self.services.machinery.client
        for pattern in ("breaker:*", "budget:*", "quota:*"):
            for key in client.scan_iter(pattern):
                client.delete(key)

    def count_permits(self) -> int:
        slots = self.services.machinery.slots
        return sum(slots.count_in_use(name) + slots.count_waiting(name) for name in ("gemini", "tjms"))

    def list_temporary_files(self) -> list[Path]:
        """What the workers left in the folder for temporary files."""
        return list(Path(self.environment["TMPDIR"]).iterdir())

    def run_here(self, geracao: Geracao, **environment: str) -> subprocess.Popen[bytes]:
        """The job in a process of its own, without queue or pool."""
        code = f"import jobs.generate_peca as job; job.run('{geracao.id}')"
        return subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env={**self.environment, **environment})

    @property
    def repository(self) -> GeracaoRepository:
        return GeracaoRepository(self.services._scope)


def has_ended(events: list[Event]) -> bool:
    return any(isinstance(event, OperationEnded) for event in events)


def has_started(agente: Agente) -> Found:
    return lambda events: any(isinstance(event, AgenteStarted) and event.agente == agente for event in events)


def count_text(events: list[Event]) -> int:
    return max((event.offset + len(event.text) for event in events if isinstance(event, TextAppended)), default=0)
