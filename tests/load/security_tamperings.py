"""Tamperings with the record of acts, one after another, over a chain of its own: every one must be found."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from core.auditoria.cadeia import ORIGEM, compute_hash, verify
from core.auditoria.domain import Acao, Ancora, Registro

_LENGTH = 24
_TAMPERINGS = 1_000
_QUICK = 200
_FIELDS = ("autor", "acao", "objeto", "detalhe", "anterior", "hash")

Chain = list[Registro]
Tamper = Callable[[Chain, random.Random], Chain]


def build_chain(length: int = _LENGTH) -> Chain:
    """Acts as the database would have bound them."""
    chain: Chain = []
    for numero in range(1, length + 1):
        when = datetime(2026, 11, 23, 12, tzinfo=UTC) + timedelta(seconds=numero, microseconds=numero)
        acao = list(Acao)[numero % 5].value
        texts = (f"pessoa{numero % 4}", acao, f"peça {numero}.docx", f"versão {numero}")
        chain.append(Registro(numero, when, *texts, chain[-1].hash if chain else ORIGEM, ""))
        chain[-1] = replace(chain[-1], hash=compute_hash(chain[-1]))
    return chain


def rebind(chain: Chain, start: int = 0) -> Chain:
    """The chain made anew from one place on: numbers and codes fit again."""
    bound = chain[:start]
    for registro in chain[start:]:
        moved = replace(registro, numero=len(bound) + 1, anterior=bound[-1].hash if bound else ORIGEM)
        bound.append(replace(moved, hash=compute_hash(moved)))
    return bound


def _edit(chain: Chain, rng: random.Random) -> Chain:
    at, field = rng.randrange(len(chain)), rng.choice(_FIELDS)
    value = getattr(chain[at], field)
    other = "0" * 64 if field in ("anterior", "hash") and value != "0" * 64 else value[::-1] + "x"
    return [*chain[:at], replace(chain[at], **{field: other}), *chain[at + 1 :]]


def _edit_time(chain: Chain, rng: random.Random) -> Chain:
    at = rng.randrange(len(chain))
    moved = replace(chain[at], feito_em=chain[at].feito_em - timedelta(microseconds=rng.randrange(1, 10**9)))
    return [*chain[:at], moved, *chain[at + 1 :]]


def _delete(chain: Chain, rng: random.Random) -> Chain:
    at = rng.randrange(len(chain))
    return chain[:at] + chain[at + 1 :]


def _swap(chain: Chain, rng: random.Random) -> Chain:
    a, b = rng.sample(range(len(chain)), 2)
    swapped = list(chain)
    swapped[a], swapped[b] = replace(chain[b], numero=chain[a].numero), replace(chain[a], numero=chain[b].numero)
    return swapped


def _reorder(chain: Chain, rng: random.Random) -> Chain:
    a, b = sorted(rng.sample(range(len(chain) + 1), 2))
    return chain[:a] + chain[a:b][::-1] + chain[b:] if b - a > 1 else chain[::-1]


def _cut_tail(chain: Chain, rng: random.Random) -> Chain:
    return chain[: rng.randrange(len(chain))]


def _insert(chain: Chain, rng: random.Random) -> Chain:
    at = rng.randrange(len(chain))
    return [*chain[:at], replace(chain[at], detalhe="posto depois"), *chain[at:]]


def _edit_and_rebind(chain: Chain, rng: random.Random) -> Chain:
    at = rng.randrange(len(chain))
    return rebind([*chain[:at], replace(chain[at], autor="outra"), *chain[at + 1 :]], at)


def _delete_and_rebind(chain: Chain, rng: random.Random) -> Chain:
    at = rng.randrange(len(chain))
    return rebind(chain[:at] + chain[at + 1 :], at)


TAMPERINGS: dict[str, Tamper] = {
    "edit": _edit,
    "edit_time": _edit_time,
    "delete": _delete,
    "swap": _swap,
    "reorder": _reorder,
    "cut_tail": _cut_tail,
    "insert": _insert,
    "edit_and_rebind": _edit_and_rebind,
    "delete_and_rebind": _delete_and_rebind,
}


def measure_tamperings(seed: int, is_quick: bool) -> dict[str, object]:
    """How many were tried and how many went unseen, with the head kept outside as in production."""
    rng, chain = random.Random(seed), build_chain()
    head = Ancora(chain[-1].numero, chain[-1].hash)
    names = [list(TAMPERINGS)[number % len(TAMPERINGS)] for number in range(_QUICK if is_quick else _TAMPERINGS)]
    missed = [name for name in names if verify(TAMPERINGS[name](chain, rng), [head]).is_integro]
    return {"tamperings": len(names), "tamperings_missed": len(missed), "missed": sorted(set(missed))}
