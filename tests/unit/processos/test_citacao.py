"""Citations by leaf where leaves are exact, by order of reading where they are not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from core.clients.tribunal.domain import Documento
from core.processos.citacao import (
    Folhas,
    cite_documento,
    cite_pagina,
    find_folhas,
    number_documentos,
    read_folha,
)
from core.processos.domain import EstadoDaPagina, Pagina


def _documento(ident: str, day: int | None, descricao: str = "Petição inicial") -> Documento:
    moment = datetime(2024, 9, day, tzinfo=UTC) if day else None
    return Documento(ident, 9500, descricao, moment)


def test_document_is_cited_by_its_leaves_and_a_page_by_its_own():
    documento = _documento("a", 1)
    cited = [cite_documento(documento, 3, folhas) for folhas in (Folhas(37, 42), Folhas(43, 43))]
    assert cited == ["fls. 37-42 – Petição inicial", "fl. 43 – Petição inicial"]
    assert [cite_pagina(cited[0], page) for page in (None, 1, 3, 6)] == [cited[0], "fl. 37", "fl. 39", "fl. 42"]
    assert cite_pagina(cited[1], 1) == "fl. 43"


@pytest.mark.parametrize(
    ("rotulo", "expected"),
    [
        ("fls. 37-42 – Laudo", "fls. 37-42 – Laudo, p. 7"),
        ("fl. 43", "fl. 43, p. 7"),
        ("fls. 37-42x", "fls. 37-42x, p. 7"),
        ("doc. 3 – fls. 1-9", "doc. 3 – fls. 1-9, p. 7"),
    ],
    ids=["beyond the leaves", "beyond the only leaf", "not leaves", "leaves in the name"],
)
def test_page_is_no_leaf_where_the_label_does_not_say_so(rotulo: str, expected: str):
    assert cite_pagina(rotulo, 7) == expected


def test_without_leaves_the_order_and_the_name_are_cited():
    documento = _documento("a", 1, " Laudo  médico ")
    assert cite_documento(documento, 3) == "doc. 3 – Laudo médico"
    assert cite_pagina("doc. 3 – Laudo médico", 2) == "doc. 3 – Laudo médico, p. 2"
    assert cite_documento(_documento("a", 1, ""), 3) == "doc. 3"


def test_a_long_description_is_cut():
    label = cite_documento(_documento("a", 1, "Manifestação sobre o laudo " * 20), 3)
    assert label.startswith("doc. 3 – Manifestação")
    assert label.endswith("…")
    assert len(label) <= 150


@pytest.mark.parametrize(
    ("folhas", "evento", "label", "page"),
    [
        (Folhas(37, 42), None, "processo de origem, fls. 37-42 – Laudo", "processo de origem, fl. 38"),
        (None, None, "processo de origem, doc. 3 – Laudo", "processo de origem, doc. 3 – Laudo, p. 2"),
        (None, 12, "processo de origem, evento 12, Laudo", "processo de origem, evento 12, Laudo, p. 2"),
    ],
    ids=["leaves", "order", "event"],
)
def test_document_of_the_origin_case_says_so(folhas: Folhas | None, evento: int | None, label: str, page: str):
    """Its leaves are not those of the case in which it is cited."""
    documento = replace(_documento("a", 1, "Laudo"), evento=evento)
    assert cite_documento(documento, 3, folhas, is_da_origem=True) == label
    assert cite_pagina(label, 2) == page


def test_documents_are_numbered_by_date_and_those_without_one_last():
    assert number_documentos([_documento("c", None), _documento("b", 2), _documento("a", 1)]) == {
        "a": 1,
        "b": 2,
        "c": 3,
    }


def test_eproc_is_cited_by_event_and_label():
    documento = replace(_documento("a", 1, "Laudo médico"), evento=12, rotulo="LAUDO3")
    assert cite_documento(documento, 3) == "evento 12, LAUDO3"
    assert cite_documento(documento, 3, Folhas(1, 9)) == "evento 12, LAUDO3"
    assert cite_pagina("evento 12, LAUDO3", 2) == "evento 12, LAUDO3, p. 2"
    assert cite_documento(replace(documento, rotulo=""), 3) == "evento 12, Laudo médico"
    assert cite_documento(replace(documento, rotulo="", descricao=""), 3) == "evento 12"


BODY = "\n".join(f"linha {number} do texto" for number in range(20))


@pytest.mark.parametrize(
    ("texto", "folha"),
    [
        (f"fls. 37\n{BODY}", 37),
        (f"{BODY}\n  Fl. 37 \n", 37),
        (f"fl 37/120\n{BODY}", 37),
        (f"fls. nº 37\n{BODY}", 37),
        (f"fls. 37\n{BODY}\nfls. 37", 37),
        (f"fls. 37\n{BODY}\nfls. 38", None),
        (f"{BODY}\nfls. 37\n{BODY}", None),
        (f"conforme fls. 37\n{BODY}", None),
        (BODY, None),
        ("", None),
    ],
)
def test_leaf_is_read_from_the_stamp_at_the_edge(texto: str, folha: int | None):
    assert read_folha(texto) == folha


@pytest.mark.parametrize(
    ("folhas", "expected"),
    [
        ((37, 38, 39), Folhas(37, 39)),
        ((37, None, 39), Folhas(37, 39)),
        ((None, 38), Folhas(37, 38)),
        ((37,), Folhas(37, 37)),
        ((37, None, None), None),
        ((37, 37), None),
        ((37, 40), None),
        ((None, 1), None),
        ((None, None), None),
        ((), None),
    ],
)
def test_stamps_count_when_most_pages_agree(folhas: tuple[int | None, ...], expected: Folhas | None):
    paginas = [Pagina(n, EstadoDaPagina.LIDA, "x", folha=folha) for n, folha in enumerate(folhas, 1)]
    assert find_folhas(paginas) == expected
