"""Trainings: the queue, and one of them followed live by looking at its row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from html import escape
from uuid import UUID

import streamlit as st

from core.bert.domain import Etapa
from core.bert.treinamentos.domain import AndamentoDoTreino, LugarDoTreino, Treinamento
from core.events import Estado
from core.usuarios.domain import Usuario
from pages.ui.dates import CAMPO_GRANDE, format_duration, format_when
from pages.ui.errors import report_errors
from pages.ui.laboratorio.rotulos import format_numero, format_percentual, render_estado
from pages.ui.plain import escape_markdown
from pages.ui.runtime import services
from pages.ui.treinamento.enderecos import TREINO, link_to, run_gesto, show_recusa
from pages.ui.treinamento.grafico import Curva, Eixo, show_grafico
from pages.ui.urls import read_uuid
from pages.ui.work import show_empty

_LIVE, _CALM = 2.0, 15.0
"""Seconds between looks: while something trains, and while only a colleague may begin."""

_PREFIX = "treinamento_bert_treinos"
_LINHA = """
<li><a href="{link}" target="_self">
  <span class="nome">{nome}<span class="lugar">{dataset}</span></span>
  {estado}
  <span>{fatos}</span>
  <span class="quando">{quando}<span class="lugar">{autor}</span></span>
</a></li>
"""


def show_treinos(_usuario: Usuario) -> None:
    """The training in the address, or all of them; either renews itself."""
    treino_id = read_uuid(TREINO)
    if treino_id is None:
        is_live = any(treino.estado.is_at_work for treino in services().treinamentos.list())
        st.fragment(_show_lista, run_every=_LIVE if is_live else _CALM)()
        return
    treino = services().treinamentos.get(treino_id)
    st.html(
        f'<div class="leitor-topo"><a href="{link_to("treinos")}" target="_self">‹ Treinos</a>'
        f'<h2>{escape(treino.nome)}</h2><p class="portal-assunto">{escape(treino.dataset_nome)} · '
        f"{escape(treino.autor)} · {format_when(treino.criado_em)}</p></div>"
    )
    every = _LIVE if treino.estado.is_at_work else None
    st.fragment(_show_vivo, run_every=every)(treino_id, is_live=treino.estado.is_at_work)


def _show_lista() -> None:
    with report_errors():
        treinos = services().treinamentos.list()
        if not treinos:
            show_empty("Nenhum treino ainda.", "Comece por “Novo treino”.")
            return
        st.html(render_treinos(treinos))


def render_treinos(treinos: Sequence[Treinamento]) -> str:
    """One line for each, a link to it; who waits is told the place."""
    lugares = services().treinamentos.find_lugares(treinos)
    lines = "".join(
        _LINHA.format(
            link=escape(link_to("treinos", treino=treino.id)),
            nome=escape(treino.nome),
            dataset=escape(treino.dataset_nome),
            estado=render_estado(treino.estado.value, treino.estado.label),
            fatos=escape(describe(treino, lugares.get(treino.id))),
            quando=format_when(treino.criado_em),
            autor=escape(treino.autor),
        )
        for treino in treinos
    )
    return f'<ul class="portal-lista treino-lista" aria-label="Treinos">{lines}</ul>'


def describe(treino: Treinamento, lugar: LugarDoTreino | None) -> str:
    """Where it stands, in a few words."""
    if treino.estado is Estado.NA_FILA:
        return describe_lugar(lugar) if lugar else "Começa em instantes"
    andamento = treino.andamento
    if treino.estado is Estado.EM_ANDAMENTO:
        parts = [Etapa(andamento.etapa).label if andamento.etapa else "Começando"]
        if andamento.restante_s is not None and andamento.etapa == Etapa.TREINO:
            parts.append(f"falta cerca de {format_duration(timedelta(seconds=andamento.restante_s))}")
        return " · ".join(parts)
    best = max((epoca.f1_macro for epoca in andamento.epocas), default=None)
    return "" if best is None else f"Melhor F1 macro na validação: {format_numero(best, 3)}"


def describe_lugar(lugar: LugarDoTreino) -> str:
    """One training at a time: the place in the queue, and when its turn may come."""
    place = f"{lugar.posicao}º da fila"
    if lugar.espera_s is None:
        return place
    return f"{place} · começa em cerca de {format_duration(timedelta(seconds=lugar.espera_s))}"


def _show_vivo(treino_id: UUID, *, is_live: bool) -> None:
    """``is_live``: what the page drew around this; another state draws it anew."""
    with report_errors():
        treino = services().treinamentos.get(treino_id)
        if treino.estado.is_at_work != is_live:
            st.rerun()
        show_recusa()
        lugar = services().treinamentos.find_lugar(treino) if treino.estado is Estado.NA_FILA else None
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.html(
                f'<p class="treino-situacao" role="status">{render_estado(treino.estado.value, treino.estado.label)} '
                f"<span>{escape(describe(treino, lugar))}</span></p>",
                width="stretch",
            )
            _show_gestos(treino)
        if treino.estado is Estado.COM_ERRO:
            st.error(escape_markdown(treino.erro_mensagem), icon=":material/error:")
        if treino.estado is not Estado.PRONTO:
            _show_passo(treino.andamento)
        _show_andamento(treino.andamento)


def _show_gestos(treino: Treinamento) -> None:
    service = services().treinamentos
    if treino.estado.is_at_work:
        with st.popover("Cancelar", icon=":material/cancel:", key=f"{_PREFIX}_cancelamento"):
            st.write("O treino para em segundos. O que já foi aprendido fica guardado, e ele pode continuar depois.")
            st.button(
                "Cancelar o treino",
                type="primary",
                on_click=run_gesto,
                args=(lambda: service.cancel(treino.id),),
                key=f"{_PREFIX}_cancelar",
            )
    if treino.is_retomavel:
        st.button(
            "Retomar",
            icon=":material/play_arrow:",
            type="primary",
            help="Continua do último ponto guardado.",
            on_click=run_gesto,
            args=(lambda: service.resume(treino.id),),
            key=f"{_PREFIX}_retomar",
        )
    if treino.modelo_id is not None:
        link = escape(link_to("modelos", modelo=treino.modelo_id))
        st.html(f'<a class="portal-botao" href="{link}" target="_self">Ver modelo</a>')


def _show_passo(andamento: AndamentoDoTreino) -> None:
    """How far it is; a run that ended well may have said its last step between two writes."""
    if andamento.total:
        share = min(1.0, andamento.passo / andamento.total)
        text = f"Época {andamento.epoca} · passo {format_numero(andamento.passo)} de {format_numero(andamento.total)}"
        st.progress(share, text=f"{text} · {format_percentual(share)}")


def _show_andamento(andamento: AndamentoDoTreino) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        show_grafico(
            f"{_PREFIX}_perda",
            "Perda: quanto o modelo ainda erra ao aprender.",
            (Eixo("Passo", inteiro=True), Eixo("Perda", de=0)),
            (Curva("Treino", andamento.perdas),),
        )
    with right:
        epocas = andamento.epocas
        show_grafico(
            f"{_PREFIX}_medidas",
            "Acurácia e F1 macro nos textos de validação.",
            (Eixo("Época", inteiro=True), Eixo("Medida", de=0, ate=1, percentual=True)),
            (
                Curva("Acurácia", [(one.epoca, one.acuracia) for one in epocas]),
                Curva("F1 macro", [(one.epoca, one.f1_macro) for one in epocas]),
            ),
        )
    if andamento.linhas:
        st.subheader("Registro", anchor=False)
        lines = "\n".join(
            f"{linha.quando.astimezone(CAMPO_GRANDE):%H:%M:%S}  {escape(linha.texto)}"
            for linha in reversed(andamento.linhas)
        )
        st.html(f'<pre class="treino-registro" tabindex="0" aria-label="Registro do treino">{lines}</pre>')
