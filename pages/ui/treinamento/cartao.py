"""The model card: what it is worth beside the linear model, where it errs, and how it was made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from html import escape

import streamlit as st

from core.bert.dados.divisao import Parte
from core.bert.domain import EMBUTIDA, PRECISAO_DA_AUTOMACAO, PrevisaoDoTeste, ResultadoDoTreino
from core.bert.medidas import Intervalo
from core.bert.modelos.domain import Modelo
from pages.ui.dates import format_duration
from pages.ui.laboratorio.rotulos import format_numero, format_percentual, render_tabela
from pages.ui.runtime import services
from pages.ui.treinamento.enderecos import link_to
from pages.ui.treinamento.grafico import Curva, Eixo, show_grafico
from pages.ui.treinamento.relatorio import cut_texto
from pages.ui.urls import read_int

_PREFIX = "treinamento_bert_cartao"
_MOSTRADAS = 20
_PARTES = {Parte.TREINO: "treino", Parte.VALIDACAO: "validação", Parte.TESTE: "teste"}


def show_cartao(modelo: Modelo) -> None:
    resultado = modelo.resultado
    st.html(_render_fatos(resultado))
    st.subheader("Onde acerta e onde erra", anchor=False)
    st.html(render_confusao(modelo))
    _show_celula(modelo)
    st.subheader("Cada rótulo", anchor=False)
    st.html(_render_rotulos(resultado))
    left, right = st.columns(2, gap="large")
    with left:
        show_grafico(
            f"{_PREFIX}_automacao",
            "Quanto dá para automatizar, e com que acerto.",
            (Eixo("Parte respondida", de=0, ate=1, percentual=True), Eixo("Acerto", ate=1, percentual=True)),
            (Curva("Acerto", [(ponto.cobertura, ponto.precisao) for ponto in resultado.curva]),),
        )
    with right:
        faixas = resultado.medidas.faixas
        show_grafico(
            f"{_PREFIX}_calibracao",
            f"Confiança dita e acerto real (erro de calibração {format_percentual(resultado.medidas.ece)}).",
            (Eixo("Confiança", de=0, ate=1, percentual=True), Eixo("Acerto", de=0, ate=1, percentual=True)),
            (
                Curva("Este modelo", [(faixa.confianca, faixa.acuracia) for faixa in faixas]),
                Curva("Ideal", [(0.0, 0.0), (1.0, 1.0)]),
            ),
        )
    _show_exemplos(modelo)
    with st.expander("Ficha técnica"):
        st.html(_render_ficha(modelo))


def _render_fatos(resultado: ResultadoDoTreino) -> str:
    """The figures of the test side, each beside the linear model's."""
    ours, linear, automacao = resultado.medidas, resultado.linear, resultado.automacao
    share = format_percentual(automacao.cobertura) if automacao else "Nenhuma parte"
    rule = f"dos textos, com acerto de pelo menos {format_percentual(PRECISAO_DA_AUTOMACAO)}"
    if automacao:
        rule += f" (confiança a partir de {format_percentual(automacao.limiar)})"
    facts = (
        ("F1 macro", format_numero(ours.f1_macro.valor, 3), _describe(ours.f1_macro)),
        ("Modelo linear, F1 macro", format_numero(linear.f1_macro.valor, 3), _describe(linear.f1_macro)),
        ("Acurácia", format_percentual(ours.acuracia.valor), f"linear: {format_percentual(linear.acuracia.valor)}"),
        ("Pode automatizar", share, rule),
    )
    items = "".join(f"<div><dt>{name}</dt><dd>{value}<small>{more}</small></dd></div>" for name, value, more in facts)
    return f'<dl class="treino-fatos">{items}</dl>'


def _describe(intervalo: Intervalo) -> str:
    return f"entre {format_numero(intervalo.minimo, 3)} e {format_numero(intervalo.maximo, 3)} (95%)"


