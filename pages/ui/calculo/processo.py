"""What the court's data say of the case: kind of enforcement with its reason, chain of origin, parties, documents."""

from __future__ import annotations

from html import escape

import streamlit as st

from core.calculo.pedido.domain import DocumentoDoPedido, Elo, Levantamento, PedidoDeCalculo, SituacaoDaPlanilha
from core.processos.domain import EstadoDoDocumento
from core.processos.numero_cnj import format_numero_cnj
from core.usuarios.domain import Usuario
from pages.ui.dates import format_day
from pages.ui.evidencias import DOCUMENTO_LABELS
from pages.ui.urls import link_to_autos

_POLOS = {"AT": "Polo ativo", "PA": "Polo passivo"}
_PLANILHAS = {
    SituacaoDaPlanilha.TEXTO: ("pronto", "Lida"),
    SituacaoDaPlanilha.IMAGEM: ("pronto_com_ressalvas", "É uma imagem"),
    SituacaoDaPlanilha.AUSENTE: ("pronto_com_ressalvas", "Não encontrada"),
}
_LIDOS = (EstadoDoDocumento.LIDO, EstadoDoDocumento.LIDO_EM_PARTE)


def show_levantamento(usuario: Usuario, pedido: PedidoDeCalculo) -> None:
    del usuario
    levantamento = pedido.levantamento
    if levantamento is None:
        return
    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader("Processo", anchor=False)
        st.html(_render_dados(levantamento))
        st.subheader("Partes", anchor=False)
        st.html(_render_partes(levantamento))
    with right:
        st.subheader(f"Documentos lidos ({len(levantamento.documentos)})", anchor=False)
        st.html(_render_documentos(levantamento))
        st.subheader("Processos de origem", anchor=False)
        st.html(f'<ol class="portal-ficha">{"".join(map(_render_elo, levantamento.cadeia))}</ol>')


def _render_dados(levantamento: Levantamento) -> str:
    sinal, palavra = _PLANILHAS[levantamento.planilha.situacao]
    planilha = f"{escape(levantamento.planilha.rotulo)} " if levantamento.planilha.rotulo else ""
    dados = {
        "Classe": escape(levantamento.classe),
        "Órgão julgador": escape(levantamento.orgao),
        "Comarca do calendário": escape(levantamento.comarca or "Só o calendário estadual"),
        "Ajuizamento da ação": f"{levantamento.ajuizado_em:%d/%m/%Y}" if levantamento.ajuizado_em else "",
        "Cumprimento": "Em autos próprios" if levantamento.is_autonomo else "Nos próprios autos",
        "Por quê": escape(levantamento.motivo_do_tipo),
        "Planilha do credor": f'{planilha}<span class="portal-estado portal-estado-{sinal}">{palavra}</span> '
        f"{escape(levantamento.planilha.motivo)}",
    }
    rows = "".join(f"<div><dt>{nome}</dt><dd>{valor}</dd></div>" for nome, valor in dados.items() if valor)
    return f'<dl class="etapa-dados">{rows}</dl>'


def _render_partes(levantamento: Levantamento) -> str:
    itens = "".join(
        f'<li><span class="lugar">{_POLOS.get(parte.polo, "Terceiro")}</span>'
        f'<span class="nome">{escape(parte.nome)}</span>'
        f'<span class="motivo">{"justiça gratuita" if parte.has_justica_gratuita else ""}</span></li>'
        for parte in levantamento.partes
    )
    return f'<ul class="portal-ficha">{itens}</ul>'


def _render_documentos(levantamento: Levantamento) -> str:
    itens = "".join(map(_render_documento, levantamento.documentos))
    return f'<ul class="portal-ficha">{itens}</ul>' if itens else "<p>Nenhum documento foi lido.</p>"


def _render_documento(documento: DocumentoDoPedido) -> str:
    sinal = "pronto" if documento.estado in _LIDOS else "pronto_com_ressalvas"
    facts = [documento.papel.value, format_day(documento.data_hora), documento.motivo]
    address = link_to_autos(documento.numero_cnj, documento.id_documento, 1)
    return (
        f'<li><span class="nome"><a class="abrir" href="{escape(address)}" target="_blank" rel="noopener">'
        f'{escape(documento.rotulo)}<span class="portal-so-leitor"> (abre em outra aba)</span></a></span>'
        f'<span class="portal-estado portal-estado-{sinal}">{DOCUMENTO_LABELS[documento.estado]}</span>'
        f'<span class="lugar">{escape(" · ".join(fact for fact in facts if fact))}</span></li>'
    )


def _render_elo(elo: Elo) -> str:
    address = escape(link_to_autos(elo.numero_cnj))
    what = "este processo" if elo.nivel == 0 else f"origem, nível {elo.nivel}"
    problem = ""
    if elo.problema:
        problem = f'<span class="portal-estado portal-estado-pronto_com_ressalvas">{escape(elo.problema)}</span>'
    return (
        f'<li><span class="nome"><a class="abrir" href="{address}" target="_blank" rel="noopener">'
        f'{escape(_format(elo.numero_cnj))}<span class="portal-so-leitor"> (abre em outra aba)</span></a></span>'
        f'<span class="lugar">{escape(" · ".join(filter(None, (what, elo.classe))))}</span>{problem}</li>'
    )


def _format(numero: str) -> str:
    return format_numero_cnj(numero) if len(numero) == 20 and numero.isdigit() else numero
