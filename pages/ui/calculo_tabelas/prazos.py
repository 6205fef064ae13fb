"""The counter of deadlines: when it ends, and for each day that did not count why; all of it is in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.calculo.calendario.dias import Calendario
from core.calculo.calendario.prazos import (
    Contagem,
    PedidoDePrazo,
    PrazoEmDobro,
    count_prazo,
    date_intimacao_eletronica,
    date_publicacao,
)
from core.calculo.calendario.quando import describe_quando
from core.calculo.entrada import parse_data, refuse
from core.usuarios.domain import Usuario
from pages.ui.calculo_tabelas.prazos_resultado import show_dia, show_prazo
from pages.ui.calculo_tabelas.textos import format_dia
from pages.ui.errors import report_errors
from pages.ui.runtime import services

_PREFIX = "pedido_de_calculo_prazos"
_SEM_DOBRO, _PROPRIO = "nenhum", "proprio"
_DOBROS = {
    _SEM_DOBRO: "Prazo simples",
    PrazoEmDobro.FAZENDA_PUBLICA.name: "Em dobro: Fazenda Pública (CPC, art. 183)",
    PrazoEmDobro.DEFENSORIA.name: "Em dobro: Defensoria Pública (CPC, art. 186)",
    PrazoEmDobro.MINISTERIO_PUBLICO.name: "Em dobro: Ministério Público (CPC, art. 180)",
    _PROPRIO: "Prazo próprio do ente público, sem dobro (CPC, art. 183, § 2º)",
}
_CONTAGENS = {Contagem.UTEIS: "Dias úteis (CPC, art. 219)", Contagem.CORRIDOS: "Dias corridos"}


class Forma(StrEnum):
    """How the communication was made; the value stands in the address."""

    CIENCIA = "ciencia"
    ELETRONICA = "eletronica"
    DIARIO = "diario"


_FORMAS = {
    Forma.CIENCIA: "Citação ou intimação com data certa",
    Forma.ELETRONICA: "Portal eletrônico (consulta ou decurso de 10 dias)",
    Forma.DIARIO: "Diário eletrônico",
}
_DATAS = {
    Forma.CIENCIA: "Dia da citação, da intimação ou da juntada",
    Forma.ELETRONICA: "Dia do envio ao portal",
    Forma.DIARIO: "Dia da disponibilização no diário",
}


@dataclass(frozen=True)
class _Pergunta:
    """What the address asks, as it was typed."""

    forma: Forma
    data: str
    consulta: str
    dias: str
    contagem: Contagem
    dobro: str


def show_prazos(usuario: Usuario) -> None:
    """The deadline that the address asks for, and below it any single day."""
    st.header("Contar um prazo", anchor=False)
    st.caption(
        "Calendário do TJMS: fins de semana, feriados nacionais, estaduais, forenses e municipais, recesso e "
        "suspensões. Confira sempre com a portaria do ano."
    )
    comarca = _choose_comarca()
    _tell_dias_proprios(comarca)
    pergunta = _ask_prazo()
    if "contar" in st.query_params:
        with report_errors():
            calendario = services().tabelas_de_calculo.get_calendario(comarca)
            _answer(calendario, pergunta)
    st.header("Por que um dia não é útil", anchor=False)
    _ask_dia(comarca)


def _choose_comarca() -> str:
    """The district whose own days count; it changes the address at once."""
    comarcas = ("", *services().tabelas_de_calculo.list_comarcas())
    named = st.query_params.get("comarca", "")
    current = named if named in comarcas else ""
    chosen = st.selectbox(
        "Comarca",
        comarcas,
        index=comarcas.index(current),
        format_func=lambda nome: nome or "Todo o Estado, sem feriados municipais",
        key=f"{_PREFIX}_comarca_{current}",
        width=480,
        help="As comarcas com feriados próprios no calendário. Se a sua não está na lista, confira os feriados dela à "
        "parte e peça à curadoria que os inclua.",
    )
    if (chosen or "") != current:
        _put(comarca=chosen or "")
    return current


def _tell_dias_proprios(comarca: str) -> None:
    """What the table knows of the district, which may be less than its own laws say."""
    if not comarca:
        return
    linhas = services().tabelas_de_calculo.get_dias(comarca).conteudo.linhas
    dias = "; ".join(f"{describe_quando(linha)} ({linha.motivo})" for linha in linhas if not linha.is_data)
    st.caption(f"Dias próprios de {comarca} na tabela: {dias or 'só os de alguns anos'}. Confira se há outros.")


def _ask_prazo() -> _Pergunta:
    """The form, filled with what the address has; sending it changes the address."""
    now = st.query_params
    forma = _choose_forma()
    with st.form(f"{_PREFIX}_formulario", border=False, width=880):
        left, right = st.columns(2)
        data = left.text_input(_DATAS[forma], now.get("data", ""), placeholder="31/12/2026", key=f"{_PREFIX}_data")
        consulta = ""
        if forma is Forma.ELETRONICA:
            consulta = right.text_input(
                "Dia da consulta (vazio se ninguém consultou)",
                now.get("consulta", ""),
                placeholder="31/12/2026",
                key=f"{_PREFIX}_consulta",
            )
        left, middle, right = st.columns([1, 2, 3])
        dias = left.text_input("Prazo, em dias", now.get("dias", "15"), key=f"{_PREFIX}_dias", max_chars=4)
        contagem = _select(middle, "Contagem", {um.value: nome for um, nome in _CONTAGENS.items()}, "contagem")
        dobro = _select(right, "Quem fala no processo", _DOBROS, "dobro")
        has_sent = st.form_submit_button("Contar o prazo", type="primary", icon=":material/event_available:")
    if has_sent:
        _put(contar="1", data=data, consulta=consulta, dias=dias, contagem=contagem, dobro=dobro)
    return _Pergunta(
        forma, now.get("data", ""), now.get("consulta", ""), now.get("dias", ""), Contagem(contagem), dobro
    )


def _choose_forma() -> Forma:
    """It decides which dates are asked for, so it stands before the form."""
    named = st.query_params.get("forma", "")
    current = Forma(named) if named in list(Forma) else Forma.CIENCIA
    chosen = st.segmented_control(
        "Como foi a comunicação",
        list(Forma),
        default=current,
        required=True,
        format_func=lambda forma: _FORMAS[forma],
        key=f"{_PREFIX}_forma_{current}",
    )
    if chosen is not None and chosen is not current:
        _put(forma=chosen.value)
    return current


def _select(place: DeltaGenerator, rotulo: str, nomes: Mapping[str, str], name: str) -> str:
    """A choice that the address names; the first one where it names none."""
    options = list(nomes)
    named = st.query_params.get(name, "")
    index = options.index(named) if named in nomes else 0
    return str(place.selectbox(rotulo, options, index=index, format_func=nomes.__getitem__, key=f"{_PREFIX}_{name}"))


def _answer(calendario: Calendario, pergunta: _Pergunta) -> None:
    intimacao, origem = _date_intimacao(calendario, pergunta)
    if not pergunta.dias.strip().isdecimal():
        raise refuse("prazo, em dias", f"“{pergunta.dias}” não é um número de dias")
    is_proprio = pergunta.dobro == _PROPRIO
    pedido = PedidoDePrazo(
        intimacao,
        int(pergunta.dias),
        pergunta.contagem,
        _read_dobro(pergunta.dobro),
        is_prazo_proprio=is_proprio,
    )
    show_prazo(count_prazo(calendario, pedido), origem)


def _read_dobro(nome: str) -> PrazoEmDobro | None:
    if nome == _PROPRIO:
        return PrazoEmDobro.FAZENDA_PUBLICA
    return None if nome == _SEM_DOBRO else PrazoEmDobro[nome]


def _date_intimacao(calendario: Calendario, pergunta: _Pergunta) -> tuple[date, str]:
    """The day on which the communication counts as made, and why it is that one."""
    data = parse_data(pergunta.data, _DATAS[pergunta.forma].lower())
    if pergunta.forma is Forma.DIARIO:
        return date_publicacao(calendario, data), f"disponibilizada em {format_dia(data)} (CPC, art. 224, § 2º)"
    if pergunta.forma is Forma.CIENCIA:
        return data, "data informada"
    consulta = parse_data(pergunta.consulta, "dia da consulta") if pergunta.consulta.strip() else None
    feita = date_intimacao_eletronica(calendario, data, consulta)
    how = "decurso de 10 dias sem consulta" if feita.is_tacita else f"consulta em {consulta:%d/%m/%Y}"
    return feita.dia, f"envio em {format_dia(data)}, {how} ({feita.fonte})"


def _ask_dia(comarca: str) -> None:
    """One day: business day or why not."""
    key = f"{_PREFIX}_dia"
    with st.form(f"{key}_formulario", border=False, width=480):
        texto = st.text_input("Dia", st.query_params.get("dia", ""), placeholder="31/12/2026", key=key)
        has_sent = st.form_submit_button("Consultar o dia", icon=":material/event_busy:")
    if has_sent:
        _put(dia=texto or "?")
    if "dia" in st.query_params:
        with report_errors():
            dia = parse_data(st.query_params["dia"], "dia")
            show_dia(services().tabelas_de_calculo.get_calendario(comarca), dia)


def _put(**values: str) -> None:
    """Change the address and draw anew; an empty value goes out of it. Ends the run."""
    for name, value in values.items():
        if value.strip():
            st.query_params[name] = value.strip()
        else:
            st.query_params.pop(name, None)
    st.rerun()
