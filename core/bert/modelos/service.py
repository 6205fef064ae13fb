"""The registry of trained models: cards, comparison, which one is in use, and where its files are."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from core.bert.modelos.domain import (
    ComparacaoDeModelos,
    EstadoDoModelo,
    Modelo,
    ModeloResumido,
    compare_modelos,
)
from core.bert.modelos.repository import ModeloRepository
from core.bert.pastas import delete_folders
from core.errors import ForbiddenChangeError
from core.usuarios.domain import Usuario

_NAO_SUPERA = (
    "O modelo não é melhor que o modelo linear nos mesmos textos de teste, e por isso não entra em uso. "
    "Reveja os textos e os rótulos, ou treine com outra configuração."
)
_EM_USO = "O modelo está em uso e não pode ser arquivado. Promova outro modelo no lugar dele primeiro."
_ARQUIVADO = "O modelo está arquivado, talvez por outra aba. Tire-o do arquivo e promova de novo."
_SEM_ARQUIVOS = (
    "Os arquivos deste modelo foram apagados depois do prazo no arquivo, e ele não volta a responder. A ficha fica. "
    "Para usar um modelo igual, treine de novo com o mesmo conjunto e os mesmos ajustes."
)


class ModeloService:
    """``guarda_dias``: how long the files of an archived model stay."""

    def __init__(self, repository: ModeloRepository, pasta: Path, guarda_dias: int) -> None:
        self._repository = repository
        self._pasta = pasta
        self._guarda_dias = guarda_dias

    def get(self, modelo_id: UUID) -> Modelo:
        """Raises RecordNotFoundError."""
        return self._repository.get(modelo_id)

    def list(self, *, is_arquivado: bool = False) -> tuple[ModeloResumido, ...]:
        """Newest first: those in use and candidates, or those put away."""
        seen = (EstadoDoModelo.CANDIDATO, EstadoDoModelo.PROMOVIDO)
        return self._repository.list_resumos((EstadoDoModelo.ARQUIVADO,) if is_arquivado else seen)

    def list_promovidos(self) -> tuple[Modelo, ...]:
        """Those in use, newest first."""
        return self._repository.list_promovidos()

    def compare(self, a: UUID, b: UUID) -> ComparacaoDeModelos:
        """Two cards side by side."""
        return compare_modelos(self._repository.get(a), self._repository.get(b))

    def promote(self, modelo_id: UUID, usuario: Usuario) -> Modelo:
        """Put it in use in place of the one with the same labels. Raises ForbiddenChangeError, with the reason."""
        if not self._repository.get(modelo_id).resultado.supera_linear:
            raise ForbiddenChangeError("no better than the linear model", user_message=_NAO_SUPERA)
        if not find_pasta(self._pasta, modelo_id).is_dir():
            raise ForbiddenChangeError("files deleted", user_message=_SEM_ARQUIVOS)
        if not self._repository.promote(modelo_id, usuario.nome):
            raise ForbiddenChangeError("model archived", user_message=_ARQUIVADO)
        return self._repository.get(modelo_id)

    def archive(self, modelo_id: UUID, *, is_arquivado: bool = True) -> Modelo:
        """Put it out of the list, or back. Raises ForbiddenChangeError for one in use, or whose files are gone."""
        pasta = find_pasta(self._pasta, modelo_id)
        if not is_arquivado and not pasta.is_dir():
            raise ForbiddenChangeError("files deleted", user_message=_SEM_ARQUIVOS)
        if not self._repository.save_arquivado(modelo_id, is_arquivado=is_arquivado):
            raise ForbiddenChangeError("model in use", user_message=_EM_USO)
        with suppress(OSError):
            os.utime(pasta)  # ``delete_old`` counts from here
        return self._repository.get(modelo_id)

    def delete_old(self) -> int:
        """Delete the files of models that were archived long ago. Their cards stay."""
        before = datetime.now(UTC) - timedelta(days=self._guarda_dias)
        kept = self._repository.list_ids((EstadoDoModelo.CANDIDATO, EstadoDoModelo.PROMOVIDO))
        return delete_folders(self._pasta / "modelos", kept, before)

    def find_pasta(self, modelo: Modelo) -> Path:
        """Where its files are; ``modelo.arquivos`` says which they must be."""
        return find_pasta(self._pasta, modelo.id)


def find_pasta(pasta: Path, modelo_id: UUID) -> Path:
    """The folder of one model below that of all."""
    return pasta / "modelos" / str(modelo_id)
