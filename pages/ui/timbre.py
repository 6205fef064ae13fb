"""Papel timbrado: what stands above and below every peça, chosen by the administration for a unit or for all."""

from __future__ import annotations

from html import escape

import streamlit as st

from core.exportacao.timbre.domain import (
    LINHAS_DO_ESTADO,
    TODAS,
    ConteudoDoTimbre,
    EstadoDoTimbre,
    Timbre,
    TipoDeTimbre,
)
from core.usuarios.domain import Usuario
from pages.ui.dates import format_when
from pages.ui.errors import report_errors
from pages.ui.runtime import services
from pages.ui.work import show_empty

_PREFIX = "administracao_timbre"
_RODADA = f"{_PREFIX}_rodada"
_UNIDADE = "unidade"
_LOOK_EVERY = "2s"
_ESTADOS = {
    EstadoDoTimbre.EM_EXAME: ("em_andamento", "Em exame"),
    EstadoDoTimbre.PRONTO: ("pronto", "Pronto para usar"),
    EstadoDoTimbre.RECUSADO: ("com_erro", "Recusado"),
}
_MODELO = (
    "Do modelo entram o cabeçalho, o rodapé e as margens; o texto dele não entra. "
    "Macros, objetos e links não são aceitos."
)


def show_timbre(usuario: Usuario) -> None:
    """The unit (``?unidade=``), what it uses now, the versions and the form of a new one."""
    unidade = _choose_unidade()
    _show_em_uso(usuario, unidade)
    versoes = services().timbres.list_versoes(unidade)
    is_coming = any(timbre.estado is EstadoDoTimbre.EM_EXAME for timbre in versoes)
    show = st.fragment(_show_versoes, run_every=_LOOK_EVERY if is_coming else None)
    show(usuario, unidade, was_coming=is_coming)
    _ask_novo(usuario, unidade)


def _choose_unidade() -> str:
    unidades = [TODAS, *sorted({pessoa.unidade for pessoa in services().usuarios.list_usuarios() if pessoa.unidade})]
    named = st.query_params.get(_UNIDADE, TODAS)
    unidade = st.selectbox(
        "Vale para",
        unidades,
        index=unidades.index(named) if named in unidades else 0,
        format_func=lambda name: name or "Todas as unidades",
        key=f"{_PREFIX}_unidade",
    )
    if unidade:
        st.query_params[_UNIDADE] = unidade
    else:
        st.query_params.pop(_UNIDADE, None)
    return unidade


def _show_em_uso(usuario: Usuario, unidade: str) -> None:
    uso = services().timbres.find_uso(unidade)
    if uso is None or uso.timbre_id is None:
        other = "o timbre padrão do portal" if unidade == TODAS else "o mesmo de todas as unidades"
        st.html(f'<p role="status">Em uso: <strong>{other}</strong>.</p>')
        return
    numero = next((t.numero for t in services().timbres.list_versoes(unidade) if t.id == uso.timbre_id), 0)
    who = f"escolhida por {escape(uso.autor)} em {format_when(uso.feito_em)}"
    st.html(f'<p role="status">Em uso: <strong>versão {numero}</strong>, {who}.</p>')
    label = "Voltar ao timbre padrão" if unidade == TODAS else "Voltar ao de todas as unidades"
    if st.button(label, icon=":material/undo:", key=f"{_PREFIX}_padrao"):
        services().timbres.use(unidade, None, usuario)
        st.rerun()


def _show_versoes(usuario: Usuario, unidade: str, *, was_coming: bool) -> None:
    with report_errors():
        versoes = services().timbres.list_versoes(unidade)
        if was_coming and not any(timbre.estado is EstadoDoTimbre.EM_EXAME for timbre in versoes):
            st.rerun()
        uso = services().timbres.find_uso(unidade)
        st.subheader("Versões", anchor=False)
        if not versoes:
            show_empty("Nenhuma versão ainda.", "Envie um modelo ou escreva as linhas abaixo.")
        for timbre in versoes:
            _show_versao(usuario, timbre, is_em_uso=uso is not None and uso.timbre_id == timbre.id)


