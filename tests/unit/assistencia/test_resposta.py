"""What of an answer of the model is let through: only what a quotation on a page of the case proves."""

from __future__ import annotations

import pytest

from core.assistencia.domain import NAO_CONSTA, NAO_CONSTA_NAS_LIDAS, SEM_PROVA, Alcance, FolhaLida, Linha, Resposta
from core.assistencia.resposta import CURTA, SEM_PAGINA, Montagem, require_forma
from core.conferencia.domain import Cor
from core.errors import GeminiResponseError

LAUDO = (
    "O paciente usa insulina glargina desde 12/03/2024.\nNão houve resposta ao trata-\nmento oferecido pelo SUS, "
    "e o custo mensal é de R$ 1.250,00."
)
DECISAO = "Defiro os benefícios da justiça gratuita à parte autora. Não concedo a tutela de urgência."
FOLHAS = (
    FolhaLida("10", 1, "fl. 3", "Laudo", LAUDO),
    FolhaLida("11", 2, "fl. 9", "Decisão", DECISAO),
)


def read(texto: str) -> Montagem:
    montagem = Montagem(FOLHAS)
    montagem.read(texto)
    return montagem


def cite(trecho: str, pagina: int = 1, numero: int = 1) -> str:
    return f'<citacao n="{numero}" pagina="{pagina}">{trecho}</citacao>\n'


def test_a_statement_with_a_literal_quotation_stands_with_its_place() -> None:
    found = read(
        cite("Não houve resposta ao tratamento oferecido pelo SUS") + "<resposta>\n- O SUS não bastou. [1]\n</resposta>"
    )
    assert found.linhas == [Linha("O SUS não bastou.", (1,))]
    citacao = found.citacoes[1]
    assert (citacao.cor, citacao.id_documento, citacao.pagina, citacao.lugar) == (Cor.VERDE, "10", 1, "fl. 3")


@pytest.mark.parametrize(
    "trecho",
    [
        "Houve resposta ao tratamento oferecido pelo SUS",
        "resposta ao tratamento oferecido pelo SUS",  # a "não" was cut off before it
        "o custo mensal é de R$ 1.520,00",
        "o paciente usa insulina humana desde 2024",
        "custo mensal",
        "frase que nenhuma página tem",
    ],
    ids=["without-nao", "cut-nao", "another-digit", "another-word", "too-short", "invented"],
)
def test_what_is_not_proven_is_taken_out_whole(trecho: str) -> None:
    found = read(cite(trecho) + "<resposta>\nAfirmação qualquer. [1]\n</resposta>")
    assert (found.linhas, found.retiradas) == ([], 1)
    assert not found.citacoes[1].is_provada


def test_a_quotation_on_another_page_than_named_is_put_where_it_stands() -> None:
    found = read(cite("Defiro os benefícios da justiça gratuita", pagina=1))
    assert (found.citacoes[1].is_provada, found.citacoes[1].lugar) == (True, "fl. 9")


def test_a_page_that_was_not_sent_proves_nothing() -> None:
    found = read(cite("texto de uma página inventada", pagina=99))
    assert found.citacoes[1].motivo == SEM_PAGINA
    assert read(cite("a b")).citacoes[1].motivo == CURTA


@pytest.mark.parametrize(
    ("linha", "stays"),
    [
        ("O custo é de R$ 1.250,00 por mês. [1]", True),
        ("O custo é de R$ 2.250,00 por mês. [1]", False),
        ("O uso começou em 12 de março de 2024. [1]", True),
        ("O uso começou em 13/03/2024. [1]", False),
        ("O custo mensal está no laudo.", False),
        ("O custo mensal está no laudo. [7]", False),
    ],
)
def test_a_statement_must_be_marked_and_have_no_value_of_its_own(linha: str, stays: bool) -> None:
    found = read(cite("o custo mensal é de R$ 1.250,00") + f"<resposta>\n{linha}\n</resposta>")
    assert bool(found.linhas) is stays


def test_the_same_comes_out_however_the_text_is_cut() -> None:
    whole = (
        cite("o custo mensal é de R$ 1.250,00")
        + cite("Defiro os benefícios da justiça gratuita", 2, 2)
        + "<resposta>\nCusta R$ 1.250,00. [1]\nHá gratuidade. [2]\nSem prova. [3]\n</resposta>"
    )
    montagem, shown = Montagem(FOLHAS), ""
    for end in range(1, len(whole) + 1):
        montagem.read(whole[:end])
        assert montagem.texto.startswith(shown)
        shown = montagem.texto
    assert shown == read(whole).texto == "Custa R$ 1.250,00.\n\nHá gratuidade.\n\n"
    assert montagem.retiradas == 1


@pytest.mark.parametrize("texto", ["<nao_consta/>", cite("a b c") + "<resposta>\nSim. [1]\n</resposta>"])
def test_both_forms_are_accepted(texto: str) -> None:
    require_forma(texto)


@pytest.mark.parametrize("texto", ["", "Sim.", cite("a b c"), "<resposta>sem fim", "<nao_consta/> e mais"])
def test_anything_else_is_refused(texto: str) -> None:
    with pytest.raises(GeminiResponseError):
        require_forma(texto)


def test_lines_beyond_the_most_are_counted_once_however_the_text_is_cut() -> None:
    lines = "".join(f"Custa R$ 1.250,00, linha {numero}. [1]\n" for numero in range(62))
    whole = cite("o custo mensal é de R$ 1.250,00") + f"<resposta>\n{lines}</resposta>"
    montagem = Montagem(FOLHAS)
    for end in (len(whole) // 2, len(whole) - 3, len(whole)):
        montagem.read(whole[:end])
    assert (len(montagem.linhas), montagem.cortadas) == (60, 2)


@pytest.mark.parametrize(
    ("texto", "alcance", "titulo"),
    [
        ("<nao_consta/>", Alcance(9, 9), NAO_CONSTA),
        ("<nao_consta/>", Alcance(3, 9), NAO_CONSTA_NAS_LIDAS),
        ("<nao_consta/>", Alcance(9, 9, por_ler=("Laudo",)), NAO_CONSTA_NAS_LIDAS),
        ("<nao_consta/>", Alcance(9, 9, sigilosos=1), NAO_CONSTA_NAS_LIDAS),
        (cite("frase que não está lá") + "<resposta>\nSim. [1]\n</resposta>", Alcance(9, 9), SEM_PROVA),
        ("<resposta>\nSim, sem marca.\n</resposta>", Alcance(9, 9), SEM_PROVA),
    ],
)
def test_only_what_was_looked_for_everywhere_is_not_in_the_case(texto: str, alcance: Alcance, titulo: str) -> None:
    found = read(texto)
    resposta = Resposta(tuple(found.linhas), tuple(found.citacoes.values()), found.retiradas, alcance=alcance)
    assert resposta.texto == titulo
