"""Tables of values: what counts now and what was changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st

from core.ajustes.catalogo import DEFINICOES
from core.ajustes.domain import Ajuste, AreaDoAjuste
from core.usuarios.domain import Usuario
from pages.ui.ajustes.textos import format_valor, name_alvo
from pages.ui.autores import name_autores
from pages.ui.dates import CAMPO_GRANDE, format_when
from pages.ui.runtime import services

_TABELA = (
    '<div class="portal-rolagem" role="group" aria-label="{legenda}" tabindex="0"><table class="portal-tabela">'
    '<caption class="portal-so-leitor">{legenda}</caption>'
    "<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
)


def list_pessoas() -> dict[str, Usuario]:
    """By id, as a cap names them."""
    return {str(pessoa.id): pessoa for pessoa in services().usuarios.list_usuarios()}


def list_unidades() -> tuple[str, ...]:
    """Of the people, in order."""
    return tuple(sorted({pessoa.unidade for pessoa in services().usuarios.list_usuarios() if pessoa.unidade}))


def show_tabela(legenda: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """The first cell of a row names it. Every text is escaped."""
    body = "".join(
        f'<tr><th scope="row">{escape(first)}</th>{"".join(f"<td>{render_texto(cell)}</td>" for cell in others)}</tr>'
        for first, *others in rows
    )
    titles = "".join(f'<th scope="col">{escape(title)}</th>' for title in head)
    st.html(_TABELA.format(legenda=escape(legenda), head=titles, rows=body))


def render_texto(text: str) -> str:
    """Escaped; an amount is never torn from its sign."""
    return escape(text).replace("R$ ", "R$&nbsp;")


def show_historico(area: AreaDoAjuste) -> None:
    """The last changes of the area, newest first."""
    mudancas = services().ajustes.list_historico(area)
    if not mudancas:
        st.caption("Nada foi mudado aqui até agora: valem os padrões do portal.")
        return
    nomes, pessoas = name_autores(one.autor for one in mudancas), list_pessoas()
    with st.expander(f"Histórico ({len(mudancas)})"):
        show_tabela(
            "Histórico de mudanças",
            ("O que mudou", "Para", "Valor", "Motivo", "Quem e quando"),
            (
                (
                    DEFINICOES[one.nome].titulo if one.nome in DEFINICOES else "Ajuste que não existe mais",
                    name_alvo(one.nome, one.alvo, pessoas),
                    _describe_valor(one),
                    one.motivo,
                    f"{nomes[one.autor]}, {format_when(one.criado_em)}",
                )
                for one in mudancas
            ),
        )


def _describe_valor(ajuste: Ajuste) -> str:
    if ajuste.nome not in DEFINICOES:
        return "—"
    text = "voltou ao que valia antes" if ajuste.valor is None else format_valor(DEFINICOES[ajuste.nome], ajuste.valor)
    return text if ajuste.desde is None else f"{text}, desde {ajuste.desde.astimezone(CAMPO_GRANDE):%d/%m/%Y %H:%M}"
