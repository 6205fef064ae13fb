"""Packages made to harm, packages that are broken, and what of an honest one becomes documents."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest

from core.classificador.remessas.pacote import Membro, is_pacote, iterate_membros, look_into
from core.errors import ArquivoRecusadoError
from core.settings import ClassificadorSettings

SETTINGS = ClassificadorSettings(max_documentos=5, max_aberto_bytes=30_000_000, max_arquivo_bytes=2_000_000)
TEXTO = b"O autor pede medicamento."


def write_zip(path: Path, *members: tuple[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members:
            package.writestr(name, data)
    return path


def pack(*members: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, data in members:
            package.writestr(name, data)
    return stream.getvalue()


def encrypt(path: Path) -> None:
    """Set the flag of a password in every header, as the packers of the world do."""
    data = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + place] |= 1
            at = data.find(mark, at + 4)
    path.write_bytes(data)


def open_all(path: Path, tmp_path: Path) -> list[Membro]:
    folder = tmp_path / "open"
    folder.mkdir()
    return [
        Membro(m.nome, recusa=m.recusa or (m.path.read_text() if m.path else ""))
        for m in iterate_membros(path, "lote.zip", folder, SETTINGS)
    ]


def refuse(path: Path) -> str:
    with pytest.raises(ArquivoRecusadoError) as caught:
        look_into(path, "lote.zip", SETTINGS)
    assert "“lote.zip”" in caught.value.user_message
    return caught.value.user_message


def test_the_files_of_a_package_come_one_by_one_without_folders_and_junk(tmp_path: Path) -> None:
    path = write_zip(
        tmp_path / "a.zip", ("pasta/um.txt", TEXTO), ("__MACOSX/._um.txt", b"x"), ("../../dois.txt", TEXTO + b"2")
    )
    assert look_into(path, "lote.zip", SETTINGS) == 2
    assert [(m.nome, m.recusa) for m in open_all(path, tmp_path)] == [
        ("um.txt", TEXTO.decode()),
        ("dois.txt", TEXTO.decode() + "2"),
    ]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("dentro.zip", pack(("a.txt", TEXTO)), "pacote dentro de outro pacote"),
        ("dentro.pdf", pack(("a.txt", TEXTO)), "pacote dentro de outro pacote"),
        ("dentro.rar", b"Rar!\x1a\x07\x00" + b"x" * 50, "pacote dentro de outro pacote"),
        ("vazio.txt", b"", "0 bytes"),
        ("brancos.txt", b"   \n ", "0 bytes de conteúdo"),
        ("programa.txt", b"\x00\x01\x02MZ" * 40, "não é de um tipo que o portal lê"),
        ("grande.txt", b"palavra %d " * 250_000, "passa de 2 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_cannot_be_used_is_named_and_the_others_stay(
    tmp_path: Path, name: str, data: bytes, said: str
) -> None:
    noisy = bytes(data) if len(data) < 2_000_000 else b" ".join(b"%d" % (n * 7919 % 999_983) for n in range(450_000))
    path = write_zip(tmp_path / "a.zip", (name, noisy), ("bom.txt", TEXTO))
    refused, good = open_all(path, tmp_path)
    assert said in refused.recusa
    assert f"“{name}”" in refused.recusa
    assert good.recusa == TEXTO.decode()


def test_a_file_with_a_password_is_named_and_a_package_of_nothing_else_refused(tmp_path: Path) -> None:
    whole = write_zip(tmp_path / "a.zip", ("a.txt", TEXTO))
    encrypt(whole)
    assert "protegido por senha" in refuse(whole)


def test_a_bomb_is_refused_by_its_directory_alone(tmp_path: Path) -> None:
    assert "cresce demais" in refuse(write_zip(tmp_path / "a.zip", ("a.txt", bytes(20_000_000))))
    assert "depois de aberto" in refuse(write_zip(tmp_path / "b.zip", ("a.txt", bytes(40_000_000))))


def test_a_directory_that_lies_about_sizes_does_not_fill_the_disk(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", ("a.txt", bytes(20_000_000)), ("bom.txt", TEXTO))
    data = bytearray(path.read_bytes())
    at = data.find(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<L", 900)  # of the size when unpacked
    path.write_bytes(data)
    refused, good = open_all(path, tmp_path)
    assert "danificado" in refused.recusa
    assert good.recusa == TEXTO.decode()


def test_a_directory_whose_size_is_told_in_another_record_is_refused_unread(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", ("a.txt", TEXTO), ("b.txt", TEXTO))
    data = path.read_bytes()
    at = data.rfind(b"PK\x05\x06")
    start, length = struct.unpack_from("<L", data, at + 16)[0], struct.unpack_from("<L", data, at + 12)[0]
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 2, 2, length, start)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, at, 1)
    path.write_bytes(data[:at] + record + locator + data[at:])
    with zipfile.ZipFile(path) as package:
        assert len(package.namelist()) == 2  # as the library takes it
    assert "danificado" in refuse(path)


@pytest.mark.parametrize(
    "names",
    [("[Content_Types].xml", "xl/styles.xml"), ("mimetype", "content.xml"), ("a.class", "META-INF/MANIFEST.MF")],
    ids=["xlsx", "odt", "jar"],
)
def test_one_file_of_a_program_is_no_package(tmp_path: Path, names: tuple[str, ...]) -> None:
    members = [(name, TEXTO) for name in names]
    assert "não é de um tipo que o portal lê" in refuse(write_zip(tmp_path / "a.zip", *members))
    path = write_zip(tmp_path / "b.zip", ("tabela.bin", pack(*members)), ("bom.txt", TEXTO))
    refused, good = open_all(path, tmp_path)
    assert "não é de um tipo que o portal lê" in refused.recusa
    assert good.recusa == TEXTO.decode()


def test_a_file_packed_in_another_way_and_broken_is_named_and_the_others_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("a.txt", TEXTO * 50, compress_type=zipfile.ZIP_LZMA)
        package.writestr("bom.txt", TEXTO)
    data = bytearray(path.read_bytes())
    data[30 + len("a.txt") + 4] = 0xFF  # the properties of LZMA, which are impossible now
    path.write_bytes(data)
    refused, good = open_all(path, tmp_path)
    assert "danificado" in refused.recusa
    assert good.recusa == TEXTO.decode()


def test_too_many_files_and_too_large_a_directory_are_refused_before_they_are_read(tmp_path: Path) -> None:
    many = write_zip(tmp_path / "a.zip", *((f"{n}.txt", TEXTO) for n in range(6)))
    assert "6 arquivos" in refuse(many)
    data = bytearray(many.read_bytes())
    at = data.rfind(b"PK\x05\x06")
    data[at + 12 : at + 16] = struct.pack("<L", 2**31)
    many.write_bytes(data)
    assert "danificado" in refuse(many)


@pytest.mark.parametrize("data", [b"PK\x03\x04" + b"x" * 99, pack(("a.txt", TEXTO))[:-30], pack()], ids=len)
def test_a_broken_or_empty_package_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    assert "O portal não o guardou" in refuse(path)


def test_a_word_file_is_a_document_and_no_package(tmp_path: Path) -> None:
    assert not is_pacote(write_zip(tmp_path / "a.docx", ("word/document.xml", b"<x/>")))
    assert is_pacote(write_zip(tmp_path / "b.docx", ("outra/coisa.xml", b"<x/>")))
