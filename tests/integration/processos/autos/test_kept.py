"""Pictures and volumes that are kept: made once, a few ahead, bounded, and never another case's."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from core.errors import RecordNotFoundError
from core.infra.queue import QueueName
from core.processos.autos.obras import imagens, volumes
from core.processos.autos.obras.desenho import Desenho
from core.processos.autos.obras.encadernar import FORA, Fonte, bind
from core.processos.autos.obras.imagens import PESADA
from core.processos.domain import EstadoDaPagina, Pagina
from tests.builders import build_documento, build_processo
from tests.integration.processos.autos.stage import NUMERO, Stage, save_content
from tests.integration.processos.autos.test_obras import read_texts, write_pdf

LIDA = EstadoDaPagina.LIDA


def save_pdf(stage: Stage, *textos: str, ident: str = "1") -> str:
    content = write_pdf(stage.folder / "novo.pdf", *textos).read_bytes()
    return save_content(stage.processos, stage.folder, ident, content)


def test_picture_is_asked_for_once_and_the_next_ones_are_drawn_with_it(stage: Stage) -> None:
    sha256 = save_pdf(stage, *"abcdefgh")
    assert [stage.imagens.request(sha256, 1, 8) for _ in range(2)] == [None, None]
    assert len(stage.list_waiting(QueueName.IMAGENS)) == 1
    stage.imagens.draw(sha256, 1)
    assert [stage.pictures.has(sha256, n) for n in range(1, 6)] == [True, True, True, True, False]
    first = stage.imagens.request(sha256, 1, 8)
    assert first is not None
    assert first.imagem.startswith(b"\xff\xd8")


def test_pages_ahead_are_drawn_before_the_reader_comes_to_them(stage: Stage) -> None:
    sha256 = save_pdf(stage, *"abcdefgh")
    stage.imagens.draw(sha256, 1)
    for numero in (1, 2):
        stage.imagens.request(sha256, numero, 8)
    assert stage.list_waiting(QueueName.IMAGENS) == ()
    stage.imagens.request(sha256, 3, 8)
    assert stage.list_waiting(QueueName.IMAGENS) == (f"imagem-{sha256}-5",)
    stage.imagens.draw(sha256, 5)
    stage.imagens.request(sha256, 8, 8)
    assert len(stage.list_waiting(QueueName.IMAGENS)) == 1


def test_page_that_kills_the_drawing_says_so_and_the_others_are_there(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def draw(path: Path, numeros: list[int]) -> object:
        yield Desenho(numeros[0], b"boa")
        os.kill(os.getpid(), 9)

    monkeypatch.setattr(imagens, "draw_pages", draw)
    sha256 = save_pdf(stage, *"abc")
    stage.imagens.draw(sha256, 1)
    assert stage.imagens.find(sha256, 1) == Desenho(1, b"boa")
    assert stage.imagens.find(sha256, 2) == Desenho(2, motivo=PESADA)


def test_content_that_was_forgotten_meanwhile_is_no_failure_of_the_drawing(stage: Stage) -> None:
    stage.imagens.draw("b" * 64, 1)
    assert stage.imagens.find("b" * 64, 1) is None


def test_only_so_many_pictures_are_kept_and_old_ones_go(stage: Stage) -> None:
    for numero in range(1, 6):
        stage.pictures.save("a" * 64, Desenho(numero, b"x"), 3)
    assert [stage.pictures.has("a" * 64, n) for n in range(1, 6)] == [False, False, True, True, True]
    stage.pictures.delete_old(datetime.now(UTC) + timedelta(seconds=1))
    assert not stage.pictures.has("a" * 64, 5)


def test_volume_has_every_document_that_may_be_seen(stage: Stage) -> None:
    secret, absent = build_documento("2", 8, dia=1, sigilo=1), build_documento("3", 8, dia=2)
    stage.keep(build_processo(build_documento("1", 500), secret, absent))
    save_pdf(stage, "abertura", "fim")
    save_pdf(stage, "segredo", ident="2")
    autos = stage.autos.get(NUMERO)
    assert stage.volumes.find(autos) is None
    stage.volumes.request(autos, 1)
    assert stage.volumes.is_making(autos)
    stage.volumes.make(NUMERO)
    found = stage.volumes.find(autos)
    assert found is not None
    assert found.motivo == ""
    path = stage.folder / "volume"
    stage.volumes.write(autos, path)
    texts = read_texts(path)
    assert [text.split()[0] for text in texts] == ["abertura", "fim", "Documento", "Documento"]
    assert "sigiloso" in texts[2]
    assert "segredo" not in "".join(texts)


def test_volume_is_another_one_when_the_case_has_more(stage: Stage) -> None:
    stage.keep(build_processo(build_documento("1", 500), build_documento("2", 500, dia=1)))
    save_pdf(stage, "um")
    stage.volumes.make(NUMERO)
    assert stage.volumes.find(stage.autos.get(NUMERO)) is not None
    save_pdf(stage, "dois", ident="2")
    assert stage.volumes.find(stage.autos.get(NUMERO)) is None
    with pytest.raises(RecordNotFoundError):
        stage.volumes.write(stage.autos.get(NUMERO), stage.folder / "nada")


def test_case_too_large_is_refused_in_words_and_may_be_asked_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.keep(build_processo(build_documento("1", 500)))
    sha256 = stage.read("1", Pagina(1, LIDA, "x"), content=b"%PDF-" + b"0" * 5000)
    small = stage.volumes._settings.model_copy(update={"volume_bytes": 4000})
    monkeypatch.setattr(stage.volumes, "_settings", small)
    stage.volumes.make(NUMERO)
    autos = stage.autos.get(NUMERO)
    found = stage.volumes.find(autos)
    assert found is not None
    assert "até 0 MB" in found.motivo
    stage.volumes.request(autos, 1)
    assert stage.volumes.find(autos) is None
    assert sha256


def test_file_of_a_document_that_cannot_be_opened_costs_only_itself(stage: Stage) -> None:
    stage.keep(build_processo(build_documento("1", 500), build_documento("2", 500, dia=1)))
    save_content(stage.processos, stage.folder, "1", b"%PDF-1.4 quebrado")
    save_pdf(stage, "inteiro", ident="2")
    stage.volumes.make(NUMERO)
    stage.volumes.write(stage.autos.get(NUMERO), stage.folder / "volume")
    assert len(pdfium.PdfDocument(stage.folder / "volume")) == 2


def test_file_that_breaks_the_binder_is_named_and_the_rest_is_bound(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bind_until_it_breaks(fontes: Sequence[Fonte], target: Path) -> Iterator[int]:
        for number in bind(fontes, target):
            if any(b"armadilha" in parte.path.read_bytes() for parte in fontes[number - 1].partes):
                os.kill(os.getpid(), signal.SIGKILL)
            yield number

    monkeypatch.setattr(volumes, "bind", bind_until_it_breaks)
    stage.keep(build_processo(*(build_documento(ident, 500, dia=int(ident)) for ident in "123")))
    save_pdf(stage, "antes")
    save_content(stage.processos, stage.folder, "2", b"%PDF-1.4 armadilha")
    save_pdf(stage, "depois", ident="3")
    stage.volumes.make(NUMERO)
    stage.volumes.write(stage.autos.get(NUMERO), stage.folder / "volume")
    before, told, after = (" ".join(text.split()) for text in read_texts(stage.folder / "volume"))
    assert (before, after) == ("antes", "depois")
    assert FORA in told