def _show_versao(usuario: Usuario, timbre: Timbre, *, is_em_uso: bool) -> None:
    sinal, situacao = _ESTADOS[timbre.estado]
    with st.container(border=True, key=f"{_PREFIX}_versao_{timbre.id}"):
        left, right = st.columns([3, 2], gap="medium")
        em_uso = " · <strong>em uso</strong>" if is_em_uso else ""
        motivo = f'<p role="alert">{escape(timbre.motivo)}</p>' if timbre.motivo else ""
        left.html(
            f"<p><strong>Versão {timbre.numero}</strong>{em_uso} · {escape(_describe(timbre))}<br>"
            f"{escape(timbre.autor)}, {format_when(timbre.criado_em)}</p>"
            f'<p class="portal-estado portal-estado-{sinal}">{situacao}</p>{motivo}'
        )
        if timbre.estado is not EstadoDoTimbre.PRONTO:
            return
        with left.container(horizontal=True, vertical_alignment="center", gap="small"):
            name = f"Usar a versão {timbre.numero}"
            if not is_em_uso and st.button(name, icon=":material/check:", key=f"{_PREFIX}_usar_{timbre.id}"):
                services().timbres.use(timbre.unidade, timbre.id, usuario)
                st.rerun(scope="app")
            st.html(
                f'<a class="portal-botao" href="/baixar/timbre/{timbre.id}" download>Baixar peça de exemplo</a>',
                width="content",
            )
        figura = services().timbres.find_figura(timbre.id)
        if figura:
            right.image(figura, caption=f"Primeira página de uma peça com a versão {timbre.numero}", width=320)
        else:
            right.caption("Sem figura: o LibreOffice não está instalado no portal. Baixe a peça de exemplo para ver.")


def _describe(timbre: Timbre) -> str:
    nome = f" ({timbre.nome})" if timbre.nome else ""
    if timbre.tipo is TipoDeTimbre.MODELO:
        return f"{timbre.tipo.label}{nome}{', com os estilos dele' if timbre.usa_estilos else ''}"
    return f"{timbre.tipo.label}{nome}: {' / '.join(timbre.linhas) or 'só a imagem'}"


def _ask_novo(usuario: Usuario, unidade: str) -> None:
    """The two kinds, each with its own form; what was sent is looked through before it can be used."""
    rodada = st.session_state.get(_RODADA, 0)
    st.subheader("Nova versão", anchor=False)
    tipo = st.segmented_control(
        "Como é o timbre",
        list(TipoDeTimbre),
        default=TipoDeTimbre.MODELO,
        required=True,
        format_func=lambda kind: kind.label,
        key=f"{_PREFIX}_tipo",
    )
    with st.form(f"{_PREFIX}_formulario_{tipo}_{rodada}", border=False):
        if tipo is TipoDeTimbre.LINHAS:
            conteudo, nome = _ask_linhas(rodada)
        else:
            conteudo, nome = _ask_modelo(rodada)
        has_asked = st.form_submit_button("Guardar versão", type="primary", icon=":material/save:")
    if has_asked:
        with report_errors():
            services().timbres.request(unidade, conteudo, nome, usuario)
            st.session_state[_RODADA] = rodada + 1
            st.rerun()


def _ask_linhas(rodada: int) -> tuple[ConteudoDoTimbre, str]:
    texto = st.text_area(
        "Linhas do timbre, uma por linha", "\n".join(LINHAS_DO_ESTADO), height=120, key=f"{_PREFIX}_linhas_{rodada}"
    )
    file = st.file_uploader("Imagem acima das linhas (PNG ou JPEG, opcional)", key=f"{_PREFIX}_imagem_{rodada}")
    linhas = tuple(line.strip() for line in texto.splitlines() if line.strip())
    return ConteudoDoTimbre(linhas, b"" if file is None else file.getvalue()), "" if file is None else file.name


def _ask_modelo(rodada: int) -> tuple[ConteudoDoTimbre, str]:
    st.caption(_MODELO)
    file = st.file_uploader("Modelo de Word (.docx)", key=f"{_PREFIX}_modelo_{rodada}")
    usa_estilos = st.checkbox(
        "Usar também os estilos do modelo (fonte, espaços e títulos)",
        key=f"{_PREFIX}_estilos_{rodada}",
        help="Sem isto, o texto da peça segue o padrão do portal: Times New Roman 12, justificado, 1,5 linha.",
    )
    modelo = b"" if file is None else file.getvalue()
    return ConteudoDoTimbre((), b"", modelo, usa_estilos), "" if file is None else file.name
