"""Use cases of results. The permission for numbers of people is that of every report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from core.ajustes.domain import Ajuste, Orcamento
from core.relatorios.domain import Divisao, FiltroDoRelatorio, require_leitor
from core.relatorios.resultados.domain import (
    Classificados,
    DivisaoDaClassificacao,
    Qualidade,
    TempoDoTipo,
    UsoDoModulo,
)
from core.relatorios.resultados.repository import ResultadoRepository
from core.usuarios.domain import Usuario

ListNomes = Callable[[], Mapping[str, str]]
"""Names of people by id, as text."""

ReadMinutos = Callable[[datetime], Mapping[str, Ajuste]]
"""Minutes of a peça without the portal by type, as they counted then; '' is for types that have none of their own."""

ListOrcamentos = Callable[[datetime], tuple[Orcamento, ...]]
"""The budgets that count in the month of an instant, with what was spent."""

_ZONE = ZoneInfo("America/Campo_Grande")
_SEM_NOME = "Pessoa que não está mais no portal"


class ResultadoService:
    def __init__(
        self,
        repository: ResultadoRepository,
        *,
        list_nomes: ListNomes,
        read_minutos: ReadMinutos,
        list_orcamentos: ListOrcamentos,
    ) -> None:
        self._repository = repository
        self._list_nomes = list_nomes
        self._read_minutos = read_minutos
        self._list_orcamentos = list_orcamentos

    def list_qualidade(
        self, filtro: FiltroDoRelatorio, leitor: Usuario, divisao: Divisao = Divisao.TOTAL
    ) -> tuple[Qualidade, ...]:
        """Opinions, changes by people and findings by ``divisao``. Raises PermissionDeniedError."""
        is_by_person = divisao is Divisao.PESSOA
        require_leitor(leitor, filtro, is_by_person=is_by_person)
        lines = self._repository.list_qualidade(filtro, divisao)
        if not is_by_person:
            return lines
        nomes = self._list_nomes()
        return tuple(replace(line, chave=nomes.get(line.chave, _SEM_NOME)) for line in lines)

    def compare_qualidade(self, filtro: FiltroDoRelatorio, leitor: Usuario) -> tuple[Qualidade, Qualidade]:
        """The whole of the period, and of the one before it. Raises PermissionDeniedError."""
        found = (self.list_qualidade(one, leitor) for one in (filtro, filtro.anterior))
        now, before = (lines[0] if lines else Qualidade("") for lines in found)
        return now, before

    def list_modulos(self, filtro: FiltroDoRelatorio, leitor: Usuario) -> tuple[UsoDoModulo, ...]:
        """Modules suggested, used and rejected, most suggested first. Raises PermissionDeniedError."""
        require_leitor(leitor, filtro, is_by_person=False)
        return self._repository.list_modulos(filtro)

    def list_classificados(
        self,
        filtro: FiltroDoRelatorio,
        leitor: Usuario,
        divisao: DivisaoDaClassificacao = DivisaoDaClassificacao.TOTAL,
    ) -> tuple[Classificados, ...]:
        """Documents of lots, and how many answers people corrected. Raises PermissionDeniedError."""
        is_by_person = divisao is DivisaoDaClassificacao.PESSOA
        require_leitor(leitor, filtro, is_by_person=is_by_person)
        lines = self._repository.list_classificados(filtro, divisao)
        if not is_by_person:
            return lines
        nomes = self._list_nomes()
        return tuple(replace(line, chave=nomes.get(line.chave, _SEM_NOME)) for line in lines)

    def list_tempo(self, filtro: FiltroDoRelatorio, leitor: Usuario) -> tuple[TempoDoTipo, ...]:
        """Time saved on final peças by type, against the reference as it was when the period ended.

        Raises PermissionDeniedError.
        """
        require_leitor(leitor, filtro, is_by_person=False)
        minutos = self._read_minutos(datetime.combine(filtro.ate + timedelta(days=1), time(), _ZONE))
        return tuple(
            TempoDoTipo(tipo, finais, tempo_s, *_find_referencia(minutos, tipo))
            for tipo, (finais, tempo_s) in self._repository.sum_tempo(filtro).items()
        )

    def list_orcamentos(self, filtro: FiltroDoRelatorio, leitor: Usuario) -> tuple[Orcamento, ...]:
        """Cost against the budgets of the period's last month; of its unit alone when it names one.

        Raises PermissionDeniedError.
        """
        require_leitor(leitor, filtro, is_by_person=False)
        found = self._list_orcamentos(datetime.combine(filtro.ate, time(), _ZONE))
        return tuple(one for one in found if filtro.unidade in ("", one.unidade))


def _find_referencia(minutos: Mapping[str, Ajuste], tipo: str) -> tuple[float | None, datetime | None]:
    """The minutes of a type and when they were set."""
    found = minutos.get(tipo) or minutos.get("")
    return (None, None) if found is None else (cast("float", found.valor), found.criado_em)
