"""Datasets: handed in or made of what the portal has, examined by a worker, judged in a report."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from uuid import UUID

import streamlit as st

from core.bert.dados.domain import Colunas
from core.bert.datasets.domain import Dataset, OrigemDisponivel
from core.events import Estado
from core.usuarios.domain import Usuario
from pages.ui.dates import format_when
from pages.ui.errors import report_errors
from pages.ui.laboratorio.rotulos import format_numero, render_estado, render_tabela
from pages.ui.plain import escape_markdown
from pages.ui.runtime import services
from pages.ui.treinamento.enderecos import DATASET, go, link_to, run_gesto, show_recusa
from pages.ui.treinamento.relatorio import cut_texto, describe_nota, show_relatorio
from pages.ui.urls import read_uuid
from pages.ui.work import show_empty

_LIVE = 2.0
"""Seconds between looks at a dataset that is being examined."""

_PREFIX = "treinamento_bert_dados"
_LINHAS_MOSTRADAS = 5
_COMO = (
    "Uma linha para cada texto, com uma coluna para o **texto** e outra para o **rótulo** (a categoria certa). "
    "Uma coluna com o número do processo ajuda: textos do mesmo processo não se repetem entre treino e teste."
)

_APAGADO = (
    "Os textos deste conjunto foram apagados: acabou o prazo de guarda, ou a pessoa a quem eles dizem respeito pediu. "
    "Os modelos treinados com ele ficam. Para treinar de novo, envie a planilha outra vez."
)
_LINHA = """
<li><a href="{link}" target="_self">
  <span class="nome">{nome}<span class="lugar">{origem}</span></span>
  {estado}
  <span>{fatos}</span>
  <span class="quando">{quando}<span class="lugar">{autor}</span></span>
