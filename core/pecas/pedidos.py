"""The texts that go to the model. Everything that comes from a case is data: escaped, inside tags, in the user turn.

Each text names the case and the documents that it was made from, where it is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from core.clients.gemini import Procedencia, Turno
from core.pecas.apresentacao import describe_lugar, describe_valor, format_moeda
from core.pecas.domain import DocumentoDaGeracao, EstadoDoFato, Fato, Geracao, ModuloEscolhido
from core.processos.chave import format_numero_do_processo
from core.processos.domain import EstadoDaPagina, Pagina, PecaDosAutos, Processo
from core.prompts.domain import CategoriaDeDocumento, Modulo, TipoDeVariavel, Variavel
from core.prompts.lugares import fill_places

_LEGIVEIS = (EstadoDaPagina.LIDA, EstadoDaPagina.OCR)
_TIPOS_JSON: dict[TipoDeVariavel, dict[str, Any]] = {
    TipoDeVariavel.TEXTO: {"type": ["string", "null"]},
    TipoDeVariavel.NUMERO: {"type": ["number", "null"]},
    TipoDeVariavel.MOEDA: {"type": ["number", "null"]},
    TipoDeVariavel.DATA: {"type": ["string", "null"], "format": "date", "description": "AAAA-MM-DD"},
    TipoDeVariavel.BOOLEANO: {"type": ["boolean", "null"]},
}


def render_pedido_do_coletor(categoria: CategoriaDeDocumento, peca: PecaDosAutos, paginas: Sequence[Pagina]) -> Turno:
    """One document with the questions of its category. Only the pages given are sent."""
    lines = ['<pedido agente="coletor">']
    lines.append(f"<categoria slug={quoteattr(categoria.slug)} nome={quoteattr(categoria.nome)}>")
    perguntas = {variavel.slug: f"“{variavel.pergunta}”" for variavel in categoria.variaveis}
    lines.append(fill_places(categoria.instrucao.strip(), perguntas))
    lines += [_render_variavel(variavel) for variavel in categoria.variaveis]
    lines.append("</categoria>")
    documento = peca.documento
    lines.append(
        f'<documento ordem="{peca.ordem}" rotulo={quoteattr(peca.rotulo)} '
        f'tipo="{documento.tipo or ""}" descricao={quoteattr(documento.descricao)}>'
    )
    for pagina in paginas:
        lines.append(f'<pagina n="{pagina.numero}">\n{escape(pagina.texto)}\n</pagina>')
    lines.append("</documento>\n</pedido>")
    return Turno("\n".join(lines), frozenset(Procedencia(peca.numero_cnj, i) for i in documento.ids_das_partes))


def cut_paginas(paginas: Iterable[Pagina], *, max_chars: int) -> tuple[list[Pagina], int]:
    """The readable pages that fit, and how many readable ones were cut."""
    fitting: list[Pagina] = []
    used = cut = 0
    for pagina in paginas:
        if pagina.estado not in _LEGIVEIS:
            continue
        used += len(pagina.texto)
        if used > max_chars:
            cut += 1
        else:
            fitting.append(pagina)
    return fitting, cut


def build_schema_do_coletor(categoria: CategoriaDeDocumento) -> dict[str, Any]:
    """JSON schema of the answer: a summary and, per variable, situation, value, page and literal quotation.

    ``divergencias`` are the other answers of a document that contradicts itself.
    """
    fatos = {variavel.slug: _schema_da_variavel(variavel) for variavel in categoria.variaveis}
    return {
        "type": "object",
        "properties": {
            "resumo": {"type": "string"},
            "fatos": {"type": "object", "properties": fatos, "required": list(fatos)},
        },
        "required": ["resumo", "fatos"],
    }


def render_pedido_do_detector(
    geracao: Geracao,
    fatos: Sequence[Fato],
    documentos: Sequence[DocumentoDaGeracao],
    modulos: Sequence[Modulo],
    variaveis: Mapping[str, Variavel],
) -> Turno:
    """The facts, the summaries and the modules without a rule, by index from 1. ``variaveis`` type the values."""
    lines = [f'<pedido agente="detector" tipo="{geracao.pedido.tipo_de_peca}">', "<fatos>"]
    for fato in fatos:
        valor = escape(describe_valor(fato, variaveis.get(fato.variavel)))
        lines.append(f'<fato variavel="{fato.variavel}" estado="{fato.estado}">{valor}</fato>')
    lines.append("</fatos>\n<resumos>")
    for documento in documentos:
        if documento.resumo:
            lines.append(f"<resumo rotulo={quoteattr(documento.rotulo)}>{escape(documento.resumo)}</resumo>")
    lines.append("</resumos>\n<modulos>")
    for indice, modulo in enumerate(modulos, start=1):
        lines.append(f'<modulo indice="{indice}" titulo={quoteattr(modulo.titulo)}>{escape(modulo.ativacao)}</modulo>')
    lines.append("</modulos>\n</pedido>")
    return Turno("\n".join(lines), list_procedencias(geracao, fatos, documentos))


SCHEMA_DO_DETECTOR: dict[str, Any] = {
    "type": "object",
    "properties": {
        "modulos": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "indice": {"type": "integer"},
                    "confianca": {"type": "string", "enum": ["alta", "media", "baixa"]},
                    "motivo": {"type": "string"},
                },
                "required": ["indice", "confianca", "motivo"],
            },
        }
    },
    "required": ["modulos"],
}


def render_pedido_do_redator(
    geracao: Geracao,
    processo: Processo,
    modulos: Sequence[tuple[ModuloEscolhido, str]],
    fatos: Sequence[Fato],
    documentos: Sequence[DocumentoDaGeracao],
    variaveis: Mapping[str, Variavel],
) -> Turno:
    """All that the minuta is made of: case, modules in order with their texts, facts with anchors, summaries."""
    tipo = geracao.pedido.tipo_de_peca
    lines = [f'<pedido agente="redator" tipo="{tipo}" titulo={quoteattr(tipo.label)}>', render_processo(processo)]
    lines.append("<modulos>")
    for modulo, texto in modulos:
        lines.append(f"<modulo secao={quoteattr(modulo.secao)} titulo={quoteattr(modulo.titulo)}>")
        lines.append(f"{escape(texto.strip())}\n</modulo>")
    lines += ["</modulos>", *render_provas(fatos, documentos, variaveis)]
    lines.append(f"<observacao>{escape(geracao.pedido.observacao)}</observacao>\n</pedido>")
    return Turno("\n".join(lines), list_procedencias(geracao, fatos, documentos))


def render_provas(
    fatos: Sequence[Fato], documentos: Sequence[DocumentoDaGeracao], variaveis: Mapping[str, Variavel]
) -> list[str]:
    """What may be said of the case: the facts with their anchors and the summaries of the documents."""
    lines = ["<fatos>"]
    for fato in fatos:
        if fato.estado in (EstadoDoFato.VALORADO, EstadoDoFato.FALSO):
            valor = escape(describe_valor(fato, variaveis.get(fato.variavel)))
            lines.append(
                f'<fato variavel="{fato.variavel}" rotulo={quoteattr(fato.documento_rotulo)} '
                f"citacao={quoteattr(describe_lugar(fato))} trecho={quoteattr(fato.trecho)}>{valor}</fato>"
            )
    lines.append("</fatos>\n<documentos>")
    for documento in documentos:
        if documento.resumo:
            lines.append(
                f"<documento rotulo={quoteattr(documento.rotulo)} descricao={quoteattr(documento.descricao)}>"
                f"{escape(documento.resumo)}</documento>"
            )
    return [*lines, "</documentos>"]


def list_procedencias(
    geracao: Geracao, fatos: Sequence[Fato], documentos: Sequence[DocumentoDaGeracao]
) -> frozenset[Procedencia]:
    """The case, and every document of which a summary or a fact is told, in the case that holds it."""
    numero = geracao.pedido.numero_cnj
    cases = {documento.id_documento: documento.numero_cnj or numero for documento in documentos}
    told = [documento.id_documento for documento in documentos if documento.resumo]
    told += [fato.id_documento for fato in fatos if fato.id_documento]
    return frozenset({Procedencia(numero), *(Procedencia(cases.get(ident, numero), ident) for ident in told)})


def render_processo(processo: Processo) -> str:
    """The case in one element."""
    autor = "; ".join(parte.nome for parte in processo.polo("AT"))
    reu = "; ".join(parte.nome for parte in processo.polo("PA"))
    valor = ""
    if processo.valor_causa_centavos is not None:
        valor = format_moeda(processo.valor_causa_centavos / 100)
    data = processo.ajuizado_em.strftime("%d/%m/%Y") if processo.ajuizado_em else ""
    return (
        f'<processo numero="{format_numero_do_processo(processo)}" juizo={quoteattr(processo.orgao_julgador)} '
        f'autor={quoteattr(autor)} reu={quoteattr(reu)} valor="{valor}" ajuizamento="{data}"/>'
    )


def _render_variavel(variavel: Variavel) -> str:
    condicao = f' condicao="{variavel.condicao}"' if variavel.condicao else ""
    opcoes = f" opcoes={quoteattr('|'.join(variavel.opcoes))}" if variavel.opcoes else ""
    return (
        f'<variavel slug="{variavel.slug}" tipo="{variavel.tipo}"{condicao}{opcoes}>'
        f"{escape(variavel.pergunta)}</variavel>"
    )


def _schema_da_variavel(variavel: Variavel) -> dict[str, Any]:
    if variavel.tipo is TipoDeVariavel.ESCOLHA:
        valor: dict[str, Any] = {"anyOf": [{"type": "string", "enum": list(variavel.opcoes)}, {"type": "null"}]}
    elif variavel.tipo is TipoDeVariavel.LISTA:
        items = {"type": "string", "enum": list(variavel.opcoes)}
        valor = {"anyOf": [{"type": "array", "items": items}, {"type": "null"}]}
    else:
        valor = _TIPOS_JSON[variavel.tipo]
    answer = {"valor": valor, "pagina": {"type": ["integer", "null"]}, "trecho": {"type": "string"}}
    divergencia = {"type": "object", "properties": answer, "required": list(answer)}
    return {
        "type": "object",
        "properties": {
            "situacao": {"type": "string", "enum": ["respondida", "nao_se_aplica", "silente"]},
            **answer,
            "divergencias": {"type": "array", "items": divergencia},
        },
        "required": ["situacao", *answer],
    }
