"""Which code a model or a checkpoint was made with."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path


def read_versao_do_codigo() -> str:
    """SHA-256 over the files of this package, shortened: with equal data and configuration it gives equal weights."""
    folder, digest = Path(__file__).parent, sha256()
    for path in sorted(folder.rglob("*.py")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]
