"""The fault proxy, with an echo server behind it and the real clients of Redis and PostgreSQL before it."""

from __future__ import annotations

import socket
import socketserver
import threading
import time
from collections.abc import Iterator

import psycopg
import pytest
import redis

from tests.load.proxy import Direction, FaultProxy


class Echo(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        while received := self.request.recv(65_536):
            self.server.heard += received
            self.request.sendall(received)


class EchoServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    heard = b""


@pytest.fixture
def server() -> Iterator[EchoServer]:
    with EchoServer(("127.0.0.1", 0), Echo) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def proxy(server: EchoServer) -> Iterator[FaultProxy]:
    with FaultProxy("127.0.0.1", server.server_address[1]) as proxy:
        yield proxy


@pytest.fixture
def client(proxy: FaultProxy) -> Iterator[socket.socket]:
    with connect(proxy) as client:
        assert ask(client, b"first") == b"first"
        yield client


def connect(proxy: FaultProxy, timeout_s: float = 3) -> socket.socket:
    return socket.create_connection(("127.0.0.1", proxy.port), timeout=timeout_s)


def ask(client: socket.socket, text: bytes) -> bytes:
    client.sendall(text)
    return client.recv(65_536)


def is_silent(client: socket.socket, wait_s: float = 0.15) -> bool:
    client.settimeout(wait_s)
    try:
        client.recv(1)
    except TimeoutError:
        return True
    finally:
        client.settimeout(3)
    return False


def test_what_is_sent_arrives_whole_and_so_does_the_end(proxy: FaultProxy) -> None:
    sent = bytes(range(256)) * 4_000
    with connect(proxy) as client:
        sender = threading.Thread(target=lambda: (client.sendall(sent), client.shutdown(socket.SHUT_WR)))
        sender.start()
        received = b"".join(iter(lambda: client.recv(65_536), b""))
        sender.join()
    assert received == sent


def test_delay_is_added_in_each_direction(proxy: FaultProxy, client: socket.socket) -> None:
    proxy.delay(0.1, jitter_s=0.02)
    began = time.monotonic()
    assert ask(client, b"slow") == b"slow"
    assert 0.16 <= time.monotonic() - began < 1
    proxy.heal()
    began = time.monotonic()
    ask(client, b"fast")
    assert time.monotonic() - began < 0.08


def test_jitter_does_not_change_the_order(proxy: FaultProxy, client: socket.socket) -> None:
    proxy.delay(0.01, jitter_s=0.01)
    received = b""
    for number in range(20):
        client.sendall(bytes([number]))
        time.sleep(0.002)
    while len(received) < 20:
        received += client.recv(100)
    assert received == bytes(range(20))


def test_cut_resets_open_connections_only(proxy: FaultProxy, client: socket.socket) -> None:
    assert proxy.cut() == 1
    with pytest.raises(ConnectionResetError):
        client.recv(1)
    with connect(proxy) as another:
        assert ask(another, b"again") == b"again"


def test_cut_after_resets_in_the_middle_of_an_answer_and_once(proxy: FaultProxy, client: socket.socket) -> None:
    proxy.cut_after(4)
    assert ask(client, b"answer") == b"answ"
    with pytest.raises(ConnectionResetError):
        client.recv(1)
    with connect(proxy) as another:
        assert ask(another, b"answer") == b"answer"


def test_half_open_accepts_and_never_answers(proxy: FaultProxy, client: socket.socket, server: EchoServer) -> None:
    proxy.half_open()
    with connect(proxy) as another:
        for half_open in (client, another):
            half_open.sendall(b"lost")
            assert is_silent(half_open)
        proxy.heal()
        assert is_silent(another), "what was lost cannot come back"
    assert b"lost" not in server.heard
    with connect(proxy) as healed:
        assert ask(healed, b"now") == b"now"


def test_half_open_in_one_direction_still_reaches_the_server(
    proxy: FaultProxy, client: socket.socket, server: EchoServer
) -> None:
    proxy.half_open(frozenset({Direction.TO_CLIENT}))
    client.sendall(b"heard")
    assert is_silent(client)
    assert server.heard.endswith(b"heard")


def test_freeze_holds_everything_back_and_loses_nothing(
    proxy: FaultProxy, client: socket.socket, server: EchoServer
) -> None:
    proxy.freeze()
    client.sendall(b"patience")
    with connect(proxy) as another:
        another.sendall(b"patience")
        assert is_silent(client)
        assert b"patience" not in server.heard
        proxy.thaw()
        assert (client.recv(99), another.recv(99)) == (b"patience", b"patience")


def test_refuse_turns_new_connections_away_until_healed(proxy: FaultProxy, client: socket.socket) -> None:
    port = proxy.port
    proxy.refuse()
    with pytest.raises(ConnectionRefusedError):
        connect(proxy)
    assert ask(client, b"open") == b"open"
    proxy.heal()
    assert proxy.port == port
    with connect(proxy) as another:
        assert ask(another, b"back") == b"back"


def test_a_server_that_is_away_is_a_reset(server: EchoServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    with FaultProxy("127.0.0.1", port) as proxy, pytest.raises(ConnectionResetError), connect(proxy) as client:
        client.recv(1)


def test_the_client_that_leaves_is_noticed_by_the_server(proxy: FaultProxy, client: socket.socket) -> None:
    client.close()
    deadline = time.monotonic() + 2
    while proxy.open and time.monotonic() < deadline:
        time.sleep(0.005)
    assert proxy.open == 0


def test_redis_and_postgres_work_through_it(redis_url: str, database_url: str) -> None:
    with FaultProxy.before(redis_url) as before_redis, redis.Redis.from_url(before_redis.wrap(redis_url)) as client:
        client.set("key", "x" * 1_000_000)
        before_redis.cut()
        assert len(client.get("key")) == 1_000_000, "the client opens a new connection"
        assert before_redis.accepted == 2
    plain = database_url.replace("+psycopg", "")
    with FaultProxy.before(plain) as before_postgres, psycopg.connect(before_postgres.wrap(plain)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
        before_postgres.cut()
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
