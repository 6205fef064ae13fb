"""Documents of a golden set from a spreadsheet or a JSON list; every line that cannot be used is named."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from core.classificador.gabarito.domain import MAX_CASOS, MAX_TEXTO, CasoDoGabarito
from core.classificador.gabarito.numeros import find_numero
from core.errors import ArquivoRecusadoError, InvalidNumeroCnjError
from core.infra.folding import fold
from core.processos.numero_cnj import parse_numero_cnj
from core.prompts.domain import CategoriaDeClassificacao

MAX_BYTES = 20_000_000
_MAX_OPENED_BYTES = 100_000_000
_MAX_NOME = 200
_CSV_FIELD = 1_000_000

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
    if kind == ".xlsx":
        rows = _list_celulas(nome, conteudo)
    elif kind == ".csv":
        rows = _list_csv(nome, conteudo)
    else:
        raise _refuse(nome, "não é uma planilha .xlsx ou .csv nem uma lista .json")
    numbered = enumerate(rows, start=1)
    _, head = next(numbered, (0, []))
    places = _find_places(nome, head)
    for number, row in numbered:
        if any(cell.strip() for cell in row):
            yield number, {name: row[place] for name, place in places.items() if place < len(row)}


def _list_celulas(nome: str, conteudo: bytes) -> Iterable[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(conteudo)) as package:
            if sum(member.file_size for member in package.infolist()) > _MAX_OPENED_BYTES:
                raise _refuse(nome, "é grande demais depois de aberto")
        book = load_workbook(io.BytesIO(conteudo), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        return [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    except (zipfile.BadZipFile, InvalidFileException, KeyError, IndexError, ValueError, OSError) as error:
        raise _refuse(nome, "não pôde ser aberto como planilha .xlsx") from error


def _list_csv(nome: str, conteudo: bytes) -> Iterable[list[str]]:
    text = _decode(conteudo)
    head = text.partition("\n")[0]
    csv.field_size_limit(_CSV_FIELD)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in head else ","))
    except csv.Error as error:
        raise _refuse(nome, "não pôde ser lido como planilha .csv") from error


def _list_objetos(nome: str, conteudo: bytes) -> Iterator[tuple[int, Mapping[str, str]]]:
    try:
        found: Any = json.loads(_decode(conteudo))
    except ValueError as error:
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
        numero = parse_numero_cnj(linha["numero"]) if linha.get("numero", "").strip() else find_numero(texto)
    except InvalidNumeroCnjError:
        return f"o número de processo “{linha['numero'].strip()}” não existe"
    nome = linha.get("nome", "").strip()[:_MAX_NOME] or f"Linha {number}"
    return CasoDoGabarito(nome, texto, categoria.slug, subcategoria, numero)


def _decode(conteudo: bytes) -> str:
    """UTF-8, or what Windows here writes."""
    try:
        return conteudo.decode("utf-8-sig")
    except UnicodeDecodeError:
        return conteudo.decode("cp1252", errors="replace")


def _refuse(nome: str, fault: str) -> ArquivoRecusadoError:
    return ArquivoRecusadoError(
        fault, user_message=f"O arquivo “{nome}” {fault}. O portal não guardou nada; confira o arquivo e envie de novo."
    )
