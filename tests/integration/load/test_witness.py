"""The ledgers as witnesses: the call of a client that was killed ends there at once, whatever it was doing."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from starlette.applications import Starlette

from simulators.control import Control
from simulators.gemini import app as gemini
from simulators.gemini.faults import MODES
from simulators.ledger import Ledger
from simulators.tribunal import app as tribunal
from tests.load.checker import RecordedCall, pair_calls

_NOTICED_S = 0.1
_ENVELOPE = (
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><consultarProcesso>{}</consultarProcesso>'
    "</s:Body></s:Envelope>"
)

_CLIENT = """
import socket, sys, time
request = sys.stdin.buffer.read()
with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as connection:
    connection.sendall(request)
    time.sleep(60)
"""
"""Sends a request and never reads the answer."""


@contextmanager
def serve(app: Starlette) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", ws="none", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield listener.getsockname()[1]
        server.should_exit = server.force_exit = True
        thread.join(10)


def kill_client(port: int, request: bytes, ledger: Ledger) -> tuple[float, RecordedCall]:
    """When the client was killed, and its call once it has ended."""
    client = subprocess.Popen([sys.executable, "-c", _CLIENT, str(port)], stdin=subprocess.PIPE)
    assert client.stdin is not None
    client.stdin.write(request)
    client.stdin.close()
    wait_until(lambda: ledger.in_flight == 1)
    time.sleep(0.05)
    killed_t = time.time()
    client.kill()
    client.wait()
    wait_until(lambda: ledger.in_flight == 0)
    (call,) = pair_calls(ledger.entries)
    return killed_t, call


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def render(path: str, body: bytes) -> bytes:
    headers = f"POST {path} HTTP/1.1\r\nhost: x\r\nx-goog-api-key: demo-key\r\nx-request-id: wish\r\n"
    return f"{headers}content-length: {len(body)}\r\n\r\n".encode() + body


@pytest.mark.parametrize(
    ("call", "latency_s"), [("generateContent", 60), ("streamGenerateContent", 60), ("streamGenerateContent", 0)]
)
def test_a_killed_client_of_the_model_ends_in_the_ledger(call: str, latency_s: float) -> None:
    control = Control(modes=MODES)
    control.change({"latency_s": {call: latency_s}, "options": {"chars_per_s": 5}})
    body = json.dumps({"contents": [{"role": "user", "parts": [{"text": "Resuma os autos. " * 50}]}]}).encode()
    with serve(gemini.build_app(control)) as port:
        request = render(f"/v1beta/models/gemini-2.5-flash:{call}?alt=sse", body)
        killed_t, ended = kill_client(port, request, control.ledger)
    assert killed_t <= ended.span.end_t < killed_t + _NOTICED_S
    assert (ended.outcome, ended.request) == ("cancelled", "wish")


@pytest.mark.parametrize("asked", ["", "<documento>1</documento>"], ids=["consulta", "download"])
def test_a_killed_client_of_the_court_ends_in_the_ledger(asked: str) -> None:
    control = Control()
    control.change({"latency_s": 60})
    with serve(tribunal.build_app(control)) as port:
        request = render(f"{tribunal.BASE}/intercomunicacao", _ENVELOPE.format(asked).encode())
        killed_t, ended = kill_client(port, request, control.ledger)
    assert killed_t <= ended.span.end_t < killed_t + _NOTICED_S
    assert ended.outcome == "client_gone"
