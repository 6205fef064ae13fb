"""The request, written by zeep from the service description shipped with the product; nothing is fetched."""

from __future__ import annotations

import logging
from pathlib import Path

from lxml import etree
from zeep import Client
from zeep import Settings as ZeepSettings
from zeep.transports import Transport

_WSDL = Path(__file__).parent / "mni" / "servico-intercomunicacao-2.2.2.wsdl"


class EnvelopeBuilder:
    """Builds the one operation that the portal uses, ``consultarProcesso``."""

    def __init__(self) -> None:
        logging.getLogger("zeep").setLevel(logging.WARNING)  # below it zeep logs whole requests, password included
        self._client = Client(  # type: ignore[no-untyped-call]  # zeep ships no annotations
            str(_WSDL),
            transport=Transport(cache=None),  # type: ignore[no-untyped-call]  # the same
            settings=ZeepSettings(forbid_dtd=True, forbid_entities=True, forbid_external=True),
        )

    def build_consulta(self, usuario: str, senha: str, numero_cnj: str, ids: tuple[str, ...] = ()) -> bytes:
        """The envelope that asks for a whole case, or, with ``ids``, for the content of those documents."""
        filters: dict[str, object] = (
            {"movimentos": False, "incluirCabecalho": False, "documento": list(ids)}
            if ids
            else {"movimentos": True, "incluirCabecalho": True, "incluirDocumentos": True}
        )
        envelope = self._client.create_message(  # type: ignore[no-untyped-call]  # the same
            self._client.service,
            "consultarProcesso",
            idConsultante=usuario,
            senhaConsultante=senha,
            numeroProcesso=numero_cnj,
            **filters,
        )
        body: bytes = etree.tostring(envelope, xml_declaration=True, encoding="utf-8")
        return body
