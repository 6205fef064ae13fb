"""``portal bench chaos``: people at work while everything is killed, stopped, cut and refused.

The real portal (workers, two schedules, web process, PostgreSQL, Redis) stands over both simulators; every connection
goes through a fault proxy. The simulators' ledgers, the streams and the database are the witnesses. Which troubles come
and when follows from the seed. See ``plant.build_settings`` for what is scaled by the speed and what is not.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import text

from core.bootstrap import Services, build_services
from core.settings import Settings
from tests.load.browsers import Browser, Reader, open_sessao
from tests.load.chaos_report import print_chaos
from tests.load.plant import Keeper, Plant, run_plant
from tests.load.report import Options, parse_options
from tests.load.storm import Storm, plan_troubles
from tests.load.verdict import Errands, Witnessed, gather, judge
from tests.load.visitors import PARAR, Follower, Visitor
from tests.load.watch import Watch

_SPEED = 50.0
_CASES = ("08030623120258120001", "08032058120258120110", "08032667520258120001")
_LOT_PAUSE_S = 1.5


@dataclass(frozen=True)
class Size:
    """``authors`` ask for peças, ``followers`` too but read them over HTTP, ``readers`` look at pages and cases.

    ``pause_s`` lies between two peças of a person. A geração costs half a second of a processor: with the pauses, and
    with two lots in each process, two cores keep up and it is the portal that is measured.
    """

    authors: int
    followers: int
    readers: int
    lots: int
    pause_s: tuple[float, float]
    length_s: float
    kills: int
    drain_s: float

    @property
    def people(self) -> int:
        return self.authors + self.followers + self.readers

    def stretch(self, kills: int) -> Size:
        """The same life for as long as it takes to kill so many."""
        return replace(self, kills=kills, length_s=self.length_s * kills / self.kills)


_FULL = Size(authors=10, followers=5, readers=35, lots=4, pause_s=(4.0, 12.0), length_s=150, kills=80, drain_s=120)
_QUICK = Size(authors=3, followers=2, readers=5, lots=2, pause_s=(0.0, 1.0), length_s=10, kills=8, drain_s=60)


@dataclass
class Scene:
    """Everybody who lives through the run."""

    visitors: list[Visitor]
    readers: list[Reader]
    gone: threading.Event

    @property
    def browsers(self) -> list[Browser]:
        return [one.browser for one in (*self.visitors, *self.readers) if one.browser is not None]


def main() -> None:
    options = parse_options("chaos", has_kills=True)
    size = _QUICK if options.is_quick else _FULL
    size = size.stretch(options.kills) if options.kills else size
    with tempfile.TemporaryDirectory(prefix="portal-chaos-") as folder:
        Path(folder).chmod(0o755)
        with run_plant(Path(folder), speed=_SPEED, seed=options.seed) as plant:
            os.environ.update(plant.environment)
            services = build_services(Settings(), process="bench")
            people = _seed(services, size.people)
            calm = {numero: _write_in_calm(services, people[0], numero, options.seed) for numero in _CASES}
            witnessed = _live_through(plant, services, people, options, size, calm)
            verdict = judge(witnessed, gather(plant, services, witnessed))
            print_chaos(verdict, witnessed, options, _SPEED)
            if keep := os.environ.get("CHAOS_LOGS"):
                Path(keep).write_text(plant.read_logs())
            services.close()
    sys.exit(0 if verdict.is_sound else 1)


def _seed(services: Services, number: int) -> list[int]:
    services.prompts.seed_library()
    services.constantes.seed_constantes()
    with services.machinery.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO usuario (login, nome, papel, unidade, senha_hash, is_active, created_at)"
                " SELECT 'p' || n, 'Pessoa ' || n, 'procurador', 'PGE', 'x', true, now()"
                " FROM generate_series(1, :people) AS n"
            ),
            {"people": number},
        )
        return list(connection.execute(text("SELECT id FROM usuario ORDER BY id")).scalars().all())


def _write_in_calm(services: Services, usuario_id: int, numero: str, seed: int) -> str:
    """The minuta of the case when nothing goes wrong; every later one must be equal to it."""
    visitor = Visitor(services, usuario_id, (numero,), seed)
    visitor.start()
    while not visitor.stories:
        time.sleep(0.01)
    visitor.leave()
    visitor.join()
    return visitor.stories[0].written


def _live_through(
    plant: Plant, services: Services, people: list[int], options: Options, size: Size, calm: dict[str, str]
) -> Witnessed:
    lots = [f"lots-{number}" for number in range(size.lots)]
    for number, name in enumerate(lots):
        argv = [sys.executable, "-m", "tests.load.lots", str(number), str(_LOT_PAUSE_S)]
        plant.keepers[name] = Keeper(argv, plant.environment, plant.folder / f"{name}.log")
    scene, watch = _invite(plant, services, people, options.seed, size), Watch(services)
    began = time.monotonic()
    for one in (*scene.visitors, *scene.readers, watch):
        one.start()
    storm = Storm(plant, lots, options.seed, _SPEED)
    storm.rage(plan_troubles(options.seed, length_s=size.length_s, kills=size.kills))
    seconds = time.monotonic() - began
    _send_home(scene, size.drain_s)
    alone_s = watch.end()
    for name in lots:
        plant.keepers.pop(name).stop()
    return _witness(scene, storm, seconds, alone_s, calm)


def _invite(plant: Plant, services: Services, people: list[int], seed: int, size: Size) -> Scene:
    address, gone = f"http://127.0.0.1:{plant.environment['WEB_PORT']}", threading.Event()
    browsers = [Browser(address, open_sessao(services, usuario_id), gone) for usuario_id in people]
    everybody = list(zip(people, browsers, strict=True))
    writing, reading = everybody[: size.authors + size.followers], everybody[size.authors + size.followers :]
    visitors = [
        (Visitor if number < size.authors else Follower)(services, usuario_id, _CASES, seed, browser)
        for number, (usuario_id, browser) in enumerate(writing)
    ]
    for visitor in visitors:
        visitor.pause_s = size.pause_s
    return Scene(
        visitors,
        [Reader(services, browser, usuario_id, _CASES, seed) for usuario_id, browser in reading],
        gone,
    )


def _send_home(scene: Scene, drain_s: float) -> None:
    """Everybody finishes what is going on, for at most so long."""
    everybody = (*scene.visitors, *scene.readers)
    for one in everybody:
        one.leave()
    give_up_at = time.monotonic() + drain_s
    for one in everybody:
        one.join(max(0.1, give_up_at - time.monotonic()))
    scene.gone.set()
    for visitor in scene.visitors:
        visitor.give_up()


def _witness(scene: Scene, storm: Storm, seconds: float, alone_s: float, calm: dict[str, str]) -> Witnessed:
    stories = [story for visitor in scene.visitors for story in visitor.stories]
    return Witnessed(
        seconds,
        stories,
        sum(visitor.refusals for visitor in scene.visitors),
        storm.kills,
        storm.outages,
        calm,
        cuts=storm.cuts + sum(story.errors.count(PARAR) for story in stories),
        deploys_s=storm.deploys_s,
        alone_s=alone_s,
        errands=_sum_errands(scene),
    )


def _sum_errands(scene: Scene) -> Errands:
    """What was done over HTTP and at the court besides the gerações."""
    return Errands(
        answers=sum(reader.answers for reader in scene.readers),
        words=sum(visitor.words for visitor in scene.visitors),
        searches=sum(reader.searches for reader in scene.readers),
        lost=sum(visitor.words_lost for visitor in scene.visitors)
        + sum(reader.searches_lost + reader.is_alive() for reader in scene.readers),
        wrong=[wrong for browser in scene.browsers for wrong in browser.wrong],
        away_s=[seconds for browser in scene.browsers for seconds in browser.away_s],
    )


if __name__ == "__main__":
    main()
