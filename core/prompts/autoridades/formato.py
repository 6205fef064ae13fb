"""The approved base in files.

A file is a list. An entry is an authority (``chave``, ``nome``, ``resumo``, ``fonte``, ``vigencia``) or a law with its
articles: ``norma`` is the key of the law, ``artigos`` maps each number to what it says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from core.errors import InvalidInputError
from core.prompts.autoridades.domain import Autoridade, TipoDeAutoridade
from core.prompts.seeds.loader import SEEDS_FOLDER
from core.prompts.valores import refuse

_TIPOS = {
    "tema": TipoDeAutoridade.TEMA,
    "sumula": TipoDeAutoridade.SUMULA,
    "sumula-vinculante": TipoDeAutoridade.SUMULA,
    "enunciado": TipoDeAutoridade.ENUNCIADO,
    "julgado": TipoDeAutoridade.JULGADO,
}


def load_autoridades(folder: Path = SEEDS_FOLDER / "autoridades") -> tuple[Autoridade, ...]:
    """The authorities of the seed files. Raises InvalidInputError naming the file when one of them cannot be used."""
    return tuple(found for path in sorted(folder.glob("*.yaml")) for found in _read(path))


def _read(path: Path) -> Iterator[Autoridade]:
    try:
        for entry in yaml.safe_load(path.read_text("utf-8")):
            yield from _parse(entry)
    except (KeyError, TypeError, AttributeError, yaml.YAMLError) as error:
        raise refuse(f"autoridades/{path.name}", f"falta {error}") from error
    except InvalidInputError as error:
        raise InvalidInputError(f"seed file autoridades/{path.name}: {error.user_message}") from error


def _parse(entry: Mapping[str, Any]) -> Iterator[Autoridade]:
    chave = entry["norma"] if "norma" in entry else entry["chave"]
    tipo = _TIPOS.get(chave.partition(":")[0], TipoDeAutoridade.NORMA)
    shared: dict[str, Any] = {"fonte": _text(entry["fonte"]), "vigencia": _text(entry["vigencia"])}
    yield Autoridade(chave, tipo, _text(entry["nome"]), _text(entry["resumo"]), **shared)
    for numero, resumo in entry.get("artigos", {}).items():
        nome = f"Art. {_format_artigo(str(numero))} – {_text(entry['nome'])}"
        yield Autoridade(f"{chave}:art:{numero}", TipoDeAutoridade.ARTIGO, nome, _text(resumo), **shared)


def _format_artigo(numero: str) -> str:
    """As a law writes it: 5º, 10, 1.015."""
    root, dash, letter = numero.partition("-")
    ordinal = f"{root}º" if int(root) < 10 else f"{int(root):,}".replace(",", ".")
    return f"{ordinal}{dash}{letter}"


def _text(value: object) -> str:
    text = " ".join(str(value or "").split())
    if not text:
        raise refuse("autoridades", "há um texto vazio")
    return text
