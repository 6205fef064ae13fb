"""The working text of a peça: what a person edits between two versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.pecas.domain import OrigemDaVersao


@dataclass(frozen=True)
class Secao:
    """A heading with what follows it, up to the next heading; ``texto`` holds the heading's own line.

    ``nivel`` is 0 for what stands before the first heading. ``inicio`` is the place of the first character in the
    whole text. ``base`` names the text (``core.pecas.edicao.secoes.hash_secao``): a change says what it began from.
    """

    chave: str
    titulo: str
    nivel: int
    texto: str
    inicio: int
    base: str

    @property
    def fim(self) -> int:
        return self.inicio + len(self.texto)


@dataclass(frozen=True)
class Edicao:
    """The working text. ``revisao`` grows with every change; ``versao_base`` is the version it comes from.

    ``autor`` and ``mudada_em`` are of the last change: empty and None before the first.
    """

    peca_id: UUID
    texto: str
    revisao: int
    versao_base: int
    secoes: tuple[Secao, ...]
    has_changes: bool
    autor: str = ""
    mudada_em: datetime | None = None
    is_final: bool = False

    def find_secao(self, chave: str) -> Secao | None:
        return next((secao for secao in self.secoes if secao.chave == chave), None)


@dataclass(frozen=True)
class VersaoNaLista:
    """A version without its text."""

    numero: int
    origem: OrigemDaVersao
    autor: str
    criada_em: datetime
