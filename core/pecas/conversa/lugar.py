"""Where a module of the library enters a minuta that is written already. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.pecas.conversa.domain import ModuloProposto, Troca
from core.pecas.domain import ModuloEscolhido, OrigemDoModulo
from core.pecas.edicao.domain import Secao
from core.prompts.comparacao import normalize

_NIVEL_DA_SECAO = 2


def list_fechadas(secoes: Sequence[Secao]) -> frozenset[str]:
    """The section that ends the text, with its requests, close and signature: nothing is put behind it."""
    heads = [secao.titulo for secao in secoes if secao.nivel == _NIVEL_DA_SECAO]
    return frozenset(normalize(titulo) for titulo in heads[-1:])


def place_topico(secoes: Sequence[Secao], modulo: ModuloProposto, topico: str, ordem: Sequence[str]) -> Troca | None:
    """The exchange that puts the topic at the end of its section, which is opened where the minuta does not have it.

    ``ordem`` are the sections of a peça of the group. None when there is no place before the end of the text.
    """
    heads = [place for place, secao in enumerate(secoes) if secao.nivel == _NIVEL_DA_SECAO]
    names = [normalize(secoes[place].titulo) for place in heads]
    wanted, order = normalize(modulo.secao), [normalize(nome) for nome in ordem]
    block = f"### {modulo.titulo}\n\n{topico.strip()}"
    if wanted in names:
        number = names.index(wanted)
    else:
        rank = order.index(wanted) if wanted in order else len(order)
        before = [number for number, name in enumerate(names) if name not in order or order.index(name) < rank]
        number = max(before, default=-1)
        block = f"## {modulo.secao}\n\n{block}"
    if number < 0 or number >= len(heads) - 1:
        return None
    last = secoes[heads[number + 1] - 1]
    return Troca(last.chave, last.texto.rstrip(), f"{last.texto.rstrip()}\n\n{block}")


def add_modulo(
    modulos: Sequence[ModuloEscolhido], novo: ModuloProposto, motivo: str, ordem: Sequence[str]
) -> tuple[ModuloEscolhido, ...]:
    """The modules of the minuta with one more, the last of its section; all numbered anew in their order."""
    order = [normalize(nome) for nome in ordem]

    def rank(modulo: ModuloEscolhido) -> int:
        name = normalize(modulo.secao)
        return order.index(name) if name in order else len(order)

    added = ModuloEscolhido(novo.slug, novo.versao, novo.secao, novo.titulo, 0, OrigemDoModulo.PESSOA, motivo)
    kept = [modulo for modulo in modulos if modulo.slug != novo.slug]
    same = [place for place, modulo in enumerate(kept) if normalize(modulo.secao) == normalize(novo.secao)]
    before = same or [place for place, modulo in enumerate(kept) if rank(modulo) < rank(added)]
    at = max(before, default=-1) + 1
    return _number([*kept[:at], added, *kept[at:]])


def remove_modulo(modulos: Sequence[ModuloEscolhido], slug: str) -> tuple[ModuloEscolhido, ...]:
    return _number([modulo for modulo in modulos if modulo.slug != slug])


def _number(modulos: Sequence[ModuloEscolhido]) -> tuple[ModuloEscolhido, ...]:
    return tuple(replace(modulo, ordem=ordem) for ordem, modulo in enumerate(modulos, start=1))
