"""The labels of a prompt with what was found out about the candidate: promote it, go back, take it away."""

from __future__ import annotations

import streamlit as st

from core.errors import PortalError
from core.prompts.domain import Subsistema
from core.prompts.instrucoes.domain import VersaoDaInstrucao
from core.usuarios.domain import Usuario
from pages.ui.errors import show_error
from pages.ui.laboratorio.rotulos import render_estado, tell_next
from pages.ui.laboratorio.veredito import show_ultimo, suggest_motivo
from pages.ui.prompts.enderecos import go
from pages.ui.runtime import services

_FICA = "Quem já começou um trabalho termina com a versão com que começou."


def show_rotulos(usuario: Usuario, slug: str, *, is_short: bool) -> None:
    """What is in use and what is being tried; unless it is to be short, the verdict and one click for each way on."""
    instrucoes = services().instrucoes
    producao, candidata = instrucoes.get(slug), instrucoes.find_candidata(slug)
    if is_short:
        st.html(_render_estados(producao, candidata))
        return
    viva = producao.prompt.versao
    anterior = instrucoes.find_anterior(slug, viva)
    with st.container(border=True, key="laboratorio_rotulos"):
        veredito = _show_estados(producao, candidata)
        if candidata is None and anterior is None:
            return
        motivo = st.text_input(
            "Motivo da promoção ou da volta",
            veredito or (candidata.motivo if candidata else "Volta à versão anterior"),
            key=f"laboratorio_motivo_{slug}_{viva}_{candidata.prompt.versao if candidata else 0}_{len(veredito)}",
            max_chars=500,
        )
        with st.container(horizontal=True, gap="small", key="laboratorio_rotulos_acoes"):
            _show_acoes(usuario, producao, candidata, anterior, motivo)


def _show_estados(producao: VersaoDaInstrucao, candidata: VersaoDaInstrucao | None) -> str:
    """Answers the verdict as a reason for what follows from it."""
    st.html(_render_estados(producao, candidata))
    if candidata is None or producao.prompt.subsistema is not Subsistema.CLASSIFICADOR:
        return ""
    return suggest_motivo(show_ultimo(producao, candidata))


def _render_estados(producao: VersaoDaInstrucao, candidata: VersaoDaInstrucao | None) -> str:
    parts = [render_estado("pronto", f"Produção: versão {producao.prompt.versao}")]
    if candidata:
        parts.append(render_estado("em_andamento", f"Candidata: versão {candidata.prompt.versao}"))
    return f'<p class="portal-resumo">{"".join(parts)}</p>'


def _show_acoes(
    usuario: Usuario,
    producao: VersaoDaInstrucao,
    candidata: VersaoDaInstrucao | None,
    anterior: int | None,
    motivo: str,
) -> None:
    """The keys name what was on the screen: a click on what somebody else changed meanwhile does nothing."""
    instrucoes = services().instrucoes
    slug, viva = producao.prompt.slug, producao.prompt.versao
    signed = {"autor": usuario.login, "motivo": motivo}
    nova = candidata.prompt.versao if candidata else 0
    key = f"laboratorio_{slug}_{viva}_{nova}"
    promotes = candidata is not None and st.button(
        f"Promover a versão {nova}", type="primary", icon=":material/publish:", key=f"{key}_promover", help=_FICA
    )
    withdraws = candidata is not None and st.button(
        "Retirar a candidata", icon=":material/close:", key=f"{key}_retirar", help="A versão continua guardada."
    )
    reverts = anterior is not None and st.button(
        f"Voltar à versão {anterior}", icon=":material/undo:", key=f"{key}_voltar", help=_FICA
    )
    try:
        if promotes:
            instrucoes.promote(slug, nova, viva=viva, **signed)
            tell_next(f"A versão {nova} está em produção. {_FICA}")
        elif reverts:
            instrucoes.rollback(slug, viva=viva, **signed)
            tell_next(f"A versão {anterior} voltou à produção. {_FICA}")
        elif withdraws:
            instrucoes.withdraw_candidata(slug, **signed)
            tell_next(f"A versão {nova} não é mais a candidata.")
        else:
            return
    except PortalError as error:
        show_error(error)
        return
    go(versao="")
