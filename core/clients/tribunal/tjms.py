"""TJMS by MNI 2.2.2 (SAJ): one SOAP operation, answered into our own types and temporary files.

zeep writes the request; httpx carries it; the reply is parsed while it arrives, so that a batch of large documents
costs a few megabytes of memory. Replies packed as MTOM/XOP (multipart) are refused as unreadable.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import structlog
from lxml import etree

from core.clients.tribunal.conteudo import ConteudoSink
from core.clients.tribunal.domain import ConteudoBaixado, Processo
from core.clients.tribunal.envelope import EnvelopeBuilder
from core.clients.tribunal.fluxo import parse_reply
from core.clients.tribunal.mensagens import build_refusal
from core.clients.tribunal.montagem import build_processo, build_processo_sigiloso
from core.clients.tribunal.resposta import Resposta
from core.errors import (
    DocumentoNotFoundError,
    PortalError,
    ProcessoSigilosoError,
    TribunalCredentialsError,
    TribunalResponseError,
    TribunalUnavailableError,
)
from core.infra.guard import Guard
from core.settings import TribunalSettings

RESOURCE = "tjms"
"""Name of the limit on calls in flight."""

_CONNECT_TIMEOUT_S = 15.0
_CHUNK_BYTES = 65_536
_HEADERS = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""', "Accept": "text/xml"}
_UNAVAILABLE = frozenset({407, 408, 425, 429})

_log = structlog.get_logger()


class TjmsClient:
    """A Tribunal. ``transport`` replaces the HTTP client that the settings describe."""

    def __init__(self, settings: TribunalSettings, guard: Guard, transport: httpx.Client | None = None) -> None:
        self._settings = settings
        self._guard = guard
        self._http = transport or httpx.Client(proxy=settings.proxy_url or None, trust_env=False)
        self._envelopes = EnvelopeBuilder()

    def fetch_processo(self, numero_cnj: str) -> Processo:
        """Header, movements and list of documents. A secret case comes back as a header with its level."""
        body = self._build_request(numero_cnj)
        return self._guard.run(RESOURCE, "consultar_processo", lambda: self._consult(numero_cnj, body))

    def fetch_conteudos(self, numero_cnj: str, ids: tuple[str, ...], folder: Path) -> tuple[ConteudoBaixado, ...]:
        """Contents of ``ids`` in files of ``folder``, in batches; what the court does not deliver is left out."""
        size = self._settings.documentos_por_lote
        found: list[ConteudoBaixado] = []
        for start in range(0, len(ids), size):
            batch = ids[start : start + size]
            attempt = self._build_download(numero_cnj, batch, folder)
            found.extend(self._guard.run(RESOURCE, "baixar_documentos", attempt))
        order = {ident: place for place, ident in enumerate(ids)}
        return tuple(sorted(found, key=lambda conteudo: order[conteudo.id_documento]))

    def close(self) -> None:
        """Close the connections kept open."""
        self._http.close()

    def _build_request(self, numero_cnj: str, ids: tuple[str, ...] = ()) -> bytes:
        senha = self._settings.senha.get_secret_value()
        return self._envelopes.build_consulta(self._settings.usuario, senha, numero_cnj, ids)

    def _consult(self, numero_cnj: str, body: bytes) -> Processo:
        resposta = self._call("consultar_processo", body, self._settings.consulta_timeout_s)
        try:
            _require_success(resposta)
        except ProcessoSigilosoError:
            return build_processo_sigiloso(numero_cnj, resposta)
        if resposta.cabecalho is None:
            raise TribunalResponseError("the reply has no header of a case")
        return build_processo(numero_cnj, resposta)

    def _build_download(
        self, numero_cnj: str, ids: tuple[str, ...], folder: Path
    ) -> Callable[[], tuple[ConteudoBaixado, ...]]:
        body = self._build_request(numero_cnj, ids)

        def attempt() -> tuple[ConteudoBaixado, ...]:
            sink = ConteudoSink(folder, ids, self._settings.max_document_bytes)
            is_complete = False
            try:
                _require_success(self._call("baixar_documentos", body, self._settings.download_timeout_s, sink))
                is_complete = True
            except DocumentoNotFoundError:
                is_complete = True
            finally:
                if not is_complete:
                    sink.discard()
            return sink.conteudos

        return attempt

    def _call(self, operation: str, body: bytes, timeout_s: float, sink: ConteudoSink | None = None) -> Resposta:
        """One request and its reply, logged by name, duration, size and outcome."""
        started = time.monotonic()
        counter = _Counter()
        outcome = "error"
        try:
            with _translated():
                resposta = self._exchange(body, timeout_s, sink, counter)
            outcome = "ok" if resposta.sucesso else "refused"
        except PortalError as error:
            outcome = error.code
            raise
        finally:
            _log.info(
                "tribunal_answered",
                operation=operation,
                outcome=outcome,
                duration_s=round(time.monotonic() - started, 3),
                size_bytes=counter.total,
                dropped=sink.dropped if sink else 0,
            )
        return resposta

    def _exchange(self, body: bytes, timeout_s: float, sink: ConteudoSink | None, counter: _Counter) -> Resposta:
        timeout = httpx.Timeout(timeout_s, connect=min(_CONNECT_TIMEOUT_S, timeout_s))
        request = self._http.build_request("POST", self._settings.url, content=body, headers=_HEADERS, timeout=timeout)
        response = self._http.send(request, stream=True, follow_redirects=False)
        try:
            is_fault = _check_status(response)
            chunks = counter.count(response.iter_bytes(_CHUNK_BYTES))
            resposta = parse_reply(chunks, max_bytes=self._settings.max_reply_bytes, sink=sink)
        except (TribunalResponseError, etree.XMLSyntaxError) as error:
            if response.status_code == httpx.codes.INTERNAL_SERVER_ERROR:
                raise TribunalUnavailableError("HTTP 500 without a SOAP fault") from error
            raise
        finally:
            response.close()
        if is_fault and not resposta.fault:
            raise TribunalUnavailableError("HTTP 500 without a SOAP fault")
        return resposta


class _Counter:
    """Counts the bytes that pass."""

    def __init__(self) -> None:
        self.total = 0

    def count(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self.total += len(chunk)
            yield chunk


def _check_status(response: httpx.Response) -> bool:
    """True when the body should be a SOAP fault (SOAP 1.1 sends faults with HTTP 500)."""
    status = response.status_code
    if status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        raise TribunalCredentialsError(f"HTTP {status}")
    if status == httpx.codes.INTERNAL_SERVER_ERROR:
        return True
    if status > httpx.codes.INTERNAL_SERVER_ERROR or status in _UNAVAILABLE:
        raise TribunalUnavailableError(f"HTTP {status}")
    if status != httpx.codes.OK:
        raise TribunalResponseError(f"HTTP {status}")
    if response.headers.get("content-type", "").lower().startswith("multipart/"):
        raise TribunalResponseError("the reply is multipart (MTOM), which is not supported")
    return False


def _require_success(resposta: Resposta) -> None:
    """Raises the error that the court's refusal means."""
    if resposta.fault:
        raise build_refusal(resposta.fault, is_server_fault=resposta.is_server_fault)
    if resposta.sucesso is False:
        raise build_refusal(resposta.mensagem)
    if resposta.sucesso is None and resposta.cabecalho is None and not resposta.documentos:
        raise TribunalResponseError("the reply says neither success nor failure")


@contextmanager
def _translated() -> Iterator[None]:
    """Errors of the HTTP library and of the parser in words of the product; their texts may quote a case."""
    try:
        yield
    except httpx.TimeoutException as error:
        raise TribunalUnavailableError(f"timeout: {type(error).__name__}") from error
    except httpx.TransportError as error:
        raise TribunalUnavailableError(f"connection: {type(error).__name__}") from error
    except httpx.HTTPError as error:
        raise TribunalResponseError(type(error).__name__) from error
    except etree.XMLSyntaxError as error:
        raise TribunalResponseError(f"not well-formed XML at line {error.lineno}") from error
