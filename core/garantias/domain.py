"""A promise of the product, its tests, and what their last runs showed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Tema(StrEnum):
    """What a promise is about. ``label`` is what people read."""

    TEXTO = "texto"
    LIMITES = "limites"
    CONTINUIDADE = "continuidade"
    ACESSO = "acesso"
    SIGILO = "sigilo"
    REGISTRO = "registro"
    NUMEROS = "numeros"
    DADOS = "dados"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Tema.TEXTO: "O texto das peças",
    Tema.LIMITES: "Limites e filas",
    Tema.CONTINUIDADE: "Quando algo cai",
    Tema.ACESSO: "Quem entra e o que vê",
    Tema.SIGILO: "Sigilo e dados pessoais",
    Tema.REGISTRO: "Registro e prova",
    Tema.NUMEROS: "Cálculos, classificação e relatórios",
    Tema.DADOS: "Guarda dos dados",
}


@dataclass(frozen=True)
class Garantia:
    """One promise in words that everybody reads. ``testes`` are ``tests/file.py::test_name``; all of them prove it."""

    tema: Tema
    promessa: str
    testes: tuple[str, ...]


@dataclass(frozen=True)
class Execucao:
    """The last runs of one test. ``versao`` is the commit of the last one that passed."""

    passou_em: datetime | None = None
    falhou_em: datetime | None = None
    versao: str = ""


class Situacao(StrEnum):
    VERIFICADA = "verificada"
    FALHOU = "falhou"
    SEM_VERIFICACAO = "sem_verificacao"


@dataclass(frozen=True)
class GarantiaVerificada:
    """A promise with the run that counts for it: ``em`` is when its oldest test last passed, or its newest failed."""

    garantia: Garantia
    situacao: Situacao
    em: datetime | None = None
    versao: str = ""


def judge(garantia: Garantia, execucoes: dict[str, Execucao]) -> GarantiaVerificada:
    """A promise is as good as the worst of its tests: one that failed since it passed, or never ran, decides."""
    runs = [execucoes.get(teste, Execucao()) for teste in garantia.testes]
    failed = [run.falhou_em for run in runs if run.falhou_em and (not run.passou_em or run.falhou_em > run.passou_em)]
    if failed:
        return GarantiaVerificada(garantia, Situacao.FALHOU, max(failed))
    passed = [(run.passou_em, run.versao) for run in runs if run.passou_em]
    if not runs or len(passed) < len(runs):
        return GarantiaVerificada(garantia, Situacao.SEM_VERIFICACAO)
    em, versao = min(passed)
    return GarantiaVerificada(garantia, Situacao.VERIFICADA, em, versao)
