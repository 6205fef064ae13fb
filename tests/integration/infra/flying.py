"""A process of four threads that ask for the same values: ``python -m ... URL LEASE_S KEYS``.

What happens is written to the list ``log`` in Redis, in the order in which the server saw it.
"""

from __future__ import annotations

import os
import random
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import redis
from pydantic import SecretStr

from core.infra.failopen import build_brief_redis
from core.infra.flight import Flights
from core.settings import RedisSettings

THREADS = 4


def fly(client: redis.Redis, flights: Flights, key: str) -> None:
    """Get one value, made by us or by another."""
    who = f"{os.getpid()} {threading.get_ident()} {key}"

    def make() -> str:
        client.rpush("log", f"start {who}")
        time.sleep(random.uniform(0.02, 0.08))
        client.set(f"value:{key}", "made")
        client.rpush("log", f"end {who}")
        return "made"

    assert flights.run(key, lambda: client.get(f"value:{key}"), make) == "made"
    client.rpush("log", f"got {who}")


def main(url: str, lease_s: str, keys: str) -> None:
    settings = RedisSettings(url=SecretStr(url))
    client, flights = (
        redis.Redis.from_url(url, decode_responses=True),
        Flights(build_brief_redis(settings), lease_s=float(lease_s)),
    )
    with ThreadPoolExecutor(THREADS) as pool:
        client.rpush("log", f"ready {os.getpid()} 0 -")
        client.blpop(["go"], timeout=30)
        for key in range(int(keys)):
            list(pool.map(lambda _, key=key: fly(client, flights, str(key)), range(THREADS)))


if __name__ == "__main__":
    main(*sys.argv[1:])
