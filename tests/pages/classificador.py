"""Lots and their documents in memory, for tests of the screens of the Classificador."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from core.classificador.domain import (
    Confianca,
    Consumido,
    Contagem,
    Correcao,
    Emenda,
    EstadoDoItem,
    EstadoDoLote,
    FiltroDeItens,
    ItemDoLote,
    Lote,
    PaginaDeItens,
    PedidoDeLote,
    RespostaDaClassificacao,
)
from core.errors import CorrecaoConflictError, RecordNotFoundError
from core.processos.domain import DocumentoLido, EstadoDaPagina, FormatoDeArquivo, Pagina
from core.prompts.domain import CategoriaDeClassificacao, Prompt
from core.usuarios.domain import Usuario

LOTE = UUID(int=7)
PROMPT = Prompt(
    "triagem",
    3,
    "Classifique. {{categorias}}",
    nome="Triagem",
    categorias=(
        CategoriaDeClassificacao("saude", "Saúde", "Remédios e cirurgias", ("Medicamento", "Cirurgia")),
        CategoriaDeClassificacao("tributario", "Tributário", "Impostos"),
        CategoriaDeClassificacao("outros", "Outros <assuntos>", ""),
    ),
)


def build_lote(estado: EstadoDoLote = EstadoDoLote.CONCLUIDO, **changes: Any) -> Lote:
    values: dict[str, Any] = {
        "id": LOTE,
        "usuario_id": 7,
        "unidade": "Saúde",
        "autor": "Rita Inventada",
        "chave": "",
        "pedido": PedidoDeLote("Iniciais de novembro", "triagem", 3, "gemini-2.5-flash"),
        "is_arquivado": False,
        "attempt": 1,
        "criado_em": datetime.now(UTC),
        "contagem": Contagem(concluidos=3),
        "consumido": Consumido(custo_brl=Decimal("0.42")),
        **changes,
    }
    return Lote(estado=estado, **values)


def build_item(ident: int, categoria: str = "saude", **changes: Any) -> ItemDoLote:
    resposta = RespostaDaClassificacao(categoria, "", Confianca.ALTA, "Pede <remédio>.") if categoria else None
    values: dict[str, Any] = {
        "lote_id": LOTE,
        "ordem": ident,
        "nome": f"peticao {ident}.txt",
        "sha256": f"{ident:064d}",
        "numero_cnj": "",
        "id_documento": "",
        "estado": EstadoDoItem.CONCLUIDO,
        "resposta": resposta,
        **changes,
    }
    return ItemDoLote(id=ident, **values)


@dataclass
class FakeItens:
    """Documents of one lot, two to a page; corrections as the real repository keeps them."""

    itens: dict[int, ItemDoLote]
    filtros: list[FiltroDeItens] = field(default_factory=list)

    def list_itens(self, lote_id: UUID, usuario: Usuario, filtro: FiltroDeItens, pagina: int) -> PaginaDeItens:
        self.filtros.append(filtro)
        found = [item for item in self.itens.values() if not filtro.estados or item.estado in filtro.estados]
        found = [item for item in found if not filtro.is_a_revisar or item.needs_revisao]
        return PaginaDeItens(tuple(found[2 * pagina - 2 : 2 * pagina]), len(found), pagina, 2)

    def get_item(self, item_id: int, usuario: Usuario) -> ItemDoLote:
        if item_id not in self.itens:
            raise RecordNotFoundError("no such item")
        return self.itens[item_id]

    def get_prompt(self, lote: Lote) -> Prompt:
        return PROMPT

    def find_lido(self, item_id: int, usuario: Usuario) -> DocumentoLido:
        pagina = Pagina(1, EstadoDaPagina.LIDA, f"Texto <b>{item_id}</b>.")
        return DocumentoLido(f"{item_id:064d}", FormatoDeArquivo.TXT, (pagina,))

    def correct_item(self, item_id: int, usuario: Usuario, emenda: Emenda) -> ItemDoLote:
        item = self.itens[item_id]
        if item.revisao != emenda.revisao:
            assert item.correcao is not None
            dela = item.correcao
            raise CorrecaoConflictError(dela.revisao, dela.autor, categoria=dela.categoria, subcategoria="")
        return self.correct_by(item_id, emenda.categoria, usuario.nome, emenda.subcategoria)

    def correct_by(self, item_id: int, categoria: str, autor: str, subcategoria: str = "") -> ItemDoLote:
        item = self.itens[item_id]
        correcao = Correcao(item.revisao + 1, categoria, subcategoria, "", 1, autor, datetime.now(UTC))
        self.itens[item_id] = replace(item, correcao=correcao, revisao=correcao.revisao)
        return self.itens[item_id]


@dataclass
class FakeLotes:
    lote: Lote = field(default_factory=build_lote)
    asked: list[str] = field(default_factory=list)

    def get_lote(self, lote_id: UUID, usuario: Usuario) -> Lote:
        return self.lote

    def pause(self, lote_id: UUID, usuario: Usuario) -> None:
        self._ask("pause", EstadoDoLote.PAUSADO)

    def resume(self, lote_id: UUID, usuario: Usuario) -> None:
        self._ask("resume", EstadoDoLote.NA_FILA)

    def cancel(self, lote_id: UUID, usuario: Usuario) -> None:
        self._ask("cancel", EstadoDoLote.CANCELADO)

    def retry_errors(self, lote_id: UUID, usuario: Usuario) -> None:
        self._ask("retry", EstadoDoLote.NA_FILA)

    def archive(self, lote_id: UUID, usuario: Usuario, *, is_arquivado: bool) -> None:
        self.asked.append("archive")
        self.lote = replace(self.lote, is_arquivado=is_arquivado)

    def _ask(self, name: str, estado: EstadoDoLote) -> None:
        self.asked.append(name)
        self.lote = replace(self.lote, estado=estado)


def build_fakes(itens: FakeItens, lotes: FakeLotes) -> Any:
    return SimpleNamespace(lotes=lotes, itens=itens)
