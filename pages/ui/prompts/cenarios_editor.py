"""The editor of a scenario: what it is, which documents are missing, and an answer for each question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from uuid import UUID

import streamlit as st

from core.errors import PortalError
from core.pecas.domain import TIPOS_DE_PECA, TipoDePeca
from core.prompts.cenarios.domain import Cenario
from core.prompts.domain import GRUPO_GERAL, CategoriaDeDocumento, Variavel
from core.prompts.politicas.texto import format_resposta, parse_resposta
from core.prompts.regras import SemValor, ValorDoFato
from core.usuarios.domain import Usuario
from pages.ui.errors import show_error
from pages.ui.prompts.cenario_do_caso import GERACAO, may_build_cenario
from pages.ui.prompts.conflito import Edicao, ask_conflito, open_edicao, save_edicao
from pages.ui.prompts.enderecos import go
from pages.ui.runtime import services

_NOVO = Cenario("", 0, "", "", TipoDePeca.CONTESTACAO.value, {})
_ANONIMO = (
    "Cenário feito da sua peça: só entraram respostas de sim ou não, opções de lista e o que não se aplica. Nomes, "
    "textos, valores e datas ficaram de fora; não escreva no nome nem na nota nada que identifique o caso."
)
_TRIBUNAL = "Dados do processo no tribunal"


def edit_cenario(usuario: Usuario, slug: str, finish: Callable[[str, str], None]) -> None:
    """Fields of a scenario; ``slug`` empty for a new one. ``finish`` is told the slug and what happened."""
    cenarios = services().cenarios
    edicao = open_edicao("cenario", slug, lambda: cenarios.get_cenario(slug) if slug else _build_new(usuario))
    base, key = edicao.aberto, edicao.prefix
    st.subheader(f"Editar: {base.nome}" if slug else "Novo cenário", anchor=False)
    if not slug and st.query_params.get(GERACAO):
        st.info(_ANONIMO, icon=":material/person_off:")
    is_over = ask_conflito(edicao, _describe)
    draft = _ask_campos(key, base)
    categorias = services().prompts.list_categorias()
    nomes = {categoria.slug: categoria.nome for categoria in categorias}
    ausentes = st.multiselect(
        "Documentos que não estão nos autos (suas perguntas não se aplicam)",
        list(nomes),
        [categoria for categoria in base.ausentes if categoria in nomes],
        format_func=lambda categoria: nomes[categoria],
        placeholder="Escolha os documentos",
        select_all=False,
        key=f"{key}_ausentes",
    )
    st.caption(
        "Escreva sim, não, um número, uma data, uma opção, várias separadas por ponto e vírgula, ou não se aplica. "
        "O que fica vazio é desconhecido."
    )
    variaveis = services().prompts.list_variaveis()
    answers = _ask_respostas(key, base, categorias, variaveis)
    with st.container(horizontal=True, gap="small", key=f"{key}_acoes"):
        is_saving = st.button("Salvar", type="primary", icon=":material/save:", key=f"{key}_salvar")
        if st.button("Descartar", icon=":material/close:", key=f"{key}_descartar"):
            go(ver="", **{GERACAO: ""})
    if not is_saving and not is_over:
        return
    try:
        edited = replace(draft, valores=_read(answers, base, variaveis), ausentes=tuple(ausentes))
        saved = _save(usuario, edicao, edited, is_over=is_over)
    except PortalError as error:
        show_error(error)
        return
    st.query_params.pop(GERACAO, None)
    finish(saved.slug, f"O cenário “{saved.nome}” foi salvo.")


def _build_new(usuario: Usuario) -> Cenario:
    """Empty, or of the geração in the address for those who may see cases."""
    named = st.query_params.get(GERACAO, "")
    if not named or not may_build_cenario(usuario):
        return _NOVO
    try:
        return services().casos.build_cenario(UUID(named), usuario.id)
    except ValueError:
        return _NOVO
    except PortalError as error:
        show_error(error)
        return _NOVO


def _read(answers: list[tuple[str, str]], base: Cenario, variaveis: Mapping[str, Variavel]) -> dict[str, ValorDoFato]:
    """Raises InvalidInputError that names the question."""
    read = {slug: parse_resposta(text, variaveis[slug], variaveis[slug].pergunta) for slug, text in answers}
    others = {slug: valor for slug, valor in base.valores.items() if slug not in variaveis}
    return others | {slug: valor for slug, valor in read.items() if valor is not SemValor.DESCONHECIDO}


def _save(usuario: Usuario, edicao: Edicao[Cenario], edited: Cenario, *, is_over: bool) -> Cenario:
    cenarios = services().cenarios

    def save(cenario: Cenario) -> Cenario:
        keep = cenarios.save_cenario if cenario.slug else cenarios.add_cenario
        return keep(cenario, autor=usuario.login)

    return save_edicao(edicao, edited, save, cenarios.get_cenario, is_over=is_over)


def _describe(cenario: Cenario) -> dict[str, str]:
    """Each part in words, under the name that people know it by."""
    prompts = services().prompts
    perguntas = {slug: variavel.pergunta for slug, variavel in prompts.list_variaveis().items()}
    documentos = {categoria.slug: categoria.nome for categoria in prompts.list_categorias()}
    grupos = {grupo.slug: grupo.nome for grupo in prompts.list_grupos()}
    tipos = {tipo.value: tipo.label for tipo in TIPOS_DE_PECA}
    return {
        "Nome": cenario.nome,
        "Nota": cenario.nota,
        "Grupo": grupos.get(cenario.grupo, cenario.grupo),
        "Tipo de peça": tipos.get(cenario.tipo_de_peca, cenario.tipo_de_peca),
        "Não estão nos autos": "; ".join(documentos.get(slug, slug) for slug in cenario.ausentes),
        **{perguntas.get(slug, slug): format_resposta(valor) for slug, valor in cenario.valores.items()},
    }


def _ask_campos(key: str, base: Cenario) -> Cenario:
    nome = st.text_input("Nome (que caso é)", base.nome, key=f"{key}_nome", max_chars=200)
    nota = st.text_input("Nota", base.nota, key=f"{key}_nota", max_chars=500)
    grupos = {g.slug: g.nome for g in services().prompts.list_grupos() if g.slug != GRUPO_GERAL}
    tipos = {tipo.value: tipo.label for tipo in TIPOS_DE_PECA}
    left, right = st.columns(2)
    grupo = left.selectbox(
        "Grupo",
        list(grupos),
        index=list(grupos).index(base.grupo) if base.grupo in grupos else 0,
        format_func=lambda slug: grupos[slug],
        key=f"{key}_grupo",
    )
    tipo = right.selectbox(
        "Tipo de peça",
        list(tipos),
        index=list(tipos).index(base.tipo_de_peca) if base.tipo_de_peca in tipos else 0,
        format_func=lambda slug: tipos[slug],
        key=f"{key}_tipo",
    )
    return replace(base, nome=nome.strip(), nota=nota.strip(), grupo=grupo, tipo_de_peca=tipo)


def _ask_respostas(
    key: str, base: Cenario, categorias: tuple[CategoriaDeDocumento, ...], variaveis: Mapping[str, Variavel]
) -> list[tuple[str, str]]:
    """Each variable with what was typed, in the order of the table."""
    places = {v.slug: categoria.nome for categoria in categorias for v in categoria.variaveis}
    slugs = sorted(variaveis, key=lambda slug: places.get(slug, _TRIBUNAL))
    rows = [
        {
            "documento": places.get(slug, _TRIBUNAL),
            "pergunta": variaveis[slug].pergunta,
            "resposta": format_resposta(base.valores.get(slug, SemValor.DESCONHECIDO)),
        }
        for slug in slugs
    ]
    edited = st.data_editor(
        rows,
        column_config={
            "documento": st.column_config.TextColumn("Documento", disabled=True, width="small"),
            "pergunta": st.column_config.TextColumn("Pergunta", disabled=True, width="large"),
            "resposta": st.column_config.TextColumn("Resposta", width="medium"),
        },
        hide_index=True,
        height=560,
        key=f"{key}_respostas",
    )
    return [(slug, str(row["resposta"] or "")) for slug, row in zip(slugs, edited, strict=True)]
