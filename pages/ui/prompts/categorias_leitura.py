"""One category as it is read: its questions, what the model is asked, its history and the way back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from core.pecas.pedidos import build_schema_do_coletor
from core.prompts.categorias.domain import Alteracao, VersaoDaCategoria, compare_categorias
from core.prompts.domain import CategoriaDeDocumento, OrigemDaCategoria, Variavel
from core.prompts.validacao import PALAVRAS_DO_TIPO
from core.usuarios.domain import Usuario
from pages.ui.autores import name_autor, name_autores
from pages.ui.dates import format_when
from pages.ui.errors import report_errors
from pages.ui.prompts.categorias_lista import describe_codigos
from pages.ui.prompts.categorias_usos import show_variavel
from pages.ui.prompts.diferencas import render_textos
from pages.ui.prompts.enderecos import go, link_here
from pages.ui.prompts.raio import show_mudancas
from pages.ui.runtime import services
from pages.ui.urls import read_int

AVISO = "prompts_e_modulos_categoria_aviso"
"""What this view tells once."""

_COLUNAS = ("Pergunta", "Resposta", "Só se for verdadeira", "Fonte da verdade", "Usada em")


def show_categoria(usuario: Usuario, slug: str) -> None:
    """The live version, or the one that the address names (``?versao=``); ``?variavel=`` opens where it is used."""
    categorias = services().categorias
    versoes = categorias.list_versoes(slug)
    item = categorias.get_categoria(slug, read_int("versao", 0) or None)
    back = link_here(categoria="", versao="", variavel="", ver="")
    st.html(f'<p><a class="portal-botao" href="{escape(back)}" target="_self">Voltar às categorias</a></p>')
    if notice := st.session_state.pop(AVISO, ""):
        st.success(notice, icon=":material/check_circle:")
    _show_heading(item)
    if item.is_viva:
        _show_actions(item.categoria)
        named = st.query_params.get("variavel", "")
        chosen = next((v for v in item.categoria.variaveis if v.slug == named), None)
        if chosen:
            show_variavel(usuario, item.categoria, chosen)
    else:
        st.info(
            f"Esta é a versão {item.categoria.versao}; a que vale agora é a {versoes[0].categoria.versao}.",
            icon=":material/history:",
        )
    _show_perguntas(item.categoria)
    if item.categoria.origem is OrigemDaCategoria.DOCUMENTO:
        st.subheader("Instrução ao modelo", anchor=False)
        st.html(f'<p class="prompts-instrucao">{escape(item.categoria.instrucao)}</p>')
        with st.expander("Formato da resposta que o modelo é obrigado a seguir"):
            st.code(json.dumps(build_schema_do_coletor(item.categoria), ensure_ascii=False, indent=2), language="json")
    _show_versoes(usuario, versoes, item)


def show_alteracoes(alteracoes: Sequence[Alteracao], *, empty: str = "Nada mudou.") -> None:
    """One line per thing that changed, its text word by word."""
    if not alteracoes:
        st.html(f'<p role="status">{escape(empty)}</p>')
        return
    items = "".join(
        f'<dt>{escape(item.lugar)}</dt><dd><div class="texto">{render_textos(item.antes, item.depois)}</div></dd>'
        for item in alteracoes
    )
    st.html(f'<dl class="prompts-diferenca">{items}</dl>')


def _show_heading(item: VersaoDaCategoria) -> None:
    categoria = item.categoria
    st.header(categoria.nome, anchor=False)
    st.html(
        f'<p class="portal-resumo"><span>Códigos do TJMS: {escape(describe_codigos(categoria))}</span>'
        f"<span>versão {categoria.versao}, de {escape(name_autor(item.autor))}, {format_when(item.criada_em)}: "
        f"{escape(item.motivo)}</span></p>"
    )


def _show_actions(categoria: CategoriaDeDocumento) -> None:
    with st.container(horizontal=True, gap="small", key="prompts_e_modulos_categoria_acoes"):
        if st.button(
            "Alterar nome, códigos e instrução", icon=":material/edit:", key="prompts_e_modulos_categoria_alt"
        ):
            go(ver="editar", variavel="")
        if categoria.origem is OrigemDaCategoria.DOCUMENTO and st.button(
            "Nova pergunta", type="primary", icon=":material/add:", key="prompts_e_modulos_categoria_pergunta"
        ):
            go(ver="pergunta", variavel="")


def _show_perguntas(categoria: CategoriaDeDocumento) -> None:
    counts = services().categorias.count_modulos()
    perguntas = {v.slug: v.pergunta for other in services().categorias.list_categorias() for v in other.variaveis}
    perguntas |= {v.slug: v.pergunta for v in categoria.variaveis}
    rows = "".join(_render_pergunta(v, counts[v.slug], perguntas) for v in categoria.variaveis)
    head = "".join(f'<th scope="col">{nome}</th>' for nome in _COLUNAS)
    st.subheader(f"Perguntas ({len(categoria.variaveis)})", anchor=False)
    st.html(
        '<div class="portal-rolagem" tabindex="0">'
        f'<table class="portal-tabela prompts-versoes"><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _render_pergunta(variavel: Variavel, modulos: int, perguntas: Mapping[str, str]) -> str:
    opcoes = f'<span class="lugar">{escape("; ".join(variavel.opcoes))}</span>' if variavel.opcoes else ""
    condicao, fonte = (perguntas.get(slug, "") for slug in (variavel.condicao, variavel.fonte_da_verdade))
    usada = "nenhum módulo" if not modulos else "1 módulo" if modulos == 1 else f"{modulos} módulos"
    return (
        f'<tr><th scope="row">{escape(variavel.pergunta)}'
        f'<span class="lugar">nome nas regras: <code>{escape(variavel.slug)}</code></span></th>'
        f"<td>{escape(PALAVRAS_DO_TIPO[variavel.tipo])}{opcoes}</td><td>{escape(condicao) or '—'}</td>"
        f"<td>{escape(fonte) or '—'}</td>"
        f'<td class="numero"><a href="{escape(link_here(variavel=variavel.slug, versao=""))}" target="_self">{usada}'
        f'<span class="portal-so-leitor">: onde “{escape(variavel.pergunta)}” é usada</span></a></td></tr>'
    )


def _show_versoes(usuario: Usuario, versoes: tuple[VersaoDaCategoria, ...], item: VersaoDaCategoria) -> None:
    st.subheader(f"Versões ({len(versoes)})", anchor=False)
    nomes = name_autores(v.autor for v in versoes)
    rows = "".join(
        f'<tr><th scope="row"><a href="{_link_to_versao(v)}" target="_self">Versão {v.categoria.versao}</a>'
        f"{' (vale agora)' if v.is_viva else ''}</th>"
        f"<td>{escape(v.motivo)}</td><td>{escape(nomes[v.autor])}</td><td>{format_when(v.criada_em)}</td></tr>"
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
    by_number = {v.categoria.versao: v.categoria for v in versoes}
    numbers = list(by_number)
    left, right = st.columns(2)
    index = 1 if item.is_viva else numbers.index(item.categoria.versao)
    de = left.selectbox("Comparar a versão", numbers, index=index, key=f"prompts_e_modulos_categoria_de_{numbers[0]}")
    para = right.selectbox("com a versão", numbers, index=0, key=f"prompts_e_modulos_categoria_para_{numbers[0]}")
    show_alteracoes(compare_categorias(by_number[de], by_number[para]), empty="As duas versões são iguais.")
    _ask_restore(usuario, item.categoria.slug, numbers)


def _link_to_versao(versao: VersaoDaCategoria) -> str:
    return escape(link_here(versao=0 if versao.is_viva else versao.categoria.versao, variavel=""))


def _ask_restore(usuario: Usuario, slug: str, numbers: list[int]) -> None:
    key = f"prompts_e_modulos_categoria_voltar_{numbers[0]}"  # closed again after a new version
    painel = st.popover("Restaurar uma versão", icon=":material/settings_backup_restore:", key=key, on_change="rerun")
    with painel:
        chosen = st.selectbox("Versão a restaurar", numbers[1:], key=f"prompts_e_modulos_categoria_antiga_{numbers[0]}")
        st.markdown(
            f"O que a versão {chosen} dizia passa a valer como versão {numbers[0] + 1}. Nenhuma versão é apagada."
        )
        if painel.open:
            antiga = services().categorias.get_categoria(slug, chosen).categoria
            show_mudancas(services().cenarios.preview_categoria(antiga))
        if st.button(f"Restaurar a versão {chosen}", key="prompts_e_modulos_categoria_restaurar"):
            with report_errors():
                saved = services().categorias.restore_versao(slug, chosen, viva=numbers[0], autor=usuario.login)
                st.session_state[AVISO] = f"Versão {saved.versao} publicada, igual à {chosen}."
                go(versao="", variavel="")
