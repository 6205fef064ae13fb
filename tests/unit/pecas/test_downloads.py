"""Which downloads count against a person's limit, only a file that has to be made, and whose turn its making is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from core.errors import RateLimitError
from core.exportacao.domain import Arquivo
from core.infra.queue import QueueName, Work
from core.infra.rate import Action
from core.pecas.domain import OrigemDaVersao, Peca, TipoDePeca, VersaoDaPeca
from core.pecas.downloads import DOCX, DownloadService


class Arquivos:
    """Keeps the files that were saved."""

    def __init__(self) -> None:
        self.saved: dict[str, Arquivo] = {}

    def find(self, chave: str) -> Arquivo | None:
        return self.saved.get(chave)


class FullRates:
    """No room for any action."""

    def require(self, action: Action, key: str) -> None:
        raise RateLimitError(f"{action} {key}")


class FreeRates:
    """Room for everything."""

    def require(self, action: Action, key: str) -> None:
        del action, key


class Queue:
    """Keeps what was queued."""

    def __init__(self) -> None:
        self.queued: list[Work] = []

    def enqueue(self, name: QueueName, work: Work) -> bool:
        assert name is QueueName.DOCX
        self.queued.append(work)
        return True


def build_service(arquivos: Any, rates: Any = None, queue: Any = None) -> DownloadService:
    nobody: Any = None
    return DownloadService(nobody, arquivos, queue, rates or FullRates())


@pytest.fixture
def peca() -> Peca:
    now = datetime.now(UTC)
    versao = VersaoDaPeca(numero=1, origem=OrigemDaVersao.GERACAO, autor="Portal", criada_em=now, texto="texto")
    return Peca(uuid4(), uuid4(), "08000010220268120001", TipoDePeca.CONTESTACAO, 7, now, versao)


def test_file_that_has_to_be_made_counts(peca: Peca) -> None:
    with pytest.raises(RateLimitError, match="export 7"):
        build_service(Arquivos()).request_docx(peca)


def test_making_it_is_the_turn_of_its_owner(peca: Peca) -> None:
    queue = Queue()
    build_service(Arquivos(), FreeRates(), queue).request_docx(peca)
    assert [work.person for work in queue.queued] == ["7"]


def test_file_that_exists_is_handed_out_whatever_was_asked_before(peca: Peca) -> None:
    arquivos = Arquivos()
    chave = f"docx/{peca.id}/1"
    arquivos.saved[chave] = Arquivo(chave, "x.docx", DOCX, b"x")
    assert build_service(arquivos).request_docx(peca) == chave
