"""Readings of a case as last seen: what was read and is open, whole or in parts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from core.processos.domain import DocumentoLido, Processo
from core.processos.service import ProcessoService
from core.settings import LeituraSettings
from tests.builders import build_documento, build_lido, build_processo

PARTIDO = replace(build_documento("2", 1), partes=("2", "3"))
CASO = build_processo(build_documento("1", 500), PARTIDO, build_documento("9", 1, sigilo=1))
READ = {"1": "a", "2": "joined", "9": "s", "77": "gone"}


HASHES = {"1": "a", "2": "b", "3": "c"}
LIDOS = {sha256: replace(build_lido(f"texto {sha256}"), sha256=sha256) for sha256 in ("a", "b", "c", "s", "gone")}


class FakeRepository:
    def find_hashes(self, _numero: str, ids: Collection[str], _since: datetime) -> dict[str, str]:
        return {ident: HASHES[ident] for ident in ids}

    def find_leituras(self, hashes: Collection[str]) -> dict[str, DocumentoLido]:
        return {sha256: LIDOS[sha256] for sha256 in hashes if sha256 in LIDOS}


def find(processo: Processo) -> dict[str, str]:
    nothing: Any = None
    tribunal: Any = SimpleNamespace(vazio_h=6)
    repository: Any = FakeRepository()
    settings = (tribunal, LeituraSettings(max_nivel_sigilo=0))
    service = ProcessoService(repository, nothing, nothing, nothing, settings)
    return {ident: lido.texto for ident, lido in service.find_lidos(processo, READ).items()}


def test_open_documents_are_given_whole_and_secret_or_unlisted_ones_are_not() -> None:
    assert find(CASO) == {"1": "texto a", "2": "texto b\n\ntexto c"}


def test_secret_case_gives_nothing() -> None:
    assert find(replace(CASO, nivel_sigilo=1)) == {}
