"""Which pages go to the model."""

from __future__ import annotations

from core.assistencia.domain import FolhaLida
from core.assistencia.passagens import choose_folhas, list_palavras

COMUM = "Trata-se de ação de obrigação de fazer em face do Estado. " * 20


def build(*textos: str) -> tuple[FolhaLida, ...]:
    return tuple(FolhaLida(str(n), 1, f"fl. {n}", "Documento", texto) for n, texto in enumerate(textos, start=1))


def test_a_case_that_fits_goes_whole() -> None:
    folhas = build("um", "dois")
    assert choose_folhas(folhas, "qualquer pergunta", max_chars=100) == (folhas, ())


def test_of_a_larger_case_go_the_pages_that_the_words_are_on_in_their_order() -> None:
    folhas = build(
        COMUM, COMUM + "O perito nomeado é médico.", COMUM, COMUM + "Honorários periciais de R$ 370,00.", COMUM
    )
    sent, palavras = choose_folhas(folhas, "Qual o valor dos honorários periciais?", max_chars=2 * len(COMUM) + 100)
    assert [folha.lugar for folha in sent] == ["fl. 2", "fl. 4"]
    assert palavras == ("valor", "honorarios", "periciais")


def test_the_word_of_the_case_is_found_by_another_form_of_it() -> None:
    folhas = build(COMUM, COMUM + "Defiro os benefícios da justiça gratuita.", COMUM)
    sent, _ = choose_folhas(folhas, "Houve concessão de gratuidade?", max_chars=len(COMUM) + 100)
    assert [folha.lugar for folha in sent] == ["fl. 2"]


def test_without_a_word_of_the_case_it_is_read_from_its_beginning() -> None:
    folhas = build(COMUM, COMUM, COMUM)
    for pergunta in ("zzz", "O que é isso?"):
        sent, palavras = choose_folhas(folhas, pergunta, max_chars=2 * len(COMUM))
        assert ([folha.lugar for folha in sent], palavras) == (["fl. 1", "fl. 2"], ())


def test_words_that_say_nothing_are_left_out() -> None:
    assert list_palavras("Qual é o prazo para a contestação do Estado?") == ("prazo", "contestacao", "estado")
