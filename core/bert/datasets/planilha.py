"""A spreadsheet read in a child with limits: whatever it unpacks to, the worker lives on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from core.bert.dados.colunas import Tabela, build_tabela, list_amostras
from core.bert.dados.domain import Amostra, Colunas
from core.errors import ArquivoRecusadoError, InvalidInputError
from core.infra.isolated import IsolatedDeathError, Limits, run_isolated
from core.infra.spreadsheet import SheetLimits, iterate_rows


@dataclass(frozen=True)
class Lido:
    """What a source gave: the table it stands in, and its samples. Without ``colunas`` no two columns can serve."""

    tabela: Tabela
    colunas: Colunas | None
    amostras: tuple[Amostra, ...]


def read_isolated(nome: str, conteudo: bytes, pedidas: Colunas | None, limits: tuple[SheetLimits, Limits]) -> Lido:
    """Read with the columns asked for, or those that suggest themselves. Raises ArquivoRecusadoError.

    ``limits``: of the sheet, and of the child that opens it.
    """
    try:
        [lido] = run_isolated(_read, (nome, conteudo, pedidas, limits[0]), limits[1])
    except IsolatedDeathError as death:
        text = (
            f"O arquivo “{nome}” pede memória ou tempo demais para ser lido, e o portal parou a leitura. "
            "Divida a planilha em partes menores, ou salve-a de novo como .csv, e envie."
        )
        raise ArquivoRecusadoError(str(death), user_message=text) from None
    if isinstance(lido, str):
        raise ArquivoRecusadoError("refused by the reader", user_message=lido)
    found: Lido = lido
    return found


def _read(nome: str, conteudo: bytes, pedidas: Colunas | None, limits: SheetLimits) -> Iterator[Lido | str]:
    """What was read, or the reason in words: errors themselves stay in the child."""
    try:
        tabela = build_tabela(list(iterate_rows(nome, conteudo, limits)))
    except InvalidInputError as error:
        yield error.user_message
        return
    colunas = pedidas or tabela.sugestao
    yield Lido(tabela, colunas, () if colunas is None else tuple(list_amostras(tabela, colunas)))
