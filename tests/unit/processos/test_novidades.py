"""What is new in a case: documents by their parts, movements by count, the header as a whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from core.processos.domain import Alteracao, Movimento, Parte, Processo, ProcessoGuardado, ProcessoVinculado, Sistema
from core.processos.novidades import Mudanca, Novidades, compare_processos, join_novidades
from core.processos.service import ProcessoService
from tests.builders import DIA_UM, build_documento, build_numero_cnj, build_processo
from tests.fakes import FakeFlights

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


def test_movement_put_between_others_is_the_only_new_one() -> None:
    """A court numbers the movements anew when one comes between them."""
    first, last = Movimento(51, "Conclusão", DIA_UM, evento=1), Movimento(11010, "Despacho", DIA_UM, evento=2)
    between = replace(MOVIMENTO, evento=2)
    antes, agora = (first, last), (first, between, replace(last, evento=3))
    news = compare_processos(replace(ANTES, movimentos=antes), replace(ANTES, movimentos=agora), DIA_UM)
    assert news.movimentos == (between,)


ANA, ESTADO = Parte("AT", "Ana"), Parte("PA", "Estado")


@pytest.mark.parametrize(
    ("changes", "mudanca"),
    [
        ({"partes": (ESTADO, ANA)}, None),
        ({"partes": (ANA, ESTADO, Parte("PA", "Município"))}, Mudanca("Polo passivo", (), ("Município",))),
        ({"partes": (ANA, Parte("PA", "União"))}, Mudanca("Polo passivo", ("Estado",), ("União",))),
        (
            {"partes": (replace(ANA, has_justica_gratuita=True), ESTADO)},
            Mudanca("Justiça gratuita", (), ("Ana",)),
        ),
        ({"partes": (replace(ANA, advogados=("Rui",)), ESTADO)}, Mudanca("Advogados", (), ("Rui",))),
        ({"valor_causa_centavos": 123_456_705}, Mudanca("Valor da causa", ("R$ 10.000,00",), ("R$ 1.234.567,05",))),
        ({"valor_causa_centavos": None}, Mudanca("Valor da causa", ("R$ 10.000,00",), ())),
        ({"orgao_julgador": "2ª Vara"}, Mudanca("Órgão julgador", ("1ª Vara de Fazenda Pública",), ("2ª Vara",))),
        ({"sistema": Sistema.EPROC}, Mudanca("Sistema do TJMS", ("SAJ",), ("eproc",))),
        (
            {"vinculados": (ProcessoVinculado("08012346520258120001", "OR"), ProcessoVinculado("77/2001", "OR"))},
            Mudanca("Processos vinculados", (), ("0801234-65.2025.8.12.0001", "77/2001")),
        ),
    ],
    ids=["order", "joins", "replaced", "gratuity", "lawyer", "value", "no-value", "court", "system", "links"],
)
def test_facts_of_the_header_are_told_with_what_they_were(changes: dict[str, Any], mudanca: Mudanca | None) -> None:
    antes = replace(ANTES, partes=(ANA, ESTADO))
    mudancas = compare_processos(antes, replace(antes, **changes), DIA_UM).mudancas
    assert mudancas == (() if mudanca is None else (mudanca,))


def test_several_answers_are_told_as_one() -> None:
    """A document by its last form, a fact only where something is left of it."""
    later = DIA_UM + timedelta(days=1)
    value = Mudanca("Valor da causa", ("R$ 1,00",), ("R$ 2,00",))
    back = Mudanca("Valor da causa", ("R$ 2,00",), ("R$ 1,00",))
    joins, leaves = Mudanca("Polo passivo", (), ("Município",)), Mudanca("Polo passivo", ("Estado",), ())
    grown = replace(A, partes=("a", "a2"))
    first = Novidades(DIA_UM, (A,), (MOVIMENTO,), (value, joins))
    second = Novidades(later, (grown, B), (MOVIMENTO,), (back, leaves))
    whole = join_novidades([first, second])
    assert (whole.desde, whole.documentos, whole.movimentos) == (DIA_UM, (grown, B), (MOVIMENTO, MOVIMENTO))
    assert whole.mudancas == (Mudanca("Polo passivo", ("Estado",), ("Município",)),)


def test_value_that_changed_twice_is_told_once() -> None:
    steps = [Mudanca("Valor da causa", (f"R$ {n},00",), (f"R$ {n + 1},00",)) for n in range(3)]
    whole = join_novidades([Novidades(DIA_UM, mudancas=(step,)) for step in steps])
    assert whole.mudancas == (Mudanca("Valor da causa", ("R$ 0,00",), ("R$ 3,00",)),)


def test_no_answers_bring_nothing() -> None:
    assert not join_novidades([]).has_news


# The service: what it asks of the court


OLD, NEW = Alteracao("1", "1", "1"), Alteracao("1", "2", "2")
AGORA = build_processo(A, B)
Fetch = Callable[..., tuple[Novidades, list[Any]]]


@pytest.fixture
def fetch() -> Fetch:
    """The news of a case kept with some hashes, at a court that now has others, and what was asked and kept."""

    def run(
        kept: ProcessoGuardado | None, hashes: Alteracao | None, pedida_em: datetime = DIA_UM + timedelta(days=1)
    ) -> tuple[Novidades, list[Any]]:
        done: list[Any] = []
        repository: Any = SimpleNamespace(
            find_guardado=lambda _numero: kept,
            find_consultado_em=lambda _numero: kept and kept.consultado_em,
            note_unchanged=lambda _numero: done.append("unchanged"),
            save_processo=lambda *saved, is_ahead: done.append(saved),
        )

        def fetch_processo(_numero: str) -> Processo:
            done.append("case")
            return AGORA

        def fetch_alteracao(_numero: str) -> Alteracao | None:
            done.append("hashes")
            return hashes

        tribunal: Any = SimpleNamespace(fetch_processo=fetch_processo, fetch_alteracao=fetch_alteracao)
        nothing: Any = None
        flights: Any = FakeFlights()
        service = ProcessoService(repository, tribunal, nothing, flights, (nothing, nothing))
        return service.fetch_novidades(build_numero_cnj(), pedida_em), done

    return run


def test_equal_hashes_spare_the_query_and_the_answer_counts_as_new(fetch: Fetch) -> None:
    news, done = fetch(ProcessoGuardado(ANTES, DIA_UM, OLD), OLD)
    assert (news, done) == (Novidades(DIA_UM), ["hashes", "unchanged"])


@pytest.mark.parametrize(
    ("kept", "hashes"),
    [(OLD, NEW), (None, NEW), (None, None), (OLD, None)],
    ids=["changed", "none kept", "not offered", "no longer offered"],
)
def test_otherwise_the_lists_are_compared(fetch: Fetch, kept: Alteracao | None, hashes: Alteracao | None) -> None:
    news, done = fetch(ProcessoGuardado(ANTES, DIA_UM, kept), hashes)
    assert (news.desde, news.documentos) == (DIA_UM, (B,))
    assert done == ["hashes", "case", (AGORA, hashes)]


def test_case_never_seen_costs_one_query(fetch: Fetch) -> None:
    news, done = fetch(None, NEW)
    assert (news.desde, news.documentos) == (None, (A, B))
    assert done == ["case", (AGORA, None)]


def test_answer_that_came_since_the_person_asked_is_new_enough(fetch: Fetch) -> None:
    """The number typed had it asked for ahead, or another one asked: the button asks nothing twice."""
    assert fetch(ProcessoGuardado(AGORA, DIA_UM, None), NEW, pedida_em=DIA_UM) == (Novidades(DIA_UM), [])
