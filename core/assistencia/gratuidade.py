"""Free justice by party: what the court's data registers, and what the decisions in the case say (CPC, art. 98). Pure.

The two may disagree; then both are shown, and the disagreement is named.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from core.assistencia.decisoes import FolhaDoJuizo, Lugar, find_frases
from core.infra.folding import fold
from core.processos.domain import Parte

SO_NO_TRIBUNAL = "O TJMS registra a justiça gratuita, e o portal não achou nos autos a decisão que a concede."
SO_NOS_AUTOS = "Os autos têm decisão que concede a justiça gratuita, e o TJMS não a registra."
CONTRA_O_TRIBUNAL = "O TJMS registra a justiça gratuita, e a última decisão dos autos a nega ou revoga."

_TEMA = re.compile(
    r"justica gratuita|gratuidade|assistencia judiciaria|exigibilidade suspensa|suspensa a exigibilidade"
)
_REVOGA = re.compile(r"\brevog(?:o|ad[oa]s?|a-se)\b|\bcass(?:o|ad[oa]s?)\b")
_NEGA = re.compile(
    r"\b(?:indefiro|indeferid[oa]s?|indefere-se|nego|negad[oa]s?|denego|rejeito|rejeitad[oa]s?)\b"
    r"|\bnao (?:foi |foram )?(?:defiro|concedo|faz jus|ha como deferir|concedid[oa]s?|deferid[oa]s?)\b"
)
_CONCEDE = re.compile(
    r"(?<!nao )(?<!nao foi )(?<!nao foram )\b(?:defiro|deferid[oa]s?|defere-se|concedo|concedid[oa]s?|concede-se"
    r"|mantenho|mantid[oa]s?|beneficiari[oa]s?)\b"
    r"|\bexigibilidade suspensa\b|\bsuspensa a exigibilidade\b"
)
_CONTRA = re.compile(r"\bimpugnacao\b|\brevogacao\b")
"""What is refused in a sentence that speaks of one of these is an attack on the benefit."""

_AFTER = 40
"""Letters that a verb behind the subject counts as farther away than one before it."""

_ATIVO = re.compile(r"\b(?:parte autora|autora?e?s?|requerentes?|exequentes?|impetrantes?|demandantes?)\b")
_PASSIVO = re.compile(r"\b(?:re|reus?|requerid[oa]s?|executad[oa]s?|impetrad[oa]s?|demandad[oa]s?)\b")
_INSTITUICOES = ("juridica", "autoridade", "orgaorepresentacao")
"""Kinds of party, in the court's schema, that are no person."""

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Situacao(StrEnum):
    """Where a party stands. ``label`` is what people read."""

    CONCEDIDA = "concedida"
    INDEFERIDA = "indeferida"
    REVOGADA = "revogada"
    REGISTRADA = "registrada"
    NAO_CONSTA = "nao_consta"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Situacao.CONCEDIDA: "Concedida por decisão",
    Situacao.INDEFERIDA: "Indeferida por decisão",
    Situacao.REVOGADA: "Revogada por decisão",
    Situacao.REGISTRADA: "Registrada no TJMS",
    Situacao.NAO_CONSTA: "Não consta",
}


@dataclass(frozen=True)
class Decisao:
    """What one sentence decides. ``parte`` is the name of the party, empty where it cannot be told."""

    situacao: Situacao
    lugar: Lugar
    parte: str = ""


@dataclass(frozen=True)
class GratuidadeDaParte:
    """One party; ``decisoes`` are those about it, oldest first. ``divergencia`` is a whole sentence, or empty."""

    parte: Parte
    situacao: Situacao
    decisoes: tuple[Decisao, ...] = ()
    divergencia: str = ""


@dataclass(frozen=True)
class Gratuidade:
    """All parties in the court's order, and the decisions of which nobody can tell whom they mean."""

    partes: tuple[GratuidadeDaParte, ...]
    sem_parte: tuple[Decisao, ...] = ()


def find_gratuidade(partes: Sequence[Parte], folhas: Sequence[FolhaDoJuizo]) -> Gratuidade:
    """The last decision about a party counts; without any, what the court registers."""
    decisoes = sorted(_list_decisoes(partes, folhas), key=lambda decisao: _read_moment(decisao.lugar.data))
    named = {parte.nome for parte in partes}
    found = tuple(_judge(parte, tuple(d for d in decisoes if d.parte == parte.nome)) for parte in partes)
    return Gratuidade(found, tuple(decisao for decisao in decisoes if decisao.parte not in named))


def _judge(parte: Parte, decisoes: tuple[Decisao, ...]) -> GratuidadeDaParte:
    if not decisoes:
        is_registrada = parte.has_justica_gratuita
        situacao = Situacao.REGISTRADA if is_registrada else Situacao.NAO_CONSTA
        return GratuidadeDaParte(parte, situacao, (), SO_NO_TRIBUNAL if is_registrada else "")
    last = decisoes[-1].situacao
    divergencia = ""
    if last is Situacao.CONCEDIDA and not parte.has_justica_gratuita:
        divergencia = SO_NOS_AUTOS
    elif last is not Situacao.CONCEDIDA and parte.has_justica_gratuita:
        divergencia = CONTRA_O_TRIBUNAL
    return GratuidadeDaParte(parte, last, decisoes, divergencia)


def _list_decisoes(partes: Sequence[Parte], folhas: Sequence[FolhaDoJuizo]) -> list[Decisao]:
    decisoes = []
    for frase, place, lugar in find_frases(folhas, _TEMA):
        situacao = _read_situacao(frase, place)
        if situacao is not None:
            decisoes.append(Decisao(situacao, lugar, _name_parte(frase, partes)))
    return decisoes


def _read_situacao(frase: str, place: int) -> Situacao | None:
    """By the verb nearest to the subject; None for a sentence that only speaks of it."""
    verbs = [
        (abs(match.start() - place) + (_AFTER if match.start() > place else 0), rank, situacao)
        for rank, (pattern, situacao) in enumerate(
            ((_REVOGA, Situacao.REVOGADA), (_NEGA, Situacao.INDEFERIDA), (_CONCEDE, Situacao.CONCEDIDA))
        )
        for match in pattern.finditer(frase)
    ]
    if not verbs:
        return None
    situacao = min(verbs)[2]
    return Situacao.CONCEDIDA if situacao is Situacao.INDEFERIDA and _CONTRA.search(frase) else situacao


def _name_parte(frase: str, partes: Sequence[Parte]) -> str:
    """The party that the sentence names, or the only person that it can mean."""
    named = [parte.nome for parte in partes if parte.nome and fold(parte.nome) in frase]
    if named:
        return named[0] if len(set(named)) == 1 else ""
    people = [parte for parte in partes if parte.tipo_pessoa not in _INSTITUICOES]
    polo = "AT" if _ATIVO.search(frase) else "PA" if _PASSIVO.search(frase) else ""
    meant = {parte.nome for parte in people if polo in ("", parte.polo)}
    return meant.pop() if len(meant) == 1 else ""


def _read_moment(moment: datetime | None) -> datetime:
    """The court gives dates with a zone and without."""
    return _LONG_AGO if moment is None else moment if moment.tzinfo else moment.replace(tzinfo=UTC)
