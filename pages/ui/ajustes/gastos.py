"""Money: budgets of the month with what was spent, caps of a day, and prices of the models with their instants."""

from __future__ import annotations

from html import escape

import streamlit as st

from core.ajustes.catalogo import TETO_DE_TODOS
from core.ajustes.domain import AreaDoAjuste, Linha, Orcamento, SituacaoDoOrcamento
from core.pecas.apresentacao import format_moeda
from core.usuarios.domain import Usuario
from pages.ui.ajustes.gastos_formulario import ask_orcamento, ask_preco, ask_teto
from pages.ui.ajustes.mesa import show_aviso
from pages.ui.ajustes.tabela import list_pessoas, render_texto, show_historico, show_tabela
from pages.ui.ajustes.textos import (
    TETOS,
    TODAS_AS_UNIDADES,
    describe_autor,
    describe_desde,
    format_valor,
    is_future,
    name_alvo,
)
from pages.ui.autores import name_autores
from pages.ui.runtime import services
from pages.ui.work import show_empty

_PARTES = {
    AreaDoAjuste.ORCAMENTOS: "Orçamentos do mês",
    AreaDoAjuste.TETOS: "Tetos por dia",
    AreaDoAjuste.PRECOS: "Preços dos modelos",
}
_PARTE = "parte"
_SITUACOES = {
    SituacaoDoOrcamento.DENTRO: ("pronto", "Dentro do orçamento"),
    SituacaoDoOrcamento.PERTO: ("pronto_com_ressalvas", "Perto do fim"),
    SituacaoDoOrcamento.ACIMA: ("com_erro", "Acima do orçamento"),
}
_ORCAMENTOS = (
    '<div class="portal-rolagem" role="group" aria-label="Orçamentos deste mês" tabindex="0">'
    '<table class="portal-tabela"><caption class="portal-so-leitor">Orçamentos deste mês</caption>'
    '<thead><tr><th scope="col">Unidade</th><th scope="col">Orçamento</th><th scope="col">Gasto no mês</th>'
    '<th scope="col">Situação</th></tr></thead><tbody>{rows}</tbody></table></div>'
)


def show_gastos(usuario: Usuario) -> None:
    """One of the three parts (``?parte=``): what counts now, its change and its history."""
    show_aviso()
    area = _choose_parte()
    left, right = st.columns([3, 2], gap="large")
    with left:
        {
            AreaDoAjuste.ORCAMENTOS: _show_orcamentos,
            AreaDoAjuste.TETOS: _show_tetos,
            AreaDoAjuste.PRECOS: _show_precos,
        }[area]()
        show_historico(area)
    with right:
        {
            AreaDoAjuste.ORCAMENTOS: ask_orcamento,
            AreaDoAjuste.TETOS: ask_teto,
            AreaDoAjuste.PRECOS: ask_preco,
        }[area](usuario)


def _choose_parte() -> AreaDoAjuste:
    named = st.query_params.get(_PARTE, "")
    current = AreaDoAjuste(named) if named in list(_PARTES) else AreaDoAjuste.ORCAMENTOS
    chosen = st.segmented_control(
        "Parte dos gastos",
        list(_PARTES),
        default=current,
        required=True,
        format_func=_PARTES.__getitem__,
        key=f"administracao_ajuste_gastos_{current}",
    )
    if chosen is not None and chosen is not current:
        st.query_params.pop("item", None)
        st.query_params[_PARTE] = chosen.value
        st.rerun()
    return current


def _show_orcamentos() -> None:
    _show_vigentes()
    future = [one for one in services().ajustes.list_linhas(AreaDoAjuste.ORCAMENTOS) if is_future(one)]
    if future:
        st.subheader("Começam depois", anchor=False)
        show_tabela(
            "Orçamentos que começam depois",
            ("Unidade", "Orçamento por mês", "Vale desde"),
            (
                (one.alvo or TODAS_AS_UNIDADES, format_valor(one.definicao, one.valor), describe_desde(one))
                for one in future
            ),
        )


def _show_vigentes() -> None:
    orcamentos = services().ajustes.list_orcamentos()
    if not orcamentos:
        show_empty("Nenhum orçamento vale neste mês.", "Defina um ao lado: o portal avisa quando 80% forem gastos.")
        return
    st.html(_ORCAMENTOS.format(rows="".join(_render_orcamento(one) for one in orcamentos)))
    st.caption("O orçamento avisa e não bloqueia; quem bloqueia é o teto por dia.")


def _render_orcamento(orcamento: Orcamento) -> str:
    estado, word = _SITUACOES[orcamento.situacao]
    spent = f"{format_moeda(orcamento.gasto_brl)} ({100 * orcamento.parte:.0f}%)"
    return (
        f'<tr><th scope="row">{escape(orcamento.unidade or TODAS_AS_UNIDADES)}</th>'
        f"<td>{render_texto(format_moeda(orcamento.limite_brl))}</td><td>{render_texto(spent)}</td>"
        f'<td><span class="portal-estado portal-estado-{estado}">{word}</span></td></tr>'
    )


def _show_tetos() -> None:
    pessoas = list_pessoas()
    linhas = services().ajustes.list_linhas(AreaDoAjuste.TETOS)
    nomes = dict(name_autores(linha.ajuste.autor for linha in linhas if linha.ajuste))
    show_tabela(
        "Tetos de gasto em 24 horas",
        ("De quem", "Teto em 24 horas", "Gasto em 24 horas", "Quem mudou"),
        (
            (
                name_alvo(one.definicao.nome, one.alvo, pessoas) if one.alvo else TETOS[one.definicao.nome],
                format_valor(one.definicao, one.valor),
                _describe_gasto(one),
                describe_autor(one.ajuste, nomes) if one.ajuste else "ninguém",
            )
            for one in linhas
        ),
    )
    st.caption(
        "Quem chega ao teto lê quanto é e quando volta a abrir; nada do que já foi feito se perde. O gasto das "
        "últimas 24 horas conta, mesmo o de antes do teto."
    )


def _describe_gasto(linha: Linha) -> str:
    """Of one person or unit, or of all; each of many has its own."""
    especie = linha.definicao.nome.rpartition(".")[2]
    if not linha.alvo and linha.definicao.nome != TETO_DE_TODOS:
        return "—"
    return format_moeda(services().ajustes.get_teto(especie, linha.alvo).gasto_brl)


def _show_precos() -> None:
    linhas = services().ajustes.list_linhas(AreaDoAjuste.PRECOS)
    nomes = dict(name_autores(linha.ajuste.autor for linha in linhas if linha.ajuste))
    show_tabela(
        "Preços por milhão de unidades de texto",
        ("Modelo", "O que entra", "O que sai", "Vale desde", "Quem mudou"),
        (
            (
                linha.alvo,
                *(format_moeda(one) for one in (linha.valor if isinstance(linha.valor, tuple) else ())),
                describe_desde(linha),
                describe_autor(linha.ajuste, nomes) if linha.ajuste else "ninguém",
            )
            for linha in linhas
        ),
    )
    st.caption(
        "Preços em reais por milhão de unidades de texto (o que entra e o que sai). Cada chamada é cobrada pelo preço "
        "que valia no seu instante; por isso um preço novo começa sempre à frente."
    )
