"""Lots with a route on real PostgreSQL and Redis: the model trained here first, Gemini for what it is not sure of."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from core.bootstrap import Services
from core.classificador.avaliacao.domain import PedidoDeAvaliacao
from core.classificador.domain import Confianca, Corte, EstadoDoLote, Lote, ModoDoCorte, PedidoDeLote
from core.classificador.gabarito.domain import CasoDoGabarito, Parte
from core.classificador.local import ModeloDisponivel
from core.classificador.repository import LoteRepository
from core.classificador.roteamento import Destino, RotaDoLote, find_rota
from core.classificador.service import LoteService
from core.classificador.trabalho.local import ClassificadorLocal
from core.classificador.trabalho.service import RESOURCE, TrabalhoService
from core.errors import LoteRecusadoError, ModeloDanificadoError
from core.infra.queue import QueueName, Work
from core.infra.slots import Caller
from core.usuarios.domain import Usuario
from tests.integration.classificador.test_lotes import PEDIDO, TEXTOS, Sure, ana, portal

__all__ = ["ana", "portal"]

MODELO = ModeloDisponivel("m", "Petições 1", ("Saúde", "Trânsito"), segundos=0.5, hora_brl=36_000.0)
ROTEADO = replace(PEDIDO, rota=RotaDoLote(MODELO.chave, 0.9), corte=Corte(ModoDoCorte.PRIMEIROS, 50))


class Carregado:
    """Sure of documents with an even number, half sure of the others."""

    def classify(self, textos: Sequence[str]) -> list[dict[str, float]]:
        [texto] = textos
        certeza = 0.95 if texto.rstrip(".").endswith(("0", "2", "4")) else 0.55
        return [{"Trânsito": certeza, "Saúde": 1 - certeza}]


class Quebrado:
    def classify(self, textos: Sequence[str]) -> list[dict[str, float]]:
        raise ModeloDanificadoError("files of another model")


@pytest.fixture(autouse=True)
def em_uso(portal: Services) -> None:
    """The model is in use."""
    old: Any = portal.lotes
    regras = replace(old._regras, list_locais=lambda: (MODELO,))
    parts = (old._repository, old._remessas, old._prompts, old._queue, old._rates)
    portal.lotes = LoteService(*parts, regras)


def create(portal: Services, usuario: Usuario, pedido: PedidoDeLote = ROTEADO) -> Lote:
    return portal.lotes.create_lote(pedido, usuario, TEXTOS)


def build_work(portal: Services, classificador: Any, fila: QueueName) -> TrabalhoService:
    old = portal.trabalhos
    partes = replace(old._partes, classificador=classificador, fila=fila)
    parts = (portal.prompts, partes, portal.machinery.queue, old._permissoes)
    return TrabalhoService(LoteRepository(portal._scope), *parts)


def work_locally(portal: Services, lote: Lote, carregado: Any = None) -> EstadoDoLote | None:
    local = build_work(portal, ClassificadorLocal(MODELO, lambda: carregado or Carregado()), QueueName.INFERENCIA)
    begun = local.begin(lote.id)
    assert begun is not None
    return local.work(begun, lambda: None)


def test_what_the_model_is_not_sure_of_goes_on_to_gemini_and_nothing_else(portal: Services, ana: Usuario) -> None:
    lote = create(portal, ana)
    queue, key = portal.machinery.queue, f"lote-{lote.id}"
    assert queue.list_waiting(QueueName.INFERENCIA) == (key,)
    assert build_work(portal, Sure(), QueueName.LOTES).begin(lote.id) is None  # not before all were asked here
    assert work_locally(portal, lote) is None
    between = portal.lotes.inspect(lote.id)
    assert (between.estado, between.contagem.locais, between.contagem.pendentes) == (EstadoDoLote.NA_FILA, 2, 2)
    queue.forget(key)
    assert portal.lotes.requeue_lost() == 1
    assert (queue.list_waiting(QueueName.INFERENCIA), queue.list_waiting(QueueName.LOTES)) == ((), (key,))
    gemini = build_work(portal, Sure(), QueueName.LOTES)
    begun = gemini.begin(lote.id)
    assert begun is not None
    assert gemini.work(begun, lambda: None) is EstadoDoLote.CONCLUIDO
    itens = list(portal.itens.iterate(lote.id))
    assert [(item.destino, item.probabilidade, item.categoria) for item in itens] == [
        (Destino.LOCAL, 0.95, "transito"),
        (Destino.GEMINI, 0.55, "saude"),
        (Destino.LOCAL, 0.95, "transito"),
        (Destino.GEMINI, 0.55, "saude"),
    ]
    assert all(item.custo_brl > 0 for item in itens)  # also what went on was read here first
    assert portal.lotes.inspect(lote.id).consumido.entrada == 200  # of the two that Gemini answered


def test_a_lot_of_which_the_model_is_sure_ends_without_gemini(portal: Services, ana: Usuario) -> None:
    lote = create(portal, ana, replace(ROTEADO, rota=RotaDoLote(MODELO.chave, 0.5)))
    assert work_locally(portal, lote) is EstadoDoLote.CONCLUIDO
    ended = portal.lotes.inspect(lote.id)
    assert (ended.contagem.locais, ended.consumido.entrada) == (4, 0)
    assert ended.contagem.a_revisar == 2  # of 55% nobody is sure, who answers is another matter
    confiancas = [item.resposta.confianca for item in portal.itens.iterate(lote.id) if item.resposta]
    assert confiancas == [Confianca.ALTA, Confianca.BAIXA] * 2


def test_a_text_that_a_person_waits_for_passes_a_lot_of_the_same_person(
    portal: Services, ana: Usuario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.classificador.trabalho.service.VEZ_DE_ENSAIO_S", 0.0)
    first, second = create(portal, ana), create(portal, ana)
    queue, keys = portal.machinery.queue, [f"lote-{first.id}", f"lote-{second.id}"]
    assert queue.enqueue(QueueName.INFERENCIA, Work("jobs.infer_textos.run", "texto", (), 60, str(ana.id)))
    assert queue.list_waiting(QueueName.INFERENCIA) == ("texto", *keys)
    assert work_locally(portal, first) is None
    assert portal.lotes.inspect(first.id).contagem.a_triar == 4
    queue.stop(QueueName.INFERENCIA, "texto")
    assert work_locally(portal, first) is None
    assert portal.lotes.inspect(first.id).contagem.a_triar == 0  # one's own lots do not pass each other


def test_a_local_lot_needs_no_permit_of_geminis(portal: Services, ana: Usuario) -> None:
    lote = create(portal, ana, replace(ROTEADO, modelo=MODELO.chave))
    local = build_work(portal, ClassificadorLocal(MODELO, Carregado), QueueName.INFERENCIA)
    limits = portal.settings.limits.model_copy(update={"queue_timeout_s": 0.1})
    local._permissoes = replace(local._permissoes, limits=limits)
    begun = local.begin(lote.id)
    assert begun is not None
    with ExitStack() as taken:
        for _ in range(portal.settings.limits.classificacao):
            taken.enter_context(portal.machinery.slots.hold(RESOURCE, Caller("rui"), timeout_s=1))
        assert local.work(begun, lambda: None) is EstadoDoLote.CONCLUIDO


def test_what_failed_here_is_tried_again_here(portal: Services, ana: Usuario) -> None:
    lote = create(portal, ana)
    assert work_locally(portal, lote, Quebrado()) is EstadoDoLote.COM_ERRO
    portal.machinery.queue.forget(f"lote-{lote.id}")
    again = portal.lotes.retry_errors(lote.id, ana)
    assert (again.contagem.a_triar, again.contagem.erros) == (4, 0)
    assert portal.machinery.queue.list_waiting(QueueName.INFERENCIA) == (f"lote-{lote.id}",)
    assert work_locally(portal, again) is None
    portal.lotes.cancel(lote.id, ana)
    assert portal.lotes.inspect(lote.id).contagem.pulados == 2


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"rota": RotaDoLote("local:outro", 0.9)}, id="unknown-model"),
        pytest.param({"rota": RotaDoLote(MODELO.chave, 0.0)}, id="sure-of-nothing"),
        pytest.param({"modelo": "outro"}, id="unknown-gemini"),
    ],
)
def test_a_route_that_cannot_be_is_refused(portal: Services, ana: Usuario, changes: dict[str, Any]) -> None:
    with pytest.raises(LoteRecusadoError):
        create(portal, ana, replace(ROTEADO, **changes))


def test_a_request_keeps_its_route_and_the_name_of_its_model(portal: Services, ana: Usuario) -> None:
    kept = create(portal, ana).pedido
    assert (kept.rota, kept.nome_local, kept.corte) == (ROTEADO.rota, "Petições 1", ROTEADO.corte)
    alone = create(portal, ana, replace(ROTEADO, modelo=MODELO.chave)).pedido
    assert (alone.rota, alone.modelo_local, alone.corte) == (None, MODELO.chave, Corte())
    assert MODELO.custo_por_mil_brl == Decimal("5000.000000")


def test_both_models_over_one_golden_set_tell_what_a_threshold_saves(portal: Services, ana: Usuario) -> None:
    every = [CasoDoGabarito(f"{n}.txt", f"Documento {n}.", ("transito", "saude")[n % 2]) for n in range(100)]
    teste = [caso for caso in every if caso.parte is Parte.TESTE and caso.texto[-2] in "012345"]
    de_teste = [*[c for c in teste if c.categoria == "transito"][:2], *[c for c in teste if c.categoria == "saude"][:2]]
    visto = next(caso for caso in every if caso.parte is Parte.TREINO)
    casos = [*de_teste, visto]
    gabarito = portal.gabaritos.create("Ouro", "triagem", casos, autor="dados", motivo="teste")
    avaliacoes = portal.avaliacoes
    asked = PedidoDeAvaliacao(gabarito.slug, 1, "triagem", 1, MODELO.chave)
    local = avaliacoes.run(asked, ana)
    assert work_locally(portal, portal.lotes.inspect(local.lote_id)) is EstadoDoLote.CONCLUIDO
    asked_of = (portal.prompts.get_prompt("triagem", 1), MODELO.chave, PEDIDO.modelo)
    assert avaliacoes.find_par(*asked_of, Corte()) is None
    gemini = avaliacoes.run(replace(asked, modelo=PEDIDO.modelo), ana)
    work = build_work(portal, Sure(), QueueName.LOTES)
    begun = work.begin(gemini.lote_id)
    assert begun is not None
    assert work.work(begun, lambda: None) is EstadoDoLote.CONCLUIDO
    assert avaliacoes.find_par(*asked_of, ROTEADO.corte) is None  # Gemini was measured with the whole text
    par = avaliacoes.find_par(*asked_of, Corte())
    assert par is not None
    assert (par[0].id, par[0].nome_do_modelo, par[1].id) == (local.id, "Petições 1", gemini.id)
    medidas = avaliacoes.measure_rotas(gemini.id, local.id)
    assert medidas is not None
    rota = find_rota(medidas.rotas, 0.9)
    assert rota is not None
    # of the even ones the model is sure and right; Gemini says "saude" to all, right for the odd ones; what the model
    # was trained on is not looked at
    assert (medidas.documentos, rota.parcela_local, rota.acuracia, medidas.so_gemini.acuracia) == (4, 0.5, 1.0, 0.5)
    assert avaliacoes.measure_rotas(gemini.id, gemini.id) is None
