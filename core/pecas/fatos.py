"""From the model's answers to facts: typed, anchored, in one of four states. What cannot be trusted is unknown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from core.pecas.classificacao import CONFIANCAS
from core.pecas.domain import Contradicao, EstadoDoFato, Fato, Resumo
from core.pecas.valores import Valor, parse_valor
from core.processos.chave import is_envio
from core.processos.domain import PecaDosAutos
from core.prompts.comparacao import SemValor, ValorDoFato
from core.prompts.domain import CATEGORIA_RESIDUAL, CategoriaDeDocumento, OrigemDaCategoria, TipoDeVariavel, Variavel
from core.prompts.valores import list_inaplicaveis

_ANY_IS_ENOUGH = frozenset({"decisao"})
"""Categories of which one document that says yes is enough: they hold orders of mere procedure too, and an order that
grants nothing does not undo the decision that granted."""


@dataclass(frozen=True)
class Leitura:
    """A document of the case with what the model answered about it; None when it was not read or not answered.

    ``confianca`` and ``is_por_classificar`` as in ``DocumentoEscolhido``.
    """

    peca: PecaDosAutos
    categoria: CategoriaDeDocumento
    resumo: Resumo | None
    confianca: str = ""
    is_por_classificar: bool = False


@dataclass(frozen=True)
class _Pergunta:
    """A variable with what each document of its category, oldest first, answers; the first answer is the main one.

    ``lidos`` says of each of those documents whether it was read. ``is_ausente``: the case surely holds none.
    """

    variavel: Variavel
    is_any_enough: bool
    respostas: tuple[tuple[Fato, ...], ...]
    lidos: tuple[bool, ...]
    is_ausente: bool

    @property
    def valued(self) -> tuple[Fato, ...]:
        return tuple(fato for of_one in self.respostas for fato in of_one if fato.valor is not None)


def list_fatos(categorias: Iterable[CategoriaDeDocumento], leituras: Sequence[Leitura]) -> tuple[Fato, ...]:
    """One fact per variable of the categories that come from documents.

    Without a document of its kind in the case a variable does not apply; with one that is silent or unread, or with a
    handed-in one of which nobody knows the kind, it is unknown. Of several documents the newest value counts, and a
    value counts more than "does not apply". Where the variable's source of truth has a value, that one counts before
    any other. A variable whose condition is false does not apply.

    An unread document turns nothing into "no" (domain.md 6): "does not apply" waits for every document of the kind,
    and "no" for the newer ones (for all of them where one "yes" is enough). Any other value stands with its place.
    """
    return tuple(_settle_all(_list_perguntas(categorias, leituras)).values())


def list_contradicoes(
    categorias: Iterable[CategoriaDeDocumento], leituras: Sequence[Leitura]
) -> tuple[Contradicao, ...]:
    """The variables that documents, or two pages of one, answer differently, with every answer.

    Free texts are left out (two ways to say the same are no contradiction), and so is what does not apply.
    """
    perguntas = _list_perguntas(categorias, leituras)
    fatos = _settle_all(perguntas)
    found = (_find_contradicao(pergunta, perguntas, fatos) for pergunta in perguntas.values())
    return tuple(contradicao for contradicao in found if contradicao)


def to_valores(fatos: Iterable[Fato]) -> dict[str, ValorDoFato]:
    """The facts as the rules see them."""
    return {fato.variavel: _to_valor(fato) for fato in fatos}


def close_fatos(slugs: Iterable[str]) -> dict[str, Fato]:
    """Each of these variables as one that does not apply."""
    return {slug: Fato(slug, EstadoDoFato.NAO_SE_APLICA, None) for slug in slugs}


def _to_valor(fato: Fato) -> ValorDoFato:
    if fato.estado is EstadoDoFato.NAO_SE_APLICA:
        return SemValor.NAO_SE_APLICA
    if fato.estado is EstadoDoFato.DESCONHECIDO or fato.valor is None:
        return SemValor.DESCONHECIDO
    return fato.valor


def _list_perguntas(categorias: Iterable[CategoriaDeDocumento], leituras: Sequence[Leitura]) -> dict[str, _Pergunta]:
    perguntas: dict[str, _Pergunta] = {}
    is_known = not any(_may_be_of_any_kind(leitura) for leitura in leituras)
    for categoria in categorias:
        if categoria.origem is not OrigemDaCategoria.DOCUMENTO:
            continue
        da_categoria = [leitura for leitura in leituras if leitura.categoria.slug == categoria.slug]
        for variavel in categoria.variaveis:
            perguntas[variavel.slug] = _Pergunta(
                variavel=variavel,
                is_any_enough=categoria.slug in _ANY_IS_ENOUGH,
                respostas=tuple(_read_answers(variavel, leitura) for leitura in da_categoria),
                lidos=tuple(leitura.resumo is not None for leitura in da_categoria),
                is_ausente=is_known and not da_categoria,
            )
    return perguntas


def _may_be_of_any_kind(leitura: Leitura) -> bool:
    """True for a handed-in document that was not read, or was doubtful, and stands in the residual category for that.

    The court gives its documents a code; what a person put there, and was read, is of no other kind.
    """
    if leitura.categoria.slug != CATEGORIA_RESIDUAL or not is_envio(leitura.peca.numero_cnj):
        return False
    return leitura.resumo is None or leitura.confianca == CONFIANCAS[-1]


def _settle_all(perguntas: Mapping[str, _Pergunta]) -> dict[str, Fato]:
    own = {slug: _settle(pergunta) for slug, pergunta in perguntas.items()}
    fatos = {slug: _prefer_fonte(pergunta.variavel, perguntas, own) for slug, pergunta in perguntas.items()}
    condicoes = {slug: pergunta.variavel.condicao for slug, pergunta in perguntas.items()}
    return fatos | close_fatos(list_inaplicaveis(condicoes, to_valores(fatos.values())))


def _settle(pergunta: _Pergunta) -> Fato:
    """What the documents of the variable's own category say."""
    slug = pergunta.variavel.slug
    unknown = Fato(slug, EstadoDoFato.DESCONHECIDO, None)
    answers = [of_one[0] for of_one in pergunta.respostas]
    valued = [index for index, answer in enumerate(answers) if answer.valor is not None]
    if valued:
        confirmed = [answers[index] for index in valued if answers[index].valor is True]
        if pergunta.is_any_enough and confirmed:
            return confirmed[-1]
        newest = answers[valued[-1]]
        waited_for = pergunta.lidos if pergunta.is_any_enough else pergunta.lidos[valued[-1] :]
        return newest if newest.valor is not False or all(waited_for) else unknown
    inapplicable = [answer for answer in answers if answer.estado is EstadoDoFato.NAO_SE_APLICA]
    if pergunta.is_ausente or (inapplicable and all(pergunta.lidos)):
        return Fato(slug, EstadoDoFato.NAO_SE_APLICA, None)
    return unknown


