"""Kill -9 while vectors of modules are computed: what was not kept is computed again, and nothing twice."""

from __future__ import annotations

import subprocess
import sys

from sqlalchemy import text

from ops.state import ROOT
from tests.jobs.stage import Stage, wait_until
from tests.jobs.test_kill_autos import is_waited_for

TABLE = "embedding_de_modulo"


def count_vectors(stage: Stage) -> int:
    with stage.services.machinery.engine.connect() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {TABLE}")).scalar_one())


def test_while_vectors_are_computed(stage: Stage) -> None:
    busca, code = stage.services.busca_de_modulos, "import jobs.embed_modulos as job; job.run()"
    engine = stage.services.machinery.engine
    with engine.begin() as connection:  # a round of the schedule, in a test before, may have had them computed
        connection.execute(text(f"DELETE FROM {TABLE}"))
    with engine.connect() as connection:
        connection.execute(text(f"LOCK TABLE {TABLE} IN EXCLUSIVE MODE"))
        job = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=stage.environment)
        wait_until(lambda: is_waited_for(stage, TABLE), 60, "the first vectors")
        job.kill()
        job.wait()
    assert count_vectors(stage) == 0
    modulos = busca.request_embeddings()
    assert modulos > 0
    wait_until(lambda: count_vectors(stage) == modulos, 30, "all the vectors")
    assert list(busca.embed_missing()) == []
    wait_until(lambda: stage.count_permits() == 0, 10, "the return of the permits")
