"""One change of one table as data: made over the version that was opened, and again over another person's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypeVar, cast

from core.calculo.calendario.domain import LinhaDoCalendario, Portaria
from core.calculo.indices.domain import SerieMensal
from core.calculo.indices.oficial import Layout, detect_layout, parse_oficial
from core.calculo.regimes.domain import Regime
from core.calculo.tabelas.domain import Conteudo, Guardada, TabelaDeDias, TabelaDeRegimes
from core.calculo.tabelas.validacao import require_conteudo
from core.errors import ForbiddenChangeError, InvalidInputError

Linha = Regime | LinhaDoCalendario | Portaria
"""A row of a table of regimes or of days."""

T = TypeVar("T", bound=Conteudo)
L = TypeVar("L", Regime, LinhaDoCalendario, Portaria)
MAX_BYTES = 1_000_000


@dataclass(frozen=True)
class EdicaoDeSerie:
    """Values read at ``fonte`` on ``dia``, in percent of the month; None takes a month out.

    ``provisorios`` are those among them that are still to be compared with the publisher.
    """

    valores: Mapping[int, Decimal | None]
    fonte: str
    dia: date
    provisorios: frozenset[int] = frozenset()


@dataclass(frozen=True)
class TrocaDeLinha:
    """``depois`` in the place of ``antes``; without ``antes`` a new row, without ``depois`` one that goes."""

    antes: Linha | None
    depois: Linha | None


Edicao = EdicaoDeSerie | TrocaDeLinha


def read_arquivo(conteudo: bytes, *, fonte: str, dia: date) -> tuple[EdicaoDeSerie, Layout]:
    """The months of an official file, and whose file it is.

    Raises InvalidInputError for one that is too big, is of neither of them or cannot be read.
    """
    if len(conteudo) > MAX_BYTES:
        raise InvalidInputError(
            "official file too big",
            user_message="O arquivo passa de 1 MB e não parece uma série mensal. Baixe só a série e envie de novo.",
        )
    layout = detect_layout(conteudo)
    return EdicaoDeSerie(parse_oficial(conteudo, layout), fonte, dia), layout


def apply_edicao(guardada: Guardada[T], edicao: Edicao) -> Guardada[T]:
    """The next version, not stored yet.

    Raises InvalidInputError naming what cannot stand, ForbiddenChangeError when the row is not there any more.
    """
    conteudo: Conteudo = guardada.conteudo
    if isinstance(conteudo, SerieMensal):
        assert isinstance(edicao, EdicaoDeSerie)
        conteudo = _apply_serie(conteudo, edicao)
    else:
        assert isinstance(edicao, TrocaDeLinha)
        conteudo = _apply_linha(conteudo, edicao)
    require_conteudo(conteudo)
    return replace(guardada, conteudo=cast("T", conteudo))


def list_trocas(
    antes: TabelaDeRegimes | TabelaDeDias, depois: TabelaDeRegimes | TabelaDeDias
) -> tuple[TrocaDeLinha, ...]:
    """Rows that went, then rows that came, in the order of their tables."""
    velhas, novas = _list_linhas(antes), _list_linhas(depois)
    foram = [TrocaDeLinha(linha, None) for linha in velhas if linha not in novas]
    return (*foram, *(TrocaDeLinha(None, linha) for linha in novas if linha not in velhas))


def _apply_serie(serie: SerieMensal, edicao: EdicaoDeSerie) -> SerieMensal:
    valores = {**serie.valores, **edicao.valores}
    kept = {mes: valor for mes, valor in sorted(valores.items()) if valor is not None}
    return replace(
        serie,
        valores=kept,
        fonte=edicao.fonte.strip(),
        consultada_em=edicao.dia,
        provisorios=((serie.provisorios - edicao.valores.keys()) | edicao.provisorios) & kept.keys(),
    )


def _apply_linha(tabela: TabelaDeRegimes | TabelaDeDias, troca: TrocaDeLinha) -> TabelaDeRegimes | TabelaDeDias:
    if troca.antes is not None and troca.antes not in _list_linhas(tabela):
        raise ForbiddenChangeError(
            "row is gone",
            user_message="A linha que você abriu não está mais na tabela: outra pessoa a mudou ou retirou. "
            "O que você escreveu continua nos campos; confira a tabela e escolha a linha de novo.",
        )
    if isinstance(tabela, TabelaDeRegimes):
        regimes = _exchange(tabela.regimes, troca, Regime)
        return replace(tabela, regimes=tuple(sorted(regimes, key=lambda regime: regime.de)))
    if isinstance(troca.depois or troca.antes, Portaria):
        portarias = _exchange(tabela.portarias, troca, Portaria)
        return replace(tabela, portarias=tuple(sorted(portarias, key=lambda portaria: portaria.ano)))
    return replace(tabela, linhas=tuple(_exchange(tabela.linhas, troca, LinhaDoCalendario)))


def _exchange(linhas: tuple[L, ...], troca: TrocaDeLinha, especie: type[L]) -> list[L]:
    kept: list[L] = [linha for linha in linhas if linha != troca.antes]
    if isinstance(troca.depois, especie):
        kept.append(troca.depois)
    return kept


def _list_linhas(tabela: TabelaDeRegimes | TabelaDeDias) -> tuple[Linha, ...]:
    return tabela.regimes if isinstance(tabela, TabelaDeRegimes) else (*tabela.linhas, *tabela.portarias)
