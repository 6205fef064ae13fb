"""Monthly indices: the values with their source, and the way to extend or correct them."""

from __future__ import annotations

from html import escape

import streamlit as st

from core.calculo.entrada import parse_mes, parse_variacao
from core.calculo.indices.derivados import DERIVACOES, list_derivados
from core.calculo.indices.domain import Indice, SerieMensal, number_mes, render_mes
from core.calculo.tabelas.domain import Guardada
from core.calculo.tabelas.edicao import MAX_BYTES, EdicaoDeSerie, read_arquivo
from core.errors import PortalError
from core.usuarios.domain import Usuario
from pages.ui.calculo_tabelas.historico import show_historico
from pages.ui.calculo_tabelas.mesa import Mesa, open_mesa, propose, show_aviso, show_proposta, today
from pages.ui.calculo_tabelas.regimes_textos import INDICES
from pages.ui.calculo_tabelas.textos import MESES, format_dia, format_percentual, render_tabela
from pages.ui.errors import show_error
from pages.ui.runtime import services

_PREFIX = "pedido_de_calculo_indices"
_ITEM = "item"
_ARQUIVO, _MES, _DERIVADOS = "Arquivo oficial", "Um mês", "De outros índices"
_ANOS = 12
"""Years that are shown at first."""


def show_indices(usuario: Usuario) -> None:
    """Choose one (``?item=``), see its values, propose a change and publish it."""
    indice = _choose_indice()
    live = services().tabelas_de_calculo.get_serie(indice)
    show_aviso()
    mesa = open_mesa(live)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _show_serie(live)
    with right:
        st.subheader("Alterar", anchor=False)
        _ask_edicao(mesa, live.conteudo)
        show_proposta(usuario, mesa)
    show_historico(usuario, live)


def _choose_indice() -> Indice:
    named = st.query_params.get(_ITEM, "")
    current = Indice(named) if named in list(Indice) else Indice.IPCA_E
    chosen = st.selectbox(
        "Índice",
        list(Indice),
        index=list(Indice).index(current),
        format_func=lambda indice: INDICES[indice],
        key=f"{_PREFIX}_{current}",
        width=480,
    )
    if chosen and chosen is not current:
        st.query_params[_ITEM] = chosen.value
        st.rerun()
    return current


def _show_serie(live: Guardada[SerieMensal]) -> None:
    serie = live.conteudo
    first, last = min(serie.valores), max(serie.valores)
    facts = (
        f"{len(serie.valores)} meses, de {render_mes(first)} a {render_mes(last)}, em percentual do mês. "
        f"Fonte: {serie.fonte}. Consultada em {format_dia(serie.consultada_em)}. Versão {live.versao}."
    )
    st.caption(facts)
    late = _count_atraso(last)
    if late > 1:
        st.warning(
            f"O último mês é {render_mes(last)}: faltam {late} meses até o mês passado. Um cálculo que precise deles "
            "não é feito até que sejam publicados aqui.",
            icon=":material/update:",
        )
    shows_all = "anos" in st.query_params
    st.html(_render_anos(serie, None if shows_all else _ANOS))
    if serie.provisorios:
        count = len(serie.provisorios)
        many = "1 mês provisório" if count == 1 else f"{count} meses provisórios"
        st.caption(f"Com pontilhado: {many}, a conferir com quem publica.")
    label = "Mostrar só os últimos anos" if shows_all else "Mostrar todos os anos"
    if last // 12 - first // 12 >= _ANOS and st.button(label, key=f"{_PREFIX}_anos_{shows_all}"):
        if shows_all:
            st.query_params.pop("anos")
        else:
            st.query_params["anos"] = "todos"
        st.rerun()


def _count_atraso(last: int) -> int:
    """Months between the last one and the month before this one."""
    return number_mes(today()) - 1 - last


