"""A table of a step: sorted by its headings, narrowed by words and by one choice; the address keeps all three."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Generic, TypeVar

import streamlit as st

from core.infra.folding import fold
from pages.ui.urls import ETAPA, GERACAO, link_to_etapa
from pages.ui.work import show_empty

Linha = TypeVar("Linha")

ORDEM, BUSCA, FILTRO = "ordem", "busca", "filtro"

_NUMERO = ' class="numero"'


@dataclass(frozen=True)
class Coluna(Generic[Linha]):
    """``render`` answers safe HTML; ``sort`` a key, or None for a column that sorts nothing. ``largura`` in percent."""

    nome: str
    titulo: str
    largura: int
    render: Callable[[Linha], str]
    sort: Callable[[Linha], Any] | None = None
    is_numero: bool = False


@dataclass(frozen=True)
class Filtro(Generic[Linha]):
    """A choice above the table; ``nome`` is empty for the first one, which the address need not name."""

    nome: str
    titulo: str
    holds: Callable[[Linha], bool]


def show_tabela(
    rotulo: str,
    linhas: Sequence[Linha],
    colunas: Sequence[Coluna[Linha]],
    *,
    filtros: Sequence[Filtro[Linha]],
    palavras: Callable[[Linha], str],
) -> None:
    """``palavras`` are the words of a line that the search looks in."""
    filtro, termo = _ask(rotulo, linhas, filtros)
    wanted = [fold(word) for word in termo.split()]
    shown = [one for one in linhas if filtro.holds(one) and all(word in fold(palavras(one)) for word in wanted)]
    st.html(
        f'<p role="status" class="etapa-contagem"><strong>{len(shown)}</strong> de {len(linhas)} {escape(rotulo)}</p>'
    )
    if not shown:
        show_empty("Nada com essa busca.", "Apague as palavras ou escolha outra opção acima.")
        return
    coluna, is_reverse = _find_ordem(colunas)
    if coluna is not None and coluna.sort is not None:
        shown.sort(key=coluna.sort, reverse=is_reverse)
    widths = "".join(f'<col style="width: {one.largura}%">' for one in colunas)
    heads = "".join(_render_head(one, coluna, is_reverse=is_reverse) for one in colunas)
    rows = "".join(_render_row(one, colunas) for one in shown)
    st.html(
        f'<table class="etapa-tabela" role="table" aria-label="{escape(rotulo)}"><colgroup>{widths}</colgroup>'
        f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead><tbody role="rowgroup">{rows}</tbody></table>'
    )


def ask_busca(rotulo: str) -> str:
    """The words to look for, kept in the address: the back button changes only that."""
    key = f"gerador_de_pecas_busca_{st.query_params.get(ETAPA, '')}"
    st.session_state[key] = st.query_params.get(BUSCA, "")
    st.text_input(
        f"Buscar em {rotulo}",
        key=key,
        placeholder=f"Buscar em {rotulo}",
        icon=":material/search:",
        on_change=_keep,
        args=(key,),
        width=280,
        label_visibility="collapsed",
    )
    return str(st.session_state[key])


def _ask(rotulo: str, linhas: Sequence[Linha], filtros: Sequence[Filtro[Linha]]) -> tuple[Filtro[Linha], str]:
    by_name = {filtro.nome: filtro for filtro in filtros}
    counts = {nome: sum(map(filtro.holds, linhas)) for nome, filtro in by_name.items()}
    named = st.query_params.get(FILTRO, "")
    current = named if named in by_name else filtros[0].nome
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        termo = ask_busca(rotulo)
        chosen = st.segmented_control(
            f"Mostrar em {rotulo}",
            list(by_name),
            default=current,
            required=True,
            format_func=lambda nome: f"{by_name[nome].titulo} ({counts[nome]})",
            label_visibility="collapsed",
            key=f"gerador_de_pecas_filtro_{st.query_params.get(ETAPA, '')}_{current}",
        )
    if chosen is not None and chosen != current:
        _go({FILTRO: chosen})
    return by_name[current], termo


def _keep(key: str) -> None:
    st.query_params[BUSCA] = str(st.session_state[key]).strip()


def _go(changes: Mapping[str, str]) -> None:
    address = st.query_params.to_dict() | dict(changes)
    st.query_params.from_dict({name: value for name, value in address.items() if value})
    st.rerun()


def _find_ordem(colunas: Sequence[Coluna[Linha]]) -> tuple[Coluna[Linha] | None, bool]:
    """The column that the address names, and whether from the end; None keeps the order of the lines."""
    named = st.query_params.get(ORDEM, "")
    nome = named.removeprefix("-")
    found = next((one for one in colunas if one.nome == nome and one.sort is not None), None)
    return found, named.startswith("-")


def _render_head(coluna: Coluna[Linha], sorted_by: Coluna[Linha] | None, *, is_reverse: bool) -> str:
    kind = _NUMERO if coluna.is_numero else ""
    if coluna.sort is None:
        return f'<th role="columnheader" scope="col"{kind}>{escape(coluna.titulo)}</th>'
    is_here = sorted_by is coluna
    mark = f' aria-sort="{"descending" if is_reverse else "ascending"}"' if is_here else ""
    now = st.query_params.to_dict()
    ordem = f"-{coluna.nome}" if is_here and not is_reverse else coluna.nome
    kept = {name: now[name] for name in (BUSCA, FILTRO) if now.get(name)}
    address = link_to_etapa(now[GERACAO], now[ETAPA], **kept, **{ORDEM: ordem})
    return (
        f'<th role="columnheader" scope="col"{kind}{mark}><a href="{escape(address)}" target="_self" data-etapa="">'
        f'{escape(coluna.titulo)}<span class="portal-so-leitor"> (ordenar)</span></a></th>'
    )


def _render_row(linha: Linha, colunas: Sequence[Coluna[Linha]]) -> str:
    cells = "".join(
        f'<td role="cell" data-titulo="{escape(coluna.titulo)}"{_NUMERO if coluna.is_numero else ""}>'
        f'<div class="valor">{coluna.render(linha)}</div></td>'
        for coluna in colunas
    )
    return f'<tr role="row">{cells}</tr>'
