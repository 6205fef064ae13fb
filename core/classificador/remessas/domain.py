"""Files on their way into a lot. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ArquivoDaRemessa:
    """A file that was handed in for a lot that is not made yet. ``membros`` are the files in a package, else 0."""

    ordem: int
    nome: str
    sha256: str
    size_bytes: int
    membros: int = 0

    @property
    def is_pacote(self) -> bool:
        return self.membros > 0


@dataclass(frozen=True)
class Remessa:
    """Files on their way into a lot, of one person."""

    chave: str
    usuario_id: int
    arquivos: tuple[ArquivoDaRemessa, ...] = ()

    @property
    def total(self) -> int:
        """Documents, those inside packages counted one by one."""
        return sum(max(arquivo.membros, 1) for arquivo in self.arquivos)
