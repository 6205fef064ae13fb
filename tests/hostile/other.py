"""Pictures, texts and archives that hurt, and content under a false name."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from PIL import Image

from tests import pdfs

Build = Callable[[], bytes]

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
    "</Relationships>"
)
_PARAGRAPH = "<w:p><w:r><w:t>Certifico.</w:t></w:r></w:p>"


def _docx(body: str, *, before: str = "", extra: int = 0) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELATIONS)
        archive.writestr(
            "word/document.xml", f'{before}<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'
        )
        for number in range(extra):
            archive.writestr(f"word/media/{number}.bin", b"")
    return buffer.getvalue()


def _big_docx(megabytes: int) -> bytes:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("word/document.xml", "w") as entry,
    ):
        for _ in range(megabytes):
            entry.write(bytes(1_000_000))
    return buffer.getvalue()


def _lying_docx() -> bytes:
    """Every entry says that it unpacks to a hundred bytes."""
    data = bytearray(_big_docx(150))
    place = data.rindex(b"PK\x01\x02")
    data[place + 24 : place + 28] = struct.pack("<I", 100)
    return bytes(data)


def _png(width: int, height: int, data: bytes, *chunks: tuple[bytes, bytes]) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    extra = b"".join(chunk(kind, body) for kind, body in chunks)
    return b"\x89PNG\r\n\x1a\n" + header + extra + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def _save(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def _looping_tiff() -> bytes:
    """The list of frames comes back to its first."""
    data = bytearray(_save(Image.new("L", (64, 64), 250), "TIFF"))
    (first,) = struct.unpack("<I", data[4:8])
    (count,) = struct.unpack("<H", data[first : first + 2])
    end = first + 2 + 12 * count
    data[end : end + 4] = struct.pack("<I", first)
    return bytes(data)


def _tiff(width: int, height: int) -> bytes:
    """One frame of this size whose pixels are missing."""
    tags = [(256, 4, width), (257, 4, height), (258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 4, 8), (278, 4, height)]
    tags.append((279, 4, width * height % 2**32))
    entries = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
    return b"II*\0\x08\0\0\0" + struct.pack("<H", len(tags)) + entries + bytes(4)


def _laughs() -> str:
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE d [<!ENTITY a0 "haha">{levels}]>'


OTHERS: dict[str, Build] = {
    "text as PDF": lambda: rb"{\rtf1\ansi Certifico que a parte foi intimada.}",
    "page of the web as PDF": lambda: b"<html><body><p>Certifico que a parte foi intimada.</p></body></html>",
    "PDF in a page of the web": lambda: b"<html><!--" + pdfs.build_pdf(pdfs.write_lines()) + b"--></html>",
    "PDF and archive in one": lambda: pdfs.build_pdf(pdfs.write_lines()) + _docx(_PARAGRAPH),
    "program": lambda: b"\x7fELF\x02\x01\x01" + bytes(200_000),
    "zeros": lambda: bytes(3_000_000),
    "two-byte text": lambda: "Certifico que a parte foi intimada.".encode("utf-16"),
    "one line of 19 MB": lambda: b"palavra " * 2_400_000,
    "RTF in braces": lambda: rb"{\rtf1 " + b"{" * 300_000 + b"a" + b"}" * 300_001,
    "RTF never closed": lambda: rb"{\rtf1 " + rb"{\b{\i a " * 100_000,
    "RTF with a picture of 2^31 bytes": lambda: rb"{\rtf1 {\pict\bin2147483647 abc} Certifico.}",
    "RTF with a program": lambda: rb"{\rtf1 {\object\objdata " + b"4d5a90" * 300_000 + b"} Certifico.}",
    "RTF of hidden words": lambda: rb"{\rtf1 " + rb"{\v oculto}" * 100_000 + b"}",
    "RTF of opened hidden words": lambda: rb"{\rtf1 " + rb"\v a" * 200_000,
    "HTML in boxes": lambda: b"<html>" + b"<div>" * 40_000 + b"fim",
    "HTML in tables": lambda: b"<html>" + b"<table><tr><td>" * 30_000 + b"fim",
    "HTML of attributes": lambda: b"<html><p " + b" ".join(b"a%d=1" % n for n in range(100_000)) + b">fim</p></html>",
    "HTML of hidden words": lambda: b"<html>" + b"<p style='display:none'>a</p>" * 50_000 + b"fim",
    "archive of 210 MB": lambda: _big_docx(210),
    "archive that lies": _lying_docx,
    "archive of six thousand entries": lambda: _docx(_PARAGRAPH, extra=6_000),
    "archive cut": lambda: _docx(_PARAGRAPH * 5_000)[:-300],
    "DOCX that laughs": lambda: _docx("<w:p><w:r><w:t>&a9;</w:t></w:r></w:p>", before=_laughs()),
    "DOCX that asks for a file": lambda: _docx(
        "<w:p><w:r><w:t>&x;</w:t></w:r></w:p>", before='<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    ),
    "DOCX in tables": lambda: _docx(
        "<w:tbl><w:tr><w:tc>" * 900 + _PARAGRAPH + f"{_PARAGRAPH}</w:tc></w:tr></w:tbl>" * 900
    ),
    "DOCX of many paragraphs": lambda: _docx(_PARAGRAPH * 20_000),
    "PNG of 144 million pixels": lambda: _save(Image.new("1", (12_000, 12_000)), "PNG"),
    "PNG of 2^31 pixels a side": lambda: _png(2**31 - 1, 2**31 - 1, zlib.compress(bytes(99))),
    "PNG with less than it says": lambda: _png(6_000, 6_000, zlib.compress(bytes(99))),
    "PNG with a colour table of 60 MB": lambda: _png(
        90, 90, zlib.compress(bytes(91 * 90)), (b"iCCP", b"a\0\0" + zlib.compress(bytes(60_000_000), 9))
    ),
    "PNG with a note of 60 MB": lambda: _png(
        90, 90, zlib.compress(bytes(91 * 90)), (b"zTXt", b"a\0\0" + zlib.compress(bytes(60_000_000), 9))
    ),
    "TIFF that comes back": _looping_tiff,
    "TIFF of 3.6 GB": lambda: _tiff(60_000, 60_000),
    "TIFF with less than it says": lambda: _tiff(8_000, 8_000),
    "TIFF of a thousand frames": lambda: _save(
        Image.new("L", (8, 8), 255), "TIFF", save_all=True, append_images=[Image.new("L", (8, 8), 255)] * 999
    ),
    "GIF of 65535 a side": lambda: (
        b"GIF89a\xff\xff\xff\xff\x80\0\0" + bytes(6) + b",\0\0\0\0\xff\xff\xff\xff\0\x02\x02L\x01\0;"
    ),
    "BMP with less than it says": lambda: (
        b"BM" + struct.pack("<IHHIIiiHHIIiiII", 99, 0, 0, 54, 40, 9_000, 9_000, 1, 24, 0, 0, 1, 1, 0, 0)
    ),
    "WEBP of nothing": lambda: b"RIFF\x20\0\0\0WEBPVP8L" + bytes(30),
    "JPEG of 65500 a side": lambda: (
        b"\xff\xd8\xff\xc0\x00\x0b\x08\xff\xdc\xff\xdc\x01\x01\x11\x00\xff\xda\x00\x08\x01\x01\x00\x00?\x00" + bytes(50)
    ),
    "JPEG cut": lambda: _save(pdfs.photograph(pdfs.build_pdf(pdfs.write_lines())), "JPEG")[:9_000],
}  # fmt: skip
