"""What a version of an instruction must be before it is stored, and before a call is paid with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from core.errors import CategoriaDesconhecidaError, InvalidInstrucaoError, SemCategoriasError
from core.prompts.domain import CategoriaDeClassificacao, Prompt, Subsistema
from core.prompts.instrucoes.classificacao import LUGAR_DAS_CATEGORIAS
from core.prompts.lugares import list_places

MAX_TEXTO = 60_000
MAX_CATEGORIAS = 60
_MAX_NOME = 120
_FEWEST_CATEGORIAS = 2
_SLUG = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")


def list_problemas(prompt: Prompt, producao: Prompt | None) -> tuple[str, ...]:
    """What keeps the version from being stored, as people read it. ``producao`` is the one in use now."""
    return tuple(_find_problemas(prompt, producao))


def require_valid(prompt: Prompt, producao: Prompt | None) -> None:
    """Raises SemCategoriasError, or InvalidInstrucaoError with every problem."""
    if prompt.subsistema is Subsistema.CLASSIFICADOR:
        require_categorias(prompt)
    problemas = list_problemas(prompt, producao)
    if problemas:
        raise InvalidInstrucaoError(
            "instrucao refused", user_message=f"A instrução não foi guardada. {' '.join(problemas)} Corrija e salve."
        )


def require_categorias(prompt: Prompt) -> None:
    """Raises SemCategoriasError when the model could answer nothing, or only one thing."""
    if len(prompt.categorias) < _FEWEST_CATEGORIAS:
        raise SemCategoriasError(f"instrucao {prompt.slug} v{prompt.versao}: {len(prompt.categorias)} categories")


def require_conhecidas(prompt: Prompt, categorias: Iterable[str], nomes: Mapping[str, str]) -> None:
    """Raises CategoriaDesconhecidaError naming what the version does not know; ``nomes``: how others call it, by slug.

    What nobody has a name for is told by the words of its slug.
    """
    known = {categoria.slug for categoria in prompt.categorias}
    unknown = sorted(set(categorias) - known)
    if unknown:
        names = ", ".join(f"“{nomes.get(slug) or slug.replace('_', ' ').capitalize()}”" for slug in unknown)
        raise CategoriaDesconhecidaError(
            f"instrucao {prompt.slug} v{prompt.versao}: {len(unknown)} unknown categories",
            user_message=(
                f"A versão {prompt.versao} da instrução “{prompt.nome}” não conhece: {names}. Nada foi enviado ao "
                "Gemini. Acrescente a categoria à instrução ou corrija os casos."
            ),
        )


def _find_problemas(prompt: Prompt, producao: Prompt | None) -> Iterator[str]:
    if not prompt.nome.strip() or len(prompt.nome) > _MAX_NOME:
        yield f"O nome precisa ter de 1 a {_MAX_NOME} letras."
    if not prompt.texto.strip():
        yield "Falta o texto."
    if len(prompt.texto) > MAX_TEXTO or "\x00" in prompt.texto:
        yield f"O texto passa de {MAX_TEXTO} letras ou tem um sinal que não pode ser guardado."
    yield from _find_lugares(prompt, producao)
    if prompt.categorias and prompt.subsistema is not Subsistema.CLASSIFICADOR:
        yield "Só as instruções do Classificador têm categorias."
    if len(prompt.categorias) > MAX_CATEGORIAS:
        yield f"São {len(prompt.categorias)} categorias e o máximo é {MAX_CATEGORIAS}."
    seen: set[str] = set()
    for categoria in prompt.categorias:
        yield from _find_problemas_da_categoria(categoria, seen)
        seen |= {categoria.slug, categoria.nome.strip().casefold()}


def _find_lugares(prompt: Prompt, producao: Prompt | None) -> Iterator[str]:
    """The program fills the places that the version in use has; any other would reach the model as it is written."""
    if prompt.subsistema is Subsistema.CLASSIFICADOR:
        expected = {LUGAR_DAS_CATEGORIAS}
    else:
        expected = set(list_places(producao.texto)) if producao else set()
    found = set(list_places(prompt.texto))
    for name in sorted(expected - found):
        yield f"Falta o lugar {{{{{name}}}}} no texto."
    for name in sorted(found - expected):
        yield f"O lugar {{{{{name}}}}} não existe nesta instrução."


def _find_problemas_da_categoria(categoria: CategoriaDeClassificacao, seen: set[str]) -> Iterator[str]:
    name = categoria.nome.strip() or categoria.slug
    if not _SLUG.fullmatch(categoria.slug):
        yield f"O código da categoria “{name}” só pode ter letras minúsculas sem acento, números e sublinhado."
    if not categoria.nome.strip() or len(categoria.nome) > _MAX_NOME:
        yield f"O nome da categoria “{categoria.slug}” precisa ter de 1 a {_MAX_NOME} letras."
    if not categoria.descricao.strip():
        yield f"Falta dizer quando a categoria “{name}” se aplica."
    if categoria.slug in seen or categoria.nome.strip().casefold() in seen:
        yield f"A categoria “{name}” aparece duas vezes."
    if len(set(categoria.subcategorias)) != len(categoria.subcategorias) or "" in categoria.subcategorias:
        yield f"A categoria “{name}” tem subcategoria repetida ou vazia."
