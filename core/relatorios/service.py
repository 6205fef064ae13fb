"""The manager's use cases: how much, how well, how long, for how much, and what should not be."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from core.infra.queue import QueueName, Work, WorkQueue
from core.relatorios.domain import (
    DEMAIS,
    OCULTO,
    VER_PESSOAS,
    VER_PROCESSOS,
    Custo,
    Divisao,
    DivisaoDoCusto,
    FiltroDoRelatorio,
    Monitor,
    Registro,
    Tempos,
    Volume,
    require_leitor,
)
from core.relatorios.repository import RelatorioRepository
from core.relatorios.resumos.repository import ResumoRepository
from core.usuarios.acesso import Especie, Relacao, find_relacao
from core.usuarios.compartilhamento.service import PERMISSOES
from core.usuarios.domain import Usuario

MAX_REGISTROS = 500
"""Records shown behind a number; the filter leads to the others."""

MAX_PROCESSOS = 50
"""Cases that a report of cost names; the others are one line."""

_PERIOD = timedelta(minutes=5)
_ASKED_S = 60.0
_TIMEOUT_S = 1800
_KEY = "relatorios"
_SEM_NOME = "Pessoa que não está mais no portal"
_PORTAL = "Portal"

ListRecebidas = Callable[[int], Collection[UUID]]
"""The peças that others shared with a person, by their ids."""


def _list_none(_usuario_id: int) -> tuple[UUID, ...]:
    return ()


class RelatorioService:
    """Every question names its reader: what is about people is refused without the permission."""

    def __init__(
        self,
        repository: RelatorioRepository,
        resumos: ResumoRepository,
        queue: WorkQueue,
        list_recebidas: ListRecebidas = _list_none,
    ) -> None:
        self._repository = repository
        self._list_recebidas = list_recebidas
        self._resumos = resumos
        self._queue = queue
        self._asked_at: float | None = None

    def list_volume(
        self, filtro: FiltroDoRelatorio, leitor: Usuario, divisao: Divisao = Divisao.TOTAL
    ) -> tuple[Volume, ...]:
        """Gerações by ``divisao``; people by name. Raises PermissionDeniedError."""
        require_leitor(leitor, filtro, is_by_person=divisao is Divisao.PESSOA)
        lines = self._repository.list_volume(filtro, divisao)
        if divisao is not Divisao.PESSOA:
            return lines
        nomes = self._repository.list_nomes()
        return tuple(replace(line, chave=nomes.get(line.chave, _SEM_NOME)) for line in lines)

    def compare_volume(self, filtro: FiltroDoRelatorio, leitor: Usuario) -> tuple[Volume, Volume]:
        """The whole of the period, and of the one before it. Raises PermissionDeniedError."""
        found = (self.list_volume(one, leitor) for one in (filtro, filtro.anterior))
        now, before = (lines[0] if lines else Volume("") for lines in found)
        return now, before

    def list_custo(
        self, filtro: FiltroDoRelatorio, leitor: Usuario, divisao: DivisaoDoCusto = DivisaoDoCusto.TOTAL
    ) -> tuple[Custo, ...]:
        """Calls of the model by ``divisao``; what was done for nobody is the portal's. Raises PermissionDeniedError.

        Cases are the dearest ones, then DEMAIS; OCULTO for who may not see the number, '' for calls of no case.
        """
        require_leitor(leitor, filtro, is_by_person=divisao is DivisaoDoCusto.PESSOA)
        if divisao is DivisaoDoCusto.PROCESSO:
            found = self._repository.list_processos(filtro, limit=MAX_PROCESSOS)
            sees_cases = leitor.has_permission(VER_PROCESSOS)
            is_shown = (DEMAIS, "")
            return tuple(one if sees_cases or one.chave in is_shown else replace(one, chave=OCULTO) for one in found)
        lines = self._repository.list_custo(filtro, divisao)
        if divisao is not DivisaoDoCusto.PESSOA:
            return lines
        nomes = {**self._repository.list_nomes(), "": _PORTAL}
        return tuple(replace(line, chave=nomes.get(line.chave, _SEM_NOME)) for line in lines)

    def compare_custo(self, filtro: FiltroDoRelatorio, leitor: Usuario) -> tuple[Custo, Custo]:
        """The whole of the period, and of the one before it. Raises PermissionDeniedError."""
        found = (self.list_custo(one, leitor) for one in (filtro, filtro.anterior))
        now, before = (lines[0] if lines else Custo("") for lines in found)
        return now, before

    def compare_tempos(self, filtro: FiltroDoRelatorio, leitor: Usuario) -> tuple[Tempos, Tempos]:
        """Time by stage in the period, and in the one before it. Raises PermissionDeniedError."""
        require_leitor(leitor, filtro, is_by_person=False)
        found = (self._repository.list_tempos(one, Divisao.TOTAL) for one in (filtro, filtro.anterior))
        now, before = (lines[0] if lines else Tempos("") for lines in found)
        return now, before

    def list_registros(
        self, filtro: FiltroDoRelatorio, leitor: Usuario, *, limit: int = MAX_REGISTROS
    ) -> tuple[Registro, ...]:
        """The gerações behind a number, newest first, without what the reader may not see."""
        require_leitor(leitor, filtro, is_by_person=False)
        sees_people, sees_cases = leitor.has_permission(VER_PESSOAS), leitor.has_permission(VER_PROCESSOS)
        opens = leitor.has_permission(PERMISSOES[Especie.PECA])
        recebidas = self._list_recebidas(leitor.id) if opens else ()
        return tuple(
            replace(
                one,
                pessoa=one.pessoa if sees_people else "",
                usuario_id=one.usuario_id if sees_people else 0,
                numero_cnj=one.numero_cnj if sees_cases else "",
                can_open=opens and _can_open(one, leitor, recebidas),
            )
            for one in self._repository.list_registros(filtro, limit=limit)
        )

    def list_unidades(self) -> tuple[str, ...]:
        return self._repository.list_unidades()

    def list_monitores(self) -> tuple[Monitor, ...]:
        """What should not be, counted now and not in the summaries."""
        return self._repository.list_monitores()

    def get_atualizado_em(self) -> datetime:
        """Reports count everything before this instant."""
        return self._resumos.get_atualizado_em()

    def is_preparing(self) -> bool:
        """Whether days of the past may still be missing, as after the first start."""
        return not self._resumos.is_whole()

    def refresh(self) -> None:
        """Bring the summaries up to now: seconds of work for the database, so that only a worker calls."""
        self._resumos.refresh()

    def request_refresh(self) -> int:
        """Queue the work when the summaries are old; answers whether it did. Called again and again."""
        now = time.monotonic()
        if self._asked_at is not None and now - self._asked_at < _ASKED_S:
            return 0
        self._asked_at = now
        if datetime.now(UTC) - self._resumos.get_atualizado_em() < _PERIOD:
            return 0
        work = Work("jobs.refresh_relatorios.run", _KEY, (), _TIMEOUT_S, is_optional=True, is_lot=True)
        return int(self._queue.enqueue(QueueName.IMAGENS, work))


def _can_open(one: Registro, leitor: Usuario, recebidas: Collection[UUID]) -> bool:
    """Of another person only what became a peça is opened."""
    is_shared = one.peca_id in recebidas
    relacao = find_relacao(leitor, dono_id=one.usuario_id, unidade=one.unidade, is_shared=is_shared)
    return relacao is Relacao.DONO or (relacao.can_open and one.peca_id is not None)
