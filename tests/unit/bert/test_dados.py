"""Datasets: which columns serve, what is wrong with them, and a split that keeps together what belongs together."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.bert.dados.colunas import build_tabela, list_amostras
from core.bert.dados.divisao import FRACOES, Parte, split_dadas, split_familias
from core.bert.dados.domain import Amostra, CodigoDoAchado, Colunas, Gravidade
from core.bert.dados.qualidade import clean_amostras, report_dataset
from core.bert.dados.quase_iguais import MIN_SEMELHANCA, find_familias, join_groups
from core.errors import InvalidInputError
from core.infra.spreadsheet import Row, iterate_rows

WORDS = [
    f"{start}{end}" for start in ("sent", "recur", "proc", "tut", "honor", "cust") for end in ("a", "o", "es", "ira")
]


def write_text(rng: random.Random, length: int = 40) -> str:
    return " ".join(rng.choice(WORDS) + str(rng.randrange(50)) for _ in range(length))


def change_words(rng: random.Random, texto: str, count: int) -> str:
    words = texto.split()
    for place in rng.sample(range(len(words)), count):
        words[place] = f"outra{rng.randrange(10_000)}"
    return " ".join(words)


def measure(left: str, right: str) -> float:
    """Jaccard of word triples, by sets of tuples."""
    a, b = ({tuple(t.split()[i : i + 3]) for i in range(len(t.split()) - 2)} for t in (left, right))
    return len(a & b) / len(a | b)


def build_amostras(total: int = 300, seed: int = 1) -> list[Amostra]:
    rng = random.Random(seed)
    return [Amostra(row, write_text(rng), rng.choice(["negado", "provido", "parcial"])) for row in range(2, total + 2)]


@pytest.mark.parametrize("seed", range(5))
def test_families_are_those_of_counting_every_pair(seed: int) -> None:
    rng = random.Random(seed)
    textos = [write_text(rng) for _ in range(30)]
    textos += [change_words(rng, rng.choice(textos), rng.choice([0, 1, 2, 6, 12])) for _ in range(60)]
    familias = find_familias(textos)
    joined = {frozenset(i for i, one in enumerate(familias) if one == familia) for familia in familias}
    by_hand: list[set[int]] = []
    for number, texto in enumerate(textos):
        near = [group for group in by_hand if any(measure(texto, textos[other]) >= MIN_SEMELHANCA for other in group)]
        by_hand = [group for group in by_hand if group not in near] + [{number}.union(*near)]
    assert joined == set(map(frozenset, by_hand))


def test_samples_of_one_case_are_one_family() -> None:
    assert join_groups((0, 1, 1, 3, 4), ("a", "b", "", "a", "")) == (0, 1, 1, 0, 4)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 40)), min_size=40, max_size=200), st.integers(0, 9))
def test_family_never_stands_on_two_sides(samples: list[tuple[str, int]], seed: int) -> None:
    rotulos, familias = [label for label, _ in samples], [familia for _, familia in samples]
    partes = split_familias(rotulos, familias, seed)
    assert len({(familia, parte) for familia, parte in zip(familias, partes, strict=True)}) == len(set(familias))
    assert partes == split_familias(rotulos, familias, seed)


@pytest.mark.parametrize("seed", range(4))
def test_single_samples_are_split_as_asked_in_every_class(seed: int) -> None:
    rotulos = ["raro"] * 20 + ["comum"] * 400 + ["medio"] * 100
    partes = split_familias(rotulos, range(len(rotulos)), seed)
    for label in set(rotulos):
        counts = Counter(parte for one, parte in zip(rotulos, partes, strict=True) if one == label)
        for parte, fracao in FRACOES.items():
            assert counts[parte] == pytest.approx(fracao * rotulos.count(label), abs=1.5)


def test_other_seeds_give_other_splits() -> None:
    rotulos = ["a", "b"] * 100
    assert len({split_familias(rotulos, range(200), seed) for seed in range(5)}) == 5


def test_clean_dataset_has_nothing_to_say() -> None:
    relatorio = report_dataset(build_amostras())
    assert (relatorio.achados, relatorio.nota, relatorio.aproveitadas) == ((), 100, 300)
    assert relatorio.is_treinavel
    assert relatorio.familias == 300


def test_each_planted_fault_is_found_with_its_lines() -> None:
    rng = random.Random(3)
    amostras = build_amostras()
    repeated, against = amostras[0], amostras[1]
    planted = {
        CodigoDoAchado.VAZIAS: [Amostra(900, "", "negado"), Amostra(901, "texto sem rótulo nenhum", "")],
        CodigoDoAchado.REPETIDAS: [Amostra(902, repeated.texto.upper(), repeated.rotulo)],
        CodigoDoAchado.CONTRADITORIAS: [
            Amostra(903, against.texto, "negado" if against.rotulo != "negado" else "provido")
        ],
        CodigoDoAchado.QUASE_IGUAIS: [Amostra(904, change_words(rng, amostras[2].texto, 1), amostras[2].rotulo)],
        CodigoDoAchado.ROTULO_RARO: [Amostra(905, write_text(rng), "único")],
        CodigoDoAchado.TEXTOS_LONGOS: [Amostra(906, write_text(rng, 900), "negado")],
        CodigoDoAchado.TEXTOS_CURTOS: [Amostra(907, "não provido", "negado")],
        CodigoDoAchado.ROTULOS_PARECIDOS: [Amostra(row, write_text(rng), "Negados") for row in range(908, 940)],
    }
    relatorio = report_dataset([*amostras, *(one for group in planted.values() for one in group)])
    found = {achado.codigo: achado for achado in relatorio.achados}
    assert set(found) == set(planted)
    for codigo, group in planted.items():
        if codigo is not CodigoDoAchado.ROTULOS_PARECIDOS:
            assert {one.linha for one in group} <= set(found[codigo].linhas), codigo
    assert found[CodigoDoAchado.CONTRADITORIAS].total == 2
    assert 0 < relatorio.nota < 100


@pytest.mark.parametrize(
    "amostras",
    [build_amostras(9), [Amostra(row, f"texto número {row} da lista", "um só") for row in range(50)], []],
    ids=["few", "one label", "none"],
)
def test_what_cannot_be_trained_on_is_said(amostras: list[Amostra]) -> None:
    relatorio = report_dataset(amostras)
    assert not relatorio.is_treinavel
    assert relatorio.nota == 0
    assert relatorio.achados[0].gravidade is Gravidade.IMPEDE


def test_contradicted_texts_are_left_out_and_repeated_ones_count_once() -> None:
    amostras = [
        Amostra(2, "Igual a", "x"),
        Amostra(3, "IGUAL A", "x"),
        Amostra(4, "dois", "x"),
        Amostra(5, "dois", "y"),
    ]
    assert [amostra.linha for amostra in clean_amostras(amostras)] == [2]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0)])
@pytest.mark.parametrize("named", [True, False])
def test_columns_are_told_by_name_or_by_what_stands_in_them(order: tuple[int, ...], named: bool) -> None:
    rng = random.Random(7)
    heads = ("Inteiro teor", "Resultado", "Processo") if named else ("A", "B", "C")
    columns = [heads]
    columns += [(write_text(rng), rng.choice(["sim", "não"]), f"08{row:05d}-11.2025.8.12.0001") for row in range(40)]
    lines = ["Planilha da equipe;;", ";;", *(";".join(row[place] for place in order) for row in columns)]
    tabela = build_tabela(list(iterate_rows("dados.csv", "\n".join(lines).encode())))
    assert tabela.cabecalho == tuple(heads[place] for place in order)
    assert tabela.sugestao == Colunas(order.index(0), order.index(1), order.index(2))
    amostra = list_amostras(tabela, tabela.sugestao)[0]
    assert (amostra.linha, amostra.texto, amostra.grupo) == (4, columns[1][0], columns[1][2])


def test_table_of_one_column_is_refused() -> None:
    with pytest.raises(InvalidInputError):
        build_tabela([Row(1, ("texto",)), Row(2, ("a",))])


def test_copied_decisions_do_not_leak_into_the_test_side() -> None:
    rng = random.Random(11)
    originals = build_amostras(60, seed=5)
    copies = [Amostra(1000 + n, change_words(rng, one.texto, 1), one.rotulo) for n, one in enumerate(originals * 3)]
    amostras = clean_amostras([*originals, *copies])
    familias = find_familias([amostra.texto for amostra in amostras])
    partes = split_familias([amostra.rotulo for amostra in amostras], familias, seed=1)
    teste = [one.texto for one, parte in zip(amostras, partes, strict=True) if parte is Parte.TESTE]
    outras = [one.texto for one, parte in zip(amostras, partes, strict=True) if parte is not Parte.TESTE]
    assert teste
    assert max(measure(left, right) for left in teste for right in outras) < MIN_SEMELHANCA


def test_column_of_the_split_is_found_and_read() -> None:
    names = ["Treino", "validação", "TEST", "train"]
    rows = [Row(1, ("texto", "classe", "divisão"))]
    rows += [Row(n, (f"um texto {n}", ("a", "b")[n % 2], names[n % 4])) for n in range(2, 14)]
    tabela = build_tabela(rows)
    assert tabela.sugestao == Colunas(0, 1, None, 2)
    assert [one.parte for one in list_amostras(tabela, tabela.sugestao)][:4] == [
        "teste",
        "treino",
        "treino",
        "validacao",
    ]


def test_column_with_other_words_than_sides_is_no_split() -> None:
    rows = [Row(1, ("texto", "conjunto"))]
    rows += [Row(n, (f"um texto {n}", ("treino", "saneamento")[n % 2])) for n in range(2, 14)]
    assert build_tabela(rows).sugestao == Colunas(0, 1)


def test_given_sides_are_kept_but_no_family_stands_on_two() -> None:
    dadas = [Parte.TREINO, Parte.TESTE, Parte.VALIDACAO, Parte.TESTE, None]
    sides = split_dadas(["a", "b", "a", "b", "a"], [0, 0, 2, 3, 4], dadas, seed=1)
    assert sides == (Parte.TREINO, Parte.TREINO, Parte.VALIDACAO, Parte.TESTE, Parte.TREINO)


def test_side_that_the_file_does_not_name_is_drawn_from_the_training_side() -> None:
    dadas = [Parte.TESTE if number % 5 == 0 else Parte.TREINO for number in range(100)]
    sides = split_dadas([("a", "b")[n % 2] for n in range(100)], list(range(100)), dadas, seed=1)
    assert [n for n, side in enumerate(sides) if side is Parte.TESTE] == list(range(0, 100, 5))
    assert 10 <= sides.count(Parte.VALIDACAO) <= 18


def test_report_tells_what_would_be_measured_on_what_was_trained_on() -> None:
    rng = random.Random(1)
    parts = ["treino"] * 60 + ["teste"] * 40
    amostras = [
        Amostra(n, write_text(rng), ("a", "b")[n % 2], f"caso {n % 95}", part) for n, part in enumerate(parts, start=2)
    ]
    achados = {achado.codigo: achado for achado in report_dataset(amostras).achados}
    assert "60 de treino, 0 de validação, 40 de teste" in achados[CodigoDoAchado.DIVISAO_DADA].texto
    assert achados[CodigoDoAchado.DIVISAO_MISTURADA].total == 5
    assert achados[CodigoDoAchado.DIVISAO_MISTURADA].linhas == (97, 98, 99, 100, 101)
