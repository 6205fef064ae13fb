"""What a library decides in a scenario, and in what two libraries differ; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from core.prompts.cenarios.domain import Biblioteca, Cenario, Mudanca, Previsao, PrevisaoDoModulo, Raio
from core.prompts.decisao import Decisor
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


class Previsor:
    """A library that predicts scenarios; the rules of each group and piece type are compiled once."""

    def __init__(self, biblioteca: Biblioteca) -> None:
        self._biblioteca = biblioteca
        self._offers: dict[tuple[str, str], tuple[list[Modulo], Decisor]] = {}

    def predict(self, cenario: Cenario) -> tuple[PrevisaoDoModulo, ...]:
        """The decision on each argument that is offered in the scenario, in the order of the library."""
        tipo, politicas = cenario.tipo_de_peca, self._biblioteca.politicas
        valores = complete_valores(cenario.valores, cenario.ausentes, self._biblioteca.categorias)
        offered, decisor = self._offer(cenario)
        final = apply_politicas(decisor.decide(valores), politicas, valores, tipo)
        decided = {decisao.modulo.slug: decisao for decisao in final}
        return tuple(
            PrevisaoDoModulo(modulo, _PREVISOES[decided[modulo.slug].decisao], decided[modulo.slug])
            if modulo.slug in decided
            else PrevisaoDoModulo(modulo, Previsao.MODELO)
            for modulo in offered
        )

    def _offer(self, cenario: Cenario) -> tuple[list[Modulo], Decisor]:
        key = (cenario.grupo, cenario.tipo_de_peca)
        if key not in self._offers:
            offered = [modulo for modulo in self._biblioteca.modulos if can_serve(modulo, cenario)]
            by_rule = [modulo for modulo in offered if modulo.modo is ModoDeAtivacao.DETERMINISTICO]
            self._offers[key] = (offered, Decisor(by_rule, cenario.tipo_de_peca))
        return self._offers[key]


def predict(biblioteca: Biblioteca, cenario: Cenario) -> tuple[PrevisaoDoModulo, ...]:
    """``Previsor.predict`` for one scenario."""
    return Previsor(biblioteca).predict(cenario)


def compare(
    antes: Biblioteca,
    depois: Biblioteca,
    cenarios: Iterable[Cenario],
    become: Callable[[Cenario], Cenario] = lambda cenario: cenario,
) -> Raio:
    """What changes from one library to the other, over the scenarios to which one of them offers a module.

    A module that is not offered in a scenario is "não" there. ``become`` gives the scenario as the other
    library has it.
    """
    modulos = (*antes.modulos, *depois.modulos)
    reached = [cenario for cenario in cenarios if any(can_serve(modulo, cenario) for modulo in modulos)]
    old, new = Previsor(antes), Previsor(depois)
    changes = (change for cenario in reached for change in _list_mudancas(cenario, become(cenario), old, new))
    return Raio(tuple(changes), len(reached))


def _list_mudancas(cenario: Cenario, later: Cenario, antes: Previsor, depois: Previsor) -> Iterable[Mudanca]:
    old = {item.modulo.slug: item for item in antes.predict(cenario)}
    new = {item.modulo.slug: item for item in depois.predict(later)}
    for slug in sorted(old.keys() | new.keys()):
        was = old[slug].previsao if slug in old else Previsao.NAO
        becomes = new[slug].previsao if slug in new else Previsao.NAO
        if was is not becomes:
            titulo = (new.get(slug) or old[slug]).modulo.titulo
            yield Mudanca(cenario, slug, titulo, was, becomes)
