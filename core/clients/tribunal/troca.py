"""One request to the court and its reply, whatever the version of the protocol: HTTP, limits, names of failures, log.

The reply is parsed while it arrives, so that a batch of large documents costs a few megabytes of memory.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import structlog
from lxml import etree

from core.clients.tribunal.conteudo import ConteudoSink
from core.clients.tribunal.domain import Alteracao, ConteudoBaixado
from core.clients.tribunal.fluxo import parse_reply
from core.clients.tribunal.mensagens import build_refusal
from core.clients.tribunal.resposta import Resposta
from core.errors import (
    DocumentoNotFoundError,
    PortalError,
    TribunalBusyError,
    TribunalCredentialsError,
    TribunalResponseError,
    TribunalUnavailableError,
)
from core.infra.deadline import end_at_deadline, join_call
from core.infra.retry_after import parse_retry_after_s
from core.settings import TribunalSettings

_CONNECT_TIMEOUT_S = 15.0
_HEADERS = {
    "Content-Type": "text/xml; charset=utf-8",
    "SOAPAction": '""',
    "Accept": "text/xml, application/xop+xml, multipart/related",
}
_UNAVAILABLE = frozenset({407, 408, 425})

_log = structlog.get_logger()


@dataclass(frozen=True)
class Pedido:
    """A request: the operation as the log names it, and the envelope as it will be sent, password included."""

    operacao: str
    body: bytes

    def __repr__(self) -> str:
        return f"Pedido({self.operacao!r})"


@dataclass(frozen=True)
class Entrega:
    """What one reply delivered; ``is_spoiled`` when it carried more that could not be taken."""

    conteudos: tuple[ConteudoBaixado, ...]
    is_spoiled: bool = False


class Troca:
    """Exchanges with one address of the court."""

    def __init__(self, url: str, settings: TribunalSettings, transport: httpx.Client | None = None) -> None:
        self._url = url
        self._settings = settings
        self._http = transport or httpx.Client(
            proxy=settings.proxy_url or None,
            trust_env=False,
            limits=httpx.Limits(max_connections=settings.conexoes, max_keepalive_connections=settings.conexoes),
            event_hooks={"request": [join_call], "response": [end_at_deadline]},
        )

    def consult(self, pedido: Pedido) -> Resposta:
        """The reply to a query; what it means is for the caller to ask."""
        return self._call(pedido, self._settings.consulta_timeout_s)

    def build_download(self, pedido: Pedido, ids: tuple[str, ...], folder: Path) -> Callable[[], Entrega]:
        """One attempt to download ``ids`` into ``folder``; a reply that cannot be trusted leaves no file.

        A single document that the court does not know is one that it does not deliver. A batch that names one is
        refused whole, which is no answer about the others: the attempt raises DocumentoNotFoundError.
        """

        def attempt() -> Entrega:
            sink = ConteudoSink(folder, ids, self._settings.max_document_bytes)
            is_complete = False
            try:
                require_success(self._call(pedido, self._settings.download_timeout_s, sink))
                is_complete = True
            except DocumentoNotFoundError:
                if len(ids) > 1:
                    raise
                is_complete = True
            finally:
                if not is_complete:
                    sink.discard()
            return Entrega(sink.conteudos, is_spoiled=sink.dropped > 0)

        return attempt

    def close(self) -> None:
        """Close the connections kept open."""
        self._http.close()

    def _call(self, pedido: Pedido, timeout_s: float, sink: ConteudoSink | None = None) -> Resposta:
        """One request and its reply, logged by name, duration, size and outcome."""
        started = time.monotonic()
        counter = _Counter()
        outcome = "error"
        try:
            with _translated():
                resposta = self._exchange(pedido.body, timeout_s, sink, counter)
            outcome = "ok" if resposta.sucesso else "refused"
        except PortalError as error:
            outcome = error.code
            raise
        finally:
            _log.info(
                "tribunal_answered",
                operation=pedido.operacao,
                outcome=outcome,
                duration_s=round(time.monotonic() - started, 3),
                size_bytes=counter.total,
                dropped=sink.dropped if sink else 0,
            )
        return resposta

    def _exchange(self, body: bytes, timeout_s: float, sink: ConteudoSink | None, counter: _Counter) -> Resposta:
        timeout = httpx.Timeout(timeout_s, connect=min(_CONNECT_TIMEOUT_S, timeout_s))
        request = self._http.build_request("POST", self._url, content=body, headers=_HEADERS, timeout=timeout)
        response = self._http.send(request, stream=True, follow_redirects=False)
        try:
            is_fault = _check_status(response)
            resposta = parse_reply(
                counter.count(response.iter_bytes()),
                max_bytes=self._settings.max_reply_bytes,
                sink=sink,
                content_type=response.headers.get("content-type", ""),
            )
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


def require_success(resposta: Resposta) -> None:
    """Raises the error that the court's refusal means."""
    if resposta.fault:
        raise build_refusal(resposta.fault, is_server_fault=resposta.is_server_fault)
    if resposta.sucesso is False:
        raise build_refusal(resposta.mensagem)
    is_empty = resposta.cabecalho is None and not resposta.documentos and not resposta.hashes
    if resposta.sucesso is None and is_empty:
        raise TribunalResponseError("the reply says neither success nor failure")


def build_alteracao(resposta: Resposta) -> Alteracao | None:
    """The three hashes; None when the court does not offer the operation or left one out."""
    if resposta.fault or not resposta.sucesso:
        return None
    found = [resposta.hashes.get(name, "") for name in ("hashCabecalho", "hashMovimentacoes", "hashDocumentos")]
    return Alteracao(*found) if all(found) else None


def _check_status(response: httpx.Response) -> bool:
    """True when the body should be a SOAP fault (SOAP 1.1 sends faults with HTTP 500)."""
    status = response.status_code
    if status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        raise TribunalCredentialsError(f"HTTP {status}")
    if status == httpx.codes.INTERNAL_SERVER_ERROR:
        return True
    retry_after_s = parse_retry_after_s(response.headers.get("Retry-After"))
    if status == httpx.codes.TOO_MANY_REQUESTS:
        raise TribunalBusyError(f"HTTP {status}", retry_after_s=retry_after_s)
    if status > httpx.codes.INTERNAL_SERVER_ERROR or status in _UNAVAILABLE:
        raise TribunalUnavailableError(f"HTTP {status}", retry_after_s=retry_after_s)
    if status != httpx.codes.OK:
        raise TribunalResponseError(f"HTTP {status}")
    return False


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
