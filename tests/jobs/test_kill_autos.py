"""Kill -9 in the middle of the reader's jobs: the work is done, once, and no paper of the case stays behind.

A job is in the middle of its work when it stands before a table that the test has locked.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from pathlib import Path

import psutil
import pypdfium2 as pdfium
import pytest
from sqlalchemy import text

from core.processos.autos.domain import CABECALHO, INTEIRO, Etapa
from core.processos.domain import ConteudoBaixado
from core.processos.repository import ProcessoRepository
from tests import pdfs
from tests.builders import build_documento, build_processo
from tests.jobs.stage import TEXTOS, Stage, wait_until

BATCH = 5
PAGES = 5
DRAWN_AT_ONCE = 4

Kill = Callable[[psutil.Process], None]


def kill_child(horse: psutil.Process) -> None:
    horse.kill()


def kill_worker(horse: psutil.Process) -> None:
    horse.parent().kill()


each_kill = pytest.mark.parametrize("kill", [kill_child, kill_worker])


def cut_off(stage: Stage, kill: Kill, work: tuple[str, str], ask: Callable[[], object]) -> None:
    """Ask for the work, named by table and key, and kill it where it wants to write; all that it started dies too."""
    table, key = work
    with stage.services.machinery.engine.connect() as connection:
        connection.execute(text(f"LOCK TABLE {table} IN EXCLUSIVE MODE"))
        ask()
        wait_until(lambda: is_waited_for(stage, table), 20, f"the work before {table}")
        horse = stage.pool.find_horse(key)
        family = [horse, *horse.children(recursive=True)]
        kill(horse)
        _, alive = psutil.wait_procs(family, timeout=5)
        assert not alive, "something outlived the job"


def is_waited_for(stage: Stage, table: str) -> bool:
    waiting = text("SELECT count(*) > 0 FROM pg_locks WHERE relation = CAST(:table AS regclass) AND NOT granted")
    with stage.services.machinery.engine.connect() as connection:
        return bool(connection.execute(waiting, {"table": table}).scalar_one())


def assert_nothing_stays(stage: Stage) -> None:
    wait_until(lambda: not stage.list_temporary_files(), 10, "the end of the temporary files")
    wait_until(lambda: stage.count_permits() == 0, 10, "the return of the permits")


def build_conteudo(path: Path, ident: str) -> ConteudoBaixado:
    pages = [pdfs.write_lines([f"Documento {ident}, parte {n}."]) for n in range(PAGES)]
    content = pdfs.build_pdf(*pages)
    path.write_bytes(content)
    return ConteudoBaixado(ident, path, len(content), hashlib.sha256(content).hexdigest(), "application/pdf")


@each_kill
def test_while_a_whole_case_is_fetched(stage: Stage, kill: Kill) -> None:
    stage.forget_readings()
    buscas, autos, usuario = stage.services.buscas, stage.services.autos, next(stage.usuarios)

    def is_done(alvo: str) -> bool:
        busca = buscas.find(TEXTOS, alvo)
        return busca is not None and busca.etapa is Etapa.PRONTA

    buscas.request(TEXTOS, CABECALHO, usuario)
    wait_until(lambda: is_done(CABECALHO), 30, "the header")
    parts = {part.id_documento for d in autos.get(TEXTOS).abertos for part in d.partes}
    work = ("documento_baixado", f"autos-{TEXTOS}")
    cut_off(stage, kill, work, lambda: buscas.request(TEXTOS, INTEIRO, usuario))
    assert stage.count_downloaded() == 0
    wait_until(lambda: is_done(INTEIRO), 30, "the whole case")
    busca = buscas.find(TEXTOS, INTEIRO)
    assert busca is not None
    assert busca.feitos == busca.total == len(autos.get(TEXTOS).abertos)
    assert stage.count_downloaded() == len(parts)
    assert stage.court.count_started("download") <= 2 * math.ceil(len(parts) / BATCH)
    assert all(d.is_baixado for d in autos.get(TEXTOS).abertos)
    wait_until(lambda: not any(d.situacao.is_coming for d in autos.get(TEXTOS).abertos), 30, "all the readings")
    assert_nothing_stays(stage)


@each_kill
def test_while_pages_are_drawn(stage: Stage, tmp_path: Path, kill: Kill) -> None:
    processo = build_processo(build_documento("1", 500))
    conteudo = build_conteudo(tmp_path / "conteudo", f"desenhado {kill.__name__}")
    ProcessoRepository(stage.services._scope).save_conteudo(processo.numero_cnj, conteudo)
    imagens, sha256 = stage.services.imagens, conteudo.sha256
    work = ("imagem_de_pagina", f"imagem-{sha256}-1")
    cut_off(stage, kill, work, lambda: imagens.request(sha256, 1, PAGES))
    wait_until(lambda: imagens.find(sha256, DRAWN_AT_ONCE), 20, "the pictures")
    drawn = [imagens.find(sha256, numero) for numero in range(1, PAGES + 1)]
    assert [d is not None and d.imagem.startswith(b"\xff\xd8") for d in drawn] == [True] * DRAWN_AT_ONCE + [False]
    assert not stage.services.machinery.queue.has_failed(work[1])
    assert_nothing_stays(stage)


@each_kill
def test_while_a_case_is_bound(stage: Stage, tmp_path: Path, kill: Kill) -> None:
    processo = build_processo(build_documento("1", 500), build_documento("2", 500, dia=1))
    repository = ProcessoRepository(stage.services._scope)
    repository.save_processo(processo)
    for ident in ("1", "2"):
        conteudo = build_conteudo(tmp_path / f"{ident}-{kill.__name__}", f"{ident} {kill.__name__}")
        path, size, sha256 = conteudo.path, conteudo.size_bytes, conteudo.sha256
        repository.save_conteudo(processo.numero_cnj, ConteudoBaixado(ident, path, size, sha256, ""))
    volumes, autos = stage.services.volumes, stage.services.autos.get(processo.numero_cnj)
    usuario = next(stage.usuarios)
    cut_off(stage, kill, ("volume_dos_autos", "volume-"), lambda: volumes.request(autos, usuario))
    wait_until(lambda: volumes.find(autos), 20, "the volume")
    volumes.write(autos, tmp_path / "volume")
    assert len(pdfium.PdfDocument(tmp_path / "volume")) == 2 * PAGES
    assert_nothing_stays(stage)
