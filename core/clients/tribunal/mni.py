"""A court that answers by MNI, whatever its version: SOAP operations in, our own types and files out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar

from core.clients.tribunal.domain import Alteracao, ConteudoBaixado, Processo, Sistema
from core.clients.tribunal.montagem import build_processo, build_processo_sigiloso
from core.clients.tribunal.resposta import Resposta
from core.clients.tribunal.troca import Entrega, Pedido, Troca, build_alteracao, require_success
from core.errors import ProcessoSigilosoError, TribunalResponseError, TribunalUnavailableError
from core.infra.guard import Guard

T = TypeVar("T")

RESOURCE = "tjms"
"""Name of the limit on calls in flight, whatever the system of the court."""


class Envelopes(Protocol):
    """The requests in one version of MNI."""

    def build_consulta(self, numero_cnj: str) -> bytes:
        """The envelope that asks for header, parties, movements and list of documents."""
        ...

    def build_download(self, numero_cnj: str, ids: tuple[str, ...]) -> bytes:
        """The envelope that asks for the contents of documents."""
        ...

    def build_alteracao(self, numero_cnj: str) -> bytes:
        """The envelope that asks for the three hashes of a case."""
        ...


class MniClient:
    """A Tribunal: one ``sistema`` of the court, asked in its version of MNI, ``lote`` documents at a time."""

    def __init__(self, guard: Guard, troca: Troca, envelopes: Envelopes, sistema: Sistema, lote: int) -> None:
        self._guard = guard
        self._troca = troca
        self._envelopes = envelopes
        self._sistema = sistema
        self._lote = lote

    def fetch_processo(self, numero_cnj: str) -> Processo:
        """Header, movements and list of documents. A secret case comes back as a header with its level."""
        return self._run("consultar_processo", lambda: self._consult(numero_cnj))

    def fetch_conteudos(self, numero_cnj: str, ids: tuple[str, ...], folder: Path) -> tuple[ConteudoBaixado, ...]:
        """Contents of ``ids`` in files of ``folder``, in batches; what the court does not deliver is left out.

        What came spoiled in a batch is asked for once more, alone. Raises DocumentoNotFoundError for a batch that
        the court refused because of one of its ids.
        """
        found: list[ConteudoBaixado] = []
        for start in range(0, len(ids), self._lote):
            batch = ids[start : start + self._lote]
            entrega = self._download(numero_cnj, batch, folder)
            found.extend(entrega.conteudos)
            if entrega.is_spoiled and len(batch) > 1:
                came = {conteudo.id_documento for conteudo in entrega.conteudos}
                for ident in (ident for ident in batch if ident not in came):
                    found.extend(self._download(numero_cnj, (ident,), folder).conteudos)
        order = {ident: place for place, ident in enumerate(ids)}
        return tuple(sorted(found, key=lambda conteudo: order[conteudo.id_documento]))

    def fetch_alteracao(self, numero_cnj: str) -> Alteracao | None:
        """The three hashes of a case; None where the court does not offer the operation or fails at it.

        Such a failure is tried once and says nothing about the service: the query that follows does.
        """
        pedido = Pedido("consultar_alteracao", self._envelopes.build_alteracao(numero_cnj))

        def attempt() -> Resposta:
            try:
                return self._troca.consult(pedido)
            except TribunalUnavailableError as error:
                raise TribunalResponseError(error.detail, retry_after_s=error.retry_after_s) from error

        try:
            return build_alteracao(self._run("consultar_alteracao", attempt))
        except TribunalResponseError:
            return None

    def close(self) -> None:
        """Close the connections kept open."""
        self._troca.close()

    def _run(self, operation: str, attempt: Callable[[], T]) -> T:
        """Both systems share the limit; each has a breaker of its own, for they fail apart from each other."""
        return self._guard.run(RESOURCE, operation, attempt, circuit=f"{RESOURCE}_{self._sistema}")

    def _download(self, numero_cnj: str, ids: tuple[str, ...], folder: Path) -> Entrega:
        pedido = Pedido("baixar_documentos", self._envelopes.build_download(numero_cnj, ids))
        return self._run("baixar_documentos", self._troca.build_download(pedido, ids, folder))

    def _consult(self, numero_cnj: str) -> Processo:
        resposta = self._troca.consult(Pedido("consultar_processo", self._envelopes.build_consulta(numero_cnj)))
        try:
            require_success(resposta)
        except ProcessoSigilosoError:
            return build_processo_sigiloso(numero_cnj, resposta, self._sistema)
        if resposta.cabecalho is None:
            raise TribunalResponseError("the reply has no header of a case")
        return build_processo(numero_cnj, resposta, self._sistema)
