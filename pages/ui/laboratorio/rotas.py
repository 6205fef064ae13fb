"""What thresholds between a model trained here and Gemini bring: how much stays, how much is right, what it costs."""

from __future__ import annotations

import streamlit as st

from core.classificador.avaliacao.domain import Comparacao, RotasMedidas
from core.classificador.avaliacao.resultado import measure_rotas
from core.classificador.roteamento import Rota
from pages.ui.laboratorio.rotulos import format_custo, format_percentual, render_estado, render_tabela

_HEAD = ("Vai ao Gemini", "Fica no portal", "Acerto ao todo", "Custo por mil")


def show_rotas(comparacao: Comparacao) -> None:
    """Only where one side was answered by a model trained here and the other by Gemini."""
    local, gemini = sorted((comparacao.a, comparacao.b), key=lambda one: not one.avaliacao.is_local)
    is_mixed = local.avaliacao.is_local and not gemini.avaliacao.is_local
    medidas = measure_rotas(local, gemini) if is_mixed else None
    if medidas is None:
        return
    st.subheader("Os dois juntos no mesmo lote", anchor=False)
    st.html(_render_melhor(medidas))
    rows = [_render(rota, _name(rota.limiar)) for rota in medidas.rotas if rota.limiar < 1]
    rows.append(_render(medidas.so_gemini, "Tudo"))
    st.html(render_tabela("Rotas entre os dois modelos", _HEAD, rows, classe="laboratorio-tabela"))


def _name(limiar: float) -> str:
    return f"Menos de {_format(limiar)} de certeza" if limiar else "Nada"


def _format(limiar: float) -> str:
    return f"{round(100 * limiar)}%"


def _render(rota: Rota, nome: str) -> tuple[str, ...]:
    shares = (format_percentual(rota.parcela_local), format_percentual(rota.acuracia))
    return (nome, *shares, format_custo(rota.custo_por_mil_brl))


def _render_melhor(medidas: RotasMedidas) -> str:
    """The cheapest way that loses nothing against Gemini alone, in words."""
    melhor, gemini = medidas.melhor, medidas.so_gemini
    if melhor is None or not melhor.parcela_local:
        return f"<p>{render_estado('historico', 'Nenhuma rota economiza sem perder acerto nestes casos.')}</p>"
    where = (
        "o modelo do portal responde tudo"
        if melhor.parcela_local == 1
        else f"vai ao Gemini o que tiver menos de {_format(melhor.limiar)} de certeza"
    )
    custos = f"{format_custo(melhor.custo_por_mil_brl)} por mil em vez de {format_custo(gemini.custo_por_mil_brl)}"
    words = f"Mais barata sem perder acerto nestes {medidas.documentos} casos: {where}; {custos}."
    return f"<p>{render_estado('pronto', words)}</p>"
