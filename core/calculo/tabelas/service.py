"""What the portal asks of the tables; an edit counts at once in every process, and every version can be read again."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import cast

from core.calculo.calendario.dias import Calendario
from core.calculo.calendario.domain import ESTADO
from core.calculo.indices.domain import Indice, SerieMensal, TabelaDeIndices
from core.calculo.regimes.domain import Natureza, Regime
from core.calculo.regimes.tabela import load_naturezas
from core.calculo.tabelas.afetados import (
    Afetados,
    CalculoGuardado,
    Leitor,
    list_afetados,
    sort_afetados,
)
from core.calculo.tabelas.domain import (
    Conteudo,
    Especie,
    Guardada,
    TabelaDeDias,
    TabelaDeRegimes,
    VersaoDaTabela,
    Versoes,
    build_slug,
    read_slug,
)
from core.calculo.tabelas.formato import load_tabelas
from core.calculo.tabelas.repository import TabelaRepository
from core.calculo.tabelas.validacao import require_conteudo, require_motivo
from core.errors import IndiceNotFoundError

ListGuardados = Callable[[int, int], tuple[Sequence[CalculoGuardado], int]]
"""At most so many of the newest stored calculations, after so many, and how many there are in all."""

_LEVA = 10
_EXAME_S = 0.3
"""Somebody waits at the screen, and a stored calculation of many years takes some hundredths of a second."""


class TabelaService:
    def __init__(self, repository: TabelaRepository, list_guardados: ListGuardados) -> None:
        self._repository = repository
        self._list_guardados = list_guardados

    def seed_tabelas(self) -> int:
        """Store what is new or changed in the files of the product; what a person published stays."""
        return self._repository.save_seeds(load_tabelas())

    def note_versoes(self) -> dict[str, int]:
        """The live version of every table by slug, for a calculation that begins now to keep."""
        return dict(self._repository.list_slugs())

    def get_indices(self, versoes: Versoes | None = None) -> TabelaDeIndices:
        """All series as they are now, or as they were in these versions."""
        chosen = self._choose(Especie.INDICE, versoes)
        series = [cast("SerieMensal", tabela.conteudo) for tabela in self._repository.list_by_versao(chosen)]
        return TabelaDeIndices({serie.indice: serie for serie in series})

    def get_regimes(self, natureza: str, versoes: Versoes | None = None) -> tuple[Regime, ...]:
        """The rows of one kind of debt, oldest first. Raises IndiceNotFoundError when there are none."""
        slug = build_slug(Especie.REGIMES, natureza)
        versao = self._choose(Especie.REGIMES, versoes).get(slug)
        if versao is None:
            raise IndiceNotFoundError(
                user_message=f"A tabela de regimes não conhece a dívida “{natureza}”. Escolha outra ou complete a "
                "tabela."
            )
        return cast("TabelaDeRegimes", self._repository.get(slug, versao).conteudo).regimes

    def list_naturezas(self) -> tuple[Natureza, ...]:
        """Kinds of debt that the table knows: first those that the product ships, then the office's own by name."""
        found = self._repository.list_by_versao(self._choose(Especie.REGIMES, None))
        naturezas = [cast("TabelaDeRegimes", tabela.conteudo).natureza for tabela in found]
        order = {natureza.slug: place for place, natureza in enumerate(load_naturezas())}
        return tuple(sorted(naturezas, key=lambda one: (order.get(one.slug, len(order)), one.nome)))

    def get_calendario(self, comarca: str = "", versoes: Versoes | None = None) -> Calendario:
        """The calendar of one district; without one, or for one without rows of its own, that of the whole State."""
        chosen = self._choose(Especie.CALENDARIO, versoes)
        slugs = {build_slug(Especie.CALENDARIO, nome) for nome in (ESTADO, comarca)}
        kept = {slug: versao for slug, versao in chosen.items() if slug in slugs}
        return self._repository.remember(
            ("calendario", comarca, *sorted(kept.items())), lambda: self._read_calendario(comarca, kept)
        )

    def list_comarcas(self) -> tuple[str, ...]:
        """Districts with rows of their own, by name."""
        nomes = (read_slug(slug)[1] for slug in self._choose(Especie.CALENDARIO, None))
        return tuple(sorted(nome for nome in nomes if nome != ESTADO))

    def get(self, slug: str, versao: int | None = None) -> Guardada[Conteudo]:
        """The version asked for, or the live one. Raises RecordNotFoundError."""
        return self._repository.get(slug, versao)

    def get_serie(self, indice: Indice) -> Guardada[SerieMensal]:
        """The live version. Raises RecordNotFoundError."""
        return cast("Guardada[SerieMensal]", self.get(build_slug(Especie.INDICE, indice)))

    def get_tabela_de_regimes(self, natureza: str) -> Guardada[TabelaDeRegimes]:
        """As ``get_serie``."""
        return cast("Guardada[TabelaDeRegimes]", self.get(build_slug(Especie.REGIMES, natureza)))

    def get_dias(self, abrangencia: str) -> Guardada[TabelaDeDias]:
        """As ``get_serie``."""
        return cast("Guardada[TabelaDeDias]", self.get(build_slug(Especie.CALENDARIO, abrangencia)))

    def list_versoes(self, slug: str) -> tuple[VersaoDaTabela, ...]:
        """The history of one table, newest first, at most the last thirty."""
        return self._repository.list_versoes(slug)

    def list_afetados(self, nova: Guardada[Conteudo], antes: Afetados | None = None) -> Afetados:
        """Stored calculations that this version, stored or not, would change, those with the widest difference first.

        Each is computed again with the tables it was made with and this one in place of its own version, the newest
        first, for about a third of a second; ``antes``, what the call before answered, is gone on from. Court days
        change no amount: their tables answer none.
        """
        if isinstance(nova.conteudo, TabelaDeDias):
            total = self._list_guardados(0, 0)[1]
            return Afetados((), total, total)
        found, looked = list(antes.calculos if antes else ()), antes.examinados if antes else 0
        deadline, leitor = time.monotonic() + _EXAME_S, Leitor(self.get_indices, self.get_regimes)
        while True:
            guardados, total = self._list_guardados(_LEVA, looked)
            found += list_afetados(nova, guardados, leitor)
            looked += len(guardados)
            if not guardados or looked >= total or time.monotonic() > deadline:
                return Afetados(sort_afetados(found), looked, total)

    def save(self, guardada: Guardada[Conteudo], *, autor: str, motivo: str) -> int:
        """Publish the version that comes after ``guardada.versao``; it counts from now on, in every process.

        Raises InvalidInputError naming the place, VersionConflictError when somebody else published meanwhile.
        """
        require_conteudo(guardada.conteudo)
        return self._repository.save(guardada, autor=autor, motivo=require_motivo(motivo))

    def restore_versao(self, slug: str, versao: int, *, viva: int, autor: str) -> int:
        """Publish an older version again over ``viva``, the live one that was looked at."""
        old = replace(self._repository.get(slug, versao), versao=viva)
        return self._repository.save(old, autor=autor, motivo=f"Restaurada a versão {versao}")

    def _choose(self, especie: Especie, versoes: Versoes | None) -> dict[str, int]:
        found = self._repository.list_slugs() if versoes is None else versoes
        return {slug: versao for slug, versao in found.items() if slug.startswith(f"{especie}:")}

    def _read_calendario(self, comarca: str, versoes: Versoes) -> Calendario:
        tabelas = [cast("TabelaDeDias", tabela.conteudo) for tabela in self._repository.list_by_versao(versoes)]
        anos = frozenset(portaria.ano for tabela in tabelas for portaria in tabela.portarias)
        return Calendario((linha for um in tabelas for linha in um.linhas), comarca=comarca, anos_conferidos=anos)
