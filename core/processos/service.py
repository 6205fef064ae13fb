"""Lawsuits: ask the court, download what is new, read every page in the isolated workers."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from core.errors import (
    InvalidNumeroCnjError,
    PortalError,
    ProcessoSigilosoError,
    QueueUnavailableError,
    ServiceUnavailableError,
    TribunalCredentialsError,
)
from core.infra.flight import Flights
from core.infra.queue import QueueName, Work, WorkQueue
from core.infra.slots import Caller
from core.infra.tracing import in_trace
from core.processos.chave import NUMERO, is_envio
from core.processos.domain import (
    Alteracao,
    Documento,
    DocumentoLido,
    EstadoDaPagina,
    FormatoDeArquivo,
    Pagina,
    Processo,
    Tribunal,
)
from core.processos.envios.domain import join_processo
from core.processos.leitura.fila import FilaDeLeitura, WaitForReaders
from core.processos.novidades import Novidades, compare_processos, join_novidades
from core.processos.numero_cnj import parse_numero_cnj
from core.processos.partes import join_lidos
from core.processos.repository import ProcessoRepository
from core.settings import LeituraSettings, TribunalSettings

_POLL_S = 0.05
_DEAD_CHECK_S = 3.0
_PARALLEL_BATCHES = 3
_AWAY_IN_A_ROW = 2
_PREFETCH_WAIT_S = 60
"""Time that a case asked for ahead may wait for a permit."""

_log = structlog.get_logger()

Leitor = Callable[[Path, LeituraSettings], DocumentoLido]


class ProcessoService:
    """Lawsuits and the text of their documents."""

    def __init__(
        self,
        repository: ProcessoRepository,
        tribunal: Tribunal,
        queue: WorkQueue,
        flights: Flights,
        settings: tuple[TribunalSettings, LeituraSettings],
        get_caller: Callable[[], Caller] = Caller,
    ) -> None:
        """``get_caller`` answers on whose behalf this process works at the moment."""
        self._repository = repository
        self._tribunal = tribunal
        self._queue = queue
        self._flights = flights
        self._get_caller = get_caller
        self._tribunal_settings, self._leitura_settings = settings
        self._fila = FilaDeLeitura(queue, self._leitura_settings)

    def fetch_processo(self, numero_cnj: str) -> Processo:
        """The case as the court has it now, asked once by all who ask at the same moment.

        Of handed-in files the court is asked only for the case that the person named; while it is away they come
        without its data. Raises ProcessoSigilosoError when nothing of it may reach the model.
        """
        if is_envio(numero_cnj):
            return self._fetch_envio(numero_cnj)
        ahead = self._repository.take_antecipado(numero_cnj, self._oldest_ahead())
        processo = ahead or self._consult(numero_cnj)
        if processo.nivel_sigilo > self._leitura_settings.max_nivel_sigilo:
            raise ProcessoSigilosoError(f"nivel {processo.nivel_sigilo}")
        return processo

    def get_processo(self, numero_cnj: str) -> Processo:
        """The case as last seen, without asking the court."""
        processo = self._repository.get_processo(numero_cnj)
        guardado = self._repository.find_guardado(processo.outros[NUMERO]) if processo.outros.get(NUMERO) else None
        return join_processo(processo, guardado.processo) if guardado and is_envio(numero_cnj) else processo

    def request_prefetch(self, text: str) -> bool:
        """Have a case asked for ahead of the person who is typing its number; True when that was started.

        It costs one look into the database and one entry in a queue, and raises nothing: a number that is not whole
        yet, a case just asked for and a queue that is away are all no reason to disturb anybody.
        """
        try:
            numero_cnj = parse_numero_cnj(text)
            seen = self._repository.find_consultado_em(numero_cnj)
            if seen is not None and seen >= self._oldest_ahead():
                return False
            timeout_s = int(self._tribunal_settings.consulta_timeout_s) + _PREFETCH_WAIT_S
            key = f"processo-{numero_cnj}"
            work = Work("jobs.prefetch_processo.run", key, (numero_cnj,), timeout_s, is_optional=True)
            return self._queue.enqueue(QueueName.AUTOS, work)
        except (InvalidNumeroCnjError, QueueUnavailableError):
            return False

    def prefetch(self, numero_cnj: str) -> None:
        """Ask the court now, for whoever asks next. A refusal is left for that person to meet."""
        try:
            self._consult(numero_cnj, is_ahead=True)
        except PortalError as error:
            _log.info("prefetch_failed", outcome=error.code)

    def fetch_novidades(self, numero_cnj: str, pedida_em: datetime) -> Novidades:
        """What the court has that it had not in its last answer; the new answer and what is new in it are kept.

        Where the court offers hashes they come first: equal ones spare the query. They are asked for before the case,
        so that what changes in between is news the next time, and never lost. A case that was never seen costs one
        query, and one that the court answered since ``pedida_em`` costs none.
        """
        guardado = self._repository.find_guardado(numero_cnj)
        if guardado is None:
            return compare_processos(None, self._consult(numero_cnj), None)
        if guardado.consultado_em >= pedida_em:
            return Novidades(guardado.consultado_em)
        alteracao = self._tribunal.fetch_alteracao(numero_cnj)
        if alteracao is not None and alteracao == guardado.alteracao:
            self._repository.note_unchanged(numero_cnj)
            return Novidades(guardado.consultado_em)
        processo = self._consult(numero_cnj, alteracao)
        return compare_processos(guardado.processo, processo, guardado.consultado_em)

    def find_novidades(self, numero_cnj: str, desde: datetime) -> Novidades:
        """What came with the court's answers after ``desde``, whoever asked for them, without asking the court."""
        return join_novidades(self._repository.list_novidades(numero_cnj, desde))

    def download(self, numero_cnj: str, documentos: tuple[Documento, ...]) -> dict[str, str]:
        """SHA-256 by id of each part; only what was not seen before is downloaded, in batches, by one at a time.

        An empty content is asked for again after some hours: the court may have it by then. What the court does not
        deliver is missing from the answer. Raises the court's error when there is nothing to go on with, and
        TribunalCredentialsError at once: a refused password must not be tried again.
        """
        ids = [ident for documento in documentos for ident in documento.ids_das_partes]

        def find() -> dict[str, str] | None:
            known = self._find_known(numero_cnj, ids)
            return known if known.keys() >= set(ids) else None

        return self._flights.run(f"download:{numero_cnj}", find, lambda: self._download_missing(numero_cnj, ids))

    def read(self, hashes: tuple[str, ...]) -> Iterator[DocumentoLido]:
        """The readings of the contents, as they become ready; each hash is answered exactly once.

        Reading happens in the workers of the ``ocr`` queue; while one waits there, the caller is told. A content whose
        worker died for good is answered as unreadable with the reason.
        """
        pending = set(hashes)
        for sha256, lido in self._repository.find_leituras(pending).items():
            pending.discard(sha256)
            yield lido
        self._fila.wait_for(sorted(pending), self._get_caller())
        wait, checked = WaitForReaders(self._fila, self._get_caller()), time.monotonic()
        while pending:
            for sha256, lido in self._repository.find_leituras(pending).items():
                pending.discard(sha256)
                yield lido
            if time.monotonic() - checked > _DEAD_CHECK_S:
                checked = time.monotonic()
                for sha256 in self._fila.revive(sorted(pending), self._get_caller()):
                    pending.discard(sha256)
                    yield _unreadable(sha256)
            wait.tell(pending)
            if pending:
                time.sleep(_POLL_S)

    def find_lidos(self, processo: Processo, hashes: Mapping[str, str]) -> dict[str, DocumentoLido]:
        """The readings of these documents of a case as last seen, by id; ``hashes`` are what they had when read.

        What is secret by now, is not listed any more or was never read is left out. Nothing is asked of the court.
        """
        limit = self._leitura_settings.max_nivel_sigilo
        listed = {d.id_documento: d for d in processo.documentos if d.nivel_sigilo <= limit}
        if processo.nivel_sigilo > limit:
            return {}
        open_ones = {ident: sha256 for ident, sha256 in hashes.items() if ident in listed and sha256}
        found = self._repository.find_leituras(set(open_ones.values()))
        lidos = {ident: found[sha256] for ident, sha256 in open_ones.items() if sha256 in found}
        split = [listed[ident] for ident in open_ones.keys() - lidos.keys() if len(listed[ident].ids_das_partes) > 1]
        return lidos | self._join_partes(processo.numero_cnj, split)

    def _join_partes(self, numero_cnj: str, documentos: Collection[Documento]) -> dict[str, DocumentoLido]:
        """Of documents that the court split, those that have a part that was read."""
        ids = [ident for documento in documentos for ident in documento.ids_das_partes]
        known = self._find_known(numero_cnj, ids)
        found = self._repository.find_leituras(set(known.values()))
        parts = {d.id_documento: [found.get(known.get(i, "")) for i in d.ids_das_partes] for d in documentos}
        return {ident: join_lidos(lidos) for ident, lidos in parts.items() if any(lidos)}

    def request_leituras(self, hashes: Collection[str]) -> None:
        """Have the contents read that were not; returns at once. Raises QueueUnavailableError."""
        for sha256 in set(hashes).difference(self._repository.find_leituras(hashes)):
            self._fila.enqueue(sha256, self._get_caller())

    def has_failed_leitura(self, hashes: Collection[str]) -> bool:
        """True when the reading of one of these contents failed for good."""
        return self._fila.has_failed(hashes)

    def read_documento(self, sha256: str, leitor: Leitor) -> None:
        """Read one content now, in this process, and keep the result. Safe to run twice."""
        if self._repository.find_leituras([sha256]):
            return
        with tempfile.TemporaryDirectory(prefix="portal-leitura-") as folder:
            path = Path(folder) / "conteudo"
            self._repository.write_conteudo(sha256, path)
            self._repository.save_leitura(leitor(path, self._leitura_settings))

    def _fetch_envio(self, chave: str) -> Processo:
        numero = self._repository.get_processo(chave).outros.get(NUMERO, "")
        if numero:
            try:
                self.fetch_processo(numero)
            except ServiceUnavailableError as error:
                _log.warning("named_case_not_asked", outcome=error.code)
        return self.get_processo(chave)

    def _consult(self, numero_cnj: str, alteracao: Alteracao | None = None, *, is_ahead: bool = False) -> Processo:
        """Ask the court, once for all who ask at the same moment. ``alteracao`` are hashes asked for before."""
        seen = self._repository.find_consultado_em(numero_cnj)

        def find() -> Processo | None:
            """The answer that came to another since we began; an older one is no answer."""
            is_new = self._repository.find_consultado_em(numero_cnj) != seen
            return self._repository.get_processo(numero_cnj) if is_new else None

        def make() -> Processo:
            processo = self._tribunal.fetch_processo(numero_cnj)
            self._repository.save_processo(processo, alteracao, is_ahead=is_ahead)
            return processo

        return self._flights.run(f"processo:{numero_cnj}", find, make)

    def _oldest_ahead(self) -> datetime:
        return datetime.now(UTC) - timedelta(seconds=self._tribunal_settings.antecipacao_s)

    def _find_known(self, numero_cnj: str, ids: list[str]) -> dict[str, str]:
        vazios_desde = datetime.now(UTC) - timedelta(hours=self._tribunal_settings.vazio_h)
        return self._repository.find_hashes(numero_cnj, ids, vazios_desde)

    def _download_missing(self, numero_cnj: str, ids: list[str]) -> dict[str, str]:
        known = self._find_known(numero_cnj, ids)
        if is_envio(numero_cnj):
            return known  # nobody else has them
        missing = [id_documento for id_documento in ids if id_documento not in known]
        size = self._tribunal_settings.documentos_por_lote
        batches = [tuple(missing[start : start + size]) for start in range(0, len(missing), size)]
        failure: PortalError | None = None
        pool = ThreadPoolExecutor(_PARALLEL_BATCHES)
        try:
            futures = [pool.submit(in_trace(self._download_batch), numero_cnj, batch) for batch in batches]
            for future in as_completed(futures):
                error = future.exception()
                if error is None:
                    known |= future.result()
                elif isinstance(error, PortalError) and not isinstance(error, TribunalCredentialsError):
                    failure = error
                else:
                    raise error
        finally:  # cancelled or failed: nobody waits for what the court still sends
            pool.shutdown(wait=False, cancel_futures=True)
        if failure is not None and not known:
            raise failure
        return known

    def _download_batch(self, numero_cnj: str, ids: tuple[str, ...]) -> dict[str, str]:
        """One batch; when it fails, its documents one by one, so that one bad document costs only itself.

        When the court is away for two in a row, it is not the documents: the others are not waited for.
        """
        try:
            return self._download_ids(numero_cnj, ids)
        except TribunalCredentialsError:
            raise
        except PortalError:
            if len(ids) == 1:
                raise
        found: dict[str, str] = {}
        failures: list[PortalError] = []
        away = 0
        for id_documento in ids:
            try:
                found |= self._download_ids(numero_cnj, (id_documento,))
                away = 0
            except TribunalCredentialsError:
                raise
            except PortalError as error:
                failures.append(error)
                away = away + 1 if isinstance(error, ServiceUnavailableError) else 0
                _log.warning("documento_not_delivered", outcome=error.code)
            if away == _AWAY_IN_A_ROW:
                break
        if failures and not found:
            raise failures[-1]
        return found

    def _download_ids(self, numero_cnj: str, ids: tuple[str, ...]) -> dict[str, str]:
        with tempfile.TemporaryDirectory(prefix="portal-download-") as folder:
            contents = self._tribunal.fetch_conteudos(numero_cnj, ids, Path(folder))
            for content in contents:
                self._repository.save_conteudo(numero_cnj, content)
            return {content.id_documento: content.sha256 for content in contents}


def _unreadable(sha256: str) -> DocumentoLido:
    motivo = "O leitor do portal não conseguiu abrir este arquivo."
    return DocumentoLido(sha256, FormatoDeArquivo.DESCONHECIDO, (Pagina(1, EstadoDaPagina.ILEGIVEL, ""),), motivo)
