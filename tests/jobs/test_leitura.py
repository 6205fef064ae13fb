"""A long reading with a real worker: stopped at once; after any death it goes on behind the pages that were kept."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from sqlalchemy import text

from core.processos.autos.domain import INTEIRO, Etapa
from core.processos.domain import ConteudoBaixado, DocumentoLido, EstadoDaPagina
from core.processos.leitura.andamento import SEM_ANDAMENTO, AndamentoDaLeitura
from core.processos.leitura.motivos import PAROU
from core.processos.repository import ProcessoRepository
from ops.state import ROOT
from tests import pdfs
from tests.builders import build_documento, build_numero_cnj, build_processo
from tests.jobs.stage import Stage, wait_until

PAGES = 7
AT_ONCE_S = 2.0
"""What the person at the button may wait; the switch is looked at four times a second."""

MARK = "esta página não foi lida de novo"


class Reading:
    """A scan of some pages, and what is known of its reading."""

    def __init__(self, stage: Stage, folder: Path) -> None:
        self.stage, self.repository = stage, ProcessoRepository(stage.services._scope)
        content = pdfs.build_pdf(*[pdfs.scan(pdfs.PETICAO[:8])] * PAGES) + folder.name.encode()
        path, self.sha256 = folder / "conteudo", hashlib.sha256(content).hexdigest()
        path.write_bytes(content)
        conteudo = ConteudoBaixado("longo", path, len(content), self.sha256, "application/pdf")
        self.repository.save_conteudo(build_numero_cnj(), conteudo)
        self.usuario = next(stage.usuarios)

    def ask(self) -> None:
        self.stage.services.leituras.request([self.sha256], self.usuario)

    def stop(self) -> None:
        self.stage.services.leituras.stop([self.sha256], self.usuario)

    @property
    def andamento(self) -> AndamentoDaLeitura:
        return self.stage.services.leituras.find_andamentos([self.sha256]).get(self.sha256, SEM_ANDAMENTO)

    def wait_pages(self, count: int) -> None:
        wait_until(lambda: self.andamento.lidas >= count, 60, f"{count} pages")

    def find_horse(self) -> psutil.Process:
        return self.stage.pool.find_horse(f"leitura-{self.sha256}")

    def mark_first(self) -> None:
        """Change what was kept of the first page: whoever reads it again loses this."""
        with self.stage.services.machinery.engine.begin() as connection:
            change = "UPDATE pagina_lida SET pagina = jsonb_set(pagina, '{texto}', to_jsonb(CAST(:mark AS text)))"
            values = {"mark": MARK, "sha256": self.sha256}
            connection.execute(text(f"{change} WHERE sha256 = :sha256 AND numero = 1"), values)

    def wait_end(self) -> DocumentoLido:
        wait_until(lambda: self.repository.find_leituras([self.sha256]), 60, "the whole document")
        wait_until(lambda: self.andamento == SEM_ANDAMENTO, 10, "the end of the pages kept apart")
        return self.repository.find_leituras([self.sha256])[self.sha256]


@pytest.fixture
def reading(stage: Stage, tmp_path: Path) -> Iterator[Reading]:
    reading = Reading(stage, tmp_path)
    reading.ask()
    yield reading
    wait_until(lambda: not stage.list_temporary_files(), 10, "the end of the temporary files")
    wait_until(lambda: stage.services.machinery.slots.count_in_use("ocr") == 0, 10, "the return of the turn")


def test_stopped_in_the_middle_it_ends_at_once_and_goes_on_behind_its_pages(reading: Reading) -> None:
    reading.wait_pages(2)
    horse = reading.find_horse()
    family = [horse, *horse.children(recursive=True)]
    assert len(family) == 2
    reading.stop()
    assert wait_until(lambda: not reading.andamento.is_viva, 10, "the stop") < AT_ONCE_S
    _, alive = psutil.wait_procs(family, timeout=AT_ONCE_S)
    assert not alive, "something outlived the reading"
    kept = reading.andamento
    assert (kept.total, kept.is_correndo) == (PAGES, False)
    assert 2 <= kept.lidas < PAGES
    reading.mark_first()
    reading.ask()
    lido = reading.wait_end()
    assert [pagina.estado for pagina in lido.paginas] == [EstadoDaPagina.OCR] * PAGES
    assert (lido.paginas[0].texto, lido.motivo) == (MARK, "")


def test_after_the_death_of_reader_and_worker_it_goes_on_at_the_next_page(reading: Reading) -> None:
    reading.wait_pages(1)
    reading.mark_first()
    horse = reading.find_horse()
    [reader] = horse.children()
    reader.kill()
    wait_until(lambda: horse.children() not in ([], [reader]), 10, "another reader")
    reading.wait_pages(3)
    family = [horse, *horse.children(recursive=True)]
    horse.parent().kill()
    _, alive = psutil.wait_procs(family, timeout=5)
    assert not alive, "something outlived the worker"
    lido = reading.wait_end()
    lost = [pagina.numero for pagina in lido.paginas if pagina.estado is EstadoDaPagina.ILEGIVEL]
    assert len(lido.paginas) == PAGES
    assert lido.paginas[0].texto == MARK
    assert lido.motivo == f"Página {lost[0]}: {PAROU}."


def test_whole_case_that_is_being_fetched_stops_at_once(quiet: Stage) -> None:
    processo = build_processo(build_documento("parada", 500))  # no other test downloads it
    numero = processo.numero_cnj
    ProcessoRepository(quiet.services._scope).save_processo(processo)
    quiet.court.fail(latency_s={"download": 30})
    usuario, buscas = next(quiet.usuarios), quiet.services.buscas
    buscas.request(numero, INTEIRO, usuario)
    code = f"import jobs.fetch_autos as job; job.run('{numero}', '{INTEIRO}', 0)"
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=quiet.environment) as job:
        wait_until(lambda: quiet.court.count_started("download"), 40, "the call to the court")
        buscas.stop(numero, INTEIRO, usuario)
        wait_until(lambda: quiet.court.in_flight == 0, AT_ONCE_S, "the end of the calls")
        wait_until(lambda: job.poll() is not None, 5, "the end of the job")
    busca = buscas.find(numero, INTEIRO)
    assert busca is not None
    assert (job.returncode, busca.etapa, busca.is_parada) == (0, Etapa.COM_ERRO, True)
