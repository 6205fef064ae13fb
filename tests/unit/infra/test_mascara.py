"""People and their numbers hidden from an outside service, and put back."""

from __future__ import annotations

import json
import random
import re

import pytest

from core.infra.mascara import Mascara, Pessoa

CASO = "08012345620268120001"
AUTORA = Pessoa("MARIA APARECIDA DE SOUZA CONCEIÇÃO", "52998224725")
OUTRO = Pessoa("José Antônio da Silva", "11144477735")


def build(*pessoas: Pessoa, caso: str = CASO) -> Mascara:
    return Mascara(caso, pessoas or (AUTORA, OUTRO))


@pytest.mark.parametrize(
    "written",
    [
        "MARIA APARECIDA DE SOUZA CONCEIÇÃO",
        "Maria Aparecida de Souza Conceicao",
        "Maria Aparecida\nde Souza Conceição",
        "Maria A. de S. Conceição",
        "Maria Conceição",
        "529.982.247-25",
        "52998224725",
        "529.982.247 - 25",
        "(67) 99999-1234",
        "maria.conceicao@exemplo.com.br",
        "898 0012 3456 7890",
    ],
)
def test_what_names_a_party_is_hidden_and_put_back(written: str) -> None:
    mascara = build()
    text = f"A parte autora, {written}, reside em Dourados."
    hidden = mascara.conceal(text)
    assert written not in hidden
    assert re.search(r"\[[A-Z]+_[0-9A-F]{6}\]", hidden)
    assert mascara.restore(hidden) == text


@pytest.mark.parametrize(
    "text",
    [
        "Estado de Mato Grosso do Sul e Município de Dourados, por seus procuradores.",
        "Autos 0801234-56.2026.8.12.0001, valor da causa R$ 1.529.982,47.",
        "A Santa Casa de Maria Aparecida atende pelo SUS; protocolo 20261122000147.",
        "Nos termos do art. 196 da CF e do Tema 1.234 do STF [grifo nosso].",
    ],
)
def test_what_names_no_party_stays(text: str) -> None:
    assert build().conceal(text) == text


@pytest.mark.parametrize(
    ("text", "hides"),
    [
        ("A menor Bogarim foi internada.", True),
        ("A MENOR BOGARIM FOI INTERNADA.", True),
        ("um bogarim florido", False),
        ("A Sra. Pereira e o perito Pereira.", False),
        ("Antônia foi internada.", False),
    ],
    ids=["alone", "capitals", "word", "common", "first name"],
)
def test_rare_surname_alone_is_hidden(text: str, hides: bool) -> None:
    mascara = build(Pessoa("Antônia Pereira Bogarim"))
    hidden = mascara.conceal(text)
    assert (hidden != text, "bogarim" in hidden.lower() and hides) == (hides, False)
    assert mascara.restore(hidden) == text


def test_two_people_never_share_a_placeholder() -> None:
    """Among so many there are equal beginnings of a hash (24 bits): each of them comes back as itself."""
    text = "\n".join(f"CPF {n // 10**6:03d}.{n // 1000 % 1000:03d}.{n % 1000:03d}-00" for n in range(20_000))
    mascara = Mascara(CASO)
    hidden = mascara.conceal(text)
    assert "-00" not in hidden
    assert mascara.restore(hidden) == text


def test_placeholders_are_the_same_in_every_call_of_a_case_and_of_no_other() -> None:
    first, again, other = build(), build(OUTRO, AUTORA), build(caso="08012345620268120002")
    text = "José Antônio da Silva, CPF 111.444.777-35"
    assert first.conceal(f"Antes: {text}")[len("Antes: ") :] == again.conceal(text)
    assert not set(re.findall(r"_\w{6}", first.conceal(text))) & set(re.findall(r"_\w{6}", other.conceal(text)))


def test_a_case_that_is_not_masked_leaves_as_it_is() -> None:
    mascara = Mascara(CASO, (AUTORA,), is_on=False)
    assert mascara.conceal(AUTORA.nome) == AUTORA.nome
    assert list(mascara.follow().feed("texto [com")) == ["texto [com"]


def test_a_streamed_answer_is_put_back_wherever_it_is_cut() -> None:
    mascara = build()
    hidden = mascara.conceal(f"Autora: {AUTORA.nome} [sic]; réu: {OUTRO.nome}, CPF {OUTRO.documento}; fim [")
    whole = f"Autora: {AUTORA.nome} [sic]; réu: {OUTRO.nome}, CPF {OUTRO.documento}; fim ["
    for size in range(1, len(hidden) + 1):
        restauro = mascara.follow()
        pieces = [hidden[at : at + size] for at in range(0, len(hidden), size)]
        shown = [part for piece in pieces for part in restauro.feed(piece)] + list(restauro.end())
        assert "".join(shown) == whole
        assert not any("PARTE_" in part for part in shown)


def test_placeholders_are_known_as_models_write_them() -> None:
    mascara = build()
    code = mascara.conceal(OUTRO.nome)[1:-1]
    for written in (f"[{code}]", rf"\[{code.replace('_', chr(92) + '_')}\]", f"[{code.lower()}]", f"[ {code} ]"):
        assert mascara.restore(written) == OUTRO.nome
    assert mascara.restore("[PARTE_000000]") == "[PARTE_000000]"


def test_json_stays_json_whatever_is_put_back() -> None:
    mascara = build(Pessoa('Ana "Nina" Prado'))
    hidden = json.dumps({"nome": mascara.conceal('Ana "Nina" Prado')})
    restauro = mascara.follow(is_json=True)
    shown = "".join([*restauro.feed(hidden[:14]), *restauro.feed(hidden[14:]), *restauro.end()])
    assert json.loads(shown) == {"nome": 'Ana "Nina" Prado'}
    assert mascara.restore_in(json.loads(hidden)) == {"nome": 'Ana "Nina" Prado'}


def test_every_mention_of_invented_people_is_hidden() -> None:
    """In every way of writing but bare words of a name."""
    dice = random.Random(20261123)
    first = ("Antônia", "Benedito", "Cícera", "Délcio", "Eunice", "Fábio", "Graça", "Hélio")
    last = ("Arruda", "Bogarim", "Cáceres", "Duré", "Espíndola", "Flôres", "Gonçalves", "Xavier")
    total = hidden_count = 0
    for number in range(100):
        nome = f"{dice.choice(first)} {dice.choice(last)} de {dice.choice(last)} {dice.choice(last)}"
        words = nome.split()
        cpf = f"{dice.randrange(10**9):09d}{dice.randrange(100):02d}"
        dotted = f"{cpf[:3]}.{cpf[3:6]}.{cpf[6:9]}-{cpf[9:]}"
        forms = [nome, nome.upper(), nome.replace(" ", "\n", 1), f"{words[0]} {words[1][0]}. {words[-1]}", dotted, cpf]
        mascara = Mascara(str(number), (Pessoa(nome, cpf),))
        for form in forms:
            total += 1
            hidden_count += form not in mascara.conceal(f"Segundo {form}, o remédio faltou.")
    assert hidden_count == total
