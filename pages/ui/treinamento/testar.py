"""A test of a trained model: a text or a file, its probabilities and the parts that decided."""

from __future__ import annotations

from html import escape
from uuid import UUID

import streamlit as st

from core.bert.inferencia.domain import MAX_TEXTO, ResultadoDaInferencia
from core.errors import RecordNotFoundError
from core.events import Estado
from core.usuarios.domain import Usuario
from pages.ui.errors import report_errors
from pages.ui.laboratorio.rotulos import format_percentual, render_estado, render_tabela
from pages.ui.plain import escape_markdown
from pages.ui.runtime import services
from pages.ui.treinamento.enderecos import MODELO, go
from pages.ui.urls import read_uuid
from pages.ui.work import show_empty

_LIVE = 1.0
_PREFIX = "treinamento_bert_testar"
_TESTE = "teste"


def show_testar(usuario: Usuario) -> None:
    """The question, and under it the answer to the test in the address."""
    modelos = services().modelos_treinados.list()
    if not modelos:
        show_empty("Nenhum modelo para testar.", "Um treino que termina deixa o seu modelo em “Modelos”.")
        return
    named = read_uuid(MODELO)
    place = next((n for n, modelo in enumerate(modelos) if modelo.id == named), 0)
    modelo = st.selectbox(
        "Modelo",
        modelos,
        index=place,
        format_func=lambda one: f"{one.nome} ({one.estado.label.lower()})",
        key=f"{_PREFIX}_modelo",
    )
    texto = st.text_area("Texto", height=160, max_chars=MAX_TEXTO, key=f"{_PREFIX}_texto")
    most = services().settings.classificador.max_arquivo_bytes // 1_000_000
    arquivo = st.file_uploader(
        f"Ou um arquivo de até {most} MB, no lugar do texto",
        ["pdf", "docx", "txt"],
        max_upload_size=most,
        key=f"{_PREFIX}_arquivo",
    )
    if st.button("Testar", type="primary", icon=":material/play_arrow:"):
        with report_errors():
            service = services().inferencias
            pedido = (
                service.request(modelo.id, texto, usuario)
                if arquivo is None
                else service.request_arquivo(modelo.id, arquivo.name, arquivo, usuario)
            )
            go("testar", modelo=modelo.id, teste=pedido.id)
    teste_id = read_uuid(_TESTE)
    if teste_id is not None:
        _show_teste(teste_id, usuario)


def _show_teste(teste_id: UUID, usuario: Usuario) -> None:
    found = services().inferencias.find(teste_id, usuario)
    if found is None:
        raise RecordNotFoundError("test of another person, or too old")
    if found.resultado is None:
        st.fragment(_wait, run_every=_LIVE)(teste_id, usuario)
    elif found.resultado.estado is Estado.COM_ERRO:
        st.error(escape_markdown(found.resultado.erro_mensagem), icon=":material/error:")
    else:
        st.html(render_resultado(found.resultado))


def _wait(teste_id: UUID, usuario: Usuario) -> None:
    with report_errors():
        found = services().inferencias.find(teste_id, usuario)
        if found is None or found.resultado is not None:
            st.rerun()
        st.html(f'<p role="status">{render_estado(Estado.EM_ANDAMENTO, "Lendo o texto com o modelo")}</p>')


def render_resultado(resultado: ResultadoDaInferencia) -> str:
    """The answer in words, each label's probability, and the parts that speak most for the answer."""
    rows = ((escape(rotulo), format_percentual(share)) for rotulo, share in resultado.probabilidades.items())
    table = render_tabela("Probabilidade de cada rótulo", ("Rótulo", "Probabilidade"), rows)
    parts = (
        (
            format_percentual(one.probabilidades.get(resultado.rotulo, 0.0)),
            f'<p class="treino-celula">{escape(one.texto)}</p>',
        )
        for one in resultado.janelas
    )
    decided = render_tabela("Partes que decidiram", ("Peso", "Parte do texto que decidiu"), parts)
    answer = render_estado(Estado.PRONTO, f"Resposta: {resultado.rotulo}")
    return f'<p role="status">{answer}</p>{table}{decided}'
