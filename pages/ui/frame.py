"""What stands around every page: the mark, who is here, the way out, the demonstration notice."""

from __future__ import annotations

from html import escape
from pathlib import Path

import streamlit as st

from core.usuarios.domain import Usuario

STATIC = Path(__file__).parent / "static"
TITLE = "Portal PGE-MS"

_PERSON = """
<section class="portal-pessoa" aria-label="Pessoa conectada">
  <p class="portal-pessoa-nome">{nome}</p>
  <p class="portal-pessoa-unidade">{unidade}</p>
  <p class="portal-pessoa-conta"><a href="/conta" target="_self">Conta e senha</a></p>
  <form method="post" action="/sair"><button type="submit">Sair</button></form>
</section>
"""
_DEMONSTRATION = (
    '<p class="portal-demonstracao" role="note" '
    'title="Os simuladores respondem no lugar do TJMS e do Gemini. Processos e pessoas são inventados.">'
    "Modo demonstração</p>"
)


def show_frame(usuario: Usuario, *, is_demonstration: bool) -> None:
    """The same on every page; drawn before the page so that a failing page still has it."""
    st.logo(STATIC / "marca-nome.svg", size="large", icon_image=STATIC / "marca.svg")
    with st.sidebar:
        unidade = usuario.unidade or usuario.papel.label
        st.html(_PERSON.format(nome=escape(usuario.nome), unidade=escape(unidade)))
    if is_demonstration:
        st.html(_DEMONSTRATION)