</a></li>
"""


def show_dados(usuario: Usuario) -> None:
    """The dataset in the address, or the way to a new one and the list."""
    show_recusa()
    dataset_id = read_uuid(DATASET)
    if dataset_id is not None:
        _show_dataset(dataset_id, usuario)
        return
    left, right = st.columns([3, 2], gap="large")
    with left:
        _ask_planilha(usuario)
    with right:
        _ask_origem(usuario)
    _show_lista()


def _ask_planilha(usuario: Usuario) -> None:
    st.subheader("Enviar planilha", anchor=False)
    st.markdown(_COMO)
    most = services().settings.bert.max_planilha_bytes // 1_000_000
    arquivo = st.file_uploader(
        f"Planilha .xlsx ou .csv de até {most} MB", ["xlsx", "csv"], max_upload_size=most, key=f"{_PREFIX}_arquivo"
    )
    if (
        st.button("Examinar planilha", type="primary", icon=":material/fact_check:", disabled=arquivo is None)
        and arquivo
    ):
        with report_errors():
            go("dados", dataset=services().datasets.upload(arquivo.name, arquivo.getvalue(), usuario).id)


def _ask_origem(usuario: Usuario) -> None:
    st.subheader("Usar o que o portal já tem", anchor=False)
    origens = services().datasets.list_disponiveis()
    if not origens:
        st.caption("Gabaritos do Classificador e lotes com correções aparecem aqui.")
        return
    chosen = st.selectbox(
        "Gabarito ou lote corrigido",
        origens,
        index=None,
        format_func=_name_origem,
        placeholder="Escolha de onde vêm os textos",
        key=f"{_PREFIX}_origem",
    )
    if st.button("Examinar estes textos", icon=":material/fact_check:", disabled=chosen is None) and chosen:
        with report_errors():
            go("dados", dataset=services().datasets.create_from(chosen, usuario).id)


def _name_origem(origem: OrigemDisponivel) -> str:
    return f"{origem.origem.label}: {origem.nome} ({format_numero(origem.total)} textos)"


def _show_lista() -> None:
    st.subheader("Conjuntos de textos", anchor=False)
    is_arquivado = st.toggle("Mostrar arquivados", key=f"{_PREFIX}_arquivados")
    datasets = services().datasets.list(is_arquivado=is_arquivado)
    if not datasets:
        show_empty("Nenhum conjunto de textos.", "Envie uma planilha para começar.")
        return
    st.html(render_datasets(datasets))


def render_datasets(datasets: Sequence[Dataset]) -> str:
    """One line for each, a link to it."""
    lines = "".join(
        _LINHA.format(
            link=escape(link_to("dados", dataset=dataset.id)),
            nome=escape(dataset.nome),
            origem=dataset.origem.label,
            estado=_render_estado(dataset),
            fatos=_describe(dataset),
            quando=format_when(dataset.criado_em),
            autor=escape(dataset.autor),
        )
        for dataset in datasets
    )
    return f'<ul class="portal-lista treino-lista" aria-label="Conjuntos de textos">{lines}</ul>'


def _render_estado(dataset: Dataset) -> str:
    if dataset.is_apagado:
        return render_estado("arquivado", "Textos apagados")
    return render_estado(dataset.estado.value, dataset.estado.label)


def _describe(dataset: Dataset) -> str:
    if dataset.exame is None:
        return ""
    relatorio = dataset.exame.relatorio
    return (
        f"{format_numero(relatorio.aproveitadas)} textos, {len(relatorio.rotulos)} rótulos"
        f'<span class="lugar">Nota {relatorio.nota}: {describe_nota(relatorio)[1].lower()}</span>'
    )


def _show_dataset(dataset_id: UUID, usuario: Usuario) -> None:
    dataset = services().datasets.get(dataset_id)
    st.html(
        f'<div class="leitor-topo"><a href="{link_to("dados")}" target="_self">‹ Dados</a>'
        f'<h2>{escape(dataset.nome)}</h2><p class="portal-assunto">{dataset.origem.label} · '
        f"{escape(dataset.autor)} · {format_when(dataset.criado_em)}</p></div>"
    )
    if dataset.is_apagado:
        st.info(_APAGADO, icon=":material/delete:")
        return
    if dataset.estado.is_at_work:
        st.fragment(_wait_exame, run_every=_LIVE)(dataset_id)
        return
    if dataset.estado is Estado.COM_ERRO:
        st.error(escape_markdown(dataset.erro_mensagem), icon=":material/error:")
        st.button("Examinar de novo", icon=":material/refresh:", on_click=run_gesto, args=(lambda: _retry(dataset_id),))
    if dataset.cabecalho:
        _ask_colunas(dataset, usuario)
    if dataset.exame is not None:
        _show_exame(dataset)
    _show_arquivar(dataset)


def _wait_exame(dataset_id: UUID) -> None:
    with report_errors():
        dataset = services().datasets.get(dataset_id)
        if not dataset.estado.is_at_work:
            st.rerun()
        texto = "Lendo os textos e conferindo os rótulos. Você pode sair desta página; o exame continua."
        estado = render_estado(dataset.estado.value, dataset.estado.label)
        st.html(f'<p class="treino-situacao" role="status">{estado}<span>{texto}</span></p>')


def _retry(dataset_id: UUID) -> None:
    services().datasets.retry(dataset_id)


def _ask_colunas(dataset: Dataset, usuario: Usuario) -> None:
    """The columns that were read, and the way to others; needed when no two could serve."""
    is_needed = dataset.estado is Estado.AGUARDANDO_VOCE
    if is_needed:
        st.warning(
            "O portal não reconheceu as colunas. Diga qual tem o texto e qual tem o rótulo.",
            icon=":material/back_hand:",
        )
    with st.expander("Colunas da planilha", expanded=is_needed):
        st.html(_render_primeiras(dataset))
        if dataset.is_usado:
            st.caption("Um treino já usa este conjunto. Com outras colunas, o portal faz um conjunto novo.")
        _ask_novas(dataset, usuario)


def _ask_novas(dataset: Dataset, usuario: Usuario) -> None:
    colunas = dataset.exame.colunas if dataset.exame else None
    places = list(range(len(dataset.cabecalho)))

    def name(place: int) -> str:
        return dataset.cabecalho[place] or f"Coluna {place + 1}"

    with st.form(f"{_PREFIX}_colunas_{dataset.id}", border=False):
        a, b, c, d = st.columns(4)
        texto = a.selectbox(
            "Texto", places, index=colunas.texto if colunas else None, format_func=name, placeholder="Escolha"
        )
        rotulo = b.selectbox(
            "Rótulo", places, index=colunas.rotulo if colunas else None, format_func=name, placeholder="Escolha"
        )
        grupo = c.selectbox(
            "Processo (opcional)",
            places,
            index=colunas.grupo if colunas else None,
            format_func=name,
            placeholder="Nenhuma",
        )
        parte = d.selectbox(
            "Divisão (opcional)",
            places,
            index=colunas.parte if colunas else None,
            format_func=name,
            placeholder="Nenhuma",
            help="Coluna que diz se a linha é de treino, validação ou teste. Sem ela, o portal divide.",
        )
        if not st.form_submit_button("Ler com estas colunas", icon=":material/fact_check:"):
            return
    if texto is None or rotulo is None:
        st.warning("Escolha a coluna do texto e a do rótulo antes de continuar.", icon=":material/warning:")
        return
    with report_errors():
        colunas = Colunas(texto, rotulo, grupo, parte)
        go("dados", dataset=services().datasets.choose_colunas(dataset.id, colunas, usuario).id)


def _render_primeiras(dataset: Dataset) -> str:
    names = [escape(name) or f"Coluna {place}" for place, name in enumerate(dataset.cabecalho, 1)]
    rows = (
        (format_numero(number), *(escape(cut_texto(cell, 120)) for cell in cells))
        for number, cells in enumerate(dataset.primeiras[:_LINHAS_MOSTRADAS], 1)
    )
    return render_tabela("Primeiras linhas da planilha", ("Amostra", *names), rows, classe="laboratorio-tabela")


def _show_exame(dataset: Dataset) -> None:
    if dataset.exame is None:
        return
    if dataset.is_treinavel:
        link = escape(link_to("novo", dataset=dataset.id))
        st.html(f'<a class="portal-botao" href="{link}" target="_self">Treinar com este conjunto</a>')
    show_relatorio(dataset.exame.relatorio, lambda linhas: services().datasets.find_amostras(dataset.id, linhas))


def _show_arquivar(dataset: Dataset) -> None:
    label = "Tirar do arquivo" if dataset.is_arquivado else "Arquivar conjunto"
    st.button(
        label,
        icon=f":material/{'unarchive' if dataset.is_arquivado else 'archive'}:",
        help="Sai da lista; nada é apagado." if not dataset.is_arquivado else None,
        on_click=run_gesto,
        args=(lambda: services().datasets.archive(dataset.id, is_arquivado=not dataset.is_arquivado),),
        key=f"{_PREFIX}_arquivar",
    )
