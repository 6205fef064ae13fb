"""The words of the check: three colours, and passages with the place they come from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from core.prompts.comparacao import normalize


class Cor(IntEnum):
    """How sure the check is, from good to bad. A screen shows word and icon too, never the colour alone."""

    VERDE = 0
    AMARELO = 1
    VERMELHO = 2

    @property
    def label(self) -> str:
        return ("Confere", "Conferir", "Não confere")[self]


@dataclass(frozen=True)
class Lugar:
    """A passage of a source: characters ``inicio`` to ``fim`` of its text."""

    fonte: str
    inicio: int
    fim: int


@dataclass(frozen=True)
class Exame:
    """What was found of one quotation, with the reason that a person reads."""

    cor: Cor
    motivo: str
    lugar: Lugar | None = None


class TipoDeItem(StrEnum):
    """What a finding of the check is about. ``label`` is what people read."""

    AUTORIDADE = "autoridade"
    CITACAO = "citacao"
    DADO = "dado"
    NUMERO = "numero"
    MODULO = "modulo"
    PEDIDO = "pedido"
    FONTE = "fonte"

    @property
    def label(self) -> str:
        return _TIPO_LABELS[self]


_TIPO_LABELS = {
    TipoDeItem.AUTORIDADE: "Autoridade",
    TipoDeItem.CITACAO: "Citação",
    TipoDeItem.DADO: "Valor, data ou dose",
    TipoDeItem.NUMERO: "Número de processo ou CPF",
    TipoDeItem.MODULO: "Módulo",
    TipoDeItem.PEDIDO: "Pedido da inicial",
    TipoDeItem.FONTE: "Afirmação com fonte",
}


@dataclass(frozen=True)
class Evidencia:
    """What a finding stands on. ``id_documento`` is empty where the source is a module or the approved base.

    ``trecho`` are the source's own words, to be lit on the page ``pagina`` (from 1) of the document.
    """

    rotulo: str
    trecho: str = ""
    numero_cnj: str = ""
    id_documento: str = ""
    pagina: int | None = None


@dataclass(frozen=True)
class ItemDaConferencia:
    """One finding on a draft: characters ``inicio`` to ``fim`` of its Markdown, both 0 for what is missing from it.

    ``chave`` is the same for the same finding of the same words wherever they stand, so that the decision of a person
    follows it through the versions. What ``admite_aceite`` may be accepted by a person with a written reason; the rest
    must be put right in the text.
    """

    chave: str
    tipo: TipoDeItem
    cor: Cor
    trecho: str
    motivo: str
    inicio: int = 0
    fim: int = 0
    evidencia: Evidencia | None = None
    admite_aceite: bool = True


@dataclass(frozen=True)
class Conferencia:
    """All findings on one text, in its order. Of the sentences that state facts, how many name their source.

    ``avisos`` say what the check could not look at, and why.
    """

    itens: tuple[ItemDaConferencia, ...]
    frases_de_fato: int = 0
    frases_com_fonte: int = 0
    avisos: tuple[str, ...] = ()

    def count(self, cor: Cor) -> int:
        return sum(item.cor is cor for item in self.itens)


def build_chave(tipo: TipoDeItem, cor: Cor, motivo: str, *parts: str) -> str:
    """The same for the same finding wherever it stands; of another colour, or for another reason, it is another."""
    words = "|".join((tipo.value, cor.name, *(normalize(part) for part in (motivo, *parts))))
    return hashlib.sha256(words.encode()).hexdigest()[:16]
