"""A promise is as good as the worst of its tests, and what a run showed is kept as it was."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.garantias.catalogo import GARANTIAS
from core.garantias.domain import Execucao, Garantia, Situacao, Tema, judge
from core.garantias.service import GarantiaService
from tests.garantias import Recorder
from tests.house.sources import ROOT, Source

DAY = datetime(2026, 11, 23, 12, tzinfo=UTC)
PROMISE = Garantia(Tema.DADOS, "Nada se perde.", ("tests/a.py::test_a", "tests/b.py::test_b"))


def passed(days: int, version: str = "abc") -> Execucao:
    return Execucao(passou_em=DAY + timedelta(days=days), versao=version)


@pytest.mark.parametrize(
    ("runs", "situacao", "em", "versao"),
    [
        pytest.param({}, Situacao.SEM_VERIFICACAO, None, "", id="never-ran"),
        pytest.param({"tests/a.py::test_a": passed(0)}, Situacao.SEM_VERIFICACAO, None, "", id="one-never-ran"),
        pytest.param(
            {"tests/a.py::test_a": passed(3, "new"), "tests/b.py::test_b": passed(1, "old")},
            Situacao.VERIFICADA,
            DAY + timedelta(days=1),
            "old",
            id="the-older-run-counts",
        ),
        pytest.param(
            {
                "tests/a.py::test_a": passed(0),
                "tests/b.py::test_b": Execucao(DAY, DAY + timedelta(days=2), "abc"),
            },
            Situacao.FALHOU,
            DAY + timedelta(days=2),
            "",
            id="one-failed-since",
        ),
        pytest.param(
            {
                "tests/a.py::test_a": passed(0),
                "tests/b.py::test_b": Execucao(DAY, DAY - timedelta(days=2), "abc"),
            },
            Situacao.VERIFICADA,
            DAY,
            "abc",
            id="one-failed-before",
        ),
    ],
)
def test_worst_test_decides(runs: dict[str, Execucao], situacao: Situacao, em: datetime | None, versao: str) -> None:
    found = judge(PROMISE, runs)
    assert (found.situacao, found.em, found.versao) == (situacao, em, versao)


def test_every_promise_names_tests_that_exist() -> None:
    missing = []
    for teste in {teste for garantia in GARANTIAS for teste in garantia.testes}:
        file, _, name = teste.partition("::")
        path = ROOT / file
        if not path.is_file() or f"def {name}(" not in Source(path).text:
            missing.append(teste)
    assert missing == []
    assert [garantia.promessa for garantia in GARANTIAS if not garantia.testes] == []


def test_every_subject_has_promises_and_each_is_told_once() -> None:
    assert {garantia.tema for garantia in GARANTIAS} == set(Tema)
    told = [garantia.promessa for garantia in GARANTIAS]
    assert len(told) == len(set(told))


def report(name: str, outcome: str) -> pytest.TestReport:
    return pytest.TestReport(name, ("", 0, ""), {}, outcome, None, "call")  # type: ignore[arg-type]  # a str is one


def test_runs_are_kept_beside_each_other(tmp_path: Path) -> None:
    """One case that fails fails the test, a later run replaces only what it ran, and strangers are not noted."""
    file, (first, second) = tmp_path / "x" / "garantias.json", PROMISE.testes
    runs = [
        [(f"{first}[1]", "passed"), (f"{first}[2]", "failed"), (second, "passed"), ("tests/c.py::test_c", "passed")],
        [(f"{first}[1]", "passed"), (f"{first}[2]", "passed")],
    ]
    seen = []
    for run in runs:
        recorder = Recorder(file, frozenset(PROMISE.testes))
        for name, outcome in run:
            recorder.pytest_runtest_logreport(report(name, outcome))
        recorder.pytest_sessionfinish()
        seen.append(json.loads(file.read_text()))
    assert [sorted(entries) for entries in seen] == [sorted(PROMISE.testes)] * 2
    assert [sorted(entries[first]) for entries in seen] == [["falhou_em"], ["falhou_em", "passou_em", "versao"]]
    assert [entries[second] for entries in seen] == [seen[0][second]] * 2


@pytest.mark.parametrize("content", [None, "", "[1]", '{"tests/a.py::test_a": {"passou_em": "ontem"}}'])
def test_without_a_readable_file_nothing_is_called_verified(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "garantias.json"
    if content is not None:
        file.write_text(content)
    listed = GarantiaService(file).list()
    assert [item.garantia for item in listed] == list(GARANTIAS)
    assert {item.situacao for item in listed} == {Situacao.SEM_VERIFICACAO}
