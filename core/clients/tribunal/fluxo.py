"""Bytes of a reply fed to the parser as they arrive, whatever encoding they are really in."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator

from lxml import etree

from core.clients.tribunal.conteudo import ConteudoSink
from core.clients.tribunal.pacote import parse_package
from core.clients.tribunal.resposta import Resposta, RespostaTarget
from core.errors import TribunalResponseError

_DECLARED = re.compile(rb"^<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_HEAD_BYTES = 256
_FORBIDDEN = bytes(b for b in range(32) if b not in b"\t\n\r")
"""Control characters that XML 1.0 does not allow and that old records carry."""
_ERRORS = "tribunal_latin1"
_MAX_SILENCE_BYTES = 1_000_000


class ReplyParser:
    """Parses a reply that is fed to it. ``feed`` and ``close`` raise TribunalResponseError or lxml's XMLSyntaxError.

    ``max_silence`` is the longest run of bytes without any event of the parser: one attribute of that length, which
    the parser would have to keep whole.
    """

    def __init__(self, sink: ConteudoSink | None = None, *, max_silence: int = _MAX_SILENCE_BYTES) -> None:
        self._target = RespostaTarget(sink)
        self._parser = etree.XMLParser(
            target=self._target, resolve_entities="internal", no_network=True, huge_tree=True
        )
        self._transcoder = _Transcoder()
        self._max_silence = max_silence
        self._seen, self._silence = 0, 0

    def feed(self, chunk: bytes) -> None:
        ready = self._transcoder.decode(chunk)
        if ready:
            self._parser.feed(ready)
        self._silence = self._silence + len(ready) if self._target.ticks == self._seen else 0
        self._seen = self._target.ticks
        if self._silence > self._max_silence:
            raise TribunalResponseError("an attribute of the reply is too long")

    def close(self) -> Resposta:
        self._parser.feed(self._transcoder.decode(b"", final=True))
        resposta: Resposta = self._parser.close()
        return resposta


def parse_reply(
    chunks: Iterable[bytes], *, max_bytes: int, sink: ConteudoSink | None = None, content_type: str = ""
) -> Resposta:
    """The reply in ``chunks``, packed or not. Raises TribunalResponseError or XMLSyntaxError for what is not one."""
    silence = _MAX_SILENCE_BYTES if sink is None else sink.max_encoded_bytes
    parser = ReplyParser(sink, max_silence=silence)
    capped = _capped(chunks, max_bytes)
    if content_type.lower().startswith("multipart/"):
        return parse_package(capped, content_type, parser, sink)
    for chunk in capped:
        parser.feed(chunk)
    return parser.close()


def _capped(chunks: Iterable[bytes], max_bytes: int) -> Iterator[bytes]:
    total = 0
    for chunk in chunks:
        total += len(chunk)
        if total > max_bytes:
            raise TribunalResponseError(f"the reply is larger than {max_bytes} bytes")
        yield chunk


class _Transcoder:
    """What the parser can read: what is announced as UTF-8 and is not is read as Windows Latin.

    Other announced encodings pass untouched: the parser knows them. It waits until enough has arrived to see how the
    reply begins, and drops what some servers put before the XML.
    """

    def __init__(self) -> None:
        self._head = b""
        self._is_started = False
        self._decoder: codecs.IncrementalDecoder | None = None

    def decode(self, chunk: bytes, *, final: bool = False) -> bytes:
        if not self._is_started:
            self._head += chunk
            if len(self._head) < _HEAD_BYTES and not final:
                return b""
            chunk, self._head = self._start(self._head), b""
        if self._decoder is None:
            return chunk
        return self._decoder.decode(chunk.translate(None, _FORBIDDEN), final).encode()

    def _start(self, head: bytes) -> bytes:
        self._is_started = True
        head = head.removeprefix(codecs.BOM_UTF8).lstrip()
        if not head.startswith(b"<"):
            raise TribunalResponseError("the reply is not XML")
        declared = _DECLARED.match(head)
        encoding = declared.group(1).decode().lower().replace("-", "") if declared else "utf8"
        if encoding in ("utf8", "usascii", "ascii"):
            self._decoder = codecs.getincrementaldecoder("utf-8")(_ERRORS)
        return head


def _read_as_latin(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return wrong.decode("cp1252", errors="replace"), error.end


codecs.register_error(_ERRORS, _read_as_latin)
