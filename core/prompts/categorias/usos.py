"""Where a variable is named, and the same places under its new name; pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from core.prompts.categorias.domain import Acervo, TipoDeUso, Uso
from core.prompts.domain import CategoriaDeDocumento, Modulo, Variavel
from core.prompts.lugares import list_places, rename_place
from core.prompts.politicas.domain import name_tipo_de_peca
from core.prompts.regras import Condicao, E, Nao, Ou, Regra, list_variaveis


def list_usos(slug: str, acervo: Acervo) -> tuple[Uso, ...]:
    """Every place that names the variable, by kind: modules (those switched off too), other questions, the rest."""
    return (
        *(_of_modulo(modulo, lugar) for modulo in acervo.modulos for lugar in _list_lugares(slug, modulo)),
        *(uso for categoria in acervo.categorias for uso in _list_in_categoria(slug, categoria)),
        *(
            Uso(TipoDeUso.POLITICA, politica.slug, politica.nome, lugar)
            for politica in acervo.politicas
            for lugar in (
                *(["coluna da tabela"] if slug in politica.colunas else []),
                *(f"caso de teste “{caso.nome}”" for caso in politica.casos if slug in caso.valores),
            )
        ),
        *(
            Uso(TipoDeUso.CENARIO, cenario.slug, cenario.nome, "valores")
            for cenario in acervo.cenarios
            if slug in cenario.variaveis
        ),
    )


def list_regras(modulo: Modulo) -> tuple[tuple[str, Regra], ...]:
    """All rules of a module, each with the words for its place."""
    named = [("regra", modulo.regra), ("regra secundária", modulo.regra_secundaria)]
    named += [(f"regra de {name_tipo_de_peca(item.tipo_de_peca)}", item.regra) for item in modulo.regras_por_tipo]
    return tuple((lugar, regra) for lugar, regra in named if regra is not None)


def rename_na_regra(regra: Regra, de: str, para: str) -> Regra:
    match regra:
        case Condicao():
            return replace(regra, variavel=para) if regra.variavel == de else regra
        case Nao():
            return Nao(rename_na_regra(regra.regra, de, para))
        case E():
            return E(tuple(rename_na_regra(part, de, para) for part in regra.regras))
        case Ou():
            return Ou(tuple(rename_na_regra(part, de, para) for part in regra.regras))


def rename_no_modulo(modulo: Modulo, de: str, para: str) -> Modulo:
    """The module with every one of its rules on the new name."""
    secundaria = modulo.regra_secundaria
    return replace(
        modulo,
        regra=rename_na_regra(modulo.regra, de, para) if modulo.regra else None,
        regra_secundaria=rename_na_regra(secundaria, de, para) if secundaria else None,
        regras_por_tipo=tuple(
            replace(item, regra=rename_na_regra(item.regra, de, para)) for item in modulo.regras_por_tipo
        ),
    )


def rename_na_categoria(categoria: CategoriaDeDocumento, de: str, para: str) -> CategoriaDeDocumento:
    """The category with the new name in its questions, their conditions and sources, and its instruction."""
    return replace(
        categoria,
        instrucao=rename_place(categoria.instrucao, de, para),
        variaveis=tuple(_rename_na_variavel(variavel, de, para) for variavel in categoria.variaveis),
    )


def _rename_na_variavel(variavel: Variavel, de: str, para: str) -> Variavel:
    slugs = (variavel.slug, variavel.condicao, variavel.fonte_da_verdade)
    slug, condicao, fonte = (para if found == de else found for found in slugs)
    return replace(variavel, slug=slug, condicao=condicao, fonte_da_verdade=fonte)


def _of_modulo(modulo: Modulo, lugar: str) -> Uso:
    return Uso(TipoDeUso.MODULO, modulo.slug, modulo.titulo, lugar if modulo.is_active else f"{lugar} (desligado)")


def _list_lugares(slug: str, modulo: Modulo) -> list[str]:
    return [lugar for lugar, regra in list_regras(modulo) if slug in list_variaveis(regra)]


def _list_in_categoria(slug: str, categoria: CategoriaDeDocumento) -> Iterator[Uso]:
    if slug in list_places(categoria.instrucao):
        yield Uso(TipoDeUso.INSTRUCAO, categoria.slug, categoria.nome, "instrução")
    for variavel in categoria.variaveis:
        if variavel.condicao == slug:
            yield Uso(TipoDeUso.CONDICAO, variavel.slug, variavel.pergunta, categoria.nome)
        if variavel.fonte_da_verdade == slug:
            yield Uso(TipoDeUso.FONTE, variavel.slug, variavel.pergunta, categoria.nome)
