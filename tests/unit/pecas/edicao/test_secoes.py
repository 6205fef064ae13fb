"""Sections of a Markdown text: nothing is lost, keys stay, a change touches its own place only."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.pecas.edicao.secoes import (
    find_trecho,
    hash_secao,
    insert_secao,
    move_secao,
    remove_secao,
    replace_trecho,
    split_secoes,
)

PECA = "Exmo. Juiz\n\n# Dos fatos\n\nNasceu.\n\n## Do remédio\n\nPede.\n\n# Do direito\n\nLei.\n\n# Dos fatos\n\nFim."
LINES = st.sampled_from(["# Um", "## Dois", "### Três ###", "#### quatro", "#cinco", "", "  ", "texto", "# Um", "```"])
TEXTS = st.lists(st.tuples(LINES, st.sampled_from(["\n", "\r\n"])), max_size=12).map(
    lambda lines: "".join(line + end for line, end in lines)
)


@given(st.one_of(TEXTS, st.text(alphabet="# \n\r*aé", max_size=30)))
def test_split_loses_nothing_and_names_each_section_once(texto: str) -> None:
    secoes = split_secoes(texto)
    assert "".join(secao.texto for secao in secoes) == texto
    assert len({secao.chave for secao in secoes}) == len(secoes)
    assert all(texto[secao.inicio : secao.fim] == secao.texto for secao in secoes)


def test_split_names_headings_levels_and_what_stands_before() -> None:
    found = [(secao.chave, secao.titulo, secao.nivel) for secao in split_secoes(PECA)]
    assert found == [
        ("inicio", "", 0),
        ("dos-fatos", "Dos fatos", 1),
        ("do-remedio", "Do remédio", 2),
        ("do-direito", "Do direito", 1),
        ("dos-fatos.2", "Dos fatos", 1),
    ]


@given(TEXTS, st.integers(0, 11), st.text(alphabet="ab é.\n", min_size=1))
def test_a_change_in_one_section_leaves_the_others_and_their_keys(texto: str, which: int, novo: str) -> None:
    secoes = split_secoes(texto)
    if not secoes or not (secao := secoes[which % len(secoes)]).texto.strip():
        return
    where = find_trecho(texto, secao.chave, secao.base)
    assert where is not None
    heading = secao.texto.rstrip().partition("\n")[0] if secao.nivel and not secao.texto[0].isspace() else "x"
    changed = replace_trecho(texto, where, f"{heading}\n{novo}")
    others = [one for one in secoes if one.chave != secao.chave]
    kept = {one.texto.strip() for one in split_secoes(changed)}
    assert all(one.texto.strip() in kept for one in others)


@pytest.mark.parametrize(
    "novo",
    ["# Do remédio novo\n\nPede.", "## Do remédio\n\nPede.\n\n# Mais\n\nOutra.", "sem título"],
    ids=["renamed", "split", "headless"],
)
def test_words_saved_last_are_found_though_their_section_is_another(novo: str) -> None:
    secao = split_secoes(PECA)[2]
    where = find_trecho(PECA, secao.chave, secao.base)
    assert where is not None
    changed = replace_trecho(PECA, where, novo)
    again = find_trecho(changed, secao.chave, hash_secao(novo))
    assert again is not None
    assert replace_trecho(changed, again, secao.texto) == PECA


def test_words_that_somebody_changed_are_not_found() -> None:
    secao = split_secoes(PECA)[2]
    assert find_trecho(PECA.replace("Pede.", "Pede mais."), secao.chave, secao.base) is None
    assert find_trecho(PECA, secao.chave, "") is None
    assert find_trecho(PECA, secao.chave, "-3.abc") is None


def test_a_part_of_a_line_is_not_taken_for_the_words() -> None:
    assert find_trecho("abc def", "inicio", hash_secao("abc")) is None


def test_insert_puts_a_section_behind_another_with_a_blank_line() -> None:
    changed = insert_secao(PECA, "do-direito", "# Do pedido\n\nImprocedência.")
    assert [secao.chave for secao in split_secoes(changed)][3:] == ["do-direito", "do-pedido", "dos-fatos.2"]
    assert "Improcedência.\n\n# Dos fatos" in changed
    assert insert_secao(PECA, "nenhuma", "# Fim").endswith("Fim.\n\n# Fim\n")


def test_remove_takes_out_one_section_only() -> None:
    assert remove_secao(PECA, split_secoes(PECA)[2]) == PECA.replace("## Do remédio\n\nPede.\n\n", "")


def test_move_takes_what_is_under_a_section_along_and_stops_at_the_end() -> None:
    def keys(texto: str) -> list[str]:
        return [secao.titulo for secao in split_secoes(texto)]

    down = move_secao(PECA, "dos-fatos", 1)
    assert keys(down) == ["", "Do direito", "Dos fatos", "Do remédio", "Dos fatos"]
    assert keys(move_secao(PECA, "dos-fatos.2", -1)) == ["", "Dos fatos", "Do remédio", "Dos fatos", "Do direito"]
    for chave, passo in (("dos-fatos", -1), ("dos-fatos.2", 1), ("do-remedio", -1), ("do-remedio", 1), ("inicio", 1)):
        assert move_secao(PECA, chave, passo) == PECA


@given(TEXTS, st.integers(0, 11), st.sampled_from([-1, 1]))
def test_move_loses_no_line(texto: str, which: int, passo: int) -> None:
    secoes = split_secoes(texto)
    if secoes:
        moved = move_secao(texto, secoes[which % len(secoes)].chave, passo)
        assert sorted(filter(str.strip, moved.split("\n"))) == sorted(filter(str.strip, texto.split("\n")))
