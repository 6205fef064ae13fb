"""Pages and data routes by profile: which of them let somebody in, over an application without services."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

import pages.ui.web
from core.usuarios.domain import Papel, Usuario
from pages.ui import runtime
from pages.ui.menu import list_pages
from pages.ui.web.index import IndexRoute
from tests.builders import build_numero_cnj

_P, _C, _D, _G, _A = Papel.PROCURADOR, Papel.CURADOR, Papel.DADOS, Papel.GESTOR, Papel.ADMIN
EVERYBODY = frozenset(Papel)
_NOT_UNDERSTOOD = 422
"""What is sent here holds no text to save: who hears that was let in."""

PAGES = {
    "hoje": EVERYBODY,
    "gerador_de_pecas": frozenset({_P, _C}),
    "processos": frozenset({_P, _C}),
    "classificador": frozenset({_P, _C, _D}),
    "pedido_de_calculo": frozenset({_P, _C, _D}),
    "assistencia": frozenset({_P, _C}),
    "relatorios": frozenset({_G, _A}),
    "treinamento_bert": frozenset({_D}),
    "prompts_e_modulos": frozenset({_C, _D}),
    "administracao": frozenset({_A}),
    "garantias": EVERYBODY,
    "ajuda": EVERYBODY,
}
"""Who opens each page by the profile alone."""

ROUTES = {
    "/acompanhar/{geracao_id}": PAGES["gerador_de_pecas"],
    "/conversas/{pedido_id}": PAGES["gerador_de_pecas"],
    "/baixar/timbre/{timbre_id:int}": PAGES["administracao"],
    "/baixar/{peca_id}": PAGES["gerador_de_pecas"],
    "/minuta/{peca_id}": PAGES["gerador_de_pecas"],
    "/dossie/{peca_id}": PAGES["gerador_de_pecas"],
    "/autos/imagem": PAGES["processos"],
    "/autos/original": PAGES["processos"],
    "/autos/volume": PAGES["processos"],
    "/autos/antecipar": PAGES["processos"],
    "/ensaios/{ensaio_id}": PAGES["prompts_e_modulos"],
    "/calculo/planilha/{pedido_id}": frozenset({_P, _C}),
    "/lotes/remessas/{chave}": PAGES["classificador"],
    "/lotes/{lote_id}/exportar": PAGES["classificador"],
    "/perguntas/{pergunta_id}": PAGES["assistencia"],
}
"""Who gets as far as the services behind each address of data; records are judged by those."""


class ReachedError(Exception):
    """A request got as far as a service."""


class Tripwire:
    """Stands for the services: whoever touches one was let in."""

    def __getattr__(self, name: str) -> Any:
        raise ReachedError(name)


@dataclass(frozen=True)
class Judgement:
    """How many cells were tried, and those that were not as the table says."""

    cells: int
    wrong: tuple[str, ...]


def list_data_routes() -> tuple[Route, ...]:
    """Of every module of routes that there is, whether the launcher uses it or not."""
    modules = (
        importlib.import_module(f"pages.ui.web.{one.name}") for one in pkgutil.iter_modules(pages.ui.web.__path__)
    )
    return tuple(route for module in modules for route in getattr(module, "ROUTES", ()))


def judge_pages() -> Judgement:
    """Every page by every profile, and by somebody who may no longer enter."""
    index = IndexRoute("<html></html>")
    names = [item.name for item in list_pages()[1:]]
    wrong = [f"{name}: not in the table" for name in names if name not in PAGES]
    tried = 0
    for usuario, allowed in _list_people(PAGES):
        client = _build_client([Route("/{pagina}", index.show)], usuario)
        for name in names:
            tried += 1
            status, expected = client.get(f"/{name}").status_code, 200 if name in allowed else 403
            if status != expected:
                wrong.append(f"{name} answered {status} to {usuario.papel}")
    return Judgement(tried, tuple(wrong))


def judge_routes() -> Judgement:
    """Every address of data by every profile: who may not enter gets a refusal, and no service is asked anything."""
    routes = list_data_routes()
    wrong = [f"{route.path}: not in the table" for route in routes if route.path not in ROUTES]
    tried = 0
    with _without_services():
        for usuario, allowed in _list_people(ROUTES):
            client = _build_client(routes, usuario)
            is_let_in = {route.path: _is_let_in(client, route) for route in routes}
            tried += len(routes)
            who = f"{usuario.papel}{'' if usuario.is_active else ', inactive'}"
            wrong += [f"{path} for {who}" for path, is_in in is_let_in.items() if is_in is not (path in allowed)]
    return Judgement(tried, tuple(wrong))


@contextmanager
def _without_services() -> Iterator[None]:
    before, runtime._Holder.services = runtime._Holder.services, Tripwire()  # type: ignore[assignment]  # stands for them
    try:
        yield
    finally:
        runtime._Holder.services = before


def _list_people(table: dict[str, frozenset[Papel]]) -> Iterable[tuple[Usuario, frozenset[str]]]:
    for papel in Papel:
        usuario = Usuario(7, papel.value, "Rita Inventada", papel, "Saúde")
        yield usuario, frozenset(name for name, papeis in table.items() if papel in papeis)
        yield Usuario(8, papel.value, "Zé Inventado", papel, "Saúde", is_active=False), frozenset()


def _build_client(routes: Iterable[Route], usuario: Usuario) -> TestClient:
    app = Starlette(routes=list(routes))

    async def identify(scope: Any, receive: Any, send: Any) -> None:
        scope["usuario"], scope["sessao"] = usuario, None
        await app(scope, receive, send)

    return TestClient(identify)


def _is_let_in(client: TestClient, route: Route) -> bool:
    path = route.path.replace("{timbre_id:int}", "1")
    while "{" in path:
        path = path.replace(path[path.index("{") : path.index("}") + 1], str(uuid4()))
    path += f"?processo={build_numero_cnj()}&documento=d1&parte=1&pagina=1"
    method = next(iter((route.methods or {"GET"}) - {"HEAD"}))
    try:
        answer = client.request(method, path, headers={"origin": "http://testserver"})
    except ReachedError:
        return True
    assert answer.status_code in (401, 403, 404, _NOT_UNDERSTOOD), f"{path} answered {answer.status_code}"
    return answer.status_code == _NOT_UNDERSTOOD
