"""The troubles of a chaos run: which, when and for how long, decided by a seed before the run begins.

The same seed makes the same list. Which of the processes that are there at the moment is hit is drawn by the same seed
from what is running then.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import psutil
import redis
from rq import Worker
from rq.serializers import JSONSerializer

from tests.load.checker import Span
from tests.load.plant import COURT, GEMINI, POSTGRES, REDIS, SCHEDULES, WEB, WORKERS, Plant

_STOP_S = 30.0
"""Simulated seconds of a stall, of a storm and of an outage."""

_OUTAGE_S = 300.0
"""Simulated seconds without any answer of the model."""

_LONG_S = 8.0
"""Longer than the lease of a permit: what was held meanwhile must have been stopped."""

_COMMON = {"horse": 34, "worker": 14, "lot": 8, "schedule": 5}
"""Kills, by how often they are drawn; what costs seconds of start is drawn a fixed number of times instead."""

_RARE = (
    "pool",
    "redis",
    "postgres",
    "web",
    "deploy",
    "stop_horse",
    "stop_horse",
    "stuck_horse",
    "stuck_horse",
    "away_redis",
    "stop_worker",
    "storm_429",
    "storm_429",
    "storm_503",
    "outage_503",
    "court_503",
    "cut_redis",
    "cut_postgres",
    "cut_gemini",
    "freeze_redis",
    "freeze_gemini",
    "freeze_postgres",
    "half_open_court",
    "slow_redis",
)


_RECOVERED_S = {"pool": 10.0, "deploy": 10.0, "redis": 6.0, "postgres": 6.0, "away_redis": 14.0}
_LINE_RECOVERED_S = 3.0
"""After this a server that was killed has recovered, the pool has started its workers anew, a line works again."""

_AT_WORK = {"pool": 10, "deploy": 10}
"""Processes that one kill ends, where they are many."""


@dataclass(frozen=True)
class Trouble:
    """What happens at ``at_s``, real seconds after the start."""

    at_s: float
    kind: str


@dataclass
class Kill:
    """A process that was killed: its kind, when, and the geração that it was working on, if any.

    ``recovery_s`` is how long that geração then stood still; 0 when it had ended meanwhile.
    """

    kind: str
    t: float
    geracao_id: str | None
    recovery_s: float = 0.0


def plan_troubles(seed: int, *, length_s: float, kills: int) -> list[Trouble]:
    """Each rare trouble once per 72 s, kills for the rest, spread evenly with jitter and shuffled."""
    chance = random.Random(seed)
    rare = [kind for kind in _RARE for _ in range(max(1, round(length_s / 72)))] if length_s >= 30 else list(_RARE[:2])
    killed = sum(kind in ("pool", "redis", "postgres", "web", "away_redis") for kind in rare)
    common = chance.choices(list(_COMMON), list(_COMMON.values()), k=max(0, kills - killed))
    kinds = rare + common
    chance.shuffle(kinds)
    step = length_s / len(kinds)
    return [Trouble((number + chance.random()) * step, kind) for number, kind in enumerate(kinds)]


@dataclass
class Storm:
    """Makes the troubles happen in a running plant."""

    plant: Plant
    lots: list[str]
    seed: int
    speed: float
    kills: list[Kill] = field(default_factory=list)
    outages: list[Span] = field(default_factory=list)
    """From when a server, a line to one, or the whole pool was taken away until that is got over (Unix time)."""

    deploys_s: list[float] = field(default_factory=list)
    """How long each pool of workers took to end that was told to (SIGTERM) while it worked."""

    cuts: int = 0
    """Processes killed or stopped and lines broken: each may have cut a call without a word of ours."""

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)
        self._redis = redis.Redis.from_url(self.plant.environment["REDIS_URL"], socket_timeout=2)

    def rage(self, troubles: list[Trouble]) -> None:
        """All of them, each in its time; returns after the last one is over."""
        began = time.monotonic()
        for trouble in troubles:
            time.sleep(max(0.0, began + trouble.at_s - time.monotonic()))
            self._act(trouble.kind)
        time.sleep(self._stall_s)
        self.calm()

    def calm(self) -> None:
        """No fault anywhere."""
        for proxy in self.plant.proxies.values():
            proxy.heal()
        for simulator in (GEMINI, COURT):
            self.plant.control(simulator, storm={"status": 503, "count": 0})

    @property
    def _stall_s(self) -> float:
        return _STOP_S / self.speed

    def _act(self, kind: str) -> None:
        name, _, target = kind.partition("_")
        self.cuts += 0 if name in ("storm", "court", "outage") else _AT_WORK.get(kind, 1)
        if kind in _RECOVERED_S or name in ("cut", "freeze", "half", "slow"):
            self.outages.append(Span(now := time.time(), now + _RECOVERED_S.get(kind, _LINE_RECOVERED_S)))
        if kind in ("redis", "postgres"):
            self._kill_server(kind)
        elif kind in ("pool", "web"):
            self._kill_keeper(WORKERS if kind == "pool" else WEB)
        elif kind == "deploy":
            self.plant.keepers[WORKERS].replace(self.deploys_s.append)
        elif kind in ("lot", "schedule"):
            self._kill_keeper(self._chance.choice(self.lots if kind == "lot" else list(SCHEDULES)))
        elif kind in ("horse", "worker"):
            self._kill_worker(kind)
        elif kind == "away_redis":
            self._kill_server("redis", away_s=_LONG_S)
        elif name in ("stop", "stuck"):
            self._stop_worker(target, is_for_good=name == "stuck")
        elif name in ("storm", "court", "outage"):
            self._blow(kind, seconds=_OUTAGE_S / self.speed if name == "outage" else self._stall_s)
        else:
            self._break_line(name if name != "half" else "half_open", kind.rpartition("_")[2])

    def _kill_keeper(self, name: str) -> None:
        self.kills.append(Kill(name, time.time(), None))
        self.plant.keepers[name].kill()

    def _kill_server(self, name: str, away_s: float | None = None) -> None:
        self.kills.append(Kill(name, time.time(), None))
        keeper = self.plant.keepers[POSTGRES if name == "postgres" else REDIS]
        keeper.kill(away_s=self._chance.uniform(0.1, 1.5) if away_s is None else away_s)

    def _kill_worker(self, kind: str) -> None:
        found = self._pick_worker()
        if found is None:
            return
        worker, horse, geracao_id = found
        self.kills.append(Kill(kind, time.time(), geracao_id))
        _quietly((horse if kind == "horse" and horse else worker).kill)

    def _stop_worker(self, target: str, *, is_for_good: bool) -> None:
        """Stand still for a while, or until the watchdog ends it."""
        found = self._pick_worker()
        if found is None:
            return
        worker, horse, _ = found
        process = horse if target == "horse" and horse else worker
        _quietly(process.suspend)
        if is_for_good:
            return
        time.sleep(self._stall_s)
        _quietly(process.resume)

    def _pick_worker(self) -> tuple[psutil.Process, psutil.Process | None, str | None] | None:
        """A worker of any queue, busy when there is one, with the process that runs its job.

        First a queue is drawn, for the few short jobs of the others would hardly ever be hit among the gerações.
        """
        busy = list(self._list_busy())
        if busy:
            kind = self._chance.choice(sorted({kind for _, kind, _ in busy}))
            worker, _, geracao_id = self._chance.choice([one for one in busy if one[1] == kind])
            children = _children(worker)
            return worker, (children[0] if children else None), geracao_id
        workers = _children(psutil.Process(self.plant.keepers[WORKERS].process.pid))
        return (self._chance.choice(workers), None, None) if workers else None

    def _list_busy(self) -> Iterator[tuple[psutil.Process, str, str | None]]:
        """Worker, kind of its job, and the geração if it is one."""
        try:
            workers = Worker.all(connection=self._redis, serializer=JSONSerializer)
            found = sorted((worker.pid, worker.get_current_job_id() or "") for worker in workers if worker.pid)
        except (redis.RedisError, KeyError):  # away, or a worker that ends its job at this moment
            return
        for pid, job_id in found:
            kind, _, rest = job_id.partition("-")
            if job_id and psutil.pid_exists(pid):
                yield psutil.Process(pid), kind, rest if kind == "geracao" else None

    def _blow(self, kind: str, *, seconds: float) -> None:
        """Refusals for a while; with 429 the server names the instant at which it will answer again."""
        simulator = COURT if kind.startswith("court") else GEMINI
        status = int(kind.rpartition("_")[2])
        retry_after_s = seconds if status == 429 else None
        self.plant.control(simulator, storm={"status": status, "count": -1, "retry_after_s": retry_after_s})
        time.sleep(seconds)
        self.plant.control(simulator, storm={"status": status, "count": 0})

    def _break_line(self, how: str, target: str) -> None:
        proxy = self.plant.proxies[COURT if target == "court" else target]
        if how == "cut":
            proxy.cut()
            return
        actions: dict[str, Callable[[], object]] = {
            "freeze": proxy.freeze,
            "half_open": proxy.half_open,
            "slow": lambda: proxy.delay(0.02, jitter_s=0.02),
        }
        actions[how]()
        time.sleep(self._stall_s)
        proxy.heal()


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children()
    except psutil.NoSuchProcess:
        return []


def _quietly(act: Callable[[], object]) -> None:
    """It may have ended by itself meanwhile."""
    with suppress(psutil.NoSuchProcess):
        act()
