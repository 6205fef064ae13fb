"""What the rest of the portal asks of the library."""

from __future__ import annotations

from collections.abc import Mapping

from core.prompts.domain import (
    GRUPO_GERAL,
    GRUPOS_PREPARADOS,
    SECOES,
    CategoriaDeDocumento,
    GrupoDeModulos,
    Modulo,
    OrigemDaCategoria,
    Prompt,
    Variavel,
)
from core.prompts.repository import PromptRepository
from core.prompts.seeds import load_seeds


class PromptService:
    """Reads go to the database each time, so an edit is live in every process at once."""

    def __init__(self, repository: PromptRepository) -> None:
        self._repository = repository

    def list_modulos(self, grupo: str, tipo_de_peca: str) -> tuple[Modulo, ...]:
        """Live modules of the group (and the general ones) for the peça: base, peca, then the sections in order."""
        places = {secao: place for place, secao in enumerate(self.list_secoes(grupo))}
        modulos = self._repository.list_modulos(grupo, tipo_de_peca)
        return tuple(sorted(modulos, key=lambda modulo: _place_in_peca(modulo, places)))

    def list_versoes(self, grupo: str) -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
        """What is live now, by slug: instructions, categories, modules that a peça of the group may get."""
        return self._repository.list_versoes(grupo)

    def list_modulos_by_versao(self, grupo: str, versoes: Mapping[str, int]) -> tuple[Modulo, ...]:
        """These versions, in the order of a peça of the group."""
        places = {secao: place for place, secao in enumerate(self.list_secoes(grupo))}
        modulos = self._repository.list_modulos_by_versao(versoes)
        return tuple(sorted(modulos, key=lambda modulo: _place_in_peca(modulo, places)))

    def list_categorias_by_versao(self, versoes: Mapping[str, int]) -> tuple[CategoriaDeDocumento, ...]:
        """These versions, of both origins."""
        return self._repository.list_categorias_by_versao(versoes)

    def get_modulo(self, slug: str, versao: int | None = None) -> Modulo:
        """One version, or the live one. Raises RecordNotFoundError."""
        return self._repository.get_modulo(slug, versao)

    def list_grupos(self) -> tuple[GrupoDeModulos, ...]:
        """The groups that have modules to offer, in the order of the menu."""
        offered = self._repository.list_slugs_com_modulos() - {GRUPO_GERAL} - GRUPOS_PREPARADOS
        return tuple(grupo for grupo in self._repository.list_grupos() if grupo.is_active and grupo.slug in offered)

    def list_secoes(self, grupo: str) -> tuple[str, ...]:
        """The sections of a peça of the group, in order; the office's default order for a group without a record."""
        found = (item.secoes for item in self._repository.list_grupos() if item.slug == grupo)
        return next(found, SECOES)

    def list_categorias(self) -> tuple[CategoriaDeDocumento, ...]:
        """The categories of documents that are read."""
        return self._repository.list_categorias()

    def list_variaveis_do_processo(self) -> tuple[Variavel, ...]:
        """The variables that the court's data answers, without the model."""
        categorias = self._repository.list_categorias(OrigemDaCategoria.TRIBUNAL)
        return tuple(variavel for categoria in categorias for variavel in categoria.variaveis)

    def list_variaveis(self) -> dict[str, Variavel]:
        """Every variable by its slug, those of documents and those of the court's data."""
        dos_documentos = {v.slug: v for categoria in self.list_categorias() for v in categoria.variaveis}
        return dos_documentos | {v.slug: v for v in self.list_variaveis_do_processo()}

    def list_perguntas(self) -> dict[str, str]:
        """The question of each variable by its slug, as people read it."""
        return {slug: variavel.pergunta for slug, variavel in self.list_variaveis().items()}

    def get_prompt(self, slug: str, versao: int | None = None) -> Prompt:
        """One version, or the live one. Raises RecordNotFoundError."""
        return self._repository.get_prompt(slug, versao)

    def seed_library(self) -> int:
        """Store the seed files; answers how many versions were written (0 when nothing changed)."""
        return self._repository.save_seeds(load_seeds())


def _place_in_peca(modulo: Modulo, places: Mapping[str, int]) -> tuple[int, int, str]:
    """Base and peça have no section and come first; a section that the group does not have comes last."""
    return (places.get(modulo.secao, len(places)) if modulo.secao else -1, modulo.ordem, modulo.slug)
