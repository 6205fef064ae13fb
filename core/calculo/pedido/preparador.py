"""Agents 1 and 2 of a pedido: the court's data and the documents, then what the model reads in them."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field

from core.calculo.pedido.campos import DEFINICOES
from core.calculo.pedido.domain import (
    Campo,
    EstadoDoCampo,
    Levantamento,
    ParteDoPedido,
    PedidoDeCalculo,
    PlanilhaDoCredor,
    SituacaoDaPlanilha,
)
from core.events import Event, ProcessoFetched
from core.processos.service import ProcessoService
from core.processos.tipos import find_nome_da_classe


@dataclass(frozen=True)
class Preparado:
    """What a person is to confirm. ``fontes`` are the instruction's version and the model of agent 2."""

    levantamento: Levantamento
    campos: tuple[Campo, ...]
    fontes: dict[str, str] = field(default_factory=dict)


class Preparador:
    def __init__(self, processos: ProcessoService) -> None:
        self._processos = processos

    def prepare(self, pedido: PedidoDeCalculo) -> Generator[Event, None, Preparado]:
        """Everything that the person confirms. Raises ProcessoSigilosoError and the errors of court and model."""
        processo = self._processos.fetch_processo(pedido.numero_cnj)
        classe = find_nome_da_classe(processo.classe)
        yield ProcessoFetched(pedido.numero_cnj, classe, len(processo.documentos))
        levantamento = Levantamento(
            classe=classe,
            comarca="",
            orgao=processo.orgao_julgador,
            ajuizado_em=processo.ajuizado_em,
            partes=tuple(ParteDoPedido(um.polo, um.nome, um.has_justica_gratuita) for um in processo.partes),
            is_autonomo=False,
            motivo_do_tipo="",
            cadeia=(),
            documentos=(),
            planilha=PlanilhaDoCredor(SituacaoDaPlanilha.AUSENTE, "Nenhum documento foi lido."),
        )
        return Preparado(levantamento, tuple(Campo(nome, "", EstadoDoCampo.DESCONHECIDO) for nome in DEFINICOES))
