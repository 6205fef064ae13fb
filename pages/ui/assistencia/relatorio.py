"""The report of a case: asked for, written live, and edited, checked and exported by the generator's own screens."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode
from uuid import UUID

import streamlit as st

from core.errors import RecordNotFoundError
from core.pecas.domain import ItemDoHistorico, TipoDePeca
from core.processos.autos.domain import Autos
from core.usuarios.domain import Usuario
from pages.ui.dates import format_when
from pages.ui.errors import report_errors
from pages.ui.etapas import show_etapas
from pages.ui.runtime import services
from pages.ui.urls import GERACAO

_LINHA = """
<li><a href="{link}" target="_self"><span class="tipo">Relatório do processo</span>
  <span class="portal-estado portal-estado-{estado}">{rotulo}</span><span class="quando">{quando}</span>
</a></li>
"""


def show_relatorio(usuario: Usuario, autos: Autos) -> None:
    """The button, and the reports that the person has of the case."""
    numero = autos.processo.numero_cnj
    st.caption(
        "O relatório traz as partes e a justiça gratuita com as decisões, o andamento, a perícia, os processos "
        "vinculados e o que dizem os documentos, com as folhas. Depois você o edita, confere e baixa em Word."
    )
    if st.button("Gerar relatório", type="primary", icon=":material/summarize:", key="assistencia_gerar"):
        with report_errors():
            geracao = services().relatorios_do_processo.request(numero, usuario.id)
            st.query_params.from_dict({GERACAO: str(geracao.id)})
            st.rerun()
    relatorios = services().relatorios_do_processo.list_relatorios(numero, usuario.id)
    if relatorios:
        st.subheader("Relatórios deste processo", anchor=False)
        items = "".join(_render(one) for one in relatorios)
        st.html(f'<ul class="portal-lista" aria-label="Relatórios deste processo">{items}</ul>')


def show_relatorio_aberto(usuario: Usuario, geracao_id: UUID) -> None:
    """Raises RecordNotFoundError for what is another person's, or no report."""
    geracao = services().pecas.get_geracao(geracao_id, usuario.id)
    if geracao.pedido.tipo_de_peca is not TipoDePeca.RELATORIO_DO_PROCESSO:
        raise RecordNotFoundError(f"geracao {geracao_id} is no report")
    show_etapas(usuario, geracao)
    address = "/assistencia?" + urlencode({"processo": geracao.pedido.numero_cnj, "aba": "relatorio"})
    st.html(f'<p><a href="{escape(address)}" target="_self">‹ Assistência deste processo</a></p>')


def _render(item: ItemDoHistorico) -> str:
    address = "/assistencia?" + urlencode({GERACAO: str(item.geracao_id)})
    return _LINHA.format(
        link=escape(address),
        estado=item.estado.value,
        rotulo=escape(item.estado.label),
        quando=format_when(item.criada_em),
    )
