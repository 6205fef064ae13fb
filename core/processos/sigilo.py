"""What of a case may leave for the model, by the secrecy levels that the court told last (domain.md 4)."""

from __future__ import annotations

from collections.abc import Collection

from core.clients.gemini import Procedencia
from core.errors import DocumentoSigilosoError, ProcessoSigilosoError
from core.processos.domain import NiveisDeSigilo
from core.processos.repository import ProcessoRepository
from core.settings import LeituraSettings

_PAROU = (
    "Este processo é sigiloso no TJMS. O portal parou e nada mais dele vai ao modelo; trabalhe diretamente nos autos."
)
"""Some of it may have been read, and even sent, while the case was open."""


class Sigilo:
    """The check at the door to the model. It reads the stored answer anew each time: levels change."""

    def __init__(self, repository: ProcessoRepository, settings: LeituraSettings) -> None:
        self._repository = repository
        self._settings = settings

    def require_aberto(self, procedencias: Collection[Procedencia]) -> None:
        """Return only when all of it may leave.

        Raises ProcessoSigilosoError for a case that is secret or was never seen, DocumentoSigilosoError for a document
        that is secret or that the court lists no more.
        """
        niveis: dict[str, NiveisDeSigilo] = {}
        for procedencia in procedencias:
            numero = procedencia.numero_cnj
            if not numero:
                continue
            if numero not in niveis:
                niveis[numero] = self._require_processo(numero)
            if procedencia.id_documento:
                self._require_documento(niveis[numero], procedencia.id_documento)

    def _require_processo(self, numero_cnj: str) -> NiveisDeSigilo:
        niveis = self._repository.find_niveis(numero_cnj)
        if niveis is None:
            raise ProcessoSigilosoError("the case was never seen")
        if niveis.processo > self._settings.max_nivel_sigilo:
            raise ProcessoSigilosoError(f"case of level {niveis.processo}", user_message=_PAROU)
        if niveis.numero_informado:
            self._require_nomeado(niveis.numero_informado)
        return niveis

    def _require_nomeado(self, numero_cnj: str) -> None:
        """The case that handed-in files belong to; one that the court never told of says nothing."""
        niveis = self._repository.find_niveis(numero_cnj)
        if niveis is not None and niveis.processo > self._settings.max_nivel_sigilo:
            raise ProcessoSigilosoError(f"named case of level {niveis.processo}", user_message=_PAROU)

    def _require_documento(self, niveis: NiveisDeSigilo, id_documento: str) -> None:
        nivel = niveis.documentos.get(id_documento)
        if nivel is None:
            raise DocumentoSigilosoError("the document is not listed any more")
        if nivel > self._settings.max_nivel_sigilo:
            raise DocumentoSigilosoError(f"document of level {nivel}")
