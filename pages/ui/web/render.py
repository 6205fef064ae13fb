"""Small server-rendered pages: login and errors. Every value is escaped here."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import quote

import streamlit
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from core.errors import LimitReachedError
from core.usuarios.domain import Usuario

_FOLDER = Path(__file__).parent / "templates"
_LOGIN = Template((_FOLDER / "entrar.html").read_text(encoding="utf-8"))
_CONTA = Template((_FOLDER / "conta.html").read_text(encoding="utf-8"))
_ERROR = Template((_FOLDER / "erro.html").read_text(encoding="utf-8"))
_NO_STORE = {"cache-control": "no-store"}


def _build_font_style() -> str:
    """The text font that comes with Streamlit; its file name changes with each version."""
    media = Path(streamlit.__file__).parent / "static" / "static" / "media"
    for file in media.glob("SourceSansVF-Upright*.woff2"):
        face = 'font-family: "Source Sans"; font-weight: 200 900; font-display: swap'
        return f'<style>@font-face {{ {face}; src: url("/static/media/{file.name}") format("woff2"); }}</style>'
    return ""


_FONT_STYLE = _build_font_style()
_FILE = re.compile(r'(?:href=|src=|url\()"(/(?:app/)?static/[^"]+)"')
LOGIN_FILES = frozenset(_FILE.findall(_LOGIN.template + _ERROR.template + _FONT_STYLE))
"""What the pages of this file show: the only files that come without a session."""


def render_login(
    *,
    next_address: str,
    usuario: str = "",
    aviso: str = "",
    is_error: bool = False,
    is_demonstration: bool = False,
    conta_institucional: str = "",
) -> str:
    """The login form; ``aviso`` is one sentence above it, read aloud at once when it is an error.

    ``conta_institucional`` is what the other way in is called; empty where there is none.
    """
    federation = _FEDERATION.format(escape(quote(next_address, safe="")), escape(conta_institucional))
    return _LOGIN.substitute(
        fonte=_FONT_STYLE,
        next=escape(next_address),
        usuario=escape(usuario),
        aviso=_render_aviso(aviso, is_error=is_error),
        invalido=_INVALID if is_error else "",
        foco_usuario="" if usuario else "autofocus",
        foco_senha="autofocus" if usuario else "",
        federacao=federation if conta_institucional else "",
        demonstracao=_DEMONSTRATION if is_demonstration else "",
    )


def render_conta(
    usuario: Usuario, sessoes: Sequence[tuple[str, str, bool]], *, aviso: str, is_error: bool, is_first: bool
) -> str:
    """The own account. ``sessoes`` are when each began, when it was last used and whether it is this one.

    ``is_first``: the password has to be changed first, so the rest of the page is left out.
    """
    items = "".join(
        f"<li>{'<strong>Este navegador</strong><br>' if is_here else ''}Entrou {escape(began)}; último uso "
        f"{escape(used)}.</li>"
        for began, used, is_here in sessoes
    )
    return _CONTA.substitute(
        fonte=_FONT_STYLE,
        nome=escape(usuario.nome),
        login=escape(usuario.login),
        aviso=_render_aviso(aviso, is_error=is_error),
        invalido=_INVALID if is_error else "",
        sessoes="" if is_first else _SESSOES.format(items=items),
        saida=_LEAVE if is_first else _BACK,
    )


def _render_aviso(aviso: str, *, is_error: bool) -> str:
    role, kind = ("alert", "erro") if is_error else ("status", "nota")
    return f'<p id="aviso" class="{kind}" role="{role}">{escape(aviso)}</p>' if aviso else ""


def respond_error(status: int, titulo: str, texto: str) -> HTMLResponse:
    """A whole page for an error met outside the screens."""
    return HTMLResponse(
        _ERROR.substitute(fonte=_FONT_STYLE, titulo=escape(titulo), texto=escape(texto)), status, _NO_STORE
    )


def respond_refusal(request: Request, status: int, titulo: str, texto: str) -> Response:
    """Why a file does not come: a page where its address was opened, plain text for the page that fetches it."""
    if accepts_page(request):
        return respond_error(status, titulo, texto)
    return PlainTextResponse(texto, status, _NO_STORE)


def accepts_page(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")


def respond_limit(error: LimitReachedError, *, is_page: bool = True) -> Response:
    """429 with the seconds to wait, as a page for people or as plain text for programs."""
    if is_page:
        response: Response = respond_error(429, "Muitos pedidos em pouco tempo", error.user_message)
    else:
        response = PlainTextResponse(error.user_message, 429, _NO_STORE)
    response.headers["retry-after"] = format_retry_after(error)
    return response


def format_retry_after(error: LimitReachedError) -> str:
    """Whole seconds, as the header wants them; a minute when the error does not know."""
    return str(math.ceil(error.retry_after_s or 60))


_FEDERATION = '<p><a class="botao segundo inteiro" href="/entrar/oidc?next={}">Entrar com {}</a></p>'
_INVALID = 'aria-invalid="true" aria-describedby="aviso"'
_SESSOES = (
    '<form method="post" action="/conta/sair" aria-labelledby="sessoes"><h2 id="sessoes">Onde você está conectado</h2>'
    '<ul class="sessoes">{items}</ul>'
    '<button type="submit" class="segundo">Sair de todos os lugares</button></form>'
)
_BACK = '<p class="ajuda"><a href="/">Voltar para o portal</a></p>'
_LEAVE = '<form method="post" action="/sair"><button type="submit" class="segundo">Sair</button></form>'
_DEMONSTRATION = (
    '<p class="nota"><strong>Modo demonstração.</strong> Processos, pessoas e respostas são inventados. '
    "Os usuários de exemplo aparecem na janela em que o portal foi iniciado.</p>"
)
