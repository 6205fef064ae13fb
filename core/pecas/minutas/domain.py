"""What has become of a peça since the machine wrote it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from core.pecas.domain import OrigemDaVersao, TipoDePeca


@dataclass(frozen=True)
class SituacaoDaPeca:
    """``origens`` of all its versions; ``has_changes``: a person edits it and made no version of that yet."""

    versao_final: int | None
    origens: frozenset[OrigemDaVersao]
    has_changes: bool

    @property
    def is_touched(self) -> bool:
        """Whether a person's work is in it: the machine does not begin to write on it any more."""
        return self.versao_final is not None or self.has_changes or bool(self.origens - {OrigemDaVersao.GERACAO})

    @property
    def takes_minuta(self) -> bool:
        """Whether what the machine wrote meanwhile may still become a version."""
        return self.versao_final is None


@dataclass(frozen=True)
class CapaDaPeca:
    """What a list says of a peça; ``dono`` is the name of whose it is."""

    geracao_id: UUID
    numero_cnj: str
    tipo_de_peca: TipoDePeca
    dono: str


@dataclass(frozen=True)
class TextoAtual:
    """Which text of a peça counts now, without its words: ``versao`` is the newest, ``has_changes`` since then."""

    usuario_id: int
    versao: int
    versao_final: int | None
    has_changes: bool
