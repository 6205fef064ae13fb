"""Agents 1 and 2 of a pedido: the court's data and the documents, then what the model reads in them."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field

from core.calculo.pedido.buscas import choose_certidoes, plan_buscas
from core.calculo.pedido.candidatos import list_candidatos
from core.calculo.pedido.domain import (
    Achado,
    Campo,
    CodigoDoAchado,
    Levantamento,
    PapelDoDocumento,
    ParteDoPedido,
    PedidoDeCalculo,
    SituacaoDaPlanilha,
)
from core.calculo.pedido.extrator import Extrator
from core.calculo.pedido.leitura import Leitor, PecaLida
from core.calculo.pedido.levantamento import (
    Escolhido,
    choose_documentos,
    choose_planilha,
    describe_autonomia,
    trace_cadeia,
)
from core.calculo.pedido.planilha import build_planilha
from core.calculo.pedido.preenchimento import fill_campos
from core.calculo.tabelas.service import TabelaService
from core.errors import EmptyProcessoError
from core.events import AgenteFinished, AgenteStarted, Event, ProcessoFetched, WarningRaised
from core.infra.folding import fold
from core.processos.domain import EstadoDoDocumento, Processo
from core.processos.service import ProcessoService
from core.processos.tipos import find_nome_da_classe

LEVANTAMENTO, EXTRACAO = "levantamento", "extracao"
"""The two agents, as events name them."""


@dataclass(frozen=True)
class Preparado:
    """What a person is to confirm. ``fontes`` are the instruction's version and the model of agent 2."""

    levantamento: Levantamento
    campos: tuple[Campo, ...]
    fontes: dict[str, str] = field(default_factory=dict)


class Preparador:
    def __init__(self, processos: ProcessoService, leitor: Leitor, extrator: Extrator, tabelas: TabelaService) -> None:
        self._processos = processos
        self._leitor = leitor
        self._extrator = extrator
        self._tabelas = tabelas

    def prepare(self, pedido: PedidoDeCalculo) -> Generator[Event, None, Preparado]:
        """Everything that the person confirms.

        Raises ProcessoSigilosoError, EmptyProcessoError and the errors of court and model.
        """
        yield AgenteStarted(LEVANTAMENTO)
        processo = self._processos.fetch_processo(pedido.numero_cnj)
        yield ProcessoFetched(pedido.numero_cnj, find_nome_da_classe(processo.classe), len(processo.documentos))
        is_autonomo, motivo = describe_autonomia(processo)
        cadeia = trace_cadeia(processo, self._processos.fetch_processo, is_autonomo=is_autonomo)
        yield from [WarningRaised(achado.texto) for achado in cadeia.achados]
        documento, regra = choose_planilha(processo)
        comarca = self._find_comarca(processo)
        calendario = self._tabelas.get_calendario(comarca)
        buscas = plan_buscas(calendario, cadeia, is_autonomo=is_autonomo)
        escolhidos = [*choose_documentos(cadeia), *choose_certidoes(buscas)]
        if documento is not None:
            escolhidos.append(Escolhido(processo.numero_cnj, documento, PapelDoDocumento.PLANILHA))
        if not escolhidos:
            raise EmptyProcessoError("no document to read")
        lidas = yield from self._leitor.read(cadeia, escolhidos)
        planilha, da_planilha = build_planilha(lidas, regra)
        candidatos = list_candidatos(calendario, buscas, {um.peca.documento.id_documento: um.peca for um in lidas})
        legiveis = sum(bool(lida.peca.lido and lida.peca.lido.texto.strip()) for lida in lidas)
        yield AgenteFinished(LEVANTAMENTO, f"{legiveis} de {len(lidas)} documentos lidos")
        yield AgenteStarted(EXTRACAO)
        enviadas = [lida for lida in lidas if planilha.situacao is SituacaoDaPlanilha.TEXTO or not _is_planilha(lida)]
        naturezas = [natureza.nome for natureza in self._tabelas.list_naturezas()]
        extracao = self._extrator.extract(enviadas, naturezas, pedido.numero_cnj)
        levantamento = Levantamento(
            classe=find_nome_da_classe(processo.classe),
            comarca=comarca,
            orgao=processo.orgao_julgador,
            ajuizado_em=cadeia.de_conhecimento.ajuizado_em,
            partes=_list_partes(processo),
            is_autonomo=is_autonomo,
            motivo_do_tipo=motivo,
            cadeia=cadeia.elos,
            documentos=tuple(lida.documento for lida in lidas),
            planilha=planilha,
            candidatos=candidatos,
            achados=(*cadeia.achados, *da_planilha, *_list_nao_lidos(lidas), *extracao.achados),
        )
        campos = fill_campos(cadeia, extracao, candidatos, lidas)
        yield AgenteFinished(EXTRACAO, f"{sum(bool(campo.valor) for campo in campos)} campos preenchidos")
        return Preparado(levantamento, campos, extracao.fontes)

    def _find_comarca(self, processo: Processo) -> str:
        """The district with days of its own that the name of the court unit says; empty for none."""
        nome = fold(processo.orgao_julgador)
        return next((comarca for comarca in self._tabelas.list_comarcas() if fold(comarca) in nome), "")


def _list_partes(processo: Processo) -> tuple[ParteDoPedido, ...]:
    return tuple(ParteDoPedido(parte.polo, parte.nome, parte.has_justica_gratuita) for parte in processo.partes)


def _is_planilha(lida: PecaLida) -> bool:
    return lida.papel is PapelDoDocumento.PLANILHA


def _list_nao_lidos(lidas: Sequence[PecaLida]) -> list[Achado]:
    """Every document of which something is missing; the spreadsheet is told of apart."""
    return [
        Achado(CodigoDoAchado.DOCUMENTO_NAO_LIDO, f"{lida.peca.rotulo}: {lida.peca.motivo} Confira nos autos.")
        for lida in lidas
        if lida.peca.estado is not EstadoDoDocumento.LIDO and not _is_planilha(lida)
    ]
