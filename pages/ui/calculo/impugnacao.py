"""The time to contest the enforcement, beside the day of the notice from which it runs."""

from __future__ import annotations

import streamlit as st

from core.calculo.pedido.domain import Campo, PedidoDeCalculo
from pages.ui.calculo_tabelas.prazos_resultado import show_prazo
from pages.ui.errors import report_errors
from pages.ui.runtime import services


def show_impugnacao(pedido: PedidoDeCalculo, campo: Campo) -> None:
    """Its last day with every day that did not count; nothing is counted from a day that nobody stands for."""
    if not campo.valor:
        return
    st.markdown("**Prazo para impugnar o cumprimento (CPC, art. 535)**")
    if not campo.estado.is_de_pessoa:
        st.caption("O prazo é contado quando você confirmar esta data.")
        return
    with report_errors():
        prazo = services().pedidos_de_calculo.count_impugnacao(pedido)
        if prazo is None:
            st.caption("O prazo não pôde ser contado: confira a data da intimação.")
            return
        show_prazo(prazo, f"{campo.estado.label.lower()} por {campo.informado_por}")
        comarca = pedido.levantamento.comarca if pedido.levantamento else ""
        st.caption(f"Calendário: {comarca or 'todo o Estado, sem feriados municipais'}.")
