"""The simulated court, SAJ and eproc side by side: ``uvicorn simulators.tribunal.app:app``.

Environment: ``SIMULATOR_TRIBUNAL_USUARIO`` and ``SIMULATOR_TRIBUNAL_SENHA`` (procuradoria-demo, demo),
``SIMULATOR_CACHE`` (folder for the files), and those of every simulator (``simulators.control``).
"""

from __future__ import annotations

import os
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from simulators.control import Control
from simulators.tribunal.arquivos.acervo import Acervo
from simulators.tribunal.servico import MODES, NO_EPROC, Credencial, CredencialDoEproc, Intercomunicacao

BASE = "/mniws/servico-intercomunicacao-2.2.2"
EPROC_PATH = "/ws/controlador_ws.php"
MNI = Path(__file__).parents[2] / "core/clients/tribunal/mni"
WSDL = "servico-intercomunicacao-2.2.2.wsdl"
_ADDRESS = b"http://localhost/mniws/servico-intercomunicacao-2.2.2/intercomunicacao"


class Endpoint:
    """One address for the description (GET) and the operations (POST); the ledger counts until the last byte."""

    def __init__(self, servico: Intercomunicacao) -> None:
        self.servico = servico

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        if request.method == "POST":
            await self.servico.answer(request, send)
            return
        await _describe(request)(scope, receive, send)


def build_app(control: Control | None = None) -> Starlette:
    """A court of its own, with its own faults and ledger."""
    control = control or Control(modes=MODES)
    folder = os.environ.get("SIMULATOR_CACHE")
    acervo = Acervo(seed=control.seed, folder=Path(folder) if folder else None)
    usuario = os.environ.get("SIMULATOR_TRIBUNAL_USUARIO", "procuradoria-demo")
    senha = os.environ.get("SIMULATOR_TRIBUNAL_SENHA", "demo")
    endpoint = Endpoint(Intercomunicacao(control, acervo, Credencial(usuario, senha)))
    eproc = Endpoint(Intercomunicacao(control, acervo, CredencialDoEproc(usuario, senha), NO_EPROC))
    routes = [
        *control.routes(),
        Route(f"{BASE}/intercomunicacao", endpoint),
        Route(EPROC_PATH, eproc, methods=["POST"]),
        Route(f"{BASE}/{{nome}}.xsd", _schema, methods=["GET"]),
    ]
    app = Starlette(routes=routes)
    app.state.control = control
    return app


def _describe(request: Request) -> Response:
    """``?wsdl`` with this server's own address, or ``?xsd=name``."""
    if "xsd" in request.query_params:
        return _send_schema(request.query_params["xsd"])
    if "wsdl" not in request.query_params:
        return PlainTextResponse("Serviço de intercomunicação 2.2.2. Acrescente ?wsdl ao endereço.")
    here = str(request.url.replace(query="")).encode()
    return Response((MNI / WSDL).read_bytes().replace(_ADDRESS, here), media_type="text/xml")


async def _schema(request: Request) -> Response:
    return _send_schema(f"{request.path_params['nome']}.xsd")


def _send_schema(nome: str) -> Response:
    known = {path.name: path for path in MNI.glob("*.xsd")}
    if nome not in known:
        return PlainTextResponse("esquema desconhecido", status_code=404)
    return Response(known[nome].read_bytes(), media_type="text/xml")


app = build_app()
