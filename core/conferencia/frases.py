"""The sentences of a draft with the section they stand in, and which of them state facts of the case."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from core.conferencia.dados import TipoDeDado, find_dados
from core.prompts.autoridades.citacoes import find_citacoes
from core.prompts.comparacao import normalize


class Parte(StrEnum):
    """What a section of a draft is for."""

    ABERTURA = "abertura"
    FATOS = "fatos"
    RAZOES = "razoes"
    PEDIDOS = "pedidos"


@dataclass(frozen=True)
class Frase:
    """One sentence. ``bloco`` is where its paragraph begins, or its item of a list, or its quotation.

    ``titulo`` is the heading above it, ``titulo_inicio`` and ``titulo_fim`` where that stands.
    """

    texto: str
    inicio: int
    fim: int
    bloco: int
    parte: Parte
    titulo: str = ""
    titulo_inicio: int = 0
    titulo_fim: int = 0


_BLOCK = re.compile(r"(?:[^\n]*\S[^\n]*(?:\n|\Z))+")
_LINE = re.compile(r"[^\n]+")
_HEADING = re.compile(r"[ \t]{0,3}(#{1,6})[ \t]+(.*?)[ \t#]*$")
_ITEM = re.compile(r"[ \t]*(?:[-*+•]|\(?(?:\d{1,3}|[a-z]|[ivx]+)[.)])[ \t]+")
_ROW = re.compile(r"[ \t]*\|")
_QUOTE = re.compile(r"[ \t]*>")
_FATOS = re.compile(
    r"\bsintese\b|\bfatos\b|\brelatorio\b|\bhistorico\b|\bcaso\b|\bpedidos? d[ao]s? (?:peticao|inicial|parte|autor)"
)
_PEDIDOS = re.compile(r"(?:[ivxlc\d]+[\s.)–-]+)?(?:d[oa]s? )?(?:pedidos?|requerimentos?|conclusao)\b")
_SHORT = re.compile(
    r"(?:\b(?:arts?|fls?|n|nº|docs?|dra?|sra?|p|págs?|incs?|min|rel|des|ed|v|cf|exm[oa]|av|r|c|obs|tel|proc)|\b[A-Z])$",
    re.IGNORECASE,
)
"""What an end of sentence cannot follow: the point belongs to an abbreviation."""

_END = re.compile(r"[.!?…][\"”’»)*_]*(?=\s+[\"“‘«*_\[]*[A-ZÀ-Ý])")
_FEWEST_WORDS = 6
_DOCUMENTO = re.compile(
    r"\b(?:n?[oa]s?|d[oa]s?|ao|pel[oa]s?)\s+(?:laudo|parecer|atestado|receita|receituário|relatório médico|prontuário"
    r"|nota técnica|petição inicial|decisão (?:liminar|de)|sentença|acórdão|contestação|réplica|auto de infração"
    r"|certidão|procuração|orçamento|exame(?! dos autos)|boletim)\b",
    re.IGNORECASE,
)
_DO_CASO = frozenset({TipoDeDado.VALOR, TipoDeDado.DATA, TipoDeDado.DOSE, TipoDeDado.CID})
"""Kinds of data that say something of the case. Percentages do so rarely: those of fees and of law are many."""


def list_frases(minuta: str) -> Iterator[Frase]:
    """All sentences but headings, in order. What follows the requests belongs to them: place, date, signature."""
    parte, titulo, place = Parte.ABERTURA, "", (0, 0)
    pieces = [piece for block in _BLOCK.finditer(minuta) for piece in _split_block(minuta, block.start(), block.end())]
    for inicio, fim in pieces:
        heading = _HEADING.match(minuta[inicio:fim])
        if heading is None:
            spans = _split_frases(minuta, inicio, fim)
            yield from (Frase(minuta[a:b], a, b, inicio, parte, titulo, *place) for a, b in spans)
            continue
        titulo, place = heading[2], (inicio, fim)
        parte = _find_parte(titulo) if len(heading[1]) <= 2 else parte


def is_de_fato(frase: Frase, *, has_ancora: bool) -> bool:
    """Whether the sentence states a fact of the case, which must say where it comes from.

    It does when it names a place of the case itself; otherwise not in the opening or among the requests, and not
    when it has fewer than six words. In the part on the facts every other sentence does; in the reasons those that
    tell an amount, a date, a dose or the code of a disease outside the name of a law, and those that name a document
    of the case with its article ("o laudo", "da sentença").
    """
    if has_ancora:
        return True
    if frase.parte in (Parte.ABERTURA, Parte.PEDIDOS) or len(re.findall(r"\w+", frase.texto)) < _FEWEST_WORDS:
        return False
    return frase.parte is Parte.FATOS or _DOCUMENTO.search(frase.texto) is not None or _has_dados(frase.texto)


def _has_dados(texto: str) -> bool:
    dados = [dado for dado in find_dados(texto) if dado.tipo in _DO_CASO]
    citacoes = find_citacoes(texto) if dados else ()
    return any(not any(c.inicio < dado.fim and dado.inicio < c.fim for c in citacoes) for dado in dados)


def _find_parte(titulo: str) -> Parte:
    folded = normalize(titulo)
    if _FATOS.search(folded):
        return Parte.FATOS
    return Parte.PEDIDOS if _PEDIDOS.match(folded) else Parte.RAZOES


def _split_block(minuta: str, inicio: int, fim: int) -> Iterator[tuple[int, int]]:
    """Headings, items of lists and rows of tables each by itself; lines of a paragraph or a quotation together."""
    start = inicio
    for line in _LINE.finditer(minuta, inicio, fim):
        texto = line[0]
        before = minuta[start : line.start()]
        is_new = any(pattern.match(texto) for pattern in (_HEADING, _ITEM, _ROW))
        is_new = is_new or bool(_QUOTE.match(texto)) != bool(_QUOTE.match(before)) or bool(_HEADING.match(before))
        if is_new and before.strip():
            yield start, line.start()
            start = line.start()
    if minuta[start:fim].strip():
        yield start, fim


def _split_frases(minuta: str, inicio: int, fim: int) -> Iterator[tuple[int, int]]:
    start = inicio
    for end in _END.finditer(minuta, inicio, fim):
        if minuta[end.start()] == "." and _SHORT.search(minuta[max(start, end.start() - 12) : end.start()]):
            continue
        yield _trim(minuta, start, end.end())
        start = end.end()
    if minuta[start:fim].strip():
        yield _trim(minuta, start, fim)


def _trim(minuta: str, inicio: int, fim: int) -> tuple[int, int]:
    texto = minuta[inicio:fim]
    lead = len(texto) - len(texto.lstrip(" \t\n>"))
    return inicio + lead, inicio + len(texto.rstrip())
