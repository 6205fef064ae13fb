"""TJMS by MNI 3.0 (eproc): the same Tribunal over another protocol.

Other than in 2.2.2 the contents have an operation of their own, fields are elements, and the court packs contents
beside the envelope (MTOM).
"""

from __future__ import annotations

from pathlib import Path

import httpx

from core.clients.tribunal.domain import Alteracao, ConteudoBaixado, Processo, Sistema
from core.clients.tribunal.envelope import EnvelopeBuilder3
from core.clients.tribunal.montagem import build_processo, build_processo_sigiloso
from core.clients.tribunal.tjms import RESOURCE
from core.clients.tribunal.troca import Pedido, Troca, build_alteracao, require_success
from core.errors import ProcessoSigilosoError, TribunalResponseError
from core.infra.guard import Guard
from core.settings import TribunalSettings


class EprocClient:
    """A Tribunal. ``transport`` replaces the HTTP client that the settings describe."""

    def __init__(self, settings: TribunalSettings, guard: Guard, transport: httpx.Client | None = None) -> None:
        self._settings = settings
        self._guard = guard
        self._troca = Troca(settings.eproc_url, settings, transport)
        self._envelopes = EnvelopeBuilder3(settings.eproc_usuario, settings.eproc_senha, settings.eproc_forma_da_senha)

    def fetch_processo(self, numero_cnj: str) -> Processo:
        """Header, movements and list of documents. A secret case comes back as a header with its level."""
        return self._guard.run(RESOURCE, "consultar_processo", lambda: self._consult(numero_cnj))

    def fetch_conteudos(self, numero_cnj: str, ids: tuple[str, ...], folder: Path) -> tuple[ConteudoBaixado, ...]:
        """Contents of ``ids`` in files of ``folder``, in batches; what the court does not deliver is left out."""
        size = self._settings.documentos_por_lote
        found: list[ConteudoBaixado] = []
        for start in range(0, len(ids), size):
            batch = ids[start : start + size]
            pedido = Pedido("baixar_documentos", self._envelopes.build_download(numero_cnj, batch))
            attempt = self._troca.build_download(pedido, batch, folder)
            found.extend(self._guard.run(RESOURCE, "baixar_documentos", attempt))
        order = {ident: place for place, ident in enumerate(ids)}
        return tuple(sorted(found, key=lambda conteudo: order[conteudo.id_documento]))

    def fetch_alteracao(self, numero_cnj: str) -> Alteracao | None:
        """The three hashes of a case; None where the court does not offer the operation."""
        pedido = Pedido("consultar_alteracao", self._envelopes.build_alteracao(numero_cnj))
        resposta = self._guard.run(RESOURCE, "consultar_alteracao", lambda: self._troca.consult(pedido))
        return build_alteracao(resposta)

    def close(self) -> None:
        """Close the connections kept open."""
        self._troca.close()

    def _consult(self, numero_cnj: str) -> Processo:
        resposta = self._troca.consult(Pedido("consultar_processo", self._envelopes.build_consulta(numero_cnj)))
        try:
            require_success(resposta)
        except ProcessoSigilosoError:
            return build_processo_sigiloso(numero_cnj, resposta, Sistema.EPROC)
        if resposta.cabecalho is None:
            raise TribunalResponseError("the reply has no header of a case")
        return build_processo(numero_cnj, resposta, Sistema.EPROC)
