"""The office's policies: read, tested, saved with history."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from core.errors import InvalidInputError
from core.prompts.domain import OrigemDaCategoria, Variavel
from core.prompts.politicas.domain import (
    COLUNA_DO_TIPO,
    TIPO_DE_PECA,
    Alvo,
    Politica,
    ResultadoDoCaso,
    VersaoDaPolitica,
    check_casos,
    is_tipo_de_peca,
)
from core.prompts.politicas.formato import load_politicas
from core.prompts.politicas.repository import PoliticaRepository
from core.prompts.politicas.texto import format_alvos
from core.prompts.repository import PromptRepository
from core.prompts.validacao import validate_regra


class PoliticaService:
    """Reads go to the database each time, so an edit is live in every process at once."""

    def __init__(self, repository: PoliticaRepository, prompts: PromptRepository) -> None:
        self._repository = repository
        self._prompts = prompts

    def list_politicas(self, versoes: Mapping[str, int] | None = None) -> tuple[Politica, ...]:
        """These versions, or the live policies; by name, those that are switched off too."""
        return self._repository.list_politicas() if versoes is None else self._repository.list_by_versao(versoes)

    def get_politica(self, slug: str, versao: int | None = None) -> Politica:
        """One version, or the live one. Raises RecordNotFoundError."""
        return self._repository.get_politica(slug, versao)

    def list_versoes(self, slug: str) -> tuple[VersaoDaPolitica, ...]:
        """The history, newest first."""
        return self._repository.list_versoes(slug)

    def check_politica(self, politica: Politica) -> tuple[ResultadoDoCaso, ...]:
        """Run its tests; nothing is stored."""
        return check_casos(politica)

    def save_politica(self, politica: Politica, *, autor: str, motivo: str) -> Politica:
        """Store the next version (version 0: a new policy). All its tests must pass.

        Raises InvalidInputError with the place and the reason, ForbiddenChangeError when somebody else saved first.
        """
        if not motivo.strip():
            raise InvalidInputError(
                "policy without a reason", user_message="Falta o motivo da mudança. Escreva uma frase e salve de novo."
            )
        require_valid(politica, self._list_variaveis(), self._repository.list_alvos() | self._list_present(politica))
        return self._repository.save_politica(politica, autor=autor, motivo=motivo.strip())

    def restore_politica(self, slug: str, versao: int, *, autor: str) -> Politica:
        """Make an old version the newest one; it is tested like any other."""
        live, old = self._repository.get_politica(slug), self._repository.get_politica(slug, versao)
        motivo = f"Restaura a versão {versao}"
        return self.save_politica(replace(old, versao=live.versao), autor=autor, motivo=motivo)

    def seed_politicas(self) -> int:
        """Store the seed files; answers how many policies were written (0 when nothing changed)."""
        return self._repository.save_seeds(load_politicas())

    def _list_present(self, politica: Politica) -> frozenset[Alvo]:
        """What the live version is about already, which may wait for its first module."""
        if not politica.versao:
            return frozenset()
        return frozenset(list_alvos(self._repository.get_politica(politica.slug)))

    def _list_variaveis(self) -> dict[str, Variavel]:
        categorias = (c for origem in OrigemDaCategoria for c in self._prompts.list_categorias(origem))
        return {variavel.slug: variavel for categoria in categorias for variavel in categoria.variaveis}


def require_valid(politica: Politica, variaveis: Mapping[str, Variavel], alvos: Collection[Alvo]) -> None:
    """Raises InvalidInputError with the place of what can never work, or of a test that fails.

    Refused: a column that no variable has, a cell outside the columns or that its variable cannot meet, a target
    that is not one of ``alvos`` (a mistyped one would switch the row off without a word), an unknown piece type.
    """
    known = {*variaveis, TIPO_DE_PECA}
    _require_known(politica.colunas, known, "a coluna", "não é uma variável da biblioteca")
    for place, linha in enumerate(politica.linhas, start=1):
        columns = set(politica.colunas)
        _require_known(linha.celulas, columns, f"a linha {place}", "usa uma condição que não é coluna da tabela")
        problems = validate_regra(linha.build_regra(), {**variaveis, TIPO_DE_PECA: COLUNA_DO_TIPO})
        if problems:
            raise _refuse(f"Na linha {place}, {problems[0].motivo}.")
        if not linha.alvos:
            raise _refuse(f"A linha {place} não diz a que módulos se aplica.")
        _require_alvos(linha.alvos, alvos, f"Na linha {place}")
    for caso in politica.casos:
        _require_known(caso.valores, known, f"o teste “{caso.nome}”", "usa uma variável que não existe")
        if not is_tipo_de_peca(caso.tipo_de_peca):
            raise _refuse(f"No teste “{caso.nome}”, “{caso.tipo_de_peca}” não é um tipo de peça.")
        _require_alvos((alvo for alvo, _ in caso.espera), alvos, f"No teste “{caso.nome}”")
    if not politica.linhas or not politica.casos:
        raise _refuse("Uma política precisa de ao menos uma linha e um teste.")
    failed = [resultado for resultado in check_casos(politica) if not resultado.has_passed]
    if failed:
        nomes = "; ".join(f"“{resultado.caso.nome}”" for resultado in failed)
        raise _refuse(f"Testes que não passam: {nomes}.")


def list_alvos(politica: Politica) -> tuple[Alvo, ...]:
    """Each target of its rows once."""
    return tuple(dict.fromkeys(alvo for linha in politica.linhas for alvo in linha.alvos))


def _require_alvos(found: Iterable[Alvo], known: Collection[Alvo], place: str) -> None:
    unknown = next((alvo for alvo in found if alvo not in known), None)
    if unknown:
        raise _refuse(
            f"{place}, nenhum módulo da biblioteca corresponde a “{format_alvos((unknown,))}”. Confira como se "
            "escreve; um marcador ou assunto novo é posto primeiro em um módulo."
        )


def _require_known(found: Iterable[str], known: set[str], place: str, reason: str) -> None:
    unknown = sorted(set(found) - known)
    if unknown:
        raise _refuse(f"Em {place}, {unknown[0]} {reason}.")


def _refuse(reason: str) -> InvalidInputError:
    return InvalidInputError(
        "policy refused", user_message=f"A política não foi salva. {reason} Corrija e salve de novo."
    )
