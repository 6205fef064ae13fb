"""Documents of a golden set from a spreadsheet or a JSON list; every line that cannot be used is named."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from core.classificador.gabarito.domain import MAX_CASOS, MAX_TEXTO, CasoDoGabarito
from core.classificador.gabarito.numeros import find_numero_proprio
from core.errors import ArquivoRecusadoError, InvalidNumeroCnjError
from core.infra.folding import fold
from core.infra.spreadsheet import SheetLimits, iterate_rows
from core.processos.numero_cnj import parse_numero_cnj
from core.prompts.domain import CategoriaDeClassificacao

MAX_BYTES = 20_000_000
_MAX_NOME = 200
_LIMITS = SheetLimits(file_bytes=MAX_BYTES)

_COLUNAS = {
    "texto": ("texto", "conteudo", "documento"),
    "categoria": ("categoria", "rotulo", "classe"),
    "subcategoria": ("subcategoria",),
    "numero": ("processo", "numero", "numero do processo", "numero_processo", "numero_cnj", "numero_processo_cnj"),
    "nome": ("nome", "arquivo", "nome do arquivo", "titulo"),
}
"""What a column may be called, without accents."""


@dataclass(frozen=True)
class LidoDeArquivo:
    """``problemas`` say which lines were left out and why."""

    casos: tuple[CasoDoGabarito, ...]
    problemas: tuple[str, ...]


def read_planilha(nome: str, conteudo: bytes, categorias: Sequence[CategoriaDeClassificacao]) -> LidoDeArquivo:
    """A category may stand by its name or its slug. Raises ArquivoRecusadoError for what is no such file."""
    if not conteudo or len(conteudo) > MAX_BYTES:
        raise _refuse(nome, f"está vazio ou passa de {MAX_BYTES // 1_000_000} MB")
    linhas = list(_list_linhas(nome, conteudo))
    known = {fold(name).strip(): categoria for categoria in categorias for name in (categoria.slug, categoria.nome)}
    casos: list[CasoDoGabarito] = []
    problemas: list[str] = []
    for number, linha in linhas[:MAX_CASOS]:
        found = _read_linha(number, linha, known)
        if isinstance(found, str):
            problemas.append(f"Linha {number}: {found}.")
        else:
            casos.append(found)
    if len(linhas) > MAX_CASOS:
        problemas.append(f"O arquivo tem {len(linhas)} linhas; só as primeiras {MAX_CASOS} foram lidas.")
    return LidoDeArquivo(tuple(casos), tuple(problemas))


def _list_linhas(nome: str, conteudo: bytes) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Each line with its number, its cells by what they are."""
    kind = PurePath(nome.lower()).suffix
    if kind == ".json":
        yield from _list_objetos(nome, conteudo)
        return
    if kind not in (".xlsx", ".csv"):
        raise _refuse(nome, "não é uma planilha .xlsx ou .csv nem uma lista .json")
    rows = iterate_rows(nome, conteudo, _LIMITS)
    first = next(rows, None)
    places = _find_places(nome, first.cells if first else ())
    for row in rows:
        yield row.number, {name: row.cells[place] for name, place in places.items() if place < len(row.cells)}


def _list_objetos(nome: str, conteudo: bytes) -> Iterator[tuple[int, Mapping[str, str]]]:
    try:
        found: Any = json.loads(conteudo.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise _refuse(nome, "não pôde ser lido como lista .json") from error
    if not isinstance(found, list) or not found or not all(isinstance(one, dict) for one in found):
        raise _refuse(nome, "não é uma lista .json de documentos")
    places = _find_places(nome, [str(key) for key in found[0]])
    keys = list(found[0])
    for number, one in enumerate(found, start=1):
        yield number, {name: str(one.get(keys[place]) or "") for name, place in places.items()}


def _find_places(nome: str, head: Sequence[str]) -> dict[str, int]:
    titles = [fold(title).strip() for title in head]
    places = {
        name: next(place for place, title in enumerate(titles) if title in spellings)
        for name, spellings in _COLUNAS.items()
        if any(title in spellings for title in titles)
    }
    if "texto" not in places or "categoria" not in places:
        raise _refuse(nome, "não tem as colunas “texto” e “categoria” na primeira linha")
    return places


def _read_linha(
    number: int, linha: Mapping[str, str], known: Mapping[str, CategoriaDeClassificacao]
) -> CasoDoGabarito | str:
    """The document, or why there is none."""
    texto = linha.get("texto", "").replace("\x00", "").strip()
    if not texto:
        return "falta o texto"
    if len(texto) > MAX_TEXTO:
        return f"o texto passa de {MAX_TEXTO} letras"
    said = linha.get("categoria", "").strip()
    categoria = known.get(fold(said))
    if categoria is None:
        return f"a instrução não conhece a categoria “{said}”" if said else "falta a categoria"
    sub = linha.get("subcategoria", "").strip()
    subcategoria = next((one for one in categoria.subcategorias if fold(one) == fold(sub)), "")
    if sub and not subcategoria:
        return f"“{categoria.nome}” não tem a subcategoria “{sub}”"
    try:
        numero = parse_numero_cnj(linha["numero"]) if linha.get("numero", "").strip() else find_numero_proprio(texto)
    except InvalidNumeroCnjError:
        return f"o número de processo “{linha['numero'].strip()}” não existe"
    nome = linha.get("nome", "").strip()[:_MAX_NOME] or f"Linha {number}"
    return CasoDoGabarito(nome, texto, categoria.slug, subcategoria, numero)


def _refuse(nome: str, fault: str) -> ArquivoRecusadoError:
    return ArquivoRecusadoError(
        fault, user_message=f"O arquivo “{nome}” {fault}. O portal não guardou nada; confira o arquivo e envie de novo."
    )
