"""What one sentence of a judge decides on free justice. Pure.

A sentence that asks for it, supposes it, tells the law or decides something else says nothing: where it is not plain,
nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from itertools import islice

from core.assistencia.verbos import is_em_pessoa, is_negado, is_pedido, is_suposto

TEMA = re.compile(
    r"justica gratuita|gratuidade(?: d[ae] justica)?|assistencia judiciaria(?: gratuita)?"
    r"|exigibilidade(?: \w+)? suspensa|suspensa a exigibilidade"
)
_REVOGA = re.compile(r"\b(?:revog(?:o|ou|ad[oa]s?|a-se|ando)|cass(?:o|ou|ad[oa]s?)|torno sem efeito)\b")
_NEGA = re.compile(
    r"\b(?:indef(?:iro|ere-se|eriu|erindo|erid[oa]s?)|(?:nego|negou|negad[oa]s?)(?! (?:provimento|seguimento))"
    r"|deneg(?:o|ou|ad[oa]s?)|rejeit(?:o|ou|a-se|ad[oa]s?)|nao faz(?:em)? jus"
    r"|nao tem direito|nao (?:comporta|merece) deferimento"
    r"|(?:nao ha como|deixo de|deixou de) (?:lhe )?(?:deferir|conceder)"
    r"|nao (?:lhe |se )?(?:defiro|concedo|defere|concede)"
    r"|(?<!ainda )nao (?:lhe )?(?:foi|foram) (?:concedid|deferid)[oa]s?"
    r"|(?:incabivel|inviavel|impossivel|descabid[ao]) (?:a concessao|o deferimento)"
    r"|mant(?:enho|ido) o indeferimento)\b"
)
_CONCEDE = re.compile(
    r"\b(?:def(?:iro|ere-se|eriu|erindo|erid[oa]s?)|conced(?:o|e-se|eu|endo|id[oa]s?)|mantenho|mantid[oa]s?"
    r"|(?:dou|da-se|deu-se|deram|voto .{0,20}dar) (?:parcial )?provimento .{0,120}?\bpara .{0,40}?(?:deferir|conceder)"
    r"|acolho(?= (?:a|o|os) (?:impugnacao|preliminar|pedido|requerimento|pleito)))\b"
)
_JA_TEM = re.compile(
    r"(?:(?<!nao )\be |\b(?:sendo|por ser(?:em)?|como) (?:\w+ ){0,4}|, )beneficiari[oa]s?\b|\bsob o palio d"
    r"|\bexigibilidade(?: \w+)? suspensa\b|\bsuspensa a exigibilidade\b"
)
"""What says that the party has it."""

_VERBAS = re.compile(r"\bcustas|honorarios|sucumb|despesas|gratu|\bart\. 98\b|1\.060")
_TRIBUTO = re.compile(r"tribut|\bimposto|\bicms\b|\bipva\b|\bitcd\b|auto de infracao|divida ativa")
_TALVEZ = re.compile(r"\b(?:caso|se)\b.{0,40}beneficiari")
_ATAQUE = re.compile(
    r"\b(?:impugnacao|revogacao)(?: (?:a|ao|aos|da|do|de|dos|das|o|os|as|beneficios?|pedido|concessao|apresentada"
    r"|pel[oa]|estado|reu))*\s*$"
)
"""An attack on the benefit, right before its name: to refuse it is to keep the benefit."""

_OUTRO = re.compile(
    r"\b(?:prazo|dias|tutela|liminar|provas?|pericia|dilacao|parcelamento|inversao|peticao inicial|a inicial|efeito"
    r"|embargos|sentenca|decisao|despacho|penhora|prioridade|medidas?|vista|citacao|bloqueio|levantamento|oitiva"
    r"|desistencia|recurso|apelacao|agravo|para (?:que )?.{0,30}\b(?:comprov|demonstr|junt|analis)\w*)\b"
)
"""What a verb decides when it stands between it and the benefit."""

_E_TAMBEM = re.compile(
    r"\be(?: tambem)?(?: lhe)?(?: (?:a|o|os|as|ao|da|do|de|beneficios?|pedido|autora?|parte|exequente|requerente))*\s*$"
)
_REFORMA = re.compile(
    r"(?<!nao )\b(?:reconsidero|reformo|reformar|revogo|casso|anulo|(?:dou|da-se|deram) provimento)\b[^;]*"
    r"\b(?:decisao|sentenca|despacho)\b[^;]*\bque (?:lhe )?$"
)
_EM_PARTE = re.compile(r"^(?:-\w+)?,? (?:parcialmente|em parte)\b")
_SO_EM_PARTE = re.compile(
    r"^(?: \w+){0,3}?,? (?:parcial\b|(?:tao somente|somente|apenas|exclusivamente|limitad[oa]s?) (?:quanto|em relacao"
    r"|para (?:a |as |os |o )?(?:custas|honorarios|despesas|isent|prova|pericia|preparo|recurso)"
    r"|[ad][oa]?s? (?:custas|honorarios|despesas|\d)))"
)
_AFTER, _TAMBEM = 40, 60
"""Letters that a verb behind the benefit, and one with two objects, counts as farther away."""

_AROUND, _MAX_TEMAS = 400, 20
"""Letters around the benefit in which its verb is looked for, and times that a sentence may name it: a page without
full stops is one sentence."""


class Situacao(StrEnum):
    """Where a party stands. ``label`` is what people read."""

    CONCEDIDA = "concedida"
    EM_PARTE = "em_parte"
    INDEFERIDA = "indeferida"
    REVOGADA = "revogada"
    REGISTRADA = "registrada"
    NAO_CONSTA = "nao_consta"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def is_concedida(self) -> bool:
        """In whole or in part."""
        return self in (Situacao.CONCEDIDA, Situacao.EM_PARTE)


_LABELS = {
    Situacao.CONCEDIDA: "Concedida por decisão",
    Situacao.EM_PARTE: "Concedida em parte por decisão",
    Situacao.INDEFERIDA: "Indeferida por decisão",
    Situacao.REVOGADA: "Revogada por decisão",
    Situacao.REGISTRADA: "Registrada no TJMS",
    Situacao.NAO_CONSTA: "Não consta",
}
_PADROES = (
    (_REVOGA, Situacao.REVOGADA),
    (_NEGA, Situacao.INDEFERIDA),
    (_CONCEDE, Situacao.CONCEDIDA),
    (_JA_TEM, Situacao.CONCEDIDA),
)
_CONTRARIA = {
    Situacao.INDEFERIDA: Situacao.CONCEDIDA,
    Situacao.REVOGADA: Situacao.CONCEDIDA,
    Situacao.CONCEDIDA: Situacao.REVOGADA,
}


def read_situacao(frase: str) -> Situacao | None:
    """By the verb nearest to the benefit in a folded sentence; None for one that decides nothing of it."""
    found: list[tuple[int, int, Situacao]] = []
    for named in islice(TEMA.finditer(frase), _MAX_TEMAS):
        start = max(0, named.start() - _AROUND)
        near = frase[start : named.end() + _AROUND]
        tema = TEMA.match(near, named.start() - start)
        if tema is not None:
            found += _list_ditos(near, tema)
    return min(found)[2] if found else None


def _list_ditos(frase: str, tema: re.Match[str]) -> Iterator[tuple[int, int, Situacao]]:
    """What each verb says of the benefit: letters to it, rank of its kind, and what."""
    for rank, (padrao, situacao) in enumerate(_PADROES):
        for verbo in padrao.finditer(frase):
            distance = _measure(frase, verbo, tema)
            if distance is not None and _is_said(frase, padrao, verbo, tema):
                yield distance, rank, _read(frase, verbo, tema, situacao)


def _is_said(frase: str, padrao: re.Pattern[str], verbo: re.Match[str], tema: re.Match[str]) -> bool:
    if padrao is _JA_TEM:
        is_verba = "exigibilidade" not in verbo[0] or (_VERBAS.search(frase) and not _TRIBUTO.search(frase))
        return bool(is_verba) and _TALVEZ.search(frase) is None and not is_negado(frase, verbo.start())
    is_denial = verbo[0].startswith(("nao ", "deix"))
    if is_negado(frase, verbo.start()) and not is_denial:
        return False
    if is_suposto(frase, verbo[0], verbo.start()):
        return False
    return verbo.start() > tema.start() or not is_pedido(frase, verbo[0], verbo.start())


def _measure(frase: str, verbo: re.Match[str], tema: re.Match[str]) -> int | None:
    """Letters between the verb and the benefit; None for a verb that decides something else."""
    if verbo.end() <= tema.start():
        between = frase[verbo.end() : tema.start()]
        if _ATAQUE.search(between) or not _OUTRO.search(between):
            return len(between)
        return len(between) + _TAMBEM if _E_TAMBEM.search(between) else None
    if verbo.start() < tema.end():
        return 0
    between = frase[tema.end() : verbo.start()]
    own = re.match(r"\s*(?:\w+ ){0,3}", frase[verbo.end() :])
    follows = frase[verbo.end() : verbo.end() + (own.end() if own else 0) + _AFTER // 2]
    is_other = _OUTRO.search(between) or (is_em_pessoa(verbo[0]) and _OUTRO.search(follows))
    return None if is_other else len(between) + _AFTER


def _read(frase: str, verbo: re.Match[str], tema: re.Match[str], situacao: Situacao) -> Situacao:
    """What the verb says, turned round where it is said of an attack on the benefit or of a decision that fell."""
    is_before = verbo.end() <= tema.start()
    ataque = _ATAQUE.search(frase[verbo.end() : tema.start()] if is_before else frase[: tema.start()])
    if ataque and situacao is Situacao.INDEFERIDA:
        return Situacao.CONCEDIDA
    if ataque and is_before and verbo[0] in ("acolho", "defiro", "deferido"):
        return Situacao.REVOGADA
    if _REFORMA.search(frase[: verbo.start()]):
        return _CONTRARIA[situacao]
    if situacao is Situacao.CONCEDIDA and is_before:
        is_part = _EM_PARTE.search(frase[verbo.end() :]) or _SO_EM_PARTE.search(frase[tema.end() :])
        return Situacao.EM_PARTE if is_part else situacao
    return situacao
