"""Lots and their documents for tests."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from core.classificador.domain import (
    Confianca,
    EstadoDoItem,
    EstadoDoLote,
    ItemDoLote,
    Lote,
    PedidoDeLote,
    RespostaDaClassificacao,
)
from core.prompts.domain import CategoriaDeClassificacao, Prompt, Subsistema

AGORA = datetime(2026, 3, 10, 15, 30, tzinfo=UTC)
LOTE_ID = UUID(int=7)
PROMPT = Prompt(
    "triagem",
    3,
    "Classifique. {{categorias}}",
    "Triagem",
    Subsistema.CLASSIFICADOR,
    (
        CategoriaDeClassificacao("saude", "Saúde", "medicamento, cirurgia, tratamento", ("Remédio", "Leito")),
        CategoriaDeClassificacao("transito", "Trânsito", "multa, veículo, autuação"),
    ),
)


def build_lote(**changes: Any) -> Lote:
    values: dict[str, Any] = {
        "id": LOTE_ID,
        "usuario_id": 1,
        "unidade": "PGE",
        "autor": "Ana Prado",
        "chave": "E" + "0" * 19,
        "pedido": PedidoDeLote("Iniciais de março", "triagem", 3, "gemini-2.5-flash"),
        "estado": EstadoDoLote.CONCLUIDO,
        "is_arquivado": False,
        "attempt": 1,
        "criado_em": AGORA,
    }
    return Lote(**values | changes)


def build_item(ordem: int = 1, **changes: Any) -> ItemDoLote:
    values: dict[str, Any] = {
        "id": ordem,
        "lote_id": LOTE_ID,
        "ordem": ordem,
        "nome": f"documento-{ordem}.txt",
        "sha256": f"{ordem:064d}",
        "numero_cnj": "",
        "id_documento": f"{ordem:032d}",
        "estado": EstadoDoItem.CONCLUIDO,
        "resposta": RespostaDaClassificacao("saude", "Remédio", Confianca.ALTA, "Pede medicamento.", ""),
        "tokens": 120,
        "segundos": 1.25,
        "custo_brl": Decimal("0.000415"),
    }
    return ItemDoLote(**values | changes)
