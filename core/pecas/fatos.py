"""From the model's answers to facts: typed, anchored, in one of four states. What cannot be trusted is unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.pecas.domain import EstadoDoFato, Fato, Resumo
from core.processos.domain import PecaDosAutos
from core.prompts.comparacao import SemValor, ValorDoFato
from core.prompts.domain import CategoriaDeDocumento, OrigemDaCategoria, TipoDeVariavel, Variavel

Valor = str | float | bool | list[str] | None

_ANY_IS_ENOUGH = frozenset({"decisao"})
"""Categories of which one document that says yes is enough: they hold orders of mere procedure too, and an order that
grants nothing does not undo the decision that granted."""


@dataclass(frozen=True)
class Leitura:
    """A document of the case with what the model answered about it; None when it was not read or not answered."""

    peca: PecaDosAutos
    categoria: CategoriaDeDocumento
    resumo: Resumo | None


def list_fatos(categorias: Iterable[CategoriaDeDocumento], leituras: Sequence[Leitura]) -> tuple[Fato, ...]:
    """One fact per variable of the categories that come from documents.

    Without a document of its kind in the case a variable does not apply; with one that is silent or unread it is
    unknown. Of several documents the newest value counts, and a value counts more than "does not apply". A variable
    whose condition is false does not apply.
    """
    fatos: dict[str, Fato] = {}
    for categoria in categorias:
        if categoria.origem is not OrigemDaCategoria.DOCUMENTO:
            continue
        da_categoria = [leitura for leitura in leituras if leitura.categoria.slug == categoria.slug]
        for variavel in categoria.variaveis:
            fatos[variavel.slug] = _settle(variavel, da_categoria, is_any_enough=categoria.slug in _ANY_IS_ENOUGH)
    conditions = {v.slug: v.condicao for categoria in categorias for v in categoria.variaveis if v.condicao}
    for slug in fatos:
        if _is_out_of_place(slug, conditions, fatos):
            fatos[slug] = Fato(slug, EstadoDoFato.NAO_SE_APLICA, None)
    return tuple(fatos.values())


def to_valores(fatos: Iterable[Fato]) -> dict[str, ValorDoFato]:
    """The facts as the rules see them."""
    return {fato.variavel: _to_valor(fato) for fato in fatos}


def _to_valor(fato: Fato) -> ValorDoFato:
    if fato.estado is EstadoDoFato.NAO_SE_APLICA:
        return SemValor.NAO_SE_APLICA
    if fato.estado is EstadoDoFato.DESCONHECIDO or fato.valor is None:
        return SemValor.DESCONHECIDO
    return fato.valor


def _settle(variavel: Variavel, leituras: Sequence[Leitura], *, is_any_enough: bool) -> Fato:
    if not leituras:
        return Fato(variavel.slug, EstadoDoFato.NAO_SE_APLICA, None)
    answers = [_read_answer(variavel, leitura) for leitura in leituras]
    valued = [answer for answer in answers if answer.valor is not None]
    confirmed = [answer for answer in valued if answer.valor is True]
    if is_any_enough and confirmed:
        return confirmed[-1]
    inapplicable = [answer for answer in answers if answer.estado is EstadoDoFato.NAO_SE_APLICA]
    newest = (valued or inapplicable)[-1:]
    return newest[0] if newest else Fato(variavel.slug, EstadoDoFato.DESCONHECIDO, None)


def _read_answer(variavel: Variavel, leitura: Leitura) -> Fato:
    unknown = Fato(variavel.slug, EstadoDoFato.DESCONHECIDO, None, leitura.peca.rotulo)
    answer = leitura.resumo.respostas.get(variavel.slug) if leitura.resumo else None
    if not isinstance(answer, Mapping):
        return unknown
    if answer.get("situacao") == "nao_se_aplica":
        return Fato(variavel.slug, EstadoDoFato.NAO_SE_APLICA, None)
    if answer.get("situacao") != "respondida":
        return unknown
    valor = parse_valor(variavel, answer.get("valor"))
    if valor is None:
        return unknown
    pagina, trecho = _find_anchor(leitura.peca, answer)
    return Fato(
        variavel=variavel.slug,
        estado=EstadoDoFato.FALSO if valor is False else EstadoDoFato.VALORADO,
        valor=valor,
        documento_rotulo=leitura.peca.rotulo,
        id_documento=leitura.peca.documento.id_documento,
        pagina=pagina,
        trecho=trecho,
    )


def parse_valor(variavel: Variavel, raw: Any) -> Valor:
    """The value when it has the type of the variable, else None: a wrong type is never repaired by guessing."""
    return _PARSERS[variavel.tipo](variavel, raw)


def _parse_text(_variavel: Variavel, raw: Any) -> Valor:
    return raw.strip() or None if isinstance(raw, str) else None


def _parse_number(_variavel: Variavel, raw: Any) -> Valor:
    return float(raw) if isinstance(raw, int | float) and not isinstance(raw, bool) else None


def _parse_date(_variavel: Variavel, raw: Any) -> Valor:
    if not isinstance(raw, str):
        return None
    try:
        return date.fromisoformat(raw).isoformat()
    except ValueError:
        return None


def _parse_boolean(_variavel: Variavel, raw: Any) -> Valor:
    return raw if isinstance(raw, bool) else None


def _parse_choice(variavel: Variavel, raw: Any) -> Valor:
    return raw if isinstance(raw, str) and raw in variavel.opcoes else None


def _parse_list(variavel: Variavel, raw: Any) -> Valor:
    if not isinstance(raw, list) or not all(item in variavel.opcoes for item in raw):
        return None
    return list(dict.fromkeys(raw))


_PARSERS: Mapping[TipoDeVariavel, Callable[[Variavel, Any], Valor]] = {
    TipoDeVariavel.TEXTO: _parse_text,
    TipoDeVariavel.NUMERO: _parse_number,
    TipoDeVariavel.MOEDA: _parse_number,
    TipoDeVariavel.DATA: _parse_date,
    TipoDeVariavel.BOOLEANO: _parse_boolean,
    TipoDeVariavel.ESCOLHA: _parse_choice,
    TipoDeVariavel.LISTA: _parse_list,
}


def _find_anchor(peca: PecaDosAutos, answer: Mapping[str, Any]) -> tuple[int | None, str]:
    """The page where the quoted span really stands; no page and no span when it stands nowhere."""
    trecho = " ".join(str(answer.get("trecho") or "").split())
    if not trecho or peca.lido is None:
        return None, ""
    named = answer.get("pagina")
    pages = sorted(peca.lido.paginas, key=lambda pagina: pagina.numero != named)
    for pagina in pages:
        if trecho in " ".join(pagina.texto.split()):
            return pagina.numero, trecho
    return None, ""


def _is_out_of_place(slug: str, conditions: Mapping[str, str], fatos: Mapping[str, Fato]) -> bool:
    seen = {slug}
    condition = conditions.get(slug)
    while condition is not None and condition in fatos and condition not in seen:
        if fatos[condition].estado in (EstadoDoFato.FALSO, EstadoDoFato.NAO_SE_APLICA):
            return True
        seen.add(condition)
        condition = conditions.get(condition)
    return False
