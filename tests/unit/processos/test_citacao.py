"""Citations by leaf where leaves are exact, by order of reading where they are not."""

from __future__ import annotations

from datetime import UTC, datetime

from core.clients.tribunal.domain import Documento
from core.processos.citacao import cite_documento, cite_pagina, compute_folhas


def _documento(ident: str, day: int | None, descricao: str = "Petição inicial") -> Documento:
    moment = datetime(2024, 9, day, tzinfo=UTC) if day else None
    return Documento(ident, 9500, descricao, moment)


def test_leaves_run_through_the_documents_in_date_order():
    autos = [_documento("b", 2), _documento("a", 1), _documento("c", 3)]
    folhas = compute_folhas(autos, {"a": 36, "b": 6, "c": 1})
    cited = [cite_documento(d, n, folhas[d.id_documento]) for n, d in enumerate(autos, 1)]
    assert cited == ["fls. 37-42", "fls. 1-36", "fl. 43"]
    assert cite_pagina(autos[0], 1, 3, folhas["b"]) == "fl. 39"


def test_leaves_stop_where_a_page_count_is_unknown():
    autos = [_documento("a", 1), _documento("b", 2), _documento("c", 3)]
    assert list(compute_folhas(autos, {"a": 2, "c": 5})) == ["a"]


def test_leaves_stop_where_a_date_is_unknown():
    autos = [_documento("a", None), _documento("b", 2)]
    assert list(compute_folhas(autos, {"a": 2, "b": 5})) == ["b"]


def test_without_leaves_the_order_and_the_name_are_cited():
    documento = _documento("a", 1, " Laudo  médico ")
    assert cite_documento(documento, 3) == "doc. 3 – Laudo médico"
    assert cite_pagina(documento, 3, 2) == "doc. 3 – Laudo médico, p. 2"
    assert cite_documento(_documento("a", 1, ""), 3) == "doc. 3"


def test_a_long_description_is_cut():
    label = cite_documento(_documento("a", 1, "Manifestação sobre o laudo " * 20), 3)
    assert label.startswith("doc. 3 – Manifestação")
    assert label.endswith("…")
    assert len(label) <= 150