def _prefer_fonte(variavel: Variavel, perguntas: Mapping[str, _Pergunta], own: Mapping[str, Fato]) -> Fato:
    """The value of the last source of truth that has one, else the variable's own."""
    fato = own[variavel.slug]
    for fonte in _list_fontes(variavel, perguntas):
        valor = parse_valor(variavel, own[fonte].valor)
        if valor is not None:
            fato = replace(own[fonte], variavel=variavel.slug, valor=valor)
    return fato


def _list_fontes(variavel: Variavel, perguntas: Mapping[str, _Pergunta]) -> list[str]:
    """The source of truth, the source of that one, and so on; a circle ends."""
    fontes: list[str] = []
    fonte = variavel.fonte_da_verdade
    while fonte in perguntas and fonte != variavel.slug and fonte not in fontes:
        fontes.append(fonte)
        fonte = perguntas[fonte].variavel.fonte_da_verdade
    return fontes


def _find_contradicao(
    pergunta: _Pergunta, perguntas: Mapping[str, _Pergunta], fatos: Mapping[str, Fato]
) -> Contradicao | None:
    variavel = pergunta.variavel
    fato = fatos[variavel.slug]
    if variavel.tipo is TipoDeVariavel.TEXTO or fato.valor is None or (pergunta.is_any_enough and fato.valor is True):
        return None
    das_fontes = [found for fonte in _list_fontes(variavel, perguntas) for found in perguntas[fonte].valued]
    respostas = [replace(found, variavel=variavel.slug) for found in (*pergunta.valued, *das_fontes)]
    if len({_fold_valor(resposta.valor) for resposta in respostas}) < 2:
        return None
    others = [resposta for resposta in reversed(respostas) if resposta != fato]
    return Contradicao(variavel.slug, (fato, *others))


def _fold_valor(valor: Valor) -> object:
    """The same for values that say the same; the order of a list says nothing."""
    return frozenset(valor) if isinstance(valor, list) else valor


def _read_answers(variavel: Variavel, leitura: Leitura) -> tuple[Fato, ...]:
    """The main answer, and what other pages of the document say differently."""
    unknown = Fato(variavel.slug, EstadoDoFato.DESCONHECIDO, None, leitura.peca.rotulo)
    answer = leitura.resumo.respostas.get(variavel.slug) if leitura.resumo else None
    if not isinstance(answer, Mapping):
        return (unknown,)
    if answer.get("situacao") == "nao_se_aplica":
        return (Fato(variavel.slug, EstadoDoFato.NAO_SE_APLICA, None),)
    if answer.get("situacao") != "respondida":
        return (unknown,)
    main = _read_fato(variavel, leitura.peca, answer)
    if main is None:
        return (unknown,)
    divergencias = answer.get("divergencias")
    others = divergencias if isinstance(divergencias, list) else []
    read = [_read_fato(variavel, leitura.peca, other) for other in others if isinstance(other, Mapping)]
    return (main, *(fato for fato in read if fato is not None and fato.pagina is not None))


def _read_fato(variavel: Variavel, peca: PecaDosAutos, answer: Mapping[str, Any]) -> Fato | None:
    valor = parse_valor(variavel, answer.get("valor"))
    if valor is None:
        return None
    pagina, trecho = _find_anchor(peca, answer)
    return Fato(
        variavel=variavel.slug,
        estado=EstadoDoFato.FALSO if valor is False else EstadoDoFato.VALORADO,
        valor=valor,
        documento_rotulo=peca.rotulo,
        id_documento=peca.documento.id_documento,
        pagina=pagina,
        trecho=trecho,
    )


def _find_anchor(peca: PecaDosAutos, answer: Mapping[str, Any]) -> tuple[int | None, str]:
    """The page where the quoted span really stands; no page and no span when it stands nowhere."""
    quoted = answer.get("trecho")
    trecho = " ".join(quoted.split()) if isinstance(quoted, str) else ""
    if not trecho or peca.lido is None:
        return None, ""
    named = answer.get("pagina")
    pages = sorted(peca.lido.paginas, key=lambda pagina: pagina.numero != named)
    for pagina in pages:
        if trecho in " ".join(pagina.texto.split()):
            return pagina.numero, trecho
    return None, ""
