"""The text that goes to the model for agent 2, and the schema of its answer. Everything of the case is data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from core.calculo.pedido.campos import DEFINICOES, NomeDoCampo, TipoDeCampo
from core.calculo.pedido.leitura import PecaLida
from core.clients.gemini import Procedencia, Turno
from core.processos.domain import EstadoDaPagina, Pagina

_LEGIVEIS = (EstadoDaPagina.LIDA, EstadoDaPagina.OCR)
LISTAS = (NomeDoCampo.PARCELAS, NomeDoCampo.PAGAMENTOS)
PERGUNTAS = {
    NomeDoCampo.OBJETO: "Em uma frase, o que o título manda o Estado pagar?",
    NomeDoCampo.NATUREZA: "Qual é a natureza da dívida?",
    NomeDoCampo.CORRECAO: "Que índice de correção o título fixa até 08/12/2021?",
    NomeDoCampo.JUROS: "Que juros de mora o título fixa até 08/12/2021?",
    NomeDoCampo.JUROS_DESDE: "Desde quando o título manda contar os juros?",
    NomeDoCampo.HONORARIOS: "Que percentual de honorários de sucumbência o título fixa?",
    NomeDoCampo.MULTA: "Que percentual de multa o título fixa sobre o débito?",
    NomeDoCampo.DATA_DA_SENTENCA: "Em que dia a sentença foi dada?",
    NomeDoCampo.DATA_DO_TRANSITO: "Em que dia houve o trânsito em julgado?",
    NomeDoCampo.PERIODO_INICIO: "Em que dia começa o período devido?",
    NomeDoCampo.PERIODO_FIM: "Em que dia termina o período devido?",
    NomeDoCampo.VALOR_PEDIDO: "Que valor total o credor pede no cumprimento?",
    NomeDoCampo.CREDOR_DATA: "Até que dia o credor atualizou o cálculo dele?",
    NomeDoCampo.CREDOR_CORRECAO: "Que índice de correção o credor usou?",
    NomeDoCampo.CREDOR_JUROS: "Que juros o credor usou?",
    NomeDoCampo.CREDOR_JUROS_DESDE: "Desde quando o credor contou os juros?",
    NomeDoCampo.PARCELAS: "Que parcelas, com vencimento e valor histórico, a planilha do credor traz?",
    NomeDoCampo.PAGAMENTOS: "Que pagamentos já feitos os documentos registram?",
}


def render_pedido(
    pecas: Sequence[tuple[PecaLida, Sequence[Pagina]]], naturezas: Sequence[str], numero_cnj: str
) -> Turno:
    """The questions and the documents, numbered from 1 in this order; only the pages given are sent."""
    lines = ['<pedido agente="calculo">', "<campos>"]
    for nome, pergunta in PERGUNTAS.items():
        definicao = DEFINICOES[nome]
        opcoes = naturezas if nome is NomeDoCampo.NATUREZA else definicao.opcoes
        listed = f" opcoes={quoteattr('|'.join(opcoes))}" if opcoes else ""
        lines.append(f'<campo nome="{nome}" tipo="{definicao.tipo}"{listed}>{escape(pergunta)}</campo>')
    lines.append("</campos>")
    procedencias = {Procedencia(numero_cnj)}
    for number, (lida, paginas) in enumerate(pecas, start=1):
        peca = lida.peca
        lines.append(f'<documento n="{number}" papel={quoteattr(lida.papel)} rotulo={quoteattr(peca.rotulo)}>')
        lines += [f'<pagina n="{pagina.numero}">\n{escape(pagina.texto)}\n</pagina>' for pagina in paginas]
        lines.append("</documento>")
        procedencias |= {Procedencia(peca.numero_cnj, ident) for ident in peca.documento.ids_das_partes}
    lines.append("</pedido>")
    return Turno("\n".join(lines), frozenset(procedencias))


def cut_pecas(
    pecas: Sequence[PecaLida], max_chars: int
) -> tuple[list[tuple[PecaLida, list[Pagina]]], list[tuple[PecaLida, int]]]:
    """The readable pages that fit, in the order given, and of which documents how many were left out."""
    fitting: list[tuple[PecaLida, list[Pagina]]] = []
    cut: list[tuple[PecaLida, int]] = []
    used = 0
    for lida in pecas:
        legiveis = [pagina for pagina in lida.peca.lido.paginas if pagina.estado in _LEGIVEIS] if lida.peca.lido else []
        kept = []
        for pagina in legiveis:
            used += len(pagina.texto)
            if used <= max_chars:
                kept.append(pagina)
        if kept:
            fitting.append((lida, kept))
        if len(kept) < len(legiveis):
            cut.append((lida, len(legiveis) - len(kept)))
    return fitting, cut


def build_schema() -> dict[str, Any]:
    """One answer for each question: whether there is one, the value, and the place with its literal words."""
    lugar: dict[str, Any] = {
        "situacao": {"type": "string", "enum": ["respondida", "silente"]},
        "documento": {"type": ["integer", "null"]},
        "pagina": {"type": ["integer", "null"]},
        "trecho": {"type": "string"},
    }
    linha: dict[str, Any] = {"data": {"type": "string"}, "valor": {"type": "string"}, "descricao": {"type": "string"}}
    itens = {"type": "array", "items": {"type": "object", "properties": linha, "required": ["data", "valor"]}}
    answers: dict[str, Any] = {}
    for nome in PERGUNTAS:
        is_lista = DEFINICOES[nome].tipo is TipoDeCampo.PARCELAS
        own: dict[str, Any] = {"itens": itens} if is_lista else {"valor": {"type": ["string", "null"]}}
        properties = {**own, **lugar}
        answers[nome.value] = {"type": "object", "properties": properties, "required": list(properties)}
    campos = {"type": "object", "properties": answers, "required": list(answers)}
    return {"type": "object", "properties": {"campos": campos}, "required": ["campos"]}
