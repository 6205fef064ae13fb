"""The fields of one row of the calendar, as they are typed, and the row that they make."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core.calculo.calendario.domain import Efeito, LinhaDoCalendario, Portaria
from core.calculo.calendario.quando import Quando, Repeticao, read_quando, write_quando
from core.calculo.entrada import PRIMEIRO_ANO, refuse
from pages.ui.calculo_tabelas.mesa import today
from pages.ui.calculo_tabelas.mudancas import EFEITOS

_DESDE, _ATE = 1, 9999
"""Bounds of a row that no year bounds."""


@dataclass(frozen=True)
class Rascunho:
    """What the fields have."""

    quando: Quando
    motivo: str
    efeito: Efeito
    de_ano: str
    ate_ano: str
    fonte: str


def ask_linha(key: str, old: LinhaDoCalendario | None) -> Rascunho:
    """Fields filled with the row that is changed, or empty."""
    quando = read_quando(old) if old else Quando(Repeticao.DATA, "")
    kinds = list(Repeticao)
    repeticao = st.selectbox(
        "Repetição",
        kinds,
        kinds.index(quando.repeticao),
        format_func=lambda kind: kind.label,
        key=f"{key}_repeticao",
    )
    de, ate = _ask_quando(key, repeticao, quando)
    motivo = st.text_input("Motivo", old.motivo if old else "", key=f"{key}_motivo_do_dia", max_chars=200)
    effects = list(EFEITOS)
    efeito = st.selectbox(
        "Efeito", effects, effects.index(old.efeito) if old else 0, format_func=EFEITOS.__getitem__, key=f"{key}_efeito"
    )
    de_ano, ate_ano = "", ""
    if repeticao is not Repeticao.DATA:
        left, right = st.columns(2)
        first = str(old.de_ano) if old and old.de_ano > _DESDE else ""
        last = str(old.ate_ano) if old and old.ate_ano < _ATE else ""
        de_ano = left.text_input("Primeiro ano (vazio: sempre)", first, key=f"{key}_de_ano", max_chars=4)
        ate_ano = right.text_input("Último ano (vazio: sem fim)", last, key=f"{key}_ate_ano", max_chars=4)
    fonte = st.text_input("Fonte (lei ou portaria)", old.fonte if old else "", key=f"{key}_fonte", max_chars=500)
    return Rascunho(Quando(repeticao, de, ate), motivo, efeito, de_ano, ate_ano, fonte)


def read_linha(abrangencia: str, rascunho: Rascunho) -> LinhaDoCalendario:
    """Raises InvalidCalculoError naming the field that cannot be read."""
    return LinhaDoCalendario(
        write_quando(rascunho.quando),
        rascunho.motivo.strip(),
        abrangencia,
        rascunho.efeito,
        rascunho.fonte.strip(),
        _parse_ano(rascunho.de_ano, "primeiro ano", _DESDE),
        _parse_ano(rascunho.ate_ano, "último ano", _ATE),
    )


def ask_portaria(key: str) -> tuple[str, str, str] | None:
    """Year, name and source, once the form is sent."""
    st.caption("Depois de conferir os dias do ano com a portaria do TJMS, registre-a: o aviso daquele ano desaparece.")
    with st.form(key, border=False):
        ano = st.text_input("Ano", placeholder="2027", key=f"{key}_ano", max_chars=4)
        nome = st.text_input("Portaria", placeholder="Portaria 983, de 04/12/2025", key=f"{key}_nome", max_chars=200)
        fonte = st.text_input("Onde foi lida", key=f"{key}_fonte", max_chars=300)
        has_sent = st.form_submit_button("Ver o que muda", icon=":material/difference:")
    return (ano, nome, fonte) if has_sent else None


def read_portaria(ano: str, nome: str, fonte: str) -> Portaria:
    """Raises InvalidCalculoError naming the field that cannot be used."""
    if not ano.strip():
        raise refuse("ano", "escreva o ano com quatro algarismos")
    for campo, texto in (("portaria", nome), ("onde foi lida", fonte)):
        if not texto.strip():
            raise refuse(campo, "escreva em poucas palavras")
    return Portaria(_parse_ano(ano, "ano", _DESDE), nome.strip(), fonte.strip(), today())


def _ask_quando(key: str, repeticao: Repeticao, old: Quando) -> tuple[str, str]:
    """The first and the last day as they are typed, empty where the kind of row has none."""
    de = old.de if repeticao is old.repeticao else ""
    if repeticao is Repeticao.DATA:
        return st.text_input("Dia", de, placeholder="31/12/2026", key=f"{key}_dia"), ""
    if repeticao is Repeticao.TODO_ANO:
        return st.text_input("Dia e mês", de, placeholder="13/06", key=f"{key}_dia_e_mes"), ""
    if repeticao is Repeticao.PASCOA:
        label = "Dias da Páscoa (negativo para antes)"
        return st.text_input(label, de, placeholder="-47", key=f"{key}_pascoa"), ""
    left, right = st.columns(2)
    ate = old.ate if repeticao is old.repeticao else ""
    return (
        left.text_input("Primeiro dia", de, placeholder="20/12", key=f"{key}_de"),
        right.text_input("Último dia", ate, placeholder="31/12", key=f"{key}_ate"),
    )


def _parse_ano(texto: str, campo: str, vazio: int) -> int:
    if not texto.strip():
        return vazio
    if not (texto.strip().isascii() and texto.strip().isdecimal()) or not PRIMEIRO_ANO <= int(texto) <= _ATE:
        raise refuse(campo, f"“{texto}” não é um ano")
    return int(texto)
