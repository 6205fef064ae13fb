"""The court's calendar: rows of the State and of each district, and the ordinances that were read."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from core.calculo.calendario.domain import ESTADO, LinhaDoCalendario
from core.calculo.calendario.quando import describe_quando
from core.calculo.tabelas.domain import Guardada, TabelaDeDias
from core.calculo.tabelas.edicao import TrocaDeLinha
from core.errors import PortalError
from core.infra.folding import fold
from core.usuarios.domain import Usuario
from pages.ui.calculo_tabelas.calendario_formulario import ask_linha, ask_portaria, read_linha, read_portaria
from pages.ui.calculo_tabelas.historico import show_historico
from pages.ui.calculo_tabelas.mesa import Mesa, open_mesa, propose, show_aviso, show_proposta
from pages.ui.calculo_tabelas.mudancas import EFEITOS_CURTOS
from pages.ui.calculo_tabelas.textos import format_dia, render_tabela
from pages.ui.errors import show_error
from pages.ui.runtime import services
from pages.ui.work import show_empty

_PREFIX = "pedido_de_calculo_calendario"
_ITEM, _ANO, _NOVA = "item", "ano", "nova"
_LINHA, _PORTARIA = "Um dia ou período", "Portaria do ano"
_TITULOS = ("Quando", "Motivo", "Efeito", "Fonte")
_TODO_ANO = "Regras de todo ano"


def show_calendario(usuario: Usuario) -> None:
    """Choose the State or a district (``?item=``), see its rows, change one or add the next."""
    abrangencia = _choose_abrangencia()
    if abrangencia is None:
        return
    live = _load(abrangencia)
    show_aviso()
    mesa = open_mesa(live)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _show_linhas(live)
    with right:
        st.subheader("Alterar", anchor=False)
        _ask_troca(mesa)
        show_proposta(usuario, mesa)
    if live.versao:
        show_historico(usuario, live)


def _choose_abrangencia() -> str | None:
    """A scope that has rows, or a new district whose name was typed; None while there is none."""
    comarcas = services().tabelas_de_calculo.list_comarcas()
    options = [ESTADO, *comarcas, _NOVA]
    named = st.query_params.get(_ITEM, ESTADO)
    current = named if named in options else _NOVA
    nomes = {ESTADO: "Todo o Estado", _NOVA: "Incluir outra comarca…"}
    chosen = st.selectbox(
        "Calendário",
        options,
        index=options.index(current),
        format_func=lambda nome: nomes.get(nome, f"Comarca de {nome}"),
        key=f"{_PREFIX}_escolha_{current}",
        width=480,
    )
    if chosen and chosen != current:
        _open(chosen)
    if current != _NOVA:
        return current
    typed = "" if named == _NOVA else named
    nome = st.text_input("Nome da comarca", typed, key=f"{_PREFIX}_nova", max_chars=60, width=480).strip()
    known = {fold(comarca): comarca for comarca in (*comarcas, ESTADO)}
    if fold(nome) in known:
        _open(known[fold(nome)])
    if nome and nome != typed:
        _open(nome)
    if not nome:
        st.caption("Escreva o nome da comarca e depois o primeiro feriado dela.")
    return nome or None


def _open(item: str) -> None:
    """Another scope. Ends the run."""
    st.query_params[_ITEM] = item
    st.query_params.pop(_ANO, None)
    st.rerun()


def _load(abrangencia: str) -> Guardada[TabelaDeDias]:
    """The live table, or an empty one that is not stored yet."""
    service = services().tabelas_de_calculo
    if abrangencia in (ESTADO, *service.list_comarcas()):
        return service.get_dias(abrangencia)
    empty = TabelaDeDias(abrangencia, ())
    return Guardada(empty.slug, 0, empty)


def _show_linhas(live: Guardada[TabelaDeDias]) -> None:
    tabela = live.conteudo
    if not tabela.linhas:
        show_empty(f"A comarca de {tabela.abrangencia} ainda não tem dias próprios.", "Inclua o primeiro ao lado.")
        return
    st.caption(
        f"Versão {live.versao}. Feriados nacionais e estaduais (Leis 662/1949, 6.802/1980 e 14.759/2023; em MS, 11/10) "
        "e fins de semana já contam sem estar na lista."
    )
    anos = sorted({linha.quando[:4] for linha in tabela.linhas if linha.is_data}, reverse=True)
    named = st.query_params.get(_ANO, "")
    current = named if named in anos else ""
    chosen = st.segmented_control(
        "Mostrar",
        ["", *anos],
        default=current,
        required=True,
        format_func=lambda ano: ano or _TODO_ANO,
        key=f"{_PREFIX}_ano_{tabela.abrangencia}_{current}",
    )
    if chosen is not None and chosen != current:
        st.query_params[_ANO] = chosen
        st.rerun()
    shown = [linha for linha in tabela.linhas if (linha.quando[:4] if linha.is_data else "") == current]
    if shown:
        st.html(render_tabela("Dias do calendário", _TITULOS, map(_render_linha, _sort(shown))))
    else:
        show_empty("Nenhuma regra de todo ano.", "Escolha um ano acima ou inclua uma linha ao lado.")
    if tabela.is_estado:
        _show_portarias(tabela)


def _show_portarias(tabela: TabelaDeDias) -> None:
    st.markdown("**Portarias do TJMS conferidas**")
    rows = (
        (str(um.ano), escape(um.nome), escape(um.fonte), format_dia(um.consultada_em))
        for um in reversed(tabela.portarias)
    )
    st.html(render_tabela("Portarias conferidas", ("Ano", "Portaria", "Fonte", "Conferida em"), rows))


def _sort(linhas: Sequence[LinhaDoCalendario]) -> list[LinhaDoCalendario]:
    return sorted(linhas, key=lambda linha: (linha.quando.startswith("PASCOA"), linha.quando))


def _render_linha(linha: LinhaDoCalendario) -> tuple[str, ...]:
    return escape(describe_quando(linha)), escape(linha.motivo), EFEITOS_CURTOS[linha.efeito], escape(linha.fonte)


def _ask_troca(mesa: Mesa) -> None:
    tabela = mesa.base.conteudo
    assert isinstance(tabela, TabelaDeDias)
    kind: str | None = _LINHA
    if tabela.is_estado:
        kind = st.segmented_control(
            "O que alterar",
            [_LINHA, _PORTARIA],
            default=_LINHA,
            required=True,
            label_visibility="collapsed",
            key=f"{mesa.prefix}_modo",
        )
    if kind == _PORTARIA:
        _ask_portaria(mesa)
    else:
        _ask_linha(mesa, tabela)


def _ask_linha(mesa: Mesa, tabela: TabelaDeDias) -> None:
    """One row at a time; what was typed stays when it is refused or somebody was faster."""
    linhas = _sort(tabela.linhas)
    place = st.selectbox(
        "Linha",
        [-1, *range(len(linhas))],
        format_func=lambda place: _name_linha(linhas[place]) if place >= 0 else "Nova linha",
        key=f"{mesa.prefix}_linha",
    )
    old = linhas[place] if place is not None and place >= 0 else None
    rascunho = ask_linha(f"{mesa.prefix}_{place}", old)
    with st.container(horizontal=True, gap="small", key=f"{mesa.prefix}_linha_acoes"):
        has_sent = st.button("Ver o que muda", icon=":material/difference:", key=f"{mesa.prefix}_ver")
        is_removing = old is not None and st.button(
            "Retirar esta linha", icon=":material/delete:", key=f"{mesa.prefix}_retirar"
        )
    if not has_sent and not is_removing:
        return
    try:
        troca = TrocaDeLinha(old, None if is_removing else read_linha(tabela.abrangencia, rascunho))
    except PortalError as error:
        show_error(error)
        return
    propose(mesa, troca)


def _name_linha(linha: LinhaDoCalendario) -> str:
    return f"{describe_quando(linha)}: {linha.motivo}"


def _ask_portaria(mesa: Mesa) -> None:
    """Notes that the days of a year were compared with the court's ordinance."""
    typed = ask_portaria(f"{mesa.prefix}_portaria")
    if typed is None:
        return
    try:
        nova = read_portaria(*typed)
        tabela = mesa.base.conteudo
        assert isinstance(tabela, TabelaDeDias)
        old = next((um for um in tabela.portarias if um.ano == nova.ano), None)
    except PortalError as error:
        show_error(error)
        return
    propose(mesa, TrocaDeLinha(old, nova))
