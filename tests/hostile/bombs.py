"""What is small to send and large to open, for each door that takes files or answers from outside.

``DOORS`` say how the product meets the bytes; every bomb ends there in a named error, by the size of what it would
become and not after becoming it.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from openpyxl import Workbook

from core.calculo.tabelas.edicao import read_arquivo as read_serie
from core.classificador.gabarito.planilha import read_planilha
from core.classificador.remessas.pacote import iterate_membros
from core.clients.tribunal.fluxo import parse_reply
from core.exportacao.papel.checagem import check_modelo, clean_imagem, look_at
from core.infra.respostas import parse_object
from core.infra.spreadsheet import SheetLimits, iterate_rows
from core.processos.envios.checagem import copy_checked
from core.prompts.modulos.importacao import read_arquivo as read_modulos
from core.settings import AnexosSettings, ClassificadorSettings, ExportacaoSettings
from tests.hostile.carriers import docx
from tests.hostile.other import OTHERS

Door = Callable[[bytes, Path], object]

_LAUGHS = '<!DOCTYPE d [<!ENTITY a0 "haha">{levels}]>'.format(
    levels="".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
)
_SOAP = "http://schemas.xmlsoap.org/soap/envelope/"


def _pack(entries: Iterable[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return buffer.getvalue()


def _quine() -> bytes:
    """Many names for the same packed bytes: each entry of the directory points at the first file."""
    data = bytearray(_pack([("a.txt", bytes(9_000_000))]))
    start = data.rindex(b"PK\x01\x02")
    end = data.rindex(b"PK\x05\x06")
    entry, count = bytes(data[start:end]), 1_500
    size = len(entry) * count
    closing = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, size, start, 0)
    return bytes(data[:start]) + entry * count + closing


def _sheet(member: str, content: bytes) -> bytes:
    book = Workbook()
    book.worksheets[0].append(["texto", "categoria"])
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out) as old:
        members = {name: old.read(name) for name in old.namelist()}
    return _pack((members | {member: content}).items())


def _png(side: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(99))) + chunk(b"IEND", b"")


def _wrap(before: str, body: str) -> bytes:
    return f'{before}<e:Envelope xmlns:e="{_SOAP}"><e:Body>{body}</e:Body></e:Envelope>'.encode()


def _read_pacote(content: bytes, folder: Path) -> object:
    path = folder / "pacote"
    path.write_bytes(content)
    return [one.nome for one in iterate_membros(path, "a.zip", folder, ClassificadorSettings.model_construct())]


def _check_modelo(content: bytes, _: Path) -> object:
    settings = ExportacaoSettings.model_construct()
    look_at(content, "a.docx", settings, is_picture=False)
    return check_modelo(content, "a.docx", settings)


def _copy(content: bytes, folder: Path) -> object:
    settings = AnexosSettings(max_file_bytes=5_000_000)
    return copy_checked(io.BytesIO(content), folder / "envio", "a.pdf", settings)


DOORS: dict[str, Door] = {
    "pacote": _read_pacote,
    "planilha": lambda content, _: list(iterate_rows("a.xlsx", content, SheetLimits())),
    "gabarito": lambda content, _: read_planilha("a.json", content, ()),
    "modulos": lambda content, _: read_modulos(content, "ps"),
    "serie": lambda content, _: read_serie(content, fonte="x", dia=date(2026, 1, 1)),
    "timbre": _check_modelo,
    "imagem": lambda content, _: clean_imagem(content, "a.png"),
    "envio": _copy,
    "tribunal": lambda content, _: parse_reply(iter([content]), max_bytes=400_000_000),
    "modelo": lambda content, _: parse_object(content.decode()),
}

BOMBS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "zip that grows a thousand times": ("pacote", lambda: _pack([("a.txt", bytes(40_000_000))])),
    "zip of one file under many names": ("pacote", _quine),
    "zip of five thousand files": ("pacote", lambda: _pack((f"{n}.txt", b"a") for n in range(5_000))),
    "zip whose directory is cut": ("pacote", lambda: _pack([("a.txt", b"a" * 900)])[:-30]),
    "sheet that unpacks to 150 MB": (
        "planilha",
        lambda: _sheet("xl/worksheets/sheet1.xml", bytes(150_000_000)),
    ),
    "sheet that laughs": ("planilha", lambda: _sheet("xl/worksheets/sheet1.xml", f"{_LAUGHS}<a>&a9;</a>".encode())),
    "sheet that laughs in its texts": (
        "planilha",
        lambda: _sheet("xl/sharedStrings.xml", f"{_LAUGHS}<sst><si><t>&a9;</t></si></sst>".encode("utf-16")),
    ),
    "sheet that asks for a file": (
        "planilha",
        lambda: _sheet(
            "xl/workbook.xml", b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><workbook>&x;</workbook>'
        ),
    ),
    "sheet with a cell at the last address": (
        "planilha",
        lambda: _sheet(
            "xl/worksheets/sheet1.xml",
            b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
            b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>a</t></is></c></row></sheetData></worksheet>',
        ),
    ),
    "text of one cell of 5 MB": ("planilha", lambda: b"texto;categoria\n" + b"a" * 5_000_000 + b";b"),
    "list nested too deeply": ("gabarito", lambda: b"[" * 200_000),
    "modules nested too deeply": ("modulos", lambda: b'{"a":' * 200_000),
    "modules of 9 MB": ("modulos", lambda: b"[" + b"1," * 4_500_000 + b"1]"),
    "series of 2 MB": ("serie", lambda: b"01/01/2020;1,0\n" * 140_000),
    "letterhead that unpacks to 200 MB": ("timbre", OTHERS["archive of 210 MB"]),
    "letterhead that lies about its size": ("timbre", OTHERS["archive that lies"]),
    "letterhead that laughs": ("timbre", OTHERS["DOCX that laughs"]),
    "letterhead of many entries": ("timbre", OTHERS["archive of six thousand entries"]),
    "letterhead with macros": ("timbre", lambda: docx("", parts={"word/vbaProject.bin": b"a"})),
    "picture of 3,600 million points": ("imagem", lambda: _png(60_000)),
    "picture of 400 million points": ("imagem", lambda: _png(20_000)),
    "picture that is another": ("imagem", OTHERS["TIFF of 3.6 GB"]),
    "file of 6 MB where 5 fit": ("envio", lambda: b"%PDF-1.7\n" + bytes(6_000_000)),
    "package as a document": ("envio", lambda: _pack([("a.txt", b"a")])),
    "old Word": ("envio", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3_000)),
    "reply that laughs": (
        "tribunal",
        lambda: _wrap(_LAUGHS, "&a9;"),
    ),
    "reply that asks for a file": (
        "tribunal",
        lambda: _wrap('<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "&x;"),
    ),
    "reply nested too deeply": ("tribunal", lambda: f'<e:Envelope xmlns:e="{_SOAP}">'.encode() + b"<a>" * 200_000),
    "reply of one endless attribute": (
        "tribunal",
        lambda: f'<e:Envelope xmlns:e="{_SOAP}"><a b="'.encode() + b"x" * 3_000_000,
    ),
    "answer nested too deeply": ("modelo", lambda: b'{"a":' * 200_000),
    "answer of one endless number": ("modelo", lambda: b'{"a": ' + b"9" * 1_000_000 + b"}"),
}
