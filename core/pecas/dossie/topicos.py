"""The topics of a text with the modules that asked for them. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from core.conferencia.cobertura import normalize_titulo
from core.feedback.distancia import Topico
from core.pecas.domain import ModuloEscolhido
from core.pecas.edicao.secoes import split_secoes

ABERTURA = "Abertura"
"""What stands before the first heading."""


def split_topicos(texto: str, modulos: Iterable[ModuloEscolhido]) -> tuple[Topico, ...]:
    """Every heading with its text; a module is known by its title, whatever number stands before it."""
    by_titulo = {normalize_titulo(modulo.titulo): modulo for modulo in modulos}
    return tuple(
        _build(secao.titulo or ABERTURA, secao.texto, by_titulo.get(normalize_titulo(secao.titulo)))
        for secao in split_secoes(texto)
        if secao.texto.strip()
    )


def _build(titulo: str, texto: str, modulo: ModuloEscolhido | None) -> Topico:
    if modulo is None:
        return Topico(titulo, texto)
    return Topico(titulo, texto, modulo.slug, modulo.versao)
