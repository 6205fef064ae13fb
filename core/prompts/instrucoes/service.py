"""What the data team does with instructions: a new version with a reason, the labels, the way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from core.errors import ForbiddenChangeError, InvalidInputError, RecordNotFoundError
from core.prompts.domain import CategoriaDeClassificacao, Prompt
from core.prompts.instrucoes.domain import (
    AtoDaInstrucao,
    DiferencaDeCategorias,
    LinhaDaInstrucao,
    RegistroDoRotulo,
    VersaoDaInstrucao,
)
from core.prompts.instrucoes.repository import InstrucaoRepository
from core.prompts.instrucoes.validacao import list_problemas, require_valid
from core.prompts.modulos.diferenca import Trecho, compare_textos

MAX_VERSOES = 200
MAX_MOTIVO = 500

RequirePromovivel = Callable[[str, int], None]
"""Raises PromocaoBloqueadaError when the version of the slug may not go into production."""


class InstrucaoService:
    """Reads go to the database each time: a promotion is live in every process at once. ``autor`` is a login.

    Who runs already keeps the version that it noted when it began.
    """

    def __init__(self, repository: InstrucaoRepository, require_promovivel: RequirePromovivel) -> None:
        self._repository = repository
        self._require_promovivel = require_promovivel

    def list_instrucoes(self) -> tuple[LinhaDaInstrucao, ...]:
        """Every instruction of the portal, by subsystem and name."""
        return self._repository.list_linhas()

    def get(self, slug: str, versao: int | None = None) -> VersaoDaInstrucao:
        """One version, or the one in production. Raises RecordNotFoundError."""
        found = self._repository.find(slug, versao)
        if found is None:
            raise RecordNotFoundError(f"instrucao {slug} v{versao or 'live'}")
        return found

    def find_candidata(self, slug: str) -> VersaoDaInstrucao | None:
        return self._repository.find_candidata(slug)

    def list_versoes(self, slug: str) -> tuple[VersaoDaInstrucao, ...]:
        """The newest first."""
        return self._repository.list_versoes(slug, limit=MAX_VERSOES)

    def list_registros(self, slug: str) -> tuple[RegistroDoRotulo, ...]:
        """What was done with the labels, the newest first."""
        return self._repository.list_registros(slug, limit=MAX_VERSOES)

    def compare(self, slug: str, de: int, para: int) -> tuple[tuple[Trecho, ...], DiferencaDeCategorias]:
        """What version ``para`` changed of version ``de``: the text, and the classifier's categories."""
        antes, depois = self.get(slug, de).prompt, self.get(slug, para).prompt
        return compare_textos(antes.texto, depois.texto), compare_categorias(antes.categorias, depois.categorias)

    def list_problemas(self, prompt: Prompt) -> tuple[str, ...]:
        """What would keep the version from being stored, as people read it."""
        live = self._repository.find(prompt.slug)
        return list_problemas(prompt, live.prompt if live else None)

    def create(self, prompt: Prompt, *, autor: str, motivo: str) -> VersaoDaInstrucao:
        """Store a new instruction; its first version is in production.

        Raises InvalidInstrucaoError, SemCategoriasError, VersionConflictError for a slug in use.
        """
        motivo = require_motivo(motivo)
        return self._repository.add(replace(prompt, versao=1), autor=autor, motivo=motivo, check=require_valid)

    def save_versao(self, prompt: Prompt, *, autor: str, motivo: str) -> VersaoDaInstrucao:
        """Store the next version without a label; ``prompt.versao`` is the newest that the person saw.

        Raises InvalidInstrucaoError with every problem, SemCategoriasError, VersionConflictError.
        """
        motivo = require_motivo(motivo)
        return self._repository.save_versao(prompt, autor=autor, motivo=motivo, check=require_valid)

    def mark_candidata(self, slug: str, versao: int, *, autor: str, motivo: str) -> VersaoDaInstrucao:
        """Give the label candidata to a version; the one that had it loses it."""
        if self.get(slug, versao).is_producao:
            raise ForbiddenChangeError(
                "production is no candidate",
                user_message="Esta versão já está em produção. Escolha outra versão para ser a candidata.",
            )
        marked = self._repository.set_candidata(slug, versao, autor=autor, motivo=require_motivo(motivo))
        return marked or self.get(slug, versao)

    def withdraw_candidata(self, slug: str, *, autor: str, motivo: str) -> None:
        """Take the label candidata away; the version stays."""
        self._repository.set_candidata(slug, None, autor=autor, motivo=require_motivo(motivo))

    def promote(self, slug: str, versao: int, *, viva: int, autor: str, motivo: str) -> VersaoDaInstrucao:
        """Put a version into production; ``viva`` is the one that the person saw there.

        Raises PromocaoBloqueadaError with the reason, VersionConflictError, RecordNotFoundError.
        """
        motivo = require_motivo(motivo)
        if versao == viva:
            raise ForbiddenChangeError(
                f"instrucao {slug} v{versao} is live", user_message="Esta versão já está em produção. Nada mudou."
            )
        self._require_promovivel(slug, versao)
        ato = AtoDaInstrucao.PROMOVIDA
        return self._repository.set_producao(slug, versao, viva=viva, ato=ato, autor=autor, motivo=motivo)

    def rollback(self, slug: str, *, viva: int, autor: str, motivo: str) -> VersaoDaInstrucao:
        """Put back what was in production before ``viva`` was promoted. Nothing blocks the way back.

        Raises ForbiddenChangeError when ``viva`` was never promoted, VersionConflictError.
        """
        motivo = require_motivo(motivo)
        versao = self.find_anterior(slug, viva)
        if versao is None:
            raise ForbiddenChangeError(
                f"instrucao {slug} v{viva} has no version before it",
                user_message="Não há versão anterior em produção a que voltar. Escolha uma versão e promova-a.",
            )
        ato = AtoDaInstrucao.REVERTIDA
        return self._repository.set_producao(slug, versao, viva=viva, ato=ato, autor=autor, motivo=motivo)

    def find_anterior(self, slug: str, viva: int) -> int | None:
        """The version that a rollback from ``viva`` goes to."""
        registros = self._repository.list_registros(slug, limit=1_000)
        promotions = (one for one in registros if one.ato is AtoDaInstrucao.PROMOVIDA and one.versao == viva)
        last = next(promotions, None)
        return last.anterior if last else None


def compare_categorias(
    antes: tuple[CategoriaDeClassificacao, ...], depois: tuple[CategoriaDeClassificacao, ...]
) -> DiferencaDeCategorias:
    """By slug; a category that only moved did not change."""
    old, new = ({categoria.slug: categoria for categoria in which} for which in (antes, depois))
    return DiferencaDeCategorias(
        entraram=tuple(categoria.nome for slug, categoria in new.items() if slug not in old),
        sairam=tuple(categoria.nome for slug, categoria in old.items() if slug not in new),
        mudaram=tuple(categoria.nome for slug, categoria in new.items() if slug in old and old[slug] != categoria),
    )


def require_motivo(motivo: str) -> str:
    """Without blanks around it. Raises InvalidInputError when it is missing or too long."""
    stripped = motivo.strip()
    if not stripped or len(stripped) > MAX_MOTIVO:
        raise InvalidInputError(
            "instrucao without a reason",
            user_message=f"Falta o motivo, em até {MAX_MOTIVO} letras. Escreva uma frase e tente de novo.",
        )
    return stripped
