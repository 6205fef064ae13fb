"""A document of a lot goes where the words of the instruction's categories are; better words find more."""

from __future__ import annotations

import json

from simulators.gemini.answers import agent_of, compose_answer
from simulators.gemini.wire import GenerationRequest, Turn
from tests.builders import build_numero_cnj

SAUDE = '<categoria slug="saude" nome="Saúde">medicamento, cirurgia, hospital<subcategoria>Remédio</subcategoria>'
SAUDE += "<subcategoria>Cirurgia</subcategoria></categoria>"
TRANSITO = '<categoria slug="transito" nome="Trânsito">multa, veículo, autuação</categoria>'
OUTROS = '<categoria slug="outros" nome="Demais"></categoria>'


def answer(texto: str, *categorias: str) -> dict[str, str]:
    prompt = f'<pedido agente="lote">\n<documento nome="a.txt">\n{texto}\n</documento>\n</pedido>'
    asked = GenerationRequest("gemini-2.5-flash", (Turn("user", prompt),), system=f"Classifique. {''.join(categorias)}")
    assert agent_of(asked) == "lote"
    valor: dict[str, str] = json.loads(compose_answer(asked, 1))
    return valor


def test_the_words_of_the_text_decide_between_the_categories() -> None:
    saude = answer("O autor precisa de cirurgia urgente no hospital.", SAUDE, TRANSITO, OUTROS)
    assert (saude["categoria"], saude["subcategoria"], saude["confianca"]) == ("saude", "Cirurgia", "alta")
    assert "cirurgia" in saude["justificativa_breve"]
    transito = answer("Auto de multa do veículo, com autuação anulada.", SAUDE, TRANSITO, OUTROS)
    assert transito["categoria"] == "transito"
    assert "subcategoria" not in transito


def test_a_category_without_telling_words_is_not_found_and_a_better_description_finds_it() -> None:
    texto = "Discute-se o lançamento do imposto e a certidão de dívida."
    assert answer(texto, SAUDE, TRANSITO, OUTROS)["confianca"] == "baixa"
    better = '<categoria slug="outros" nome="Tributário">imposto, lançamento, certidão de dívida ativa</categoria>'
    assert answer(texto, SAUDE, TRANSITO, better)["categoria"] == "outros"


def test_only_a_case_number_with_right_check_digits_is_given() -> None:
    bare = build_numero_cnj(77)
    right = f"{bare[:7]}-{bare[7:9]}.{bare[9:13]}.8.12.{bare[16:]}"
    wrong = f"{bare[:7]}-00.{bare[9:13]}.8.12.{bare[16:]}"
    assert answer(f"Processo {wrong} e {right}.", SAUDE, OUTROS)["numero_processo_cnj"] == right
