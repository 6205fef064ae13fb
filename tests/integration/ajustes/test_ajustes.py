"""What people set, over real servers: stored with its history, followed by other processes, and exact with money."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from core.ajustes.domain import Ajuste, AreaDoAjuste, Linha, Mudanca, SituacaoDoOrcamento
from core.ajustes.validacao import find_mes
from core.bootstrap import Services, build_services
from core.errors import VersionConflictError
from core.infra import live as live_module
from core.infra.ledger import ModelCall
from core.infra.live import Setting, State
from core.infra.modelos import AgenteDoModelo
from core.infra.rate import Action
from core.infra.slots import Caller
from core.infra.tariff import PRICE, Spend
from core.settings import DatabaseSettings, GeminiSettings, RedisSettings, Settings, TribunalSettings

MODELO = "gemini-2.5-flash"


@pytest.fixture
def processes(
    database_url: str, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Services, Services]]:
    """Two of the same portal, each looking for news at every question."""
    monkeypatch.setattr(live_module, "_AGE_S", 0)
    settings = Settings(
        database=DatabaseSettings(url=SecretStr(database_url)),
        redis=RedisSettings(url=SecretStr(redis_url), requires_aof=False),
        gemini=GeminiSettings(api_key=SecretStr("x"), precos={MODELO: (2.0, 10.0), "outro": (1.0, 1.0)}),
        tribunal=TribunalSettings(url="http://127.0.0.1:1", usuario="x", senha=SecretStr("x")),
    )
    built = build_services(settings, process="web"), build_services(settings, process="worker", is_worker=True)
    yield built
    for one in built:
        one.close()


def change(services: Services, nome: str, valor: object, alvo: str = "", versao: int = 0, **more: datetime) -> Ajuste:
    mudanca = Mudanca(nome, alvo, versao, valor, "Motivo inventado", **more)  # type: ignore[arg-type]  # any kind
    return services.ajustes.change(mudanca, autor="rita")


def find(services: Services, area: AreaDoAjuste, nome: str, alvo: str = "") -> Linha:
    return next(one for one in services.ajustes.list_linhas(area) if (one.definicao.nome, one.alvo) == (nome, alvo))


def test_each_kind_of_value_counts_in_the_other_process_and_comes_back(processes: tuple[Services, Services]) -> None:
    ours, theirs = processes
    change(ours, "limite.gemini", 3)
    change(ours, "minuto.ai", 2)
    change(ours, "teto.pessoa", 7.5, "7")
    change(ours, "modelo", "outro", "pecas")
    change(ours, "recurso", False, "classificador")
    assert theirs.machinery.slots.describe("gemini").limit == 3
    assert theirs.rates.get_number(Action.AI) == 2
    assert (theirs.tariff.get_cap_brl("pessoa", "7"), theirs.tariff.get_cap_brl("pessoa", "8")) == (7.5, 0)
    assert theirs.modelos.get(AgenteDoModelo.REDATOR).modelo == "outro"
    assert not theirs.ajustes.is_ligado("classificador")
    assert theirs.ajustes.find_motivo("classificador") == "Motivo inventado"
    change(ours, "limite.gemini", None, versao=1)
    change(ours, "recurso", True, "classificador", 1)
    assert theirs.machinery.slots.describe("gemini").limit == theirs.settings.limits.gemini
    assert theirs.ajustes.is_ligado("classificador")


def test_a_redis_that_lost_everything_is_told_again(processes: tuple[Services, Services]) -> None:
    ours, theirs = processes
    change(ours, "limite.gemini", 3)
    ours.machinery.client.flushdb()
    assert theirs.ajustes.sync() == 0
    assert theirs.machinery.slots.describe("gemini").limit == 3
    assert ours.machinery.live.find("limite.gemini") == 3


def test_a_database_that_was_put_back_counts_over_what_redis_knows(processes: tuple[Services, Services]) -> None:
    ours, theirs = processes
    later = State(90, (Setting("limite.gemini", "", 9), Setting("recurso", "processos", False)))
    ours.machinery.live.publish(later)
    ours.machinery.slots.set_limit("gemini", 9, 90)
    theirs.ajustes.sync()
    assert ours.machinery.slots.describe("gemini").limit == ours.settings.limits.gemini
    assert ours.ajustes.is_ligado("processos")


def test_who_was_second_is_told_and_nothing_is_overwritten(processes: tuple[Services, Services]) -> None:
    ours, theirs = processes
    change(ours, "limite.tjms", 4)
    with pytest.raises(VersionConflictError) as refused:
        change(theirs, "limite.tjms", 9)
    assert refused.value.viva == 1
    linha = find(theirs, AreaDoAjuste.LIMITES, "limite.tjms")
    assert (linha.valor, linha.padrao, linha.versao) == (4, theirs.settings.limits.tjms, 1)
    assert change(theirs, "limite.tjms", 9, versao=1).versao == 2
    history = theirs.ajustes.list_historico(AreaDoAjuste.LIMITES)
    assert [(one.valor, one.versao, one.autor) for one in history] == [(9, 2, "rita"), (4, 1, "rita")]


def test_history_is_never_rewritten(processes: tuple[Services, Services]) -> None:
    ours, _ = processes
    change(ours, "limite.tjms", 4)
    for statement in ("UPDATE ajuste SET motivo = 'outro'", "DELETE FROM ajuste"):
        with pytest.raises(DatabaseError), ours.machinery.engine.begin() as connection:
            connection.execute(text(statement))


def test_prices_keep_their_instants_and_one_may_be_withdrawn(processes: tuple[Services, Services]) -> None:
    ours, theirs = processes
    first, second = (datetime.now(UTC) + timedelta(days=days) for days in (1, 2))
    change(ours, "preco", (3.0, 12.0), MODELO, desde=first)
    change(ours, "preco", (4.0, 16.0), MODELO, 1, desde=second)
    change(ours, "preco", None, MODELO, 2, desde=first)
    linhas = [one for one in theirs.ajustes.list_linhas(AreaDoAjuste.PRECOS) if one.alvo == MODELO]
    assert [(one.valor, one.ajuste and one.ajuste.desde, one.versao) for one in linhas] == [
        ((2.0, 10.0), None, 3),
        ((4.0, 16.0), second, 3),
    ]
    days = [theirs.tariff.get_price(MODELO, second + timedelta(days=shift)) for shift in (-3, -0.5, 0)]
    assert days == [(2.0, 10.0), (2.0, 10.0), (4.0, 16.0)]
    change(ours, "preco", (1.0, 2.0), "modelo-novo", desde=first)
    assert "modelo-novo" not in theirs.ajustes.list_modelos()
    started = Setting("preco", "modelo-novo", [1.0, 2.0], datetime.now(UTC))
    ours.machinery.live.publish(State(99, (started,)))
    assert "modelo-novo" in theirs.ajustes.list_modelos()
    assert "modelo-novo" in theirs.lotes.list_modelos()


def test_a_budget_is_measured_by_unit_and_month(processes: tuple[Services, Services]) -> None:
    ours, theirs = processes
    mes = find_mes(datetime.now(UTC))
    before = mes - timedelta(seconds=1)
    calls = [
        ModelCall("1", "redator", MODELO, 0.2, 1, 1, 0, Decimal(brl), 1.0, "ok", "7", unidade, created_at=at)
        for unidade, brl, at in (
            ("Saúde", 60, mes),
            ("Saúde", 25, mes),
            ("", 5, mes),
            ("Saúde", 900, before),
            ("Fiscal", 10, mes),
        )
    ]
    ours.machinery.ledger._save(calls)
    change(ours, "orcamento", 100.0, "Saúde", desde=mes)
    change(ours, "orcamento", 1_000.0, desde=mes)
    ours.relatorios.refresh()
    total, saude = theirs.ajustes.list_orcamentos()
    assert (total.unidade, total.gasto_brl, total.situacao) == ("", 100.0, SituacaoDoOrcamento.DENTRO)
    assert (saude.unidade, saude.gasto_brl, saude.situacao) == ("Saúde", 85.0, SituacaoDoOrcamento.PERTO)
    assert theirs.ajustes.list_orcamentos(before) == ()
    assert theirs.ajustes.list_orcamentos(unidade="Saúde") == (saude,)
    assert theirs.ajustes.list_orcamentos(unidade="Fiscal") == ()


def test_the_money_of_a_run_is_its_tokens_by_the_price_of_each_instant(processes: tuple[Services, Services]) -> None:
    """The price changes in the middle of the run, and every call is kept with that of its own instant."""
    services, _ = processes
    change_at = datetime.now(UTC) + timedelta(seconds=0.3)
    services.machinery.live.publish(State(1, (Setting(PRICE, MODELO, [20.0, 100.0], change_at),)))
    guard = services.machinery.guard
    guard.caller = Caller("7", unit="Saúde", operacao="geracao-1")
    number = 0
    while datetime.now(UTC) < change_at + timedelta(seconds=0.2):
        number += 1
        spend, used = Spend(MODELO, 5_000, 1_000), (1_000 + number, 500 - number % 7)

        def attempt(spend: Spend = spend, used: tuple[int, int] = used) -> None:
            spend.used = used

        guard.run("gemini", "teste", attempt, spend=spend)
        time.sleep(0.01)
    assert services.machinery.ledger.flush()
    with services.machinery.engine.connect() as connection:
        rows = connection.execute(text("SELECT * FROM consumo_do_modelo")).all()
    assert len(rows) == number
    assert {(row.pessoa, row.unidade) for row in rows} == {("7", "Saúde")}
    assert {row.created_at < change_at for row in rows} == {True, False}
    for row in rows:
        entrada, saida = (2, 10) if row.created_at < change_at else (20, 100)
        assert row.custo_brl == Decimal(row.entrada * entrada + row.saida * saida) / 1_000_000
