"""What the data team does with categories: change the questions with a reason, rename one everywhere, go back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from core.errors import InvalidInputError
from core.prompts.categorias.domain import Acervo, Renomeacao, Uso, VersaoDaCategoria
from core.prompts.categorias.repository import CategoriaRepository
from core.prompts.categorias.usos import list_usos, rename_na_categoria, rename_no_modulo
from core.prompts.categorias.validacao import (
    Problema,
    list_problemas,
    list_regras_quebradas,
    refuse_problemas,
)
from core.prompts.cenarios.domain import Biblioteca
from core.prompts.domain import CategoriaDeDocumento, OrigemDaCategoria
from core.prompts.politicas.domain import Politica
from core.prompts.politicas.formato import dump_politica, parse_politica, rename_in_politica

MAX_VERSOES = 200
"""Versions of a category that its history shows."""

_MAX_MOTIVO = 400
_MAX_LUGARES = 6
"""Places that a refusal names; the panel of uses has them all."""


class CategoriaService:
    """Reads go to the database each time, so an edit is live in every process at once. ``autor`` is a login."""

    def __init__(self, repository: CategoriaRepository) -> None:
        self._repository = repository

    def list_categorias(self) -> tuple[CategoriaDeDocumento, ...]:
        """Live categories of both origins, by name."""
        return tuple(sorted(self._repository.list_categorias(), key=lambda categoria: categoria.nome))

    def get_categoria(self, slug: str, versao: int | None = None) -> VersaoDaCategoria:
        """One version, or the live one. Raises RecordNotFoundError."""
        return self._repository.get_versao(slug, versao)

    def list_versoes(self, slug: str) -> tuple[VersaoDaCategoria, ...]:
        """The newest first."""
        return self._repository.list_versoes(slug, limit=MAX_VERSOES)

    def list_usos(self, variavel: str) -> tuple[Uso, ...]:
        """Every place that names the variable."""
        return list_usos(variavel, self._repository.load_acervo())

    def count_modulos(self) -> Counter[str]:
        """In how many modules each variable decides something."""
        return self._repository.count_modulos()

    def list_problemas(self, categoria: CategoriaDeDocumento) -> tuple[Problema, ...]:
        """What would keep it from being saved now."""
        return _list_problemas(categoria, self._repository.load_acervo())

    def save_categoria(self, categoria: CategoriaDeDocumento, *, autor: str, motivo: str) -> CategoriaDeDocumento:
        """Publish it: the next version, or a new category when ``versao`` is 0.

        Raises InvalidInputError with every place and reason (a question that something uses cannot be taken out),
        VersionConflictError when somebody else published since it was read. Nothing is half saved.
        """
        motivo = _require_motivo(motivo)
        return self._repository.save(categoria, autor=autor, motivo=motivo, check=_check)

    def rename_variavel(
        self, categoria: CategoriaDeDocumento, de: str, para: str, *, autor: str, motivo: str
    ) -> Renomeacao:
        """Give a question its new name in every rule, condition, scenario and policy, all or none.

        ``categoria`` is the live version that was looked at. Raises as ``save_categoria``.
        """
        motivo = _require_motivo(motivo)
        para = para.strip()
        known = {variavel.slug for variavel in categoria.variaveis}
        if de not in known:
            _refuse(categoria, f"variável {de}", "não existe nesta categoria")
        if para in known:
            _refuse(categoria, f"variável {para}", "já existe nesta categoria")
        if categoria.origem is OrigemDaCategoria.TRIBUNAL:
            _refuse(categoria, f"variável {de}", "é preenchida pelo portal com os dados do TJMS e não muda de nome")
        reason = f"{de} passou a se chamar {para}: {motivo}"
        return self._repository.rename_variavel(categoria, de, para, autor=autor, motivo=reason, check=_check_nome)

    def rename_na_biblioteca(self, live: Biblioteca, de: str, para: str) -> Biblioteca:
        """The library with the variable under its new name in every place, as ``rename_variavel`` would store it."""
        return Biblioteca(
            tuple(rename_no_modulo(modulo, de, para) for modulo in live.modulos),
            tuple(rename_na_categoria(categoria, de, para) for categoria in live.categorias),
            tuple(_rename_na_politica(politica, de, para) for politica in live.politicas),
        )

    def restore_versao(self, slug: str, versao: int, *, viva: int, autor: str) -> CategoriaDeDocumento:
        """Publish an older version again over ``viva``, the live one looked at. Raises as ``save_categoria``."""
        old = self._repository.get_versao(slug, versao).categoria
        return self.save_categoria(replace(old, versao=viva), autor=autor, motivo=f"Restaurada a versão {versao}")


def _rename_na_politica(politica: Politica, de: str, para: str) -> Politica:
    return parse_politica(rename_in_politica(dump_politica(politica), de, para), politica.slug, politica.versao)


def _check(categoria: CategoriaDeDocumento, acervo: Acervo) -> None:
    refuse_problemas(categoria, _list_problemas(categoria, acervo))


def _check_nome(renamed: CategoriaDeDocumento, acervo: Acervo) -> None:
    """As ``_check`` for a category in which one variable has a new name, and so have all that use it."""
    live = next(other for other in acervo.categorias if other.slug == renamed.slug)
    old, new = ({v.slug for v in categoria.variaveis} for categoria in (live, renamed))
    (de,), (para,) = old - new, new - old
    others = [rename_na_categoria(other, de, para) for other in acervo.categorias if other.slug != renamed.slug]
    refuse_problemas(renamed, list_problemas(renamed, others))


def _list_problemas(categoria: CategoriaDeDocumento, acervo: Acervo) -> tuple[Problema, ...]:
    others = [other for other in acervo.categorias if other.slug != categoria.slug]
    live = next((other for other in acervo.categorias if other.slug == categoria.slug), None)
    gone = _list_saidas(categoria, live)
    kept = replace(acervo, categorias=(*others, categoria))
    usadas = [(slug, list_usos(slug, kept)) for slug in gone]
    quebradas = list_regras_quebradas(acervo.categorias, kept.categorias, acervo) if live and not gone else ()
    return (
        *list_problemas(categoria, others),
        *_check_tribunal(categoria, live),
        *(Problema(f"variável {slug}", f"não pode sair: {_describe(usos)}") for slug, usos in usadas if usos),
        *quebradas,
    )


def _list_saidas(categoria: CategoriaDeDocumento, live: CategoriaDeDocumento | None) -> list[str]:
    kept = {variavel.slug for variavel in categoria.variaveis}
    return [variavel.slug for variavel in live.variaveis if variavel.slug not in kept] if live else []


def _check_tribunal(categoria: CategoriaDeDocumento, live: CategoriaDeDocumento | None) -> tuple[Problema, ...]:
    """The court's variables are those that the program fills: only their words may change."""
    if OrigemDaCategoria.TRIBUNAL not in {categoria.origem, live.origem if live else categoria.origem}:
        return ()
    old, new = ({(v.slug, v.tipo) for v in one.variaveis} if one else None for one in (live, categoria))
    if live is not None and live.origem is categoria.origem and old == new:
        return ()
    return (Problema("dados do TJMS", "o portal preenche estas variáveis; só as perguntas podem mudar"),)


def _describe(usos: Sequence[Uso]) -> str:
    named = [f"{uso.titulo} ({uso.lugar})" for uso in usos[:_MAX_LUGARES]]
    rest = len(usos) - len(named)
    return "é usada em " + ", ".join(named) + (f" e em mais {rest}" if rest else "")


def _require_motivo(motivo: str) -> str:
    text = motivo.strip()
    if not text or len(text) > _MAX_MOTIVO:
        raise InvalidInputError(
            "change without a reason",
            user_message="A categoria não foi salva. Escreva em uma frase por que ela muda.",
        )
    return text


def _refuse(categoria: CategoriaDeDocumento, place: str, reason: str) -> None:
    refuse_problemas(categoria, (Problema(place, reason),))
