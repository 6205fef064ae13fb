"""A pedido de cálculo over real workers and both simulators: read once, whatever dies on the way."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from uuid import UUID

import pytest
from openpyxl import load_workbook

from core.calculo.motor.comparacao import Causa
from core.calculo.pedido.campos import NomeDoCampo
from core.calculo.pedido.domain import CodigoDoAchado, EstadoDoCampo, PedidoDeCalculo, SituacaoDaPlanilha
from core.errors import InvalidCalculoError, ProcessoSigilosoError
from core.events import DocumentoRead, Estado, OperationEnded
from core.usuarios.domain import Papel, Usuario
from tests.jobs.stage import Stage, wait_until

EM_TEXTO = "08050777020258120001"
EM_IMAGEM = "08051435020258120001"
EM_VOLTA = "08052121920248120001"
IMPOSSIVEL = "08053660320258120001"
SIGILOSO = "08035447620258120001"


@pytest.fixture
def rita(stage: Stage) -> Usuario:
    return Usuario(next(stage.usuarios), "rita", "Rita Inventada", Papel.PROCURADOR, "PGE")


def wait_end(stage: Stage, pedido_id: UUID, rita: Usuario) -> PedidoDeCalculo:
    service = stage.services.pedidos_de_calculo
    wait_until(lambda: not service.get(pedido_id, rita.id).estado.is_at_work, 120, "the end of the reading")
    return service.get(pedido_id, rita.id)


def list_codigos(stage: Stage, pedido: PedidoDeCalculo) -> set[CodigoDoAchado]:
    return {achado.codigo for achado in stage.services.pedidos_de_calculo.list_achados(pedido)}


def test_a_killed_worker_reads_once_and_the_confirmed_fields_give_a_value(stage: Stage, rita: Usuario) -> None:
    service = stage.services.pedidos_de_calculo
    stage.gemini.fail(latency_s={"generateContent": 20})
    asked = service.request(EM_TEXTO, rita.id)
    assert service.request(EM_TEXTO, rita.id).id == asked.id
    wait_until(lambda: stage.gemini.count_started("calculo") == 1, 120, "the call to the model")
    stage.pool.find_horse(f"calculo-{asked.id}").kill()
    stage.gemini.fail(latency_s={})
    pedido = wait_end(stage, asked.id, rita)
    events = stage.services.machinery.channel.replay_events(asked.id)
    assert (pedido.estado, events[-1]) == (Estado.AGUARDANDO_VOCE, OperationEnded(Estado.AGUARDANDO_VOCE))
    assert any(isinstance(event, DocumentoRead) for event in events)
    assert pedido.levantamento is not None
    assert [elo.numero_cnj[:7] for elo in pedido.levantamento.cadeia] == ["0805077", "0805010"]
    filled = [campo for campo in pedido.campos if campo.valor]
    assert all(campo.ancora and campo.ancora.is_encontrada for campo in filled)
    assert pedido.get_campo(NomeDoCampo.DATA_DA_CITACAO).valor == "25/03/2019"

    with pytest.raises(InvalidCalculoError, match="Natureza da dívida"):
        service.calculate(pedido.id, rita)
    service.confirm_campos(pedido.id, rita, {campo.nome: campo.revisao for campo in filled})
    resultado = service.calculate(pedido.id, rita)
    assert resultado.comparacao is not None, resultado.sem_comparacao
    assert resultado.comparacao.total_do_credor == Decimal("18243.91")
    causas = {diferenca.causa: diferenca.valor for diferenca in resultado.comparacao.diferencas}
    assert causas[Causa.ARITMETICA] == Decimal("184.10")
    assert causas[Causa.BASE] == causas[Causa.PERIODO] == 0
    assert causas[Causa.JUROS] > 0
    chave = stage.services.planilhas_de_calculo.request(pedido.id, rita.id)
    stage.services.planilhas_de_calculo.export(pedido.id, resultado.numero)  # as a worker of the queue docx does
    arquivo = stage.services.downloads.find_arquivo(chave)
    assert arquivo is not None
    book = load_workbook(BytesIO(arquivo.conteudo))
    assert book.sheetnames == ["Resumo", "Memória", "Índices"]
    done = service.get(pedido.id, rita.id)
    assert (done.estado, done.is_resultado_atual) == (Estado.PRONTO, True)
    assert service.list_historico(rita.id)[0].total == resultado.memoria.total


def test_what_cannot_be_is_named_and_nothing_is_computed_on_it(stage: Stage, rita: Usuario) -> None:
    service = stage.services.pedidos_de_calculo
    asked = [service.request(numero, rita.id).id for numero in (EM_IMAGEM, EM_VOLTA, IMPOSSIVEL, SIGILOSO)]
    imagem, volta, impossivel, sigiloso = (wait_end(stage, one, rita) for one in asked)
    assert imagem.levantamento is not None
    assert imagem.levantamento.planilha.situacao is SituacaoDaPlanilha.IMAGEM
    assert imagem.get_campo(NomeDoCampo.PARCELAS).estado is EstadoDoCampo.DESCONHECIDO
    assert CodigoDoAchado.PLANILHA_IMAGEM in list_codigos(stage, imagem)
    assert imagem.levantamento.candidatos[0].data == date(2018, 8, 20)
    assert list_codigos(stage, volta) == {CodigoDoAchado.ORIGEM_CIRCULAR}
    assert list_codigos(stage, impossivel) == {
        CodigoDoAchado.DATA_IMPOSSIVEL,
        CodigoDoAchado.VALOR_NEGATIVO,
        CodigoDoAchado.CITACAO_ANTES_DO_AJUIZAMENTO,
    }
    with pytest.raises(InvalidCalculoError):
        service.calculate(impossivel.id, rita)
    assert (sigiloso.estado, sigiloso.erro_codigo) == (Estado.COM_ERRO, ProcessoSigilosoError.code)
    assert sigiloso.levantamento is None
    assert "0803544" not in stage.gemini.sent()
