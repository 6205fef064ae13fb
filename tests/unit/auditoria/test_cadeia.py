"""The chain of the record: whole as written, and a thousand tamperings that are all found."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest

from core.auditoria.cadeia import parse_ancoras, verify
from core.auditoria.domain import Acao, Ancora, Lacre
from core.auditoria.lacre import compute_lacre
from core.infra.ledger import ModelCall
from tests.load.security_tamperings import TAMPERINGS, build_chain, measure_tamperings, rebind

CHAIN = build_chain()
HEAD = Ancora(CHAIN[-1].numero, CHAIN[-1].hash)
CALL = ModelCall(
    "g1", "redigir", "m", 0.3, 10, 20, None, Decimal("0.5"), 1.25, "ok", "7", "Saúde", UUID(int=1),
    datetime(2026, 11, 23, tzinfo=UTC),
)  # fmt: skip


def test_a_whole_chain_is_whole_with_and_without_heads_from_outside() -> None:
    laudo = verify(CHAIN, [HEAD, Ancora(3, CHAIN[2].hash)])
    assert (laudo.is_integro, laudo.registros, laudo.ultimo, laudo.ancoras) == (True, 24, CHAIN[-1].hash, 2)
    assert verify(CHAIN).is_integro
    assert verify([]).is_integro


def test_a_thousand_tamperings_are_all_found() -> None:
    assert measure_tamperings(seed=11, is_quick=False) == {"tamperings": 1000, "tamperings_missed": 0, "missed": []}


@pytest.mark.parametrize("name", ["cut_tail", "edit_and_rebind", "delete_and_rebind"])
def test_without_a_head_from_outside_these_would_pass(name: str) -> None:
    """What the anchor is for: the check above would not see them without it."""
    forged = TAMPERINGS[name](CHAIN, random.Random(1))
    assert verify(forged).is_integro
    assert not verify(forged, [HEAD]).is_integro


def test_the_place_of_a_fault_is_named() -> None:
    assert verify(CHAIN[:20], [HEAD]).falha == "faltam os registros de 21 a 24, do fim"
    forged = rebind([*CHAIN[:3], replace(CHAIN[3], autor="x"), *CHAIN[4:]], 3)
    assert verify(forged, [HEAD]).falha == "a cadeia foi refeita até o registro 24"


def test_heads_are_read_from_the_log_and_from_notes() -> None:
    linhas = [
        f'{{"event": "audit_head", "numero": 24, "hash": "{HEAD.hash}", "level": "info"}}',
        f"24:{HEAD.hash}",
        '{"event": "audit_head", "numero": 24',
        "24:not-a-code",
        '{"event": "login_accepted"}',
        "",
    ]
    assert parse_ancoras(linhas) == (HEAD, HEAD)


def test_calls_of_the_model_are_bound_to_their_entry() -> None:
    lacre = compute_lacre([CALL, replace(CALL, id=UUID(int=2))])
    entry = replace(CHAIN[0], acao=Acao.CHAMADAS_AO_MODELO.value, detalhe=lacre.texto)
    chain = rebind([entry, *CHAIN[1:]])
    assert verify(chain, lacres={1: lacre}).is_integro
    one_less = compute_lacre([CALL])
    for found in ({}, {1: one_less}, {1: Lacre(1, 2, one_less.codigo)}):
        assert verify(chain, lacres=found).falha == "as chamadas ao modelo do registro 1 foram alteradas"


@pytest.mark.parametrize(
    "change",
    [{"custo_brl": Decimal("0.4")}, {"entrada": 11}, {"pessoa": "8"}, {"modelo": "n"}, {"resultado": "E100"},
     {"created_at": datetime(2026, 11, 22, tzinfo=UTC)}, {"temperatura": None}],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_each_part_of_a_call_counts_in_its_seal(change: dict[str, object]) -> None:
    assert compute_lacre([replace(CALL, **change)]) != compute_lacre([CALL])  # type: ignore[arg-type]  # any field


def test_a_call_has_one_seal_however_it_is_written_down() -> None:
    here = CALL.created_at.astimezone(timezone(timedelta(hours=-4)))
    stored = replace(CALL, custo_brl=Decimal("0.500000"), created_at=here)
    other = replace(CALL, id=UUID(int=2))
    assert compute_lacre([stored, other]) == compute_lacre([other, CALL])
