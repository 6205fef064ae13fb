"""Handing files in for a lot: looked at as they come, kept by content, refused by name before anything is paid."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import BinaryIO

from core.classificador.domain import FonteAAbrir, NovoItem
from core.classificador.remessas.domain import ArquivoDaRemessa, Remessa
from core.classificador.remessas.pacote import is_pacote, iterate_membros, look_into
from core.classificador.remessas.repository import Ocupado, RemessaRepository
from core.errors import ArquivoRecusadoError, RecordNotFoundError
from core.processos.chave import build_chave, is_envio
from core.processos.domain import ConteudoBaixado, DocumentoLido, FormatoDeArquivo, TextoGuardado
from core.processos.envios.checagem import copy_checked
from core.processos.envios.domain import Envio, build_processo, clean_nome
from core.processos.leitura.formatos import sniff
from core.processos.leitura.leitor import hash_file, read_content
from core.processos.repository import ProcessoRepository
from core.settings import AnexosSettings, ClassificadorSettings, LeituraSettings

_MB = 1_000_000
_PIECE_BYTES = 1_000_000
_RASCUNHOS = 3
"""The files of a person that are no lot yet may take the room of so many lots."""

_READ_AT_ONCE_BYTES = 1_000_000
"""Plain text up to here is read as it comes, in milliseconds; everything else goes to the isolated readers."""


class RemessaService:
    """Every method that names a person answers only for that person's own files; others' are not found."""

    def __init__(
        self,
        repository: RemessaRepository,
        processos: ProcessoRepository,
        settings: tuple[ClassificadorSettings, LeituraSettings],
    ) -> None:
        self._repository = repository
        self._processos = processos
        self._settings, self._leitura = settings

    def begin(self, usuario_id: int) -> Remessa:
        """A new, empty set."""
        chave = self.open_autos(usuario_id)
        self._repository.add(chave, usuario_id)
        return Remessa(chave, usuario_id)

    def get(self, chave: str, usuario_id: int) -> Remessa:
        """The person's own files. Raises RecordNotFoundError."""
        remessa = self._repository.get(chave) if is_envio(chave) else None
        if remessa is None or remessa.usuario_id != usuario_id:
            raise RecordNotFoundError("files of another person")
        return remessa

    def receive(self, chave: str, usuario_id: int, nome: str, source: BinaryIO) -> ArquivoDaRemessa:
        """Check one file or package by its bytes and keep it.

        Raises ArquivoRecusadoError with the name, the fault and the way out; ForbiddenChangeError once it is a lot.
        """
        nome = clean_nome(nome)
        ocupado = self._repository.sum_up(chave)
        if ocupado.usuario_id != usuario_id:
            raise RecordNotFoundError("files of another person")
        with tempfile.TemporaryDirectory(prefix="portal-lote-") as folder:
            path = Path(folder) / "arquivo"
            arquivo = self._check(source, path, nome)
            self._require_room(arquivo, ocupado)
            self._save(chave, path, arquivo.sha256, arquivo.size_bytes)
        if same := self._add(chave, arquivo):
            text = f"O arquivo “{nome}” tem o mesmo conteúdo de “{same}”, que já está na lista. O portal ficou com um."
            raise ArquivoRecusadoError("the same content", user_message=text)
        return arquivo

    def remove(self, chave: str, usuario_id: int, sha256: str) -> Remessa:
        """Take a file out before the lot is made. Raises ForbiddenChangeError afterwards."""
        self.get(chave, usuario_id)
        self._repository.remove_arquivo(chave, sha256)
        return self._repository.get(chave)

    def keep_texto(self, chave: str, texto: str) -> str:
        """Keep a text as a content of the set; answers its SHA-256."""
        return self.keep_textos(chave, [texto])[0]

    def keep_textos(self, chave: str, textos: Sequence[str]) -> list[str]:
        """Keep texts as contents of the set, all at once; answers their SHA-256 in order."""
        contents = [texto.encode() for texto in textos]
        hashes = [hashlib.sha256(data).hexdigest() for data in contents]
        kept = [TextoGuardado(build_id(sha256), sha256, data) for sha256, data in zip(hashes, contents, strict=True)]
        self._processos.save_textos(chave, kept)
        self._processos.save_leituras([lido for texto in kept if (lido := self._read_at_once(texto))])
        return hashes

    def open_pacote(self, chave: str, fonte: FonteAAbrir) -> Iterator[NovoItem]:
        """The files of a package, kept one by one; those that cannot be used come with the reason."""
        with tempfile.TemporaryDirectory(prefix="portal-lote-") as name:
            folder = Path(name)
            package = folder / "pacote"
            self._processos.write_conteudo(fonte.sha256, package)
            for membro in iterate_membros(package, fonte.nome, folder, self._settings):
                if membro.path is None:
                    yield NovoItem(membro.nome, recusa=membro.recusa)
                    continue
                sha256, size_bytes = hash_file(membro.path), membro.path.stat().st_size
                self._save(chave, membro.path, sha256, size_bytes)
                yield NovoItem(membro.nome, sha256, id_documento=build_id(sha256))

    def delete_old(self) -> int:
        """Forget files that never became a lot; answers how many sets went in this round."""
        return self._repository.delete_old(datetime.now(UTC) - timedelta(hours=self._settings.rascunho_h))

    def open_autos(self, usuario_id: int) -> str:
        """The key of an empty case file: the door to the model asks it for the secrecy of what is handed in."""
        chave = build_chave()
        self._processos.save_processo(build_processo(Envio(chave, usuario_id, datetime.now(UTC))))
        return chave

    def _check(self, source: BinaryIO, path: Path, nome: str) -> ArquivoDaRemessa:
        settings = self._settings
        head = source.read(_PIECE_BYTES)
        source.seek(0)
        if not head.startswith(b"PK"):
            limits = AnexosSettings.model_construct(max_file_bytes=settings.max_arquivo_bytes)
            copia = copy_checked(source, path, nome, limits)
            return ArquivoDaRemessa(0, nome, copia.sha256, copia.size_bytes)
        size_bytes = _copy(source, path, nome, settings.max_pacote_bytes)
        membros = look_into(path, nome, settings) if is_pacote(path) else 0
        if not membros and size_bytes > settings.max_arquivo_bytes:
            raise _refuse_size(nome, settings.max_arquivo_bytes)
        return ArquivoDaRemessa(0, nome, hash_file(path), size_bytes, membros)

    def _add(self, chave: str, arquivo: ArquivoDaRemessa) -> str:
        """As the repository does; what other files took the room of meanwhile is not kept."""
        try:
            return self._repository.add_arquivo(chave, arquivo, partial(self._require_room, arquivo))
        except ArquivoRecusadoError:
            self._repository.remove_arquivo(chave, arquivo.sha256)
            raise

    def _save(self, chave: str, path: Path, sha256: str, size_bytes: int) -> None:
        formato = sniff(path)
        self._processos.save_conteudo(chave, ConteudoBaixado(build_id(sha256), path, size_bytes, sha256, formato.value))
        if formato is FormatoDeArquivo.TXT and size_bytes <= _READ_AT_ONCE_BYTES:
            self._processos.save_leitura(read_content(path, self._leitura))

    def _read_at_once(self, texto: TextoGuardado) -> DocumentoLido | None:
        """The reading of a text; None for one that only the isolated readers may open."""
        with tempfile.TemporaryDirectory(prefix="portal-lote-") as folder:
            path = Path(folder) / "texto"
            path.write_bytes(texto.data)
            is_plain = sniff(path) is FormatoDeArquivo.TXT and len(texto.data) <= _READ_AT_ONCE_BYTES
            return read_content(path, self._leitura) if is_plain else None

    def _require_room(self, arquivo: ArquivoDaRemessa, ocupado: Ocupado) -> None:
        settings, nome = self._settings, arquivo.nome
        if ocupado.documentos + max(arquivo.membros, 1) > settings.max_documentos:
            text = f"Um lote leva até {settings.max_documentos} documentos, e “{nome}” passa disso. "
            raise ArquivoRecusadoError("too many", user_message=text + "O portal não o guardou. Faça outro lote.")
        if ocupado.size_bytes + arquivo.size_bytes > settings.max_total_bytes:
            limit = settings.max_total_bytes // _MB
            text = f"Com “{nome}”, os arquivos passam de {limit} MB, o máximo de um lote. O portal não o guardou. "
            raise ArquivoRecusadoError("too many bytes", user_message=text + "Faça outro lote com ele.")
        limit_bytes = _RASCUNHOS * settings.max_total_bytes
        if ocupado.da_pessoa_bytes + arquivo.size_bytes > limit_bytes:
            text = f"Com “{nome}”, seus arquivos que ainda não são lotes passam de {limit_bytes // _MB} MB. "
            text += "O portal não o guardou. Comece os lotes que já têm arquivos e envie-o de novo."
            raise ArquivoRecusadoError("too many bytes of a person", user_message=text)


def build_id(sha256: str) -> str:
    """The name of a handed-in document inside its set."""
    return sha256[:32]


def _copy(source: BinaryIO, path: Path, nome: str, limit_bytes: int) -> int:
    size = 0
    with path.open("xb") as file:
        while piece := source.read(_PIECE_BYTES):
            size += len(piece)
            if size > limit_bytes:
                raise _refuse_size(nome, limit_bytes)
            file.write(piece)
    return size


def _refuse_size(nome: str, limit_bytes: int) -> ArquivoRecusadoError:
    text = f"O arquivo “{nome}” passa de {limit_bytes // _MB} MB, o máximo que o portal lê. O portal não o guardou. "
    return ArquivoRecusadoError("too large", user_message=text + "Divida-o em partes menores e envie de novo.")
