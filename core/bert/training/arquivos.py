"""Files of a run: written whole or not at all, known by their SHA-256, without pickle."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.torch import save_file
from torch import Tensor

from core.errors import DiscoCheioError

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_OS_ERROR = re.compile(r"os error (\d+)")
_PARTIAL = ".parcial"


@contextmanager
def noticing_full_disk() -> Iterator[None]:
    """Raises DiscoCheioError where a write found no room; safetensors says it only in words."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise DiscoCheioError(str(error)) from error
        raise
    except SafetensorError as error:
        number = _OS_ERROR.search(str(error))
        if number and int(number[1]) in _FULL:
            raise DiscoCheioError(str(error)) from error
        raise


@contextmanager
def writing_folder(pasta: Path) -> Iterator[Path]:
    """A folder to fill; it takes its name only when it is complete and on the disk. What it replaces goes away."""
    partial = pasta.with_name(pasta.name + _PARTIAL)
    with noticing_full_disk():
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        try:
            yield partial
            for path in partial.iterdir():
                _sync(path)
            _sync(partial)
            shutil.rmtree(pasta, ignore_errors=True)
            partial.rename(pasta)
            _sync(pasta.parent)
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8")


def read_json(path: Path) -> dict[str, Any]:
    """Raises OSError or ValueError."""
    content = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(content, dict):
        raise ValueError(f"{path.name} holds no object")
    return content


def write_tensors(path: Path, tensors: Mapping[str, Tensor]) -> None:
    save_file({name: tensor.detach().contiguous() for name, tensor in tensors.items()}, path)


def hash_file(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def hash_folder(pasta: Path) -> dict[str, str]:
    """Name to SHA-256 of each file directly in it."""
    return {path.name: hash_file(path) for path in sorted(pasta.iterdir()) if path.is_file()}


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
