"""Faults in the permits. The witness is a ledger of the calls, not the limits' own count."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path

import pytest
import redis

from core.bootstrap import build_services
from core.errors import LimitReachedError
from core.infra.redis import RedisNotDurableError
from core.infra.slots import Caller, Permit, Slots
from core.settings import DatabaseSettings, GeminiSettings, LimitsSettings, RedisSettings, Settings, TribunalSettings
from ops import run
from simulators.ledger import Ledger
from tests.jobs.redis_server import RedisServer
from tests.jobs.stage import wait_until
from tests.load.checker import Occupancy, check_services, pair_calls
from tests.planted.conftest import Plant

LIMIT = 2
PATIENCE_S = 30.0
HASTE_S = 0.3


class Process:
    """One process that calls under the limits; every call is in the ledger from its permit to its end."""

    def __init__(self, url: str, ledger: Ledger, *, lease_s: float = 60, limit: int = LIMIT) -> None:
        client = redis.Redis.from_url(url, decode_responses=True, socket_timeout=10)
        self.slots = Slots(client, LimitsSettings(gemini=limit, lease_s=lease_s))
        self._ledger = ledger

    def call(self, calls: ExitStack, timeout_s: float = PATIENCE_S) -> Permit:
        """A call that lasts as long as the stack."""
        permit = calls.enter_context(self.slots.hold("gemini", Caller("ana"), timeout_s=timeout_s))
        calls.enter_context(self._ledger.track("gemini", "generateContent"))
        return permit


class ForgetfulServer(RedisServer):
    """The product's Redis without append-only file."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._command = replace(self._command, argv=[*self._command.argv, "--appendonly", "no"])


def judge(ledger: Ledger, limit: int = LIMIT) -> Occupancy:
    return check_services(pair_calls(ledger.entries), {"gemini": limit})["gemini"].occupancy


# An expired lease is renewed


def call_again_after_a_stall(url: str) -> Occupancy:
    """A machine sleeps past a lease, somebody else gets the permit, its process goes on if it may.

    The clock of a process does not count the sleep of its machine: only Redis can know.
    """
    ledger = Ledger()
    stalled, other = Process(url, ledger, lease_s=1, limit=1), Process(url, ledger, limit=1)
    stalled.slots._keep = lambda _permit: None  # type: ignore[method-assign]  # its keeper stands still too
    with stalled.slots.hold("gemini", Caller("ana"), timeout_s=PATIENCE_S) as permit, ExitStack() as calls:
        wait_until(lambda: not permit.is_valid(), PATIENCE_S)
        other.call(calls)
        permit.renewed_at = time.monotonic()
        stalled.slots._renew_one(permit)
        if permit.is_valid():
            calls.enter_context(ledger.track("gemini", "generateContent"))
    return judge(ledger, 1)


def test_who_lost_the_lease_calls_no_more(redis_url: str) -> None:
    assert call_again_after_a_stall(redis_url).violations == ()


def test_renewing_an_expired_lease_is_found(redis_url: str, plant: Plant) -> None:
    plant("  elseif not ends or tonumber(ends) <= now then\n    return 0\n", "")
    assert call_again_after_a_stall(redis_url).highest == 2


# A permit is released twice


def release_twice(url: str) -> Occupancy:
    """The second release of the first permit comes when all permits are others'."""
    ledger = Ledger()
    process = Process(url, ledger)
    with ExitStack() as first:
        permit = process.call(first)
    with ExitStack() as calls:
        for _ in range(LIMIT):
            process.call(calls)
        process.slots._give_back(permit)
        with suppress(LimitReachedError):
            process.call(calls, HASTE_S)
    return judge(ledger)


def test_a_second_release_lets_nobody_in(redis_url: str) -> None:
    assert release_twice(redis_url) == Occupancy(LIMIT, ())


def test_a_second_release_that_frees_anothers_permit_is_found(redis_url: str, plant: Plant) -> None:
    plant("  if is_held then\n", "  if not is_held then redis.call('ZPOPMIN', holders) end\n  if is_held then\n")
    assert release_twice(redis_url).violations


# Redis without append-only file


@pytest.fixture(params=[RedisServer, ForgetfulServer], ids=["durable", "forgetful"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RedisServer]:
    server: RedisServer = request.param(tmp_path)
    server.start()
    yield server
    server.kill()


def is_written(url: str) -> bool:
    """Whether its file has all that it answered: while the disk is slow, it answers up to two seconds ahead."""
    with redis.Redis.from_url(url) as client:
        return not client.info("persistence").get("aof_buffer_length")


def call_over_a_kill(server: RedisServer) -> Occupancy:
    """Redis is killed while all permits are held; then others ask for one."""
    ledger = Ledger()
    before, after = Process(server.url, ledger), Process(server.url, ledger)
    with ExitStack() as calls:
        for _ in range(LIMIT):
            before.call(calls)
        wait_until(lambda: is_written(server.url), PATIENCE_S)
        server.kill()
        server.start()
        for _ in range(LIMIT):
            with suppress(LimitReachedError):
                after.call(calls, HASTE_S)
    return judge(ledger)


def can_start(server: RedisServer) -> bool:
    """Whether a process of the product works with this server."""
    settings = Settings(
        database=DatabaseSettings(url="postgresql+psycopg://nobody@127.0.0.1:1/none"),
        redis=RedisSettings(url=server.url),
        gemini=GeminiSettings(api_key="chave"),
        tribunal=TribunalSettings(url="http://127.0.0.1:1", usuario="ninguem", senha="x"),
    )
    try:
        build_services(settings, process="test").close()
    except RedisNotDurableError:
        return False
    return True


def test_a_redis_that_forgets_is_refused_in_words(tmp_path: Path) -> None:
    """By a process and by the command that starts them all."""
    server = ForgetfulServer(tmp_path)
    server.start()
    required = {"REDIS_URL": server.url, "GEMINI_API_KEY": "chave", "TRIBUNAL_URL": "http://127.0.0.1:1"}
    required |= {"DATABASE_URL": "postgresql+psycopg://h/d", "TRIBUNAL_USUARIO": "procuradoria-demo"}
    required |= {"TRIBUNAL_SENHA": "s"}
    required |= {"WEB_IS_DEMONSTRATION": "true", "GEMINI_BASE_URL": "http://127.0.0.1:1"}
    argv = [sys.executable, "-m", "jobs.schedule"]
    try:
        ended = subprocess.run(argv, env=os.environ | required, capture_output=True, text=True, timeout=60, check=False)
        with pytest.raises(RedisNotDurableError, match="O portal não inicia"):
            run._require_durable(required)
        run._require_durable(required | {"REDIS_REQUIRES_AOF": "false"})
    finally:
        server.kill()
    assert ended.returncode == 1
    (line,) = ended.stderr.splitlines()
    assert line.startswith("O portal não inicia")


def test_a_redis_that_forgets_is_found_and_refused(server: RedisServer) -> None:
    is_durable = not isinstance(server, ForgetfulServer)
    assert can_start(server) is is_durable
    assert (call_over_a_kill(server).violations == ()) is is_durable
