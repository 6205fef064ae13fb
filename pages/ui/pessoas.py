"""People: who may enter, where they work and what they may do; a new person, a change, a new password."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape

import streamlit as st

from core.errors import PortalError, VersionConflictError
from core.usuarios.cadastro import MAX_UNIDADE, Cadastro, build_senha
from core.usuarios.domain import CONCEDIVEIS, PERMISSIONS, Papel, Usuario, describe_mudanca
from pages.ui.errors import show_error
from pages.ui.runtime import services

_PESSOA = "pessoa"
_PREFIX = "administracao_pessoa"
_AVISO, _SENHA, _NUMERO = f"{_PREFIX}_aviso", f"{_PREFIX}_senha", f"{_PREFIX}_numero"
_TABELA = (
    '<div class="portal-rolagem" role="group" aria-label="Pessoas" tabindex="0">'
    '<table class="portal-tabela"><caption class="portal-so-leitor">Pessoas</caption>'
    '<thead><tr><th scope="col">Pessoa</th><th scope="col">Unidade</th><th scope="col">Perfil</th>'
    '<th scope="col">Situação</th></tr></thead><tbody>{rows}</tbody></table></div>'
)


def show_pessoas(usuario: Usuario) -> None:
    """Everybody beside the form of the one that the URL names (``?pessoa=``), or of a new one."""
    _show_aviso()
    pessoas = services().usuarios.list_usuarios()
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.html(_TABELA.format(rows="".join(map(_render_pessoa, pessoas))))
    with right:
        escolhida = _choose_pessoa(pessoas)
        if escolhida is None:
            _ask_nova(usuario)
        else:
            _ask_mudanca(usuario, escolhida)
            _ask_senha(usuario, escolhida)
            _ask_conta(usuario, escolhida)


def _render_pessoa(pessoa: Usuario) -> str:
    estado, word = ("pronto", "Pode entrar") if pessoa.is_active else ("cancelado", "Sem acesso")
    mais = ", ".join(CONCEDIVEIS[name] for name in CONCEDIVEIS if name in pessoa.permissoes)
    perfil = escape(pessoa.papel.label) + (f"<br>e {escape(mais)}" if mais else "")
    return (
        f'<tr><th scope="row">{escape(pessoa.nome)}<br><small>{escape(pessoa.login)}</small></th>'
        f"<td>{escape(pessoa.unidade)}</td><td>{perfil}</td>"
        f'<td><span class="portal-estado portal-estado-{estado}">{word}</span></td></tr>'
    )


def _choose_pessoa(pessoas: Sequence[Usuario]) -> Usuario | None:
    by_login = {pessoa.login: pessoa for pessoa in pessoas}
    named = st.query_params.get(_PESSOA, "")
    current = named if named in by_login else ""
    options = ["", *by_login]
    chosen = st.selectbox(
        "Pessoa",
        options,
        index=options.index(current),
        format_func=lambda login: f"{by_login[login].nome} ({login})" if login else "Nova pessoa",
        key=f"{_PREFIX}_quem_{current}_{len(options)}",
    )
    if chosen != current:
        st.query_params.from_dict({"aba": "pessoas", **({_PESSOA: chosen} if chosen else {})})
        st.rerun()
    return by_login.get(current)


def _ask_nova(autor: Usuario) -> None:
    key = f"{_PREFIX}_nova_{st.session_state.get(_NUMERO, 0)}"
    with st.form(key, border=False):
        login = st.text_input("Login", max_chars=254, key=f"{key}_login", help="O nome com que a pessoa entra.")
        nome, unidade = _ask_nome(key, "", "")
        papel, permissoes = _ask_acesso(key, Papel.PROCURADOR, frozenset())
        has_sent = st.form_submit_button("Cadastrar", type="primary", icon=":material/person_add:")
    if not has_sent:
        return
    senha = build_senha()
    try:
        cadastro = Cadastro(login, nome, papel, unidade, permissoes)
        nova = services().usuarios.cadastro.create(cadastro, senha=senha, autor=autor.login)
    except PortalError as error:
        show_error(error)
        return
    _finish(f"{nova.nome} agora pode entrar no portal com o login {nova.login}.", nova, senha)


def _ask_mudanca(autor: Usuario, pessoa: Usuario) -> None:
    key = f"{_PREFIX}_{pessoa.id}_{st.session_state.get(_NUMERO, 0)}"
    if f"{key}_nome" not in st.session_state:  # the fields are filled now
        st.session_state[f"{key}_visto"] = pessoa
    visto: Usuario = st.session_state[f"{key}_visto"]
    with st.form(key, border=False):
        nome, unidade = _ask_nome(key, pessoa.nome, pessoa.unidade)
        papel, permissoes = _ask_acesso(key, pessoa.papel, pessoa.permissoes)
        is_active = st.toggle("Pode entrar no portal", pessoa.is_active, key=f"{key}_ativa")
        st.caption("Quem perde ou ganha acesso sai do portal em segundos e entra de novo com o que vale.")
        has_sent = st.form_submit_button("Guardar", type="primary", icon=":material/check:")
    if not has_sent:
        return
    asked = replace(pessoa, nome=nome, unidade=unidade, papel=papel, permissoes=permissoes, is_active=is_active)
    try:
        changed = services().usuarios.cadastro.change(asked, autor=autor, visto=visto)
    except VersionConflictError as error:
        show_error(error)
        agora = services().usuarios.cadastro.get(pessoa.id)
        st.info(
            f"Mudou no cadastro: {describe_mudanca(visto, agora)}. Guardar de novo vale por cima.",
            icon=":material/info:",
        )
        st.session_state[f"{key}_visto"] = agora
        return
    except PortalError as error:
        show_error(error)
        return
    _finish(f"Cadastro de {changed.nome} guardado.", changed)


def _ask_senha(autor: Usuario, pessoa: Usuario) -> None:
    with st.popover("Trocar a senha", icon=":material/key:", key=f"{_PREFIX}_{pessoa.id}_trocar"):
        st.write("O portal faz uma senha nova e a mostra uma vez. Quem entrou com a antiga sai na hora.")
        if not st.button("Fazer senha nova", icon=":material/key:", key=f"{_PREFIX}_{pessoa.id}_senha_nova"):
            return
    try:
        senha = services().usuarios.cadastro.reset_senha(pessoa.id, autor=autor.login)
    except PortalError as error:
        show_error(error)
        return
    _finish(f"A senha de {pessoa.nome} foi trocada.", pessoa, senha)


def _ask_conta(autor: Usuario, pessoa: Usuario) -> None:
    """Only where an account of the institution opens the portal for the person."""
    cadastro = services().usuarios.cadastro
    if not cadastro.has_conta(pessoa.id):
        return
    key = f"{_PREFIX}_{pessoa.id}_conta"
    with st.popover("Desligar a conta institucional", icon=":material/link_off:", key=key):
        st.write(
            "A conta institucional ligada a este cadastro deixa de abrir o portal, e quem está dentro sai na hora. A "
            "próxima conta com o mesmo login é ligada na primeira entrada."
        )
        if not st.button("Desligar agora", icon=":material/link_off:", key=f"{key}_desligar"):
            return
    try:
        cadastro.unlink_conta(pessoa.id, autor=autor.login)
    except PortalError as error:
        show_error(error)
        return
    _finish(f"A conta institucional de {pessoa.nome} foi desligada.", pessoa)


def _ask_nome(key: str, nome: str, unidade: str) -> tuple[str, str]:
    return (
        st.text_input("Nome completo", nome, max_chars=100, key=f"{key}_nome"),
        st.text_input("Unidade", unidade, max_chars=MAX_UNIDADE, key=f"{key}_unidade"),
    )


def _ask_acesso(key: str, papel: Papel, permissoes: frozenset[str]) -> tuple[Papel, frozenset[str]]:
    """What the profile has already is not kept as the person's own."""
    papeis = list(Papel)
    chosen = st.selectbox(
        "Perfil", papeis, index=papeis.index(papel), format_func=lambda one: one.label, key=f"{key}_papel"
    )
    more = st.multiselect(
        "Permissões além do perfil",
        list(CONCEDIVEIS),
        default=[name for name in CONCEDIVEIS if name in permissoes],
        format_func=CONCEDIVEIS.__getitem__,
        placeholder="Nenhuma",
        key=f"{key}_permissoes",
    )
    return chosen, frozenset(more) - PERMISSIONS[chosen]


def _finish(notice: str, pessoa: Usuario, senha: str = "") -> None:
    """Tell it at the top, with the password once, and begin with fields as they are stored. Ends the run."""
    st.session_state[_NUMERO] = st.session_state.get(_NUMERO, 0) + 1
    st.session_state[_AVISO], st.session_state[_SENHA] = notice, senha
    st.query_params.from_dict({"aba": "pessoas", _PESSOA: pessoa.login})
    st.rerun()


def _show_aviso() -> None:
    notice, senha = st.session_state.pop(_AVISO, ""), st.session_state.pop(_SENHA, "")
    if notice:
        st.success(notice, icon=":material/check_circle:")
    if senha:
        st.info(
            "Senha provisória: entregue-a em mãos. Ela não aparece de novo, e a pessoa a troca na primeira entrada, "
            "antes de qualquer outra coisa.",
            icon=":material/key:",
        )
        st.code(senha, language=None)
