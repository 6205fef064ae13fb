"""The page that carries every screen: Streamlit's own, in Portuguese and without its address for programs."""

from __future__ import annotations

import re
from pathlib import Path

import streamlit
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from pages.ui.menu import list_addresses, list_pages
from pages.ui.web.render import respond_error

_NOSCRIPT = (
    "<noscript><p>O Portal PGE-MS precisa de JavaScript. Ative-o no navegador e recarregue a página.</p></noscript>"
)
_HEAD = (
    '<link rel="stylesheet" href="/app/static/portal.css" />\n    '
    '<link rel="stylesheet" href="/app/static/autos.css" />\n    '
    '<link rel="stylesheet" href="/app/static/prompts.css" />\n    '
    '<link rel="stylesheet" href="/app/static/laboratorio.css" />\n    '
    '<link rel="stylesheet" href="/app/static/pecas.css" />\n    '
    '<link rel="stylesheet" href="/app/static/tabelas.css" />\n    '
    '<link rel="stylesheet" href="/app/static/calculo.css" />\n    '
    '<link rel="stylesheet" href="/app/static/classificador.css" />\n    '
    '<link rel="stylesheet" href="/app/static/conversa.css" />\n    '
    '<link rel="stylesheet" href="/app/static/assistencia.css" />\n    '
    '<link rel="stylesheet" href="/app/static/treinamento.css" />\n    '
    '<script src="/app/static/portal.js" defer></script>\n    '
    '<script src="/app/static/acoes.js" defer></script>\n    '
    '<script src="/app/static/baixar.js" defer></script>\n    '
    '<script src="/app/static/prompts.js" defer></script>\n    '
    '<script src="/app/static/demora.js" defer></script>\n  </head>'
)
_START = '<script src="/app/static/inicio.js"></script>'
_NO_STORE = {"cache-control": "no-store"}
_REPLACEMENTS = (
    (re.compile(r'<html lang="en">'), '<html lang="pt-BR">'),
    (re.compile(r"<title>.*?</title>", re.DOTALL), "<title>Portal PGE-MS</title>"),
    (re.compile(r"<noscript>.*?</noscript>", re.DOTALL), _NOSCRIPT),
    (re.compile(r'<link rel="service-desc"[^>]*/>'), ""),
    (re.compile(r'<link rel="shortcut icon"[^>]*/>'), '<link rel="icon" href="/app/static/favicon.svg" />'),
    (re.compile(r"<script>\s*window\.prerenderReady.*?</script>", re.DOTALL), _START),
    (re.compile(r"<!--.*?-->\s*", re.DOTALL), ""),
    (re.compile(r"</head>"), _HEAD),
)


class ChangedIndexError(RuntimeError):
    """The installed Streamlit's index no longer has a part that we replace."""


def build_index() -> str:
    """The installed index.html with our language, title and files."""
    return replace_parts((Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8"))


def replace_parts(html: str) -> str:
    """Raises ChangedIndexError when a part to replace is gone, so that an upgrade cannot lose one silently."""
    for pattern, replacement in _REPLACEMENTS:
        html, count = pattern.subn(replacement, html)
        if count == 0:
            raise ChangedIndexError(f"streamlit's index.html has no {pattern.pattern}")
    return html.lstrip()


class IndexRoute:
    """Serves the index for ``/`` and each page; other single-word addresses get a Portuguese 404."""

    def __init__(self, html: str) -> None:
        self._html = html

    async def show(self, request: Request) -> Response:
        name = request.path_params.get("pagina", "")
        if name == list_pages()[0].name:
            return RedirectResponse("/", 303, _NO_STORE)
        needed = list_addresses().get(name)
        if needed is None:
            return respond_error(
                404, "Página não encontrada", "O portal não tem esta página. Confira o endereço ou volte para Hoje."
            )
        if not request.scope["usuario"].has_permission(needed):
            return respond_error(
                403,
                "Sem acesso a esta página",
                "Seu perfil no portal não permite abrir esta página. Peça a permissão ao administrador da sua unidade.",
            )
        return HTMLResponse(self._html, headers=_NO_STORE)
