"""The fields of one regime, as they are typed, and the regime that they make."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import streamlit as st

from core.calculo.entrada import parse_data, parse_variacao
from core.calculo.indices.domain import Indice
from core.calculo.regimes.domain import BaseDosJuros, Capitalizacao, Juros, PeriodoDaTaxa, Regime
from pages.ui.calculo_tabelas.regimes_textos import BASES, CAPITALIZACOES, INDICES
from pages.ui.calculo_tabelas.textos import format_dia

_PERIODOS = {PeriodoDaTaxa.MES: "ao mês", PeriodoDaTaxa.ANO: "ao ano"}


class Taxa(StrEnum):
    """Where the interest comes from."""

    NENHUMA = "Sem juros"
    SERIE = "Taxa publicada"
    FIXA = "Taxa fixa"


@dataclass(frozen=True)
class Rascunho:
    """What the fields have."""

    vigencia: str
    is_mes_inteiro: bool
    correcao: Indice | None
    antes_da_mora: Indice | None
    juros: Juros | None
    taxa_fixa: str | None
    teto: Indice | None
    fonte: str
    aviso: str


def ask_regime(key: str, old: Regime | None) -> Rascunho:
    """Fields filled with the row that is changed, or empty."""
    vigencia = st.text_input(
        "Vale desde", format_dia(old.vigencia) if old else "", placeholder="01/01/2027", key=f"{key}_vigencia"
    )
    is_mes_inteiro = st.checkbox("Vale para o mês inteiro", bool(old and old.is_mes_inteiro), key=f"{key}_mes_inteiro")
    correcao = _ask_indice("Correção monetária", old.correcao if old else None, f"{key}_correcao")
    juros, taxa_fixa = _ask_juros(key, old.juros if old else None)
    with st.expander("Mais opções"):
        antes = _ask_indice(
            "Correção até a mora (quando depois só há juros)",
            old.correcao_antes_da_mora if old else None,
            f"{key}_antes_da_mora",
        )
        teto = _ask_indice("Limite: a soma simples deste índice", old.teto if old else None, f"{key}_teto")
        aviso = st.text_area("Aviso em cada cálculo", old.aviso if old else "", key=f"{key}_aviso", max_chars=500)
    fonte = st.text_area(
        "Fonte (lei, tema ou resolução)", old.fonte if old else "", key=f"{key}_fonte", max_chars=500, height=80
    )
    return Rascunho(vigencia, is_mes_inteiro, correcao, antes, juros, taxa_fixa, teto, fonte, aviso)


def read_regime(natureza: str, rascunho: Rascunho) -> Regime:
    """Raises InvalidCalculoError naming the field that cannot be read."""
    juros = rascunho.juros
    if juros is not None and rascunho.taxa_fixa is not None:
        taxa = parse_variacao(rascunho.taxa_fixa, "taxa de juros")
        juros = Juros(None, taxa, juros.periodo, juros.capitalizacao, juros.base, juros.is_lei_9250)
    return Regime(
        natureza,
        parse_data(rascunho.vigencia, "vale desde"),
        rascunho.correcao,
        juros,
        rascunho.fonte.strip(),
        rascunho.is_mes_inteiro,
        rascunho.antes_da_mora,
        rascunho.teto,
        rascunho.aviso.strip(),
    )


def _ask_juros(key: str, old: Juros | None) -> tuple[Juros | None, str | None]:
    """The interest, and the fixed rate as it was typed; None where the rate is a published one."""
    now = Taxa.NENHUMA if old is None else Taxa.SERIE if old.indice else Taxa.FIXA
    kind = st.segmented_control("Juros", list(Taxa), default=now, required=True, key=f"{key}_juros")
    if kind is Taxa.NENHUMA or kind is None:
        return None, None
    indice, taxa, periodo = None, None, PeriodoDaTaxa.MES
    if kind is Taxa.SERIE:
        options = list(INDICES)
        start = old.indice if old and old.indice else Indice.SELIC
        indice = st.selectbox(
            "Taxa", options, index=options.index(start), format_func=INDICES.__getitem__, key=f"{key}_serie"
        )
    else:
        left, right = st.columns(2)
        typed = f"{old.taxa:f}".replace(".", ",") if old and not old.indice else ""
        taxa = left.text_input("Taxa, em %", typed, placeholder="0,5", key=f"{key}_taxa")
        periods = list(_PERIODOS)
        place = periods.index(old.periodo) if old else 0
        periodo = right.selectbox("Período", periods, place, format_func=_PERIODOS.__getitem__, key=f"{key}_periodo")
    capitalizacao, base, is_lei_9250 = _ask_modo(key, old)
    return Juros(indice, periodo=periodo, capitalizacao=capitalizacao, base=base, is_lei_9250=is_lei_9250), taxa


def _ask_modo(key: str, old: Juros | None) -> tuple[Capitalizacao, BaseDosJuros, bool]:
    kinds, bases = list(CAPITALIZACOES), list(BASES)
    capitalizacao = st.selectbox(
        "Capitalização",
        kinds,
        kinds.index(old.capitalizacao) if old else 0,
        format_func=CAPITALIZACOES.__getitem__,
        key=f"{key}_capitalizacao",
    )
    base = st.selectbox(
        "Base dos juros", bases, bases.index(old.base) if old else 0, format_func=BASES.__getitem__, key=f"{key}_base"
    )
    is_lei_9250 = st.checkbox(
        "O mês do pagamento conta 1%",
        bool(old and old.is_lei_9250),
        key=f"{key}_lei_9250",
        help="Lei 9.250/1995, art. 39, § 4º: os juros correm desde o mês seguinte ao do vencimento.",
    )
    return capitalizacao, base, is_lei_9250


def _ask_indice(rotulo: str, now: Indice | None, key: str) -> Indice | None:
    options: list[Indice | None] = [None, *INDICES]
    return st.selectbox(
        rotulo,
        options,
        index=options.index(now),
        format_func=lambda indice: INDICES[indice] if indice else "Nenhum",
        key=key,
    )
