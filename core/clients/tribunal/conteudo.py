"""Contents of documents: base64 decoded piece by piece into files, never a whole document in memory."""

from __future__ import annotations

import binascii
import hashlib
import secrets
from pathlib import Path
from typing import BinaryIO

from core.clients.tribunal.domain import ConteudoBaixado

_SPACES = b" \t\r\n"


class ConteudoSink:
    """Receives the contents of one reply; only ``wanted`` ids are written, each once, into ``folder``.

    What is too large or not base64 is dropped, as if the court had not delivered it; ``dropped`` counts them. An empty
    content is a delivered one of size 0.
    """

    def __init__(self, folder: Path, wanted: tuple[str, ...], max_document_bytes: int) -> None:
        self._folder = folder
        self._missing = set(wanted)
        self._max_bytes = max_document_bytes
        self._current: _Content | None = None
        self._done: list[ConteudoBaixado] = []
        self.dropped = 0

    @property
    def conteudos(self) -> tuple[ConteudoBaixado, ...]:
        return tuple(self._done)

    def open(self, id_documento: str, mimetype: str) -> None:
        self._drop_current()
        if id_documento in self._missing:
            self._current = _Content(self._folder / f"{secrets.token_hex(12)}.bin", id_documento, mimetype)

    def write(self, base64_text: str) -> None:
        if self._current is None:
            return
        try:
            self._current.write(base64_text)
        except (ValueError, UnicodeEncodeError):
            self._drop_current()
            return
        if self._current.size_bytes > self._max_bytes:
            self._drop_current()

    def close(self) -> None:
        """End of one content."""
        if self._current is None:
            return
        try:
            finished = self._current.finish()
        except ValueError:
            finished = None
        if finished is None:
            self._drop_current()
            return
        self._current = None
        self._missing.discard(finished.id_documento)
        self._done.append(finished)

    def discard(self) -> None:
        """Delete everything that was written: the reply it came in cannot be trusted."""
        self._drop_current()
        for conteudo in self._done:
            conteudo.path.unlink(missing_ok=True)
        self._done.clear()

    def _drop_current(self) -> None:
        if self._current is not None:
            self._current.abandon()
            self._current = None
            self.dropped += 1


class _Content:
    """One file being written. base64 comes in groups of four characters that chunks cut anywhere."""

    def __init__(self, path: Path, id_documento: str, mimetype: str) -> None:
        self._path = path
        self._id = id_documento
        self._mimetype = mimetype
        self._file: BinaryIO = path.open("xb")
        self._digest = hashlib.sha256()
        self._rest = b""
        self.size_bytes = 0

    def write(self, text: str) -> None:
        """Raises ValueError (binascii.Error) for text that is not base64."""
        encoded = self._rest + text.encode("ascii").translate(None, _SPACES)
        whole = len(encoded) // 4 * 4
        self._rest = encoded[whole:]
        self._append(encoded[:whole])

    def finish(self) -> ConteudoBaixado:
        if self._rest:
            self._append(self._rest + b"=" * (-len(self._rest) % 4))
        self._file.close()
        return ConteudoBaixado(self._id, self._path, self.size_bytes, self._digest.hexdigest(), self._mimetype)

    def abandon(self) -> None:
        self._file.close()
        self._path.unlink(missing_ok=True)

    def _append(self, encoded: bytes) -> None:
        decoded = binascii.a2b_base64(encoded)
        self._file.write(decoded)
        self._digest.update(decoded)
        self.size_bytes += len(decoded)
