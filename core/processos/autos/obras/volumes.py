"""One PDF of a whole case: bound when it is asked for, kept for a while, bound anew when the case has more."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from core.errors import RecordNotFoundError
from core.infra.isolated import IsolatedDeathError, Limits, run_isolated
from core.infra.queue import QueueName, Work, WorkQueue
from core.infra.rate import Action, RateLimits
from core.processos.autos.domain import Autos, DocumentoDosAutos, Situacao, Volume
from core.processos.autos.obras.encadernar import FORA, Fonte, Parte, bind
from core.processos.autos.obras.repository import VolumeRepository
from core.processos.autos.service import AutosService
from core.processos.repository import ProcessoRepository
from core.settings import AutosSettings

_GRACE_S = 120
_MOST_LEFT_OUT = 3
"""Documents that may break the binder before the whole is given up."""

GRANDE = "Os documentos baixados somam {size} MB e o portal junta até {limit} MB. Baixe-os um a um."
PESADO = "O portal não conseguiu juntar os documentos deste processo. Baixe-os um a um."
_MOTIVOS = {
    Situacao.SIGILOSO: "Documento sigiloso: não foi baixado.",
    Situacao.NAO_BAIXADO: "Documento que o portal ainda não baixou do TJMS.",
}

_log = structlog.get_logger()


class VolumeService:
    def __init__(
        self,
        autos: AutosService,
        repositories: tuple[VolumeRepository, ProcessoRepository],
        queue: WorkQueue,
        rates: RateLimits,
        settings: AutosSettings,
    ) -> None:
        self._autos = autos
        self._repository, self._contents = repositories
        self._queue = queue
        self._rates = rates
        self._settings = settings

    def find(self, autos: Autos) -> Volume | None:
        """The volume of the case as it is now, if it was made."""
        return self._repository.find(_hash(autos))

    def request(self, autos: Autos, usuario_id: int) -> None:
        """Have the volume made, unless it is there. Raises RateLimitError, QueueUnavailableError."""
        numero, chave = autos.processo.numero_cnj, _hash(autos)
        found = self._repository.find(chave)
        if found is not None and not found.motivo:
            return
        self._rates.require(Action.HEAVY, str(usuario_id))
        if found is not None:
            self._repository.delete(chave)
        timeout_s = int(self._settings.volume_s) + _GRACE_S
        work = Work("jobs.bind_volume.run", f"volume-{chave}", (numero,), timeout_s, str(usuario_id))
        self._queue.enqueue(QueueName.AUTOS, work)

    def is_making(self, autos: Autos) -> bool:
        """Whether the volume of the case as it is now is waited for."""
        return self._queue.is_alive(f"volume-{_hash(autos)}")

    def write(self, autos: Autos, path: Path) -> None:
        """Put the volume into a file. Raises RecordNotFoundError when it was not made."""
        self._repository.write(_hash(autos), path)

    def make(self, numero_cnj: str) -> None:
        """Bind the volume now, in a child, and keep it. Safe to run twice."""
        autos = self._autos.get(numero_cnj)
        chave, settings = _hash(autos), self._settings
        if self._repository.find(chave) is not None:
            return
        size = self._autos.measure(autos)
        if size > settings.volume_bytes:
            motivo = GRANDE.format(size=size // 1_000_000, limit=settings.volume_bytes // 1_000_000)
            self._repository.save_failure(chave, motivo, settings.volumes_guardados)
            return
        with tempfile.TemporaryDirectory(prefix="portal-volume-") as name:
            target = Path(name) / "volume.pdf"
            if self._bind(autos, target):
                self._repository.save(chave, target, settings.volumes_guardados)
            else:
                self._repository.save_failure(chave, PESADO, settings.volumes_guardados)

    def delete_old(self) -> None:
        self._repository.delete_old(datetime.now(UTC) - timedelta(hours=self._settings.guarda_h))

    def _bind(self, autos: Autos, target: Path) -> bool:
        """True when the volume was written. A document that breaks the binder is named in it and left out."""
        fontes = [self._build_fonte(documento, target.parent) for documento in autos.documentos]
        for _ in range(_MOST_LEFT_OUT + 1):
            done = self._count_bound(fontes, target)
            if done > len(fontes):
                return True
            if done == len(fontes):  # it broke while it was written: nobody knows by which
                return False
            fontes[done] = replace(fontes[done], partes=(), motivo=FORA)
        return False

    def _count_bound(self, fontes: list[Fonte], target: Path) -> int:
        """Documents bound until the binder broke; one more than there are when the whole was written."""
        settings, done = self._settings, 0
        try:
            for number in run_isolated(bind, (fontes, target), _limits(settings)):
                done = number
        except IsolatedDeathError:
            return done
        return len(fontes) + 1

    def _build_fonte(self, documento: DocumentoDosAutos, folder: Path) -> Fonte:
        if documento.is_sigiloso:
            return Fonte(documento.titulo, documento.citacao, motivo=_MOTIVOS[Situacao.SIGILOSO])
        partes: list[Parte] = []
        motivo = "" if documento.is_baixado else _MOTIVOS[Situacao.NAO_BAIXADO]
        for parte in documento.partes:
            if not parte.sha256:
                continue
            path = folder / f"{documento.ordem}-{len(partes)}"
            try:
                self._contents.write_conteudo(parte.sha256, path)
            except RecordNotFoundError:
                motivo = _MOTIVOS[Situacao.NAO_BAIXADO]
                continue
            partes.append(Parte(path, "\n\n".join(self._autos.list_textos(parte))))
        if not motivo and documento.situacao is Situacao.VAZIO:
            motivo = "O TJMS entregou este documento vazio."
        return Fonte(documento.titulo, documento.citacao, tuple(partes), motivo)


def _limits(settings: AutosSettings) -> Limits:
    return Limits(settings.memory_bytes, settings.volume_s, settings.volume_s)


def _hash(autos: Autos) -> str:
    """Names what the volume is made of: the same documents in the same order give the same name."""
    parts = [f"{d.citacao}\n{d.is_sigiloso}\n{','.join(p.sha256 for p in d.partes)}" for d in autos.documentos]
    return hashlib.sha256("\n".join([autos.processo.numero_cnj, *parts]).encode()).hexdigest()
