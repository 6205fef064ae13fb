"""Who reads the documents of a new lot and how much of each: a model of Gemini's, one trained here, or one after the
other, with what is known of that choice."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

import streamlit as st

from core.classificador.avaliacao.domain import RotasMedidas
from core.classificador.domain import Corte, ModoDoCorte
from core.classificador.local import ModeloDisponivel
from core.classificador.roteamento import Rota, RotaDoLote, find_rota, measure_teste
from core.prompts.domain import Prompt
from pages.ui.classificador.rotulos import (
    PAGINAS_DO_CORTE,
    build_corte,
    count_documentos,
    describe_local,
    describe_paginas,
    format_brl,
    format_percentual,
    name_modelo,
)
from pages.ui.runtime import services

_MODOS = {
    ModoDoCorte.INTEIRO: "O texto inteiro",
    ModoDoCorte.PRIMEIROS: "Só o começo",
    ModoDoCorte.ULTIMOS: "Só o fim",
}
_LIMIARES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)
_MEDIDAS = "classificador_rotas"


@dataclass(frozen=True)
class Leitura:
    """What was chosen. ``parcela_gemini`` of the documents (0 to 1) goes on to Gemini, as far as is known; all of them
    where nothing is."""

    modelo: str
    corte: Corte = field(default_factory=Corte)
    rota: RotaDoLote | None = None
    local: ModeloDisponivel | None = None
    parcela_gemini: float = 1.0


def ask_leitura(prompt: Prompt) -> Leitura:
    """Gemini's models, the cheapest first, then those trained here whose answers are categories of the instruction."""
    left, middle, right = st.columns(3)
    locais = {local.chave: local for local in services().lotes.list_locais(prompt)}
    modelos = sorted(services().lotes.list_modelos(), key=lambda name: services().tariff.get_price(name) or (0, 0))
    modelo = left.selectbox(
        "Modelo",
        [*modelos, *locais],
        format_func=lambda one: f"{locais[one].nome}, treinado no portal" if one in locais else name_modelo(one),
        key="classificador_modelo",
    )
    if modelo not in locais:
        with middle:
            modo = _ask_modo()
        with right:
            return Leitura(modelo, _ask_corte(modo))
    with middle:
        limiar = st.selectbox("Em caso de dúvida", _LIMIARES, format_func=_describe_limiar, key="classificador_limiar")
    if not limiar:
        st.caption(describe_local(locais[modelo]).replace("$", r"\$"))
        return Leitura(modelo, local=locais[modelo], parcela_gemini=0.0)
    with right:
        gemini = st.selectbox("Modelo para as dúvidas", modelos, format_func=name_modelo, key="classificador_gemini")
    return _ask_rota(prompt, locais[modelo], RotaDoLote(modelo, limiar), gemini)


def _ask_rota(prompt: Prompt, local: ModeloDisponivel, rota: RotaDoLote, gemini: str) -> Leitura:
    left, middle, _ = st.columns(3)
    with left:
        modo = _ask_modo("Quanto enviar das dúvidas")
    with middle:
        corte = _ask_corte(modo)
    words, parcela = _describe_rota(local, rota.limiar, _find_medidas(prompt, local, gemini, corte))
    st.html(f'<p class="classificador-rota" role="status">{words}</p>')
    return Leitura(gemini, corte, rota, local, parcela)


def _ask_modo(label: str = "Quanto ler de cada documento") -> ModoDoCorte:
    return st.selectbox(label, list(_MODOS), format_func=_MODOS.__getitem__, key="classificador_modo")


def _ask_corte(modo: ModoDoCorte) -> Corte:
    if modo is ModoDoCorte.INTEIRO:
        return Corte()
    paginas = st.selectbox(
        "Tamanho", PAGINAS_DO_CORTE, index=1, format_func=describe_paginas, key="classificador_paginas"
    )
    return build_corte(modo, paginas)


def _describe_limiar(limiar: float) -> str:
    if not limiar:
        return "O modelo do portal responde tudo"
    return f"Abaixo de {format_percentual(limiar)} de certeza: Gemini"


def _find_medidas(prompt: Prompt, local: ModeloDisponivel, gemini: str, corte: Corte) -> RotasMedidas | None:
    """What both models did over the same golden set, Gemini with as much of each text; read anew only when there are
    newer runs."""
    avaliacoes = services().avaliacoes
    par = avaliacoes.find_par(prompt, local.chave, gemini, corte)
    if par is None:
        return None
    ids = tuple(one.id for one in par)
    kept = st.session_state.get(_MEDIDAS)
    if kept is None or kept[0] != ids:
        kept = (ids, avaliacoes.measure_rotas(*ids))
        st.session_state[_MEDIDAS] = kept
    found: RotasMedidas | None = kept[1]
    return found


def _describe_rota(local: ModeloDisponivel, limiar: float, medidas: RotasMedidas | None) -> tuple[str, float]:
    """What is known of this threshold, in words, and the share that goes on: of a golden set if both models were run
    over one, else of the test side of the training."""
    rota = find_rota(medidas.rotas, limiar) if medidas else None
    if medidas and rota:
        return _tell_gabarito(medidas, rota), 1 - rota.parcela_local
    medida = measure_teste(local.teste, limiar)
    if medida is None:
        return "Ainda não se sabe quanto iria ao Gemini: avalie o modelo com um gabarito no Laboratório.", 1.0
    parcela, acerto = medida
    kept = f"; das respostas que ficam, {format_percentual(acerto)} estavam certas" if parcela else ""
    words = (
        f"No teste do treinamento ({len(local.teste)} textos), <strong>{format_percentual(1 - parcela)}</strong> iriam "
        f"ao Gemini{kept}. Com um gabarito avaliado pelos dois, o portal mostra também o acerto e o custo ao todo."
    )
    return words, 1 - parcela


def _tell_gabarito(medidas: RotasMedidas, rota: Rota) -> str:
    gemini = medidas.so_gemini
    return (
        f"Na avaliação com o gabarito ({count_documentos(medidas.documentos)}), "
        f"<strong>{format_percentual(1 - rota.parcela_local)}</strong> iriam ao Gemini, com "
        f"{format_percentual(rota.acuracia)} de acerto ao todo e {format_brl(rota.custo_por_mil_brl)} por 1.000 "
        f"documentos. Só com o Gemini: {format_percentual(gemini.acuracia)} de acerto e "
        f"{format_brl(gemini.custo_por_mil_brl)} por 1.000."
    )


def estimate_leitura(leitura: Leitura, documentos: int, gemini_brl: Decimal) -> Decimal:
    """Reais for so many documents; ``gemini_brl`` is what they would cost if all went to Gemini."""
    local_brl = leitura.local.custo_por_mil_brl * documentos / 1000 if leitura.local else Decimal(0)
    return local_brl + gemini_brl * Decimal(str(leitura.parcela_gemini))
