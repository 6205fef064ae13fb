"""What the page of the promises asks."""

from __future__ import annotations

import json
from pathlib import Path

import structlog
from pydantic import TypeAdapter, ValidationError

from core.garantias.catalogo import GARANTIAS
from core.garantias.domain import Execucao, GarantiaVerificada, judge

log = structlog.get_logger(__name__)

_EXECUCOES = TypeAdapter(dict[str, Execucao])


class GarantiaService:
    """Reads the file that the test run wrote: ``{"tests/a.py::test_b": {"passou_em": ..., "versao": ...}}``."""

    def __init__(self, caminho: Path) -> None:
        self._caminho = caminho

    def list(self) -> tuple[GarantiaVerificada, ...]:
        """Every promise, in the order of the catalogue; without the file none is verified."""
        execucoes = self._read()
        return tuple(judge(garantia, execucoes) for garantia in GARANTIAS)

    def _read(self) -> dict[str, Execucao]:
        try:
            return _EXECUCOES.validate_python(json.loads(self._caminho.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, ValidationError):
            log.warning("garantias_unreadable", path=str(self._caminho))
            return {}
