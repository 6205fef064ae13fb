"""What the screens ask of the record of acts."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from io import StringIO
from zoneinfo import ZoneInfo

from core.auditoria.domain import Acao, Ato, FiltroDaAuditoria, Laudo, Registro
from core.auditoria.repository import AuditoriaRepository

POR_PAGINA = 50
MAX_EXPORTADOS = 20_000
"""Records of one file; a longer answer is narrowed by its period."""

_AQUI = ZoneInfo("America/Campo_Grande")
_CABECALHO = ("Número", "Quando", "Quem", "Login", "O que fez", "Sobre", "Detalhe", "Anterior", "Código")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a sheet takes for the beginning of a formula."""


class AuditoriaService:
    def __init__(self, repository: AuditoriaRepository) -> None:
        self._repository = repository

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
        """Logins that did something."""
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
            writer.writerow([registro.numero, when, *map(_disarm, (*who, *what))])
        return stream.getvalue().encode("utf-8-sig")

    def verify(self) -> Laudo:
        """Whether nothing was changed, taken away or put between since the first act."""
        return self._repository.verify()


def _disarm(words: str) -> str:
    return f"'{words}" if words.lstrip(" ").startswith(_FORMULA) else words
