"""Stored calculations that a change of a table would change, and by how much."""

from __future__ import annotations

from html import escape

import streamlit as st

from core.calculo.tabelas.afetados import Afetados, CalculoAfetado
from core.processos.numero_cnj import format_numero_cnj
from core.usuarios.domain import Usuario
from pages.ui.calculo_tabelas.textos import format_reais, render_tabela
from pages.ui.dates import format_when

_MOST = 50


def show_afetados(usuario: Usuario, afetados: Afetados) -> None:
    """Their number first, then each with its value before and after; its case only for those who work on cases."""
    st.markdown("**Cálculos guardados que mudariam**")
    if not afetados.guardados:
        st.caption("Ainda não há cálculos guardados.")
        return
    looked = f"{afetados.examinados} cálculos guardados" if afetados.examinados != 1 else "1 cálculo guardado"
    st.html(f'<p role="status"><strong>{len(afetados.calculos)}</strong> de {looked} mudariam de valor.</p>')
    if afetados.examinados < afetados.guardados:
        st.caption(f"Foram conferidos os {afetados.examinados} mais novos, de {afetados.guardados}.")
    if not afetados.calculos:
        return
    titles = ("Processo", "De, para", "Diferença")
    st.html(render_tabela("Cálculos que mudariam", titles, (_render(usuario, um) for um in afetados.calculos[:_MOST])))
    if len(afetados.calculos) > _MOST:
        st.caption(f"São mostrados os {_MOST} de maior diferença.")
    st.caption("Os cálculos guardados continuam como estão; quem quiser o valor novo calcula de novo no pedido.")


def _render(usuario: Usuario, afetado: CalculoAfetado) -> tuple[str, ...]:
    calculo = afetado.calculo
    has_casos = usuario.has_permission("calculo.usar")
    numero = f'<span class="inteiro">{format_numero_cnj(calculo.numero_cnj) if has_casos else "Um processo"}</span>'
    processo = f'{numero}<span class="aviso">calculado {format_when(calculo.calculado_em)}</span>'
    antes = f'<span class="inteiro">{format_reais(calculo.total)}</span>'
    if afetado.depois is None or afetado.diferenca is None:
        return processo, antes, f"Não pode ser calculado: {escape(afetado.motivo)}"
    sinal = "+" if afetado.diferenca > 0 else ""
    depois = f'<span class="inteiro">{format_reais(afetado.depois)}</span>'
    return processo, f"{antes}<br>{depois}", f'<span class="inteiro">{sinal}{format_reais(afetado.diferenca)}</span>'
