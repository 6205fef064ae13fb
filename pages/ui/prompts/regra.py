"""The editor of a rule: nested groups and conditions, or its text; the same rule in both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st

from core.errors import InvalidInputError
from core.prompts.descricao import describe_operador, describe_regra
from core.prompts.domain import Variavel
from core.prompts.regras import Regra
from core.prompts.texto_da_regra import parse_texto, render_texto
from core.prompts.validacao import OPERADORES_DO_TIPO, validate_regra
from pages.ui.prompts.rascunho import show_rascunho
from pages.ui.prompts.regra_rascunho import (
    CondicaoEmEdicao,
    GrupoEmEdicao,
    Parte,
    add_parte,
    build_regra,
    choose_operador,
    choose_variavel,
    find_problemas,
    list_problemas,
    next_id,
    open_regra,
    remove_parte,
)
from pages.ui.prompts.regra_valor import ask_valor, fill_widget

Variaveis = Mapping[str, Variavel]

_VISUAL, _TEXTO = "Visual", "Texto"
_DEEPEST = 5
"""Levels of groups that the screen still shows readably; the text form goes further."""

_HOW_TO = (
    "Escreva como em: pedido = sim e (valor > 10.000,00 ou não conclusao em [favorável, inconclusiva]). "
    "Comparações: =, ≠, >, <, ≥, ≤, em, contém, começa com, termina com, combina com, existe, está vazio."
)


@dataclass(frozen=True)
class _Edicao:
    """``exata`` is the rule that ``aberta`` shows: while nothing changes, exactly that rule comes back.

    ``origem`` is the rule the caller gave; ``antes`` is what ``desfazer`` brings back; ``rodada`` tells the fields of
    one opening from those of another.
    """

    origem: Regra | None
    exata: Regra | None
    aberta: GrupoEmEdicao
    raiz: GrupoEmEdicao
    regra: Regra | None
    problemas: tuple[str, ...] = ()
    texto: str = ""
    rodada: int = 0
    aviso: str = ""
    antes: GrupoEmEdicao | None = None
    desfazer: str = "Desfazer a remoção"


@dataclass(frozen=True)
class _Tela:
    """What every part of the drawing needs; ``prefixo`` begins the keys of the fields."""

    key: str
    prefixo: str
    variaveis: Variaveis


def ask_regra(key: str, regra: Regra | None, variaveis: Variaveis) -> Regra | None:
    """Let a person edit a rule; answers the rule as it stands now, or None for no rule.

    While something must be corrected the answer is None too, and ``list_problemas_da_regra(key)`` is not empty: do not
    save then. ``key`` is new for each thing that is edited (slug and version); ``regra`` is what is kept of it, and the
    editor starts again when another one is given. Not to be called inside a form.
    """
    edicao = _find_edicao(key, regra)
    fill_widget(_key_of(key, "modo"), _VISUAL)
    modo = st.segmented_control(
        "Modo de edição da regra",
        [_VISUAL, _TEXTO],
        required=True,
        key=_key_of(key, "modo"),
        on_change=_switch,
        args=(key,),
        label_visibility="collapsed",
    )
    if (rascunho := show_rascunho(key, variaveis)) is not None:
        edicao = _take_rascunho(key, edicao, rascunho)
    if edicao.aviso:
        st.warning(edicao.aviso, icon=":material/info:")
    edicao = _ask_texto(key, edicao, variaveis) if modo == _TEXTO else _ask_visual(key, edicao, variaveis)
    _keep(key, replace(edicao, aviso=""))
    if edicao.regra is not None:
        show_significado(edicao.regra, variaveis)
    return None if edicao.problemas else edicao.regra


def list_problemas_da_regra(key: str) -> tuple[str, ...]:
    """What must be corrected in the rule that ``ask_regra(key, ...)`` just drew; empty when it can be saved."""
    edicao = st.session_state.get(_key_of(key, "edicao"))
    return edicao.problemas if isinstance(edicao, _Edicao) else ()


def show_significado(regra: Regra, variaveis: Variaveis) -> None:
    """What the rule means, in a sentence."""
    st.markdown("**O que significa**")
    st.text(describe_regra(regra, variaveis))


def _key_of(key: str, part: str) -> str:
    return f"{key}_regra_{part}"


def _find_edicao(key: str, regra: Regra | None) -> _Edicao:
    kept = st.session_state.get(_key_of(key, "edicao"))
    if isinstance(kept, _Edicao) and regra in (kept.origem, kept.regra):
        return kept
    rodada = kept.rodada + 1 if isinstance(kept, _Edicao) else 0
    aberta = open_regra(regra)
    texto = render_texto(regra) if regra is not None else ""
    st.session_state[_key_of(key, "texto")] = texto
    return _Edicao(regra, regra, aberta, aberta, regra, texto=texto, rodada=rodada)


def _take_rascunho(key: str, edicao: _Edicao, rascunho: Regra) -> _Edicao:
    """The draft in the place of the rule, which can be brought back."""
    aberta, texto = open_regra(rascunho), render_texto(rascunho)
    st.session_state[_key_of(key, "texto")] = texto
    return replace(
        edicao,
        exata=rascunho,
        aberta=aberta,
        raiz=aberta,
        regra=rascunho,
        problemas=(),
        texto=texto,
        rodada=edicao.rodada + 1,
        aviso="Rascunho do Gemini no editor: confira cada condição antes de publicar.",
        antes=edicao.raiz,
        desfazer="Voltar à regra de antes do rascunho",
    )


def _switch(key: str) -> None:
    """Take the rule over to the other mode; what cannot be read there stays where it is, with the reason."""
    edicao = _read(key)
    if st.session_state[_key_of(key, "modo")] == _TEXTO:
        if edicao.regra is None and edicao.raiz.partes:
            st.session_state[_key_of(key, "modo")] = _VISUAL
            edicao = replace(edicao, aviso="Complete as condições marcadas para ver a regra como texto.")
        else:
            texto = render_texto(edicao.regra) if edicao.regra is not None else ""
            st.session_state[_key_of(key, "texto")] = texto
            edicao = replace(edicao, texto=texto)
    elif edicao.regra is None and edicao.texto.strip():
        st.session_state[_key_of(key, "modo")] = _TEXTO
        edicao = replace(edicao, aviso="Corrija o texto da regra para voltar ao modo visual.")
    else:
        aberta = open_regra(edicao.regra)
        edicao = replace(edicao, exata=edicao.regra, aberta=aberta, raiz=aberta, rodada=edicao.rodada + 1, antes=None)
    _keep(key, edicao)


def _ask_texto(key: str, edicao: _Edicao, variaveis: Variaveis) -> _Edicao:
    fill_widget(_key_of(key, "texto"), edicao.texto)
    texto = st.text_area("Texto da regra", key=_key_of(key, "texto"), height=140, help=_HOW_TO) or ""
    try:
        regra = parse_texto(texto) if texto.strip() else None
    except InvalidInputError as error:
        st.error(error.user_message, icon=":material/error:")
        return replace(edicao, texto=texto, regra=None, problemas=(error.user_message,))
    problemas = (
        tuple(_as_sentence(found.motivo) for found in validate_regra(regra, variaveis)) if regra is not None else ()
    )
    for problema in problemas:
        st.error(problema, icon=":material/error:")
    return replace(edicao, texto=texto, regra=regra, problemas=problemas)


def _ask_visual(key: str, edicao: _Edicao, variaveis: Variaveis) -> _Edicao:
    tela = _Tela(key, _key_of(key, str(edicao.rodada)), variaveis)
    raiz = _ask_grupo(tela, edicao.raiz, "")
    if edicao.antes is not None:
        undo = f"{tela.prefixo}_desfazer"
        st.button(edicao.desfazer, key=undo, on_click=_undo, args=(key,), icon=":material/undo:")
    problemas = list_problemas(raiz, variaveis)
    if raiz == edicao.aberta:
        regra = edicao.exata
    else:
        regra = None if any(problema.is_gap for problema in problemas) else build_regra(raiz)
    return replace(edicao, raiz=raiz, regra=regra, problemas=tuple(_as_sentence(found.motivo) for found in problemas))


def _ask_grupo(tela: _Tela, grupo: GrupoEmEdicao, numero: str) -> GrupoEmEdicao:
    """``numero`` is the place that problems name, as in ``2.1``; empty for the rule as a whole."""
    with st.container(border=True, gap="small"):
        grupo = _ask_cabecalho(tela, grupo, numero)
        if not grupo.partes and numero:
            _show_problemas(grupo, tela.variaveis)
        elif not grupo.partes:
            st.caption("Ainda não há condições. Acrescente a primeira.")
        partes = []
        for place, parte in enumerate(grupo.partes, start=1):
            inner = f"{numero}.{place}" if numero else str(place)
            ask = _ask_grupo if isinstance(parte, GrupoEmEdicao) else _ask_condicao
            partes.append(ask(tela, parte, inner))  # type: ignore[arg-type] # each asks its own kind
        _show_acoes(tela, grupo, numero)
    return replace(grupo, partes=tuple(partes))


def _ask_cabecalho(tela: _Tela, grupo: GrupoEmEdicao, numero: str) -> GrupoEmEdicao:
    name = f"do grupo {numero}" if numero else "da regra"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**Grupo {numero}**" if numero else "**Vale quando**", width="content")
        key = f"{tela.prefixo}_{grupo.id}_liga"
        fill_widget(key, grupo.is_all)
        is_all = st.segmented_control(
            f"Ligação {name}",
            [True, False],
            required=True,
            format_func=lambda chosen: "todas valem (e)" if chosen else "alguma vale (ou)",
            key=key,
            label_visibility="collapsed",
        )
        is_negated = _ask_nao(tela, grupo, "não (o contrário)")
    return replace(grupo, is_all=bool(is_all), is_negated=is_negated)


def _ask_condicao(tela: _Tela, parte: CondicaoEmEdicao, numero: str) -> CondicaoEmEdicao:
    """Two lines: which variable, then how it is compared; questions are long."""
    with st.container(gap="xsmall"):
        negation, name, removal = st.columns([1.1, 6.5, 1.3], vertical_alignment="center", gap="small")
        with negation:
            is_negated = _ask_nao(tela, parte, f"{numero} não")
        with name:
            parte = _ask_variavel(tela, replace(parte, is_negated=is_negated), numero)
        with removal:
            _show_remocao(tela, parte, f"Remover {numero}")
        _, comparison, value = st.columns([1.1, 2.7, 5.1], vertical_alignment="center", gap="small")
        with comparison:
            parte = _ask_operador(tela, parte, numero)
        with value:
            key = f"{tela.prefixo}_{parte.id}"
            parte = ask_valor(key, parte, tela.variaveis.get(parte.variavel), numero)
        _show_problemas(parte, tela.variaveis)
    return parte


def _ask_nao(tela: _Tela, parte: Parte, label: str) -> bool:
    key = f"{tela.prefixo}_{parte.id}_nao"
    fill_widget(key, parte.is_negated)
    return st.checkbox(label, key=key)


def _ask_variavel(tela: _Tela, parte: CondicaoEmEdicao, numero: str) -> CondicaoEmEdicao:
    key = f"{tela.prefixo}_{parte.id}_variavel"
    current = parte.variavel or None
    fill_widget(key, current)
    chosen = st.selectbox(
        f"Variável do item {numero}",
        list(dict.fromkeys([*tela.variaveis, *([current] if current else [])])),
        index=None,
        format_func=lambda slug: _name(slug, tela.variaveis),
        placeholder="Escolha a variável pelo nome ou pela pergunta",
        filter_mode="contains",
        required=True,
        key=key,
        label_visibility="collapsed",
    )
    return choose_variavel(parte, chosen, tela.variaveis) if chosen and chosen != current else parte


def _ask_operador(tela: _Tela, parte: CondicaoEmEdicao, numero: str) -> CondicaoEmEdicao:
    variavel = tela.variaveis.get(parte.variavel)
    fitting = OPERADORES_DO_TIPO[variavel.tipo] if variavel else ()
    key = f"{tela.prefixo}_{parte.id}_operador_{parte.variavel}"
    fill_widget(key, parte.operador)
    chosen = st.selectbox(
        f"Comparação do item {numero}",
        list(dict.fromkeys([*fitting, *([parte.operador] if parte.operador else [])])),
        index=None,
        format_func=lambda operador: describe_operador(operador, variavel).rstrip(":"),
        placeholder="Comparação",
        required=True,
        key=key,
        disabled=not parte.variavel,
        label_visibility="collapsed",
    )
    return choose_operador(parte, chosen) if chosen and chosen is not parte.operador else parte


def _show_acoes(tela: _Tela, grupo: GrupoEmEdicao, numero: str) -> None:
    where = f"no grupo {numero}" if numero else "na regra"
    prefix = f"{tela.prefixo}_{grupo.id}"
    with st.container(horizontal=True):
        st.button(
            f"Condição {where}",
            key=f"{prefix}_condicao",
            on_click=_add,
            args=(tela.key, grupo.id, False),
            icon=":material/add:",
        )
        if numero.count(".") + 2 <= _DEEPEST:
            st.button(
                f"Grupo {where}",
                key=f"{prefix}_grupo",
                on_click=_add,
                args=(tela.key, grupo.id, True),
                icon=":material/add_box:",
            )
        if numero:
            _show_remocao(tela, grupo, f"Remover o grupo {numero}")


def _show_remocao(tela: _Tela, parte: Parte, label: str) -> None:
    st.button(
        label,
        key=f"{tela.prefixo}_{parte.id}_remover",
        on_click=_remove,
        args=(tela.key, parte.id),
        icon=":material/delete:",
        type="tertiary",
    )


def _show_problemas(parte: Parte, variaveis: Variaveis) -> None:
    """Of the part alone; what was not filled in yet is a reminder, no fault."""
    for problema in find_problemas(parte, variaveis):
        is_typed = isinstance(parte, CondicaoEmEdicao) and parte.digitado
        if problema.is_gap and not is_typed:
            st.caption(f":material/edit: Falta: {problema.motivo}.")
        else:
            st.error(_as_sentence(problema.motivo), icon=":material/error:")


def _add(key: str, grupo: int, is_group: bool) -> None:  # noqa: FBT001 # a callback gets its arguments by place
    edicao = _read(key)
    new = next_id(edicao.raiz)
    parte: Parte = CondicaoEmEdicao(new)
    if is_group:
        parte = GrupoEmEdicao(new, (CondicaoEmEdicao(new + 1),), is_all=False)
    _keep(key, replace(edicao, raiz=add_parte(edicao.raiz, grupo, parte)))


def _remove(key: str, parte: int) -> None:
    edicao = _read(key)
    raiz = remove_parte(edicao.raiz, parte)
    _keep(key, replace(edicao, raiz=raiz, antes=edicao.raiz, desfazer="Desfazer a remoção"))


def _undo(key: str) -> None:
    edicao = _read(key)
    if edicao.antes is not None:
        _keep(key, replace(edicao, raiz=edicao.antes, antes=None, rodada=edicao.rodada + 1))


def _read(key: str) -> _Edicao:
    edicao: _Edicao = st.session_state[_key_of(key, "edicao")]
    return edicao


def _keep(key: str, edicao: _Edicao) -> None:
    st.session_state[_key_of(key, "edicao")] = edicao


def _name(slug: str, variaveis: Variaveis) -> str:
    variavel = variaveis.get(slug)
    return f"{variavel.pergunta} ({slug})" if variavel else f"{slug} (não existe)"


def _as_sentence(motivo: str) -> str:
    return f"{motivo[:1].upper()}{motivo[1:]}."
