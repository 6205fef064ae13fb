"""What a dataset is, and what the report says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Amostra:
    """One labelled text. ``linha`` is its row in the file, from 1; ``grupo`` is the case it comes from, or empty.

    ``parte`` is the side of the split that the file names, a value of ``core.bert.dados.divisao.Parte``, or empty.
    """

    linha: int
    texto: str
    rotulo: str
    grupo: str = ""
    parte: str = ""


@dataclass(frozen=True)
class Colunas:
    """Places of the columns, from 0. Samples of one ``grupo`` never stand on both sides of a split; ``parte`` says on
    which they stand."""

    texto: int
    rotulo: int
    grupo: int | None = None
    parte: int | None = None


class Gravidade(StrEnum):
    """Whether a finding stops the training, should be looked at, or only informs."""

    IMPEDE = "impede"
    ALERTA = "alerta"
    INFORMA = "informa"

    @property
    def label(self) -> str:
        return {"impede": "Impede o treino", "alerta": "Confira", "informa": "Para saber"}[self.value]


class CodigoDoAchado(StrEnum):
    POUCAS_LINHAS = "poucas_linhas"
    ROTULOS_INSUFICIENTES = "rotulos_insuficientes"
    VAZIAS = "vazias"
    REPETIDAS = "repetidas"
    CONTRADITORIAS = "contraditorias"
    QUASE_IGUAIS = "quase_iguais"
    DIVISAO_DADA = "divisao_dada"
    DIVISAO_MISTURADA = "divisao_misturada"
    ROTULO_RARO = "rotulo_raro"
    DESEQUILIBRIO = "desequilibrio"
    ROTULOS_PARECIDOS = "rotulos_parecidos"
    TEXTOS_LONGOS = "textos_longos"
    TEXTOS_CURTOS = "textos_curtos"


@dataclass(frozen=True)
class AchadoDoDataset:
    """``texto`` is one sentence in pt-BR; ``linhas`` are rows of the file where it can be seen, at most ten."""

    codigo: CodigoDoAchado
    gravidade: Gravidade
    texto: str
    total: int
    linhas: tuple[int, ...] = ()


@dataclass(frozen=True)
class Relatorio:
    """What a dataset is worth. ``nota`` is 0 to 100; ``rotulos`` count the usable samples.

    ``palavras`` are the 50th, 90th and 99th percentiles of the words of a text. ``familias`` are the sets of samples
    that must stay on one side of a split: of one case, or nearly equal.
    """

    total: int
    aproveitadas: int
    rotulos: Mapping[str, int]
    palavras: tuple[int, int, int]
    familias: int
    achados: tuple[AchadoDoDataset, ...]
    nota: int

    @property
    def is_treinavel(self) -> bool:
        return all(achado.gravidade is not Gravidade.IMPEDE for achado in self.achados)
