"""Folders of runs and models that nothing needs any more."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from uuid import UUID


def delete_folders(pasta: Path, kept: Collection[UUID], before: datetime) -> int:
    """Those in ``pasta`` of no id that is kept and untouched since ``before``. Answers how many went."""
    names = {str(one) for one in kept}
    gone = 0
    for folder in sorted(pasta.iterdir()) if pasta.is_dir() else ():
        if folder.name in names or not folder.is_dir() or folder.stat().st_mtime >= before.timestamp():
            continue
        shutil.rmtree(folder, ignore_errors=True)
        gone += not folder.exists()
    return gone
