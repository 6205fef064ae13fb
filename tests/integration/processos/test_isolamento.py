"""The reader in its own process: what happens there costs a page, never the document."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.processos.domain import DocumentoLido, EstadoDaPagina, FormatoDeArquivo, Pagina
from core.processos.leitura import isolamento
from core.processos.leitura import pdf as leitura_pdf
from core.processos.leitura.folha import Folha
from core.processos.leitura.isolamento import read_isolated
from core.processos.leitura.motivos import DEMORADA, PAROU, PESADA, Abertura, Inicio, PaginaLida, Passo
from core.processos.leitura.motor import OcrUnavailableError
from core.settings import LeituraSettings
from tests import pdfs

SETTINGS = LeituraSettings.model_construct().model_copy(update={"page_cpu_s": 1.0})
HASTY = SETTINGS.model_copy(update={"page_timeout_s": -7.0})
"""A page may take 3 s in all."""
FIRST, SECOND, THIRD = (f"Parte {word} da peça." for word in ("um", "dois", "três"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "conteudo"
    path.write_bytes(pdfs.build_pdf(*(pdfs.write_lines([line]) for line in (FIRST, SECOND, THIRD))))
    return path


def _hurt_second(monkeypatch: pytest.MonkeyPatch, hurt: object) -> None:
    """Do this in place of drawing the second page."""
    drawn = Folha.render

    def render(self: Folha, *arguments: float) -> object:
        if SECOND in self.read_text():
            hurt()
        return drawn(self, *arguments)

    monkeypatch.setattr(Folha, "render", render)


def _burn() -> None:
    while True:
        pass


@pytest.mark.parametrize(
    ("hurt", "motivo", "settings"),
    [
        pytest.param(lambda: os.kill(os.getpid(), signal.SIGSEGV), PAROU, SETTINGS, id="crash"),
        pytest.param(lambda: 1 / 0, PAROU, SETTINGS, id="error of ours"),
        pytest.param(lambda: bytearray(3_000_000_000), PAROU, SETTINGS, id="memory"),
        pytest.param(_burn, PESADA, SETTINGS, id="processor"),
        pytest.param(lambda: time.sleep(60), DEMORADA, HASTY, id="time"),
    ],
)
def test_page_that_ends_the_reader_is_left_aside(
    hurt: object, motivo: str, settings: LeituraSettings, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _hurt_second(monkeypatch, hurt)
    lido = read_isolated(path, settings)
    assert [p.texto for p in lido.paginas] == [FIRST, "", THIRD]
    assert lido.paginas[1].estado is EstadoDaPagina.ILEGIVEL
    assert lido.motivo == f"Página 2: {motivo}."


def test_reader_that_dies_between_two_pages_costs_none(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    iterate, has_died = isolamento.iterate_pages, path.with_suffix(".died")

    def die_once(*given: Any) -> Iterator[Passo]:
        has_page = False
        for passo in iterate(*given):
            if has_page and isinstance(passo, Inicio) and not has_died.exists():
                has_died.touch()
                os.kill(os.getpid(), signal.SIGKILL)
            has_page = isinstance(passo, PaginaLida)
            yield passo

    monkeypatch.setattr(isolamento, "iterate_pages", die_once)
    lido = read_isolated(path, SETTINGS)
    assert has_died.exists()
    assert ([p.texto for p in lido.paginas], lido.motivo) == ([FIRST, SECOND, THIRD], "")


def test_file_that_ends_the_reader_before_any_page_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leitura_pdf, "_open", lambda _source: os.kill(os.getpid(), signal.SIGKILL))
    lido = read_isolated(path, SETTINGS)
    assert [p.estado for p in lido.paginas] == [EstadoDaPagina.ILEGIVEL]
    assert lido.motivo


def test_pages_read_before_are_not_read_again(path: Path) -> None:
    done = {2: PaginaLida(Pagina(2, EstadoDaPagina.OCR, "lida ontem"))}
    seen: list[tuple[int, int]] = []
    lido = read_isolated(
        path, SETTINGS, done=done, on_page=lambda page, total: seen.append((page.pagina.numero, total))
    )
    assert [p.texto for p in lido.paginas] == [FIRST, "lida ontem", THIRD]
    assert seen == [(1, 3), (3, 3)]


def test_reader_that_keeps_dying_gives_up_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "conteudo"
    path.write_bytes(pdfs.build_pdf(*[pdfs.write_lines()] * 40))
    monkeypatch.setattr(Folha, "render", lambda *_: os.kill(os.getpid(), signal.SIGSEGV))
    lido = read_isolated(path, SETTINGS)
    assert {p.estado for p in lido.paginas} == {EstadoDaPagina.ILEGIVEL, EstadoDaPagina.CORTADA}
    assert len(lido.paginas) == 40


def test_child_that_does_not_end_is_ended_a_page_after_the_documents_time(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def go_on(*_: object) -> Iterator[Passo]:
        yield Abertura(FormatoDeArquivo.PDF, 2)
        while True:
            yield Inicio(1)

    monkeypatch.setattr("core.processos.leitura.isolamento.iterate_pages", go_on)
    began = time.monotonic()
    lido = read_isolated(path, SETTINGS.model_copy(update={"page_timeout_s": -9.5, "document_timeout_s": 0}))
    assert time.monotonic() - began < 5
    assert lido.motivo == "Páginas 1-2: a leitura do documento passou do tempo máximo."


def test_missing_engine_is_no_word_about_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OcrUnavailableError("no engine")

    monkeypatch.setattr(leitura_pdf, "read_image", fail)
    path = tmp_path / "conteudo"
    path.write_bytes(pdfs.build_pdf(pdfs.scan()))
    with pytest.raises(OcrUnavailableError):
        read_isolated(path, SETTINGS)


def test_reading_is_the_same_as_in_one_process(path: Path) -> None:
    lido: DocumentoLido = read_isolated(path, SETTINGS)
    assert lido.texto == "\n\n".join((FIRST, SECOND, THIRD))
    assert lido.motivo == ""
