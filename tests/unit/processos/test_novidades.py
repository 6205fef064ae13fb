"""What is new in a case: documents by their parts, movements by count, the header as a whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from core.processos.domain import Alteracao, Movimento, Parte, Processo, ProcessoGuardado
from core.processos.novidades import Novidades, compare_processos
from core.processos.service import ProcessoService
from tests.builders import DIA_UM, build_documento, build_numero_cnj, build_processo

A, B = build_documento("a", 500), build_documento("b", 9511, dia=3)
MOVIMENTO = Movimento(581, "Juntada", DIA_UM)
ANTES = build_processo(A)


def test_case_never_seen_is_all_new() -> None:
    assert compare_processos(None, build_processo(A, B), None).documentos == (A, B)


@pytest.mark.parametrize(
    "agora",
    [
        ANTES,
        build_processo(replace(A, descricao="Outro nome")),
        replace(ANTES, outros={"situacao": "x"}),
        build_processo(),
    ],
    ids=["the same", "renamed", "unnamed fields", "a document less"],
)
def test_nothing_new(agora: Processo) -> None:
    assert not compare_processos(ANTES, agora, DIA_UM).has_news


def test_new_document_and_a_part_that_came_later_are_new() -> None:
    grown = replace(A, partes=("a", "a2"))
    assert compare_processos(ANTES, build_processo(A, B), DIA_UM).documentos == (B,)
    assert compare_processos(ANTES, build_processo(grown), DIA_UM).documentos == (grown,)


def test_equal_movements_are_counted() -> None:
    once, thrice = (replace(ANTES, movimentos=(MOVIMENTO,) * count) for count in (1, 3))
    assert compare_processos(once, thrice, DIA_UM).movimentos == (MOVIMENTO, MOVIMENTO)
    assert compare_processos(thrice, once, DIA_UM).movimentos == ()


def test_new_party_or_value_changes_the_header_and_their_order_does_not() -> None:
    first, second = Parte("AT", "Ana"), Parte("PA", "Estado")
    both = replace(ANTES, partes=(first, second))
    assert compare_processos(ANTES, both, DIA_UM).mudou_o_cabecalho
    assert compare_processos(ANTES, replace(ANTES, valor_causa_centavos=1), DIA_UM).mudou_o_cabecalho
    assert not compare_processos(both, replace(ANTES, partes=(second, first)), DIA_UM).has_news


# The service: what it asks of the court


OLD, NEW = Alteracao("1", "1", "1"), Alteracao("1", "2", "2")
AGORA = build_processo(A, B)


@pytest.fixture
def fetch() -> Callable[..., tuple[Novidades, list[Any]]]:
    """The news of a case kept with some hashes, at a court that now has others, and what was asked and kept."""

    def run(kept: ProcessoGuardado | None, hashes: Alteracao | None) -> tuple[Novidades, list[Any]]:
        done: list[Any] = []
        repository: Any = SimpleNamespace(
            find_guardado=lambda _numero: kept, save_processo=lambda *saved: done.append(saved)
        )

        def fetch_processo(_numero: str) -> Processo:
            done.append("case")
            return AGORA

        def fetch_alteracao(_numero: str) -> Alteracao | None:
            done.append("hashes")
            return hashes

        tribunal: Any = SimpleNamespace(fetch_processo=fetch_processo, fetch_alteracao=fetch_alteracao)
        nothing: Any = None
        service = ProcessoService(repository, tribunal, nothing, nothing, (nothing, nothing))
        return service.fetch_novidades(build_numero_cnj()), done

    return run


def test_equal_hashes_spare_the_query(fetch: Callable[..., tuple[Novidades, list[Any]]]) -> None:
    news, done = fetch(ProcessoGuardado(ANTES, DIA_UM, OLD), OLD)
    assert (news, done) == (Novidades(DIA_UM), ["hashes"])


@pytest.mark.parametrize(
    ("kept", "hashes"),
    [(OLD, NEW), (None, NEW), (None, None), (OLD, None)],
    ids=["changed", "none kept", "not offered", "no longer offered"],
)
def test_otherwise_the_lists_are_compared(
    fetch: Callable[..., tuple[Novidades, list[Any]]], kept: Alteracao | None, hashes: Alteracao | None
) -> None:
    news, done = fetch(ProcessoGuardado(ANTES, DIA_UM, kept), hashes)
    assert (news.desde, news.documentos) == (DIA_UM, (B,))
    assert done == ["hashes", "case", (AGORA, hashes)]


def test_case_never_seen_is_kept_with_its_hashes(fetch: Callable[..., tuple[Novidades, list[Any]]]) -> None:
    news, done = fetch(None, NEW)
    assert (news.desde, news.documentos) == (None, (A, B))
    assert done[-1] == (AGORA, NEW)
