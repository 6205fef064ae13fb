"""Wrong answers, as the court and its proxy have been seen to give them."""

from __future__ import annotations

import base64
from email.message import Message

from lxml import etree
from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send

from simulators.control import Storm
from simulators.tribunal import resposta

_PAGE = "<html><head><title>{0}</title></head><body><h1>{0}</h1><p>Tente novamente mais tarde.</p></body></html>"
_XOP = "http://www.w3.org/2004/08/xop/include"
_BOUNDARY = "uuid-mni-limite"


class CutResponse(Response):
    """Promises its whole length, sends half and lets the connection close."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        content = bytes(self.body)
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": content[: len(content) // 2], "more_body": True})


def build_storm(storm: Storm) -> Response:
    headers = {"Retry-After": str(storm.retry_after_s)} if storm.retry_after_s is not None else None
    page = _PAGE.format(f"{storm.status} Service Temporarily Unavailable")
    return HTMLResponse(page, status_code=storm.status, headers=headers)


def build_early(mode: str) -> Response | None:
    """The answer of the modes that do not depend on what was asked."""
    if mode in ("fault_200", "fault_500"):
        fault = resposta.build_fault("Server", "Erro interno ao processar a requisição.")
        return Response(resposta.serialize(fault), status_code=int(mode[-3:]), media_type="text/xml; charset=UTF-8")
    if mode == "html":
        return HTMLResponse(_PAGE.format("Sistema em manutenção"))
    if mode == "http_401":
        return HTMLResponse(_PAGE.format("401 Não autorizado"), status_code=401)
    return None


def spoil(envelope: etree._Element, mode: str) -> Response:
    """A good envelope, sent badly where the mode says so."""
    if mode == "mtom":
        return _as_mtom(envelope)
    content = resposta.serialize(envelope)
    if mode == "malformed":
        content = content.replace(b":Body></", b":Corpo></")
    sent = CutResponse if mode == "cut" else Response
    return sent(content, media_type="text/xml; charset=UTF-8")


def _as_mtom(envelope: etree._Element) -> Response:
    """Each content as a binary part that the envelope includes by its id (XOP)."""
    parts: list[tuple[str, bytes]] = []
    conteudos = (conteudo for conteudo in envelope.iter("{*}conteudo") if not len(conteudo))
    for ordem, conteudo in enumerate(conteudos, start=1):
        content_id = f"conteudo-{ordem}@tribunal"
        parts.append((content_id, base64.b64decode(conteudo.text or "")))
        conteudo.text = None
        etree.SubElement(conteudo, f"{{{_XOP}}}Include", nsmap={"xop": _XOP}, href=f"cid:{content_id}")
    root_type = 'application/xop+xml; charset=UTF-8; type="text/xml"'
    chunks = [_part("raiz@tribunal", root_type, resposta.serialize(envelope))]
    chunks += [_part(content_id, "application/octet-stream", content) for content_id, content in parts]
    header = Message()
    header.add_header(
        "Content-Type",
        "multipart/related",
        boundary=_BOUNDARY,
        type="application/xop+xml",
        start="<raiz@tribunal>",
        start_info="text/xml",
    )
    body = b"".join(chunks) + f"--{_BOUNDARY}--\r\n".encode()
    return Response(body, headers={"Content-Type": header["Content-Type"]})


def _part(content_id: str, content_type: str, content: bytes) -> bytes:
    head = f"--{_BOUNDARY}\r\nContent-Type: {content_type}\r\nContent-Transfer-Encoding: binary\r\n"
    return f"{head}Content-ID: <{content_id}>\r\n\r\n".encode() + content + b"\r\n"
