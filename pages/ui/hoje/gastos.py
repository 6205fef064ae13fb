"""What a person may still spend on the model, of their own and of the unit's, before the portal refuses."""

from __future__ import annotations

from html import escape

import streamlit as st

from core.ajustes.domain import Orcamento, Teto
from core.infra.rate import Action
from core.usuarios.domain import Usuario
from pages.ui.classificador.rotulos import format_brl
from pages.ui.errors import report_errors
from pages.ui.runtime import services

_GASTAM = ("pecas.gerar", "classificador.usar", "assistencia.usar", "calculo.usar")
"""Permissions whose work asks the model."""

_NOMES = {"pessoa": "Seu gasto com o Gemini em 24 horas", "unidade": "Gasto da sua unidade em 24 horas"}
_MEDIDOR = (
    '<li><span class="titulo">{nome}</span><meter min="0" max="{limite}" value="{gasto}" high="{alto}" '
    'aria-label="{nome}: {uso}"></meter><span class="uso">{uso}</span><span class="antes">{resto}</span></li>'
)


def show_gastos(person: Usuario) -> None:
    """Nothing for who has no work that asks the model, or where nobody set a limit."""
    if not any(person.has_permission(permission) for permission in _GASTAM):
        return
    with report_errors():
        ajustes = services().ajustes
        items = [_render_teto(teto) for teto in ajustes.list_tetos(str(person.id), person.unidade)]
        if person.unidade:
            items += map(_render_orcamento, ajustes.list_orcamentos(unidade=person.unidade))
        if items:
            st.header("Seus limites", anchor=False)
            st.html(f'<ul class="hoje-medidores" aria-label="Seus limites">{"".join(items)}</ul>')
            if person.has_permission("pecas.gerar"):
                number = services().rates.get_number(Action.GENERATION)
                st.caption(f"Cada pessoa pode pedir até {number} peças por minuto.")


def _render_teto(teto: Teto) -> str:
    left = max(teto.limite_brl - teto.gasto_brl, 0)
    resto = f"restam {format_brl(left)}" if left else "atingido; volta à medida que passam 24 horas de cada gasto"
    return _render(_NOMES[teto.especie], teto.gasto_brl, teto.limite_brl, resto)


def _render_orcamento(one: Orcamento) -> str:
    left = one.limite_brl - one.gasto_brl
    resto = f"restam {format_brl(left)}" if left >= 0 else f"passou em {format_brl(-left)}"
    return _render("Orçamento da sua unidade neste mês", one.gasto_brl, one.limite_brl, resto)


def _render(nome: str, gasto: float, limite: float, resto: str) -> str:
    return _MEDIDOR.format(
        nome=escape(nome),
        limite=limite,
        gasto=gasto,
        alto=0.8 * limite,
        uso=f"{format_brl(gasto)} de {format_brl(limite)}",
        resto=resto,
    )
