"""The requests, written by zeep from the service descriptions shipped with the product; nothing is fetched.

There is no request that files anything at the court.
"""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree
from pydantic import SecretStr
from zeep import Client
from zeep import Settings as ZeepSettings
from zeep.transports import Transport

from core.clients.tribunal.valores import FUSO_DO_TRIBUNAL
from core.settings import FormaDaSenha

_FOLDER = Path(__file__).parent
_WSDL_2 = _FOLDER / "mni" / "servico-intercomunicacao-2.2.2.wsdl"
_WSDL_3 = _FOLDER / "mni3" / "consulta-3.0.0.wsdl"


class EnvelopeBuilder:
    """Requests of MNI 2.2.2, which carry the password as it is."""

    def __init__(self, usuario: str, senha: SecretStr) -> None:
        self._usuario = usuario
        self._senha = senha

    def build_consulta(self, numero_cnj: str) -> bytes:
        """The envelope that asks for header, movements and list of documents."""
        return self._build_query(numero_cnj, movimentos=True, incluirCabecalho=True, incluirDocumentos=True)

    def build_download(self, numero_cnj: str, ids: tuple[str, ...]) -> bytes:
        """The envelope that asks for the contents of documents and for nothing else."""
        return self._build_query(numero_cnj, movimentos=False, incluirCabecalho=False, documento=list(ids))

    def build_alteracao(self, numero_cnj: str) -> bytes:
        """The envelope that asks for the three hashes of a case."""
        return self._build("consultarAlteracao", numero_cnj, {})

    def _build_query(self, numero_cnj: str, **filters: object) -> bytes:
        return self._build("consultarProcesso", numero_cnj, filters)

    def _build(self, operation: str, numero_cnj: str, filters: dict[str, object]) -> bytes:
        login = {"idConsultante": self._usuario, "senhaConsultante": self._senha.get_secret_value()}
        return _render(_load(_WSDL_2), operation, login | {"numeroProcesso": numero_cnj} | filters)


class EnvelopeBuilder3:
    """Requests of MNI 3.0, where eproc wants a digest of the password, with the day in it or not (``forma``)."""

    def __init__(self, usuario: str, senha: SecretStr, forma: FormaDaSenha) -> None:
        self._usuario = usuario
        self._senha = senha
        self._forma = forma

    def build_consulta(self, numero_cnj: str) -> bytes:
        """The envelope that asks for header, parties, movements and list of documents."""
        wanted = dict.fromkeys(("incluirCabecalho", "incluirPartes", "incluirMovimentos", "incluirDocumentos"), True)
        return self._build("consultarProcesso", numero_cnj, {**wanted, "incluirEnderecos": False})

    def build_download(self, numero_cnj: str, ids: tuple[str, ...]) -> bytes:
        """The envelope that asks for the contents of documents."""
        return self._build("consultarDocumentosProcesso", numero_cnj, {"idDocumento": list(ids)})

    def build_alteracao(self, numero_cnj: str) -> bytes:
        """The envelope that asks for the three hashes of a case."""
        return self._build("consultarAlteracao", numero_cnj, {})

    def _build(self, operation: str, numero_cnj: str, filters: dict[str, object]) -> bytes:
        today = datetime.now(FUSO_DO_TRIBUNAL)
        senha = digest_senha(self._senha.get_secret_value(), self._forma, today)
        consultante = {"autenticacaoSimples": {"usuario": self._usuario, "senha": senha}}
        return _render(_load(_WSDL_3), operation, {"consultante": consultante, "numeroProcesso": numero_cnj} | filters)


def digest_senha(senha: str, forma: FormaDaSenha, today: datetime) -> str:
    """The password as the court wants it: SHA-256 of ``dd-mm-aaaa`` and password, of the password alone, or itself."""
    if forma is FormaDaSenha.TEXTO:
        return senha
    day = f"{today:%d-%m-%Y}" if forma is FormaDaSenha.SHA256_COM_DATA else ""
    return hashlib.sha256((day + senha).encode()).hexdigest()


@cache
def _load(wsdl: Path) -> Any:
    """zeep's client over a description, read once per process; zeep ships no annotations."""
    logging.getLogger("zeep").setLevel(logging.WARNING)  # below it zeep logs whole requests, password included
    return Client(  # type: ignore[no-untyped-call]  # zeep ships no annotations
        str(wsdl),
        transport=Transport(cache=None),  # type: ignore[no-untyped-call]  # the same
        settings=ZeepSettings(forbid_dtd=True, forbid_entities=True, forbid_external=True),
    )


def _render(client: Any, operation: str, fields: dict[str, object]) -> bytes:
    envelope = client.create_message(client.service, operation, **fields)
    body: bytes = etree.tostring(envelope, xml_declaration=True, encoding="utf-8")
    return body
