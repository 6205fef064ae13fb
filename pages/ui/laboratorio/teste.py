"""The quick test: one text or file, two versions or two models side by side, answered as they are written."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from uuid import UUID

import streamlit as st

from core.classificador.ensaio import MAX_TEXTO, Ensaio, Lado, ResultadoDoEnsaio
from core.classificador.parcial import describe_parcial, read_parcial
from core.events import Estado
from core.exportacao.html import render_html
from core.prompts.instrucoes.domain import VersaoDaInstrucao
from core.usuarios.domain import Usuario
from pages.ui.components import build_component
from pages.ui.errors import report_errors
from pages.ui.laboratorio.modelos import list_modelos, name_versao
from pages.ui.laboratorio.rotulos import format_custo, format_numero, render_estado
from pages.ui.plain import escape_markdown
from pages.ui.prompts.enderecos import go
from pages.ui.runtime import services

_TIPOS = ["pdf", "docx", "rtf", "txt", "png", "jpg", "jpeg", "tif", "tiff"]
_PERDIDO = "O teste foi interrompido no portal antes do fim e não será refeito sozinho. Teste de novo."
_SINAIS = {Estado.PRONTO: "pronto", Estado.COM_ERRO: "com_erro", Estado.CANCELADO: "cancelado"}


def show_teste(usuario: Usuario, item: VersaoDaInstrucao) -> None:
    """The sides and the text, then both answers; the address names the test (``?ensaio=``)."""
    slug = item.prompt.slug
    ensaios = _find_ensaios(usuario)
    st.write("O teste vale só para quem o faz: nada é guardado além de um dia, e a versão em produção não muda.")
    lados = _ask_lados(slug, ensaios)
    left, right = st.columns([3, 2], gap="medium")
    texto = left.text_area(
        "Texto do teste",
        ensaios[0].amostra.texto if ensaios else "",
        height=180,
        max_chars=MAX_TEXTO,
        placeholder="Cole aqui o texto de um documento",
        key=f"laboratorio_teste_texto_{slug}",
    )
    arquivo = right.file_uploader(
        "Ou um arquivo, de até 50 MB", _TIPOS, max_upload_size=50, key=f"laboratorio_teste_arquivo_{slug}"
    )
    st.caption("O texto vai para o Gemini. Não teste com documento de processo sigiloso.")
    aviso = st.container()
    if st.button("Testar", type="primary", icon=":material/science:", key="laboratorio_testar"):
        with aviso, report_errors():
            current = services().ensaios
            if arquivo is not None:
                amostra = current.keep_arquivo(usuario.id, arquivo.name, arquivo)
            else:
                amostra = current.keep_texto(usuario.id, texto)
            asked = current.request(usuario.id, lados, amostra)
            go(ensaio=",".join(str(one.id) for one in asked))
    if ensaios:
        st.fragment(_show_respostas)(usuario, ensaios)


def _find_ensaios(usuario: Usuario) -> tuple[Ensaio, ...]:
    """The test in the address; one that is gone is told and left out."""
    named = [part for part in st.query_params.get("ensaio", "").split(",") if part]
    found: list[Ensaio] = []
    with report_errors():
        found = [services().ensaios.get(_read_id(part), usuario.id) for part in named[:2]]
    return tuple(found)


def _read_id(text: str) -> UUID:
    """Anything that is no id is that of no test."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def _ask_lados(slug: str, ensaios: Sequence[Ensaio]) -> tuple[Lado, ...]:
    """Production on one side, the candidate or the newest on the other, until somebody chooses."""
    versoes = services().instrucoes.list_versoes(slug)
    producao = next(v.prompt.versao for v in versoes if v.is_producao)
    outra = next((v.prompt.versao for v in versoes if v.is_candidata), versoes[0].prompt.versao)
    nomes = {v.prompt.versao: name_versao(v) for v in versoes}
    modelos = list_modelos()
    shown = [ensaio.lado for ensaio in ensaios] or [
        Lado(slug, producao, modelos[0]),
        *([Lado(slug, outra, modelos[0])] if outra != producao else []),
    ]
    is_double = st.toggle("Comparar dois lados", len(shown) > 1, key=f"laboratorio_teste_dois_{slug}_{len(shown)}")
    if is_double and len(shown) == 1:
        shown.append(Lado(slug, outra, next((m for m in modelos if m != shown[0].modelo), shown[0].modelo)))
    columns = st.columns(len(shown)) if is_double else [st.container()]
    lados = []
    for place, (column, lado) in enumerate(zip(columns, shown, strict=False)):
        key = f"laboratorio_teste_{slug}_{versoes[0].prompt.versao}_{place}"
        options = list(nomes)
        labels = ("Versão", "Modelo")
        if is_double:
            side = "B" if place else "A"
            labels = (f"Lado {side}: versão", f"Lado {side}: modelo")
        with column:
            versao = st.selectbox(
                labels[0],
                options,
                index=options.index(lado.versao) if lado.versao in nomes else 0,
                format_func=nomes.__getitem__,
                key=f"{key}_versao",
            )
            modelo = st.selectbox(
                labels[1],
                modelos,
                index=modelos.index(lado.modelo) if lado.modelo in modelos else 0,
                key=f"{key}_modelo",
            )
        lados.append(Lado(slug, versao, modelo))
    return tuple(lados)


