"""Whether the place that the model named is a place: its words stand on a page, and they carry the value. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from core.calculo.entrada import parse_data
from core.calculo.pedido.campos import DefinicaoDoCampo, TipoDeCampo
from core.calculo.pedido.domain import Ancora
from core.calculo.pedido.leitura import PecaLida
from core.conferencia.domain import Cor
from core.conferencia.literal import check_citacao
from core.conferencia.texto_normal import TextoNormal
from core.errors import InvalidCalculoError
from core.infra.folding import fold
from core.processos.domain import Pagina

_MESES = (
    "janeiro", "fevereiro", "marco", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro",
    "novembro", "dezembro",
)  # fmt: skip
_UM_DIA = timedelta(days=1)
_QUANTIA = re.compile(r"\d[\d.]*,\d{2}")
MAX_TRECHO = 600


def find_ancora(
    pecas: Sequence[PecaLida], documento: int | None, pagina: int | None, trecho: str, carregados: Sequence[str] = ()
) -> Ancora | None:
    """The place, with whether a program found it; None when the answer names no document.

    ``documento`` counts from 1 in the order in which they were sent; ``carregados`` are texts of which each must stand
    somewhere in the document too.
    """
    if documento is None or not 1 <= documento <= len(pecas):
        return None
    peca = pecas[documento - 1].peca
    words = " ".join(trecho.split())[:MAX_TRECHO]
    place = Ancora(peca.numero_cnj, peca.documento.id_documento, peca.rotulo, pagina, words)
    if peca.lido is None or not words:
        return place
    found = next((one for one in _sort(peca.lido.paginas, pagina) if _stands_on(words, one)), None)
    if found is None:
        return place
    whole = fold(peca.lido.texto)
    return Ancora(
        place.numero_cnj,
        place.id_documento,
        place.rotulo,
        found.numero,
        words,
        is_encontrada=all(fold(texto) in whole for texto in carregados),
    )


def carries(definicao: DefinicaoDoCampo, valor: str, trecho: str) -> bool:
    """Whether the words say the value: a date in any usual form, an amount, a percentage. Other kinds are not asked."""
    match definicao.tipo:
        case TipoDeCampo.DATA:
            return _carries_data(definicao, valor, trecho)
        case TipoDeCampo.MOEDA:
            return valor in _QUANTIA.findall(trecho)
        case TipoDeCampo.PERCENTUAL:
            plain = valor.rstrip("0").rstrip(",") if "," in valor else valor
            return re.search(rf"(?<![\d,]){re.escape(plain)}(?:,0+)?\s*%", trecho) is not None
        case _:
            return True


def _carries_data(definicao: DefinicaoDoCampo, valor: str, trecho: str) -> bool:
    try:
        dia = parse_data(valor, definicao.rotulo)
    except InvalidCalculoError:
        return valor in trecho
    folded = fold(trecho)
    return any(re.search(form, folded) for form in _list_formas(dia))


def _list_formas(dia: date) -> Iterator[str]:
    """The ways to write a day; a month alone says its first and its last day."""
    mes = _MESES[dia.month - 1]
    yield rf"(?<!\d)0?{dia.day}[/.]0?{dia.month}[/.]{dia.year}(?!\d)"
    yield rf"(?<!\d)0?{dia.day}o? de {mes} de {dia.year}(?!\d)"
    if dia.day == 1 or (dia + _UM_DIA).day == 1:
        yield rf"(?<!\d de )(?<!\do de ){mes}(?: de |/){dia.year}(?!\d)"
        yield rf"(?<![\d/.]){dia.month:02}/{dia.year}(?!\d)"


def _sort(paginas: Sequence[Pagina], named: int | None) -> list[Pagina]:
    """The page that was named first."""
    return sorted(paginas, key=lambda pagina: pagina.numero != named)


def _stands_on(words: str, pagina: Pagina) -> bool:
    if not pagina.texto.strip():
        return False
    return check_citacao(words, {"pagina": TextoNormal(pagina.texto)}).cor is not Cor.VERMELHO
