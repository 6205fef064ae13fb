"""Free justice by party: what the court's data registers, and what the decisions in the case say (CPC, art. 98). Pure.

The two may disagree; then both are shown, and the disagreement is named.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from core.assistencia.beneficio import TEMA, Situacao, read_situacao
from core.assistencia.decisoes import FolhaDoJuizo, Lugar, find_frases
from core.infra.folding import fold
from core.processos.domain import Parte

SO_NO_TRIBUNAL = "O TJMS registra a justiça gratuita, e o portal não achou nos autos a decisão que a concede."
SO_NOS_AUTOS = "Os autos têm decisão que concede a justiça gratuita, e o TJMS não a registra."
CONTRA_O_TRIBUNAL = "O TJMS registra a justiça gratuita, e a última decisão dos autos a nega ou revoga."

_ATIVO = re.compile(r"\b(?:parte autora|autora?e?s?|requerentes?|exequentes?|impetrantes?|demandantes?)\b")
_PASSIVO = re.compile(r"\b(?:re|reus?|requerid[oa]s?|executad[oa]s?|impetrad[oa]s?|demandad[oa]s?)\b")
_INSTITUICOES = ("juridica", "autoridade", "orgaorepresentacao")
"""Kinds of party, in the court's schema, that are no person."""

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


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
    if last.is_concedida and not parte.has_justica_gratuita:
        divergencia = SO_NOS_AUTOS
    elif not last.is_concedida and parte.has_justica_gratuita:
        divergencia = CONTRA_O_TRIBUNAL
    return GratuidadeDaParte(parte, last, decisoes, divergencia)


def _list_decisoes(partes: Sequence[Parte], folhas: Sequence[FolhaDoJuizo]) -> list[Decisao]:
    decisoes = []
    for frase, _, lugar in find_frases(folhas, TEMA):
        situacao = read_situacao(frase)
        if situacao is not None:
            decisoes.append(Decisao(situacao, lugar, _name_parte(frase, partes)))
    return decisoes


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
