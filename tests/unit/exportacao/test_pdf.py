"""PDF by LibreOffice: its failures, with programs that stand in for it."""

from __future__ import annotations

import time
from pathlib import Path

import psutil
import pytest

from core.errors import ConversaoError, ConversorUnavailableError
from core.exportacao.pdf import convert_to_pdf
from core.settings import ExportacaoSettings

SETTINGS = ExportacaoSettings.model_construct()


def stand_in(folder: Path, script: str, **changes: float) -> ExportacaoSettings:
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return SETTINGS.model_copy(update={"soffice": str(program), **changes})


def test_missing_program_is_said_with_its_package() -> None:
    with pytest.raises(ConversorUnavailableError, match="no soffice") as raised:
        convert_to_pdf(b"", SETTINGS.model_copy(update={"soffice": "no-such-program"}))
    assert "libreoffice-writer-nogui" in raised.value.user_message


@pytest.mark.parametrize(
    "script",
    ["exit 1", "exit 0", 'echo junk > "$TMPDIR/peca.pdf"', "exit 81"],
    ids=["fails", "makes-nothing", "no-pdf", "restarts-for-ever"],
)
def test_program_that_makes_no_pdf_is_a_failed_conversion(tmp_path: Path, script: str) -> None:
    with pytest.raises(ConversaoError):
        convert_to_pdf(b"docx", stand_in(tmp_path, script))


def test_pdf_that_is_no_pdfa_is_not_handed_out_as_one(tmp_path: Path) -> None:
    settings = stand_in(tmp_path, 'echo "%PDF-1.7" > "$TMPDIR/peca.pdf"')
    assert convert_to_pdf(b"docx", settings).startswith(b"%PDF-")
    with pytest.raises(ConversaoError, match="PDF/A"):
        convert_to_pdf(b"docx", settings, is_pdfa=True)


def test_new_profile_is_started_twice(tmp_path: Path) -> None:
    script = '[ -e "$TMPDIR/once" ] && echo "%PDF-1.7" > "$TMPDIR/peca.pdf" && exit 0; touch "$TMPDIR/once"; exit 81'
    assert convert_to_pdf(b"docx", stand_in(tmp_path, script))


def test_program_that_hangs_is_killed_with_what_it_started(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    settings = stand_in(tmp_path, f"sleep 60 & echo $! > {pids}; wait", pdf_s=0.5)
    with pytest.raises(ConversaoError, match="too long"):
        convert_to_pdf(b"docx", settings)
    give_up_at = time.monotonic() + 5
    while psutil.pid_exists(int(pids.read_text())) and time.monotonic() < give_up_at:
        time.sleep(0.01)
    assert not psutil.pid_exists(int(pids.read_text()))


def test_program_sees_nothing_of_the_portal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", "segredo")
    seen = tmp_path / "seen"
    with pytest.raises(ConversaoError):
        convert_to_pdf(b"docx", stand_in(tmp_path, f"env > {seen}"))
    assert "segredo" not in seen.read_text()