def render_confusao(modelo: Modelo) -> str:
    """Rows are what the texts are, columns what the model said; a cell opens its texts, its colour repeats it."""
    resultado = modelo.resultado
    head = "".join(f'<th scope="col">{escape(rotulo)}</th>' for rotulo in resultado.rotulos)
    rows = "".join(
        f'<tr><th scope="row">{escape(rotulo)}</th>'
        + "".join(_render_celula(modelo, place, column) for column in range(len(row)))
        + "</tr>"
        for place, (rotulo, row) in enumerate(zip(resultado.rotulos, resultado.medidas.confusao, strict=True))
    )
    return (
        '<div class="portal-rolagem" tabindex="0"><table class="portal-tabela laboratorio-matriz">'
        "<caption>Textos de teste. Linhas: o rótulo certo. Colunas: o que o modelo respondeu.</caption>"
        f'<thead><tr><th scope="col">Rótulo certo</th>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _render_celula(modelo: Modelo, place: int, column: int) -> str:
    row = modelo.resultado.medidas.confusao[place]
    count, total = row[column], sum(row)
    if not count:
        return '<td class="nada">—</td>'
    kind, share = "acerto" if place == column else "erro", count / total
    part = f'<span class="parte">{format_numero(100 * share)}% {kind}</span>'
    link = escape(link_to("modelos", modelo=modelo.id, certo=place + 1, dito=column + 1))
    name = escape(f"Ver os textos: {modelo.rotulos[place]} → {modelo.rotulos[column]}")
    return (
        f'<td class="{kind}" style="--parte:{share:.2f}">'
        f'<a href="{link}" target="_self" title="{name}">{format_numero(count)}{part}</a></td>'
    )


def _show_celula(modelo: Modelo) -> None:
    """The texts behind a cell of the matrix; mistakes first."""
    resultado = modelo.resultado
    counts = {
        (certo, dito): resultado.medidas.confusao[i][j]
        for i, certo in enumerate(resultado.rotulos)
        for j, dito in enumerate(resultado.rotulos)
    }
    cells = sorted(
        (cell for cell, count in counts.items() if count), key=lambda cell: (cell[0] == cell[1], -counts[cell])
    )
    named = _read_celula(resultado.rotulos)
    chosen = st.selectbox(
        "Ver os textos de uma casa da tabela",
        cells,
        index=cells.index(named) if named in cells else None,
        format_func=lambda cell: f"{cell[0]} → {cell[1]} ({counts[cell]})",
        placeholder="Escolha: rótulo certo → resposta",
        key=f"{_PREFIX}_celula_{modelo.id}_{named}",
    )
    if chosen is not None:
        found = [one for one in resultado.previsoes if (one.rotulo, one.previsto) == chosen]
        st.html(_render_previsoes(modelo, "Textos da casa escolhida", found))


def _read_celula(rotulos: Sequence[str]) -> tuple[str, str] | None:
    """The cell in the address, labels counted from 1."""
    certo, dito = (read_int(name, 0) for name in ("certo", "dito"))
    is_there = 0 < certo <= len(rotulos) and 0 < dito <= len(rotulos)
    return (rotulos[certo - 1], rotulos[dito - 1]) if is_there else None


def _render_previsoes(modelo: Modelo, legenda: str, previsoes: Sequence[PrevisaoDoTeste]) -> str:
    shown = previsoes[:_MOSTRADAS]
    textos = {
        one.linha: one.texto for one in services().datasets.find_amostras(modelo.dataset_id, [p.linha for p in shown])
    }
    rows = (
        (
            format_numero(one.linha),
            f'<p class="treino-celula">{escape(cut_texto(textos.get(one.linha, "")))}</p>',
            escape(one.rotulo),
            f"{escape(one.previsto)} ({format_percentual(one.probabilidade)})",
        )
        for one in shown
    )
    return render_tabela(legenda, ("Linha", "Texto", "Rótulo certo", "Resposta"), rows, classe="laboratorio-tabela")


def _render_rotulos(resultado: ResultadoDoTreino) -> str:
    linear = {one.rotulo: one.f1 for one in resultado.linear.por_rotulo}
    rows = (
        (
            escape(one.rotulo),
            format_numero(one.apoio),
            format_percentual(one.precisao),
            format_percentual(one.cobertura),
            format_percentual(one.f1),
            format_percentual(linear.get(one.rotulo, 0.0)),
        )
        for one in resultado.medidas.por_rotulo
    )
    head = ("Rótulo", "Textos", "Precisão", "Cobertura", "F1", "F1 do modelo linear")
    return render_tabela("Medidas de cada rótulo", head, rows, classe="laboratorio-tabela")


def _show_exemplos(modelo: Modelo) -> None:
    resultado = modelo.resultado
    if resultado.piores:
        with st.expander("Erros com mais confiança"):
            st.html(_render_previsoes(modelo, "Erros com mais confiança", _pick(resultado, resultado.piores)))
    if resultado.lentos:
        with st.expander("Textos mais demorados"):
            st.html(_render_previsoes(modelo, "Textos mais demorados", _pick(resultado, resultado.lentos)))
    if resultado.suspeitos:
        with st.expander("Rótulos que parecem trocados na planilha"):
            found = [
                PrevisaoDoTeste(one.linha, one.rotulo, one.sugerido, one.probabilidade, 0.0)
                for one in resultado.suspeitos
            ]
            st.html(_render_previsoes(modelo, "Rótulos que parecem trocados", found))


def _pick(resultado: ResultadoDoTreino, linhas: Sequence[int]) -> list[PrevisaoDoTeste]:
    by_linha = {one.linha: one for one in resultado.previsoes}
    return [by_linha[linha] for linha in linhas if linha in by_linha]


def _render_ficha(modelo: Modelo) -> str:
    resultado, configuracao = modelo.resultado, modelo.configuracao
    base = "BERT do portal, aprendido do zero" if configuracao.base == EMBUTIDA else configuracao.base
    rows = (
        ("Modelo de partida", escape(base)),
        ("Parâmetros", format_numero(resultado.parametros)),
        ("Épocas", f"{len(resultado.epocas)} feitas; ficou a {resultado.melhor_epoca}ª"),
        ("Textos maiores que a janela", configuracao.modo_longo.label),
        ("Textos lidos em parte", format_percentual(resultado.truncadas)),
        (
            "Textos de cada parte",
            ", ".join(f"{_PARTES[Parte(nome)]}: {format_numero(total)}" for nome, total in resultado.partes.items()),
        ),
        ("Semente", str(configuracao.seed)),
        ("Duração", format_duration(timedelta(seconds=resultado.duracao_s))),
        ("Máquina", f"{escape(resultado.ambiente.dispositivo)}, {escape(resultado.ambiente.precisao)}"),
        ("Velocidade", f"{format_numero(resultado.ambiente.amostras_por_s, 1)} textos por segundo"),
        ("Impressão digital dos dados", f"<code>{escape(resultado.dados_sha256)}</code>"),
        ("Impressão digital do modelo de partida", f"<code>{escape(resultado.base_sha256 or '—')}</code>"),
        ("Revisão do modelo de partida", f"<code>{escape(resultado.base_revisao or '—')}</code>"),
        ("Versão do código", f"<code>{escape(modelo.versao_do_codigo)}</code>"),
    )
    return render_tabela("Ficha técnica", ("O quê", "Valor"), rows, classe="laboratorio-tabela")
