"""Summaries: what changed after they were made is counted anew, and nothing is counted twice."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from core.infra.db import SessionScope
from core.relatorios.domain import DEMAIS, OCULTO, Divisao, DivisaoDoCusto, FiltroDoRelatorio
from core.relatorios.service import MAX_PROCESSOS
from tests.integration.relatorios.test_relatorios import ADMIN, DAYS, FIRST, GESTOR, Office, timedelta

WHOLE = FiltroDoRelatorio(FIRST, FIRST + timedelta(days=DAYS))
_RAW = text("""
    SELECT u.unidade AS chave, count(*) AS geracoes, count(*) FILTER (WHERE g.estado = 'com_erro') AS com_erro,
           count(p.versao_final) AS finais, count(f.estrelas) AS avaliacoes, coalesce(sum(f.estrelas), 0) AS estrelas
    FROM geracao g JOIN usuario u ON u.id = g.usuario_id LEFT JOIN peca p ON p.geracao_id = g.id
    LEFT JOIN feedback f ON f.peca_id = p.id
              AND f.numero = (SELECT max(numero) FROM feedback n WHERE n.peca_id = p.id)
    GROUP BY 1
""")
_CHANGES = {
    "a state": "UPDATE geracao SET estado = 'com_erro' WHERE id IN (SELECT id FROM geracao ORDER BY id LIMIT 40)",
    "a type": "UPDATE geracao SET tipo_detectado = 'parecer' WHERE id IN (SELECT id FROM geracao ORDER BY id LIMIT 9)",
    "a final text": "UPDATE peca SET versao_final = 2 WHERE versao_final IS NULL",
    "an opinion": (
        "INSERT INTO feedback (peca_id, numero, usuario_id, versao, estrelas, veredito, campos_errados, comentario, "
        "created_at) SELECT id, 3, usuario_id, 1, 5, 'correto', '[]', '', now() FROM peca ORDER BY id LIMIT 30"
    ),
    "a unit": "UPDATE usuario SET unidade = 'Nova' WHERE id = 11",
    "one more": (
        "INSERT INTO geracao SELECT (jsonb_populate_record(g, jsonb_build_object('id', gen_random_uuid(), "
        "'estado', 'com_erro', 'numero_cnj', '1'))).* FROM geracao g ORDER BY id LIMIT 5"
    ),
    "one less": "DELETE FROM geracao WHERE estado = 'na_fila'",
}


@pytest.fixture
def office(engine: Engine, session_scope: SessionScope) -> Office:
    return Office(engine, session_scope)


def read_raw(engine: Engine) -> dict[str, dict[str, Any]]:
    with engine.connect() as connection:
        return {row["chave"]: dict(row) for row in connection.execute(_RAW).mappings()}


def test_whatever_changes_is_counted_anew(office: Office, engine: Engine) -> None:
    """Each kind of change alone: the summary is wrong before the refresh, and right after it."""
    for what, sql in _CHANGES.items():
        before = read_raw(engine)
        with engine.begin() as connection:
            assert connection.execute(text(sql)).rowcount, what
            marked = connection.execute(text("SELECT count(*) FROM dia_a_resumir")).scalar_one()
        office.service.refresh()
        raw = read_raw(engine)
        assert marked, what
        assert what == "a type" or raw != before, what
        lines = office.service.list_volume(WHOLE, ADMIN, Divisao.UNIDADE)
        assert {one.chave: {name: getattr(one, name) for name in raw[one.chave]} for one in lines} == raw, what
    of_type = office.service.list_volume(WHOLE, ADMIN, Divisao.TIPO)
    assert {one.chave for one in of_type} == {"apelacao", "contestacao", "parecer"}
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM dia_a_resumir")).scalar_one() == 0
    by_day = office.service.list_volume(WHOLE, ADMIN, Divisao.DIA)
    office.service.refresh()
    assert office.service.list_volume(WHOLE, ADMIN, Divisao.DIA) == by_day


def test_cost_of_a_case_and_of_a_version_is_what_its_calls_took(office: Office) -> None:
    numbers = {str(one["id"]): one["numero"] for one in office.geracoes}
    spent: dict[str, Decimal] = defaultdict(Decimal)
    versions: dict[str, Decimal] = defaultdict(Decimal)
    for call in office.chamadas:
        spent[numbers.get(call["operacao"], "Eabc")] += call["custo"]
        known = call["operacao"] in numbers and call["operation"] == "redator"
        versions["redator/3" if known else "/0"] += call["custo"]
    lines = office.service.list_custo(WHOLE, ADMIN, DivisaoDoCusto.PROCESSO)
    dearest = sorted(spent.items(), key=lambda one: (-one[1], one[0]))[:MAX_PROCESSOS]
    assert [(one.chave, one.custo_brl) for one in lines[:-1]] == dearest
    assert (lines[-1].chave, sum(one.custo_brl for one in lines)) == (DEMAIS, sum(spent.values()))
    by_version = office.service.list_custo(WHOLE, ADMIN, DivisaoDoCusto.VERSAO)
    assert {one.chave: one.custo_brl for one in by_version} == versions
    unnamed = office.service.list_custo(WHOLE, GESTOR, DivisaoDoCusto.PROCESSO)
    assert {one.chave for one in unnamed} == {OCULTO, DEMAIS}
    assert sum(one.chamadas for one in unnamed) == len(office.chamadas)


def test_time_by_stage_is_the_mean_over_those_that_were_timed(office: Office, engine: Engine) -> None:
    ready = [one["id"] for one in office.geracoes if one["estado"] == "pronto"]
    with engine.begin() as connection:
        for number, ident in enumerate(ready[:2]):
            _time(connection, ident, 10.0 * (1 + number))
    office.service.refresh()
    now, before = office.service.compare_tempos(WHOLE, GESTOR)
    etapas = dict(now.list_etapas())
    assert (etapas["Consulta ao TJMS"], etapas["Redação da minuta"]) == (15.0, 30.0)
    assert dict(before.list_etapas())["Redação da minuta"] is None


def _time(connection: Any, ident: UUID, seconds: float) -> None:
    connection.execute(
        text("INSERT INTO tempo_da_geracao VALUES (:id, :s, :s, :s, 2 * :s, :s)"), {"id": ident, "s": seconds}
    )


def test_a_first_count_that_dies_goes_on_where_it_was_and_says_so(office: Office, engine: Engine) -> None:
    whole = office.service.list_custo(WHOLE, ADMIN, DivisaoDoCusto.MES)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM consumo_por_mes"))
        connection.execute(text("UPDATE consumo_resumido SET ate = '2000-01-01'"))
        connection.execute(text("ALTER TABLE consumo_por_mes ADD CONSTRAINT x CHECK (dia < '2026-03-01')"))
    with pytest.raises(IntegrityError):
        office.service.refresh()
    with engine.begin() as connection:
        ate = connection.scalar(text("SELECT ate AT TIME ZONE 'America/Campo_Grande' FROM consumo_resumido"))
        connection.execute(text("ALTER TABLE consumo_por_mes DROP CONSTRAINT x"))
    assert ate == datetime(2026, 3, 1)  # noqa: DTZ001 - as the database writes it
    assert office.service.is_preparing()
    office.service.refresh()
    assert not office.service.is_preparing()
    assert office.service.list_custo(WHOLE, ADMIN, DivisaoDoCusto.MES) == whole
