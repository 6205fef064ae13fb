"""Asking the court on behalf of a person who looks on: a record, a work in the queue, and steps to look at.

A whole case is fetched a few documents at a time, so that others' questions pass in between.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from core.errors import ForbiddenChangeError, OperationCancelledError, PortalError
from core.infra.queue import QueueName, Work, WorkQueue
from core.infra.rate import Action, RateLimits
from core.processos.autos.domain import CABECALHO, INTEIRO, Autos, Busca, DocumentoDosAutos, Etapa
from core.processos.autos.repository import AutosRepository
from core.processos.autos.service import AutosService, pick_documento
from core.processos.leitura.service import LeituraService
from core.processos.service import ProcessoService

_FUNCTION = "jobs.fetch_autos.run"
_TIMEOUT_S = 900
_AT_ONCE = 10
"""Documents fetched by one work of a whole case."""

_STALE = timedelta(seconds=20)
"""A search that did not change for so long is put back, in case the queue lost it."""

_LOST = timedelta(minutes=20)
"""One that did not change for so long will not end by itself; no call to the court lasts like that."""

_DE_OUTRO = "Outra pessoa pediu os documentos deste processo. Espere o fim; os que já foram lidos podem ser abertos."


class BuscaService:
    def __init__(
        self,
        repository: AutosRepository,
        autos: AutosService,
        processos: ProcessoService,
        leituras: LeituraService,
        queue: WorkQueue,
        rates: RateLimits,
    ) -> None:
        self._repository = repository
        self._autos = autos
        self._processos = processos
        self._leituras = leituras
        self._queue = queue
        self._rates = rates

    def request(self, numero_cnj: str, alvo: str, usuario_id: int) -> None:
        """Have the header, one document (by its id) or INTEIRO fetched; what is already going on goes on.

        Raises RateLimitError, QueueUnavailableError.
        """
        found = self._repository.find_busca(numero_cnj, alvo)
        if found is not None and not found.etapa.is_final:
            self._put_back(found)
            return
        person = str(usuario_id)
        heavy = ((Action.HEAVY, person),) if alvo == INTEIRO else ()
        self._rates.require_all(*heavy, (Action.COURT, person))
        self._repository.add_busca(numero_cnj, alvo, usuario_id, datetime.now(UTC))
        self._enqueue(numero_cnj, alvo, usuario_id)

    def find(self, numero_cnj: str, alvo: str) -> Busca | None:
        """How far it is. One that the queue lost is put back, and one that came to nothing is ended."""
        busca = self._repository.find_busca(numero_cnj, alvo)
        if busca is None or busca.etapa.is_final or datetime.now(UTC) - busca.mudou_em < _STALE:
            return busca
        if datetime.now(UTC) - busca.mudou_em > _LOST:
            self._end(numero_cnj, alvo, PortalError("the work is gone"))
            return self._repository.find_busca(numero_cnj, alvo)
        self._put_back(busca)
        return busca

    def find_place(self, busca: Busca) -> int | None:
        """Its place in the queue, from 1; None when it is not waiting there."""
        return self._queue.find_place(QueueName.AUTOS, _key(busca.numero_cnj, busca.alvo, _find_rodada(busca)))

    def stop(self, numero_cnj: str, alvo: str, usuario_id: int) -> None:
        """End the search for one document or INTEIRO, and the readings that came of it, but for those others need.

        What came and was read until then stays. Raises ForbiddenChangeError when another person asked for all of it,
        RecordNotFoundError, ProcessoSigilosoError, QueueUnavailableError.
        """
        busca = self._repository.find_busca(numero_cnj, alvo)
        if busca is not None and not busca.etapa.is_final:
            if busca.usuario_id != usuario_id:
                raise ForbiddenChangeError("another person's search", user_message=_DE_OUTRO)
            self._end(numero_cnj, alvo, OperationCancelledError())
            self._queue.stop(QueueName.AUTOS, _key(numero_cnj, alvo, _find_rodada(busca)))
        autos = self._autos.get(numero_cnj)
        documentos = autos.abertos if alvo == INTEIRO else (pick_documento(autos, alvo),)
        self._leituras.stop({sha256 for documento in documentos for sha256 in documento.por_ler}, usuario_id)

    def is_stopping(self, numero_cnj: str, alvo: str, rodada: int) -> bool:
        """True when the work that runs must end."""
        return self._queue.is_stopping(_key(numero_cnj, alvo, rodada))

    def note_espera(self, numero_cnj: str, alvo: str, espera: str) -> None:
        """Why nothing moves at this moment; empty when it goes on."""
        self._repository.change_busca(numero_cnj, alvo, espera=espera)

    def run(self, numero_cnj: str, alvo: str, rodada: int) -> None:
        """Fetch now, and end the record whatever the court answers. Safe to run twice."""
        busca = self._repository.find_busca(numero_cnj, alvo)
        if busca is None or busca.etapa.is_final:
            return
        self._repository.change_busca(numero_cnj, alvo, etapa=Etapa.EM_ANDAMENTO.value)
        try:
            is_done = self._fetch(busca, rodada)
        except PortalError as error:
            self._end(numero_cnj, alvo, error)
            return
        if is_done:
            self._repository.change_busca(numero_cnj, alvo, etapa=Etapa.PRONTA.value, espera="")
        else:
            self._enqueue(numero_cnj, alvo, busca.usuario_id, rodada + 1)

    def requeue_lost(self) -> int:
        """Queue every open search that the queue does not know, whether or not somebody looks. Answers how many."""
        return sum(self._put_back(busca) for busca in self._repository.list_paradas(datetime.now(UTC) - _STALE))

    def end_lost(self, work: Work) -> bool:
        """Close the record of work that failed for good; for the operators' list of dead work."""
        numero_cnj, alvo, _ = work.args
        self._end(str(numero_cnj), str(alvo), PortalError("work failed for good"))
        return True

    def reopen_lost(self, work: Work) -> None:
        """Go on with a search that died, where it died; one that lives or was finished stays as it is."""
        numero_cnj, alvo, rodada = str(work.args[0]), str(work.args[1]), int(work.args[2])
        busca = self._repository.find_busca(numero_cnj, alvo)
        if busca is not None and self._repository.reopen_busca(numero_cnj, alvo):
            self._enqueue(numero_cnj, alvo, busca.usuario_id, rodada)

    def _fetch(self, busca: Busca, rodada: int) -> bool:
        """True when nothing is left to fetch."""
        if busca.alvo == CABECALHO:
            self._processos.fetch_novidades(busca.numero_cnj, busca.pedida_em)
            return True
        autos = self._autos.get(busca.numero_cnj)
        if busca.alvo != INTEIRO:
            self._fetch_documentos(autos, busca.alvo, (pick_documento(autos, busca.alvo),))
            return True
        abertos = autos.abertos
        part = abertos[rodada * _AT_ONCE : (rodada + 1) * _AT_ONCE]
        done = min((rodada + 1) * _AT_ONCE, len(abertos))
        if part:
            self._repository.change_busca(busca.numero_cnj, INTEIRO, feitos=done - len(part), total=len(abertos))
            self._fetch_documentos(autos, INTEIRO, part)
        self._repository.change_busca(busca.numero_cnj, INTEIRO, feitos=done, total=len(abertos), espera="")
        return done == len(abertos)

    def _fetch_documentos(self, autos: Autos, alvo: str, documentos: tuple[DocumentoDosAutos, ...]) -> None:
        wanted = tuple(d.documento for d in documentos if not d.is_lido)
        if not wanted:
            return
        numero_cnj = autos.processo.numero_cnj
        hashes = self._processos.download(numero_cnj, wanted)
        busca = self._repository.find_busca(numero_cnj, alvo)
        if busca is not None and not busca.etapa.is_final:  # somebody may have ended it meanwhile
            self._processos.request_leituras(tuple(hashes.values()))

    def _put_back(self, busca: Busca) -> bool:
        """Queue again what Redis lost; what died for good is ended with its work."""
        rodada = _find_rodada(busca)
        if self._queue.has_failed(_key(busca.numero_cnj, busca.alvo, rodada)):
            return False
        return self._enqueue(busca.numero_cnj, busca.alvo, busca.usuario_id, rodada)

    def _enqueue(self, numero_cnj: str, alvo: str, usuario_id: int, rodada: int = 0) -> bool:
        key = _key(numero_cnj, alvo, rodada)
        work = Work(_FUNCTION, key, (numero_cnj, alvo, rodada), _TIMEOUT_S, str(usuario_id))
        return self._queue.enqueue(QueueName.AUTOS, work)

    def _end(self, numero_cnj: str, alvo: str, error: PortalError) -> None:
        values = {"etapa": Etapa.COM_ERRO.value, "espera": "", "erro_codigo": error.code}
        self._repository.change_busca(numero_cnj, alvo, **values, erro_mensagem=error.user_message)


def _find_rodada(busca: Busca) -> int:
    """The work that fetches for this search now, or will next."""
    return busca.feitos // _AT_ONCE


def _key(numero_cnj: str, alvo: str, rodada: int) -> str:
    name = hashlib.sha256(alvo.encode()).hexdigest()[:16]
    return f"autos-{numero_cnj}-{name}-{rodada}"
