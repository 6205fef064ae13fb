"""PDF and PDF/A-2b of a Word file by LibreOffice, in a child with limits; only workers call this.

The program gets a profile of its own for each run: two runs that share one end each other. It is started without its
own starters (a script, then ``oosplash``), so that what is killed is the program itself.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import sys
import tempfile
import time
from multiprocessing import get_context
from pathlib import Path

from core.errors import ConversaoError, ConversorUnavailableError
from core.infra.child import die_with_parent, grant_cpu, limit_memory
from core.settings import ExportacaoSettings

PACKAGE = "libreoffice-writer-nogui"
"""The Debian package that is enough."""

_CONTEXT = get_context("fork") if sys.platform == "linux" else get_context("spawn")
_RESTART = 81
"""What LibreOffice ends with after it wrote a new profile: it wants to be started again."""
_PDF_FILTER = "pdf:writer_pdf_Export"
_PDFA_FILTER = (
    _PDF_FILTER + ':{"SelectPdfVersion":{"type":"long","value":"2"},"UseTaggedPDF":{"type":"boolean","value":"true"}}'
)
_IS_PDFA_2B = re.compile(rb"<pdfaid:part>2</pdfaid:part>\s*<pdfaid:conformance>[Bb]</pdfaid:conformance>")
_LOOK_S = 0.02
_FLAGS = ("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck", "--nofirststartwizard")


def find_soffice(settings: ExportacaoSettings) -> Path | None:
    """LibreOffice's program, or None where it is not installed."""
    found = shutil.which(settings.soffice)
    if found is None:
        return None
    real = Path(found).resolve()
    binary = real.with_name("soffice.bin")
    return binary if binary.exists() else real


def convert_to_pdf(docx: bytes, settings: ExportacaoSettings, *, is_pdfa: bool = False) -> bytes:
    """The pages of a Word file. Raises ConversorUnavailableError, ConversaoError."""
    program = find_soffice(settings)
    if program is None:
        raise ConversorUnavailableError("no soffice")
    with tempfile.TemporaryDirectory(prefix="portal-pdf-", ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        (place / "peca.docx").write_bytes(docx)
        argv = [
            str(program),
            f"-env:UserInstallation={(place / 'perfil').as_uri()}",
            *_FLAGS,
            "--convert-to",
            _PDFA_FILTER if is_pdfa else _PDF_FILTER,
            "--outdir",
            folder,
            str(place / "peca.docx"),
        ]
        code = _run(argv, place, settings)
        if code == _RESTART:
            code = _run(argv, place, settings)
        return _read(place / "peca.pdf", code, is_pdfa=is_pdfa)


def is_pdfa_2b(pdf: bytes) -> bool:
    """Whether the file says of itself, in its XMP metadata, that it is PDF/A-2b (ISO 19005-2, 6.6.4)."""
    return _IS_PDFA_2B.search(pdf) is not None


def _read(path: Path, code: int, *, is_pdfa: bool) -> bytes:
    if code != 0 or not path.is_file():
        raise ConversaoError(f"soffice ended with {code}")
    pdf = path.read_bytes()
    if not pdf.startswith(b"%PDF-"):
        raise ConversaoError("no PDF")
    if is_pdfa and not is_pdfa_2b(pdf):
        raise ConversaoError("no PDF/A-2b")
    return pdf


def _run(argv: list[str], home: Path, settings: ExportacaoSettings) -> int:
    """The program's exit status. It is killed, with all it started, at the end of its time and with this process."""
    child = _CONTEXT.Process(target=_become, args=(argv, str(home), settings, os.getpid()), name="soffice", daemon=True)
    child.start()
    give_up_at = time.monotonic() + settings.pdf_s
    try:
        while child.exitcode is None:  # ``join`` with a time takes the start of another program for the end
            if time.monotonic() > give_up_at:
                raise ConversaoError("soffice took too long")
            time.sleep(_LOOK_S)
        return child.exitcode
    finally:
        if child.pid is not None:
            _kill_group(child.pid)
        child.kill()
        child.join()
        child.close()


def _kill_group(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return  # all of it ended, or the child had no time to make a group


def _become(argv: list[str], home: str, settings: ExportacaoSettings, parent_pid: int) -> None:
    """The life of the child: limits, then LibreOffice in its place, with nothing of the portal's in its environment."""
    os.setsid()
    die_with_parent(parent_pid)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    limit_memory(settings.memory_bytes)
    grant_cpu(settings.pdf_cpu_s)
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    environment = {"HOME": home, "TMPDIR": home, "PATH": os.defpath, "LANG": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp"}
    os.execve(argv[0], argv, environment)  # noqa: S606 - no shell; the arguments are ours
