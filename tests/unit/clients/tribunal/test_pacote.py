"""Replies packed as MTOM: contents beside the envelope, in any order, whole or not."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.clients.tribunal.conteudo import ConteudoSink
from core.clients.tribunal.fluxo import parse_reply
from core.clients.tribunal.resposta import Resposta
from core.errors import TribunalResponseError
from tests import mni, mni3

BINARY = bytes(range(256)) * 300 + b"\r\n--limit\r\n--"
SECOND = b"%PDF segundo"


def _chunks(data: bytes, size: int) -> Iterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


def _parse(packed: tuple[bytes, str], sink: ConteudoSink, size: int = 700) -> Resposta:
    body, content_type = packed
    return parse_reply(_chunks(body, size), max_bytes=1_000_000, sink=sink, content_type=content_type)


def _envelope(*pairs: tuple[str, str]) -> str:
    return mni3.resposta(
        "".join(mni3.conteudo(ident, mni3.include(content_id)) for ident, content_id in pairs),
        operacao="ConsultarDocumentosProcesso",
    )


def _read(sink: ConteudoSink) -> dict[str, bytes]:
    return {conteudo.id_documento: conteudo.path.read_bytes() for conteudo in sink.conteudos}


@pytest.mark.parametrize("size", [1, 700, 1_000_000])
@pytest.mark.parametrize("is_first", [True, False], ids=["envelope first", "envelope last"])
def test_contents_beside_the_envelope_reach_their_documents(size: int, is_first: bool, tmp_path: Path):
    sink = ConteudoSink(tmp_path, ("1", "2"), 1_000_000)
    packed = mni3.pack(_envelope(("1", "a@x"), ("2", "b@x")), [("a@x", BINARY), ("b@x", SECOND)], is_first=is_first)

    assert _parse(packed, sink, size).sucesso

    assert _read(sink) == {"1": BINARY, "2": SECOND}
    assert {c.mimetype for c in sink.conteudos} == {"application/pdf"}
    assert len(list(tmp_path.iterdir())) == 2


def test_version_2_packs_the_same_way(tmp_path: Path):
    sink = ConteudoSink(tmp_path, ("7",), 1000)
    extra = f"<ns2:conteudo>{mni3.include('x%40y')}</ns2:conteudo>"
    _parse(mni3.pack(mni.resposta(mni.documento("7", extra=extra)), [("x@y", SECOND)]), sink)
    assert _read(sink) == {"7": SECOND}


def test_part_in_base64_is_decoded(tmp_path: Path):
    sink = ConteudoSink(tmp_path, ("1",), 1_000_000)
    part = base64.encodebytes(BINARY)
    _parse(mni3.pack(_envelope(("1", "a")), [("a", part)], encoding="base64"), sink, 100)
    assert _read(sink) == {"1": BINARY}


def test_two_documents_may_share_a_part_and_own_a_file_each(tmp_path: Path):
    sink = ConteudoSink(tmp_path, ("1", "2"), 1000)
    _parse(mni3.pack(_envelope(("1", "a"), ("2", "a")), [("a", SECOND)]), sink)
    first, second = sink.conteudos
    first.path.unlink()
    assert second.path.read_bytes() == SECOND


@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.parametrize(
    ("pairs", "parts"),
    [
        pytest.param((("9", "a"),), [("a", SECOND)], id="nobody asked"),
        pytest.param((("1", "b"),), [("a", SECOND)], id="no such part"),
        pytest.param((("1", "a"),), [("a", b"x" * 2000)], id="too large"),
    ],
)
def test_what_cannot_be_used_is_left_out_and_leaves_no_file(
    pairs: tuple[tuple[str, str], ...], parts: list[tuple[str, bytes]], is_first: bool, tmp_path: Path
):
    sink = ConteudoSink(tmp_path, ("1",), 1000)
    _parse(mni3.pack(_envelope(*pairs), parts, is_first=is_first), sink)
    assert sink.conteudos == ()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("cut", [200, 900, -3])
def test_cut_package_is_refused_and_leaves_no_file(cut: int, tmp_path: Path):
    body, content_type = mni3.pack(_envelope(("1", "a")), [("a", b"x" * 900)])
    sink = ConteudoSink(tmp_path, ("1",), 10_000)
    with pytest.raises(TribunalResponseError):
        _parse((body[:cut], content_type), sink)
    sink.discard()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "content_type", ["multipart/related", 'multipart/related; boundary=""', "multipart/related; boundary=other"]
)
def test_package_without_its_boundary_is_refused(content_type: str, tmp_path: Path):
    body, _ = mni3.pack(_envelope(("1", "a")), [("a", SECOND)])
    with pytest.raises(TribunalResponseError):
        _parse((body, content_type), ConteudoSink(tmp_path, ("1",), 1000))


def test_package_whose_envelope_is_missing_is_refused(tmp_path: Path):
    body, content_type = mni3.pack(_envelope(("1", "a")), [("a", SECOND)])
    with pytest.raises(TribunalResponseError):
        _parse((body, content_type.replace("raiz@eproc", "outra")), ConteudoSink(tmp_path, ("1",), 1000))


def test_unknown_encoding_of_a_part_is_refused(tmp_path: Path):
    packed = mni3.pack(_envelope(("1", "a")), [("a", SECOND)], encoding="quoted-printable")
    with pytest.raises(TribunalResponseError):
        _parse(packed, ConteudoSink(tmp_path, ("1",), 1000))
