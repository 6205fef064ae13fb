"""The summaries of reports with real workers: what was asked for stands in them, and a killed attempt harms nothing."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime

from sqlalchemy import text

from ops.state import ROOT
from tests.jobs.stage import Stage, wait_until


def test_summaries_are_brought_up_to_date_after_a_kill(stage: Stage) -> None:
    relatorios, code = stage.services.relatorios, "import jobs.refresh_relatorios as job; job.run()"
    engine, began = stage.services.machinery.engine, datetime.now(UTC)
    with engine.begin() as connection:  # a round of the schedule may have had them made
        connection.execute(text("UPDATE atualizacao_dos_resumos SET em = now() - interval '1 day'"))
    job = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=stage.environment)
    job.kill()
    job.wait()
    relatorios.request_refresh()
    assert relatorios.request_refresh() == 0
    wait_until(lambda: relatorios.get_atualizado_em() > began, 30, "the summaries")
