"""Handed-in files go the way of the court's documents, under real workers and through the death of one."""

from __future__ import annotations

import io

from core.events import DocumentoRead, Estado, TipoDetected
from core.pecas.domain import ModoDeGeracao, PedidoDeGeracao, TipoDePeca
from tests.jobs.stage import Stage, wait_until

INICIAL = """EXCELENTÍSSIMO SENHOR JUIZ DE DIREITO

Maria Inventada vem propor AÇÃO DE OBRIGAÇÃO DE FAZER contra o Estado de Mato Grosso do Sul.

DOS FATOS
A autora é portadora de diabetes e pede o fornecimento de insulina glargina. O pedido administrativo foi negado.

DOS PEDIDOS
Requer a citação do réu e a condenação ao fornecimento. Dá-se à causa o valor de R$ 12.000,00.
"""
LAUDO = """LAUDO MÉDICO

Atesto que a paciente tem diagnóstico de diabetes, CID-10 E10. Prescrevo insulina glargina. CRM 0000.
"""


def hand_in(stage: Stage, usuario: int) -> str:
    anexos, chave = stage.services.anexos, ""
    for nome, texto in (("inicial.txt", INICIAL), ("exame.txt", LAUDO)):
        chave = anexos.receive(chave, usuario, nome, io.BytesIO(texto.encode())).chave
    return chave


def test_files_become_a_minuta_and_the_type_is_found_out_by_the_way(stage: Stage) -> None:
    usuario = next(stage.usuarios)
    anexos, chave = stage.services.anexos, hand_in(stage, usuario)
    assert anexos.request_exame(chave, usuario)
    wait_until(lambda: all(a.categoria for a in stage.services.envios.get(chave).arquivos), 30, "the categories")
    inicial, laudo = stage.services.envios.get(chave).arquivos
    assert [inicial.categoria, laudo.categoria] == ["peticao_inicial", "laudo_medico"]
    anexos.choose_categoria(chave, usuario, laudo.id_documento, "documento_geral")
    pedido = PedidoDeGeracao(chave, TipoDePeca.A_DETECTAR, "ps", modo=ModoDeGeracao.AUTOMATICO)
    anexos.send(chave, usuario)
    geracao = stage.services.pecas.request_geracao(pedido, usuario)
    stage.follow(geracao, lambda events: any(isinstance(event, DocumentoRead) for event in events))
    stage.pool.kill_horse(geracao.id)
    stage.follow_to_end(geracao)
    events = stage.services.machinery.channel.replay_events(geracao.id)
    ended = stage.repository.get(geracao.id)
    assert ended.estado in (Estado.PRONTO, Estado.PRONTO_COM_RESSALVAS)
    assert ended.pedido.tipo_de_peca is TipoDePeca.CONTESTACAO
    assert [event.label for event in events if isinstance(event, TipoDetected)][-1:] == ["Contestação"]
    documentos = stage.repository.list_documentos(geracao.id)
    assert [(d.rotulo, d.categoria, d.numero_cnj) for d in documentos] == [
        ("doc. 1 – inicial", "peticao_inicial", chave),
        ("doc. 2 – exame", "documento_geral", chave),
    ]
    fatos = {fato.variavel: fato for fato in stage.repository.list_fatos(geracao.id)}
    assert fatos["processo_valor_causa"].estado == "desconhecido"
    assert len(stage.gemini.calls("classificador")) == 2, "an answer was paid for twice"
    assert stage.court.counts == {}
