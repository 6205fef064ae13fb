"""The step Minuta of a geração with a peça: the text at left, what it stands on at right."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import streamlit as st

from core.conferencia.domain import Conferencia, Cor, ItemDaConferencia
from core.exportacao.domain import CorDaMarca, Marca
from core.exportacao.html import render_html
from core.pecas.domain import Geracao
from core.pecas.edicao.domain import Edicao, Secao
from core.pecas.etapas import NomeDaEtapa
from core.pecas.revisao.domain import hash_texto
from core.usuarios.domain import Usuario
from pages.ui.components import build_component
from pages.ui.edicao.painel import open_achado, open_conversa, show_painel
from pages.ui.errors import report_errors
from pages.ui.runtime import services
from pages.ui.urls import link_to_autos, link_to_etapa

SECAO = "secao"
"""Part of the address: the section whose editor opens."""

_KEY = "edicao_minuta"
_HTML = "edicao_html"
_ACHADOS = "edicao_achados"
_CORES = {Cor.VERDE: CorDaMarca.VERDE, Cor.AMARELO: CorDaMarca.AMARELO, Cor.VERMELHO: CorDaMarca.VERMELHO}
_WIDTHS = [5, 3]
"""Text and evidence; ``acompanhamento.css`` has the same, so that the text does not move when the writing ends."""


def show_edicao(usuario: Usuario, geracao: Geracao, peca_id: UUID) -> None:
    """All of it is one fragment: a save draws nothing else anew, and only another text is checked again."""
    renew_achados()
    st.fragment(_show_texto)(usuario, geracao, peca_id)


def _show_texto(usuario: Usuario, geracao: Geracao, peca_id: UUID) -> None:
    with report_errors():
        edicao = services().edicao.get(peca_id, usuario.id)
        conferencia = see_achados(edicao, usuario.id)
        left, right = st.columns(_WIDTHS, gap="medium")
        with left:
            if edicao.is_final:
                st.info(
                    "Esta peça é final e não muda mais. Para editar, reabra a peça na Conferência.",
                    icon=":material/lock:",
                )
            _mount_editor(usuario, geracao, edicao, conferencia)
        with right.container(key="gerador_de_pecas_evidencias"):
            show_painel(usuario, geracao, edicao, conferencia)


def renew_achados() -> None:
    """A page that is drawn anew looks anew at what the text is checked against."""
    st.session_state.pop(_ACHADOS, None)


def see_achados(edicao: Edicao, usuario_id: int) -> Conferencia:
    """The findings on the working text; those of the last run where it is the same text."""
    seen = (edicao.peca_id, hash_texto(edicao.texto))
    kept: tuple[object, Conferencia] | None = st.session_state.get(_ACHADOS)
    if kept is None or kept[0] != seen:
        kept = (seen, services().conferencia.check(edicao.peca_id, usuario_id, edicao.texto))
        st.session_state[_ACHADOS] = kept
    return kept[1]


def _mount_editor(usuario: Usuario, geracao: Geracao, edicao: Edicao, conferencia: Conferencia) -> None:
    data: dict[str, Any] = {
        "peca": str(edicao.peca_id),
        "usuario": str(usuario.id),
        "final": edicao.is_final,
        "revisao": edicao.revisao,
        "secoes": _render_secoes(edicao, conferencia),
        "achados": {item.chave: _describe_item(item, geracao) for item in conferencia.itens if item.fim > item.inicio},
        "abrir": st.query_params.get(SECAO, ""),
    }
    build_component("edicao", has_css=True, is_isolated=False)(key=_KEY, data=data, on_mudou_change=_note_change)


def _note_change() -> None:
    """The person changed the text, and perhaps asked for a section that is new: the address names it."""
    pedido = st.session_state[_KEY].get("mudou") or {}
    abrir, conversa, achado = (str(pedido.get(name) or "") for name in ("abrir", "conversa", "achado"))
    if achado:
        open_achado(achado)
        return
    if conversa:
        open_conversa(conversa)
    if abrir:
        st.query_params[SECAO] = abrir
    else:
        st.query_params.pop(SECAO, None)


def _render_secoes(edicao: Edicao, conferencia: Conferencia) -> list[dict[str, object]]:
    """Each section with its marks; what did not change since the last run is not rendered again."""
    kept: dict[object, str] = st.session_state.get(_HTML, {})
    marcas = [
        Marca(item.inicio, item.fim, _CORES[item.cor], item.chave, f"{item.cor.label}: {item.motivo}")
        for item in conferencia.itens
        if item.fim > item.inicio
    ]
    rendered: dict[object, str] = {}
    secoes = []
    for secao in edicao.secoes:
        own = _shift(marcas, secao)
        key = (secao.texto, own)
        rendered[key] = html = kept.get(key) or render_html(secao.texto, own)
        fields = {"chave": secao.chave, "titulo": secao.titulo, "nivel": secao.nivel, "base": secao.base}
        secoes.append({**fields, "texto": secao.texto, "html": html})
    st.session_state[_HTML] = rendered
    return secoes


def _shift(marcas: list[Marca], secao: Secao) -> tuple[Marca, ...]:
    """The marks of one section, counted from its first character."""
    inside = (marca for marca in marcas if secao.inicio <= marca.inicio < secao.fim)
    return tuple(
        replace(marca, inicio=marca.inicio - secao.inicio, fim=min(marca.fim, secao.fim) - secao.inicio)
        for marca in inside
    )


def _describe_item(item: ItemDaConferencia, geracao: Geracao) -> dict[str, object]:
    lugares = []
    evidencia = item.evidencia
    if evidencia is not None and evidencia.id_documento:
        numero = evidencia.numero_cnj or geracao.pedido.numero_cnj
        address = link_to_autos(numero, evidencia.id_documento, evidencia.pagina or 1, evidencia.trecho[:150])
        lugares.append((address, f"Abrir {evidencia.rotulo} nos autos"))
    lugares.append((link_to_etapa(geracao.id, NomeDaEtapa.CONFERENCIA, item=item.chave), "Ver na Conferência"))
    words = {"cor": _CORES[item.cor].value, "palavra": item.cor.label, "motivo": item.motivo}
    return {**words, "lugares": lugares, "fonte": evidencia is not None}
