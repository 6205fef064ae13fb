"""Changing a module: its fields, what the change would do, and publishing it; nothing typed is lost on the way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NoReturn

import streamlit as st

from core.errors import PortalError, VersionConflictError
from core.prompts.domain import Modulo
from core.prompts.modulos.diferenca import compare_modulos
from core.prompts.modulos.domain import Vocabulario
from core.prompts.modulos.rascunhos import RascunhoDoModulo
from core.prompts.modulos.service import MAX_MOTIVO
from core.usuarios.domain import Usuario
from pages.ui.autores import name_autor
from pages.ui.dates import format_when
from pages.ui.errors import show_error
from pages.ui.prompts.diferencas import show_campos
from pages.ui.prompts.enderecos import go
from pages.ui.prompts.modulos_formulario import ask_modulo, build_new
from pages.ui.prompts.raio import show_raio
from pages.ui.prompts.regra_testador import offer_tester
from pages.ui.runtime import services

_STATE = "prompts_e_modulos_edicao"
_NUMERO = "prompts_e_modulos_edicoes"
AVISO = "prompts_e_modulos_aviso"
"""What the reading view tells once."""


@dataclass
class Edicao:
    """An edit that is under way in this tab.

    ``base`` is the version that it will replace; ``numero`` makes the keys of its fields; ``conferido`` is what was
    looked through; ``viva`` is set by a conflict, with ``minha`` as it was then. ``recuperado`` is what an earlier
    view of the editor kept, with which the fields begin; ``guardado`` is what was kept last.
    """

    slug: str
    aberto: Modulo
    base: int
    numero: int
    conferido: tuple[Modulo, str] | None = None
    viva: int = 0
    minha: Modulo | None = None
    motivo: str = ""
    recuperado: RascunhoDoModulo | None = None
    guardado: tuple[Modulo, str] | None = None


def edit_modulo(usuario: Usuario, slug: str) -> None:
    """The fields, then what would change, then the way to publish; ``slug`` empty for a new module."""
    vocabulario = services().modulos.get_vocabulario()
    edicao = _open_edicao(usuario, slug, vocabulario)
    st.header(f"Alterar “{edicao.aberto.titulo}”" if slug else "Novo módulo", anchor=False)
    if edicao.viva:
        _show_conflito(usuario, edicao, edicao.viva, vocabulario)
    prefix = f"prompts_e_modulos_editor_{edicao.numero}"
    if edicao.recuperado:
        st.info(
            f"O que você escreveu {format_when(edicao.recuperado.guardado_em)} e não publicou está nos campos abaixo. "
            "Publique ou descarte.",
            icon=":material/restore:",
        )
    modulo = ask_modulo(prefix, edicao.recuperado.modulo if edicao.recuperado else edicao.aberto, vocabulario)
    motivo = st.text_input(
        "Motivo da alteração (obrigatório)",
        edicao.recuperado.motivo if edicao.recuperado else "",
        key=f"{prefix}_motivo",
        max_chars=MAX_MOTIVO,
        placeholder="Ex.: ajuste ao julgamento do Tema 1234",
    )
    with st.container(horizontal=True, gap="small", key="prompts_e_modulos_editor_acoes"):
        has_checked = st.button(
            "Conferir a alteração",
            type="primary",
            icon=":material/fact_check:",
            disabled=modulo is None,
            help="Corrija a regra antes de conferir." if modulo is None else None,
        )
        if st.button("Descartar", icon=":material/close:", help="Nada do que foi mudado aqui é guardado."):
            _close(usuario, slug)
    if modulo is None:
        return
    _keep(usuario, edicao, replace(modulo, versao=edicao.base), motivo)
    offer_tester(modulo, vocabulario.variaveis, key=f"{prefix}_testador")
    candidate = (replace(modulo, versao=edicao.base), motivo.strip())
    if has_checked:
        edicao.conferido = candidate
    if edicao.conferido == candidate:
        _review(usuario, edicao, *candidate)
    elif edicao.conferido:
        st.caption("Algo mudou depois da conferência. Confira de novo para publicar.")


def _open_edicao(usuario: Usuario, slug: str, vocabulario: Vocabulario) -> Edicao:
    """The edit that is under way in this tab, one that was kept, or a new one from the live version."""
    edicao = st.session_state.get(_STATE)
    if isinstance(edicao, Edicao) and edicao.slug == slug:
        return edicao
    kept = services().rascunhos_de_modulo.find(usuario.id, slug)
    base = kept.modulo.versao if kept else None
    aberto = services().modulos.get_modulo(slug, base).modulo if slug else build_new(vocabulario)
    number = st.session_state.get(_NUMERO, 0) + 1
    st.session_state[_NUMERO] = number
    st.session_state[_STATE] = Edicao(slug, aberto, aberto.versao, number, recuperado=kept)
    return st.session_state[_STATE]


def _keep(usuario: Usuario, edicao: Edicao, modulo: Modulo, motivo: str) -> None:
    """What the fields hold survives a reload; fields as the live version has them are no edit."""
    if edicao.guardado == (modulo, motivo):
        return
    edicao.guardado = (modulo, motivo)
    rascunhos = services().rascunhos_de_modulo
    if motivo or compare_modulos(edicao.aberto, modulo):
        rascunhos.save(usuario.id, edicao.slug, modulo, motivo)
    else:
        rascunhos.delete(usuario.id, edicao.slug)


def _close(usuario: Usuario, slug: str) -> None:
    """Forget the edit and show the module, or the list for one that never came to be."""
    edicao = st.session_state.pop(_STATE, None)
    services().rascunhos_de_modulo.delete(usuario.id, edicao.slug if edicao else slug)
    go(modulo=slug, ver="", versao="")


def _review(usuario: Usuario, edicao: Edicao, modulo: Modulo, motivo: str) -> None:
    """Problems, or the difference, the scenarios whose decision changes, and the button that publishes."""
    modulos = services().modulos
    st.subheader("Conferência", anchor=False)
    problemas = [str(problema) for problema in modulos.list_problemas(modulo)]
    if not motivo:
        problemas.append("Motivo da alteração: não pode ficar vazio")
    if problemas:
        lines = "\n".join(f"- {problema}." for problema in problemas)
        st.error(f"O módulo ainda não pode ser publicado. Corrija:\n\n{lines}", icon=":material/error:")
        return
    if edicao.slug:
        viva = modulos.get_modulo(edicao.slug).modulo
        if viva.versao != modulo.versao:
            _tell_conflito(edicao, viva.versao, modulo, motivo)
        campos = compare_modulos(viva, modulo)
        show_campos(campos, modulos.get_vocabulario(), empty="Nada mudou em relação à versão que vale agora.")
        if not campos:
            return
    show_raio(modulo)
    if st.button("Publicar", type="primary", icon=":material/publish:", key="prompts_e_modulos_publicar"):
        _publish(usuario, edicao, modulo, motivo)


def _publish(usuario: Usuario, edicao: Edicao, modulo: Modulo, motivo: str) -> None:
    """A conflict and a refusal leave the fields as they are."""
    modulos = services().modulos
    save = modulos.save if edicao.slug else modulos.create
    try:
        saved = save(modulo, autor=usuario.login, motivo=motivo)
    except VersionConflictError as error:
        _tell_conflito(edicao, error.viva, modulo, motivo)
    except PortalError as error:
        show_error(error)
        return
    st.session_state[AVISO] = f"Versão {saved.versao} publicada. Vale para as peças que começarem a partir de agora."
    _close(usuario, saved.slug)


def _tell_conflito(edicao: Edicao, viva: int, minha: Modulo, motivo: str) -> NoReturn:
    """Draw the page anew with both versions; the fields keep what was typed."""
    edicao.viva, edicao.minha, edicao.motivo, edicao.conferido = viva, minha, motivo, None
    st.rerun()


def _show_conflito(usuario: Usuario, edicao: Edicao, viva: int, vocabulario: Vocabulario) -> None:
    """Theirs and mine, and the three ways on: keep theirs, mine over it, or both by hand."""
    outra = services().modulos.get_modulo(edicao.slug, viva)
    with st.container(border=True, key="prompts_e_modulos_conflito"):
        st.warning(
            f"{name_autor(outra.autor)} publicou a versão {viva} {format_when(outra.criada_em)} (“{outra.motivo}”) "
            "enquanto você editava. O que você escreveu continua nos campos abaixo e ainda não vale.",
            icon=":material/merge:",
        )
        st.markdown("**O que a outra pessoa mudou**")
        show_campos(compare_modulos(edicao.aberto, outra.modulo), vocabulario)
        if edicao.minha:
            st.markdown("**O que muda se a sua ficar no lugar da dela**")
            show_campos(compare_modulos(outra.modulo, edicao.minha), vocabulario)
        with st.expander("O texto da outra pessoa, para copiar"):
            st.code(outra.modulo.texto, language=None, wrap_lines=True)
        with st.container(horizontal=True, gap="small", key="prompts_e_modulos_conflito_acoes"):
            if st.button("Ficar com a versão dela"):
                _close(usuario, edicao.slug)
            if edicao.base != viva and st.button("Juntar à mão nos campos abaixo"):
                edicao.base = viva
                st.rerun()
            if edicao.minha and st.button("Pôr a minha por cima"):
                edicao.base, edicao.viva = viva, 0
                edicao.conferido = (replace(edicao.minha, versao=viva), edicao.motivo)
                st.rerun()
        if edicao.base == viva:
            st.info(
                "Ajuste os campos abaixo e publique: a sua versão entra depois da dela.", icon=":material/edit_note:"
            )
