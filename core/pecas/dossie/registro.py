"""What is put on record of a peça, entry by entry. Pure.

Of the case there are numbers, hashes, the names of documents and the spans that facts and findings quote; never whole
texts: of those, the SHA-256 and the number of words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from hashlib import sha256
from typing import Any

from pydantic_core import to_jsonable_python

from core.conferencia.domain import Conferencia, Cor, ItemDaConferencia
from core.feedback.distancia import DistanciaDaPeca
from core.infra.ledger import ModelCall
from core.pecas.conversa.domain import Mensagem
from core.pecas.curadoria.domain import Ato
from core.pecas.domain import (
    Contradicao,
    DocumentoDaGeracao,
    Fato,
    Geracao,
    ModuloDecidido,
    ModuloEscolhido,
    Peca,
    VersaoDaPeca,
)
from core.pecas.dossie.cadeia import Entrada
from core.pecas.revisao.domain import AtoDaRevisao, list_aceites
from core.processos.autos.domain import ParteDosAutos
from core.processos.chave import is_envio

Lugar = tuple[str, str]
"""Number of the case and id of the document."""


@dataclass(frozen=True)
class Material:
    """Everything that is known of a peça at the act that made it final. ``versoes`` are oldest first.

    ``partes`` are the contents of each document; those that were deleted since, by their age, are missing.
    """

    peca: Peca
    geracao: Geracao
    documentos: tuple[DocumentoDaGeracao, ...]
    partes: Mapping[Lugar, tuple[ParteDosAutos, ...]]
    fatos: tuple[Fato, ...]
    contradicoes: tuple[Contradicao, ...]
    decisoes: tuple[ModuloDecidido, ...]
    modulos: tuple[ModuloEscolhido, ...]
    curadoria: tuple[Ato, ...]
    chamadas: tuple[ModelCall, ...]
    conversa: tuple[Mensagem, ...]
    versoes: tuple[VersaoDaPeca, ...]
    conferencia: Conferencia
    atos: tuple[AtoDaRevisao, ...]
    fechamento: AtoDaRevisao
    distancia: DistanciaDaPeca


def build_entradas(material: Material) -> tuple[Entrada, ...]:
    """The entries in the order of the work: asked, read, decided, written, checked, reviewed."""
    return tuple(
        Entrada(tipo, to_jsonable_python(conteudo))
        for part in (_list_geracao, _list_autos, _list_decisoes, _list_modelo, _list_texto, _list_revisao)
        for tipo, conteudo in part(material)
    )


def _list_geracao(material: Material) -> Iterator[tuple[str, dict[str, Any]]]:
    peca, geracao = material.peca, material.geracao
    yield (
        "peca",
        {
            "id": peca.id,
            "numero_cnj": peca.numero_cnj,
            "tipo_de_peca": peca.tipo_de_peca.value,
            "titulo": peca.tipo_de_peca.label,
            "usuario_id": peca.usuario_id,
            "criada_em": peca.criada_em,
        },
    )
    yield (
        "geracao",
        {
            "id": geracao.id,
            "grupo": geracao.pedido.grupo,
            "modo": geracao.pedido.modo.value,
            "observacao": describe_texto(geracao.pedido.observacao),
            "motivo_do_tipo": geracao.motivo_do_tipo,
            "pedida_em": geracao.criada_em,
            "iniciada_em": geracao.iniciada_em,
            "terminada_em": geracao.terminada_em,
            "tentativas": geracao.attempt,
            "estado": geracao.estado.value,
            "avisos": geracao.avisos,
        },
    )
    yield "versoes_da_biblioteca", asdict(geracao.versoes)


def _list_autos(material: Material) -> Iterator[tuple[str, dict[str, Any]]]:
    for documento in material.documentos:
        numero = documento.numero_cnj or material.peca.numero_cnj
        partes = material.partes.get((numero, documento.id_documento), ())
        fields = asdict(documento)
        del fields["resumo"]
        yield (
            "documento",
            fields
            | {
                "numero_cnj": numero,
                "partes": [{"sha256": parte.sha256, "paginas": parte.estados} for parte in partes],
            },
        )
    for fato in material.fatos:
        yield "fato", asdict(fato)
    for contradicao in material.contradicoes:
        yield "contradicao", asdict(contradicao)


def _list_decisoes(material: Material) -> Iterator[tuple[str, dict[str, Any]]]:
    for decidido in material.decisoes:
        yield "decisao", asdict(decidido)
    for ato in material.curadoria:
        yield "curadoria", asdict(ato)
    for modulo in material.modulos:
        yield "modulo", asdict(modulo)


def _list_modelo(material: Material) -> Iterator[tuple[str, dict[str, Any]]]:
    for call in material.chamadas:
        yield "chamada", asdict(call)
    custos = [call.custo_brl for call in material.chamadas if call.custo_brl is not None]
    yield (
        "consumo",
        {
            "chamadas": len(material.chamadas),
            "sem_contagem": sum(call.entrada is None for call in material.chamadas),
            "entrada": sum(call.entrada or 0 for call in material.chamadas),
            "saida": sum(call.saida or 0 for call in material.chamadas),
            "pensamento": sum(call.pensamento or 0 for call in material.chamadas),
            "custo_brl": sum(custos, Decimal(0)),
        },
    )
    for mensagem in material.conversa:
        yield "conversa", _describe_mensagem(mensagem)


def _list_texto(material: Material) -> Iterator[tuple[str, dict[str, Any]]]:
    for versao in material.versoes:
        yield (
            "versao",
            {
                "numero": versao.numero,
                "origem": versao.origem.value,
                "autor": versao.autor,
                "criada_em": versao.criada_em,
                **describe_texto(versao.texto),
            },
        )
    distancia = material.distancia
    yield (
        "diferenca",
        {
            "palavras_minuta": distancia.palavras_minuta,
            "palavras_final": distancia.palavras_final,
            "palavras_mudadas": distancia.distancia,
            "proporcao": round(distancia.proporcao, 4),
        },
    )
    for topico in distancia.topicos:
        yield "topico", asdict(topico)


def _list_revisao(material: Material) -> Iterator[tuple[str, dict[str, Any]]]:
    conferencia, fechamento = material.conferencia, material.fechamento
    yield (
        "conferencia",
        {
            **{cor.name.lower(): conferencia.count(cor) for cor in Cor},
            "frases_de_fato": conferencia.frases_de_fato,
            "frases_com_fonte": conferencia.frases_com_fonte,
            "avisos": conferencia.avisos,
        },
    )
    aceites = list_aceites(material.atos)
    for item in conferencia.itens:
        yield "apontamento", _describe_item(item, aceites.get(item.chave))
    for ato in material.atos:
        valor = {name: value for name, value in ato.valor.items() if name != "conferencia"}  # the entries above
        yield "revisao", asdict(replace(ato, valor=valor))
    yield (
        "fechamento",
        {
            "ato": fechamento.numero,
            "versao": fechamento.versao,
            "texto_sha256": fechamento.texto_sha256,
            "autor": fechamento.autor,
            "usuario_id": fechamento.usuario_id,
            "feito_em": fechamento.feito_em,
            "tempo_de_revisao_s": max((ato.tempo_s for ato in material.atos), default=0),
        },
    )


def _describe_item(item: ItemDaConferencia, aceite: AtoDaRevisao | None) -> dict[str, Any]:
    return asdict(item) | {
        "cor": item.cor.name.lower(),
        "aceite": None if aceite is None or item.cor is Cor.VERDE else aceite.numero,
    }


def _describe_mensagem(mensagem: Mensagem) -> dict[str, Any]:
    """A line of the conversation without its words; a proposal with the texts it would change, by their hashes."""
    conteudo = mensagem.conteudo
    troca = conteudo.troca
    return {
        "numero": mensagem.numero,
        "pedido_id": mensagem.pedido_id,
        "tipo": mensagem.tipo.value,
        "secao": mensagem.secao,
        "versao": mensagem.versao,
        "autor": mensagem.autor,
        "criada_em": mensagem.criada_em,
        "texto": describe_texto(mensagem.texto),
        "alvo": conteudo.alvo,
        "fontes": asdict(conteudo.fontes),
        "modulo": None if conteudo.modulo is None else {"slug": conteudo.modulo.slug, "versao": conteudo.modulo.versao},
        "antes": None if troca is None else describe_texto(troca.antes),
        "depois": None if troca is None else describe_texto(troca.depois),
    }


def describe_texto(texto: str) -> dict[str, Any]:
    """What can be said of a text without quoting it."""
    return {"sha256": sha256(texto.encode()).hexdigest(), "palavras": len(texto.split())}


def list_operacoes(peca: Peca, conversa: Iterable[Mensagem]) -> frozenset[str]:
    """Everything under which calls of the model for this peça were kept."""
    found = {str(peca.geracao_id), str(peca.id), *(str(mensagem.pedido_id) for mensagem in conversa)}
    return frozenset(found | {peca.numero_cnj} if is_envio(peca.numero_cnj) else found)
