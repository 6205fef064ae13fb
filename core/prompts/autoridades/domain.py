"""The approved base: what a peça may cite without the documents of the case."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class TipoDeAutoridade(StrEnum):
    TEMA = "tema"
    SUMULA = "sumula"
    ENUNCIADO = "enunciado"
    JULGADO = "julgado"
    ARTIGO = "artigo"
    NORMA = "norma"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    TipoDeAutoridade.TEMA: "Tema",
    TipoDeAutoridade.SUMULA: "Súmula",
    TipoDeAutoridade.ENUNCIADO: "Enunciado",
    TipoDeAutoridade.JULGADO: "Julgado",
    TipoDeAutoridade.ARTIGO: "Artigo de lei",
    TipoDeAutoridade.NORMA: "Lei ou ato normativo",
}


@dataclass(frozen=True)
class Autoridade:
    """``chave`` as in ``core.prompts.autoridades.citacoes``; ``resumo`` is the office's own wording of the thesis.

    ``fonte`` says where the official text is published; ``vigencia`` since when it holds or what limits it.
    """

    chave: str
    tipo: TipoDeAutoridade
    nome: str
    resumo: str
    fonte: str
    vigencia: str = ""
    is_vigente: bool = True


@dataclass(frozen=True)
class Citacao:
    """``inicio`` and ``fim`` are the place in the text, of the whole mention (of several articles, too)."""

    chave: str
    trecho: str
    inicio: int
    fim: int
