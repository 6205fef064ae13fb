"""State in the address: what a link, a reload and the back button bring back."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

import streamlit as st

from core.errors import RecordNotFoundError
from core.processos.chave import is_envio
from core.processos.numero_cnj import parse_numero_cnj

GERACAO, ETAPA = "geracao", "etapa"
"""In the address of the generator: the geração, and the step of it that is open."""


def read_uuid(name: str) -> UUID | None:
    """The id in the address, or None. Raises RecordNotFoundError for something that is not an id."""
    text = st.query_params.get(name)
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError as error:
        raise RecordNotFoundError(f"{name} in the address") from error


def read_numero(name: str) -> str | None:
    """The case number in the address as 20 digits, or None. Raises InvalidNumeroCnjError with the reason in words."""
    text = st.query_params.get(name)
    return parse_numero_cnj(text) if text else None


def read_autos(name: str) -> str | None:
    """The same, or the key of handed-in files, which only their owner may use: the caller asks who that is."""
    text = st.query_params.get(name, "")
    return text if is_envio(text) else read_numero(name)


def read_int(name: str, default: int = 1) -> int:
    """A number in the address; anything that is none counts as the default."""
    text = st.query_params.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else default


def link_to_autos(numero: str, documento: str = "", pagina: int = 0, busca: str = "") -> str:
    """The address of a case, a document or a page; ``busca`` are words to mark there."""
    values = {"processo": numero, "documento": documento, "pagina": pagina or "", "busca": busca}
    return "/processos?" + urlencode({name: value for name, value in values.items() if value})


def link_to_etapa(geracao_id: UUID | str, etapa: str, **mais: str) -> str:
    """The address of a step of a geração on the page that shows it; ``mais`` are the step's own parts of the address.

    Relative: the generator, the calculation and the reports show the same steps, each on its own page.
    """
    return "?" + urlencode({GERACAO: str(geracao_id), ETAPA: etapa, **mais})
