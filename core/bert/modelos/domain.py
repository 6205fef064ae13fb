"""A trained model as the registry keeps it, and two of them side by side. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from core.bert.domain import Configuracao, ResultadoDoTreino


class EstadoDoModelo(StrEnum):
    """``label`` is what people read. Of models with the same labels one at most is PROMOVIDO."""

    CANDIDATO = "candidato"
    PROMOVIDO = "promovido"
    ARQUIVADO = "arquivado"

    @property
    def label(self) -> str:
        return {"candidato": "Candidato", "promovido": "Em uso", "arquivado": "Arquivado"}[self.value]


@dataclass(frozen=True)
class Modelo:
    """The model card. Its id is that of the training it came from.

    ``resultado.dados_sha256`` with ``configuracao`` and ``versao_do_codigo`` reproduces it; ``arquivos`` maps the
    files of its folder to their SHA-256.
    """

    id: UUID
    nome: str
    dataset_id: UUID
    dataset_nome: str
    autor: str
    configuracao: Configuracao
    versao_do_codigo: str
    resultado: ResultadoDoTreino
    arquivos: Mapping[str, str]
    estado: EstadoDoModelo
    criado_em: datetime
    promovido_em: datetime | None = None
    promovido_por: str = ""

    @property
    def rotulos(self) -> tuple[str, ...]:
        return self.resultado.rotulos

    @property
    def f1_macro(self) -> float:
        return self.resultado.medidas.f1_macro.valor

    @property
    def f1_linear(self) -> float:
        return self.resultado.linear.f1_macro.valor

    @property
    def is_promovivel(self) -> bool:
        return self.resultado.supera_linear and self.estado is not EstadoDoModelo.PROMOVIDO


@dataclass(frozen=True)
class ModeloResumido:
    """What a list shows of a card. ``f1_macro`` and ``f1_linear`` are of the test side."""

    id: UUID
    nome: str
    dataset_nome: str
    autor: str
    estado: EstadoDoModelo
    criado_em: datetime
    f1_macro: float
    f1_linear: float


@dataclass(frozen=True)
class NovoModelo:
    """What a finished training hands over; ``id`` is its own."""

    id: UUID
    nome: str
    dataset_id: UUID
    dataset_nome: str
    autor: str
    configuracao: Configuracao
    resultado: ResultadoDoTreino


@dataclass(frozen=True)
class DiferencaDoRotulo:
    """F1 of one label in both; None where a model does not have the label."""

    rotulo: str
    f1_a: float | None
    f1_b: float | None


@dataclass(frozen=True)
class ComparacaoDeModelos:
    """Two models side by side. ``is_comparavel``: both were measured on the same test side of the same samples."""

    a: Modelo
    b: Modelo
    is_comparavel: bool
    rotulos: tuple[DiferencaDoRotulo, ...]


def compare_modelos(a: Modelo, b: Modelo) -> ComparacaoDeModelos:
    """Both cards label by label, those of A first."""
    left = {medida.rotulo: medida.f1 for medida in a.resultado.medidas.por_rotulo}
    right = {medida.rotulo: medida.f1 for medida in b.resultado.medidas.por_rotulo}
    rotulos = tuple(DiferencaDoRotulo(one, left.get(one), right.get(one)) for one in {**left, **right})
    tested = [{(one.linha, one.rotulo) for one in modelo.resultado.previsoes} for modelo in (a, b)]
    same = a.resultado.dados_sha256 == b.resultado.dados_sha256 and tested[0] == tested[1]
    return ComparacaoDeModelos(a, b, same, rotulos)
