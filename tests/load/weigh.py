"""``python -m tests.load.weigh FILE``: megabytes that reading the file takes at most, in a fresh process."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

from core.processos.leitura.isolamento import read_isolated
from core.settings import LeituraSettings


def main() -> None:
    settings = LeituraSettings.model_construct().model_copy(update={"max_file_bytes": 2**40})
    read_isolated(Path(sys.argv[1]), settings)
    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)


if __name__ == "__main__":
    main()
