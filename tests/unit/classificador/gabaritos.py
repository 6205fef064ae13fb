"""Golden sets, runs and their answers for tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from core.classificador.avaliacao.domain import Avaliacao, PedidoDeAvaliacao
from core.classificador.avaliacao.resultado import hash_enviado
from core.classificador.domain import Confianca, EstadoDoItem, EstadoDoLote, ItemDoLote, RespostaDaClassificacao
from core.classificador.gabarito.domain import CasoDoGabarito
from core.processos.numero_cnj import compute_check

AGORA = datetime(2026, 3, 10, 15, 30, tzinfo=UTC)


def build_numero(sequencia: int) -> str:
    """An invented case number of TJMS with right check digits."""
    bare = f"{sequencia:07d}0020268120001"
    return bare[:7] + compute_check(bare) + bare[9:]


def build_casos(categorias: Sequence[str]) -> tuple[CasoDoGabarito, ...]:
    """One document for each category of the list, each of a case of its own."""
    return tuple(
        CasoDoGabarito(f"caso-{place}.txt", f"Texto do documento {place}.", categoria, "", build_numero(place))
        for place, categoria in enumerate(categorias, start=1)
    )


def build_avaliacao(versao: int, **changes: Any) -> Avaliacao:
    values: dict[str, Any] = {
        "id": UUID(int=versao),
        "pedido": PedidoDeAvaliacao("ouro", 1, "triagem", versao, "gemini-2.5-flash"),
        "gabarito_sha256": "0" * 64,
        "lote_id": UUID(int=100 + versao),
        "usuario_id": 1,
        "autor": "Ana Prado",
        "criada_em": AGORA,
        "estado": EstadoDoLote.CONCLUIDO,
        "feitos": 0,
        "total": 0,
    }
    return Avaliacao(**values | changes)


def build_itens(casos: Sequence[CasoDoGabarito], respostas: Sequence[str], **changes: Any) -> list[ItemDoLote]:
    """The lot's documents with these answers; an answer that begins with "E" is the code of an error."""
    itens = []
    for place, (caso, resposta) in enumerate(zip(casos, respostas, strict=True), start=1):
        is_error = resposta.startswith("E")
        values: dict[str, Any] = {
            "id": place,
            "lote_id": UUID(int=1),
            "ordem": place,
            "nome": caso.nome,
            "sha256": hash_enviado(caso.texto),
            "numero_cnj": "",
            "id_documento": "",
            "estado": EstadoDoItem.ERRO if is_error else EstadoDoItem.CONCLUIDO,
            "resposta": None if is_error else RespostaDaClassificacao(resposta, "", Confianca.ALTA, "motivo"),
            "erro_codigo": resposta if is_error else "",
            "segundos": 1.0,
            "custo_brl": Decimal("0.002"),
        }
        itens.append(ItemDoLote(**values | changes))
    return itens
