"""A reading that was cut off goes on at the next page."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from core.errors import OperationCancelledError
from core.infra.db import SessionScope
from core.infra.queue import WorkQueue
from core.infra.redis import build_queue_redis
from core.processos.domain import EstadoDaPagina, Pagina
from core.processos.leitura.andamento import AndamentoDaLeitura
from core.processos.leitura.fila import FilaDeLeitura
from core.processos.leitura.folha import Folha
from core.processos.leitura.motivos import DEMORADA, PaginaLida
from core.processos.leitura.repository import PaginaRepository
from core.processos.leitura.service import LeituraService
from core.settings import LeituraSettings, RedisSettings
from tests import pdfs

SETTINGS = LeituraSettings.model_construct()
LINES = [f"Parte {word} da peça." for word in ("um", "dois", "três", "quatro")]


class _PowerCutError(RuntimeError):
    """The worker ends here."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "conteudo"
    path.write_bytes(pdfs.build_pdf(*(pdfs.write_lines([line]) for line in LINES)))
    return path


@pytest.fixture
def repository(session_scope: SessionScope, monkeypatch: pytest.MonkeyPatch) -> PaginaRepository:
    monkeypatch.setattr("core.processos.leitura.service._SAVE_EVERY_S", 0.0)
    return PaginaRepository(session_scope)


@pytest.fixture
def service(repository: PaginaRepository, redis_url: str) -> Iterator[LeituraService]:
    client = build_queue_redis(RedisSettings(url=SecretStr(redis_url)))
    yield LeituraService(repository, FilaDeLeitura(WorkQueue(client), SETTINGS))
    client.close()


def _cut_after(pages: int, error: Exception) -> Callable[[], None]:
    seen: list[int] = []

    def count() -> None:
        seen.append(1)
        if len(seen) == pages:
            raise error

    return count


def test_next_attempt_takes_over_the_pages_and_the_progress(
    path: Path, repository: PaginaRepository, service: LeituraService, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    with pytest.raises(_PowerCutError):
        service.read(path, SETTINGS, _cut_after(2, _PowerCutError()))
    assert service.find_andamentos([sha256]) == {sha256: AndamentoDaLeitura(2, 4)}
    assert [lida.pagina.texto for lida in repository.list_lidas(sha256)] == LINES[:2]
    drawn = Folha.render

    def render(self: Folha, *arguments: float) -> object:
        assert self.read_text() not in LINES[:2], "a page is read again"
        return drawn(self, *arguments)

    monkeypatch.setattr(Folha, "render", render)
    lido = service.read(path, SETTINGS, lambda: None)
    assert [pagina.texto for pagina in lido.paginas] == LINES
    assert lido.motivo == ""
    service.forget(sha256)
    assert service.find_andamentos([sha256]) == {}


def test_page_lost_to_passing_trouble_is_tried_again(
    path: Path, repository: PaginaRepository, service: LeituraService
) -> None:
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    lost = PaginaLida(Pagina(1, EstadoDaPagina.ILEGIVEL, ""), DEMORADA)
    repository.add_lidas(sha256, [lost], total=4)
    lido = service.read(path, SETTINGS, lambda: None)
    assert lido.paginas[0].texto == LINES[0]


def test_pages_read_a_moment_before_a_stop_are_kept_too(
    path: Path, service: LeituraService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.processos.leitura.service._SAVE_EVERY_S", 60.0)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    with pytest.raises(OperationCancelledError):
        service.read(path, SETTINGS, _cut_after(3, OperationCancelledError()))
    assert service.find_andamentos([sha256]) == {sha256: AndamentoDaLeitura(3, 4)}
