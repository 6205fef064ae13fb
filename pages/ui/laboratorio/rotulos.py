"""Words and small pieces that the screens of the data team share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from html import escape
from urllib.parse import urlencode

import streamlit as st

from core.prompts.domain import Subsistema
from core.prompts.instrucoes.domain import AtoDaInstrucao
from pages.ui.runtime import services

SUBSISTEMAS = {
    Subsistema.GERADOR: "Gerador de Peças",
    Subsistema.CLASSIFICADOR: "Classificador",
    Subsistema.CALCULO: "Pedido de Cálculo",
    Subsistema.ASSISTENCIA: "Assistência",
    Subsistema.BIBLIOTECA: "Prompts e Módulos",
}
ATOS = {
    AtoDaInstrucao.PROMOVIDA: "Promovida",
    AtoDaInstrucao.REVERTIDA: "Volta à anterior",
    AtoDaInstrucao.CANDIDATA: "Marcada candidata",
    AtoDaInstrucao.RETIRADA: "Candidata retirada",
}
_AVISO = "laboratorio_aviso"


def link_here(**changes: str | int) -> str:
    """The present address with some values changed, on whichever page it is; an empty value takes one out."""
    values = {**st.query_params.to_dict(), **changes}
    return "?" + urlencode({name: value for name, value in values.items() if value not in ("", 0)})


def tell_next(notice: str) -> None:
    """Say it once at the top of the next view."""
    st.session_state[_AVISO] = notice


def show_notice() -> None:
    if notice := st.session_state.pop(_AVISO, ""):
        st.success(notice, icon=":material/check_circle:")


def render_estado(sinal: str, texto: str) -> str:
    """A state by sign and word; ``sinal`` is one of the portal's states."""
    return f'<span class="portal-estado portal-estado-{sinal}">{escape(texto)}</span>'


def render_tabela(legenda: str, cabeca: Sequence[str], linhas: Iterable[Sequence[str]], *, classe: str = "") -> str:
    """A table that scrolls in its place. Cells are HTML already; the first of a row names it."""
    head = "".join(f'<th scope="col">{escape(nome)}</th>' for nome in cabeca)
    body = "".join(
        f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in others)}</tr>'
        for first, *others in linhas
    )
    return (
        f'<div class="portal-rolagem" tabindex="0"><table class="portal-tabela prompts-versoes {classe}">'
        f'<caption class="portal-so-leitor">{escape(legenda)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def format_numero(valor: float, casas: int = 0) -> str:
    """As numbers are written in Brazil: ``1.204`` and ``1,05``."""
    return f"{valor:,.{casas}f}".translate(str.maketrans(",.", ".,"))


def format_percentual(parte: float) -> str:
    """``87,5%`` of a share between 0 and 1."""
    return f"{format_numero(100 * parte, 1)}%"


def format_custo(valor: Decimal | float) -> str:
    """``R$ 0,0123``: a call costs less than a cent."""
    return f"R$ {format_numero(float(valor), 4 if abs(valor) < 1 else 2)}"


def name_categorias(prompt_slug: str) -> dict[str, str]:
    """The name of each category of a prompt by its slug, those of the candidate too."""
    return {one.slug: one.nome for one in services().gabaritos.list_categorias(prompt_slug)}


def link_to_caso(gabarito: str, versao: int, sha256: str) -> str:
    """The address of one document of a golden set."""
    return "/classificador?" + urlencode(
        {"aba": "gabarito", "gabarito": gabarito, "versao": versao, "ver": "casos", "doc": sha256}
    )


def link_to_novo_gabarito(prompt: str) -> str:
    """Where a golden set of a prompt is begun."""
    return "/classificador?" + urlencode({"aba": "gabarito", "ver": "novo", "prompt": prompt})
