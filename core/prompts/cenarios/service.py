"""Saved scenarios and the blast radius of an edit over them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from core.errors import InvalidInputError
from core.prompts.cenarios.domain import Biblioteca, Cenario, PrevisaoDoModulo, Raio
from core.prompts.cenarios.formato import load_cenarios
from core.prompts.cenarios.previsao import compare, predict
from core.prompts.cenarios.repository import CenarioRepository
from core.prompts.comparacao import normalize
from core.prompts.domain import CategoriaDeDocumento, Modulo, OrigemDaCategoria
from core.prompts.politicas.domain import Politica
from core.prompts.politicas.repository import PoliticaRepository
from core.prompts.regras import ValorDoFato
from core.prompts.repository import PromptRepository


class CenarioService:
    """Reads go to the database each time, so a preview is over what is live now."""

    def __init__(self, repository: CenarioRepository, prompts: PromptRepository, politicas: PoliticaRepository) -> None:
        self._repository = repository
        self._prompts = prompts
        self._politicas = politicas

    def list_cenarios(self) -> tuple[Cenario, ...]:
        """All scenarios by name."""
        return self._repository.list_cenarios()

    def get_cenario(self, slug: str) -> Cenario:
        """Raises RecordNotFoundError."""
        return self._repository.get_cenario(slug)

    def add_cenario(self, cenario: Cenario, *, autor: str) -> Cenario:
        """Store a new one under a slug made of its name (``cenario.slug`` is not read).

        Raises InvalidInputError without a name, ForbiddenChangeError when a scenario has this name already.
        """
        return self._repository.add_cenario(replace(cenario, slug=_build_slug(cenario.nome)), autor=autor)

    def save_cenario(self, cenario: Cenario, *, autor: str) -> Cenario:
        """Store an edit. Raises ForbiddenChangeError when somebody else saved it since it was read."""
        _build_slug(cenario.nome)
        return self._repository.save_cenario(cenario, autor=autor)

    def delete_cenario(self, cenario: Cenario, *, autor: str) -> None:
        """Take it out; ``restore_cenario`` brings it back."""
        self._repository.delete_cenario(cenario, autor=autor)

    def restore_cenario(self, slug: str, *, autor: str) -> Cenario:
        """Raises RecordNotFoundError."""
        return self._repository.restore_cenario(slug, autor=autor)

    def predict(self, cenario: Cenario) -> tuple[PrevisaoDoModulo, ...]:
        """What the live library decides in a scenario, stored or not."""
        return predict(self._load(), cenario)

    def preview_modulo(self, modulo: Modulo) -> Raio:
        """What saving ``modulo`` would change, over all scenarios it reaches; also for a slug that is new."""
        return self.preview_modulos((modulo,))

    def preview_modulos(self, modulos: Sequence[Modulo]) -> Raio:
        """The same for modules that are saved together."""
        slugs = {modulo.slug for modulo in modulos}
        antes = self._build_biblioteca(tuple(m for m in self._prompts.list_oferecidos() if m.slug in slugs))
        return compare(antes, replace(antes, modulos=tuple(modulos)), self._repository.list_cenarios())

    def preview_renomeacao(self, rename: Callable[[Biblioteca], Biblioteca], de: str, para: str) -> Raio:
        """What a new name for a variable would change: nothing, when ``rename`` reaches every place that counts."""
        antes, cenarios = self._load(), self._repository.list_cenarios()
        renamed = {cenario.slug: replace(cenario, valores=_rename(cenario, de, para)) for cenario in cenarios}
        return compare(antes, rename(antes), cenarios, lambda cenario: renamed[cenario.slug])

    def preview_categoria(self, categoria: CategoriaDeDocumento) -> Raio:
        """What saving the category (the conditions of its variables) would change."""
        return self._preview(
            lambda live: replace(
                live,
                categorias=(*(c for c in live.categorias if c.slug != categoria.slug), categoria),
            )
        )

    def preview_politica(self, politica: Politica) -> Raio:
        """What saving the policy would change."""
        return self._preview(
            lambda live: replace(live, politicas=(*(p for p in live.politicas if p.slug != politica.slug), politica))
        )

    def seed_cenarios(self) -> int:
        """Store the seed files; answers how many scenarios were written (0 when nothing changed)."""
        return self._repository.save_seeds(load_cenarios())

    def _preview(self, change: Callable[[Biblioteca], Biblioteca]) -> Raio:
        antes = self._load()
        return compare(antes, change(antes), self._repository.list_cenarios())

    def _load(self) -> Biblioteca:
        """The live library."""
        return self._build_biblioteca(self._prompts.list_oferecidos())

    def _build_biblioteca(self, modulos: tuple[Modulo, ...]) -> Biblioteca:
        categorias = tuple(c for origem in OrigemDaCategoria for c in self._prompts.list_categorias(origem))
        return Biblioteca(modulos, categorias, self._politicas.list_politicas())


def _rename(cenario: Cenario, de: str, para: str) -> dict[str, ValorDoFato]:
    return {para if slug == de else slug: valor for slug, valor in cenario.valores.items()}


def _build_slug(nome: str) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", normalize(nome)).strip("-")[:100]
    if not slug:
        raise InvalidInputError(
            "scenario without a name", user_message="O cenário está sem nome. Escreva um nome que diga que caso ele é."
        )
    return slug
