"""A new training: the texts, a preset in plain words, the rest for who wants it, and what can be said before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import streamlit as st

from core.bert.datasets.domain import Dataset
from core.bert.domain import BASES_DO_HUB, EMBUTIDA, PRESETS, Configuracao, ModoLongo, PesoDasClasses, Preset
from core.bert.treinamentos.domain import MAX_EPOCAS, MAX_JANELAS, PedidoDeTreino
from core.usuarios.domain import Usuario
from pages.ui.dates import format_duration
from pages.ui.errors import report_errors
from pages.ui.laboratorio.rotulos import format_numero, format_percentual
from pages.ui.runtime import services
from pages.ui.treinamento.enderecos import DATASET, go
from pages.ui.urls import read_uuid
from pages.ui.work import show_empty

_PREFIX = "treinamento_bert_novo"
_TAXAS = (0.000001, 0.1)
_EXPLICADOS = {
    Preset.RAPIDO: "3 passagens pelos textos. Para conferir se os rótulos fazem sentido.",
    Preset.EQUILIBRADO: "Até 10 passagens; para quando deixa de melhorar. Serve para a maioria dos casos.",
    Preset.PRECISO: "Até 30 passagens, com mais paciência. Demora mais; use no modelo que vai para uso.",
}


def show_novo(usuario: Usuario) -> None:
    """Asks for a run; the same request made twice is the same run."""
    datasets = [dataset for dataset in services().datasets.list() if dataset.is_treinavel]
    if not datasets:
        show_empty("Nenhum conjunto pronto para treinar.", "Envie uma planilha em “Dados” e leia o relatório dela.")
        return
    dataset = _ask_dataset(datasets)
    preset = st.radio(
        "Como treinar",
        list(Preset),
        index=1,
        format_func=lambda value: value.label,
        captions=[_EXPLICADOS[value] for value in Preset],
        key=f"{_PREFIX}_preset",
    )
    with st.expander("Ajustes avançados"):
        configuracao = _ask_avancados(PRESETS[preset], preset)
    _show_previsao(dataset.id, configuracao)
    nome = st.text_input("Nome do treino", value=dataset.nome, max_chars=120, key=f"{_PREFIX}_nome_{dataset.id}")
    if st.button("Pôr na fila de treino", type="primary", icon=":material/model_training:"):
        with report_errors():
            chosen = preset if configuracao == PRESETS[preset] else None
            treino = services().treinamentos.request(PedidoDeTreino(dataset.id, nome, configuracao, chosen), usuario)
            go("treinos", treino=treino.id)


def _ask_dataset(datasets: Sequence[Dataset]) -> Dataset:
    named = read_uuid(DATASET)
    place = next((n for n, dataset in enumerate(datasets) if dataset.id == named), 0)
    return st.selectbox(
        "Conjunto de textos", datasets, index=place, format_func=_name, key=f"{_PREFIX}_dataset_{named}"
    )


def _name(dataset: Dataset) -> str:
    total = dataset.exame.relatorio.aproveitadas if dataset.exame else 0
    return f"{dataset.nome} ({format_numero(total)} textos)"


def _ask_avancados(base: Configuracao, preset: Preset) -> Configuracao:
    """Each field begins with what the preset has."""
    key = f"{_PREFIX}_{preset}"
    left, right = st.columns(2, gap="large")
    with left:
        lida = _ask_leitura(base, key)
    with right:
        return _ask_passos(lida, key)


def _ask_leitura(base: Configuracao, key: str) -> Configuracao:
    """What the model begins from, and what it reads of each text."""
    chosen = st.selectbox(
        "Modelo de partida",
        [EMBUTIDA, *services().treinamentos.list_bases()],
        format_func=_name_base,
        key=f"{key}_base",
    )
    longo = st.selectbox(
        "Textos maiores que a janela",
        list(ModoLongo),
        index=list(ModoLongo).index(base.modo_longo),
        format_func=lambda modo: modo.label,
        help="A decisão de uma sentença costuma estar no fim do texto.",
        key=f"{key}_longo",
    )
    pesos = st.selectbox(
        "Rótulos com poucos textos",
        list(PesoDasClasses),
        index=list(PesoDasClasses).index(base.pesos),
        format_func=lambda peso: peso.label,
        key=f"{key}_pesos",
    )
    pecas = st.number_input("Janela do modelo, em pedaços de palavra", 16, 512, base.max_pecas, key=f"{key}_pecas")
    janelas = st.number_input(
        "Janelas por texto",
        1,
        MAX_JANELAS,
        base.max_janelas,
        help="Quantas são lidas de um texto grande. Mais janelas leem mais do texto e demoram mais.",
        disabled=longo is not ModoLongo.JANELAS,
        key=f"{key}_janelas",
    )
    return replace(base, base=chosen, modo_longo=longo, pesos=pesos, max_pecas=pecas, max_janelas=janelas)


def _ask_passos(base: Configuracao, key: str) -> Configuracao:
    """How long and how fast it learns."""
    epocas = st.number_input("Passagens pelos textos (épocas)", 1, MAX_EPOCAS, base.epocas, key=f"{key}_epocas")
    paciencia = st.number_input(
        "Parar depois de quantas épocas sem melhora", 1, MAX_EPOCAS, base.paciencia, key=f"{key}_paciencia"
    )
    lote = st.number_input("Textos por vez", 1, 256, base.lote, key=f"{key}_lote")
    seed = st.number_input(
        "Semente", 0, 2**31 - 1, base.seed, help="A mesma semente repete o mesmo resultado.", key=f"{key}_seed"
    )
    taxa = st.number_input(
        "Taxa de aprendizado",
        _TAXAS[0],
        _TAXAS[1],
        base.taxa,
        _TAXAS[0],
        format="%.6f",
        placeholder="Automática",
        help="Vazia, o portal escolhe a que serve ao modelo de partida. Menor, o treino aprende mais devagar.",
        key=f"{key}_taxa",
    )
    return replace(base, taxa=taxa, epocas=epocas, paciencia=paciencia, lote=lote, seed=seed)


def _name_base(name: str) -> str:
    if name == EMBUTIDA:
        return "BERT do portal, aprendido do zero"
    return f"{name} (Hugging Face)" if name in BASES_DO_HUB else name


def _show_previsao(dataset_id: UUID, configuracao: Configuracao) -> None:
    previsao = services().treinamentos.preview(dataset_id, configuracao)
    if previsao.parcela_cortada:
        share = format_percentual(previsao.parcela_cortada)
        st.info(
            f"Cerca de {share} dos textos não cabem na janela e serão lidos em parte.", icon=":material/content_cut:"
        )
    else:
        st.caption("Todos os textos cabem na janela do modelo.")
    if previsao.duracao_s is not None:
        st.caption(
            f"Treinos com este modelo de partida levaram {format_duration(timedelta(seconds=previsao.duracao_s))}."
        )
