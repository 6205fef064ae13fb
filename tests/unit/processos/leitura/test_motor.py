"""Where the engine's data comes from."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from core.processos.leitura.motor import find_data

_ASK = "from core.processos.leitura.motor import find_data; print(find_data('por'))"


def test_data_that_the_machine_names_comes_before_the_usual_folders(tmp_path: Path) -> None:
    """The engine reads the name once, when it is loaded."""
    (tmp_path / "por.traineddata").symlink_to(Path(find_data("por")) / "por.traineddata")
    asked = subprocess.run(
        [sys.executable, "-c", _ASK], env={"TESSDATA_PREFIX": str(tmp_path)}, capture_output=True, check=True, text=True
    )
    assert Path(asked.stdout.strip()) == tmp_path
