"""Words are found whatever their case, accents and line breaks, and at the place where they stand."""

from __future__ import annotations

import pytest

from core.processos.autos.texto import cut_around, find_all, fold_for_index, reflow


@pytest.mark.parametrize(
    ("texto", "termo"),
    [
        pytest.param("PREVISÃO ORÇAMENTÁRIA", "previsao orcamentaria", id="accents and case"),
        pytest.param("previsao orcamentaria", "Previsão Orçamentária", id="accents typed, none in the text"),
        pytest.param("a previsão\n  orçamentária", "previsão orçamentária", id="line break"),
        pytest.param("valor de R$ 1.234,56 ao mês", "1.234,56", id="amount"),
        pytest.param("art. 5º (caput)", "5o (CAPUT)", id="signs of patterns are plain"),
        pytest.param("o medica-\n  mento pedido", "medicamento", id="word cut at the end of a line"),
    ],
)
def test_words_are_found(texto: str, termo: str) -> None:
    [(start, end)] = find_all(texto, termo)
    assert fold_for_index(texto[start:end]) == fold_for_index(termo)
    assert fold_for_index(termo) in fold_for_index(texto)


@pytest.mark.parametrize("texto", ["o guarda-chuva", "o guarda-\nchuva", "o guar-\nda-chuva"])
def test_hyphen_of_a_word_is_no_cut(texto: str) -> None:
    [(start, end)] = find_all(texto, "guarda-chuva")
    assert (start, end) == (2, len(texto))


@pytest.mark.parametrize("termo", ["1x234", "orçamento", " "])
def test_other_words_are_not_found(termo: str) -> None:
    assert find_all("previsão orçamentária de 1.234", termo) == ()


def test_excerpt_is_cut_at_words_and_joined_to_one_line() -> None:
    texto = "palavra " * 40 + "achado\naqui" + " depois" * 40
    before, found, after = cut_around(texto, find_all(texto, "achado aqui")[0])
    assert found == "achado aqui"
    assert before.startswith("…palavra ")
    assert after.endswith("depois…")


def test_excerpt_of_a_short_text_is_whole() -> None:
    assert cut_around("um dois três", (3, 7)) == ("um ", "dois", " três")


def test_full_lines_go_on_and_short_ones_end() -> None:
    full, almost, short = "x" * 70, "y" * 60, "fim."
    texto = "\n".join((full, almost, short, full, "", full))
    assert reflow(texto) == f"{full} {almost} {short}\n{full}\n\n{full}"
    assert len(reflow(texto)) == len(texto)


@pytest.mark.parametrize("texto", ["", "nota\nfiscal\n12,00", "\n\n"])
def test_narrow_text_stays_as_it_is(texto: str) -> None:
    assert reflow(texto) == texto
