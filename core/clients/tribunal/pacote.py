"""Replies packed as MTOM/XOP: the envelope is one part of a multipart message, each content another.

W3C XML-binary Optimized Packaging: the content element holds ``xop:Include href="cid:..."`` instead of base64.
"""

from __future__ import annotations

from collections.abc import Iterable
from email.message import Message
from typing import TYPE_CHECKING, Protocol

from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError

from core.clients.tribunal.conteudo import ConteudoSink
from core.clients.tribunal.resposta import Resposta
from core.errors import TribunalResponseError

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

_BINARY = ("binary", "8bit", "7bit", "")


class EnvelopeParser(Protocol):
    """What reads the part that is the envelope."""

    def feed(self, chunk: bytes) -> None: ...

    def close(self) -> Resposta: ...


def parse_package(
    chunks: Iterable[bytes], content_type: str, envelope: EnvelopeParser, sink: ConteudoSink | None
) -> Resposta:
    """The reply in a multipart message. Raises TribunalResponseError when it is not a whole one."""
    header = Message()
    header["Content-Type"] = content_type
    boundary = header.get_boundary()
    if not boundary:
        raise TribunalResponseError("the packed reply names no boundary")
    package = _Package(str(header.get_param("start") or ""), envelope, sink)
    try:
        parser = MultipartParser(boundary, package.callbacks)
        for chunk in chunks:
            parser.write(chunk)
        parser.finalize()
    except FormParserError as error:
        raise TribunalResponseError("the packed reply is malformed") from error
    if not package.is_complete or package.resposta is None:
        raise TribunalResponseError("the packed reply is cut")
    if sink is not None:
        sink.join_parts()
    return package.resposta


class _Package:
    """Sends each part where it belongs. The envelope is the part named by ``start``, or the first one."""

    def __init__(self, start: str, envelope: EnvelopeParser, sink: ConteudoSink | None) -> None:
        self._start = start.strip().strip("<>")
        self._envelope = envelope
        self._sink = sink
        self._headers: dict[str, str] = {}
        self._name = self._value = b""
        self._is_envelope = False
        self.resposta: Resposta | None = None
        self.is_complete = False
        self.callbacks: MultipartCallbacks = {
            "on_part_begin": self._begin,
            "on_header_field": self._add_name,
            "on_header_value": self._add_value,
            "on_header_end": self._end_header,
            "on_headers_finished": self._open,
            "on_part_data": self._write,
            "on_part_end": self._close,
            "on_end": self._complete,
        }

    def _begin(self) -> None:
        self._headers = {}

    def _add_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _add_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _end_header(self) -> None:
        self._headers[self._name.decode("latin-1").lower()] = self._value.decode("latin-1").strip()
        self._name = self._value = b""

    def _open(self) -> None:
        content_id = self._headers.get("content-id", "").strip("<>")
        encoding = self._headers.get("content-transfer-encoding", "").lower()
        if encoding not in (*_BINARY, "base64"):
            raise TribunalResponseError("a part of the packed reply has an unknown encoding")
        self._is_envelope = self.resposta is None and self._start in ("", content_id)
        if self._is_envelope and encoding == "base64":
            raise TribunalResponseError("the envelope of the packed reply is encoded")
        is_nobodys = self.resposta is not None and self._sink is not None and not self._sink.is_referred(content_id)
        if not self._is_envelope and self._sink is not None and not is_nobodys:
            self._sink.open_part(content_id, is_base64=encoding == "base64")

    def _write(self, data: bytes, start: int, end: int) -> None:
        piece = data[start:end]
        if self._is_envelope:
            self._envelope.feed(piece)
        elif self._sink is not None:
            self._sink.write_part(piece)

    def _close(self) -> None:
        if self._is_envelope:
            self.resposta = self._envelope.close()
        elif self._sink is not None:
            self._sink.close_part()

    def _complete(self) -> None:
        self.is_complete = True
