"""Modules to and from a file: what an import would do is shown before anything is stored."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from html import escape

import streamlit as st

from core.errors import PortalError
from core.prompts.cenarios.domain import Raio
from core.prompts.modulos.domain import FiltroDeModulos, Importacao, Vocabulario
from core.prompts.modulos.importacao import MAX_BYTES, ItemDaImportacao, PlanoDeImportacao, Situacao
from core.usuarios.domain import Usuario
from pages.ui.autores import name_autores
from pages.ui.dates import format_when
from pages.ui.errors import show_error
from pages.ui.plain import escape_markdown
from pages.ui.prompts.diferencas import show_campos, show_ficha
from pages.ui.prompts.raio import show_mudancas
from pages.ui.runtime import services
from pages.ui.work import show_empty

_ENVIO = "prompts_e_modulos_arquivo"
_PLANO, _MUDOU, _RAIO = f"{_ENVIO}_plano", f"{_ENVIO}_mudou", f"{_ENVIO}_raio"
_ROTULOS = {
    Situacao.RECUSADO: ("com_erro", "Recusado", "Recusados"),
    Situacao.NOVO: ("na_fila", "Novo", "Novos"),
    Situacao.ALTERADO: ("pronto_com_ressalvas", "Muda", "Mudam"),
    Situacao.IGUAL: ("pronto", "Igual", "Iguais"),
}
_MOST = 100
"""Items that are listed, the refused ones first; the counts are of all."""


def show_troca(usuario: Usuario) -> None:
    """Export at the top, then import with its preview, then what was imported before."""
    vocabulario = services().modulos.get_vocabulario()
    _show_export(vocabulario)
    st.header("Importar", anchor=False)
    _show_import(usuario, vocabulario)
    _show_history()


def _show_export(vocabulario: Vocabulario) -> None:
    st.header("Exportar", anchor=False)
    nomes = {"": "Todos os grupos"} | {slug: grupo.nome for slug, grupo in vocabulario.grupos.items()}
    with st.container(horizontal=True, vertical_alignment="bottom", key="prompts_e_modulos_exportar"):
        grupo = st.selectbox(
            "Módulos de", list(nomes), format_func=nomes.__getitem__, key="prompts_e_modulos_exportar_grupo"
        )
        st.download_button(
            "Baixar arquivo",
            lambda: services().modulos.export(FiltroDeModulos(grupo=grupo or "")),
            f"modulos-{grupo or 'todos'}.json",
            "application/json",
            icon=":material/download:",
            on_click="ignore",
        )


def _show_import(usuario: Usuario, vocabulario: Vocabulario) -> None:
    nomes = {slug: grupo.nome for slug, grupo in vocabulario.grupos.items() if grupo.is_active}
    number = st.session_state.setdefault(f"{_ENVIO}_numero", 0)
    arquivo = st.file_uploader(
        f"Arquivo deste portal ou do sistema anterior, de até {MAX_BYTES // 1024 // 1024} MB",
        ["json"],
        key=f"{_ENVIO}_{number}",
        max_upload_size=MAX_BYTES // 1024 // 1024,
    )
    grupo = st.selectbox(
        "Grupo dos módulos que não dizem o seu",
        list(nomes),
        format_func=nomes.__getitem__,
        key=f"{_ENVIO}_grupo",
        help="O arquivo do sistema anterior não traz o grupo de cada módulo.",
    )
    if arquivo is None or not grupo:
        return
    conteudo = arquivo.getvalue()
    try:
        plano = _read_plano(conteudo, grupo, number)
    except PortalError as error:
        show_error(error)
        return
    _show_plano(plano, vocabulario)
    if plano.is_aplicavel:
        _ask_apply(usuario, plano, number, lambda: services().modulos.plan_importacao(conteudo, grupo=grupo))
    else:
        is_equal = not plano.count(Situacao.RECUSADO)
        reason = "Tudo no arquivo já está assim no portal." if is_equal else "Nada será gravado com itens recusados."
        st.info(f"{reason} Corrija o arquivo, se for o caso, e envie de novo.", icon=":material/info:")


def _read_plano(conteudo: bytes, grupo: str, number: int) -> PlanoDeImportacao:
    """What the file brings, read once and kept while the same file and group are chosen."""
    key = (number, hashlib.sha256(conteudo).hexdigest(), grupo)
    kept = st.session_state.get(_PLANO)
    if kept is None or kept[0] != key:
        kept = (key, services().modulos.plan_importacao(conteudo, grupo=grupo))
        st.session_state[_PLANO] = kept
    plano: PlanoDeImportacao = kept[1]
    return plano


def _show_plano(plano: PlanoDeImportacao, vocabulario: Vocabulario) -> None:
    st.subheader(f"O que o arquivo traz (formato: {plano.formato})", anchor=False)
    counts = "".join(
        f'<span class="portal-estado portal-estado-{sinal}">{many}: {plano.count(situacao)}</span>'
        for situacao, (sinal, _, many) in _ROTULOS.items()
    )
    st.html(f'<p class="portal-resumo" role="status">{counts}</p>')
    if plano.extras:
        st.warning(f"No arquivo há campos que o portal não conhece: {escape_markdown(_name_extras(plano.extras))}.")
    order = list(_ROTULOS)
    itens = sorted(plano.itens, key=lambda item: order.index(item.situacao))
    for place, item in enumerate(itens[:_MOST]):
        _show_item(item, place, vocabulario)
    if len(itens) > _MOST:
        st.caption(f"São mostrados {_MOST} de {len(itens)} itens.")


def _show_item(item: ItemDaImportacao, place: int, vocabulario: Vocabulario) -> None:
    if item.situacao is Situacao.IGUAL and not item.extras:
        return
    titulo = item.modulo.titulo if item.modulo else item.lugar
    with st.expander(f"{_ROTULOS[item.situacao][1]}: {escape_markdown(titulo)}", key=f"prompts_e_modulos_item_{place}"):
        if item.problemas:
            lines = "".join(f"<li>{escape(str(problema))}.</li>" for problema in item.problemas)
            st.html(f"<ul>{lines}</ul>")
        if item.situacao is Situacao.ALTERADO:
            show_campos(item.campos, vocabulario)
        elif item.modulo and not item.problemas:
            show_ficha(item.modulo, vocabulario)
        if item.extras:
            extras = escape_markdown(_name_extras(item.extras))
            st.caption(f"Campos que o portal não conhece, guardados com a importação: {extras}.")


def _describe_extras(item: Importacao) -> str:
    return "; ".join(f"{lugar}: {_name_extras(keys)}" for lugar, keys in item.extras.items())


def _name_extras(extras: Mapping[str, object]) -> str:
    return ", ".join(f"“{name}”" for name in extras)


def _ask_apply(
    usuario: Usuario, plano: PlanoDeImportacao, number: int, plan_anew: Callable[[], PlanoDeImportacao]
) -> None:
    """The button stores what was shown: when the library changed meanwhile, the new preview has to be seen first."""
    if st.session_state.pop(_MUDOU, False):
        st.warning("A biblioteca mudou desde que você viu a lista. Confira-a de novo e grave.", icon=":material/sync:")
    show_mudancas(_read_raio(plano), "Esta importação")
    motivo = st.text_input("Motivo da importação (obrigatório)", key=f"{_ENVIO}_motivo", max_chars=500)
    if not st.button("Gravar tudo", type="primary", icon=":material/publish:", key=f"{_ENVIO}_enviar"):
        return
    try:
        if plan_anew().assinatura != plano.assinatura:
            st.session_state.pop(_PLANO)
            st.session_state[_MUDOU] = True
            st.rerun()
        count = services().modulos.apply_importacao(plano, autor=usuario.login, motivo=motivo)
    except PortalError as error:
        show_error(error)
        return
    st.session_state.pop(_PLANO)
    st.session_state[f"{_ENVIO}_numero"] = number + 1
    st.session_state[f"{_ENVIO}_aviso"] = "1 módulo gravado." if count == 1 else f"{count} módulos gravados."
    st.rerun()


def _read_raio(plano: PlanoDeImportacao) -> Raio:
    """What storing the plan would change in the saved scenarios, computed once for each plan."""
    kept = st.session_state.get(_RAIO)
    if kept is None or kept[0] != plano.assinatura:
        changed = [item.modulo for item in plano.itens if item.modulo and item.situacao is not Situacao.IGUAL]
        with st.spinner("Conferindo os cenários salvos…"):
            kept = (plano.assinatura, services().cenarios.preview_modulos(changed))
        st.session_state[_RAIO] = kept
    raio: Raio = kept[1]
    return raio


def _show_history() -> None:
    if notice := st.session_state.pop(f"{_ENVIO}_aviso", ""):
        st.success(notice, icon=":material/check_circle:")
    st.header("Importações feitas", anchor=False)
    importacoes = services().modulos.list_importacoes()
    if not importacoes:
        show_empty(
            "Nenhuma importação ainda.", "Cada uma fica aqui com o autor, o motivo e o que o portal não conhecia."
        )
        return
    nomes = name_autores(item.autor for item in importacoes)
    rows = "".join(
        f'<tr><th scope="row">{format_when(item.feita_em)}</th><td>{item.gravados}</td><td>{escape(item.formato)}</td>'
        f"<td>{escape(item.motivo)}</td><td>{escape(nomes[item.autor])}</td>"
        f"<td>{escape(_describe_extras(item)) or '—'}</td></tr>"
        for item in importacoes
    )
    names = ("Quando", "Módulos", "Formato", "Motivo", "Autor", "Campos desconhecidos")
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    st.html(
        '<div class="portal-rolagem" tabindex="0">'
        f'<table class="portal-tabela prompts-plano"><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )
