"""Golden sets: sides of the split, hash of the content, and what is refused."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from core.classificador.gabarito.domain import (
    CasoDoGabarito,
    Gabarito,
    Parte,
    compute_sha256,
    join_casos,
    require_coerentes,
    require_valid,
)
from core.classificador.gabarito.numeros import find_numero, find_numero_proprio
from core.classificador.gabarito.planilha import LidoDeArquivo, read_planilha
from core.classificador.gabarito.treino import render_treino
from core.errors import ArquivoRecusadoError, InvalidGabaritoError
from core.processos.numero_cnj import format_numero_cnj
from core.prompts.domain import CategoriaDeClassificacao
from tests.unit.classificador.gabaritos import build_casos, build_numero

CATEGORIAS = (
    CategoriaDeClassificacao("citacao", "Citação", "chama"),
    CategoriaDeClassificacao("acordao", "Acórdão", "recurso", ("Provido", "Não provido")),
)
NUMERO, OUTRO = build_numero(7), build_numero(8)
HEAD = ["Texto", "Categoria", "Subcategoria", "Processo", "Arquivo"]


@given(st.lists(st.tuples(st.integers(1, 40), st.text(min_size=1)), min_size=1, max_size=60))
def test_documents_of_one_case_are_always_on_one_side(documentos: list[tuple[int, str]]) -> None:
    sides: dict[str, set[Parte]] = {}
    for sequencia, texto in documentos:
        caso = CasoDoGabarito("x", texto, "citacao", numero_cnj=build_numero(sequencia))
        sides.setdefault(caso.numero_cnj, set()).add(caso.parte)
    assert all(len(found) == 1 for found in sides.values())


def test_the_three_sides_have_their_shares() -> None:
    counts = Counter(caso.parte for caso in build_casos(["citacao"] * 2_000))
    assert counts[Parte.TREINO] == pytest.approx(1_400, rel=0.05)
    assert counts[Parte.VALIDACAO] == pytest.approx(300, rel=0.15)


def test_the_hash_is_of_the_content_and_not_of_its_order() -> None:
    casos = build_casos(["citacao", "acordao", "citacao"])
    assert compute_sha256(casos) == compute_sha256(tuple(reversed(casos)))
    assert compute_sha256(casos) != compute_sha256((replace(casos[0], categoria="acordao"), *casos[1:]))
    assert compute_sha256(casos) == compute_sha256((replace(casos[0], texto="Texto  do documento 1."), *casos[1:]))


@pytest.mark.parametrize(
    ("published", "later"), [("", NUMERO), (NUMERO, ""), (NUMERO, OUTRO)], ids=["learnt", "forgotten", "other"]
)
def test_what_is_said_of_a_text_later_counts_and_it_stays_on_its_side(published: str, later: str) -> None:
    antes = CasoDoGabarito("a.txt", "Um texto.", "citacao", numero_cnj=published)
    (depois,) = join_casos([antes], [replace(antes, categoria="acordao", numero_cnj=later)])
    assert (depois.categoria, depois.numero_cnj, depois.parte) == ("acordao", published, antes.parte)


@pytest.mark.parametrize(
    ("casos", "reason"),
    [
        pytest.param((), "Não há documento nenhum", id="none"),
        pytest.param(build_casos(["citacao"] * 5), "mesma categoria", id="one class"),
        pytest.param(build_casos(["citacao", ""]), "sem categoria", id="no category"),
        pytest.param((*build_casos(["citacao"]), CasoDoGabarito("vazio", " ", "acordao")), "“vazio”", id="no text"),
        pytest.param(build_casos(["citacao", "acordao"] * 1_001), "máximo é 2000", id="too many"),
    ],
)
def test_a_golden_set_that_says_nothing_is_refused(casos: tuple[CasoDoGabarito, ...], reason: str) -> None:
    with pytest.raises(InvalidGabaritoError) as refused:
        require_valid(casos)
    assert reason in refused.value.user_message


def test_one_text_that_is_said_to_be_two_things_is_named() -> None:
    (caso,) = build_casos(["citacao"])
    with pytest.raises(InvalidGabaritoError) as refused:
        require_coerentes([caso, replace(caso, nome="outro.txt", categoria="acordao")])
    assert "“caso-1.txt” e “outro.txt”" in refused.value.user_message


@pytest.mark.parametrize(
    ("texto", "found"),
    [
        (f"Autos n. {format_numero_cnj(NUMERO)}, da 1ª Vara", NUMERO),
        (f"Processo {NUMERO}.", NUMERO),
        (f"Autos n. 0000001-00.2026.8.12.0001 e {format_numero_cnj(NUMERO)}", NUMERO),
        ("Sem número.", ""),
    ],
    ids=["formatted", "digits", "wrong digits first", "none"],
)
def test_the_case_is_read_from_the_text(texto: str, found: str) -> None:
    assert find_numero(texto) == found == find_numero_proprio(texto)


@pytest.mark.parametrize(
    ("texto", "found"),
    [
        (f"Sentença.\n(TJMS. Apelação n. {format_numero_cnj(OUTRO)}, 2ª Câmara)", ""),
        (f"Conforme julgado no processo {format_numero_cnj(OUTRO)}.\nAutos {format_numero_cnj(NUMERO)}", NUMERO),
        (f"{'Razões do recurso. ' * 100} Autos {format_numero_cnj(OUTRO)}", ""),
        (f"Apelação Cível n. {format_numero_cnj(NUMERO)}\nProcesso originário {format_numero_cnj(OUTRO)}", NUMERO),
    ],
    ids=["in parentheses", "after a word of citing", "behind the head", "its own first"],
)
def test_a_cited_case_is_not_that_of_the_document(texto: str, found: str) -> None:
    assert find_numero_proprio(texto) == found


def write_xlsx(rows: list[list[object]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read_xlsx(*rows: list[object]) -> LidoDeArquivo:
    return read_planilha("casos.xlsx", write_xlsx([HEAD, *rows]), CATEGORIAS)


def test_a_spreadsheet_gives_its_documents() -> None:
    lido = read_xlsx(["Um texto", "Acórdão", "não provido", format_numero_cnj(NUMERO), "a.pdf"], ["Outro", "citacao"])
    assert lido.problemas == ()
    assert lido.casos == (
        CasoDoGabarito("a.pdf", "Um texto", "acordao", "Não provido", NUMERO),
        CasoDoGabarito("Linha 3", "Outro", "citacao"),
    )


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (["x", "sentença"], "Linha 2: a instrução não conhece a categoria “sentença”."),
        (["x", ""], "Linha 2: falta a categoria."),
        (["", "citacao"], "Linha 2: falta o texto."),
        (["x", "acordao", "Anulado"], "Linha 2: “Acórdão” não tem a subcategoria “Anulado”."),
        (["x", "citacao", "", "123"], "Linha 2: o número de processo “123” não existe."),
    ],
    ids=["unknown", "no category", "no text", "unknown subcategory", "wrong number"],
)
def test_a_line_that_cannot_be_used_is_named(row: list[object], problem: str) -> None:
    lido = read_xlsx(row)
    assert (lido.casos, lido.problemas) == ((), (problem,))


@pytest.mark.parametrize(
    ("nome", "conteudo"),
    [
        ("c.csv", "texto;categoria\r\nOlá;Citação\r\n".encode("utf-8-sig")),
        ("c.csv", "texto,categoria\nOlá,citacao\n".encode("cp1252")),
        ("c.json", json.dumps([{"texto": "Olá", "categoria": "citacao"}]).encode()),
    ],
    ids=["semicolons", "windows", "json"],
)
def test_other_formats_give_the_same(nome: str, conteudo: bytes) -> None:
    assert [(caso.texto, caso.categoria) for caso in read_planilha(nome, conteudo, CATEGORIAS).casos] == [
        ("Olá", "citacao")
    ]


@pytest.mark.parametrize(
    ("nome", "conteudo"),
    [
        ("c.xlsx", b"nothing of the kind"),
        ("c.xlsx", b""),
        ("c.pdf", b"%PDF"),
        ("c.json", b'{"texto": 1}'),
        ("c.json", b"[1"),
        ("c.csv", b"a;b\n1;2\n"),
    ],
    ids=["no spreadsheet", "empty", "another kind", "no list", "broken", "other columns"],
)
def test_a_file_that_is_no_list_of_documents_is_refused_by_name(nome: str, conteudo: bytes) -> None:
    with pytest.raises(ArquivoRecusadoError) as refused:
        read_planilha(nome, conteudo, CATEGORIAS)
    assert f"“{nome}”" in refused.value.user_message


def test_the_training_file_has_every_document_with_its_side() -> None:
    casos = build_casos(["citacao", "acordao"] * 20)
    gabarito = Gabarito("ouro", 2, "Ouro", "t", compute_sha256(casos), (), 40, "a", "b", datetime.now(UTC))
    treino = render_treino(gabarito, casos)
    rows = list(csv.DictReader(io.StringIO(treino.conteudo.decode("utf-8-sig")), delimiter=";"))
    assert [(row["texto"], row["rotulo"], row["parte"]) for row in rows] == [
        (caso.texto, caso.categoria, caso.parte.value) for caso in casos
    ]
    assert sum(treino.documentos.values()) == 40
    assert treino.nome_do_arquivo.startswith("ouro-v2-")
