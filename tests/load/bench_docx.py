"""``portal bench docx``: a piece of 20 pages as a Word file, beside pandoc and docxtpl; then ten at once through the
workers of a running portal, while somebody asks its web process for a page all the time.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import httpx

from core.bootstrap import Services, build_services
from core.events import Estado
from core.infra.db import build_session_scope
from core.pecas.domain import PedidoDeGeracao, TipoDePeca
from core.pecas.minutas.repository import MinutaRepository
from core.pecas.repository import GeracaoRepository
from core.settings import Settings
from core.usuarios.domain import DEMONSTRATION
from tests.load.report import Options, parse_options, percentile, print_report
from tests.load.rivals import SECTIONS, build_rival, weigh
from tests.load.stack import Stack, run_stack
from tests.unit.exportacao.tortura import write_tortura

_NAMES = ("ours", "pandoc", "docxtpl")
_AT_ONCE = 10
_QUIET_S = 3.0
_NUMERO = "08012349720258120001"


@dataclass
class Crowd:
    """Ten downloads at once, and what a page cost before and meanwhile, in milliseconds."""

    all_s: float = 0.0
    one_s: list[float] = field(default_factory=list)
    before_ms: list[float] = field(default_factory=list)
    meanwhile_ms: list[float] = field(default_factory=list)


def main() -> None:
    options = parse_options("docx")
    seconds, sizes = _time_all(options)
    peaks = {name: weigh(name) for name in _NAMES}
    crowd = _download_at_once(options)
    rows: list[tuple[str, object, str]] = []
    for name in _NAMES:
        what = f"{name}: s, MB at most, kB of the file"
        rows.append((what, f"{seconds[name]:.3f}", f"{peaks[name]:.0f} MB, {sizes[name] / 1000:.0f} kB"))
    rows += [
        (f"{_AT_ONCE} at once through the workers, s", f"{crowd.all_s:.2f}", "from the click to the last byte"),
        ("  one of them, median s", f"{statistics.median(crowd.one_s):.2f}", "queue included"),
        ("a page of the portal before, p95 ms", f"{percentile(crowd.before_ms, 0.95):.0f}", "nobody exports"),
        ("  meanwhile, p95 ms", f"{percentile(crowd.meanwhile_ms, 0.95):.0f}", f"{_AT_ONCE} export"),
    ]
    keys = {
        "s": round(seconds["ours"], 3),
        "s_pandoc": round(seconds["pandoc"], 3),
        "s_docxtpl": round(seconds["docxtpl"], 3),
        "peak_mb": round(peaks["ours"]),
        "peak_mb_pandoc": round(peaks["pandoc"]),
        "peak_mb_docxtpl": round(peaks["docxtpl"]),
        "bytes": sizes["ours"],
        "bytes_pandoc": sizes["pandoc"],
        "bytes_docxtpl": sizes["docxtpl"],
        "at_once_s": round(crowd.all_s, 2),
        "web_p95_ms_before": round(percentile(crowd.before_ms, 0.95)),
        "web_p95_ms_meanwhile": round(percentile(crowd.meanwhile_ms, 0.95)),
    }
    print_report("docx", options, rows, keys)


def _time_all(options: Options) -> tuple[dict[str, float], dict[str, int]]:
    """The median of each, one after the other so that a busy machine slows all of them, and the size of its file."""
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        rivals = {name: build_rival(name, Path(folder)) for name in _NAMES}
        sizes = {name: len(rival.render()) for name, rival in rivals.items()}
        taken: dict[str, list[float]] = {name: [] for name in _NAMES}
        for _ in range(5 if options.is_quick else 25):
            for name, rival in rivals.items():
                taken[name].append(_time(rival.render))
    return {name: statistics.median(values) for name, values in taken.items()}, sizes


def _time(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _download_at_once(options: Options) -> Crowd:
    os.environ["LIMITS_EXPORTACOES_POR_MINUTO"] = "1000"
    crowd = Crowd()
    with run_stack(speed=1.0, seed=options.seed) as stack, closing(stack.log_in()) as client:
        pecas = _add_pecas(stack)
        _ask_pages(stack, crowd.before_ms, lambda began: time.monotonic() - began < _QUIET_S)
        ended = threading.Event()
        arguments = (stack, crowd.meanwhile_ms, lambda _: not ended.is_set())
        asking = threading.Thread(target=_ask_pages, args=arguments, daemon=True)
        asking.start()
        began = time.monotonic()
        with ThreadPoolExecutor(_AT_ONCE) as people:
            crowd.one_s = list(people.map(lambda peca: _time(lambda: _download(client, peca)), pecas))
        crowd.all_s = time.monotonic() - began
        ended.set()
        asking.join()
    return crowd


def _add_pecas(stack: Stack) -> list[UUID]:
    """Ten stored minutas of the demonstration's attorney, each of 20 pages."""
    os.environ.update(stack.environment)
    services: Services = build_services(Settings(), process="bench", is_worker=True)
    scope = build_session_scope(services.machinery.engine)
    geracoes, minutas = GeracaoRepository(scope), MinutaRepository(scope)
    people = services.usuarios.list_usuarios()
    attorney = next(person.id for person in people if person.login == DEMONSTRATION[0].login)
    added = []
    for number in range(_AT_ONCE):
        pedido = PedidoDeGeracao(_NUMERO, TipoDePeca.CONTESTACAO, "ps")
        running = geracoes.begin_attempt(geracoes.add(pedido, attorney).id)
        assert running is not None
        texto = f"{write_tortura(SECTIONS)}\n\n{number}\n"
        added.append(minutas.save_minuta(running, texto, "Portal", estado=Estado.PRONTO))
    services.close()
    return added


def _download(client: httpx.Client, peca_id: UUID) -> None:
    answer = client.get(f"/baixar/{peca_id}")
    assert answer.status_code == 200, answer.text
    assert answer.content.startswith(b"PK")


def _ask_pages(stack: Stack, taken_ms: list[float], goes_on: Callable[[float], bool]) -> None:
    """The login page, which the web process renders itself, ten times a second."""
    began = time.monotonic()
    with httpx.Client(base_url=stack.address, timeout=30) as browser:
        while goes_on(began) or not taken_ms:
            taken_ms.append(_time(lambda: browser.get("/entrar").raise_for_status()) * 1000)
            time.sleep(0.05)


if __name__ == "__main__":
    main()
