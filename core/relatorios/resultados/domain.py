"""What a report of results answers. All count gerações and lots asked for in the period, with what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.relatorios.domain import Divisao


@dataclass(frozen=True)
class Qualidade:
    """``estrelas`` is the sum over ``avaliacoes``, the newest opinion on each peça.

    ``palavras`` (of the longer text of each topic) and ``distancia`` are sums over the peças ``medidas``, of which
    ``sem_mudanca`` were made final as the machine wrote them. ``vermelhos`` are findings that stood when one of the
    peças ``conferidas`` was made final.
    """

    chave: str
    pecas: int = 0
    avaliacoes: int = 0
    estrelas: int = 0
    corretas: int = 0
    parciais: int = 0
    incorretas: int = 0
    erros_da_ia: int = 0
    medidas: int = 0
    sem_mudanca: int = 0
    palavras: int = 0
    distancia: int = 0
    conferidas: int = 0
    com_vermelho: int = 0
    vermelhos: int = 0

    @property
    def estrelas_media(self) -> float | None:
        return self.estrelas / self.avaliacoes if self.avaliacoes else None

    @property
    def parte_mudada(self) -> float | None:
        """Of the words, how many people changed: 0 is none, 1 is all."""
        return self.distancia / self.palavras if self.palavras else None


@dataclass(frozen=True)
class UsoDoModulo:
    """In gerações that ended well. ``rejeitados`` were suggested and did not enter; ``acrescentados`` the reverse."""

    slug: str
    titulo: str
    sugeridos: int
    usados: int
    rejeitados: int
    acrescentados: int


class DivisaoDaClassificacao(StrEnum):
    """What the lines of a report of classified documents stand for; ``CATEGORIA`` is the model's answer."""

    TOTAL = "total"
    UNIDADE = "unidade"
    PESSOA = "usuario_id"
    CATEGORIA = "categoria"
    DIA = "dia"
    MES = "mes"

    @property
    def label(self) -> str:
        return "Categoria" if self is DivisaoDaClassificacao.CATEGORIA else Divisao(self.value).label


@dataclass(frozen=True)
class Classificados:
    """Documents with an answer; of the ``revistos`` by a person, ``corrigidos`` have another category now."""

    chave: str
    documentos: int = 0
    revistos: int = 0
    corrigidos: int = 0


@dataclass(frozen=True)
class TempoDoTipo:
    """Final peças of a type. ``tempo_s`` is what people worked on them in the portal, as their browsers measured it.

    ``minutos`` is what one takes without the portal, by the reference that people set ``em``; None without one.
    """

    tipo_de_peca: str
    finais: int
    tempo_s: float
    minutos: float | None
    em: datetime | None = None

    @property
    def economizado_s(self) -> float | None:
        """Negative where the portal took longer."""
        return None if self.minutos is None else self.finais * self.minutos * 60 - self.tempo_s
