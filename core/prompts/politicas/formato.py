"""A policy as JSON or YAML, the same form in the files, in the database and in exports.

A cell is ``{"operador": .., "valor": ..}`` with ``"salvo": true`` for the opposite, or a bare value, which means equal
to it. A target is ``modulo:slug``, ``tag:name`` or ``assunto:name``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import yaml

from core.errors import InvalidInputError
from core.prompts.comparacao import SEM_OPERANDO
from core.prompts.politicas.domain import (
    Alvo,
    CasoDaPolitica,
    Celula,
    Efeito,
    LinhaDaPolitica,
    ModoDaPolitica,
    Politica,
    Resultado,
    TipoDeAlvo,
)
from core.prompts.regras import Condicao, parse_regra
from core.prompts.seeds.loader import SEEDS_FOLDER
from core.prompts.valores import dump_valores, parse_valores, refuse, rename_in_valores

T = TypeVar("T")
_FIRST = 1


def load_politicas(folder: Path = SEEDS_FOLDER / "politicas") -> tuple[Politica, ...]:
    """The policies of the seed files. Raises InvalidInputError naming the file when one of them cannot be used."""
    return tuple(_read(path) for path in sorted(folder.glob("*.yaml")))


def dump_politica(politica: Politica) -> dict[str, Any]:
    """The JSON form without slug and version; ``parse_politica`` is its inverse."""
    return {
        "nome": politica.nome,
        "descricao": politica.descricao,
        "fonte": politica.fonte,
        "modo": politica.modo.value,
        "colunas": list(politica.colunas),
        "linhas": [
            {
                "se": {coluna: _dump_celula(celula) for coluna, celula in linha.celulas.items()},
                "efeito": linha.efeito.value,
                "alvos": [format_alvo(alvo) for alvo in linha.alvos],
                "motivo": linha.motivo,
            }
            for linha in politica.linhas
        ],
        "casos": [
            {
                "nome": caso.nome,
                "tipo_de_peca": caso.tipo_de_peca,
                **dump_valores(caso.valores),
                "espera": {format_alvo(alvo): resultado.value for alvo, resultado in caso.espera},
            }
            for caso in politica.casos
        ],
        "is_active": politica.is_active,
    }


def parse_politica(body: Mapping[str, Any], slug: str, versao: int = _FIRST) -> Politica:
    """The policy of a JSON form. Raises InvalidInputError that names the place, as in ``linhas[1].efeito``."""
    return Politica(
        slug=slug,
        versao=versao,
        nome=_read_text(body, "nome", slug),
        descricao=str(body.get("descricao", "")).strip(),
        fonte=str(body.get("fonte", "")).strip(),
        modo=_read_enum(ModoDaPolitica, body.get("modo"), "modo"),
        colunas=tuple(str(coluna) for coluna in _read_list(body, "colunas", slug)),
        linhas=tuple(_parse_linha(row, f"linhas[{i}]") for i, row in enumerate(_read_list(body, "linhas", slug))),
        casos=tuple(_parse_caso(caso, f"casos[{i}]") for i, caso in enumerate(_read_list(body, "casos", slug))),
        is_active=bool(body.get("is_active", True)),
    )


def rename_in_politica(body: Mapping[str, Any], de: str, para: str) -> dict[str, Any]:
    """The JSON form with one variable under its new name, in the columns, the rows and the tests."""
    linhas = [
        {**row, "se": {para if coluna == de else coluna: celula for coluna, celula in row["se"].items()}}
        for row in body["linhas"]
    ]
    casos = [rename_in_valores(caso, de, para) for caso in body["casos"]]
    colunas = [para if coluna == de else coluna for coluna in body["colunas"]]
    return {**body, "colunas": colunas, "linhas": linhas, "casos": casos}


def format_alvo(alvo: Alvo) -> str:
    return f"{alvo.tipo.value}:{alvo.valor}"


def parse_alvo(text: object, place: str) -> Alvo:
    """Raises InvalidInputError that names the place."""
    tipo, colon, valor = str(text).partition(":")
    if not colon or not valor.strip():
        raise refuse(place, "esperava modulo:, tag: ou assunto: seguido do nome")
    return Alvo(_read_enum(TipoDeAlvo, tipo.strip(), place), valor.strip())


def _dump_celula(celula: Celula) -> dict[str, Any]:
    body: dict[str, Any] = {"operador": celula.operador.value}
    if celula.operador not in SEM_OPERANDO:
        body["valor"] = list(celula.valor) if isinstance(celula.valor, tuple) else celula.valor
    return {**body, "salvo": True} if celula.salvo else body


def _parse_linha(body: object, place: str) -> LinhaDaPolitica:
    linha = _read_mapping(body, place)
    celulas = _read_mapping(linha.get("se") or {}, f"{place}.se")
    return LinhaDaPolitica(
        celulas={str(coluna): _parse_celula(celula, str(coluna), place) for coluna, celula in celulas.items()},
        efeito=_read_enum(Efeito, linha.get("efeito"), f"{place}.efeito"),
        alvos=tuple(parse_alvo(alvo, f"{place}.alvos") for alvo in _read_list(linha, "alvos", place)),
        motivo=_read_text(linha, "motivo", place),
    )


def _parse_celula(body: object, coluna: str, place: str) -> Celula:
    celula = body if isinstance(body, Mapping) else {"operador": "equals", "valor": body}
    condition = {key: value for key, value in celula.items() if key != "salvo"}
    try:
        condicao = parse_regra({"variavel": coluna, **condition})
    except InvalidInputError as error:
        raise refuse(f"{place}.se.{coluna}", error.user_message) from error
    if not isinstance(condicao, Condicao):
        raise refuse(f"{place}.se.{coluna}", "esperava uma condição simples")
    return Celula(condicao.operador, condicao.valor, salvo=bool(celula.get("salvo")))


def _parse_caso(body: object, place: str) -> CasoDaPolitica:
    caso = _read_mapping(body, place)
    espera = _read_mapping(caso.get("espera"), f"{place}.espera")
    return CasoDaPolitica(
        nome=_read_text(caso, "nome", place),
        tipo_de_peca=_read_text(caso, "tipo_de_peca", place),
        valores=parse_valores(caso, place),
        espera=tuple(
            (parse_alvo(alvo, f"{place}.espera"), _read_enum(Resultado, resultado, f"{place}.espera.{alvo}"))
            for alvo, resultado in espera.items()
        ),
    )


def _read(path: Path) -> Politica:
    try:
        return parse_politica(_read_mapping(yaml.safe_load(path.read_text("utf-8")), "arquivo"), path.stem)
    except yaml.YAMLError as error:
        raise refuse(f"politicas/{path.name}", "não é um arquivo YAML válido") from error
    except InvalidInputError as error:
        raise InvalidInputError(f"seed file politicas/{path.name}: {error.user_message}") from error


def _read_mapping(body: object, place: str) -> Mapping[str, Any]:
    if not isinstance(body, Mapping):
        raise refuse(place, "esperava um objeto com chaves e valores")
    return body


def _read_list(body: Mapping[str, Any], key: str, place: str) -> list[Any]:
    found = body.get(key)
    if not isinstance(found, list):
        raise refuse(f"{place}.{key}", "esperava uma lista")
    return found


def _read_text(body: Mapping[str, Any], key: str, place: str) -> str:
    found = str(body.get(key) or "").strip()
    if not found:
        raise refuse(f"{place}.{key}", "falta o texto")
    return found


def _read_enum(kind: Callable[[str], T], value: object, place: str) -> T:
    try:
        return kind(str(value))
    except ValueError:
        raise refuse(place, f"valor desconhecido: {value}") from None
