"""TJMS by MNI 2.2.2 (SAJ): one operation for the case and its documents, contents in base64 in the envelope."""

from __future__ import annotations

import httpx

from core.clients.tribunal.domain import Sistema
from core.clients.tribunal.envelope import EnvelopeBuilder
from core.clients.tribunal.mni import MniClient
from core.clients.tribunal.troca import Troca
from core.infra.guard import Guard
from core.settings import TribunalSettings


class TjmsClient(MniClient):
    """A Tribunal. ``transport`` replaces the HTTP client that the settings describe."""

    def __init__(self, settings: TribunalSettings, guard: Guard, transport: httpx.Client | None = None) -> None:
        troca = Troca(settings.url, settings, transport)
        envelopes = EnvelopeBuilder(settings.usuario, settings.senha)
        super().__init__(guard, troca, envelopes, Sistema.SAJ, settings.documentos_por_lote)
