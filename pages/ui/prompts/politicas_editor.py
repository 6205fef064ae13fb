"""The editor of a policy: its columns, its rows and its tests as tables that are typed in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from html import escape
from typing import Any

import streamlit as st

from core.errors import InvalidInputError, PortalError
from core.pecas.domain import TIPOS_DE_PECA, TipoDePeca
from core.prompts.comparacao import normalize
from core.prompts.domain import Variavel
from core.prompts.politicas.domain import (
    COLUNA_DO_TIPO,
    TIPO_DE_PECA,
    CasoDaPolitica,
    Efeito,
    LinhaDaPolitica,
    ModoDaPolitica,
    Politica,
    name_tipo_de_peca,
)
from core.prompts.politicas.texto import (
    format_alvos,
    format_celula,
    format_espera,
    format_resposta,
    parse_alvos,
    parse_celula,
    parse_espera,
    parse_resposta,
)
from core.prompts.regras import SemValor
from core.usuarios.domain import Usuario
from pages.ui.errors import show_error
from pages.ui.prompts.conflito import Edicao, ask_conflito, open_edicao, save_edicao
from pages.ui.prompts.enderecos import go
from pages.ui.prompts.raio import show_mudancas
from pages.ui.runtime import services

_NOVA = Politica("", 0, "", "", "", ModoDaPolitica.TODAS, (), (), ())
_EFEITOS = {efeito.label.capitalize(): efeito for efeito in Efeito}
_AJUDA = (
    "Escreva em cada coluna: - (qualquer valor), sim, não, um valor, exceto sim, >= 30, um de: a; b, contém x, "
    "preenchido, existe. Em Módulos: marcador pmvg; assunto oncologia. Nos testes, deixe vazio "
    "o que não se sabe, escreva não se aplica quando for o caso, e em Espera: marcador pmvg = vedado."
)


def edit_politica(usuario: Usuario, slug: str, finish: Callable[[str, str], None]) -> None:
    """Fields and tables of a policy; ``slug`` empty for a new one. ``finish`` is told the slug and what happened."""
    edicao = open_edicao("politica", slug, lambda: services().politicas.get_politica(slug) if slug else _NOVA)
    base, key = edicao.aberto, edicao.prefix
    variaveis = {**services().prompts.list_variaveis(), TIPO_DE_PECA: COLUNA_DO_TIPO}
    st.subheader(f"Editar: {base.nome}" if slug else "Nova política", anchor=False)
    is_over = ask_conflito(edicao, _describe)
    draft = _ask_campos(key, base, variaveis)
    st.caption(_AJUDA)
    linhas = _ask_linhas(key, draft, base)
    casos = _ask_casos(key, draft, base)
    motivo = st.text_input("Motivo da mudança (obrigatório)", key=f"{key}_motivo", max_chars=500).strip()
    with st.container(horizontal=True, gap="small", key=f"{key}_acoes"):
        is_checking = st.button(
            "Testar e ver o que muda", type="primary", icon=":material/science:", key=f"{key}_testar"
        )
        if st.button("Descartar", icon=":material/close:", key=f"{key}_descartar"):
            go(ver="")
    try:
        edited = _read(draft, linhas, casos, variaveis)
        if is_checking:
            edicao.conferido = (edited, motivo)
        is_saving = _review(edicao, edited, motivo)
        saved = _save(usuario, edicao, edited, motivo, is_over=is_over) if is_saving or is_over else None
    except PortalError as error:
        if is_checking or is_over or edicao.conferido:
            show_error(error)
        return
    if saved:
        finish(saved.slug, f"{saved.nome}: versão {saved.versao} salva. Vale para as peças que começarem agora.")


def _review(edicao: Edicao[Politica], edited: Politica, motivo: str) -> bool:
    """The tests and what would change, of what was looked through as it stands; True when it is to be saved."""
    if edicao.conferido != (edited, motivo):
        if edicao.conferido:
            st.caption("Algo mudou depois do teste. Teste de novo para salvar.")
        return False
    _show_ensaio(edited)
    return st.button("Salvar", type="primary", icon=":material/save:", key=f"{edicao.prefix}_salvar")


def _save(usuario: Usuario, edicao: Edicao[Politica], edited: Politica, motivo: str, *, is_over: bool) -> Politica:
    politicas = services().politicas

    def save(politica: Politica) -> Politica:
        return politicas.save_politica(politica, autor=usuario.login, motivo=motivo)

    return save_edicao(edicao, edited, save, politicas.get_politica, is_over=is_over)


def _describe(politica: Politica) -> dict[str, str]:
    """Each part in words, row by row and test by test."""
    perguntas = list_colunas()
    linhas = {
        f"Linha {place}": "; ".join(f"{perguntas.get(c, c)} {format_celula(v)}" for c, v in linha.celulas.items())
        + f" → {linha.efeito.label} {format_alvos(linha.alvos)}. {linha.motivo}"
        for place, linha in enumerate(politica.linhas, start=1)
    }
    casos = {
        f"Teste “{caso.nome}”": "; ".join(
            (
                name_tipo_de_peca(caso.tipo_de_peca),
                *(f"{perguntas.get(c, c)} {format_resposta(v)}" for c, v in caso.valores.items()),
            )
        )
        + f" → {format_espera(caso.espera)}"
        for caso in politica.casos
    }
    return {
        "Nome": politica.nome,
        "O que a política diz": politica.descricao.strip(),
        "Fonte": politica.fonte,
        "Quando mais de uma linha é atendida": politica.modo.label,
        "Colunas": "; ".join(perguntas.get(coluna, coluna) for coluna in politica.colunas),
        "Política ligada": "sim" if politica.is_active else "não",
        **linhas,
        **casos,
    }


def list_colunas() -> dict[str, str]:
    """The question of every possible column by its name."""
    return services().prompts.list_perguntas() | {TIPO_DE_PECA: COLUNA_DO_TIPO.pergunta}


def _ask_campos(key: str, base: Politica, variaveis: Mapping[str, Variavel]) -> Politica:
    nome = st.text_input("Nome", base.nome, key=f"{key}_nome", max_chars=150)
    descricao = st.text_area("O que a política diz", base.descricao.strip(), key=f"{key}_descricao")
    left, right = st.columns(2)
    fonte = left.text_input("Fonte", base.fonte, key=f"{key}_fonte", max_chars=300)
    modos = list(ModoDaPolitica)
    modo = right.selectbox(
        "Quando mais de uma linha é atendida",
        modos,
        index=modos.index(base.modo),
        format_func=lambda modo: modo.label,
        key=f"{key}_modo",
    )
    perguntas = {slug: v.pergunta for slug, v in variaveis.items()}
    colunas = st.multiselect(
        "Colunas (o que a política olha)",
        list(perguntas),
        [coluna for coluna in base.colunas if coluna in perguntas],
        format_func=lambda slug: perguntas[slug],
        placeholder="Escolha as perguntas",
        select_all=False,
        key=f"{key}_colunas",
    )
    is_active = st.toggle("Política ligada", base.is_active, key=f"{key}_ligada")
    slug = base.slug or re.sub(r"[^a-z0-9]+", "-", normalize(nome)).strip("-")[:100]
    return replace(
        base, slug=slug, nome=nome.strip(), descricao=descricao, fonte=fonte.strip(), modo=modo,
        colunas=tuple(colunas), is_active=is_active,
    )  # fmt: skip


def _ask_linhas(key: str, draft: Politica, base: Politica) -> list[dict[str, Any]]:
    st.markdown("**Linhas**")
    fixed = {"efeito": "", "alvos": "", "motivo": ""}
    rows = [
        {c: format_celula(linha.celulas.get(c)) for c in draft.colunas}
        | {
            "efeito": linha.efeito.label.capitalize(),
            "alvos": format_alvos(linha.alvos),
            "motivo": linha.motivo,
        }
        for linha in base.linhas
    ]
    config = {
        "efeito": st.column_config.SelectboxColumn("Efeito", options=list(_EFEITOS), required=True),
        "alvos": st.column_config.TextColumn("Módulos", width="medium"),
        "motivo": st.column_config.TextColumn("Motivo", width="large"),
    }
    return _edit_table(f"{key}_linhas", draft, rows, fixed, config)


def _ask_casos(key: str, draft: Politica, base: Politica) -> list[dict[str, Any]]:
    st.markdown("**Testes**")
    labels = {tipo.value: tipo.label for tipo in TIPOS_DE_PECA}
    values = [coluna for coluna in draft.colunas if coluna != TIPO_DE_PECA]
    rows = [
        {"nome": caso.nome, "tipo": labels.get(caso.tipo_de_peca, "")}
        | {coluna: format_resposta(caso.valores.get(coluna, SemValor.DESCONHECIDO)) for coluna in values}
        | {"espera": format_espera(caso.espera)}
        for caso in base.casos
    ]
    config = {
        "nome": st.column_config.TextColumn("Teste", width="medium"),
        "tipo": st.column_config.SelectboxColumn("Tipo de peça", options=list(labels.values()), required=True),
        "espera": st.column_config.TextColumn("Espera", width="large"),
    }
    only_values = replace(draft, colunas=tuple(values))
    return _edit_table(f"{key}_casos", only_values, rows, {"nome": "", "tipo": "", "espera": ""}, config)


def _edit_table(
    key: str, draft: Politica, rows: list[dict[str, Any]], fixed: dict[str, str], config: dict[str, Any]
) -> list[dict[str, Any]]:
    """A table with one column per column of the policy; another choice of columns starts it anew."""
    perguntas = list_colunas()
    names = {c: st.column_config.TextColumn(perguntas.get(c, c), default="") for c in draft.colunas}
    shown = rows or [dict.fromkeys(draft.colunas, "") | fixed]
    edited = st.data_editor(
        shown,
        num_rows="dynamic",
        column_config={**names, **config},
        hide_index=True,
        key=f"{key}_{'-'.join(draft.colunas)}",
    )
    return [row for row in edited if any(str(value or "").strip(" -") for value in row.values())]


def _read(
    draft: Politica, linhas: list[dict[str, Any]], casos: list[dict[str, Any]], variaveis: Mapping[str, Variavel]
) -> Politica:
    """Raises InvalidInputError that names the row and what is wrong in it."""
    if not draft.nome:
        raise InvalidInputError("policy without a name", user_message="Falta o nome da política. Escreva-o e salve.")
    tipos = {tipo.label: tipo.value for tipo in TIPOS_DE_PECA}
    read_linhas, read_casos = [], []
    for place, row in enumerate(linhas, start=1):
        where = f"a linha {place}"
        cells = {c: parse_celula(str(row.get(c) or ""), variaveis.get(c), where) for c in draft.colunas}
        read_linhas.append(
            LinhaDaPolitica(
                celulas={coluna: celula for coluna, celula in cells.items() if celula is not None},
                efeito=_EFEITOS.get(str(row.get("efeito")), Efeito.PERMITIDO),
                alvos=parse_alvos(str(row.get("alvos") or ""), where),
                motivo=str(row.get("motivo") or "").strip(),
            )
        )
    for place, row in enumerate(casos, start=1):
        where = f"o teste {place}"
        answers = {
            c: parse_resposta(str(row.get(c) or ""), variaveis.get(c), where)
            for c in draft.colunas
            if c != TIPO_DE_PECA
        }
        read_casos.append(
            CasoDaPolitica(
                nome=str(row.get("nome") or f"Teste {place}").strip(),
                tipo_de_peca=tipos.get(str(row.get("tipo")), TipoDePeca.CONTESTACAO.value),
                valores={c: valor for c, valor in answers.items() if valor is not SemValor.DESCONHECIDO},
                espera=parse_espera(str(row.get("espera") or ""), where),
            )
        )
    return replace(draft, linhas=tuple(read_linhas), casos=tuple(read_casos))


def _show_ensaio(edited: Politica) -> None:
    """The tests of the edit and the scenarios whose decision it would change; nothing is saved."""
    resultados = services().politicas.check_politica(edited)
    failed = [resultado for resultado in resultados if not resultado.has_passed]
    if failed:
        lines = "; ".join(
            f"“{r.caso.nome}”: {', '.join(f'{format_alvos((a,))} saiu {found.label}' for a, _, found in r.diferencas)}"
            for r in failed
        )
        st.error(f"{len(failed)} de {len(resultados)} testes falham: {escape(lines)}.", icon=":material/cancel:")
    else:
        st.success(f"Os {len(resultados)} testes passam.", icon=":material/check_circle:")
    show_mudancas(services().cenarios.preview_politica(edited))
