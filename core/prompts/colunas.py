"""An instruction as the columns of its table, and back."""

from __future__ import annotations

from typing import Any

from core.prompts.domain import CategoriaDeClassificacao, Prompt, Subsistema
from core.prompts.tables import InstrucaoRow


def prompt_columns(prompt: Prompt) -> dict[str, Any]:
    return {
        "texto": prompt.texto,
        "nome": prompt.nome,
        "subsistema": prompt.subsistema.value,
        "categorias": [
            {
                "slug": categoria.slug,
                "nome": categoria.nome,
                "descricao": categoria.descricao,
                "subcategorias": list(categoria.subcategorias),
                "is_protegida": categoria.is_protegida,
            }
            for categoria in prompt.categorias
        ],
    }


def to_prompt(row: InstrucaoRow) -> Prompt:
    categorias = tuple(
        CategoriaDeClassificacao(c["slug"], c["nome"], c["descricao"], tuple(c["subcategorias"]), c["is_protegida"])
        for c in row.categorias
    )
    return Prompt(row.slug, row.versao, row.texto, row.nome, Subsistema(row.subsistema), categorias)
