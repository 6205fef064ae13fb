"""TJMS by MNI 3.0 (eproc): the same Tribunal over another protocol.

Other than in 2.2.2 the contents have an operation of their own, fields are elements, and the court packs contents
beside the envelope (MTOM).
"""

from __future__ import annotations

import httpx

from core.clients.tribunal.domain import Sistema
from core.clients.tribunal.envelope import EnvelopeBuilder3
from core.clients.tribunal.mni import MniClient
from core.clients.tribunal.troca import Troca
from core.infra.guard import Guard
from core.settings import TribunalSettings


class EprocClient(MniClient):
    """A Tribunal. ``transport`` replaces the HTTP client that the settings describe."""

    def __init__(self, settings: TribunalSettings, guard: Guard, transport: httpx.Client | None = None) -> None:
        troca = Troca(settings.eproc_url, settings, transport)
        envelopes = EnvelopeBuilder3(settings.eproc_usuario, settings.eproc_senha, settings.eproc_forma_da_senha)
        super().__init__(guard, troca, envelopes, Sistema.EPROC, settings.documentos_por_lote)