def _render_anos(serie: SerieMensal, limite: int | None) -> str:
    anos = range(max(serie.valores) // 12, min(serie.valores) // 12 - 1, -1)
    rows = ([str(ano), *(_render_celula(serie, ano * 12 + mes) for mes in range(12))] for ano in anos[:limite])
    titles = ("Ano", *(mes[:3] for mes in MESES))
    table = render_tabela(f"Valores mensais do {serie.nome}", titles, rows)
    return table.replace("calculo-tabela", "calculo-tabela calculo-meses", 1)


def _render_celula(serie: SerieMensal, mes: int) -> str:
    valor = serie.valores.get(mes)
    if valor is None:
        return ""
    text = escape(format_percentual(valor).removesuffix("%"))
    if mes not in serie.provisorios:
        return text
    return (
        f'<span class="provisorio" title="provisório">{text}<span class="portal-so-leitor"> (provisório)</span></span>'
    )


def _ask_edicao(mesa: Mesa, serie: SerieMensal) -> None:
    chosen = st.segmented_control(
        "Como alterar",
        [_ARQUIVO, _MES, *([_DERIVADOS] if serie.indice in DERIVACOES else [])],
        default=_ARQUIVO,
        required=True,
        label_visibility="collapsed",
        key=f"{mesa.prefix}_modo",
    )
    if chosen == _MES:
        _ask_mes(mesa, serie)
    elif chosen == _DERIVADOS:
        _ask_derivados(mesa, serie)
    else:
        _ask_arquivo(mesa, serie)


def _ask_arquivo(mesa: Mesa, serie: SerieMensal) -> None:
    """Taken in as the publishers hand it out; nothing is stored before it is seen and published."""
    st.caption(
        "CSV do Banco Central (SGS, “data;valor”) ou do IBGE (SIDRA, variação mensal do Brasil). "
        "O portal mostra o que mudaria antes de publicar."
    )
    arquivo = st.file_uploader(
        "Arquivo da série, de até 1 MB",
        ["csv", "txt"],
        key=f"{mesa.prefix}_arquivo",
        max_upload_size=MAX_BYTES // 1_000_000,
    )
    fonte = st.text_input("Fonte", serie.fonte, key=f"{mesa.prefix}_fonte_do_arquivo", max_chars=500)
    has_sent = st.button(
        "Ver o que muda", icon=":material/difference:", disabled=arquivo is None, key=f"{mesa.prefix}_ler"
    )
    if not has_sent or arquivo is None:
        return
    try:
        edicao, _ = read_arquivo(arquivo.getvalue(), fonte=fonte, dia=today())
    except PortalError as error:
        show_error(error)
        return
    propose(mesa, edicao)


def _ask_mes(mesa: Mesa, serie: SerieMensal) -> None:
    with st.form(f"{mesa.prefix}_mes_formulario", border=False):
        left, right = st.columns(2)
        proximo = render_mes(max(serie.valores) + 1)
        mes = left.text_input("Mês", proximo, placeholder="09/2026", key=f"{mesa.prefix}_mes")
        valor = right.text_input("Variação no mês, em %", placeholder="0,33", key=f"{mesa.prefix}_valor")
        fonte = st.text_input("Fonte", serie.fonte, key=f"{mesa.prefix}_fonte_do_mes", max_chars=500)
        is_provisorio = st.checkbox("Provisório: ainda a conferir com quem publica", key=f"{mesa.prefix}_provisorio")
        retira = st.checkbox("Retirar este mês da tabela", key=f"{mesa.prefix}_retirar")
        has_sent = st.form_submit_button("Ver o que muda", icon=":material/difference:")
    if not has_sent:
        return
    try:
        edicao = _read_mes(mes, None if retira else valor, fonte, is_provisorio=is_provisorio)
    except PortalError as error:
        show_error(error)
        return
    propose(mesa, edicao)


def _ask_derivados(mesa: Mesa, serie: SerieMensal) -> None:
    """The months that other series of the table already give."""
    derivacao = DERIVACOES[serie.indice]
    st.caption(f"{derivacao.regra}. Fontes na tabela: {', '.join(INDICES[de] for de in derivacao.de)}.")
    meses = list_derivados(serie.indice, services().tabelas_de_calculo.get_indices())
    if not meses:
        st.info("As fontes não têm meses além dos que já estão aqui: publique-os antes.", icon=":material/info:")
        return
    names = ", ".join(render_mes(um.mes) for um in meses)
    st.markdown(f"Podem ser calculados: {names}.")
    if st.button("Ver o que muda", icon=":material/difference:", key=f"{mesa.prefix}_derivar"):
        provisorios = frozenset(um.mes for um in meses if um.is_provisorio)
        valores = {um.mes: um.valor for um in meses}
        propose(mesa, EdicaoDeSerie(valores, serie.fonte, today(), provisorios))


def _read_mes(mes: str, valor: str | None, fonte: str, *, is_provisorio: bool) -> EdicaoDeSerie:
    """Raises InvalidCalculoError naming the field."""
    number = parse_mes(mes, "mês")
    lido = None if valor is None else parse_variacao(valor, "variação no mês")
    return EdicaoDeSerie({number: lido}, fonte, today(), frozenset({number} if is_provisorio else ()))
