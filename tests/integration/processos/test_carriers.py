"""Documents that fetch, run or give orders: each is read as its words, and nothing else happens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.processos.domain import DocumentoLido, EstadoDoDocumento
from core.processos.leitura.leitor import read_content
from core.settings import LeituraSettings
from tests.hostile.carriers import FETCHING, HIDDEN, ORDER, SEEN, SENTENCE, Build
from tests.integration.clients.redirecting import Decoy, redirecting

SETTINGS = LeituraSettings.model_construct()


@pytest.fixture(scope="module")
def decoy() -> Iterator[Decoy]:
    with redirecting() as found:
        yield found


def read(build: Build, url: str, folder: Path) -> DocumentoLido:
    path = folder / "conteudo"
    path.write_bytes(build(url))
    return read_content(path, SETTINGS)


@pytest.mark.parametrize("name", FETCHING)
def test_reading_fetches_and_unpacks_nothing(name: str, tmp_path: Path, decoy: Decoy) -> None:
    lido = read(FETCHING[name], f"{decoy.url}/documento", tmp_path)
    assert lido.estado is EstadoDoDocumento.LIDO
    assert lido.texto.split(".")[0] == SENTENCE.removesuffix(".")
    assert "alert" not in lido.texto
    assert (decoy.asked, decoy.visits) == ([], [])
    assert [path.name for path in tmp_path.iterdir()] == ["conteudo"]


@pytest.mark.parametrize("name", HIDDEN)
def test_a_hidden_order_never_reaches_the_model_and_is_shown(name: str, tmp_path: Path) -> None:
    lido = read(HIDDEN[name], "", tmp_path)
    assert SENTENCE in lido.texto
    assert "Ignore" not in lido.texto
    assert [(number, ORDER in hidden) for number, hidden in lido.trechos_ocultos] == [(1, True)]


@pytest.mark.parametrize("name", SEEN)
def test_an_order_in_plain_sight_is_words_of_the_case(name: str, tmp_path: Path) -> None:
    lido = read(SEEN[name], "", tmp_path)
    assert SENTENCE in lido.texto
    assert ORDER in lido.texto
