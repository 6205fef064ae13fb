"""The addresses of features, each open while a page that uses it is: one that was switched off answers in words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core.errors import RecursoDesligadoError
from pages.ui.runtime import installed_services
from pages.ui.web import acompanhar, autos, baixar, calculo, conversa, dossie, edicao, ensaio, lotes, perguntas
from pages.ui.web.render import respond_refusal

Endpoint = Callable[[Request], Awaitable[Response]]


def close_when_off(routes: Sequence[Route], *recursos: str) -> tuple[Route, ...]:
    """The same addresses, open while any of the pages that use them is."""
    return tuple(Route(one.path, _guard(one.endpoint, recursos), methods=list(one.methods or ())) for one in routes)


def _guard(endpoint: Endpoint, recursos: Sequence[str]) -> Endpoint:
    async def answer(request: Request) -> Response:
        if not await to_thread.run_sync(_is_open, recursos):
            return respond_refusal(request, 403, "Desligado pela administração", RecursoDesligadoError.text)
        return await endpoint(request)

    return answer


def _is_open(recursos: Sequence[str]) -> bool:
    return any(installed_services().ajustes.is_ligado(recurso) for recurso in recursos)


_GERADOR, _PROCESSOS, _CALCULO, _ASSISTENCIA = "gerador_de_pecas", "processos", "pedido_de_calculo", "assistencia"
_DO_TEXTO = (_GERADOR, _CALCULO, _PROCESSOS, _ASSISTENCIA)
"""Pages that show a text being written, edited and taken away, or the pages of a case."""

ROUTES = (
    *close_when_off((*acompanhar.ROUTES, *conversa.ROUTES, *edicao.ROUTES, *dossie.ROUTES, *autos.ROUTES), *_DO_TEXTO),
    *baixar.OF_ADMINISTRATION,
    *close_when_off(baixar.OF_PECAS, *_DO_TEXTO),
    *close_when_off((*ensaio.ROUTES, *lotes.ROUTES), "classificador", "prompts_e_modulos"),
    *close_when_off(calculo.ROUTES, _CALCULO),
    *close_when_off(perguntas.ROUTES, _ASSISTENCIA, _PROCESSOS),
)
