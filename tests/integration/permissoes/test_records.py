"""Every method that takes a record and a person, by every relation of that person to the record's owner."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from core.errors import InvalidNumeroCnjError, RecordNotFoundError
from core.pecas.domain import PedidoDeGeracao, TipoDePeca
from tests.load.permissions import (
    COMPARTILHADO,
    DONO,
    GRUPO,
    OPEN_TO,
    OUTRA,
    PESSOAS,
    UNIDADE,
    World,
    build_settings,
    build_world,
    judge_all,
    list_rows,
)


@pytest.fixture
def world(database_url: str, redis_url: str) -> Iterator[World]:
    made = build_world(build_settings(database_url, redis_url))
    yield made
    made.services.close()


def test_records_open_to_those_of_the_table_only(world: World) -> None:
    rows = list(list_rows(world))
    assert len(rows) > 70
    assert {row.name for row in rows} >= set(OPEN_TO) - {"leituras_de_pecas.require_open"}
    others = [one for one in PESSOAS if one != DONO]
    wrong = judge_all(world, (*others, DONO), rows=rows)  # the owner last: what is done may change the record
    assert "\n".join(wrong) == ""


def test_what_was_shared_is_listed_for_who_received_it(world: World) -> None:
    listed = {login: world.services.leituras_de_pecas.list_recebidas(one) for login, one in world.pessoas.items()}
    assert [login for login, found in listed.items() if found] == [COMPARTILHADO, GRUPO]
    (recebida,) = listed[GRUPO]
    assert (recebida.dono, recebida.geracao_id) == ("Dono", world.find_record("", "geracao_id"))
    assert recebida.titulo == "Contestação · 0800001-02.2026.8.12.0001"


def test_the_units_pecas_are_listed_for_its_people_alone(world: World) -> None:
    service = world.services.leituras_de_pecas
    listed = {login: service.list_da_unidade(one, limit=5) for login, one in world.pessoas.items()}
    assert [login for login, found in listed.items() if found] == [UNIDADE]
    (peca,) = listed[UNIDADE]
    assert (peca.dono, peca.geracao_id) == ("Dono", world.find_record("", "geracao_id"))
    assert service.list_da_unidade(replace(world.pessoas[UNIDADE], unidade=" "), limit=5) == ()


def test_no_work_stands_on_files_of_another_person(world: World) -> None:
    envio, other = str(world.find_record("", "chave")), world.pessoas[OUTRA]
    with pytest.raises(RecordNotFoundError):
        world.services.pecas.request_geracao(PedidoDeGeracao(envio, TipoDePeca.CONTESTACAO, "ps"), other.id)
    with pytest.raises(InvalidNumeroCnjError):
        world.services.assistencia.ask(envio, other.id, "O que dizem estes arquivos?")
    with pytest.raises(InvalidNumeroCnjError):
        world.services.pedidos_de_calculo.request(envio, other.id)


def test_a_rule_that_is_not_asked_would_be_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [row for row in list_rows(world) if row.name in ("pecas.get_geracao", "assistencia.get_pergunta")]
    assert judge_all(world, [OUTRA], rows=rows) == []
    for module in ("core.pecas.service", "core.assistencia.service"):
        monkeypatch.setattr(f"{module}.require_dono", lambda *_: None)
    assert judge_all(world, [OUTRA], rows=rows) == [
        "pecas.get_geracao answered outra unidade",
        "assistencia.get_pergunta answered outra unidade",
    ]
