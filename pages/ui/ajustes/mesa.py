"""One change of a value: its fields, the reason, and what was typed kept when it is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

import streamlit as st

from core.ajustes.domain import Ajuste, Linha, Mudanca, TipoDeAjuste, Valor
from core.ajustes.validacao import MAX_MOTIVO
from core.errors import PortalError, VersionConflictError
from core.usuarios.domain import Usuario
from pages.ui.ajustes.textos import format_valor, name_alvo, parse_numero
from pages.ui.dates import CAMPO_GRANDE
from pages.ui.errors import show_error
from pages.ui.runtime import services

Read = Callable[[], tuple[Valor, datetime | None]]
"""What the fields have. Raises InvalidInputError naming one that cannot be read."""

PREFIX = "administracao_ajuste"
_ITEM = "item"
_NUMERO, _AVISO = f"{PREFIX}_numero", f"{PREFIX}_aviso"
_EM_VIGOR = "Vale em todo o portal em até 5 segundos; o que já estava em andamento termina."


def show_aviso() -> None:
    """What the last change was, once."""
    if notice := st.session_state.pop(_AVISO, ""):
        st.success(notice, icon=":material/check_circle:")


def choose_linha(rotulo: str, linhas: Mapping[str, Linha], nomes: Mapping[str, str]) -> Linha:
    """The value that the URL names (``?item=``), or the first; choosing another changes the URL."""
    named = st.query_params.get(_ITEM, "")
    current = named if named in linhas else next(iter(linhas))
    chosen = st.selectbox(
        rotulo,
        list(linhas),
        index=list(linhas).index(current),
        format_func=nomes.__getitem__,
        key=f"{PREFIX}_{rotulo}_{current}",
    )
    if chosen != current:
        st.query_params[_ITEM] = chosen
        st.rerun()
    return linhas[current]


def build_key(linha: Linha) -> str:
    """The beginning of the keys of its fields; a change that was made starts them anew."""
    desde = linha.ajuste.desde.timestamp() if linha.ajuste and linha.ajuste.desde else ""
    return f"{PREFIX}_{st.session_state.get(_NUMERO, 0)}_{linha.definicao.nome}_{linha.alvo}_{desde}"


def edit(
    usuario: Usuario,
    linha: Linha,
    read: Read | None,
    *,
    botao: str = "Mudar",
    voltar: str = "Voltar ao que valia antes",
) -> None:
    """Reason and buttons under the fields. Without ``read`` the value can only be given back (``voltar``)."""
    key = build_key(linha)
    base = st.session_state.setdefault(f"{key}_base", linha.versao)
    motivo = st.text_input("Motivo da mudança (obrigatório)", key=f"{key}_motivo", max_chars=MAX_MOTIVO)
    with st.container(horizontal=True, gap="small", key=f"{key}_acoes"):
        has_sent = read is not None and st.button(botao, type="primary", icon=":material/check:", key=f"{key}_mudar")
        has_left = (
            bool(voltar) and linha.ajuste is not None and st.button(voltar, icon=":material/undo:", key=f"{key}_voltar")
        )
    if not has_sent and not has_left:
        return
    definicao = linha.definicao
    try:
        valor: Valor | None = None
        desde = linha.ajuste.desde if linha.ajuste else None
        if has_sent and read is not None:
            valor, desde = read()
        mudanca = Mudanca(definicao.nome, linha.alvo, base, valor, motivo, desde)
        ajuste = services().ajustes.change(mudanca, autor=usuario.login)
    except PortalError as error:
        if isinstance(error, VersionConflictError):  # the table above has what the other person set
            st.session_state[f"{key}_base"] = error.viva
        show_error(error)
        return
    finish(_describe(linha, ajuste))


def _describe(linha: Linha, ajuste: Ajuste) -> str:
    """What was changed and when it counts."""
    definicao = linha.definicao
    nome = definicao.titulo
    if linha.alvo and definicao.alvos is not None and len(definicao.alvos) > 1:
        alvo = name_alvo(definicao.nome, linha.alvo, {})
        nome = alvo if definicao.tipo is TipoDeAjuste.LIGADO else f"{nome} · {alvo}"
    if ajuste.valor is None:
        return f"{nome}: voltou ao que valia antes. {_EM_VIGOR}"
    valor = format_valor(definicao, ajuste.valor)
    if ajuste.desde is None:
        return f"{nome}: agora é {valor}. {_EM_VIGOR}"
    return f"{nome}: {valor}, a partir de {ajuste.desde.astimezone(CAMPO_GRANDE):%d/%m/%Y às %H:%M}."


def finish(notice: str) -> None:
    """Tell it at the top and begin with empty fields. Ends the run."""
    st.session_state[_NUMERO] = st.session_state.get(_NUMERO, 0) + 1
    st.session_state[_AVISO] = notice
    st.rerun()


def ask_valor(linha: Linha) -> Read:
    """The field of a value that counts at once, filled with what counts now."""
    key, definicao, now = f"{build_key(linha)}_valor", linha.definicao, linha.valor
    if definicao.tipo is TipoDeAjuste.INTEIRO:
        low, high = int(definicao.minimo), int(definicao.maximo)
        start = now if isinstance(now, int) else low
        whole = st.number_input("Novo valor", low, high, min(max(start, low), high), key=key)
        return lambda: (int(whole), None)
    if definicao.tipo is TipoDeAjuste.LIGADO:
        options = {True: "Ligado", False: "Desligado"}
        chosen = st.radio(
            "Situação", list(options), index=0 if now else 1, format_func=options.__getitem__, horizontal=True, key=key
        )
        return lambda: (bool(chosen), None)
    if definicao.tipo is TipoDeAjuste.MODELO:
        modelos = services().ajustes.list_modelos()
        modelo = st.selectbox("Modelo", modelos, index=modelos.index(now) if now in modelos else 0, key=key)
        return lambda: (modelo, None)
    campo = "Novo valor, em R$" if definicao.tipo is TipoDeAjuste.REAIS else "Novo valor"
    typed = "" if now is None else f"{now:.2f}".replace(".", ",")
    text = st.text_input(campo, typed, key=key, placeholder="0,00")
    return lambda: (parse_numero(text, campo), None)
