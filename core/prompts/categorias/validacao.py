"""What may stand in a category; every problem with its place and its reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.errors import InvalidInputError
from core.prompts.categorias.domain import Acervo
from core.prompts.categorias.usos import list_regras
from core.prompts.comparacao import normalize
from core.prompts.domain import CategoriaDeDocumento, OrigemDaCategoria, TipoDeVariavel, Variavel
from core.prompts.lugares import list_places
from core.prompts.validacao import validate_condicoes, validate_regra

_SLUG = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_MAX_SLUG = 100
_MAX_NOME = 100
_MAX_PERGUNTA = 500
_MAX_CODIGO = 999_999
COM_OPCOES = (TipoDeVariavel.ESCOLHA, TipoDeVariavel.LISTA)


@dataclass(frozen=True)
class Problema:
    """``lugar`` and ``motivo`` are what people read."""

    lugar: str
    motivo: str

    def __str__(self) -> str:
        return f"{self.lugar}: {self.motivo}"


def require_valid(categoria: CategoriaDeDocumento, outras: Sequence[CategoriaDeDocumento]) -> None:
    """Raises InvalidInputError with every problem that the category has beside the other live ones."""
    refuse_problemas(categoria, list_problemas(categoria, outras))


def refuse_problemas(categoria: CategoriaDeDocumento, problems: Sequence[Problema]) -> None:
    """Raises InvalidInputError that names them all, if there are any."""
    if problems:
        listed = "; ".join(str(problem) for problem in problems)
        raise InvalidInputError(
            f"category {categoria.slug} refused", user_message=f"A categoria não foi salva. Corrija {listed}."
        )


def list_problemas(categoria: CategoriaDeDocumento, outras: Sequence[CategoriaDeDocumento]) -> tuple[Problema, ...]:
    """Everything that must be corrected before the category can be kept beside the other live ones."""
    variaveis = _index((*outras, categoria))
    donos = {v.slug: other.slug for other in (*outras, categoria) for v in other.variaveis}
    return (
        *_check_head(categoria, outras),
        *_check_variaveis(categoria, outras),
        *(Problema(f"variável {problem.variavel}", problem.motivo) for problem in validate_condicoes(variaveis)),
        *_check_fontes(variaveis, donos),
    )


def list_regras_quebradas(
    antes: Iterable[CategoriaDeDocumento], depois: Iterable[CategoriaDeDocumento], acervo: Acervo
) -> tuple[Problema, ...]:
    """Rules and policies that can be used with the questions as they were, and not as they would be."""
    old, new = _index(antes), _index(depois)
    regras = [(f"módulo “{m.titulo}”, {lugar}", regra) for m in acervo.modulos for lugar, regra in list_regras(m)]
    regras += [
        (f"política “{politica.nome}”, linha {place}", linha.build_regra())
        for politica in acervo.politicas
        for place, linha in enumerate(politica.linhas, start=1)
    ]
    return tuple(
        Problema(place, problem.motivo)
        for place, regra in regras
        for problem in sorted(set(validate_regra(regra, new)) - set(validate_regra(regra, old)), key=str)
    )


def _index(categorias: Iterable[CategoriaDeDocumento]) -> dict[str, Variavel]:
    return {variavel.slug: variavel for categoria in categorias for variavel in categoria.variaveis}


def _check_head(categoria: CategoriaDeDocumento, outras: Sequence[CategoriaDeDocumento]) -> Iterator[Problema]:
    if not _is_slug(categoria.slug):
        yield Problema("identificador da categoria", "use letras minúsculas sem acento, números e _")
    if not categoria.nome.strip() or len(categoria.nome) > _MAX_NOME:
        yield Problema("nome", f"escreva até {_MAX_NOME} letras")
    elif any(normalize(other.nome) == normalize(categoria.nome) for other in outras):
        yield Problema("nome", "outra categoria já tem este nome")
    if categoria.origem is OrigemDaCategoria.DOCUMENTO and not categoria.instrucao.strip():
        yield Problema("instrução", "diga o que o documento é e como responder")
    own = {variavel.slug for variavel in categoria.variaveis}
    for name in list_places(categoria.instrucao):
        if name not in own:
            yield Problema("instrução", f"cita {{{{{name}}}}}, que não é uma pergunta desta categoria")
    yield from _check_codigos(categoria.codigos, {c: other.nome for other in outras for c in other.codigos})


def _check_codigos(codigos: Sequence[int], taken: Mapping[int, str]) -> Iterator[Problema]:
    seen: set[int] = set()
    for codigo in codigos:
        if not 0 < codigo <= _MAX_CODIGO:
            yield Problema(f"código {codigo}", "não é um código de documento do TJMS")
        if codigo in seen:
            yield Problema(f"código {codigo}", "está duas vezes")
        if codigo in taken:
            yield Problema(f"código {codigo}", f"já é da categoria “{taken[codigo]}”")
        seen.add(codigo)


def _check_variaveis(categoria: CategoriaDeDocumento, outras: Sequence[CategoriaDeDocumento]) -> Iterator[Problema]:
    taken = {v.slug: other.nome for other in outras for v in other.variaveis}
    seen: set[str] = set()
    prefix = f"{categoria.slug}_"
    for variavel in categoria.variaveis:
        place = f"variável {variavel.slug or '(sem nome)'}"
        if not _is_slug(variavel.slug):
            yield Problema(place, "use letras minúsculas sem acento, números e _")
        elif not variavel.slug.startswith(prefix):
            yield Problema(place, f"o nome tem de começar por {prefix}")
        if variavel.slug in seen:
            yield Problema(place, "está duas vezes")
        if variavel.slug in taken:
            yield Problema(place, f"já existe na categoria “{taken[variavel.slug]}”")
        seen.add(variavel.slug)
        yield from (Problema(place, reason) for reason in _check_pergunta(variavel))


def _check_pergunta(variavel: Variavel) -> Iterator[str]:
    if not variavel.pergunta.strip() or len(variavel.pergunta) > _MAX_PERGUNTA:
        yield f"escreva a pergunta em até {_MAX_PERGUNTA} letras"
    if variavel.tipo not in COM_OPCOES:
        if variavel.opcoes:
            yield "só escolha e lista têm opções"
        return
    if not variavel.opcoes:
        yield "dê ao menos uma opção"
    folded = [normalize(opcao) for opcao in variavel.opcoes]
    if not all(folded):
        yield "há uma opção vazia"
    if len(set(folded)) < len(folded):
        yield "há duas opções iguais, a não ser por acentos e maiúsculas"


def _check_fontes(variaveis: Mapping[str, Variavel], donos: Mapping[str, str]) -> Iterator[Problema]:
    for slug, variavel in variaveis.items():
        if not variavel.fonte_da_verdade:
            continue
        fonte = variaveis.get(variavel.fonte_da_verdade)
        if fonte is None:
            yield Problema(f"variável {slug}", f"a fonte da verdade {variavel.fonte_da_verdade} não existe")
        elif donos[fonte.slug] == donos[slug]:
            yield Problema(f"variável {slug}", "a fonte da verdade tem de ser de outra categoria")
        elif fonte.tipo is not variavel.tipo or set(fonte.opcoes) != set(variavel.opcoes):
            yield Problema(
                f"variável {slug}", f"a fonte da verdade {fonte.slug} não tem o mesmo tipo e as mesmas opções"
            )
        elif _is_circle(slug, variaveis):
            yield Problema(f"variável {slug}", "é fonte da verdade de si mesma")


def _is_circle(slug: str, variaveis: Mapping[str, Variavel]) -> bool:
    seen: set[str] = set()
    fonte = variaveis[slug].fonte_da_verdade
    while fonte in variaveis and fonte not in seen:
        if fonte == slug:
            return True
        seen.add(fonte)
        fonte = variaveis[fonte].fonte_da_verdade
    return False


def _is_slug(slug: str) -> bool:
    return len(slug) <= _MAX_SLUG and _SLUG.fullmatch(slug) is not None
