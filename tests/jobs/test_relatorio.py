"""The report of a case over real workers: what is found by program stands in it with its place, and it is checked."""

from __future__ import annotations

from core.conferencia.domain import Cor
from core.pecas.domain import TipoDePeca
from core.pecas.relatorio.anexo import TITULO
from core.processos.autos.domain import CABECALHO, INTEIRO
from tests.jobs.stage import Stage, wait_until
from tests.jobs.test_endings import PRONTOS

COM_DECISAO = "08022403920258120002"
"""A case with a decision on free justice, all of it with a text layer."""


def test_a_report_tells_parties_with_the_decision_and_nothing_unknown(stage: Stage) -> None:
    usuario, services = next(stage.usuarios), stage.services
    services.buscas.request(COM_DECISAO, CABECALHO, usuario)
    wait_until(lambda: services.autos.find(COM_DECISAO) is not None, 30, "the court's answer")
    services.buscas.request(COM_DECISAO, INTEIRO, usuario)
    wait_until(lambda: all(d.is_lido for d in services.autos.get(COM_DECISAO).abertos), 60, "the readings")
    geracao = services.relatorios_do_processo.request(COM_DECISAO, usuario)
    assert stage.follow_to_end(geracao).estado in PRONTOS
    texto = stage.get_peca(geracao).versao.texto
    parte = services.autos.get(COM_DECISAO).processo.polo("AT")[0]
    quadro = services.assistencia.find_quadro(services.autos.get(COM_DECISAO))
    decisao = quadro.gratuidade.partes[0].decisoes[-1]
    assert f"## {TITULO}" in texto
    assert f"| {parte.nome} | Ativo | Concedida por decisão | ({decisao.lugar.lugar}); registrada no TJMS |" in texto
    itens = services.conferencia.check(stage.get_peca(geracao).id, usuario).itens
    wrong = [item for item in itens if item.cor is Cor.VERMELHO]
    assert [(item.trecho, item.motivo) for item in wrong] == []
    listed = services.relatorios_do_processo.list_relatorios(COM_DECISAO, usuario)
    assert [(one.geracao_id, one.tipo_de_peca) for one in listed] == [(geracao.id, TipoDePeca.RELATORIO_DO_PROCESSO)]
    assert services.relatorios_do_processo.list_relatorios(COM_DECISAO, usuario + 1) == ()
    assert services.pecas.list_historico(usuario) == ()
