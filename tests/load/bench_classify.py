"""``portal bench classify``: documents of mixed length through the simulator at its limit, beside an ideal schedule.

Real worker, guard, client and wire. The simulator's ledger is the witness: how long all calls took beside the same
durations started without a pause on as many permits, and, in a second lot whose worker is killed in the middle, whether
a document that had its answer was asked about again. The worker's memory is watched while it works.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil
import redis
from rq import Worker
from rq.serializers import JSONSerializer

from core.bootstrap import Services, build_services
from core.classificador.avaliacao.domain import Veredito
from core.classificador.avaliacao.veredito import decide
from core.classificador.domain import EstadoDoItem, FonteDeTextos, Lote, PedidoDeLote, TextoDoLote
from core.classificador.estatistica import build_pareada
from core.prompts.domain import CategoriaDeClassificacao, Prompt, Subsistema
from core.prompts.instrucoes.repository import InstrucaoRepository
from core.settings import Settings
from core.usuarios.domain import Papel, Usuario
from ops.services import run_services
from ops.state import ROOT, open_state
from tests.load.checker import schedule_ideally
from tests.load.report import parse_options, print_report
from tests.load.stack import run_simulator

_SLUG = "bench"
_CATEGORIAS = (
    CategoriaDeClassificacao("saude", "Saúde", "medicamento, cirurgia, tratamento, hospital"),
    CategoriaDeClassificacao("transito", "Trânsito", "multa, veículo, autuação, habilitação"),
)
_FRASES = ("Pede medicamento e cirurgia no hospital. ", "Auto de multa do veículo na habilitação. ")
_SHORTEST, _STEP = 400, 41
"""Characters: every document has a length of its own, by which the ledger tells them."""

_PATTERN = r"Prazo ([\d.]+) s"
_SERVICE_S = (0.5, 2.5)
_COMPARISONS = 400
_EQUAL, _POOR, _GOOD = 0.85, 0.75, 0.92
"""Accuracies of planted versions."""

_MAX_WRONG_PCT = 5.0


@dataclass
class Memory:
    """The resident memory of the process that runs the lot, in MB, as it was seen."""

    seen: list[float] = field(default_factory=list)

    @property
    def growth_mb(self) -> float:
        """The highest of the last third over the highest of the middle one: what a leak would add."""
        third = len(self.seen) // 3
        return max(self.seen[2 * third :], default=0) - max(self.seen[third : 2 * third], default=0)


@dataclass(frozen=True)
class Bench:
    services: Services
    usuario: Usuario
    environment: dict[str, str]

    def ask(self, textos: Sequence[TextoDoLote]) -> Lote:
        pedido = PedidoDeLote("Bench", _SLUG, 1, "gemini-2.5-flash")
        return self.services.lotes.create_lote(pedido, self.usuario, FonteDeTextos(tuple(textos)))

    def wait(self, lote: Lote, is_there: Callable[[Lote], bool], watch: Callable[[], None] = lambda: None) -> Lote:
        while not is_there(found := self.services.lotes.inspect(lote.id)):
            watch()
            time.sleep(0.2)
        return found

    def find_horse(self, lote: Lote) -> psutil.Process | None:
        """The process that runs the job."""
        with redis.Redis.from_url(self.environment["REDIS_URL"]) as client:
            busy = {
                str(w.get_current_job_id()): w.pid for w in Worker.all(connection=client, serializer=JSONSerializer)
            }
        pid = busy.get(f"lote-{lote.id}")
        return next(iter(psutil.Process(pid).children()), None) if pid else None

    def list_calls(self) -> list[dict[str, Any]]:
        """Ended calls about documents, in the order they started; ``start_t`` is when."""
        entries = httpx.get(f"{self.environment['GEMINI_BASE_URL']}/_control/ledger", timeout=30).json()["entries"]
        starts = {e["id"]: e for e in entries if e["phase"] == "start" and e.get("agente") == "lote"}
        ends = [e for e in entries if e["phase"] == "end" and e["id"] in starts]
        calls = [starts[e["id"]] | e | {"start_t": starts[e["id"]]["t"]} for e in ends]
        return sorted(calls, key=lambda call: float(call["start_t"]))


def main() -> None:
    options = parse_options("classify")
    documentos, matados = (120, 60) if options.is_quick else (1_000, 300)
    numbers = random.Random(options.seed)
    with _run(options.seed) as bench:
        limits = bench.services.settings.limits
        memory = Memory()
        lote = bench.ask(_list_textos(documentos, numbers))
        ended = bench.wait(lote, lambda found: found.estado.is_final, lambda: _watch(bench, lote, memory))
        calls = bench.list_calls()
        repeated, kept = _kill_in_the_middle(bench, _list_textos(matados, numbers, first=documentos))
    limit = min(limits.gemini, limits.classificacao)
    took_s = max(call["t"] for call in calls) - calls[0]["start_t"]
    ratio = schedule_ideally([call["duration_s"] for call in calls], limit) / took_s
    wrong = measure_verdicts(numbers)
    errors_pct = max(wrong.values())
    rows = [
        ("documents classified", ended.contagem.concluidos, f"of {documentos}, {ended.contagem.erros} errors"),
        ("throughput over the ideal of the permits", f"{ratio:.3f}", f"target >= 0.97, {limit} permits"),
        (
            "highest memory of the worker, MB",
            f"{max(memory.seen, default=0):.0f}",
            f"grew {memory.growth_mb:.1f} at last",
        ),
        ("finished documents asked about again after kill -9", repeated, f"target 0; {kept} were finished"),
        ("equal versions called better, %", f"{wrong['equal']:.1f}", f"target <= {_MAX_WRONG_PCT:.0f}"),
        ("better versions not called better, %", f"{wrong['better']:.1f}", f"target <= {_MAX_WRONG_PCT:.0f}"),
        ("worse versions not called worse, %", f"{wrong['worse']:.1f}", f"target <= {_MAX_WRONG_PCT:.0f}"),
    ]
    keys = {
        "throughput_vs_ideal": round(ratio, 3),
        "peak_mb": round(max(memory.seen, default=0)),
        "growth_mb": round(memory.growth_mb, 1),
        "repeated_after_kill": repeated,
        "verdict_errors_pct": round(errors_pct, 2),
        "documents": documentos,
        "docs_per_s": round(documentos / took_s, 2),
    }
    print_report("classify", options, rows, keys)
    sys.exit(0 if repeated == 0 and errors_pct <= _MAX_WRONG_PCT else 1)


@contextmanager
def _run(seed: int) -> Iterator[Bench]:
    """Servers, the simulator, a worker of lots and one of readings, over a fresh database."""
    with (
        tempfile.TemporaryDirectory(prefix="portal-bench-") as name,
        run_services(open_state(Path(name))) as urls,
        run_simulator("gemini", Path(name) / "gemini.jsonl", seed=seed) as gemini,
    ):
        unused = {"TRIBUNAL_URL": "http://127.0.0.1:1", "TRIBUNAL_USUARIO": "x", "TRIBUNAL_SENHA": "x"}
        quotas = {"GEMINI_REQUESTS_PER_MINUTE": "0", "GEMINI_TOKENS_PER_MINUTE": "0", "WORKERS_OCR": "1"}
        address = {"WEB_IS_DEMONSTRATION": "true", "GEMINI_API_KEY": "demo-key", "GEMINI_BASE_URL": gemini}
        environment = {**os.environ, **urls, **unused, **quotas, **address, "WORKERS_LOTES": "1"}
        httpx.post(f"{gemini}/_control", json={"options": {"latency_pattern": _PATTERN}}).raise_for_status()
        subprocess.run([sys.executable, "-m", "alembic", "upgrade", "head"], cwd=ROOT, env=environment, check=True)
        log = (Path(name) / "workers.log").open("ab")
        argv = [sys.executable, "-m", "jobs.worker", "lotes", "ocr"]
        workers = subprocess.Popen(argv, cwd=ROOT, env=environment, stdout=log, stderr=log)
        os.environ.update(environment)
        services = build_services(Settings(), process="bench")
        try:
            yield Bench(services, _prepare(services), environment)
        finally:
            services.close()
            workers.terminate()
            workers.wait(timeout=60)
            log.close()


def _prepare(services: Services) -> Usuario:
    prompt = Prompt(_SLUG, 0, "Classifique. {{categorias}}", "Bench", Subsistema.CLASSIFICADOR, _CATEGORIAS)
    InstrucaoRepository(services._scope).add(prompt, autor="bench", motivo="bench", check=lambda *_: None)
    return services.usuarios.add_usuario(
        "bench", "Pessoa Inventada", papel=Papel.DADOS, unidade="Bench", senha="Uma-Senha.Longa-9"
    )


def _list_textos(total: int, numbers: random.Random, *, first: int = 0) -> list[TextoDoLote]:
    textos = []
    for number in range(first, first + total):
        head = f"Documento {number:05d}. Prazo {numbers.uniform(*_SERVICE_S):06.3f} s. "
        length = _SHORTEST + _STEP * number
        body = _FRASES[number % 2] * (length // len(_FRASES[0]) + 1)
        textos.append(TextoDoLote(f"doc-{number:05d}.txt", (head + body)[:length].rstrip().ljust(length, ".")))
    numbers.shuffle(textos)
    return textos


def _watch(bench: Bench, lote: Lote, memory: Memory) -> None:
    horse = bench.find_horse(lote)
    if horse is not None and horse.is_running():
        memory.seen.append(horse.memory_info().rss / 1_000_000)


def _kill_in_the_middle(bench: Bench, textos: Sequence[TextoDoLote]) -> tuple[int, int]:
    """How many calls were about documents that had their answer when the worker was killed, and how many had it."""
    httpx.post(f"{bench.environment['GEMINI_BASE_URL']}/_control/reset").raise_for_status()
    httpx.post(f"{bench.environment['GEMINI_BASE_URL']}/_control", json={"options": {"latency_pattern": _PATTERN}})
    lote = bench.ask(textos)
    bench.wait(lote, lambda found: found.contagem.concluidos >= len(textos) // 2)
    horse = bench.find_horse(lote)
    assert horse is not None, "nobody runs the lot"
    horse.kill()
    horse.wait(10)
    length = {texto.nome: len(texto.texto) for texto in textos}
    done = {
        length[item.nome] for item in bench.services.itens.iterate(lote.id) if item.estado is EstadoDoItem.CONCLUIDO
    }
    requeue = threading.Timer(5, bench.services.lotes.requeue_lost)
    requeue.start()
    bench.wait(lote, lambda found: found.estado.is_final)
    requeue.cancel()
    calls = bench.list_calls()
    frame = min(call["input_chars"] for call in calls) - min(length.values())
    asked = Counter(call["input_chars"] - frame for call in calls)
    return sum(asked[chars] - 1 for chars in done), len(done)


def measure_verdicts(numbers: random.Random) -> dict[str, float]:
    """Of comparisons of planted versions, those that end otherwise than they should, in percent by what was planted.

    Two equal versions must not end in a promotion, one that is better or worse must be called so.
    """
    missed = dict.fromkeys(("equal", "better", "worse"), 0)
    for _ in range(_COMPARISONS):
        missed["equal"] += _judge(numbers, _EQUAL, _EQUAL) is Veredito.MELHOR
        missed["better"] += _judge(numbers, _POOR, _GOOD) is not Veredito.MELHOR
        missed["worse"] += _judge(numbers, _GOOD, _POOR) is not Veredito.PIOR
    return {planted: 100 * count / _COMPARISONS for planted, count in missed.items()}


def _judge(numbers: random.Random, first: float, second: float) -> Veredito:
    """Of two versions of these accuracies, which are lucky with the same documents in four of five."""
    places = [(numbers.random(), numbers.random() < 0.8) for _ in range(200)]
    right = [place < first for place, _ in places]
    other = [(place if is_same else numbers.random()) < second for place, is_same in places]
    return decide(build_pareada(right, other)).veredito


if __name__ == "__main__":
    main()
