"""Instructions of the classifier: what they must have, and how they are given to the model."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from core.prompts.domain import CategoriaDeClassificacao, Prompt
from core.prompts.lugares import fill_places

LUGAR_DAS_CATEGORIAS = "categorias"


def render_instrucao(prompt: Prompt) -> str:
    """The instruction with its categories written at ``{{categorias}}``."""
    categorias = "\n".join(_render_categoria(categoria) for categoria in prompt.categorias)
    return fill_places(prompt.texto, {LUGAR_DAS_CATEGORIAS: categorias})


def find_categoria(prompt: Prompt, slug: str) -> CategoriaDeClassificacao | None:
    """The category that the version knows under this slug."""
    return next((categoria for categoria in prompt.categorias if categoria.slug == slug), None)


def _render_categoria(categoria: CategoriaDeClassificacao) -> str:
    head = f"<categoria slug={quoteattr(categoria.slug)} nome={quoteattr(categoria.nome)}>"
    sub = "".join(f"<subcategoria>{escape(nome)}</subcategoria>" for nome in categoria.subcategorias)
    return f"{head}{escape(categoria.descricao)}{sub}</categoria>"
