"""The minuta of the stand-in: structure of the contract, literal quotations, determinism."""

import re

from simulators.gemini.redator import write_minuta
from simulators.gemini.tags import find_request
from tests.unit.simulators_gemini.pedidos import build_redator


def _write(observacao="", seed=1):
    return write_minuta(find_request(build_redator(observacao)), seed)


def test_minuta_opens_with_the_addressing_in_bold_capitals():
    first = _write().splitlines()[0]
    assert first.startswith("**EXCELENTÍSSIMO")
    assert first == first.upper()


def test_each_modulo_is_one_heading_in_order():
    titles = re.findall(r"^### (.+)$", _write(), re.MULTILINE)
    assert titles == [
        "Da ilegitimidade do Estado",
        "Do medicamento não incorporado",
        "Da falta de urgência",
        "Do prazo razoável",
    ]


def test_sections_follow_the_modulos_and_end_with_pedidos():
    sections = re.findall(r"^## (.+)$", _write(), re.MULTILINE)
    assert sections == ["Síntese", "Preliminar", "Mérito", "Eventualidade", "Pedidos"]


def test_fact_is_quoted_with_its_place_under_the_modulo_it_supports():
    argument = _write().split("### Do medicamento não incorporado")[1].split("###")[0]
    assert "“O fármaco não está incorporado ao Sistema Único de Saúde” (fl. 2)" in argument


def test_places_are_filled_or_marked_and_text_is_unescaped():
    text = _write()
    assert "O pedido de Ana & Filhos cai." in text
    assert "Não há <urgência> no caso, [a completar: nao sei]." in text


def test_requests_are_lettered_and_closing_has_placeholders():
    text = _write()
    letters = re.findall(r"^([a-z])\) ", text, re.MULTILINE)
    assert letters == [chr(ord("a") + i) for i in range(len(letters))]
    assert len(letters) >= 4
    assert text.rstrip().endswith("Procurador do Estado de Mato Grosso do Sul")


def test_observacao_enters_the_argument_it_is_about():
    argument = _write("Destacar a falta de urgência médica.").split("### Da falta de urgência")[1].split("##")[0]
    assert "Cumpre destacar a falta de urgência médica." in argument


def test_same_request_and_seed_give_the_same_text():
    assert _write() == _write()
    assert _write(seed=1) != _write(seed=3)


def test_no_authority_is_invented():
    assert not re.search(r"\b(?:art\.|Tema|Súmula|Lei|REsp|RE) \d", _write())
