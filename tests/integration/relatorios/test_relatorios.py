"""Reports: every sum is what a count of the raw rows answers, and people are named only to who may see them."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, cast
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from core.errors import InvalidInputError, PermissionDeniedError
from core.infra.db import SessionScope
from core.infra.queue import WorkQueue
from core.relatorios.domain import Divisao, DivisaoDoCusto, FiltroDoRelatorio, TipoDeMonitor
from core.relatorios.repository import RelatorioRepository
from core.relatorios.resumos.repository import ResumoRepository
from core.relatorios.service import RelatorioService
from core.usuarios.domain import Papel, Usuario

ZONE = ZoneInfo("America/Campo_Grande")
FIRST, DAYS = date(2026, 1, 20), 60
UNIDADES = ("Saúde", "Fiscal", "Pessoal")
TIPOS, GRUPOS = ("contestacao", "apelacao"), ("ps", "detran")
ESTADOS = ("na_fila", "pronto", "pronto_com_ressalvas", "com_erro", "cancelado")
ADMIN = Usuario(1, "admin", "Olga Prado", Papel.ADMIN, "PGE", permissoes=frozenset({"processos.ver"}))
GESTOR = Usuario(2, "gestor", "Ivo Leal", Papel.GESTOR, "PGE")
RESULTADOS = ("ok", "ok", "E501")

Row = dict[str, Any]


class Office:
    """Raw rows of an office, and the same rows in the database with their summaries."""

    def __init__(self, engine: Engine, scope: SessionScope) -> None:
        chance = random.Random(7)
        self.usuarios = [{"id": n, "nome": f"Pessoa {n}", "unidade": chance.choice(UNIDADES)} for n in range(10, 16)]
        self.geracoes = [self._make_geracao(chance, n) for n in range(400)]
        self.chamadas = [self._make_chamada(chance) for _ in range(600)]
        with engine.begin() as connection:
            connection.execute(_USUARIO, self.usuarios)
            connection.execute(_GERACAO, self.geracoes)
            connection.execute(_PECA, [one for one in self.geracoes if one["peca_id"]])
            connection.execute(_FEEDBACK, [one for one in self.geracoes if one["estrelas"]])
            connection.execute(_CHAMADA, self.chamadas)
        self.service = RelatorioService(RelatorioRepository(scope), ResumoRepository(scope), cast("WorkQueue", None))
        self.service.refresh()

    def _make_geracao(self, chance: random.Random, number: int) -> Row:
        pessoa, estado = chance.choice(self.usuarios), chance.choice(ESTADOS)
        at, wait = _moment(chance), timedelta(seconds=chance.randrange(100))
        is_ready = estado.startswith("pronto")
        peca_id = uuid4() if is_ready else None
        return {
            "id": uuid4(),
            "numero": f"{number:020}",
            "tipo": chance.choice(TIPOS),
            "grupo": chance.choice(GRUPOS),
            "usuario_id": pessoa["id"],
            "unidade": pessoa["unidade"],
            "estado": estado,
            "at": at,
            "start": at + wait if is_ready else None,
            "end": at + wait + timedelta(seconds=40) if is_ready else None,
            "peca_id": peca_id,
            "final": chance.choice((None, 1)) if is_ready else None,
            "estrelas": chance.randint(1, 5) if is_ready and chance.random() < 0.6 else None,
        }

    def _make_chamada(self, chance: random.Random) -> Row:
        pessoa = chance.choice([*self.usuarios, {"id": "", "unidade": ""}])
        return {
            "id": uuid4(),
            "operacao": str(chance.choice(self.geracoes)["id"]) if chance.random() < 0.9 else "Eabc",
            "operation": chance.choice(("redator", "detector")),
            "modelo": chance.choice(("modelo-a", "modelo-b")),
            "pessoa": str(pessoa["id"]),
            "unidade": pessoa["unidade"],
            "entrada": chance.choice((None, 700)),
            "custo": Decimal(chance.randrange(1_000_000)) / 1_000_000,
            "resultado": chance.choice(RESULTADOS),
            "at": _moment(chance),
        }


def _moment(chance: random.Random) -> datetime:
    at = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=ZONE) + timedelta(minutes=chance.randrange(DAYS * 1440))
    return at.astimezone(UTC)


_USUARIO = text(
    "INSERT INTO usuario (id, login, nome, papel, unidade, senha_hash, is_active, created_at) "
    "VALUES (:id, 'p' || :id, :nome, 'procurador', :unidade, '', true, now())"
)
_GERACAO = text(
    "INSERT INTO geracao (id, numero_cnj, tipo_de_peca, grupo, observacao, usuario_id, estado, agente, attempt, "
    "iniciada_em, terminada_em, texto, erro_codigo, erro_mensagem, avisos, assunto, versoes, created_at) "
    "VALUES (:id, :numero, :tipo, :grupo, '', :usuario_id, :estado, 'redator', 1, :start, :end, '', '', '', '[]', "
    "'', '{\"instrucoes\": {\"redator\": 3}}', :at)"
)
_PECA = text(
    "INSERT INTO peca (id, geracao_id, numero_cnj, tipo_de_peca, usuario_id, versao_final, created_at) "
    "VALUES (:peca_id, :id, :numero, :tipo, :usuario_id, :final, :at)"
)
_FEEDBACK = text(
    "INSERT INTO feedback (peca_id, numero, usuario_id, versao, estrelas, veredito, campos_errados, comentario, "
    "created_at) VALUES (:peca_id, 1, :usuario_id, 1, 6 - :estrelas, 'incorreto', '[]', '', :at), "
    "(:peca_id, 2, :usuario_id, 1, :estrelas, 'correto', '[]', '', :at)"
)
_CHAMADA = text(
    "INSERT INTO consumo_do_modelo (id, operacao, operation, modelo, pessoa, unidade, entrada, custo_brl, segundos, "
    "resultado, created_at) VALUES (:id, :operacao, :operation, :modelo, :pessoa, :unidade, :entrada, :custo, 1.5, "
    ":resultado, :at)"
)
_LOTE = text(
    "INSERT INTO lote (id, usuario_id, unidade, autor, chave, nome, prompt_slug, prompt_versao, modelo, corte_modo, "
    "corte_tokens, finalidade, estado, iniciado_em, created_at) VALUES (:id, 10, 'x', 'x', :chave, 'x', 'x', 1, 'x', "
    "'inicio', 1, 'lote', 'em_andamento', :at, :at)"
)
_MODELO = text(
    "INSERT INTO modelo_treinado (id, nome, dataset_id, dataset_nome, autor, configuracao, versao_do_codigo, "
    "resultado, rotulos_sha256, estado, created_at) VALUES (:id, 'x', :id, 'x', 'x', '{}', 'x', '{}', 'x', "
    "'candidato', :at)"
)
_AVALIACAO = text(
    "INSERT INTO avaliacao (id, gabarito_slug, gabarito_versao, gabarito_sha256, parte, prompt_slug, prompt_versao, "
    "modelo, corte_modo, corte_tokens, lote_id, usuario_id, autor, created_at) VALUES (:id, 'x', 1, 'x', '', 'x', 1, "
    ":modelo, 'inicio', 1, :id, 10, 'x', :at)"
)


@pytest.fixture
def office(engine: Engine, session_scope: SessionScope) -> Office:
    return Office(engine, session_scope)


@st.composite
def filtros(draw: st.DrawFn) -> FiltroDoRelatorio:
    first = draw(st.integers(-2, DAYS))
    last = draw(st.integers(first, DAYS + 2))
    return FiltroDoRelatorio(
        FIRST + timedelta(days=first),
        FIRST + timedelta(days=last),
        unidade=draw(st.sampled_from(("", *UNIDADES))),
        usuario_id=draw(st.sampled_from((None, 10, 13))),
        tipo_de_peca=draw(st.sampled_from(("", *TIPOS))),
        grupo=draw(st.sampled_from(("", *GRUPOS))),
    )


def is_inside(filtro: FiltroDoRelatorio, row: Row, person: str) -> bool:
    day = row["at"].astimezone(ZONE).date()
    wanted = (filtro.unidade in ("", row["unidade"]), filtro.usuario_id is None or str(filtro.usuario_id) == person)
    return filtro.desde <= day <= filtro.ate and all(wanted)


def count_geracoes(office: Office, filtro: FiltroDoRelatorio) -> dict[str, float]:
    rows = [
        one
        for one in office.geracoes
        if is_inside(filtro, one, str(one["usuario_id"]))
        and filtro.tipo_de_peca in ("", one["tipo"])
        and filtro.grupo in ("", one["grupo"])
    ]
    stars = [one["estrelas"] for one in rows if one["estrelas"]]
    return {
        "geracoes": len(rows),
        "prontas": sum(one["estado"] == "pronto" for one in rows),
        "com_ressalvas": sum(one["estado"] == "pronto_com_ressalvas" for one in rows),
        "com_erro": sum(one["estado"] == "com_erro" for one in rows),
        "canceladas": sum(one["estado"] == "cancelado" for one in rows),
        "finais": sum(one["final"] is not None for one in rows),
        "medidas": sum(one["end"] is not None for one in rows),
        "espera_s": sum((one["start"] - one["at"]).total_seconds() for one in rows if one["start"]),
        "trabalho_s": sum((one["end"] - one["start"]).total_seconds() for one in rows if one["end"]),
        "avaliacoes": len(stars),
        "estrelas": sum(stars),
        "corretas": len(stars),
    }


def count_chamadas(office: Office, filtro: FiltroDoRelatorio) -> dict[str, Any]:
    rows = [one for one in office.chamadas if is_inside(filtro, one, one["pessoa"])]
    return {
        "chamadas": len(rows),
        "falhas": sum(one["resultado"] != "ok" for one in rows),
        "entrada": sum(one["entrada"] or 0 for one in rows),
        "custo_brl": sum(one["custo"] for one in rows),
        "segundos": 1.5 * len(rows),
    }


def _sum(lines: tuple[Any, ...], names: list[str]) -> dict[str, Any]:
    return {name: sum(getattr(line, name) for line in lines) for name in names}


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(filtro=filtros(), divisao=st.sampled_from(Divisao), custo=st.sampled_from(DivisaoDoCusto))
def test_sums_of_every_report_equal_the_raw_rows(
    office: Office, filtro: FiltroDoRelatorio, divisao: Divisao, custo: DivisaoDoCusto
) -> None:
    expected = count_geracoes(office, filtro)
    assert _sum(office.service.list_volume(filtro, ADMIN, divisao), list(expected)) == pytest.approx(expected)
    spent = count_chamadas(office, filtro)
    assert _sum(office.service.list_custo(filtro, ADMIN, custo), list(spent)) == spent
    assert len(office.service.list_registros(filtro, ADMIN)) == expected["geracoes"]


def test_a_manager_sees_units_and_no_person(office: Office) -> None:
    filtro = FiltroDoRelatorio(FIRST, FIRST + timedelta(days=DAYS))
    assert {line.chave for line in office.service.list_volume(filtro, GESTOR, Divisao.UNIDADE)} <= set(UNIDADES)
    assert {(one.pessoa, one.numero_cnj) for one in office.service.list_registros(filtro, GESTOR)} == {("", "")}
    for ask in _about_people(office.service, filtro):
        with pytest.raises(PermissionDeniedError):
            ask()


def _about_people(service: RelatorioService, filtro: FiltroDoRelatorio) -> tuple[Callable[[], object], ...]:
    of_one = FiltroDoRelatorio(filtro.desde, filtro.ate, usuario_id=10)
    return (
        lambda: service.list_volume(filtro, GESTOR, Divisao.PESSOA),
        lambda: service.list_custo(filtro, GESTOR, DivisaoDoCusto.PESSOA),
        lambda: service.compare_volume(of_one, GESTOR),
        lambda: service.compare_custo(of_one, GESTOR),
        lambda: service.list_registros(of_one, GESTOR),
    )


def test_people_are_named_to_who_may_see_them(office: Office) -> None:
    filtro = FiltroDoRelatorio(FIRST, FIRST + timedelta(days=DAYS))
    names = {line.chave for line in office.service.list_volume(filtro, ADMIN, Divisao.PESSOA)}
    assert names == {f"Pessoa {n}" for n in range(10, 16)}
    assert "Portal" in {line.chave for line in office.service.list_custo(filtro, ADMIN, DivisaoDoCusto.PESSOA)}


def test_the_period_before_is_as_long_and_ends_where_this_one_begins(office: Office) -> None:
    filtro = FiltroDoRelatorio(FIRST + timedelta(days=30), FIRST + timedelta(days=39))
    before = FiltroDoRelatorio(FIRST + timedelta(days=20), FIRST + timedelta(days=29))
    now, previous = office.service.compare_volume(filtro, GESTOR)
    assert now.geracoes == count_geracoes(office, filtro)["geracoes"]
    assert previous.geracoes == count_geracoes(office, before)["geracoes"]


def test_monitors_count_what_waits_too_long(office: Office) -> None:
    found = {one.tipo: one for one in office.service.list_monitores()}
    waiting = [one["at"] for one in office.geracoes if one["estado"] == "na_fila"]
    assert found[TipoDeMonitor.SEM_PECA].quantos == len(waiting)
    assert found[TipoDeMonitor.SEM_PECA].desde == min(waiting)
    assert found[TipoDeMonitor.LOTE_PARADO].quantos == 0


def test_a_period_turned_round_is_refused() -> None:
    with pytest.raises(InvalidInputError):
        FiltroDoRelatorio(FIRST, FIRST - timedelta(days=1))


def test_a_call_made_since_is_added_and_nothing_is_counted_twice(office: Office, engine: Engine) -> None:
    now = datetime.now(UTC)
    today = now.astimezone(ZONE).date()
    since = FiltroDoRelatorio(FIRST, today + timedelta(days=1))
    before = office.service.list_custo(since, ADMIN)[0]
    with engine.begin() as connection:
        connection.execute(_CHAMADA, {**office.chamadas[0], "id": uuid4(), "custo": Decimal(3), "at": now})
    for _ in range(2):
        office.service.refresh()
        after = office.service.list_custo(since, ADMIN)[0]
        assert (after.chamadas, after.custo_brl) == (before.chamadas + 1, before.custo_brl + 3)
    only = FiltroDoRelatorio(today - timedelta(days=1), today + timedelta(days=1))
    assert office.service.list_custo(only, ADMIN, DivisaoDoCusto.TOTAL)[0].chamadas == 1


def test_a_monitor_counts_models_that_nothing_was_compared_with(office: Office, engine: Engine) -> None:
    alone, compared, at = uuid4(), uuid4(), datetime(2026, 1, 5, tzinfo=UTC)
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))  # the trainings do not matter here
        connection.execute(_MODELO, [{"id": one, "at": at} for one in (alone, compared)])
        connection.execute(_AVALIACAO, {"id": uuid4(), "modelo": str(compared), "at": at + timedelta(days=1)})
    (found,) = [one for one in office.service.list_monitores() if one.tipo is TipoDeMonitor.MODELO_SEM_COMPARACAO]
    assert (found.quantos, found.desde) == (1, at)


def test_a_lot_that_is_answered_is_healthy_however_long_it_takes(office: Office, engine: Engine) -> None:
    now = datetime.now(UTC)
    begun, lotes = now - timedelta(hours=5), [uuid4() for _ in range(3)]
    ages = {lotes[0]: timedelta(minutes=5), lotes[1]: timedelta(minutes=40)}
    with engine.begin() as connection:
        connection.execute(_LOTE, [{"id": one, "chave": str(n), "at": begun} for n, one in enumerate(lotes)])
        connection.execute(
            _CHAMADA,
            [
                {**office.chamadas[0], "id": uuid4(), "operacao": str(one), "resultado": "ok", "at": now - age}
                for one, age in ages.items()
            ],
        )
    (found,) = [one for one in office.service.list_monitores() if one.tipo is TipoDeMonitor.LOTE_PARADO]
    assert (found.quantos, found.desde) == (2, begun)


def test_a_record_opens_for_its_owner_the_unit_and_who_it_was_shared_with(
    office: Office, session_scope: SessionScope
) -> None:
    by_id = {one["id"]: one for one in office.geracoes}
    reader = Usuario(10, "p10", "Pessoa 10", Papel.PROCURADOR, str(office.usuarios[0]["unidade"]))
    others = [one["peca_id"] for one in office.geracoes if one["peca_id"] and one["unidade"] != reader.unidade]
    service = RelatorioService(
        RelatorioRepository(session_scope),
        ResumoRepository(session_scope),
        cast("WorkQueue", None),
        lambda _: {others[0]},
    )
    filtro = FiltroDoRelatorio(FIRST, FIRST + timedelta(days=DAYS))
    for one in service.list_registros(filtro, reader):
        raw = by_id[one.id]
        is_near = raw["unidade"] == reader.unidade or raw["peca_id"] == others[0]
        assert one.can_open is (raw["usuario_id"] == 10 or (is_near and raw["peca_id"] is not None))
    assert not any(one.can_open for one in service.list_registros(filtro, GESTOR))
