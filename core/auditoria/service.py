"""What the screens ask of the record of acts."""

from __future__ import annotations

import csv
import time
from collections.abc import Iterable, Mapping
from io import StringIO
from zoneinfo import ZoneInfo

import structlog

from core.auditoria.ancoras import AncoraStore
from core.auditoria.cadeia import EVENTO_DA_ANCORA, parse_ancoras
from core.auditoria.domain import SISTEMA, Acao, Ancora, Ato, FiltroDaAuditoria, Laudo, Registro
from core.auditoria.repository import AuditoriaRepository
from core.infra.celulas import clean, disarm

POR_PAGINA = 50
MAX_EXPORTADOS = 20_000
"""Records of one file; a longer answer is narrowed by its period."""

_AQUI = ZoneInfo("America/Campo_Grande")
_CABECALHO = ("Número", "Quando", "Quem", "Login", "O que fez", "Sobre", "Detalhe", "Anterior", "Código")


_ANCORA_S = 60.0
"""How often the head is written outside, while there is something new."""

_log = structlog.get_logger()


class AuditoriaService:
    def __init__(self, repository: AuditoriaRepository, ancoras: AncoraStore) -> None:
        self._repository = repository
        self._ancoras = ancoras
        self._anchored_at = -_ANCORA_S

    def record(self, acao: Acao, *, autor: str, objeto: str = "", detalhe: str = "") -> None:
        """Put an act on record that no other storage has."""
        self._repository.add(Ato(acao, autor, objeto, detalhe))

    def note_download(self, autor: str, arquivo: str) -> None:
        """A file leaves the portal."""
        self.record(Acao.ARQUIVO_BAIXADO, autor=autor, objeto=arquivo)

    def search(self, filtro: FiltroDaAuditoria, *, pagina: int = 1) -> tuple[tuple[Registro, ...], int]:
        """Fifty records of a page (from 1), newest first, and how many there are in all."""
        offset = (max(pagina, 1) - 1) * POR_PAGINA
        found = self._repository.list(filtro, limit=POR_PAGINA, offset=offset)
        return found, self._repository.count(filtro)

    def list_autores(self) -> tuple[str, ...]:
        """Who may stand in the record: logins, and the portal itself."""
        return self._repository.list_autores()

    def export(self, filtro: FiltroDaAuditoria, nomes: Mapping[str, str]) -> bytes:
        """The newest records as a sheet: semicolons, UTF-8 with its mark, no cell a formula. ``nomes`` are by login."""
        stream = StringIO(newline="")
        writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
        writer.writerow(_CABECALHO)
        for registro in self._repository.list(filtro, limit=MAX_EXPORTADOS):
            when = f"{registro.feito_em.astimezone(_AQUI):%d/%m/%Y %H:%M:%S}"
            who = (nomes.get(registro.autor, registro.autor), registro.autor)
            what = (registro.label, registro.objeto, registro.detalhe, registro.anterior, registro.hash)
            writer.writerow([registro.numero, when, *map(_write, (*who, *what))])
        return stream.getvalue().encode("utf-8-sig")

    def verify(self, ancoras: Iterable[Ancora] = ()) -> Laudo:
        """Whether nothing was changed, taken away or put between since the first act, the end included.

        Beside ``ancoras``, which a person brings, the head counts that the portal keeps in Redis. Raises RedisError.
        """
        kept = self._ancoras.find()
        return self._repository.verify((*ancoras, *([kept] if kept else [])))

    def anchor(self) -> int:
        """Write the head outside, to Redis and to the log, now and then. Answers 1 when it did.

        A record that no longer holds the last head is told to the operators, and that head stays.
        """
        now = time.monotonic()
        if now - self._anchored_at < _ANCORA_S:
            return 0
        last, head = self._ancoras.find(), self._repository.find_ultima()
        if last is not None and self._repository.find_hash(last.numero) != last.hash:
            self._anchored_at = now
            _log.error("audit_broken", numero=last.numero, hash=last.hash)
            return 0
        if head is None or head == last:
            return 0
        self._ancoras.save(head)
        self._anchored_at = now
        _log.info(EVENTO_DA_ANCORA, numero=head.numero, hash=head.hash)
        return 1

    def reanchor(self, motivo: str, ancoras: Iterable[Ancora] = ()) -> Laudo:
        """Take the record as it is for the right one, as after a copy was put back, and say so in it.

        Nothing is taken that is not whole by itself and by ``ancoras``. Raises RedisError.
        """
        laudo, kept = self._repository.verify(tuple(ancoras)), self._ancoras.find()
        if laudo.is_integro:
            before = f"{kept.numero}:{kept.hash}" if kept else "nenhuma"
            detalhe = f"{motivo} · cabeça anterior {before}"
            self.record(
                Acao.AUDITORIA_REANCORADA, autor=SISTEMA, objeto=f"{laudo.registros} registros", detalhe=detalhe
            )
            head = self._repository.find_ultima()
            if head is not None:
                self._ancoras.save(head)
        return laudo

    def read_ancoras(self, linhas: Iterable[str]) -> tuple[Ancora, ...]:
        """The heads in lines of the portal's log, or written ``NUMBER:HASH``."""
        return parse_ancoras(linhas)


def _write(words: str) -> str:
    return disarm(clean(words))
