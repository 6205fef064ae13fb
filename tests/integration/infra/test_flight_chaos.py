"""Processes and threads on the same keys, some killed while they lead: one call per key, one leader at a time."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator

import pytest
import redis

from ops.state import ROOT
from tests.integration.infra.flying import THREADS

PROCESSES, KEYS, LEASE_S = 3, 25, 1.5


@pytest.fixture
def client(redis_url: str) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(redis_url, decode_responses=True) as client:
        yield client


def start(redis_url: str, client: redis.Redis) -> list[subprocess.Popen[bytes]]:
    argv = [sys.executable, "-m", "tests.integration.infra.flying", redis_url, str(LEASE_S), str(KEYS)]
    processes = [subprocess.Popen(argv, cwd=ROOT) for _ in range(PROCESSES)]
    while count(client, "ready") < PROCESSES:
        assert all(process.poll() is None for process in processes)
        time.sleep(0.02)
    client.rpush("go", *range(PROCESSES))
    return processes


def read_log(client: redis.Redis) -> list[list[str]]:
    return [line.split() for line in client.lrange("log", 0, -1)]


def count(client: redis.Redis, what: str) -> int:
    return sum(line[0] == what for line in read_log(client))


def find_violations(log: list[list[str]], killed: set[str]) -> list[str]:
    """Calls that began while a process that still lived made the same value."""
    making: dict[str, str] = {}
    found: list[str] = []
    for what, pid, thread, key in log:
        if what == "start":
            if making.get(key, pid) not in killed and key in making:
                found.append(f"{key}: {pid}/{thread} beside {making[key]}")
            making[key] = pid
        elif what == "end":
            making.pop(key, None)
    return found


def test_each_value_is_made_once_when_nobody_dies(redis_url: str, client: redis.Redis) -> None:
    for process in start(redis_url, client):
        assert process.wait(timeout=60) == 0
    log = read_log(client)
    made = Counter(key for what, _, _, key in log if what == "start")
    assert made == Counter({str(key): 1 for key in range(KEYS)})
    assert sum(what == "got" for what, *_ in log) == PROCESSES * THREADS * KEYS


def test_killed_leaders_are_replaced_one_at_a_time(redis_url: str, client: redis.Redis) -> None:
    killed = set[str]()
    processes = {str(process.pid): process for process in start(redis_url, client)}
    while len(killed) < PROCESSES - 1:
        what, pid, *_ = (client.lrange("log", -1, -1) or ["-  "])[0].split(" ")
        if what == "start" and pid not in killed and random.random() < 0.3:
            processes[pid].kill()
            processes[pid].wait(timeout=5)
            killed.add(pid)
    (survivor,) = (process for pid, process in processes.items() if pid not in killed)
    assert survivor.wait(timeout=60) == 0
    log = read_log(client)
    assert find_violations(log, killed) == []
    made = Counter(key for what, _, _, key in log if what == "end")
    assert set(made) == {str(key) for key in range(KEYS)}
    assert sum(made.values()) <= KEYS + len(killed)


def test_the_check_sees_two_leaders() -> None:
    log = [["start", "1", "1", "a"], ["start", "2", "1", "a"]]
    assert find_violations(log, set())
    assert not find_violations(log, {"1"})
