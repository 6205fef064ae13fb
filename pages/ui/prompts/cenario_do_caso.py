"""The way from a geração to a saved scenario made of it, for those who keep the library and may see cases."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode
from uuid import UUID

import streamlit as st

from core.usuarios.domain import Usuario

GERACAO = "geracao"
"""In the address of a new scenario: the geração that it is made of."""

_LINK = (
    '<a class="portal-botao" href="{link}" target="_blank" rel="noopener">Salvar como cenário'
    '<span class="portal-so-leitor"> (abre em outra aba)</span></a>'
)


def may_build_cenario(usuario: Usuario) -> bool:
    return usuario.has_permission("prompts.editar") and usuario.has_permission("processos.ver")


def offer_cenario(usuario: Usuario, geracao_id: UUID) -> None:
    if may_build_cenario(usuario):
        address = f"/prompts_e_modulos?{urlencode({'aba': 'cenarios', 'ver': 'novo', GERACAO: str(geracao_id)})}"
        st.html(_LINK.format(link=escape(address)))
