"""An answer of the model that is still being written, as far as a person can read it. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from core.classificador.domain import Confianca
from core.prompts.domain import CategoriaDeClassificacao

_ROTULOS = {
    "categoria": "Categoria",
    "subcategoria": "Subcategoria",
    "confianca": "Confiança",
    "justificativa_breve": "Justificativa",
    "numero_processo_cnj": "Número do processo",
}
_CONFIANCAS = {confianca.value: confianca.label.lower() for confianca in Confianca}
_CAMPO = re.compile(r'"(\w+)"\s*:\s*"((?:[^"\\]|\\.)*)("?)', re.DOTALL)
_CORTADO = re.compile(r"\\(?:u[0-9a-fA-F]{0,3})?\Z")
"""An escape whose end did not come yet."""


def read_parcial(texto: str) -> dict[str, str]:
    """The texts of a JSON object by name, in the order they came; the last one may be cut. Other values stay out."""
    return {name: _decode(body) for name, body, _ in _CAMPO.findall(texto)}


def describe_parcial(texto: str, categorias: Sequence[CategoriaDeClassificacao]) -> str:
    """The answer so far in Markdown, one line for each part that people read; names of the office, no slugs."""
    campos = read_parcial(texto)
    nomes = {categoria.slug: categoria.nome for categoria in categorias}
    lines = [
        f"**{rotulo}:** {_name(campo, campos[campo], nomes)}" for campo, rotulo in _ROTULOS.items() if campos.get(campo)
    ]
    return "\n\n".join(lines)


def _name(campo: str, valor: str, nomes: Mapping[str, str]) -> str:
    if campo == "categoria":
        return nomes.get(valor, "" if any(slug.startswith(valor) for slug in nomes) else valor)
    return _CONFIANCAS.get(valor, valor) if campo == "confianca" else valor


def _decode(body: str) -> str:
    """The text behind the escapes. One that cannot be decoded stays as it is: the whole answer is checked later."""
    try:
        return str(json.loads(f'"{_CORTADO.sub("", body)}"', strict=False))
    except ValueError:
        return body
