"""Which documents of a case are read for a peça, and in which category (domain: choosing documents, TJMS codes)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from core.processos.chave import is_envio
from core.processos.citacao import sort_by_date
from core.processos.domain import Documento, Processo
from core.processos.envios.domain import read_categoria
from core.prompts.domain import CATEGORIA_RESIDUAL, CategoriaDeDocumento

INICIAL = "peticao_inicial"
PARECER_NAT = "parecer_nat"

ADMINISTRATIVOS = frozenset({2, 13, 9508, 7, 8449, 8450, 5, 9614, 9999, 192, 53, 8433, 8494, 8500, 9558})
"""Codes of papers without content for a peça (certificates, notices, records of delivery)."""

DESPACHOS = frozenset({6, 27, 141})
"""Codes of orders of mere procedure, which share their category with the decisions."""

_ONLY_WHEN_FIRST = 10
_MAX_DOCUMENTOS = 60
_LIMITES = {
    INICIAL: 1,
    PARECER_NAT: 5,
    "recurso": 10,
    "contestacao_replica": 6,
    "procuracao": 1,
    CATEGORIA_RESIDUAL: 15,
}
"""Newest documents read of each category; categories that are not named are read whole."""

_PETICOES, _DESPACHOS = "peticoes", "despachos"
_LIMITES_DA_SEGUNDA_INSTANCIA = {
    INICIAL: 1,
    PARECER_NAT: 1,
    "recurso": 10,
    _PETICOES: 10,
    _DESPACHOS: 3,
    "procuracao": 1,
    CATEGORIA_RESIDUAL: 15,
}
"""The same in the tribunal itself, where petitions of any kind count together and despachos apart from decisions."""


@dataclass(frozen=True)
class DocumentoEscolhido:
    """``confianca`` is the model's in the category, empty where court or person said it; ``is_por_classificar``: nobody
    said yet what a handed-in document is, and ``categoria`` only stands in.
    """

    documento: Documento
    categoria: CategoriaDeDocumento
    confianca: str = ""
    is_por_classificar: bool = False


@dataclass(frozen=True)
class Escolha:
    """``lidos`` in date order; ``deixados`` are readable documents beyond the limits, to be listed."""

    lidos: tuple[DocumentoEscolhido, ...]
    deixados: tuple[Documento, ...]


def choose_documentos(processo: Processo, categorias: Sequence[CategoriaDeDocumento]) -> Escolha:
    """The documents to read. The oldest of the initial codes is the initial petition, whatever came later."""
    if is_envio(processo.numero_cnj):
        return choose_enviados(processo, categorias)
    by_code = {code: categoria for categoria in categorias for code in categoria.codigos if categoria.slug != INICIAL}
    by_slug = {categoria.slug: categoria for categoria in categorias}
    codigos = by_slug[INICIAL].codigos
    inicial = find_inicial(processo, codigos)
    limites = _LIMITES_DA_SEGUNDA_INSTANCIA if processo.is_segunda_instancia else _LIMITES
    readable: list[DocumentoEscolhido] = []
    groups: dict[str, list[Documento]] = defaultdict(list)
    for documento in sort_by_date(processo.documentos):
        if documento is not inicial and documento.tipo in ADMINISTRATIVOS:
            continue
        found = by_code.get(documento.tipo) if documento.tipo is not None else None
        categoria = by_slug[INICIAL] if documento is inicial else found or by_slug[CATEGORIA_RESIDUAL]
        readable.append(DocumentoEscolhido(documento, categoria))
        slug = categoria.slug
        groups[_name_group(documento, slug, codigos) if processo.is_segunda_instancia else slug].append(documento)
    newest = {
        d.id_documento for group, members in groups.items() for d in members[-limites.get(group, _MAX_DOCUMENTOS) :]
    }
    lidos = _limit(tuple(escolhido for escolhido in readable if escolhido.documento.id_documento in newest))
    kept = {escolhido.documento.id_documento for escolhido in lidos}
    return Escolha(lidos, tuple(e.documento for e in readable if e.documento.id_documento not in kept))


def choose_enviados(processo: Processo, categorias: Sequence[CategoriaDeDocumento]) -> Escolha:
    """Every handed-in document, in the order they came and in the category that is known of it."""
    by_slug = {categoria.slug: categoria for categoria in categorias}
    lidos = []
    for documento in processo.documentos:
        slug, confianca = read_categoria(documento)
        categoria = by_slug.get(slug)
        known = DocumentoEscolhido(documento, by_slug[CATEGORIA_RESIDUAL], is_por_classificar=True)
        lidos.append(DocumentoEscolhido(documento, categoria, confianca) if categoria else known)
    return Escolha(tuple(lidos), ())


def _name_group(documento: Documento, slug: str, codigos_iniciais: Collection[int]) -> str:
    """What a document counts as in the second instance."""
    if documento.tipo in DESPACHOS:
        return _DESPACHOS
    is_later_petition = slug == CATEGORIA_RESIDUAL and documento.tipo in codigos_iniciais
    return _PETICOES if is_later_petition or slug == "contestacao_replica" else slug


def find_inicial(processo: Processo, codigos: Iterable[int]) -> Documento | None:
    """The initial petition: the oldest document of its codes; code 10 counts only as the first paper of the case."""
    ordered = sort_by_date(processo.documentos)
    wanted = set(codigos)
    for index, documento in enumerate(ordered):
        if documento.tipo in wanted and (documento.tipo != _ONLY_WHEN_FIRST or index == 0):
            return documento
    return None


def choose_parecer_da_origem(origem: Processo, categorias: Sequence[CategoriaDeDocumento]) -> Documento | None:
    """The newest NAT opinion of the origin case, for an appeal that has none of its own."""
    codigos = {code for categoria in categorias if categoria.slug == PARECER_NAT for code in categoria.codigos}
    pareceres = [documento for documento in sort_by_date(origem.documentos) if documento.tipo in codigos]
    return pareceres[-1] if pareceres else None


def _limit(lidos: tuple[DocumentoEscolhido, ...]) -> tuple[DocumentoEscolhido, ...]:
    if len(lidos) <= _MAX_DOCUMENTOS:
        return lidos
    inicial = tuple(escolhido for escolhido in lidos if escolhido.categoria.slug == INICIAL)
    others = tuple(escolhido for escolhido in lidos if escolhido.categoria.slug != INICIAL)
    return inicial + others[-(_MAX_DOCUMENTOS - len(inicial)) :]
