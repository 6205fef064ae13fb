"""Bytes of a reply fed to the parser as they arrive, whatever encoding they are really in."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator

from lxml import etree

from core.clients.tribunal.conteudo import ConteudoSink
from core.clients.tribunal.resposta import Resposta, RespostaTarget
from core.errors import TribunalResponseError

_DECLARED = re.compile(rb"^<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_HEAD_BYTES = 256
_FORBIDDEN = bytes(b for b in range(32) if b not in b"\t\n\r")
"""Control characters that XML 1.0 does not allow and that old records carry."""
_ERRORS = "tribunal_latin1"


def parse_reply(chunks: Iterable[bytes], *, max_bytes: int, sink: ConteudoSink | None = None) -> Resposta:
    """The reply in ``chunks``. Raises TribunalResponseError or lxml's XMLSyntaxError for what is not one."""
    parser = etree.XMLParser(target=RespostaTarget(sink), resolve_entities="internal", no_network=True, huge_tree=True)
    for chunk in _transcode(_capped(chunks, max_bytes)):
        parser.feed(chunk)
    resposta: Resposta = parser.close()
    return resposta


def _capped(chunks: Iterable[bytes], max_bytes: int) -> Iterator[bytes]:
    total = 0
    for chunk in chunks:
        total += len(chunk)
        if total > max_bytes:
            raise TribunalResponseError(f"the reply is larger than {max_bytes} bytes")
        yield chunk


def _transcode(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """What the parser can read, once enough has arrived to see how the reply begins."""
    head = b""
    transcoder: _Transcoder | None = None
    for chunk in chunks:
        if transcoder is not None:
            yield transcoder.decode(chunk)
            continue
        head += chunk
        if len(head) >= _HEAD_BYTES:
            head, transcoder = _start(head)
            yield transcoder.decode(head)
    if transcoder is None:
        head, transcoder = _start(head)
        yield transcoder.decode(head)
    yield transcoder.decode(b"", final=True)


def _start(head: bytes) -> tuple[bytes, _Transcoder]:
    """The first bytes without what some servers put before the XML, and the way to read the rest."""
    head = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if not head.startswith(b"<"):
        raise TribunalResponseError("the reply is not XML")
    declared = _DECLARED.match(head)
    return head, _Transcoder(declared.group(1).decode() if declared else "utf-8")


class _Transcoder:
    """Turns what is announced as UTF-8 into UTF-8: bytes that are not are read as Windows Latin.

    Other announced encodings pass untouched: the parser knows them.
    """

    def __init__(self, encoding: str) -> None:
        is_utf8 = encoding.lower().replace("-", "") in ("utf8", "usascii", "ascii")
        self._decoder = codecs.getincrementaldecoder("utf-8")(_ERRORS) if is_utf8 else None

    def decode(self, chunk: bytes, *, final: bool = False) -> bytes:
        if self._decoder is None:
            return chunk
        return self._decoder.decode(chunk.translate(None, _FORBIDDEN), final).encode()


def _read_as_latin(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return wrong.decode("cp1252", errors="replace"), error.end


codecs.register_error(_ERRORS, _read_as_latin)
