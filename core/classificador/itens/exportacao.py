"""The answers of a lot as a file: a sheet, a table for other programs, or all that is known. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from core.classificador.domain import FormatoDeExportacao, ItemDoLote, Lote
from core.classificador.roteamento import Destino, is_local
from core.exportacao.planilha import CSV, XLSX, Celula, Tabela, render_csv, render_xlsx
from core.processos.numero_cnj import format_numero_cnj
from core.prompts.domain import Prompt

MIMETYPES = {
    FormatoDeExportacao.XLSX: XLSX,
    FormatoDeExportacao.CSV: CSV,
    FormatoDeExportacao.JSON: "application/json",
}

_COLUNAS = (
    ("Ordem", 7),
    ("Documento", 44),
    ("Processo de origem", 26),
    ("Situação", 14),
    ("Categoria", 26),
    ("Subcategoria", 26),
    ("Confiança", 11),
    ("Justificativa", 70),
    ("Processo citado no texto", 26),
    ("Categoria do modelo", 26),
    ("Corrigido por", 26),
    ("Corrigido em", 17),
    ("Motivo", 60),
    ("Segundos", 10),
    ("Custo (R$)", 12),
    ("Respondido por", 18),
    ("Certeza do modelo do portal", 14),
)
_AQUI = ZoneInfo("America/Campo_Grande")


@dataclass(frozen=True)
class Planilha:
    """The answers of a lot with the names that its version of the prompt has for the categories."""

    lote: Lote
    prompt: Prompt
    itens: tuple[ItemDoLote, ...]

    def render(self, formato: FormatoDeExportacao) -> bytes:
        match formato:
            case FormatoDeExportacao.XLSX:
                return render_xlsx(self._tabela)
            case FormatoDeExportacao.CSV:
                return render_csv(self._tabela)
            case FormatoDeExportacao.JSON:
                return _render_json(self)

    @property
    def nomes(self) -> dict[str, str]:
        """Names of the categories by slug."""
        return {categoria.slug: categoria.nome for categoria in self.prompt.categorias}

    @property
    def _tabela(self) -> Tabela:
        return Tabela("Classificação", _COLUNAS, self._list_linhas())

    def _list_linhas(self) -> Iterator[list[Celula]]:
        nomes = self.nomes
        return (_build_linha(item, nomes) for item in self.itens)


def _build_linha(item: ItemDoLote, nomes: Mapping[str, str]) -> list[Celula]:
    resposta, correcao = item.resposta, item.correcao
    citado = correcao.numero_processo_cnj if correcao else (resposta.numero_processo_cnj if resposta else "")
    return [
        item.ordem,
        item.nome,
        _format_numero(item.numero_cnj),
        item.estado.label,
        nomes.get(item.categoria, item.categoria),
        item.subcategoria,
        resposta.confianca.label if resposta else "",
        resposta.justificativa_breve if resposta else "",
        _format_numero(citado),
        nomes.get(resposta.categoria, resposta.categoria) if resposta else "",
        correcao.autor if correcao else "",
        f"{correcao.corrigido_em.astimezone(_AQUI):%d/%m/%Y %H:%M}" if correcao else "",
        item.erro_mensagem,
        round(item.segundos, 2),
        round(float(item.custo_brl), 6),
        _name_destino(item),
        round(item.probabilidade, 4) if item.destino else None,
    ]


def _name_destino(item: ItemDoLote) -> str:
    """Who answered; of a document without an answer nobody did."""
    if item.resposta is None:
        return ""
    return "Modelo do portal" if item.destino is Destino.LOCAL else "Gemini"


def _render_json(planilha: Planilha) -> bytes:
    lote = planilha.lote
    pedido = lote.pedido
    whole: dict[str, Any] = {
        "lote": pedido.nome,
        "instrucao": {"slug": pedido.prompt_slug, "versao": pedido.prompt_versao},
        "modelo": pedido.nome_local if is_local(pedido.modelo) else pedido.modelo,
        "modelo_do_portal": pedido.nome_local,
        "rota": {"certeza_minima": pedido.rota.limiar} if pedido.rota else None,
        "corte": {"modo": pedido.corte.modo.value, "tokens": pedido.corte.tokens},
        "criado_em": lote.criado_em.isoformat(),
        "documentos": [_describe(item, planilha.nomes) for item in planilha.itens],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def _describe(item: ItemDoLote, nomes: Mapping[str, str]) -> dict[str, Any]:
    resposta, correcao = item.resposta, item.correcao
    return {
        "ordem": item.ordem,
        "documento": item.nome,
        "sha256": item.sha256,
        "processo": item.numero_cnj,
        "estado": item.estado.value,
        "categoria": item.categoria,
        "categoria_nome": nomes.get(item.categoria, ""),
        "subcategoria": item.subcategoria,
        "resposta": None
        if resposta is None
        else {
            "categoria": resposta.categoria,
            "subcategoria": resposta.subcategoria,
            "confianca": resposta.confianca.value,
            "justificativa_breve": resposta.justificativa_breve,
            "numero_processo_cnj": resposta.numero_processo_cnj,
        },
        "correcao": None
        if correcao is None
        else {
            "categoria": correcao.categoria,
            "subcategoria": correcao.subcategoria,
            "numero_processo_cnj": correcao.numero_processo_cnj,
            "autor": correcao.autor,
            "corrigido_em": correcao.corrigido_em.isoformat(),
        },
        "erro": {"codigo": item.erro_codigo, "mensagem": item.erro_mensagem} if item.erro_mensagem else None,
        "tokens": item.tokens,
        "segundos": round(item.segundos, 3),
        "custo_brl": float(item.custo_brl),
        "destino": item.destino.value if item.destino else "",
        "certeza": round(item.probabilidade, 4) if item.destino else None,
    }


def _format_numero(numero: str) -> str:
    return format_numero_cnj(numero) if numero else ""
