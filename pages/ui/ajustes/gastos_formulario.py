"""Fields of money: a budget of a month, a cap of a day, a price with its instant."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import streamlit as st

from core.ajustes.catalogo import (
    DEFINICOES,
    ORCAMENTO,
    TETO_DA_PESSOA,
    TETO_DA_UNIDADE,
)
from core.ajustes.domain import AreaDoAjuste, Linha, Valor
from core.ajustes.validacao import find_mes
from core.errors import InvalidInputError
from core.infra.tariff import PRICE
from core.usuarios.domain import Usuario
from pages.ui.ajustes.mesa import ask_valor, build_key, choose_linha, edit
from pages.ui.ajustes.tabela import list_pessoas, list_unidades
from pages.ui.ajustes.textos import TETOS, TODAS_AS_UNIDADES, describe_desde, is_future, name_alvo, parse_numero
from pages.ui.dates import CAMPO_GRANDE, local_now
from pages.ui.runtime import services

_MESES = 13
_A_MONTH = timedelta(days=32)
_NOVO = ""
_NOMES = (
    *("janeiro", "fevereiro", "março", "abril", "maio", "junho"),
    *("julho", "agosto", "setembro", "outubro", "novembro", "dezembro"),
)


def ask_teto(usuario: Usuario) -> None:
    """A cap for everybody, or for one person or unit."""
    st.subheader("Mudar um teto", anchor=False)
    pessoas = list_pessoas()
    known = {(one.definicao.nome, one.alvo): one for one in services().ajustes.list_linhas(AreaDoAjuste.TETOS)}
    options = {
        **{(nome, ""): rotulo for nome, rotulo in TETOS.items()},
        **{(TETO_DA_UNIDADE, unidade): f"Unidade: {unidade}" for unidade in list_unidades()},
        **{(TETO_DA_PESSOA, ident): f"Pessoa: {pessoa.nome}" for ident, pessoa in pessoas.items()},
        **{(nome, alvo): name_alvo(nome, alvo, pessoas) for nome, alvo in known if alvo and alvo not in pessoas},
    }
    versoes = {nome: services().ajustes.list_versoes(nome) for nome in TETOS}
    linhas = {
        f"{nome}.{alvo or 'todos'}": known.get((nome, alvo))
        or Linha(DEFINICOES[nome], alvo, None, versoes[nome].get(alvo, 0))
        for nome, alvo in options
    }
    nomes = {f"{nome}.{alvo or 'todos'}": rotulo for (nome, alvo), rotulo in options.items()}
    linha = choose_linha("De quem", linhas, nomes)
    st.caption("0 é sem teto. O teto de uma pessoa ou unidade vale no lugar do que vale para todas.")
    edit(usuario, linha, ask_valor(linha))


def ask_orcamento(usuario: Usuario) -> None:
    """The budget of a unit or of all from a month on."""
    st.subheader("Definir um orçamento", anchor=False)
    unidades = ["", *list_unidades()]
    unidade = st.selectbox(
        "Unidade", unidades, format_func=lambda name: name or TODAS_AS_UNIDADES, key="administracao_ajuste_unidade"
    )
    linha = Linha(DEFINICOES[ORCAMENTO], unidade, None, services().ajustes.list_versoes(ORCAMENTO).get(unidade, 0))
    key = build_key(linha)
    meses = _list_meses()
    mes = st.selectbox(
        "Vale a partir de", meses, format_func=lambda one: f"{_NOMES[one.month - 1]} de {one.year}", key=f"{key}_mes"
    )
    campo = "Orçamento por mês, em R$"
    text = st.text_input(campo, key=f"{key}_valor", placeholder="1.500,00")
    edit(usuario, linha, lambda: (parse_numero(text, campo), mes), botao="Definir")
    for one in services().ajustes.list_linhas(AreaDoAjuste.ORCAMENTOS):
        if one.alvo == unidade and one.ajuste and one.ajuste.desde and one.ajuste.desde >= meses[0]:
            with st.expander(f"Retirar o orçamento que vale desde {describe_desde(one)}"):
                edit(usuario, one, None, voltar="Retirar este orçamento")


def ask_preco(usuario: Usuario) -> None:
    """A new price of a model from an instant on, or the withdrawal of one that has not begun."""
    st.subheader("Definir um preço", anchor=False)
    linhas = services().ajustes.list_linhas(AreaDoAjuste.PRECOS)
    modelos = list(dict.fromkeys(linha.alvo for linha in linhas))
    chosen = st.selectbox(
        "Modelo",
        [*modelos, _NOVO],
        format_func=lambda name: name or "Outro modelo",
        key="administracao_ajuste_modelo",
    )
    novo = chosen or st.text_input("Nome do modelo, como o fornecedor escreve", key="administracao_ajuste_novo")
    versao = max((linha.versao for linha in linhas if linha.alvo == novo), default=0)
    linha = Linha(DEFINICOES[PRICE], novo.strip(), None, versao)
    key = build_key(linha)
    entrada = st.text_input("Preço do que entra, em R$ por milhão", key=f"{key}_entrada", placeholder="1,70")
    saida = st.text_input("Preço do que sai, em R$ por milhão", key=f"{key}_saida", placeholder="14,00")
    left, right = st.columns(2)
    tomorrow = local_now().date() + timedelta(days=1)
    dia = left.date_input("Vale desde o dia", tomorrow, format="DD/MM/YYYY", key=f"{key}_dia")
    hora = right.time_input("Hora", time(0, 0), step=timedelta(minutes=15), key=f"{key}_hora")

    def read() -> tuple[Valor, datetime]:
        if not linha.alvo:
            raise InvalidInputError(
                "price of no model", user_message="O preço não foi guardado. Escreva o nome do modelo."
            )
        if not isinstance(dia, date):
            raise InvalidInputError(
                "price without a day", user_message="O preço não foi guardado. Escolha o dia em que ele começa a valer."
            )
        price = parse_numero(entrada, "Preço do que entra"), parse_numero(saida, "Preço do que sai")
        return price, datetime.combine(dia, hora, CAMPO_GRANDE)

    edit(usuario, linha, read, botao="Guardar o preço")
    future = [one for one in linhas if one.alvo == linha.alvo and is_future(one)]
    for one in future:
        with st.expander(f"Retirar o preço que começa em {describe_desde(one)}"):
            edit(usuario, one, None, voltar="Retirar este preço")


def _list_meses() -> list[datetime]:
    """This month and the next twelve."""
    meses = [find_mes(datetime.now(UTC))]
    while len(meses) < _MESES:
        meses.append(find_mes(meses[-1] + _A_MONTH))
    return meses
