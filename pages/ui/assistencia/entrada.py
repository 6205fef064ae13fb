"""Where Assistência begins: the number of a case, and the cases that the person asked about."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

import streamlit as st

from core.processos.numero_cnj import format_numero_cnj
from core.usuarios.domain import Usuario
from pages.ui.dates import format_when
from pages.ui.hints import SAMPLES
from pages.ui.inputs import ask_numero_cnj, explain_empty_numero
from pages.ui.runtime import services
from pages.ui.work import show_empty

_NUMERO = "assistencia_numero"
_LINHA = """
<li><a href="{link}" target="_self">
  <span class="numero">{numero}</span><span class="assunto">{assunto}</span><span class="quando">{quando}</span>
</a></li>
"""


def ask_processo(usuario: Usuario) -> str | None:
    """The number field and the person's cases; the 20 digits when the button was pressed."""
    st.write("Veja um processo de uma vez, pergunte sobre ele em palavras simples e gere o relatório.")
    with st.container(key="assistencia_formulario"):
        numero = ask_numero_cnj(key=_NUMERO)
        if services().settings.web.is_demonstration:
            _offer_sample()
        has_asked = st.button("Abrir processo", type="primary", icon=":material/search:", key="assistencia_enviar")
    if has_asked and numero is None:
        explain_empty_numero(_NUMERO)
    _show_casos(usuario)
    return numero if has_asked else None


def _offer_sample() -> None:
    name, numero = SAMPLES[0]
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="assistencia_exemplos"):
        st.html('<span class="portal-exemplos">Para experimentar:</span>', width="content")
        st.button(name, type="tertiary", on_click=_fill, args=(numero,), key="assistencia_exemplo")


def _fill(numero: str) -> None:
    st.session_state[_NUMERO] = numero


def _show_casos(usuario: Usuario) -> None:
    """Those with questions first, then the others that the person opened."""
    st.header("Seus processos", anchor=False)
    visitas = {
        processo.numero_cnj: (processo, quando) for processo, quando in services().autos.list_visitas(usuario.id)
    }
    casos = services().assistencia.list_casos(usuario.id)
    asked = {caso.numero_cnj for caso in casos}
    lines = []
    for caso in casos:
        count = "1 pergunta" if caso.perguntas == 1 else f"{caso.perguntas} perguntas"
        orgao = visitas[caso.numero_cnj][0].orgao_julgador if caso.numero_cnj in visitas else ""
        lines.append(_render(caso.numero_cnj, " · ".join(filter(None, (count, orgao))), format_when(caso.ultima_em)))
    for numero, (processo, quando) in visitas.items():
        if numero not in asked:
            lines.append(_render(numero, processo.orgao_julgador, format_when(quando)))
    if lines:
        items = "".join(lines)
        st.html(f'<ul class="portal-lista autos-visitas" aria-label="Seus processos">{items}</ul>')
    else:
        show_empty("Nenhum processo aberto ainda.", "Cole o número acima: o portal busca os documentos no TJMS.")


def _render(numero: str, assunto: str, quando: str) -> str:
    link = "/assistencia?" + urlencode({"processo": numero})
    return _LINHA.format(
        link=escape(link), numero=format_numero_cnj(numero), assunto=escape(assunto), quando=escape(quando)
    )
