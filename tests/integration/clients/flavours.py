"""Both of the court's systems for one table of tests: replies written by hand in each protocol, and its client."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import SecretStr

from core.clients.tribunal.eproc import EprocClient
from core.clients.tribunal.mni import MniClient
from core.clients.tribunal.tjms import TjmsClient
from core.settings import TribunalSettings
from tests import mni, mni3
from tests.integration.clients.courts import OpenGuard

SENHA = 's<e>"n&ha'


def encode(content: bytes) -> str:
    return base64.b64encode(content).decode()


@dataclass(frozen=True)
class Flavour:
    """How a system writes a case (``processo``), one of its documents, a delivery and a refusal.

    A delivery takes id, what stands in the content element, and the announced type; ``write_attribute`` is one whose
    content is an attribute. ``data`` is the date of every document, as it is written.
    """

    name: str
    numero: str
    cabecalho: str
    data: str
    client: type[MniClient]
    write_processo: Callable[[str], str]
    write_documento: Callable[..., str]
    write_entrega: Callable[[str, str, str], str]
    write_attribute: Callable[[str, str], str]
    write_recusa: Callable[[str], str]

    def build_client(self, url: str, guard: Any = None, **settings: Any) -> MniClient:
        login = {"usuario": "pge", "senha": SecretStr(SENHA)}
        given = {"url": url, "eproc_url": url, **login, **{f"eproc_{name}": value for name, value in login.items()}}
        client: Any = self.client
        built: MniClient = client(TribunalSettings(**(given | settings)), guard or OpenGuard())
        return built


def _write_saj(ident: str, *, sigilo: str = "0", descricao: str = "Laudo", extra: str = "") -> str:
    return mni.documento(ident, nivelSigilo=sigilo, descricao=descricao, extra=extra)


def _deliver_saj(ident: str, body: str, mimetype: str) -> str:
    extra = f"<ns2:conteudo>{body}</ns2:conteudo>"
    return mni.resposta(mni.documento(ident, extra=extra, mimetype=mimetype))


def _deliver_eproc(ident: str, body: str, mimetype: str) -> str:
    return mni3.resposta(mni3.conteudo(ident, body, mimetype), operacao="ConsultarDocumentosProcesso")


def _deliver_eproc_attribute(ident: str, body: str) -> str:
    documento = f'<ns2:documentos idDocumento="{ident}" mimetype="application/pdf" conteudo="{body}"/>'
    return mni3.resposta(documento, operacao="ConsultarDocumentosProcesso")


SAJ = Flavour(
    name="saj",
    numero=mni.NUMERO,
    cabecalho=mni.CABECALHO,
    data="20240920101500",
    client=TjmsClient,
    write_processo=mni.resposta,
    write_documento=_write_saj,
    write_entrega=_deliver_saj,
    write_attribute=lambda ident, body: mni.resposta(mni.documento(ident, conteudo=body)),
    write_recusa=lambda mensagem: mni.resposta(sucesso="false", mensagem=mensagem),
)
EPROC = Flavour(
    name="eproc",
    numero=mni3.NUMERO,
    cabecalho=mni3.CABECALHO,
    data="2026-02-20T09:00:00-04:00",
    client=EprocClient,
    write_processo=mni3.processo,
    write_documento=mni3.documento,
    write_entrega=_deliver_eproc,
    write_attribute=_deliver_eproc_attribute,
    write_recusa=lambda mensagem: mni3.resposta(sucesso="false", mensagem=mensagem),
)
FLAVOURS = (SAJ, EPROC)
