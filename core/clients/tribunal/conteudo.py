"""Contents of documents: written piece by piece into files, never a whole document in memory."""

from __future__ import annotations

import binascii
import hashlib
import secrets
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote

from core.clients.tribunal.domain import ConteudoBaixado

_SPACES = b" \t\r\n"
_SPACE_BYTES = tuple(bytes([space]) for space in _SPACES)


class ConteudoSink:
    """Receives the contents of one reply; only ``wanted`` ids are written, each once, into ``folder``.

    What is too large or not base64 is dropped, as if the court had not delivered it; ``dropped`` counts them. An empty
    content is a delivered one of size 0. A content may also be a reference to another part of a packed reply (XOP),
    which arrives before or after it; ``conteudos`` joins them.
    """

    def __init__(self, folder: Path, wanted: tuple[str, ...], max_document_bytes: int) -> None:
        self._folder = folder
        self._missing = set(wanted)
        self._max_bytes = max_document_bytes
        self._current: _Content | None = None
        self._done: list[ConteudoBaixado] = []
        self._references: dict[str, list[tuple[str, str]]] = {}
        self._parts: dict[str, ConteudoBaixado] = {}
        self.dropped = 0

    @property
    def max_encoded_bytes(self) -> int:
        """What the largest document accepted takes in base64, with its line ends.

        It also bounds a content in an attribute, which the parser must hold whole, at two to three times its length;
        a longer one ends the reply.
        """
        return self._max_bytes * 3 // 2 + 1_000_000

    @property
    def conteudos(self) -> tuple[ConteudoBaixado, ...]:
        return tuple(self._done)

    def open(self, id_documento: str, mimetype: str) -> None:
        self._drop_current()
        if id_documento in self._missing:
            self._current = self._create(id_documento, mimetype)

    def write(self, base64_text: str) -> None:
        if self._current is None:
            return
        try:
            self._current.write(base64_text.encode("ascii"))
        except (ValueError, UnicodeEncodeError):
            self._drop_current()
            return
        self._check_size()

    def close(self) -> None:
        """End of one content."""
        finished = self._finish()
        if finished is not None:
            self._missing.discard(finished.id_documento)
            self._done.append(finished)

    def drop(self) -> None:
        """The open content is not one after all."""
        self._drop_current()

    # Parts of a packed reply

    def refer(self, id_documento: str, mimetype: str, href: str) -> None:
        """The content of a wanted document is the part that ``href`` names."""
        if id_documento in self._missing:
            self._missing.discard(id_documento)
            content_id = unquote(href.removeprefix("cid:"))
            self._references.setdefault(content_id, []).append((id_documento, mimetype))

    def is_referred(self, content_id: str) -> bool:
        return content_id in self._references

    def open_part(self, content_id: str, *, is_base64: bool) -> None:
        self._drop_current()
        if content_id not in self._parts:
            self._current = self._create(content_id, "", is_base64=is_base64)

    def write_part(self, piece: bytes) -> None:
        if self._current is None:
            return
        try:
            self._current.write(piece)
        except ValueError:
            self._drop_current()
            return
        self._check_size()

    def close_part(self) -> None:
        finished = self._finish()
        if finished is not None:
            self._parts[finished.id_documento] = finished

    def join_parts(self) -> None:
        """Give every reference its part; the parts that nobody refers to are deleted."""
        for content_id, part in self._parts.items():
            owners = self._references.pop(content_id, [])
            self._done += [
                ConteudoBaixado(ident, _link(part.path), part.size_bytes, part.sha256, mimetype)
                for ident, mimetype in owners
            ]
            part.path.unlink()
        self._parts.clear()
        self.dropped += sum(len(owners) for owners in self._references.values())
        self._references.clear()

    def discard(self) -> None:
        """Delete everything that was written: the reply it came in cannot be trusted."""
        self._drop_current()
        for conteudo in (*self._done, *self._parts.values()):
            conteudo.path.unlink(missing_ok=True)
        self._done.clear()
        self._parts.clear()

    def _create(self, ident: str, mimetype: str, *, is_base64: bool = True) -> _Content:
        return _Content(self._folder / f"{secrets.token_hex(12)}.bin", (ident, mimetype), is_base64=is_base64)

    def _check_size(self) -> None:
        if self._current is not None and self._current.size_bytes > self._max_bytes:
            self._drop_current()

    def _finish(self) -> ConteudoBaixado | None:
        if self._current is None:
            return None
        try:
            finished = self._current.finish()
        except ValueError:
            self._drop_current()
            return None
        self._current = None
        return finished

    def _drop_current(self) -> None:
        if self._current is not None:
            self._current.abandon()
            self._current = None
            self.dropped += 1


class _Content:
    """One file being written. base64 comes in groups of four characters that chunks cut anywhere."""

    def __init__(self, path: Path, owner: tuple[str, str], *, is_base64: bool) -> None:
        self._path = path
        self._id, self._mimetype = owner
        self._is_base64 = is_base64
        self._file: BinaryIO = path.open("xb")
        self._digest = hashlib.sha256()
        self._rest = b""
        self._is_at_end = False
        self.size_bytes = 0

    def write(self, piece: bytes) -> None:
        """Raises ValueError (binascii.Error) for text that is not base64."""
        if not self._is_base64:
            self._append(piece)
            return
        if any(space in piece for space in _SPACE_BYTES):  # looking costs a tenth of taking them out
            piece = piece.translate(None, _SPACES)
        encoded = self._rest + piece if self._rest else piece
        cut = len(encoded) % 4
        self._rest = encoded[-cut:] if cut else b""
        self._decode(encoded[:-cut] if cut else encoded)

    def finish(self) -> ConteudoBaixado:
        self._decode(self._rest + b"=" * (-len(self._rest) % 4))
        self._file.close()
        return ConteudoBaixado(self._id, self._path, self.size_bytes, self._digest.hexdigest(), self._mimetype)

    def abandon(self) -> None:
        self._file.close()
        self._path.unlink(missing_ok=True)

    def _decode(self, encoded: bytes) -> None:
        """Whole groups. Strictly: what is skipped or behind the padding would be missing from the document."""
        if not encoded:
            return
        if self._is_at_end:
            raise ValueError("base64 goes on behind its padding")
        self._is_at_end = encoded.endswith(b"=")
        self._append(binascii.a2b_base64(encoded, strict_mode=True))

    def _append(self, piece: bytes) -> None:
        self._file.write(piece)
        self._digest.update(piece)
        self.size_bytes += len(piece)


def _link(path: Path) -> Path:
    """A second name of the same bytes, so that each document owns its file."""
    own = path.with_name(f"{secrets.token_hex(12)}.bin")
    own.hardlink_to(path)
    return own
