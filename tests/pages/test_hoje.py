"""Hoje: what waits for a person, what runs, what failed and what to do, by profile, over services in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from streamlit.testing.v1 import AppTest

from core.ajustes.domain import Ajuste, Orcamento, Teto
from core.assistencia.domain import Pergunta
from core.calculo.pedido import domain as calculo
from core.classificador.domain import Contagem, EstadoDoLote, PedidoDeLote
from core.events import Estado
from core.infra.queue import Work
from core.infra.slots import ServiceClass, SlotReport
from core.operacao.domain import TarefaMorta
from core.pecas.domain import ItemDoHistorico, TipoDePeca
from core.pecas.leitura import PecaRecebida
from core.pecas.revisao.domain import EstadoDaPeca
from core.usuarios.domain import Papel
from pages.ui.runtime import install_services
from tests.pages.classificador import LOTE, build_lote
from tests.pages.fakes import FakePecas, FakeUsuarios, build_geracao, build_services, build_snapshot, build_usuario
from tests.pages.test_shell import list_html

SHELL = str(Path(__file__).parents[2] / "pages" / "ui" / "shell.py")
OLD = datetime.now(UTC) - timedelta(days=30)
Open = Callable[..., AppTest]


@pytest.fixture
def pecas() -> FakePecas:
    return FakePecas()


@pytest.fixture
def open_hoje(pecas: FakePecas) -> Iterator[Open]:
    """Open the first page as a profile; named services take the place of the fakes."""

    def open_page(papel: Papel = Papel.PROCURADOR, **services: Any) -> AppTest:
        usuarios = FakeUsuarios()
        built = build_services(usuarios, pecas)
        vars(built).update(services)
        install_services(built)
        sessao = usuarios.sessoes[usuarios.enter(build_usuario(papel))]
        at = AppTest.from_file(SHELL, default_timeout=20)
        at.user["login"] = sessao.usuario.login
        at.user["papeis"] = papel.value
        at.user["sessao"] = str(sessao.id)
        return at.run()

    yield open_page
    install_services(None)


def build_item(estado: Estado, numero: str = "08000010220268120001", **changes: Any) -> ItemDoHistorico:
    values = {"criada_em": datetime.now(UTC), "grupo": "", **changes}
    return ItemDoHistorico(uuid4(), numero, TipoDePeca.CONTESTACAO, estado, **values)


def read_parts(at: AppTest) -> dict[str, str]:
    """The list under each header that has one, by the name of the list."""
    bodies = [element.proto.body for element in at.get("html")]
    names = [header.value for header in at.header]
    return {name: body for name in names for body in bodies if f'aria-label="{name}"' in body}


def find_estados(estado: EstadoDaPeca) -> Any:
    return SimpleNamespace(list_estados=lambda geracoes: dict.fromkeys(geracoes, estado))


def test_what_waits_what_runs_and_what_is_done_stand_apart(open_hoje: Open, pecas: FakePecas) -> None:
    paused, queued = build_item(Estado.AGUARDANDO_VOCE), build_item(Estado.NA_FILA)
    stopped = build_item(Estado.CANCELADO)
    pecas.itens = (paused, queued, stopped)
    parts = read_parts(open_hoje())
    assert list(parts) == ["Aguardando você", "Em andamento", "Últimas peças"]
    assert f"/gerador_de_pecas?geracao={paused.geracao_id}" in parts["Aguardando você"]
    assert "Escolher os argumentos" in parts["Aguardando você"]
    assert "3ª da fila · começa em cerca de 2 min" in parts["Em andamento"]
    assert "0800001-02.2026.8.12.0001" in parts["Em andamento"]
    assert str(stopped.geracao_id) in parts["Últimas peças"]


@pytest.mark.parametrize(
    ("estado", "words"),
    [
        pytest.param(EstadoDaPeca.RASCUNHO, "Conferir a minuta", id="draft"),
        pytest.param(EstadoDaPeca.CONFERIDA, "Aprovar a minuta", id="checked"),
        pytest.param(EstadoDaPeca.APROVADA, "Tornar a peça final", id="approved"),
    ],
)
def test_a_minuta_waits_with_its_next_step(open_hoje: Open, pecas: FakePecas, estado: EstadoDaPeca, words: str) -> None:
    pecas.itens = (build_item(Estado.PRONTO_COM_RESSALVAS),)
    parts = read_parts(open_hoje(revisao=find_estados(estado)))
    assert words in parts["Aguardando você"]
    assert "Últimas peças" not in parts


def test_a_final_or_an_old_text_asks_for_nothing(open_hoje: Open, pecas: FakePecas) -> None:
    pecas.itens = (build_item(Estado.PRONTO),)
    assert list(read_parts(open_hoje(revisao=find_estados(EstadoDaPeca.FINAL)))) == ["Últimas peças"]
    pecas.itens = (build_item(Estado.PRONTO, criada_em=OLD),)
    assert list(read_parts(open_hoje(revisao=find_estados(EstadoDaPeca.RASCUNHO)))) == ["Últimas peças"]


def test_many_minutas_stand_in_few_lines_and_hide_nothing_that_runs(open_hoje: Open, pecas: FakePecas) -> None:
    running = build_item(Estado.EM_ANDAMENTO)
    pecas.itens = (*(build_item(Estado.PRONTO) for _ in range(12)), running)
    parts = read_parts(open_hoje())
    assert parts["Aguardando você"].count("<li>") == 6
    assert "Mais 7 minutas" in parts["Aguardando você"]
    assert str(running.geracao_id) in parts["Em andamento"]


def test_a_failure_says_why_until_the_same_was_asked_for_again(open_hoje: Open, pecas: FakePecas) -> None:
    failed = build_item(Estado.COM_ERRO)
    pecas.itens = (failed,)
    pecas.geracao = build_geracao(Estado.COM_ERRO, erro_mensagem="O TJMS <não> respondeu.")
    parts = read_parts(open_hoje())
    assert "O TJMS &lt;não&gt; respondeu." in parts["Com erro"]
    assert "Abrir e ver o que fazer" in parts["Com erro"]
    pecas.itens = (build_item(Estado.CANCELADO), failed)
    assert "Com erro" not in read_parts(open_hoje())


def test_lots_of_the_person_by_what_they_ask(open_hoje: Open) -> None:
    lotes = (
        build_lote(contagem=Contagem(concluidos=9, a_revisar=4)),
        build_lote(EstadoDoLote.PAUSADO, id=UUID(int=8), pedido=PedidoDeLote("Meu <lote>", "triagem", 3, "m")),
        build_lote(EstadoDoLote.EM_ANDAMENTO, id=UUID(int=9), contagem=Contagem(concluidos=2, pendentes=3)),
        build_lote(EstadoDoLote.COM_RESSALVAS, id=UUID(int=10), contagem=Contagem(concluidos=2, erros=3)),
    )
    parts = read_parts(open_hoje(Papel.DADOS, lotes=SimpleNamespace(list_proprios=lambda usuario: lotes)))
    assert f"lote={LOTE}" in parts["Aguardando você"]
    assert "Revisar 4 de baixa confiança" in parts["Aguardando você"]
    assert "Meu &lt;lote&gt;" in parts["Aguardando você"]
    assert "Em andamento · 2 de 5" in parts["Em andamento"]
    assert "3 documentos com erro" in parts["Com erro"]


def test_a_calculation_waits_until_it_has_a_total(open_hoje: Open) -> None:
    now = datetime.now(UTC)
    waiting = calculo.ItemDoHistorico(uuid4(), "08000010220268120001", Estado.PRONTO, now)
    done = replace(waiting, id=uuid4(), numero_cnj="08000020220268120001", total=Decimal(1))
    old = replace(waiting, id=uuid4(), numero_cnj="08000030220268120001", criado_em=OLD)
    found = SimpleNamespace(list_historico=lambda usuario_id, limit: (waiting, done, old))
    parts = read_parts(open_hoje(pedidos_de_calculo=found))
    assert f"/pedido_de_calculo?pedido={waiting.id}" in parts["Aguardando você"]
    assert parts["Aguardando você"].count("<li>") == 1


def test_a_case_with_unseen_news_leads_to_them(open_hoje: Open) -> None:
    autos = SimpleNamespace(list_mudados=lambda usuario_id: (("08000010220268120001", datetime.now(UTC)),))
    part = read_parts(open_hoje(autos=autos))["O que mudou nos seus processos"]
    assert "Ver o que mudou" in part
    assert 'href="/processos?processo=08000010220268120001"' in part


def test_questions_that_run_or_failed_and_shared_pecas_are_told(open_hoje: Open) -> None:
    now = datetime.now(UTC)
    failed = Pergunta(uuid4(), "08000010220268120001", 1, "x", Estado.COM_ERRO, 1, now, erro_mensagem="O <TJMS>")
    asked_again = replace(failed, numero_cnj="08000020220268120001")
    running = replace(asked_again, id=uuid4(), estado=Estado.EM_ANDAMENTO)
    given = PecaRecebida(uuid4(), "Parecer · 1", "Ana <Prado>", now)
    at = open_hoje(
        assistencia=SimpleNamespace(list_recentes=lambda usuario_id, limit: (running, asked_again, failed)),
        leituras_de_pecas=SimpleNamespace(list_recebidas=lambda usuario: (given, replace(given, recebida_em=OLD))),
    )
    parts = read_parts(at)
    assert parts["Com erro"].count("<li>") == 1
    assert "O &lt;TJMS&gt;" in parts["Com erro"]
    assert "/assistencia?processo=08000010220268120001&amp;aba=perguntas" in parts["Com erro"]
    assert "processo=08000020220268120001&amp;aba=perguntas" in parts["Em andamento"]
    assert parts["Compartilhadas com você"].count(f"geracao={given.geracao_id}") == 1
    assert "de Ana &lt;Prado&gt;" in parts["Compartilhadas com você"]


def test_one_source_that_is_away_leaves_the_others_on_the_page(open_hoje: Open, pecas: FakePecas) -> None:
    pecas.itens = (build_item(Estado.EM_ANDAMENTO),)
    at = open_hoje(lotes=SimpleNamespace())
    assert "P000-" in at.error[0].value
    assert "Em andamento" in read_parts(at)


def test_a_person_without_work_is_told_so(open_hoje: Open) -> None:
    bodies = [element.proto.body for element in open_hoje().get("html")]
    assert any("Nada espera por você." in body for body in bodies)


def test_a_manager_reads_the_month_and_the_limits_and_nothing_of_cases(open_hoje: Open) -> None:
    waiting = {ServiceClass.INTERACTIVE: 0, ServiceClass.GENERATION: 3, ServiceClass.BATCH: 0}
    slots = (SlotReport("gemini", 10, 7, waiting, 12.0, 40, 0, None), SlotReport("docx", 2, 0, {}, 0, 0, 0, None))
    at = open_hoje(Papel.GESTOR, gauges=SimpleNamespace(read=lambda: build_snapshot(slots=slots)))
    parts = read_parts(at)
    assert list(parts) == ["O mês até agora", "Limites em uso"]
    assert 'href="/relatorios' in parts["O mês até agora"]
    for figure in (">12<", ">9<", "R$ 81,50", "antes: 9"):
        assert figure in parts["O mês até agora"]
    assert "7 de 10" in parts["Limites em uso"]
    assert "esperando: 3 de gerações" in parts["Limites em uso"]
    assert "Word" not in parts["Limites em uso"]  # nobody uses it


def test_an_administrator_reads_what_to_do(open_hoje: Open) -> None:
    work = Work("jobs.generate_peca.run", "k", (), 10)
    morta = TarefaMorta(1, "pecas", work, "Geração de peça", "O <disco> encheu.", (), datetime.now(UTC))
    put_back = replace(morta, id=2, label="Outro", retomada_em=datetime.now(UTC))
    at = open_hoje(
        Papel.ADMIN,
        gauges=SimpleNamespace(read=lambda: build_snapshot(dead_letters=1)),
        operacao=SimpleNamespace(list_mortas=lambda *, limit: (morta, put_back)),
    )
    part = read_parts(at)["O que pede ação no portal"]
    assert "1 trabalho parado" in part
    assert "O &lt;disco&gt; encheu." in part
    assert 'href="/administracao?aba=operacao"' in part
    assert "Outro" not in part


def test_money_and_quotas_of_the_person_and_the_unit_are_told(open_hoje: Open) -> None:
    desde = datetime.now(UTC)
    orcamentos = [
        Orcamento(unidade, 100.0, 130.0, Ajuste("orcamento", unidade, 1, 100.0, desde, "admin", "x", desde))
        for unidade in ("", build_usuario(Papel.PROCURADOR).unidade)
    ]
    ajustes = SimpleNamespace(
        is_ligado=lambda _page: True,
        list_tetos=lambda pessoa, _unidade: (Teto("pessoa", pessoa, 50.0, 12.5),),
        list_orcamentos=lambda *, unidade: tuple(one for one in orcamentos if one.unidade == unidade),
    )
    drawn = list_html(open_hoje(ajustes=ajustes))
    assert "R$ 12,50 de R$ 50,00" in drawn
    assert "restam R$ 37,50" in drawn
    assert drawn.count("passou em R$ 30,00") == 1
    assert "Seus limites" not in list_html(open_hoje(Papel.GESTOR, ajustes=ajustes))
