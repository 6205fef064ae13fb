"""A minuta that was really written is checked against what it was written from, without asking anybody."""

from __future__ import annotations

import pytest

from core.conferencia.domain import Cor, TipoDeItem
from core.errors import RecordNotFoundError
from core.pecas.domain import PedidoDeGeracao, TipoDePeca
from simulators.gemini.plants import LUGAR_FALSO, TEMA_FALSO
from tests.jobs.stage import TEXTOS, Stage


def test_planted_errors_are_all_that_is_red_in_a_written_minuta(stage: Stage) -> None:
    stage.services.autoridades.seed_autoridades()
    rita, other = next(stage.usuarios), next(stage.usuarios)
    pedido = PedidoDeGeracao(TEXTOS, TipoDePeca.CONTESTACAO, "ps", "[plantar: autoridade, citação, lugar]")
    geracao = stage.services.pecas.request_geracao(pedido, rita)
    stage.follow_to_end(geracao)
    peca = stage.get_peca(geracao)
    calls = (stage.gemini.counts, stage.court.counts)
    conferencia = stage.services.conferencia.check(peca.id, rita)
    red = {(item.tipo, item.admite_aceite) for item in conferencia.itens if item.cor is Cor.VERMELHO}
    assert red == {(TipoDeItem.AUTORIDADE, False), (TipoDeItem.CITACAO, False), (TipoDeItem.FONTE, False)}
    assert {item.trecho for item in conferencia.itens if item.cor is Cor.VERMELHO} >= {
        TEMA_FALSO.removesuffix(" do STF"),
        f"({LUGAR_FALSO})",
    }
    assert conferencia.frases_com_fonte >= 4
    cited = [item.evidencia for item in conferencia.itens if item.evidencia and item.evidencia.id_documento]
    assert {evidencia.numero_cnj for evidencia in cited} == {TEXTOS}
    right = peca.versao.texto.replace(TEMA_FALSO, "Tema 793 do STF").replace(LUGAR_FALSO, "fl. 1")
    left = [item for item in stage.services.conferencia.check(peca.id, rita, right).itens if item.cor is Cor.VERMELHO]
    assert [item.tipo for item in left] == [TipoDeItem.CITACAO]
    assert (stage.gemini.counts, stage.court.counts) == calls
    with pytest.raises(RecordNotFoundError):
        stage.services.conferencia.check(peca.id, other)
