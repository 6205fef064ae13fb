"""Handing files in: checked by content, kept by hash, owned by one person, and made a case file like any other."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from core.errors import ArquivoRecusadoError, InvalidInputError, RecordNotFoundError
from core.processos.chave import build_chave, is_envio
from core.processos.domain import ConteudoBaixado
from core.processos.envios.checagem import copy_checked
from core.processos.envios.domain import ArquivoEnviado, Envio, build_processo, clean_nome
from core.processos.envios.repository import EnvioRepository
from core.processos.numero_cnj import format_numero_cnj, parse_numero_cnj
from core.processos.repository import ProcessoRepository
from core.settings import AnexosSettings

_MB = 1_000_000


class EnvioService:
    """Every method that names a person answers only for that person's own files; others' are not found."""

    def __init__(self, repository: EnvioRepository, processos: ProcessoRepository, settings: AnexosSettings) -> None:
        self._repository = repository
        self._processos = processos
        self._settings = settings

    def require(self, chave: str, usuario_id: int) -> Envio:
        """The person's own files. Raises RecordNotFoundError."""
        if not is_envio(chave):
            raise RecordNotFoundError("not a key of handed-in files")
        envio = self._repository.get(chave)
        if envio.usuario_id != usuario_id:
            raise RecordNotFoundError("files of another person")
        return envio

    def begin(self, usuario_id: int) -> Envio:
        """A new, empty set."""
        return self._repository.add(build_chave(), usuario_id)

    def receive(self, chave: str, usuario_id: int, nome: str, source: BinaryIO) -> Envio:
        """Check one file, keep it, and answer the set with it.

        Raises ArquivoRecusadoError for what cannot be used, ForbiddenChangeError once a geração stands on the set.
        """
        envio = self.require(chave, usuario_id)
        nome = clean_nome(nome)
        with tempfile.TemporaryDirectory(prefix="portal-anexo-") as folder:
            path = Path(folder) / "arquivo"
            copia = copy_checked(source, path, nome, self._settings)
            self._require_room(envio, nome, copia.size_bytes)
            id_documento = copia.sha256[:32]
            if same := envio.find(id_documento):
                raise self._refuse_twice(nome, same)
            kept = ConteudoBaixado(id_documento, path, copia.size_bytes, copia.sha256, copia.formato.value)
            self._processos.save_conteudo(chave, kept)
        arquivo = ArquivoEnviado(id_documento, 0, nome, copia.sha256, copia.size_bytes, copia.formato)
        if not self._repository.add_arquivo(chave, arquivo):
            raise self._refuse_twice(nome, arquivo)
        return self._publish(chave)

    def remove(self, chave: str, usuario_id: int, id_documento: str) -> Envio:
        """Take a file out before it was used. Raises ForbiddenChangeError afterwards."""
        self.require(chave, usuario_id)
        self._repository.remove_arquivo(chave, id_documento)
        return self._publish(chave)

    def declare_sigilo(self, chave: str, usuario_id: int, id_documento: str, *, is_sigiloso: bool) -> Envio:
        """What is declared secret is listed and never leaves for the model."""
        self.require(chave, usuario_id)
        self._repository.save_sigilo(chave, id_documento, int(is_sigiloso))
        return self._publish(chave)

    def choose_categoria(self, chave: str, usuario_id: int, id_documento: str, categoria: str) -> Envio:
        """What a person says a file is counts before what the model says, for every later geração."""
        self.require(chave, usuario_id)
        self._repository.save_categoria(chave, id_documento, categoria)
        return self._publish(chave)

    def note_classificacao(self, chave: str, id_documento: str, categoria: str, confianca: str, motivo: str) -> None:
        """What the model says a file is; a person's choice stays."""
        self._repository.save_classificacao(chave, id_documento, categoria, confianca, motivo)
        self._publish(chave)

    def get(self, chave: str) -> Envio:
        """For workers, which act for whoever handed the files in. Raises RecordNotFoundError."""
        return self._repository.get(chave)

    def name_processo(self, chave: str, usuario_id: int, numero: str) -> Envio:
        """The case that the person says the files belong to, or empty: what is secret in it keeps them here.

        Raises InvalidNumeroCnjError, ForbiddenChangeError once a geração stands on the set, RecordNotFoundError.
        """
        self.require(chave, usuario_id)
        self._repository.save_numero(chave, _parse_opcional(numero))
        return self._publish(chave)

    def send(self, chave: str, usuario_id: int, numero: str = "") -> None:
        """Close the set for a geração; ``numero`` is the case that the person says the files belong to, or empty.

        A set that was sent may be sent again, for another peça; its case stays. Raises InvalidNumeroCnjError,
        InvalidInputError for an empty set or another case than before, RecordNotFoundError.
        """
        numero = _parse_opcional(numero)
        if not chave or not self.require(chave, usuario_id).arquivos:
            text = "Falta enviar os arquivos. Escolha ao menos um documento e peça a minuta de novo."
            raise InvalidInputError("no files", user_message=text)
        if not self._repository.close(chave, numero) and numero:
            self._require_same(self._repository.get(chave), numero)
        self._publish(chave)

    def delete_old(self) -> int:
        """Forget sets that were never used for a peça; answers how many went in this round."""
        return self._repository.delete_old(datetime.now(UTC) - timedelta(hours=self._settings.rascunho_h))

    def _publish(self, chave: str) -> Envio:
        """Make the case file that everything else reads follow the set."""
        envio = self._repository.get(chave)
        while True:
            self._processos.save_processo(build_processo(envio))
            before, envio = envio, self._repository.get(chave)
            if before == envio:
                return envio  # otherwise another process changed the set meanwhile, and may have been overwritten

    def _require_room(self, envio: Envio, nome: str, size_bytes: int) -> None:
        settings = self._settings
        if len(envio.arquivos) >= settings.max_files:
            text = f"Um pedido leva até {settings.max_files} arquivos, e “{nome}” passa disso. O portal não o guardou. "
            raise ArquivoRecusadoError("too many files", user_message=text + "Retire algum ou junte-os em um PDF.")
        if sum(arquivo.size_bytes for arquivo in envio.arquivos) + size_bytes > settings.max_total_bytes:
            limit = settings.max_total_bytes // _MB
            text = f"Com “{nome}”, os arquivos passam de {limit} MB, o máximo de um pedido. O portal não o guardou. "
            raise ArquivoRecusadoError("too many bytes", user_message=text + "Retire algum arquivo e envie de novo.")

    @staticmethod
    def _require_same(envio: Envio, numero: str) -> None:
        if envio.numero_informado == numero:
            return
        before = (
            f"com o processo {format_numero_cnj(envio.numero_informado)}" if envio.numero_informado else "sem número"
        )
        text = (
            f"Estes arquivos já foram usados em uma peça, {before}, e isso não muda mais. O portal não fez o pedido. "
        )
        text += "Deixe o número em branco ou comece outro pedido com os arquivos."
        raise InvalidInputError("another case than before", user_message=text)

    @staticmethod
    def _refuse_twice(nome: str, same: ArquivoEnviado) -> ArquivoRecusadoError:
        text = f"O arquivo “{nome}” tem o mesmo conteúdo de “{same.nome}”, que já está na lista. O portal ficou com um."
        return ArquivoRecusadoError("the same content", user_message=text)


def _parse_opcional(numero: str) -> str:
    return parse_numero_cnj(numero) if numero.strip() else ""
