"""The case of a peça: its header and parties, what was asked for, and what the court brought since."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from html import escape

import streamlit as st

from core.pecas.apresentacao import format_moeda
from core.pecas.domain import Geracao
from core.processos.autos.domain import Autos
from core.processos.chave import describe_autos, is_envio
from core.processos.domain import Parte, Processo, Sistema
from core.processos.numero_cnj import DIGITS, format_numero_cnj
from core.processos.tipos import find_nome_da_classe
from core.usuarios.domain import Usuario
from pages.ui.dates import format_day, format_when
from pages.ui.novidades import count_novidades, render_blocos
from pages.ui.runtime import services
from pages.ui.urls import link_to_autos

_POLOS = {"AT": "Polo ativo", "PA": "Polo passivo"}
_SISTEMAS = {Sistema.SAJ: "SAJ (folhas)", Sistema.EPROC: "eproc (eventos)"}
_PARTE = (
    '<li><span class="lugar">{polo}</span><span class="nome">{nome}</span><span class="motivo">{advogados}</span></li>'
)


def show_processo(usuario: Usuario, geracao: Geracao) -> None:
    """Nothing is asked of the court here: the case is shown as it was last seen."""
    del usuario
    numero = geracao.pedido.numero_cnj
    autos = services().autos.find(numero)
    label = "Abrir os arquivos enviados" if is_envio(numero) else "Abrir os autos"
    st.html(
        f'<div class="portal-acoes"><a class="portal-botao" href="{escape(link_to_autos(numero))}" '
        f'target="_self">{label}</a></div>'
    )
    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader("Arquivos" if is_envio(numero) else "Processo", anchor=False)
        st.html(_render_dados(_list_dados(numero, autos)))
        st.subheader("Pedido", anchor=False)
        st.html(_render_dados(_list_pedido(geracao)))
    with right:
        if autos is not None and autos.processo.partes and not autos.is_sigiloso:
            st.subheader(f"Partes ({len(autos.processo.partes)})", anchor=False)
            st.html(f'<ul class="portal-ficha">{"".join(map(_render_parte, autos.processo.partes))}</ul>')
    if autos is not None and not is_envio(numero) and not autos.is_sigiloso:
        _show_novidades(geracao, autos)


def _list_dados(numero: str, autos: Autos | None) -> list[tuple[str, str]]:
    dados = [("Número", describe_autos(numero))]
    if autos is None:
        return dados
    processo = autos.processo
    centavos = processo.valor_causa_centavos
    return [
        *dados,
        ("Classe", find_nome_da_classe(processo.classe)),
        ("Órgão julgador", processo.orgao_julgador),
        ("Distribuído em", format_day(processo.data_ajuizamento) if processo.data_ajuizamento else ""),
        ("Valor da causa", "" if centavos is None else format_moeda(centavos / 100)),
        ("Sistema", "" if is_envio(numero) else _SISTEMAS[processo.sistema]),
        ("Processos vinculados", "; ".join(_list_vinculados(processo))),
        ("Documentos", f"{len(autos.documentos)}"),
        ("Recebidos" if is_envio(numero) else "Consultado no TJMS", format_when(autos.consultado_em)),
    ]


def _list_vinculados(processo: Processo) -> Iterable[str]:
    """The court may write another kind of number in a link between cases."""
    for vinculado in processo.vinculados:
        numero = vinculado.numero_cnj
        yield format_numero_cnj(numero) if len(numero) == DIGITS else numero


def _list_pedido(geracao: Geracao) -> list[tuple[str, str]]:
    grupos = {grupo.slug: grupo.nome for grupo in services().prompts.list_grupos()}
    return [
        ("Peça", geracao.pedido.tipo_de_peca.label),
        ("Por que este tipo", geracao.motivo_do_tipo),
        ("Grupo de módulos", grupos.get(geracao.pedido.grupo, "")),
        ("Modo", geracao.pedido.modo.label),
        ("Observação", geracao.pedido.observacao),
        ("Pedida", format_when(geracao.criada_em)),
    ]


def _render_dados(dados: Sequence[tuple[str, str]]) -> str:
    rows = "".join(f"<div><dt>{nome}</dt><dd>{escape(valor)}</dd></div>" for nome, valor in dados if valor)
    return f'<dl class="etapa-dados">{rows}</dl>'


def _render_parte(parte: Parte) -> str:
    facts = [", ".join(parte.advogados), "justiça gratuita" if parte.has_justica_gratuita else ""]
    return _PARTE.format(
        polo=escape(_POLOS.get(parte.polo, "Terceiro")),
        nome=escape(parte.nome),
        advogados=escape(" · ".join(fact for fact in facts if fact)),
    )


def _show_novidades(geracao: Geracao, autos: Autos) -> None:
    """What came after the documents of this peça were read: it does not stand on that."""
    desde = geracao.terminada_em or geracao.iniciada_em
    if desde is None:
        return
    novidades = services().processos.find_novidades(autos.processo.numero_cnj, desde)
    read = {documento.id_documento for documento in services().pecas.list_documentos(geracao.id)}
    novos = tuple(documento for documento in novidades.documentos if documento.id_documento not in read)
    novidades = replace(novidades, documentos=novos)
    blocos = render_blocos(autos, novidades)
    st.subheader("O que mudou desde então", anchor=False)
    if not blocos:
        st.html(
            f'<p><span class="portal-estado portal-estado-pronto">Nada novo desde a leitura, '
            f"{format_when(desde)}.</span></p>"
        )
        return
    with st.container(key="processos_novidades"):
        st.html(
            f'<p class="autos-desde">{escape(count_novidades(autos, novidades))} desde a leitura, '
            f"{format_when(desde)}. "
            f"A minuta não considera o que veio depois.</p>{blocos}"
        )
