"""What is handed in for a letterhead, looked through in a worker before anything of it enters a piece.

A Word file may hold programs, other files, addresses that are fetched when it is opened, and far more than it weighs.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile

from PIL import Image

from core.errors import ArquivoRecusadoError
from core.settings import ExportacaoSettings

MAX_PIXELS = 16_000_000
MAX_WIDTH_PX = 1_600
"""16 cm at 250 points an inch; larger pictures are made smaller."""

_MAX_ENTRIES = 200
_MAX_RATIO = 200
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_MACROS = re.compile(r"vbaproject|vbadata|/macrosheets/|customui", re.IGNORECASE)
_OBJECTS = re.compile(r"/(?:embeddings|activex|afchunk)\b|\.bin$|afchunk", re.IGNORECASE)
_PICTURE = re.compile(r"\.(?:png|jpe?g)$", re.IGNORECASE)
_EXTERNAL = re.compile(rb"TargetMode\s*=\s*[\"']External", re.IGNORECASE)
_LINKED = re.compile(
    rb"relationships/(?:oleObject|control|attachedTemplate|aFChunk|package|subDocument)\b", re.IGNORECASE
)
_FETCHING_FIELD = re.compile(rb"\b(?:INCLUDETEXT|INCLUDEPICTURE|DDEAUTO|DDE|LINK|DATABASE)\s", re.IGNORECASE)
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def look_at(conteudo: bytes, nome: str, settings: ExportacaoSettings, *, is_picture: bool) -> None:
    """Size and first bytes, all that the web process looks at. Raises ArquivoRecusadoError."""
    if len(conteudo) > settings.modelo_bytes:
        limit = settings.modelo_bytes // 1_000_000
        raise refuse(nome, f"passa de {limit} MB", "Diminua as imagens dele")
    if is_picture and not conteudo.startswith((_PNG, _JPEG)):
        raise refuse(nome, "não é uma imagem PNG ou JPEG", "Salve-o em um desses formatos")
    if conteudo.startswith(_OLE):
        raise refuse(nome, "é um Word antigo (.doc) ou está protegido por senha", "Salve-o como .docx, sem senha")
    if not is_picture and not conteudo.startswith(_ZIP):
        raise refuse(nome, "não é um arquivo de Word (.docx)", "Salve-o como .docx")


def clean_imagem(imagem: bytes, nome: str) -> bytes:
    """The picture drawn anew as PNG, without anything that was hidden in its file. Raises ArquivoRecusadoError."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(imagem), formats=("PNG", "JPEG")) as opened:
                if opened.width * opened.height > MAX_PIXELS:
                    raise refuse(nome, "tem pontos demais", "Diminua a imagem")
                picture = opened.convert("RGBA" if opened.has_transparency_data else "RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise refuse(nome, "está danificado e não pôde ser aberto", "Salve-o de novo em PNG ou JPEG") from error
    picture.thumbnail((MAX_WIDTH_PX, MAX_WIDTH_PX))
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def check_modelo(modelo: bytes, nome: str, settings: ExportacaoSettings) -> None:
    """Raises ArquivoRecusadoError with the fault and the way out."""
    try:
        with zipfile.ZipFile(io.BytesIO(modelo)) as archive:
            _check_entries(archive, len(modelo), nome, settings)
            for entry in archive.infolist():
                if entry.filename.endswith((".xml", ".rels")):
                    _check_part(entry.filename, _read(archive, entry), nome)
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise refuse(nome, "está danificado e não pôde ser aberto", "Salve-o de novo no Word") from error


def _check_entries(archive: zipfile.ZipFile, size_bytes: int, nome: str, settings: ExportacaoSettings) -> None:
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    unpacked = sum(entry.file_size for entry in entries)
    has_bomb = unpacked > settings.modelo_aberto_bytes or unpacked > size_bytes * _MAX_RATIO
    if has_bomb or len(entries) > _MAX_ENTRIES:
        raise refuse(nome, "é grande demais por dentro", "Diminua as imagens e retire o que não é do timbre")
    if any(entry.flag_bits & 1 for entry in entries) or len(set(names)) != len(names):
        raise refuse(nome, "está protegido por senha ou danificado", "Salve-o de novo no Word, sem senha")
    if any(_MACROS.search(name) for name in names):
        raise refuse(nome, "tem macros", "Salve-o como .docx, sem macros")
    if any(_OBJECTS.search(name) for name in names):
        raise refuse(nome, "tem outro arquivo dentro dele", "Retire os objetos inseridos")
    if any("/media/" in name and not _PICTURE.search(name) for name in names):
        raise refuse(nome, "tem imagem que não é PNG nem JPEG", "Troque a imagem por uma em PNG")


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """No more than the entry says it holds: a file may say less than it unpacks to."""
    with archive.open(entry) as part:
        content = part.read(entry.file_size + 1)
    if len(content) > entry.file_size:
        raise ValueError("larger than it says")
    return content


def _check_part(name: str, content: bytes, nome: str) -> None:
    if _ENTITY.search(content):
        raise refuse(nome, "tem uma construção que o Word não usa", "Salve-o de novo no Word")
    if name.endswith(".rels") and (_EXTERNAL.search(content) or _LINKED.search(content)):
        text = "tem vínculo com algo de fora (link, imagem ou modelo)"
        raise refuse(nome, text, "Retire os links e insira as imagens no próprio arquivo")
    if _FETCHING_FIELD.search(b" ".join(re.findall(rb"(?s)(?:<w:instrText[^>]*>|w:instr=\")(.*?)[<\"]", content))):
        raise refuse(nome, "tem um campo que busca outro arquivo", "Retire o campo")
    if name == "[Content_Types].xml" and _MAIN not in content:
        raise refuse(nome, "não é um documento de Word (.docx)", "Salve-o como .docx, sem macros")


def refuse(nome: str, fault: str, way_out: str) -> ArquivoRecusadoError:
    text = f"O arquivo “{nome}” {fault}. O portal não o usará. {way_out} e envie de novo."
    return ArquivoRecusadoError(fault, user_message=text)
