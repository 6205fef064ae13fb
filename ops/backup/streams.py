"""What a program writes goes into a file of the copy, and back; encrypted by age on the way when there is a key."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

import pyrage

from ops.backup.manifest import BackupError

SUFFIX = ".age"


def parse_recipients(keys: str) -> list[pyrage.x25519.Recipient]:
    """Public keys (``age1...``), apart by spaces or commas. Raises BackupError."""
    try:
        return [pyrage.x25519.Recipient.from_str(key) for key in keys.replace(",", " ").split()]
    except pyrage.RecipientError as error:
        raise BackupError("BACKUP_DESTINATARIOS não é uma chave pública do age (age1...).") from error


def read_identities(path: Path) -> list[pyrage.x25519.Identity]:
    """The secret keys of a file as ``age-keygen`` writes it. Raises BackupError, which does not repeat them."""
    try:
        lines = path.read_text(encoding="utf-8").split()
    except (OSError, UnicodeDecodeError):
        raise BackupError(f"Não foi possível ler a chave em {path}.") from None
    try:
        found = [pyrage.x25519.Identity.from_str(line) for line in lines if line.startswith("AGE-SECRET-KEY-")]
    except pyrage.IdentityError:
        found = []
    if not found:
        raise BackupError(f"Não há chave secreta do age em {path}.")
    return found


def save_output(
    argv: Sequence[str], path: Path, environment: Mapping[str, str], recipients: Sequence[pyrage.x25519.Recipient]
) -> Path:
    """Run a program and keep what it writes; returns the file, named ``.age`` when it is encrypted.

    Raises BackupError with the last words of a program that failed.
    """
    target = path.with_name(path.name + SUFFIX) if recipients else path
    with target.open("xb") as file, tempfile.TemporaryFile() as errors:
        target.chmod(0o600)
        stdout = subprocess.PIPE if recipients else file
        with subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=stdout, stderr=errors, env=environment) as program:
            if program.stdout is not None:
                pyrage.encrypt_io(program.stdout, file, recipients)
        _require_success(program, errors, argv[0])
    return target


def feed_input(
    path: Path, argv: Sequence[str], environment: Mapping[str, str], identities: Sequence[pyrage.x25519.Identity]
) -> None:
    """Run a program on what a file of the copy holds. Raises BackupError."""
    is_encrypted = path.name.endswith(SUFFIX)
    with path.open("rb") as file, tempfile.TemporaryFile() as errors:
        stdin = subprocess.PIPE if is_encrypted else file
        program = subprocess.Popen(argv, stdin=stdin, stdout=subprocess.DEVNULL, stderr=errors, env=environment)
        with suppress(BrokenPipeError), program:  # one that ends early says why itself
            if program.stdin is not None:
                _decrypt(file, program.stdin, identities)
        _require_success(program, errors, argv[0])


def _decrypt(source: IO[bytes], target: IO[bytes], identities: Sequence[pyrage.x25519.Identity]) -> None:
    try:
        pyrage.decrypt_io(source, target, identities)
    except BrokenPipeError:
        raise
    except (pyrage.DecryptError, OSError) as error:
        raise BackupError("Esta chave não abre a cópia.") from error


def _require_success(program: subprocess.Popen[bytes], errors: IO[bytes], name: str) -> None:
    """Only the first line of what a program says: the ones after it may quote a row."""
    if program.returncode != 0:
        errors.seek(0)
        lines = errors.read().decode("utf-8", "replace").strip().splitlines()
        raise BackupError(f"{Path(name).name}: {lines[0] if lines else 'falhou'}")