def _show_respostas(usuario: Usuario, ensaios: Sequence[Ensaio]) -> None:
    """Each side in its column; those at work are followed live, and the end of one draws what was kept."""
    with report_errors():
        current = services().ensaios
        resultados = [_find_resultado(ensaio) for ensaio in ensaios]
        if any(resultado is None for resultado in resultados) and st.button(
            "Parar", icon=":material/stop_circle:", key=f"laboratorio_teste_parar_{ensaios[0].id}"
        ):
            for ensaio, resultado in zip(ensaios, resultados, strict=True):
                if resultado is None:
                    current.stop(ensaio.id, usuario.id)
            st.rerun(scope="fragment")
        for column, ensaio, resultado in zip(st.columns(len(ensaios)), ensaios, resultados, strict=True):
            with column:
                _show_lado(ensaio, resultado)
        done = [resultado for resultado in resultados if resultado is not None]
        if len(done) == len(ensaios) == 2:
            _show_comparacao(ensaios, done)


def _find_resultado(ensaio: Ensaio) -> ResultadoDoEnsaio | None:
    """What was kept; None while a worker has it. One that died with its worker says so."""
    current = services().ensaios
    found = current.find_resultado(ensaio.id)
    if found is None and not current.is_at_work(ensaio.id):
        found = current.find_resultado(ensaio.id) or ResultadoDoEnsaio(Estado.COM_ERRO, erro_mensagem=_PERDIDO)
    return found


def _show_lado(ensaio: Ensaio, resultado: ResultadoDoEnsaio | None) -> None:
    lado = ensaio.lado
    titulo = f"Versão {lado.versao}, {lado.modelo}"
    st.subheader(titulo, anchor=False)
    if resultado is None:
        follow = build_component("ensaio", is_isolated=False)
        data = {"url": f"/ensaios/{ensaio.id}", "rotulo": titulo}
        follow(key=f"laboratorio_ensaio_{ensaio.id}", data=data, on_terminou_change=_nothing)
        return
    facts = [render_estado(_SINAIS[resultado.estado], resultado.estado.label)]
    if resultado.entrada or resultado.saida:
        facts.append(
            f"<span>{format_numero(resultado.segundos, 1)} s · {format_numero(resultado.entrada + resultado.saida)} "
            f"tokens · {format_custo(resultado.custo_brl)}</span>"
        )
    st.html(f'<p class="portal-resumo">{"".join(facts)}</p>')
    if resultado.erro_mensagem:
        st.warning(escape_markdown(resultado.erro_mensagem), icon=":material/error:")
    if resultado.texto:
        categorias = services().ensaios.get_prompt(lado).categorias
        texto = describe_parcial(resultado.texto, categorias) if categorias else resultado.texto
        st.html(f'<article class="ensaio-texto">{render_html(texto) if texto else escape(resultado.texto)}</article>')


def _show_comparacao(ensaios: Sequence[Ensaio], resultados: Sequence[ResultadoDoEnsaio]) -> None:
    """In words, where both sides classified."""
    if not services().ensaios.get_prompt(ensaios[0].lado).categorias:
        return
    a, b = (read_parcial(resultado.texto).get("categoria", "") for resultado in resultados)
    if a and b:
        st.markdown("**Os dois lados deram a mesma categoria.**" if a == b else "**Os dois lados discordam.**")


def _nothing() -> None:
    """The end reruns the fragment, which then draws what was kept."""
