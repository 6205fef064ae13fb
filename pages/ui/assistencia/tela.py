"""A case in Assistência: its heading, what changed, and the area that the address names (``?processo=…&aba=…``)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

import streamlit as st

from core.processos.autos.domain import CABECALHO, INTEIRO, Autos
from core.processos.numero_cnj import format_numero_cnj
from core.usuarios.domain import Usuario
from pages.ui.assistencia.andamento import show_andamento
from pages.ui.assistencia.perguntas import show_perguntas
from pages.ui.assistencia.relatorio import show_relatorio
from pages.ui.assistencia.visao import show_visao
from pages.ui.autos import name_polo, show_documentos, show_inteiro
from pages.ui.buscas import show_busca
from pages.ui.dates import format_when
from pages.ui.errors import report_errors
from pages.ui.folhas import show_documento
from pages.ui.leitor import mount_leitor
from pages.ui.novidades import show_novidades
from pages.ui.runtime import services
from pages.ui.urls import read_int
from pages.ui.work import show_empty

PROCESSO, ABA = "processo", "aba"
_LOOK_EVERY = "2s"


@dataclass(frozen=True)
class Area:
    slug: str
    titulo: str
    show: Callable[[Usuario, Autos], None]


AREAS = (
    Area("visao", "Visão geral", show_visao),
    Area("perguntas", "Perguntas", show_perguntas),
    Area("andamento", "Andamento", show_andamento),
    Area("documentos", "Documentos", show_documentos),
    Area("relatorio", "Relatório", show_relatorio),
)


def open_processo(usuario: Usuario, numero: str) -> None:
    """Go to the case; one that the portal never saw is asked for at once."""
    if services().autos.find(numero) is None:
        services().buscas.request(numero, CABECALHO, usuario.id)
    st.query_params[PROCESSO] = numero
    st.rerun()


def show_processo(usuario: Usuario, numero: str) -> None:
    """The case, or the document and page of it that the address names."""
    with report_errors():
        autos = services().autos.find(numero)
        if autos is None:
            _show_unknown(usuario, numero)
        elif autos.is_sigiloso:
            _show_heading(autos)
            _show_secret(usuario, autos)
        elif id_documento := st.query_params.get("documento"):
            show_documento(usuario, autos, id_documento, read_int("pagina"))
        else:
            _show_heading(autos)
            _show_case(usuario, autos)
        mount_leitor()


def _show_heading(autos: Autos) -> None:
    st.header(format_numero_cnj(autos.processo.numero_cnj), anchor=False)
    facts = [autos.processo.orgao_julgador]
    if not autos.is_sigiloso:
        facts += [name_polo(autos, "AT"), name_polo(autos, "PA")]
    facts.append(f"consultado no TJMS {format_when(autos.consultado_em)}")
    st.html(f'<p class="portal-assunto">{escape(" · ".join(fact for fact in facts if fact))}</p>')


def _show_unknown(usuario: Usuario, numero: str) -> None:
    st.header(format_numero_cnj(numero), anchor=False)
    if services().buscas.find(numero, CABECALHO) is None:
        show_empty("O portal ainda não consultou este processo.", "A consulta ao TJMS leva alguns segundos.")
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="assistencia_acoes"):
        show_busca(usuario, numero, CABECALHO, label="Consultar no TJMS", is_primary=True)
        _show_other()


def _show_secret(usuario: Usuario, autos: Autos) -> None:
    st.warning(
        f"Este processo é sigiloso no TJMS (nível {autos.processo.nivel_sigilo}). "
        "O portal não baixa os documentos, não responde a perguntas e nada envia ao modelo. "
        "Consulte os próprios autos.",
        icon=":material/lock:",
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="assistencia_acoes"):
        show_busca(usuario, autos.processo.numero_cnj, CABECALHO, label="Atualizar")
        _show_other()


def _show_case(usuario: Usuario, autos: Autos) -> None:
    numero = autos.processo.numero_cnj
    _read_at_once(usuario, autos)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="assistencia_acoes"):
        show_busca(usuario, numero, CABECALHO, label="Atualizar")
        show_inteiro(usuario, autos)
        _show_other()
    is_reading = _is_reading(autos)
    st.fragment(_show_leitura, run_every=_LOOK_EVERY if is_reading else None)(numero, was_reading=is_reading)
    show_novidades(usuario, autos)
    area = _choose_area()
    with report_errors():
        area.show(usuario, autos)


def _read_at_once(usuario: Usuario, autos: Autos) -> None:
    """Answers come from the documents: the first time that a case is opened here, all of them are asked for."""
    numero = autos.processo.numero_cnj
    if any(d.situacao.is_pending for d in autos.abertos) and services().buscas.find(numero, INTEIRO) is None:
        with report_errors():
            services().buscas.request(numero, INTEIRO, usuario.id)


def _is_reading(autos: Autos) -> bool:
    busca = services().buscas.find(autos.processo.numero_cnj, INTEIRO)
    is_open = busca is not None and not busca.etapa.is_final
    return is_open or any(documento.situacao.is_coming for documento in autos.documentos)


def _show_leitura(numero: str, *, was_reading: bool) -> None:
    """How much of the case was read; the last document renews the page."""
    autos = services().autos.get(numero)
    if was_reading and not _is_reading(autos):
        st.rerun()
    total, lidos = len(autos.abertos), sum(documento.is_lido for documento in autos.abertos)
    if not total:
        return
    sinal = "em_andamento" if was_reading else "pronto" if lidos == total else "pronto_com_ressalvas"
    words = f"{lidos} de {total} documentos lidos" if total > 1 else f"{lidos} de 1 documento lido"
    st.html(f'<p class="assistencia-leitura"><span class="portal-estado portal-estado-{sinal}">{words}</span></p>')


def _choose_area() -> Area:
    by_slug = {area.slug: area for area in AREAS}
    named = st.query_params.get(ABA, "")
    current = named if named in by_slug else AREAS[0].slug
    key = f"assistencia_aba_{current}"
    chosen = st.segmented_control(
        "Área",
        list(by_slug),
        default=current,
        required=True,
        format_func=lambda slug: by_slug[slug].titulo,
        label_visibility="collapsed",
        key=key,
    )
    if chosen is not None and chosen != current:
        st.query_params.from_dict({PROCESSO: st.query_params[PROCESSO], ABA: chosen})
        st.rerun()
    return by_slug[current]


def _show_other() -> None:
    st.html('<a class="portal-botao" href="/assistencia" target="_self">Abrir outro processo</a>', width="content")
