"""The reader in a process of its own: whatever a file does to it costs one page, never the worker or the document.

Each page has its own limits of time, processor and memory. When the child dies or hangs, the page it was at is given
up with a reason and a new child goes on behind it.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType

import structlog

from core.infra.child import die_with_parent, grant_cpu, limit_memory
from core.processos.domain import DocumentoLido, EstadoDaPagina, FormatoDeArquivo
from core.processos.leitura.leitor import hash_file, iterate_pages
from core.processos.leitura.motivos import (
    DEMORADA,
    LIMITE_DE_TEMPO,
    PAROU,
    PESADA,
    Abertura,
    Done,
    Inicio,
    PaginaLida,
    Passo,
    build_lido,
    build_lost,
)
from core.processos.leitura.motor import OcrUnavailableError
from core.settings import LeituraSettings

_CONTEXT = get_context("fork") if sys.platform == "linux" else get_context("spawn")
"""A fork starts in milliseconds with everything loaded; nothing of PDFium or tesseract runs before it."""
_GRACE_S = 10.0
"""What a page may take beyond its OCR: opening, drawing, saving."""
_MAX_DEATHS = 20
_NAO_ABERTO = "O arquivo fez o leitor parar e não pôde ser aberto."

_log = structlog.get_logger()

OnPage = Callable[[PaginaLida, int], None]
"""Receives each page as it is read, and the number of pages to read."""


@dataclass(frozen=True)
class _Failure:
    """An error of ours in the child, without the words of the file."""

    kind: str
    place: str


class _DeathError(Exception):
    """The child ended before its work; the text is the reason that its page gets."""


def read_isolated(
    path: Path,
    settings: LeituraSettings,
    *,
    done: Mapping[int, PaginaLida] | None = None,
    on_page: OnPage | None = None,
) -> DocumentoLido:
    """The document, read in a child process; pages in ``done``, by number, are taken as they are.

    Raises OcrUnavailableError when there is no engine; for nothing that is in the file.
    """
    return _Session(path, settings, dict(done or {}), on_page or (lambda _page, _total: None)).read()


class _Session:
    def __init__(self, path: Path, settings: LeituraSettings, pages: dict[int, PaginaLida], on_page: OnPage) -> None:
        self._path, self._settings, self._on_page = path, settings, on_page
        self._pages = pages
        self._abertura: Abertura | None = None
        self._current = 0
        self._deadline = time.monotonic() + settings.document_timeout_s

    def read(self) -> DocumentoLido:
        for _ in range(_MAX_DEATHS):
            try:
                self._follow_child()
                break
            except _DeathError as death:
                if self._abertura is None or not (self._current or self._pages):
                    self._refuse()
                    break
                if self._current and self._current not in self._pages:  # between two pages it is the fault of none
                    self._keep(build_lost(self._current, str(death)))
                if time.monotonic() > self._deadline:
                    self._cut_rest(LIMITE_DE_TEMPO)
                    break
        else:
            self._cut_rest(PAROU)
        assert self._abertura is not None
        return build_lido(hash_file(self._path), self._abertura, self._pages.values())

    def _follow_child(self) -> None:
        """Take what one child reads. Raises _DeathError when it does not come to its end."""
        self._current = 0
        for passo in _run_child(self._path, self._settings, self._pages, self._deadline):
            if isinstance(passo, Abertura):
                self._abertura = passo
            elif isinstance(passo, Inicio):
                self._current = passo.numero
            else:
                self._keep(passo)

    def _keep(self, lida: PaginaLida) -> None:
        self._pages[lida.pagina.numero] = lida
        if self._abertura is not None:
            self._on_page(lida, self._abertura.total)

    def _refuse(self) -> None:
        formato = FormatoDeArquivo.DESCONHECIDO if self._abertura is None else self._abertura.formato
        self._abertura = Abertura(formato, 1, _NAO_ABERTO)
        self._pages = {1: build_lost(1, "")}

    def _cut_rest(self, motivo: str) -> None:
        total = self._abertura.total if self._abertura else 0
        for number in range(1, total + 1):
            if number not in self._pages:
                self._keep(build_lost(number, motivo, EstadoDaPagina.CORTADA))


def _run_child(path: Path, settings: LeituraSettings, done: Done, deadline: float) -> Iterator[Passo]:
    """What the child tells, until its end. It is killed when this is closed early."""
    remaining = max(int(deadline - time.monotonic()), 0)
    settings = settings.model_copy(update={"document_timeout_s": remaining})
    inlet, outlet = _CONTEXT.Pipe(duplex=False)
    child = _CONTEXT.Process(
        target=_serve, args=(outlet, path, settings, done, os.getpid()), name="leitor", daemon=True
    )
    child.start()
    outlet.close()
    try:
        yield from _listen(inlet, settings, deadline)
    except (EOFError, ConnectionError):
        child.join()
        raise _DeathError(_explain(child.exitcode)) from None
    finally:
        inlet.close()
        child.kill()
        child.join()
        child.close()


def _listen(inlet: Connection, settings: LeituraSettings, deadline: float) -> Iterator[Passo]:
    """A child that tells nothing for the time of a page, or goes on for that long after the document's, is given up."""
    page_s = settings.page_timeout_s + _GRACE_S
    while True:
        remaining = deadline + page_s - time.monotonic()
        if not inlet.poll(max(min(page_s, remaining), 0)):
            raise _DeathError(DEMORADA)
        if remaining <= 0:
            raise _DeathError(LIMITE_DE_TEMPO)
        message = inlet.recv()
        if message is None:
            return
        if isinstance(message, OcrUnavailableError):
            raise message
        if isinstance(message, _Failure):
            _log.error("reader_failed", kind=message.kind, place=message.place)
            raise _DeathError(PAROU)
        yield message


def _explain(exitcode: int | None) -> str:
    _log.warning("reader_died", exitcode=exitcode)
    return PESADA if exitcode == -signal.SIGXCPU else PAROU


def _serve(outlet: Connection, path: Path, settings: LeituraSettings, done: Done, parent_pid: int) -> None:
    """The life of the child."""
    die_with_parent(parent_pid)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    limit_memory(settings.memory_bytes)
    grant_cpu(settings.page_cpu_s)
    with _Telling(outlet):
        for passo in iterate_pages(path, settings, done):
            if isinstance(passo, Inicio):
                grant_cpu(settings.page_cpu_s)
            outlet.send(passo)
        outlet.send(None)
    outlet.close()
    os._exit(0)


class _Telling:
    """Tells the parent the kind and the place of an error, whose words may be those of the file."""

    def __init__(self, outlet: Connection) -> None:
        self._outlet = outlet

    def __enter__(self) -> None:
        return

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None or trace is None:
            return
        if isinstance(error, OcrUnavailableError):
            self._outlet.send(error)
        else:
            while trace.tb_next is not None:
                trace = trace.tb_next
            place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
            self._outlet.send(_Failure(kind.__name__, place))
        self._outlet.close()
        os._exit(1)
