"""What a lot will cost about, before anything is read or sent. Pure.

A rough figure: texts are counted by their bytes, other files by a size per page as scanned court documents have it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePath

from core.classificador.domain import Corte, ModoDoCorte
from core.classificador.remessas.domain import ArquivoDaRemessa
from core.infra.tariff import Tariff
from core.prompts.domain import Prompt

_BYTES_PER_TOKEN = 4
_TEXTS = frozenset({".txt", ".md", ".htm", ".html"})
_TOKENS_PER_PAGE = 500
_BYTES_PER_PAGE = 60_000
_MAX_PAGES = 200
_TYPICAL_TOKENS = 2_000
"""A document of four pages: one of a case or of a package, whose size is not known yet."""

_ANSWER_TOKENS = 150


@dataclass(frozen=True)
class Estimativa:
    """``documentos`` is 0 where only the court knows how many there are; the cost is then that of a hundred."""

    documentos: int
    custo_brl: Decimal


def estimate_arquivos(
    arquivos: Iterable[ArquivoDaRemessa], prompt: Prompt, corte: Corte, modelo: str, tarifa: Tariff
) -> Estimativa:
    """Of handed-in files; those in packages count as documents of a usual size."""
    sizes = [size for arquivo in arquivos for size in _list_sizes(arquivo)]
    return Estimativa(len(sizes), _price(sizes, prompt, corte, modelo, tarifa))


def estimate_cem(prompt: Prompt, corte: Corte, modelo: str, tarifa: Tariff) -> Estimativa:
    """Of a hundred documents of cases."""
    return Estimativa(0, _price([_TYPICAL_TOKENS] * 100, prompt, corte, modelo, tarifa))


def _price(sizes: list[int], prompt: Prompt, corte: Corte, modelo: str, tarifa: Tariff) -> Decimal:
    fixed = len(prompt.texto) + sum(len(c.nome) + len(c.descricao) for c in prompt.categorias)
    limit = None if corte.modo is ModoDoCorte.INTEIRO else corte.tokens
    texts = sum(size if limit is None else min(size, limit) for size in sizes)
    entrada = texts + len(sizes) * fixed // _BYTES_PER_TOKEN
    return Decimal(str(tarifa.price_brl(modelo, (entrada, len(sizes) * _ANSWER_TOKENS))))


def _list_sizes(arquivo: ArquivoDaRemessa) -> list[int]:
    """Tokens of each document of a file."""
    if arquivo.is_pacote:
        return [_TYPICAL_TOKENS] * arquivo.membros
    if PurePath(arquivo.nome).suffix.lower() in _TEXTS:
        return [max(1, arquivo.size_bytes // _BYTES_PER_TOKEN)]
    return [_TOKENS_PER_PAGE * min(max(1, round(arquivo.size_bytes / _BYTES_PER_PAGE)), _MAX_PAGES)]
