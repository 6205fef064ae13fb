"""What the portal asks of the legal constants; reads go to the database each time, so an edit is live at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.errors import InvalidInputError
from core.prompts.constantes.domain import ConstanteLegal, Constantes, VersaoDaConstante, require_valid
from core.prompts.constantes.formato import load_constantes
from core.prompts.constantes.repository import ConstanteRepository

_MAX_MOTIVO = 500


class ConstanteService:
    def __init__(self, repository: ConstanteRepository) -> None:
        self._repository = repository

    def load(self, versoes: Mapping[str, int] | None = None) -> Constantes:
        """These versions, or all live constants, to find values by day in."""
        repository = self._repository
        found = repository.list_constantes() if versoes is None else repository.list_by_versao(versoes)
        return Constantes({constante.slug: constante for constante in found})

    def list_constantes(self) -> tuple[ConstanteLegal, ...]:
        """By name."""
        return tuple(sorted(self._repository.list_constantes(), key=lambda constante: constante.nome))

    def list_versoes(self, slug: str) -> tuple[VersaoDaConstante, ...]:
        """The history, newest first."""
        return self._repository.list_versoes(slug)

    def save_constante(self, constante: ConstanteLegal, *, autor: str, motivo: str) -> ConstanteLegal:
        """Publish the values; each one that changed is signed by ``autor``.

        Raises InvalidInputError naming the place, ForbiddenChangeError when somebody else saved it since it was read.
        """
        if not motivo.strip() or len(motivo) > _MAX_MOTIVO:
            raise InvalidInputError(
                "change without a reason",
                user_message="A constante não foi salva. Escreva em uma frase por que ela muda.",
            )
        return self._repository.save(require_valid(constante), autor=autor, motivo=motivo.strip())

    def restore_versao(self, constante: ConstanteLegal, versao: int, *, autor: str) -> ConstanteLegal:
        """Publish an older version again over ``constante``, the live one that was looked at."""
        old = replace(self._repository.get(constante.slug, versao), versao=constante.versao)
        return self._repository.save(old, autor=autor, motivo=f"Restaurada a versão {versao}")

    def seed_constantes(self) -> int:
        """Store the seed files; answers how many versions were written (0 when nothing changed)."""
        return self._repository.save_seeds(load_constantes())
