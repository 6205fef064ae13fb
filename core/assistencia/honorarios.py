"""Which amounts of a sentence a judge fixes for an expert. Pure.

What was proposed, asked for, paid, or fixed for something else is none; where it is not plain, nothing is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from core.assistencia.verbos import is_negado, is_pedido, is_suposto
from core.conferencia.dados import Dado, TipoDeDado, find_dados

_DE_ADVOGADO = r"(?:advocat|sucumb|de sucumb|contratuais|do advogad|dos advogad)"
TEMA = re.compile(
    rf"honorarios periciais|remuneracao d[oa] perit|honorarios (?!{_DE_ADVOGADO}).{{0,60}}?\bperit"
    rf"|\bnome(?:io|ando|ad[oa]).{{0,150}}\bperit.{{0,150}}\bhonorarios\b(?! {_DE_ADVOGADO})"
)
_VERBA = re.compile(
    rf"\b(?:honorarios(?P<advogado> {_DE_ADVOGADO})?|remuneracao d[oa] perit|(?P<outra>multa|indenizacao"
    r"|astreintes|pensao|condenacao|causa|custas))"
)
_FIXA = re.compile(
    r"\b(?:re)?(?:fix|arbitr|estipul|estabelec|defin|reduz|minor|major|elev|limit|adequ|homolog|mant)"
    r"(?:o|a-se|am-se|ou|ei|iu|enho|ando|indo|[ai]d[oa]s?)\b"
    r"|\b(?:acolho|aprovo)(?= (?:\w+ ){0,2}(?:proposta|estimativa|valor))"
    r"|\b(?:dou|da-se|deu-se|deram) (?:parcial )?provimento .{0,120}?\bpara .{0,40}?"
    r"(?:fix|arbitr|reduz|minor|major|limit)[aei]r\b"
)
_ACEITA = re.compile(r"^(?:homolog|acolho|aprovo)")
_ACEITO = re.compile(r"^ (?:\w+ ){0,2}(?:propost|honorarios|valor|estimativa)")
_DO_PERITO = re.compile(r"\b(?:perit[oa]|expert)\b(?: \w+){0,2} $")
_DA_NORMA = re.compile(r"\b(?:resolucao|tabela|lei|norma|portaria)\b[\w /.]* $")
_LIGA = re.compile(r"\b(?:em(?: ate)?|para|ate|a|ao|(?:(?<!vezes o )valor|quantia|importe|montante|patamar) de)\s*$")
_TOTAL = re.compile(r"\b(?:totalizando|perfazendo|ou seja|isto e|no total de)[, ]*(?:em )?$")
_FORA = re.compile(
    r"\b(?:propost|propos|estimad|orcad|pedid|pediu|pretendid|requerid|sugerid|multa|astreinte|adiant|alvara|deposit|pag"
    r"|levantad|indeniz|causa|limite|teto|sendo|dos quais)\w*\b[^,;]*$"
)
"""What an amount is of that nobody fixes; up to the next comma."""

_DA_CAUSA = re.compile(rf"\bconden[ao]|honorarios {_DE_ADVOGADO}|\bcustas\b")
"""In such a sentence ``honorários`` alone may be a lawyer's."""

_MAIS_UM = re.compile(r"^(?: \([^)]*\))?(?: (?:para|ao|a|pel[ao]) [\w ]{1,40})? e (?:em |de )?$")
_NUMERO = re.compile(r"\d+(?:\.\d+)?")

_AROUND = 800
"""Letters around the subject that are looked at: a page without full stops is one sentence."""


def list_fixados(frase: str) -> list[Decimal]:
    """Amounts (R$) in the order of a folded sentence, each once."""
    tema = TEMA.search(frase)
    if tema is None:
        return []
    frase = frase[max(0, tema.start() - _AROUND) : tema.end() + _AROUND]
    valores = [dado for dado in find_dados(frase) if dado.tipo is TipoDeDado.VALOR and _NUMERO.fullmatch(dado.valor)]
    verbos = [verbo for verbo in _FIXA.finditer(frase) if _is_said(frase, verbo)]
    found: dict[Decimal, None] = {}
    for place, verbo in enumerate(verbos):
        end = verbos[place + 1].start() if place + 1 < len(verbos) else len(frase)
        own = [dado for dado in valores if verbo.end() <= dado.inicio < end]
        chosen = _choose(frase, verbo, own)
        if chosen is not None and _is_de_perito(frase, verbo, chosen):
            found.update((Decimal(dado.valor), None) for dado in _list_seguintes(frase, chosen, own))
    return list(found)


def _is_said(frase: str, verbo: re.Match[str]) -> bool:
    """Whether a judge says it of this case; a table limits, and an expert fixes what he asks for."""
    before, after = frase[: verbo.start()], frase[verbo.end() :]
    if is_negado(frase, verbo.start()) or is_suposto(frase, verbo[0], verbo.start()):
        return False
    if _DA_NORMA.search(before) or (_DO_PERITO.search(before) and verbo[0].endswith("ou")):
        return False
    if _ACEITA.search(verbo[0]) and not _ACEITO.search(after):
        return False
    return not is_pedido(frase, verbo[0], verbo.start())


def _choose(frase: str, verbo: re.Match[str], own: list[Dado]) -> Dado | None:
    """The amount right behind ``em`` or ``para``, else the one that sums up, else the first."""
    is_aceite = _ACEITA.search(verbo[0]) is not None
    fit = [dado for dado in own if is_aceite or not _FORA.search(frase[verbo.end() : dado.inicio])]
    for pattern in (_LIGA, _TOTAL):
        for dado in fit:
            if pattern.search(frase[verbo.end() : dado.inicio]):
                return dado
    return fit[0] if fit else None


def _is_de_perito(frase: str, verbo: re.Match[str], dado: Dado) -> bool:
    """By what is named between verb and amount; else, right behind the amount; else last before the verb."""
    between = list(_VERBA.finditer(frase, verbo.end(), dado.inicio))
    behind = list(_VERBA.finditer(frase, dado.fim, dado.fim + 40))[:1]
    before = list(_VERBA.finditer(frase, 0, verbo.start()))[-1:]
    named = between[-1:] or (before or behind if re.search(r"d[oa]s?$", verbo[0]) else behind or before)
    if not named or named[0]["advogado"] or named[0]["outra"]:
        return False
    is_theirs = any(tema.start() <= named[0].start() < tema.end() for tema in TEMA.finditer(frase))
    return is_theirs or _DA_CAUSA.search(frase) is None


def _list_seguintes(frase: str, chosen: Dado, own: list[Dado]) -> Iterator[Dado]:
    """The amount, and those that the sentence adds to it for other experts."""
    yield chosen
    last = chosen
    for dado in own:
        if dado.inicio >= last.fim and _MAIS_UM.search(frase[last.fim : dado.inicio]):
            yield dado
            last = dado
