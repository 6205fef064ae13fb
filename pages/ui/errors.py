"""How an error looks on a page: its three-part sentence and a short code for support."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import redis
import streamlit as st
import structlog

from core.bootstrap import SERVERS_AWAY
from core.errors import (
    DatabaseUnavailableError,
    LimitReachedError,
    LoginRequiredError,
    PortalError,
    QueueUnavailableError,
)
from pages.ui.plain import escape_markdown

log = structlog.get_logger(__name__)

_UNEXPECTED_CODE = "P000"
_UNEXPECTED_TEXT = (
    "Algo não saiu como devia no portal. O que já estava guardado foi mantido; tente de novo e, "
    "se continuar, informe o código ao suporte."
)

_DATABASE_PACKAGES = ("sqlalchemy", "psycopg")


@contextmanager
def report_errors() -> Iterator[None]:
    """Draw what goes wrong inside instead of letting the page fall; each error is logged once, here."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - the page's border: a bug too gets words and a code
        show_unexpected(error)


def show_error(error: PortalError) -> None:
    """The words of an expected failure; limits are a notice, not a fault."""
    code = _build_code(error.code)
    log.warning("page_error_shown", code=code, kind=type(error).__name__, detail=error.detail)
    text = f"{escape_markdown(error.user_message)}\n\nCódigo para o suporte: **{code}**"
    if isinstance(error, LimitReachedError):
        st.warning(text, icon=":material/hourglass_top:")
    else:
        st.error(text, icon=":material/error:")
    if isinstance(error, LoginRequiredError):
        show_login_link()


def show_failure(words: str, code: str) -> None:
    """What failed in the work behind the page, in the words that were kept of it."""
    st.error(f"{escape_markdown(words)}\n\nCódigo para o suporte: **{code}**", icon=":material/error:")


def show_unexpected(error: Exception) -> bool:
    """Words of what failed, or generic ones for a bug. Also the launcher's ``on_script_error``: True keeps
    Streamlit's own box away.
    """
    known = find_known(error)
    if known is not None:
        show_error(known)
        return True
    code = _build_code(_UNEXPECTED_CODE)
    log.error("page_failed", code=code, **describe_unexpected(error))
    st.error(f"{_UNEXPECTED_TEXT}\n\nCódigo para o suporte: **{code}**", icon=":material/error:")
    return True


def find_known(error: Exception) -> PortalError | None:
    """What a person can be told about; None for a bug."""
    if isinstance(error, PortalError):
        return error
    if isinstance(error, redis.RedisError):
        return QueueUnavailableError(type(error).__name__)
    return DatabaseUnavailableError(type(error).__name__) if isinstance(error, SERVERS_AWAY) else None


def describe_unexpected(error: Exception) -> dict[str, object]:
    """What the log may keep: the trace, except of a database error, whose words quote the row it failed on."""
    found: BaseException | None = error
    while found is not None:
        if type(found).__module__.partition(".")[0] in _DATABASE_PACKAGES:
            cause = getattr(found, "orig", found)
            return {"kind": type(found).__name__, "sqlstate": getattr(cause, "sqlstate", None)}
        found = found.__cause__ or found.__context__
    return {"exc_info": error}


def show_login_link() -> None:
    """A link in the same tab; a new login is a new session, so the page must be loaded again."""
    st.html('<a class="portal-botao" href="/entrar?motivo=sessao" target="_self">Entrar de novo</a>')


def _build_code(kind: str) -> str:
    return f"{kind}-{secrets.token_hex(2).upper()}"
