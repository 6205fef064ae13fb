"""Which step of a geração can be opened, and which one is shown."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from uuid import uuid4

import pytest

from core.events import Agente, Estado
from core.pecas.domain import TIPOS_PREPARADOS, Geracao, TipoDePeca
from core.pecas.etapas import NomeDaEtapa, SituacaoDaEtapa, choose_etapa, list_etapas
from core.pecas.revisao.domain import EstadoDaPeca
from tests.builders import build_geracao

PRONTA = (Estado.PRONTO, Agente.REDATOR)


def build(estado: Estado, agente: Agente) -> Geracao:
    has_peca = (estado, agente) == PRONTA
    return replace(build_geracao(), estado=estado, agente=agente, peca_id=uuid4() if has_peca else None)


def list_open(estado: Estado, agente: Agente) -> list[str]:
    return [etapa.nome.value for etapa in list_etapas(build(estado, agente)) if etapa.is_open]


@pytest.mark.parametrize(
    ("estado", "agente", "opened"),
    [
        pytest.param(Estado.NA_FILA, Agente.COLETOR, ["minuta"], id="asked for"),
        pytest.param(Estado.EM_ANDAMENTO, Agente.COLETOR, ["minuta"], id="reading"),
        pytest.param(
            Estado.EM_ANDAMENTO, Agente.DETECTOR, ["processo", "documentos", "fatos", "minuta"], id="choosing"
        ),
        pytest.param(
            Estado.AGUARDANDO_VOCE, Agente.DETECTOR, ["processo", "documentos", "fatos", "modulos"], id="curadoria"
        ),
        pytest.param(
            Estado.EM_ANDAMENTO, Agente.REDATOR, ["processo", "documentos", "fatos", "modulos", "minuta"], id="writing"
        ),
        pytest.param(Estado.COM_ERRO, Agente.COLETOR, ["minuta"], id="failed at once"),
        pytest.param(*PRONTA, [nome.value for nome in NomeDaEtapa], id="done"),
    ],
)
def test_steps_open_as_the_agents_finish(estado: Estado, agente: Agente, opened: list[str]) -> None:
    assert list_open(estado, agente) == opened


@pytest.mark.parametrize(("estado", "agente"), list(product(Estado, Agente)))
def test_the_step_that_is_shown_is_always_open_and_every_other_says_why_not(estado: Estado, agente: Agente) -> None:
    geracao = build(estado, agente)
    etapas = {etapa.nome: etapa for etapa in list_etapas(geracao)}
    assert etapas[choose_etapa(geracao)].is_open
    assert [
        etapa.nome for etapa in etapas.values() if etapa.situacao is SituacaoDaEtapa.FECHADA and etapa.is_open
    ] == []


@pytest.mark.parametrize(
    ("estado", "conferencia", "exportar"),
    [
        pytest.param(None, "a_fazer", "a_fazer", id="untouched"),
        pytest.param(EstadoDaPeca.RASCUNHO, "a_fazer", "a_fazer", id="draft"),
        pytest.param(EstadoDaPeca.CONFERIDA, "feita", "a_fazer", id="checked"),
        pytest.param(EstadoDaPeca.APROVADA, "feita", "a_fazer", id="approved"),
        pytest.param(EstadoDaPeca.FINAL, "feita", "feita", id="final"),
    ],
)
def test_the_last_steps_follow_the_review(estado: EstadoDaPeca | None, conferencia: str, exportar: str) -> None:
    found = {etapa.nome: etapa.situacao.value for etapa in list_etapas(build(*PRONTA), estado)}
    assert (found[NomeDaEtapa.CONFERENCIA], found[NomeDaEtapa.EXPORTAR]) == (conferencia, exportar)


@pytest.mark.parametrize("tipo", sorted(TIPOS_PREPARADOS))
def test_a_prepared_text_has_the_steps_of_a_text_only(tipo: TipoDePeca) -> None:
    geracao = build(*PRONTA)
    prepared = replace(geracao, pedido=replace(geracao.pedido, tipo_de_peca=tipo))
    assert [etapa.nome.value for etapa in list_etapas(prepared)] == ["minuta", "conferencia", "exportar"]
