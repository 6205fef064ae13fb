"""No word of a case, of an instruction or of an answer leaves its place: logs, metrics, traces, Redis, the record."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from uuid import UUID

import pytest

from core.pecas.domain import Geracao, PedidoDeGeracao, TipoDePeca
from ops.state import ROOT
from tests.jobs.stage import TEXTOS, Stage
from tests.load.canaries import Canary, dump_auditoria, dump_endless, dump_errors, find_leaks, list_canaries

OBSERVACAO = "Observação inventada CANARIO-OBSERVACAO-4711 do procurador"


class Collector(BaseHTTPRequestHandler):
    """Takes spans over HTTP and keeps their bytes."""

    bodies: list[bytes]

    def do_POST(self) -> None:
        self.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Tells nobody."""


@contextmanager
def collecting() -> Iterator[tuple[str, list[bytes]]]:
    bodies: list[bytes] = []
    handler = type("Kept", (Collector,), {"bodies": bodies})
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1/traces", bodies
    server.shutdown()
    thread.join()
    server.server_close()


def ask(stage: Stage) -> Geracao:
    pedido = PedidoDeGeracao(TEXTOS, TipoDePeca.CONTESTACAO, "ps", OBSERVACAO)
    return stage.services.pecas.request_geracao(pedido, next(stage.usuarios))


def run_traced(stage: Stage, ident: UUID, endpoint: str) -> str:
    """The job in a process of its own that sends spans; answers what it wrote."""
    code = (
        "from core.settings import load_settings; from core.infra.logging import configure_logging; "
        "from core.infra.tracing import start_tracing, flush_spans; s = load_settings(); "
        "configure_logging(s.logging, process='worker'); start_tracing(s.tracing, process='worker'); "
        f"import jobs.generate_peca as job; job.run('{ident}'); flush_spans()"
    )
    environment = stage.environment | {"TRACING_ENDPOINT": endpoint}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout + done.stderr


def test_no_word_of_a_case_leaves_its_place(
    whole: str, stage: Stage, quiet: Stage, capfd: pytest.CaptureFixture[str]
) -> None:
    geracao = ask(quiet)
    with collecting() as (endpoint, spans):
        written = run_traced(quiet, geracao.id, endpoint)
    assert min(len(whole), len(quiet.get_peca(geracao).versao.texto)) > 600
    with stage.services.machinery.engine.connect() as connection:
        canaries = list_canaries(connection)
        auditoria, errors = dump_auditoria(connection), dump_errors(connection)
    clients = (stage.services.machinery.queue_client, quiet.services.machinery.queue_client)
    places = {
        "logs of workers": stage.pool.read_log(),
        "log of the job": written,
        "log of the portal": "".join(capfd.readouterr()),
        "traces": b"\n".join(spans).decode("utf-8", "replace"),
        "metrics": stage.services.render_metrics().decode(),
        "Redis": "\n".join(map(dump_endless, clients)),
        "record of acts": auditoria,
        "errors": errors,
    }
    assert {one.kind for one in canaries} >= {"partes", "páginas", "resumos", "observações", "minutas", "instruções"}
    assert {name for name, content in places.items() if not content.strip()} <= {"log of the portal", "errors"}
    assert find_leaks(places, canaries) == []
    sys.stdout.write(f"canaries: {len(canaries)} {len(places)}\n")


def test_a_leak_is_seen() -> None:
    canaries = (Canary("páginas", "a autora tem diabetes há anos"),)
    assert find_leaks({"log": "error: a autora tem diabetes h\\u00e1 anos"}, canaries) == ["log: páginas"]
    assert find_leaks({"log": "error: the case has pages"}, canaries) == []
