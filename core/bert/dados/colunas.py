"""Which row names the columns, and which columns look like the text, the label and the case. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from core.bert.dados.divisao import Parte
from core.bert.dados.domain import Amostra, Colunas
from core.errors import InvalidInputError
from core.infra.folding import fold
from core.infra.spreadsheet import Row

MIN_LINHAS, MIN_ROTULOS = 10, 2
_LOOKED_AT = 20
"""Rows among which the header is looked for: titles and merged cells stand above it."""

_TEXTO = ("texto", "conteudo", "ementa", "inteiro teor", "descricao", "movimento", "documento", "text")
_ROTULO = ("rotulo", "categoria", "classe", "resultado", "situacao", "label", "tipo")
_GRUPO = ("processo", "numero", "grupo", "numero_cnj", "numero do processo", "caso", "group")
_PARTE = ("divisao", "parte", "particao", "conjunto", "split", "set", "fold")
_NOMES_DA_PARTE = {
    Parte.TREINO: ("treino", "treinamento", "train", "training"),
    Parte.VALIDACAO: ("validacao", "valid", "val", "validation", "dev"),
    Parte.TESTE: ("teste", "test"),
}
_PARTES = {name: parte.value for parte, names in _NOMES_DA_PARTE.items() for name in names}
_CNJ = re.compile(r"\d{7}-?\d{2}\.?\d{4}\.?\d\.?\d{2}\.?\d{4}")


@dataclass(frozen=True)
class Tabela:
    """A spreadsheet whose header is known. ``sugestao`` is None where no two columns can serve."""

    cabecalho: tuple[str, ...]
    linhas: tuple[Row, ...]
    sugestao: Colunas | None


def build_tabela(rows: Sequence[Row]) -> Tabela:
    """The header is the first of the first rows with the most filled cells, all different. Raises InvalidInputError."""
    if not rows:
        raise _refuse("Não há nenhuma linha preenchida")
    width = max(sum(map(bool, row.cells)) for row in rows[:_LOOKED_AT])
    place = next(
        (place for place, row in enumerate(rows[:_LOOKED_AT]) if _count_different(row) == width and width > 1), None
    )
    if place is None:
        raise _refuse("A planilha tem só uma coluna; são precisas a do texto e a do rótulo")
    last = max(number for number, cell in enumerate(rows[place].cells) if cell)
    cabecalho = tuple(name or f"Coluna {number}" for number, name in enumerate(rows[place].cells[: last + 1], start=1))
    linhas = tuple(Row(row.number, row.cells[: last + 1]) for row in rows[place + 1 :])
    return Tabela(cabecalho, linhas, suggest_colunas(cabecalho, linhas))


def suggest_colunas(cabecalho: Sequence[str], linhas: Sequence[Row]) -> Colunas | None:
    """By name first; otherwise the longest texts, and the fewest different short values that repeat."""
    if not linhas:
        return None
    cells = [[_cell(row, place) for row in linhas] for place in range(len(cabecalho))]
    lengths = [median(map(len, column)) for column in cells]
    texto = _find_named(cabecalho, _TEXTO, [place for place, length in enumerate(lengths) if length > 0])
    if texto is None:
        texto = max(range(len(cells)), key=lengths.__getitem__)
    parte = _find_parte(cabecalho, cells, texto)
    kinds = {place: len({fold(cell) for cell in column if cell}) for place, column in enumerate(cells)}
    labels = [
        place
        for place, count in kinds.items()
        if place not in (texto, parte) and MIN_ROTULOS <= count <= max(MIN_ROTULOS, len(linhas) // 2)
    ]
    if not labels:
        return None
    rotulo = _find_named(cabecalho, _ROTULO, labels)
    if rotulo is None:
        rotulo = min(labels, key=lambda place: (kinds[place], place))
    others = [place for place in range(len(cells)) if place not in (texto, rotulo, parte)]
    grupo = _find_named(cabecalho, _GRUPO, others)
    if grupo is None:
        grupo = next((place for place in others if _share_of_numbers(cells[place]) > 0.5), None)
    return Colunas(texto, rotulo, grupo, parte)


def list_amostras(tabela: Tabela, colunas: Colunas) -> tuple[Amostra, ...]:
    """Every row, with empty texts and labels too: the report counts them."""
    return tuple(
        Amostra(
            row.number,
            " ".join(_cell(row, colunas.texto).split()),
            " ".join(_cell(row, colunas.rotulo).split()),
            "" if colunas.grupo is None else _cell(row, colunas.grupo).strip(),
            "" if colunas.parte is None else _PARTES.get(fold(_cell(row, colunas.parte)).strip(), ""),
        )
        for row in tabela.linhas
    )


def _find_parte(cabecalho: Sequence[str], cells: Sequence[Sequence[str]], texto: int) -> int | None:
    """The column of the split: named so, and with nothing but sides in it, two of them at least."""
    said = {place: {fold(cell).strip() for cell in column if cell} for place, column in enumerate(cells)}
    places = [place for place, kinds in said.items() if place != texto and kinds <= set(_PARTES)]
    return _find_named(cabecalho, _PARTE, [place for place in places if len({_PARTES[k] for k in said[place]}) > 1])


def _cell(row: Row, place: int) -> str:
    return row.cells[place] if place < len(row.cells) else ""


def _count_different(row: Row) -> int:
    return len({fold(cell) for cell in row.cells if cell})


def _find_named(cabecalho: Sequence[str], names: Sequence[str], places: Sequence[int]) -> int | None:
    titles = {place: fold(cabecalho[place]).strip() for place in places}
    return next((place for name in names for place, title in titles.items() if title == name), None)


def _share_of_numbers(column: Sequence[str]) -> float:
    return sum(bool(_CNJ.fullmatch(cell.strip())) for cell in column) / len(column)


def _refuse(fault: str) -> InvalidInputError:
    return InvalidInputError(
        fault, user_message=f"{fault}. O portal não guardou nada; confira a planilha e envie de novo."
    )
