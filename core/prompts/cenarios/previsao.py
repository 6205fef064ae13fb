"""What a library decides in a scenario, and in what two libraries differ; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from core.prompts.cenarios.domain import Biblioteca, Cenario, Mudanca, Previsao, PrevisaoDoModulo, Raio
from core.prompts.decisao import decide_modulo
from core.prompts.domain import GRUPO_GERAL, ModoDeAtivacao, Modulo, TipoDeModulo
from core.prompts.politicas.domain import apply_politicas
from core.prompts.regras import Decisao
from core.prompts.valores import complete_valores

_PREVISOES = {Decisao.SIM: Previsao.SIM, Decisao.NAO: Previsao.NAO, Decisao.DESCONHECIDA: Previsao.PERGUNTAR}


def can_serve(modulo: Modulo, cenario: Cenario) -> bool:
    """Whether the module is offered to a peça of the scenario's group and type at all."""
    return (
        modulo.is_active
        and modulo.tipo is TipoDeModulo.CONTEUDO
        and modulo.grupo in (cenario.grupo, GRUPO_GERAL)
        and (not modulo.tipos_de_peca or cenario.tipo_de_peca in modulo.tipos_de_peca)
    )


def predict(biblioteca: Biblioteca, cenario: Cenario) -> tuple[PrevisaoDoModulo, ...]:
    """The decision on each argument that is offered in the scenario, in the order of the library."""
    valores = complete_valores(cenario.valores, cenario.ausentes, biblioteca.categorias)
    offered = [modulo for modulo in biblioteca.modulos if can_serve(modulo, cenario)]
    tipo = cenario.tipo_de_peca
    by_rule = [decide_modulo(m, tipo, valores) for m in offered if m.modo is ModoDeAtivacao.DETERMINISTICO]
    final = apply_politicas(by_rule, biblioteca.politicas, valores, tipo)
    decided = {decisao.modulo.slug: decisao for decisao in final}
    return tuple(
        PrevisaoDoModulo(modulo, _PREVISOES[decided[modulo.slug].decisao], decided[modulo.slug])
        if modulo.slug in decided
        else PrevisaoDoModulo(modulo, Previsao.MODELO)
        for modulo in offered
    )


def compare(antes: Biblioteca, depois: Biblioteca, cenarios: Iterable[Cenario]) -> Raio:
    """What changes from one library to the other, over the scenarios to which one of them offers a module.

    A module that is not offered in a scenario is "não" there.
    """
    modulos = (*antes.modulos, *depois.modulos)
    reached = [cenario for cenario in cenarios if any(can_serve(modulo, cenario) for modulo in modulos)]
    changes = (change for cenario in reached for change in _list_mudancas(cenario, antes, depois))
    return Raio(tuple(changes), len(reached))


def replace_modulo(modulos: Sequence[Modulo], slug: str, edited: Modulo | None) -> tuple[Modulo, ...]:
    """The modules with one of them exchanged, added (no such slug yet) or taken out (``edited`` is None)."""
    others = tuple(modulo for modulo in modulos if modulo.slug != slug)
    return others if edited is None else (*others, edited)


def _list_mudancas(cenario: Cenario, antes: Biblioteca, depois: Biblioteca) -> Iterable[Mudanca]:
    old = {item.modulo.slug: item for item in predict(antes, cenario)}
    new = {item.modulo.slug: item for item in predict(depois, cenario)}
    for slug in sorted(old.keys() | new.keys()):
        was = old[slug].previsao if slug in old else Previsao.NAO
        becomes = new[slug].previsao if slug in new else Previsao.NAO
        if was is not becomes:
            titulo = (new.get(slug) or old[slug]).modulo.titulo
            yield Mudanca(cenario, slug, titulo, was, becomes)
