"""Results on the screen: how good the peças were, which arguments served, the time saved, cost against budgets."""

from __future__ import annotations

import streamlit as st

from core.pecas.domain import TipoDePeca
from core.relatorios.domain import VER_PESSOAS, Divisao, FiltroDoRelatorio
from core.relatorios.resultados.domain import DivisaoDaClassificacao, Qualidade
from core.usuarios.domain import Usuario
from pages.ui.dates import format_day
from pages.ui.relatorios.filtro import ask, describe_unidade
from pages.ui.relatorios.quadros import (
    Quadro,
    format_brl,
    format_decimal,
    format_int,
    format_percent,
    format_seconds,
    show_cartoes,
    show_quadro,
)
from pages.ui.relatorios.secoes import name_chaves
from pages.ui.runtime import services

_POR = "qualidade_por"
_QUALIDADES = ("Nota média", "Avaliações", "Sem mudança", "Parte mudada", "Achados vermelhos")
_CLASSIFICADOS = ("Documentos", "Revistos", "Corrigidos")
_MODULOS = ("Sugeridos", "Usados", "Rejeitados", "Acrescentados")


def show_qualidade(filtro: FiltroDoRelatorio, usuario: Usuario) -> None:
    """Opinions, what people changed, what the check found, and corrected classifications."""
    agora, antes = services().resultados.compare_qualidade(filtro, usuario)
    show_cartoes(
        (
            ("Nota média (1 a 5)", agora.estrelas_media, antes.estrelas_media, format_decimal),
            ("Avaliações", agora.avaliacoes, antes.avaliacoes, format_int),
            ("Parte do texto mudada", agora.parte_mudada, antes.parte_mudada, format_percent),
            ("Achados vermelhos", agora.vermelhos, antes.vermelhos, format_int),
        )
    )
    options = [one for one in Divisao if one is not Divisao.TOTAL]
    labels = {
        one.value: one.label for one in options if one is not Divisao.PESSOA or usuario.has_permission(VER_PESSOAS)
    }
    place, _rest = st.columns([1, 3])
    chosen = Divisao(ask(place, _POR, "Ver por", list(labels), labels.__getitem__, Divisao.TIPO.value))
    names = name_chaves(chosen.value)
    found = services().resultados.list_qualidade(filtro, usuario, chosen)
    linhas = tuple((names(one.chave), *_list_qualidade(one)) for one in found)
    is_tempo = chosen in (Divisao.DIA, Divisao.MES)
    quadro = Quadro(f"Qualidade por {chosen.label.lower()}", (chosen.label, *_QUALIDADES), linhas, is_tempo=is_tempo)
    formats = (format_decimal, format_int, format_int, format_percent, format_int)
    show_quadro(quadro, formats, key="relatorios_qualidade")
    st.header("Classificações", anchor=False)
    lidos = services().resultados.list_classificados(filtro, usuario, DivisaoDaClassificacao.CATEGORIA)
    rows = tuple(
        (one.chave.replace("_", " ").capitalize() or "—", one.documentos, one.revistos, one.corrigidos) for one in lidos
    )
    words = describe_unidade(filtro)
    tabela = Quadro("Classificações por categoria", ("Categoria", *_CLASSIFICADOS), rows, descricao=words)
    show_quadro(tabela, (format_int,) * 3, key="relatorios_classificados")


def show_modulos(filtro: FiltroDoRelatorio, usuario: Usuario) -> None:
    """Which arguments were suggested, entered, were taken out or put in by people."""
    found = services().resultados.list_modulos(filtro, usuario)
    linhas = tuple((one.titulo, one.sugeridos, one.usados, one.rejeitados, one.acrescentados) for one in found)
    quadro = Quadro("Módulos", ("Módulo", *_MODULOS), linhas)
    show_quadro(quadro, (format_int,) * 4, key="relatorios_modulos")


def show_tempo(filtro: FiltroDoRelatorio, usuario: Usuario) -> None:
    """Time saved on final peças, against the minutes that the administration set."""
    found = services().resultados.list_tempo(filtro, usuario)
    linhas = tuple(
        (
            TipoDePeca(one.tipo_de_peca).label,
            None if one.economizado_s is None else round(one.economizado_s / 3600, 1),
            one.finais,
            round(one.tempo_s / 3600, 1),
            one.minutos,
            "—" if one.em is None else format_day(one.em),
        )
        for one in found
    )
    colunas = (
        "Tipo de peça",
        "Horas economizadas",
        "Finais",
        "Horas no portal",
        "Minutos sem o portal",
        "Referência de",
    )
    quadro = Quadro("Tempo economizado", colunas, linhas)
    show_quadro(quadro, (format_decimal, format_int, format_decimal, format_int, str), key="relatorios_tempo")
    st.caption(
        "Os minutos de uma peça sem o portal são uma referência que a administração define em Ajustes; "
        "conta a que valia no fim do período."
    )


def show_etapas(filtro: FiltroDoRelatorio, usuario: Usuario) -> None:
    """Mean seconds of each stage, beside the period before."""
    agora, antes = services().relatorios.compare_tempos(filtro, usuario)
    linhas = tuple(
        (nome, *(None if value is None else round(value, 1) for value in (now, before)))
        for (nome, now), (_, before) in zip(agora.list_etapas(), antes.list_etapas(), strict=True)
    )
    quadro = Quadro("Tempo por etapa", ("Etapa", "Média (s)", "Antes (s)"), linhas)
    show_quadro(quadro, (format_seconds, format_seconds), key="relatorios_etapas")
    st.caption(
        f"Médias de {format_int(agora.cronometradas)} peças cronometradas; a fila, de {format_int(agora.medidas)}; "
        f"a conferência, de {format_int(agora.finais)} peças finais."
    )


def show_orcamentos(filtro: FiltroDoRelatorio, usuario: Usuario) -> None:
    """Cost of the period's last month against its budgets; nothing where there are none."""
    found = services().resultados.list_orcamentos(filtro, usuario)
    if not found:
        return
    st.header("Orçamentos do mês", anchor=False)
    linhas = tuple((one.unidade or "Todas", one.gasto_brl, one.limite_brl) for one in found)
    words = f"Mês de {filtro.ate:%m/%Y}."
    quadro = Quadro("Orçamentos do mês", ("Unidade", "Gasto (R$)", "Orçamento (R$)"), linhas, descricao=words)
    show_quadro(quadro, (format_brl, format_brl), key="relatorios_orcamentos")


def _list_qualidade(one: Qualidade) -> tuple[float | int | None, ...]:
    nota = None if one.estrelas_media is None else round(one.estrelas_media, 1)
    mudada = None if one.parte_mudada is None else round(one.parte_mudada, 3)
    return nota, one.avaliacoes, one.sem_mudanca, mudada, one.vermelhos
