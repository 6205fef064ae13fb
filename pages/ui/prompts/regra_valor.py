"""The field of a condition's value, fit to the type of its variable."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from core.errors import InvalidInputError
from core.prompts.comparacao import COM_LISTA, SEM_OPERANDO, Escalar, Lado, Operador, ValorDaCondicao
from core.prompts.descricao import describe_escalar
from core.prompts.domain import TipoDeVariavel, Variavel
from core.prompts.numeros import format_numero_br, parse_numero_br
from pages.ui.dates import NEWEST, OLDEST
from pages.ui.prompts.regra_rascunho import CondicaoEmEdicao

_NUMBERS = (TipoDeVariavel.NUMERO, TipoDeVariavel.MOEDA)
_SEPARATOR = ";"


def ask_valor(key: str, parte: CondicaoEmEdicao, variavel: Variavel | None, numero: str) -> CondicaoEmEdicao:
    """The condition with what was filled in; a value that was not touched stays exactly as it was."""
    if parte.operador is None or parte.operador in SEM_OPERANDO:
        return parte
    label = f"Valor do item {numero}"
    is_list = parte.operador in COM_LISTA
    key = f"{key}_valor_{parte.variavel}_{'lista' if is_list else 'um'}"
    tipo = variavel.tipo if variavel else TipoDeVariavel.TEXTO
    if tipo is TipoDeVariavel.BOOLEANO:
        return _ask_booleano(key, parte, label)
    if (
        variavel is not None
        and variavel.opcoes
        and parte.operador in (*COM_LISTA, Operador.EQUALS, Operador.NOT_EQUALS)
    ):
        ask = _ask_opcoes if is_list else _ask_opcao
        return ask(key, parte, variavel, label)
    if tipo is TipoDeVariavel.DATA:
        return _ask_data(key, parte, label)
    return _ask_texto(key, parte, tipo, label)


def fill_widget(key: str, valor: object) -> None:
    """Give a widget its first value; what the person chose since then counts more."""
    if key not in st.session_state and valor is not None:
        st.session_state[key] = valor


def _ask_booleano(key: str, parte: CondicaoEmEdicao, label: str) -> CondicaoEmEdicao:
    current = None if parte.valor is None or isinstance(parte.valor, tuple) else Lado(parte.valor).booleano
    fill_widget(key, current)
    chosen = st.selectbox(
        label,
        [True, False],
        index=None,
        format_func=describe_escalar,
        placeholder="sim ou não",
        required=True,
        key=key,
        label_visibility="collapsed",
    )
    return parte if chosen == current else replace(parte, valor=chosen)


def _ask_opcao(key: str, parte: CondicaoEmEdicao, variavel: Variavel, label: str) -> CondicaoEmEdicao:
    current = None if parte.valor is None else str(parte.valor)
    options = list(dict.fromkeys([*variavel.opcoes, *([current] if current else [])]))
    fill_widget(key, current)
    chosen = st.selectbox(
        label,
        options,
        index=None,
        placeholder="Escolha a opção",
        required=True,
        key=key,
        label_visibility="collapsed",
    )
    return parte if chosen == current else replace(parte, valor=chosen)


def _ask_opcoes(key: str, parte: CondicaoEmEdicao, variavel: Variavel, label: str) -> CondicaoEmEdicao:
    current = [str(item) for item in parte.valor] if isinstance(parte.valor, tuple) else []
    fill_widget(key, current)
    chosen = st.multiselect(
        label,
        list(dict.fromkeys([*variavel.opcoes, *current])),
        placeholder="Escolha as opções",
        select_all=False,
        key=key,
        label_visibility="collapsed",
    )
    return parte if chosen == current else replace(parte, valor=tuple(chosen))


def _ask_data(key: str, parte: CondicaoEmEdicao, label: str) -> CondicaoEmEdicao:
    current = None if parte.valor is None or isinstance(parte.valor, tuple) else Lado(parte.valor).data
    fill_widget(key, current)
    chosen = st.date_input(
        label,
        value=None,
        min_value=OLDEST,
        max_value=NEWEST,
        format="DD/MM/YYYY",
        key=key,
        label_visibility="collapsed",
    )
    return parte if chosen == current else replace(parte, valor=chosen.isoformat() if chosen else None)


def _ask_texto(key: str, parte: CondicaoEmEdicao, tipo: TipoDeVariavel, label: str) -> CondicaoEmEdicao:
    shown = parte.digitado or _show(parte.valor)
    fill_widget(key, shown)
    is_list = parte.operador in COM_LISTA
    example = "10.000,00" if tipo in _NUMBERS else "texto"
    typed = st.text_input(
        label,
        placeholder=f"{example}; {example}" if is_list else example,
        help=f"Separe os valores com “{_SEPARATOR}”." if is_list else None,
        key=key,
        label_visibility="collapsed",
    )
    return parte if typed == shown else _read_typed(parte, (typed or "").strip(), tipo)


def _read_typed(parte: CondicaoEmEdicao, typed: str, tipo: TipoDeVariavel) -> CondicaoEmEdicao:
    itens = [item.strip() for item in typed.split(_SEPARATOR)] if parte.operador in COM_LISTA else [typed]
    try:
        read = tuple(_read_item(item, tipo) for item in itens if item)
    except InvalidInputError as error:
        return replace(parte, valor=None, digitado=typed, motivo=error.user_message.rstrip("."))
    valor: ValorDaCondicao = read if parte.operador in COM_LISTA else read[0] if read else None
    return replace(parte, valor=valor, digitado="", motivo="")


def _read_item(item: str, tipo: TipoDeVariavel) -> str | int | float:
    if tipo not in _NUMBERS:
        return item
    number = parse_numero_br(item)
    return int(number) if number == number.to_integral_value() else float(number)


def _show(valor: ValorDaCondicao) -> str:
    if isinstance(valor, tuple):
        return f"{_SEPARATOR} ".join(_show_item(item) for item in valor)
    return "" if valor is None else _show_item(valor)


def _show_item(item: Escalar) -> str:
    if isinstance(item, bool) or not isinstance(item, int | float):
        return describe_escalar(item) if isinstance(item, bool) else str(item)
    return format_numero_br(item)
