"""Ending all calls of a process at once, over real sockets and the real HTTP libraries."""

from __future__ import annotations

import queue
import socket
import threading
import time
from collections.abc import Callable, Iterator

import httpx
import pytest

from core.errors import OperationCancelledError, PortalError
from core.infra.lines import Lines
from tests.integration.infra.guarded import Guarded, build_guarded
from tests.integration.infra.test_deadline import read_court, read_stream, read_whole

AT_ONCE_S = 1.0
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"


class Silent:
    """A server that takes a request, sends what it was told to and no more, and notes when the other side is gone."""

    def __init__(self, answer: bytes) -> None:
        self.asked: queue.Queue[float] = queue.Queue()
        self.gone: queue.Queue[float] = queue.Queue()
        self._answer = answer
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _serve(self) -> None:
        try:
            with self._listener.accept()[0] as connection:
                connection.recv(65_536)
                connection.sendall(self._answer)
                self.asked.put(time.monotonic())
                while connection.recv(65_536):
                    continue
                self.gone.put(time.monotonic())
        except OSError:
            return


@pytest.fixture
def guarded(redis_url: str) -> Guarded:
    return build_guarded(redis_url)


@pytest.fixture(params=[b"", HEAD], ids=["before the answer", "in the answer"])
def server(request: pytest.FixtureRequest) -> Iterator[Silent]:
    server = Silent(request.param)
    yield server
    server.close()


def catch(call: Callable[[], None], errors: queue.Queue[PortalError]) -> threading.Thread:
    """The call in a thread of its own; what it raised is put into the queue."""

    def run() -> None:
        try:
            call()
        except PortalError as error:
            errors.put(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread


@pytest.mark.parametrize("read", [read_whole, read_stream, read_court])
def test_calls_end_before_their_permits_are_given_back(
    guarded: Guarded, read: Callable[[Guarded, str], None], server: Silent
) -> None:
    errors: queue.Queue[PortalError] = queue.Queue()
    catch(lambda: read(guarded, server.url), errors)
    server.asked.get(timeout=5)
    guarded.guard.end_calls()
    server.gone.get(timeout=AT_ONCE_S)
    assert guarded.slots.count_in_use("gemini") + guarded.slots.count_in_use("tjms") == 0
    assert isinstance(errors.get(timeout=AT_ONCE_S), OperationCancelledError)
    assert guarded.count("outside_calls_started") == 1
    assert guarded.count("outside_calls_ended", outcome=OperationCancelledError.code) == 1
    with pytest.raises(OperationCancelledError):
        read(guarded, server.url)
    assert server.asked.empty()


@pytest.mark.parametrize("circuit", ["gemini", "tjms_saj"])
def test_a_stop_says_nothing_about_the_service(guarded: Guarded, circuit: str, server: Silent) -> None:
    errors: queue.Queue[PortalError] = queue.Queue()
    catch(lambda: (read_whole if circuit == "gemini" else read_court)(guarded, server.url), errors)
    server.asked.get(timeout=5)
    guarded.guard.end_calls()
    errors.get(timeout=AT_ONCE_S)
    assert guarded.defences.breaker.describe(circuit).failures == 0


def test_a_call_that_was_about_to_connect_never_leaves() -> None:
    ended = threading.Event()

    def require_open() -> None:
        if ended.is_set():
            raise OperationCancelledError

    hooks = [Lines(require_open).watch, lambda _: ended.set()]
    with socket.create_server(("127.0.0.1", 0)) as listener, httpx.Client(event_hooks={"request": hooks}) as client:
        with pytest.raises(OperationCancelledError):
            client.get(f"http://127.0.0.1:{listener.getsockname()[1]}")
        with listener.accept()[0] as connection:
            connection.settimeout(5)
            assert connection.recv(65_536) == b""
