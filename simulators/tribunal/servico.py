"""The operations of the court and everything that may go wrong with them."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from lxml import etree
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Send

from simulators.control import Control, run_until_disconnect
from simulators.ledger import Call, identify_request
from simulators.tribunal import falhas, resposta, resposta_eproc
from simulators.tribunal.arquivos.acervo import Acervo
from simulators.tribunal.casos import EPROC, SAJ, CasoSimulado, change_caso, find_caso
from simulators.tribunal.pedido import OPERACOES, MalformedPedidoError, Pedido, parse_pedido

MODES = frozenset(
    {
        "cut",  # the body ends in the middle and the connection closes
        "empty",  # documents arrive without content
        "fault_200",  # a SOAP fault with HTTP 200
        "fault_500",
        "html",  # an error page of the proxy with HTTP 200
        "http_401",
        "ignore_filters",  # header, movements and the whole list, whatever was asked
        "malformed",  # XML that does not close
        "malformed_dates",
        "missing",  # the last document asked for is not delivered
        "mtom",  # contents in a multipart reply
        "refuse_login",
        "silent",  # no answer at all
        "unknown_id",  # a download that names a document the case does not have is refused whole
    }
)
CONSULTA_S = 0.6
DOWNLOAD_S = 0.4
DOWNLOAD_PER_DOCUMENT_S = 0.1
_FUSO = timezone(timedelta(hours=-4))


@dataclass(frozen=True)
class Credencial:
    usuario: str
    senha: str

    def accepts(self, usuario: str, senha: str) -> bool:
        return (usuario, senha) == (self.usuario, self.senha)


@dataclass(frozen=True)
class CredencialDoEproc(Credencial):
    """eproc wants a digest of the day and the password."""

    def accepts(self, usuario: str, senha: str) -> bool:
        today = datetime.now(_FUSO)
        return (usuario, senha) == (self.usuario, hashlib.sha256(f"{today:%d-%m-%Y}{self.senha}".encode()).hexdigest())


@dataclass(frozen=True)
class Sistema:
    """One of the court's systems: which cases it has and how it writes its answers."""

    nome: str
    build_processo: Callable[[CasoSimulado, resposta.Consulta], etree._Element]
    build_alteracao: Callable[[CasoSimulado], etree._Element]
    build_recusa: Callable[[str, str], etree._Element]
    is_packed: bool = False


NO_SAJ = Sistema(SAJ, resposta.build_processo, resposta.build_alteracao, resposta.build_recusa)
NO_EPROC = Sistema(
    EPROC, resposta_eproc.build_processo, resposta_eproc.build_alteracao, resposta_eproc.build_recusa, is_packed=True
)


class Intercomunicacao:
    """Answers one SOAP request.

    ``options.only`` ("consulta" or "download") limits storms and modes to one kind; ``options.mudou`` says, by number,
    what a case has since the last query, as ``change_caso`` reads it.
    """

    def __init__(self, control: Control, acervo: Acervo, credencial: Credencial, sistema: Sistema = NO_SAJ) -> None:
        self.control = control
        self.acervo = acervo
        self.credencial = credencial
        self.sistema = sistema

    async def answer(self, request: Request, send: Send) -> None:
        body = await request.body()
        try:
            pedido = parse_pedido(body)
        except MalformedPedidoError as error:
            await _xml(resposta.build_fault("Client", str(error)), 500)(request.scope, request.receive, send)
            return
        call = _call_of(pedido)
        detail = {"numero": pedido.numero, "documentos": len(pedido.ids), **identify_request(request.headers, body)}
        with self.control.ledger.track("tribunal", call, **detail) as entry:
            work = self._deliver(request, pedido, entry, send)
            if not await run_until_disconnect(request.receive, work) and entry.outcome == "ok":
                entry.outcome = "client_gone"

    async def _deliver(self, request: Request, pedido: Pedido, entry: Call, send: Send) -> None:
        reply = await self._reply(pedido, entry)
        await reply(request.scope, request.receive, send)

    async def _reply(self, pedido: Pedido, entry: Call) -> Response:
        call = _call_of(pedido)
        is_spoiled = self.control.faults.options.get("only", call) == call
        storm = self.control.faults.storm
        if is_spoiled and storm.take():
            entry.outcome = f"http_{storm.status}"
            return falhas.build_storm(storm)
        mode = self.control.faults.take_mode() if is_spoiled else ""
        entry.outcome = mode or "ok"
        await asyncio.sleep(1e6 if mode == "silent" else self._seconds(call, pedido))
        early = falhas.build_early(mode)
        return early or await self._work(pedido, mode, entry)

    def _seconds(self, call: str, pedido: Pedido) -> float:
        normal = DOWNLOAD_S + DOWNLOAD_PER_DOCUMENT_S * len(pedido.ids) if pedido.is_download else CONSULTA_S
        return self.control.latency(call, normal)

    async def _work(self, pedido: Pedido, mode: str, entry: Call) -> Response:
        """The true answer, spoiled afterwards where the mode says so."""
        if pedido.operacao not in OPERACOES:
            entry.outcome = "not_offered"
            return _xml(resposta.build_fault("Client", f"Operação não oferecida: {pedido.operacao}"), 500)
        if mode == "refuse_login" or not self.credencial.accepts(pedido.usuario, pedido.senha):
            entry.outcome = "refused"
            return _xml(self.sistema.build_recusa(pedido.operacao, "Acesso negado: usuário ou senha inválidos."))
        caso = find_caso(pedido.numero, self.control.seed, self.sistema.nome)
        if caso is None:
            entry.outcome = mode or "not_found"
            return _xml(self.sistema.build_recusa(pedido.operacao, f"Processo não localizado: {pedido.numero}."))
        caso = change_caso(caso, self.control.faults.options.get("mudou", {}).get(pedido.numero, {}))
        if pedido.operacao == "consultarAlteracao":
            return _xml(self.sistema.build_alteracao(caso))
        strange = set(pedido.ids).difference(documento.id_documento for documento in caso.documentos)
        if mode == "unknown_id" and strange:
            return _xml(self.sistema.build_recusa(pedido.operacao, f"Documento {min(strange)} não encontrado."))
        consulta = await self._collect(caso, pedido, mode)
        is_packed = self.sistema.is_packed and pedido.is_download and not mode
        return falhas.spoil(self.sistema.build_processo(caso, consulta), "mtom" if is_packed else mode)

    async def _collect(self, caso: CasoSimulado, pedido: Pedido, mode: str) -> resposta.Consulta:
        is_everything = mode == "ignore_filters"
        ids = pedido.ids[:-1] if mode == "missing" else pedido.ids
        asked = [d for d in caso.documentos if d.id_documento in ids]
        listed = caso.documentos if is_everything or (pedido.has_documentos and not pedido.ids) else tuple(asked)
        conteudos = {}
        for documento in asked:
            content = b"" if mode == "empty" else await asyncio.to_thread(self.acervo.fetch, caso, documento)
            conteudos[documento.id_documento] = content
        return resposta.Consulta(
            has_cabecalho=pedido.has_cabecalho or is_everything,
            has_movimentos=pedido.has_movimentos or is_everything,
            documentos=listed,
            conteudos=conteudos,
            has_datas_malformadas=mode == "malformed_dates",
        )


def _call_of(pedido: Pedido) -> str:
    if pedido.operacao != "consultarProcesso":
        return pedido.operacao
    return "download" if pedido.is_download else "consulta"


def _xml(envelope: etree._Element, status: int = 200) -> Response:
    return Response(resposta.serialize(envelope), status_code=status, media_type="text/xml; charset=UTF-8")
