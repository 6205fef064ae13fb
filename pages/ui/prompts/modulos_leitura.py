"""One module as it is read: its text, its rule in words, its history and the way back."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import streamlit as st

from core.exportacao.html import render_html
from core.prompts.descricao import describe_regra
from core.prompts.modulos.domain import VersaoDoModulo, Vocabulario
from core.usuarios.domain import Usuario
from pages.ui.autores import name_autor, name_autores
from pages.ui.dates import format_when
from pages.ui.errors import report_errors
from pages.ui.prompts.diferencas import show_campos
from pages.ui.prompts.enderecos import go, link_here, link_to_list
from pages.ui.prompts.modulos_editor import AVISO
from pages.ui.prompts.raio import show_raio
from pages.ui.prompts.regra_testador import offer_tester
from pages.ui.prompts.rotulos import CAMPOS, TIPOS, describe_ativacao, describe_campo
from pages.ui.runtime import services
from pages.ui.urls import read_int

_FICHA = ("tipos_de_peca", "assuntos", "tags", "palavras_chave")


def show_modulo(usuario: Usuario, slug: str) -> None:
    """The live version, or the one that the address names (``?versao=``)."""
    modulos = services().modulos
    versoes = modulos.list_versoes(slug)
    asked = read_int("versao", 0)
    st.html(f'<p><a class="portal-botao" href="{escape(link_to_list())}" target="_self">Voltar à lista</a></p>')
    if notice := st.session_state.pop(AVISO, ""):
        st.success(notice, icon=":material/check_circle:")
    item = modulos.get_modulo(slug, asked or None)
    vocabulario = modulos.get_vocabulario()
    _show_heading(item, vocabulario)
    if item.is_viva:
        _show_actions(usuario, item)
    else:
        st.info(
            f"Esta é a versão {item.modulo.versao}; a que vale agora é a {versoes[0].modulo.versao}.",
            icon=":material/history:",
        )
    left, right = st.columns([3, 2], gap="medium")
    with left:
        st.html(f'<article class="portal-minuta prompts-texto">{render_html(item.modulo.texto)}</article>')
    with right:
        _show_ficha(item, vocabulario)
    tester = f"prompts_e_modulos_testador_{slug}_{item.modulo.versao}"
    offer_tester(item.modulo, vocabulario.variaveis, key=tester)
    _show_versoes(usuario, versoes, item, vocabulario)


def _show_heading(item: VersaoDoModulo, vocabulario: Vocabulario) -> None:
    modulo = item.modulo
    st.header(modulo.titulo, anchor=False)
    grupo = vocabulario.grupos.get(modulo.grupo)
    facts = (
        TIPOS[modulo.tipo],
        grupo.nome if grupo else modulo.grupo,
        modulo.secao,
        modulo.subgrupo,
        f"versão {modulo.versao}, por {name_autor(item.autor)}, {format_when(item.criada_em)}",
    )
    sinal, estado = ("pronto", "Ativo") if modulo.is_active else ("cancelado", "Desativado")
    st.html(
        f'<p class="portal-resumo"><span class="portal-estado portal-estado-{sinal}">{estado}</span>'
        f"<span>{escape(' · '.join(fact for fact in facts if fact))}</span></p>"
    )


def _show_actions(usuario: Usuario, item: VersaoDoModulo) -> None:
    modulo = item.modulo
    with st.container(horizontal=True, gap="small", key="prompts_e_modulos_acoes"):
        if st.button("Alterar", type="primary", icon=":material/edit:", key="prompts_e_modulos_alterar"):
            go(ver="editar")
        verb = "Desativar" if modulo.is_active else "Reativar"
        icon = ":material/toggle_off:" if modulo.is_active else ":material/toggle_on:"
        ligar = st.popover(
            verb, icon=icon, key=f"prompts_e_modulos_ligar_{modulo.slug}_{modulo.versao}", on_change="rerun"
        )
        with ligar:
            effect = "deixa de entrar" if modulo.is_active else "volta a entrar"
            st.markdown(f"O módulo **{effect}** nas peças que começarem a partir de agora.")
            if ligar.open:
                show_raio(replace(modulo, is_active=not modulo.is_active))
            motivo = st.text_input("Motivo", key=f"prompts_e_modulos_motivo_{modulo.slug}_{modulo.versao}")
            if st.button(f"{verb} o módulo", key="prompts_e_modulos_ligar"):
                with report_errors():
                    services().modulos.set_active(
                        modulo.slug, not modulo.is_active, viva=modulo.versao, autor=usuario.login, motivo=motivo
                    )
                    st.rerun()


def _show_ficha(item: VersaoDoModulo, vocabulario: Vocabulario) -> None:
    modulo = item.modulo
    lines = [("Ativação", describe_ativacao(modulo))]
    if modulo.regra:
        lines.append(("Regra", describe_regra(modulo.regra, vocabulario.variaveis)))
    for regra in modulo.regras_por_tipo:
        tipo = vocabulario.tipos_de_peca.get(regra.tipo_de_peca, regra.tipo_de_peca)
        off = "" if regra.is_active else " (desligada)"
        lines.append((f"Regra para {tipo}{off}", describe_regra(regra.regra, vocabulario.variaveis)))
    if modulo.regra_secundaria:
        off = "" if modulo.usa_secundaria else " (desligada)"
        lines.append((f"Regra secundária{off}", describe_regra(modulo.regra_secundaria, vocabulario.variaveis)))
    if modulo.ativacao:
        lines.append(("Quando cabe", modulo.ativacao))
    for campo in _FICHA:
        if getattr(modulo, campo) or campo == "tipos_de_peca":
            lines.append((CAMPOS[campo], describe_campo(campo, getattr(modulo, campo), vocabulario)))
    lines.append(("Ordem na seção", str(modulo.ordem)))
    items = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in lines)
    st.html(f'<dl class="prompts-ficha">{items}</dl>')


def _show_versoes(
    usuario: Usuario, versoes: tuple[VersaoDoModulo, ...], item: VersaoDoModulo, vocabulario: Vocabulario
) -> None:
    st.subheader(f"Versões ({len(versoes)})", anchor=False)
    nomes = name_autores(v.autor for v in versoes)
    rows = "".join(
        f'<tr><th scope="row"><a href="{escape(link_here(versao=0 if v.is_viva else v.modulo.versao))}" target="_self">'
        f"Versão {v.modulo.versao}</a>{' (vale agora)' if v.is_viva else ''}</th><td>{escape(v.motivo)}</td>"
        f"<td>{escape(nomes[v.autor])}</td><td>{format_when(v.criada_em)}</td></tr>"
        for v in versoes
    )
    st.html(
        '<div class="portal-rolagem" tabindex="0">'
        '<table class="portal-tabela prompts-versoes"><thead><tr><th scope="col">Versão'
        '</th><th scope="col">Motivo</th><th scope="col">Autor</th><th scope="col">Quando</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )
    if len(versoes) < 2:
        return
    numbers, slug = [v.modulo.versao for v in versoes], item.modulo.slug
    prefix = f"prompts_e_modulos_versoes_{slug}_{item.modulo.versao}_{numbers[0]}"
    antes = numbers[1] if item.is_viva else item.modulo.versao
    depois = numbers[0]
    left, right = st.columns(2)
    de = left.selectbox("Comparar a versão", numbers, index=numbers.index(antes), key=f"{prefix}_de")
    para = right.selectbox("com a versão", numbers, index=numbers.index(depois), key=f"{prefix}_para")
    show_campos(services().modulos.compare(slug, de, para), vocabulario, empty="As duas versões são iguais.")
    old = [number for number in numbers if number != numbers[0]]
    restaurar = st.popover(
        "Restaurar uma versão",
        icon=":material/settings_backup_restore:",
        key=f"{prefix}_restaurar",
        on_change="rerun",
    )
    with restaurar:
        chosen = st.selectbox("Versão a restaurar", old, index=old.index(de) if de in old else 0, key=f"{prefix}_qual")
        st.markdown(
            f"O que a versão {chosen} dizia passa a valer como versão {numbers[0] + 1}. Nenhuma versão é apagada."
        )
        if restaurar.open:
            show_raio(services().modulos.get_modulo(slug, chosen).modulo)
        if st.button(f"Restaurar a versão {chosen}", key="prompts_e_modulos_restaurar"):
            with report_errors():
                services().modulos.restore(slug, chosen, viva=numbers[0], autor=usuario.login)
                go(versao="")
