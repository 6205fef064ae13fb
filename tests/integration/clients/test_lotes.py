"""Several documents asked for at once, of both systems: what one bad document of a batch costs the others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.clients.tribunal.mni import MniClient
from core.errors import DocumentoNotFoundError
from tests.integration.clients.conftest import Court
from tests.integration.clients.flavours import FLAVOURS, Flavour, encode

PDF = "application/pdf"
UNKNOWN = "Documento 9 não encontrado"


@pytest.fixture(params=FLAVOURS, ids=lambda flavour: flavour.name)
def flavour(request: pytest.FixtureRequest) -> Flavour:
    found: Flavour = request.param
    return found


@pytest.fixture
def client(flavour: Flavour, court: Court) -> Iterator[MniClient]:
    client = flavour.build_client(court.url)
    yield client
    client.close()


def write_entregas(flavour: Flavour, *bodies: str) -> bytes:
    """A reply with documents 1, 2, ... and these contents."""
    whole = flavour.write_entrega("1", "", PDF)
    start = whole.index("<ns2:documento")
    end = whole.index(">", whole.rindex("</ns2:documento")) + 1
    contents = [flavour.write_entrega(str(n), body, PDF) for n, body in enumerate(bodies, 1)]
    one_by_one = [content[start : len(content) - (len(whole) - end)] for content in contents]
    return (whole[:start] + "".join(one_by_one) + whole[end:]).encode()


def test_a_batch_refused_for_one_of_its_ids_says_nothing_about_the_others(
    court: Court, flavour: Flavour, client: MniClient, tmp_path: Path
) -> None:
    court.answer(flavour.write_recusa(UNKNOWN))
    with pytest.raises(DocumentoNotFoundError):
        client.fetch_conteudos(flavour.numero, ("1", "9"), tmp_path)
    assert client.fetch_conteudos(flavour.numero, ("9",), tmp_path) == ()


def test_a_content_spoiled_in_a_batch_is_asked_for_once_more_alone(
    court: Court, flavour: Flavour, client: MniClient, tmp_path: Path
) -> None:
    good, spoiled = encode(b"um"), "não é base64"
    court.answer(write_entregas(flavour, good, spoiled))
    court.later = [write_entregas(flavour, good, encode(b"dois"))]
    found = client.fetch_conteudos(flavour.numero, ("1", "2"), tmp_path)
    assert [(c.id_documento, c.path.read_bytes()) for c in found] == [("1", b"um"), ("2", b"dois")]
    assert len(court.requests) == 2
    assert len(list(tmp_path.iterdir())) == 2


def test_a_content_that_stays_spoiled_or_was_left_out_is_not_asked_for_again(
    court: Court, flavour: Flavour, client: MniClient, tmp_path: Path
) -> None:
    court.answer(write_entregas(flavour, encode(b"um"), "não é base64"))
    assert len(client.fetch_conteudos(flavour.numero, ("1", "2"), tmp_path)) == 1
    court.answer(write_entregas(flavour, encode(b"um")))
    assert len(client.fetch_conteudos(flavour.numero, ("1", "2"), tmp_path)) == 1
    assert len(court.requests) == 3
