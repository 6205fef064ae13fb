"""What is asked of the court for the documents of a case."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from core.processos.service import ProcessoService
from tests.builders import build_documento, build_numero_cnj
from tests.fakes import FakeFlights


def list_asked(known: dict[str, str], *partes: str) -> list[str]:
    """The ids asked for one document of these parts when ``known`` was downloaded before."""
    asked: list[str] = []
    repository: Any = SimpleNamespace(find_hashes=lambda _numero, _ids, _desde: known)
    tribunal: Any = SimpleNamespace(fetch_conteudos=lambda _numero, ids, _folder: asked.extend(ids) or ())
    settings: Any = (SimpleNamespace(documentos_por_lote=5, vazio_h=6), None)
    queue: Any = None
    documento = replace(build_documento(partes[0], 500), partes=partes)
    flights: Any = FakeFlights()
    ProcessoService(repository, tribunal, queue, flights, settings).download(build_numero_cnj(), (documento,))
    return asked


def test_every_part_is_downloaded_once() -> None:
    assert list_asked({}, "a", "b", "c") == ["a", "b", "c"]
    assert list_asked({"b": "f" * 64}, "a", "b", "c") == ["a", "c"]
