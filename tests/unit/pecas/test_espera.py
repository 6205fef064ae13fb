"""The sentences for waits: whose side, what happens by itself, and when."""

from __future__ import annotations

import pytest

from core.events import TurnWaited
from core.pecas.espera import describe_lugar, describe_wait


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, "3ª da fila"),
        (0, "3ª da fila · começa em menos de um minuto"),
        (59.9, "3ª da fila · começa em menos de um minuto"),
        (60, "3ª da fila · começa em cerca de 1 min"),
        (125, "3ª da fila · começa em cerca de 2 min"),
        (16.6 * 60, "3ª da fila · começa em cerca de 15 min"),
        (2 * 3600, "3ª da fila · começa em mais de uma hora"),
    ],
)
def test_place_and_start_are_said_as_a_person_would(seconds: float | None, words: str) -> None:
    assert describe_lugar(3, seconds) == words


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (TurnWaited("geracao", 2, 130.0), "2ª da fila · começa em cerca de 2 min"),
        (TurnWaited("gemini", 4), "Aguardando a vez com o Gemini: 4ª da fila"),
        (TurnWaited("tjms", 1, 20.0), "Aguardando a vez com o TJMS: 1ª da fila · continua em menos de um minuto"),
        (TurnWaited("gemini", 1, 12.0, "cota"), "Limite por minuto do Gemini: continua em 12 s, sozinho."),
        (TurnWaited("gemini", 1, 0.0, "pausa"), "O Gemini está no limite de pedidos: continua em instantes, sozinho."),
        (
            TurnWaited("tjms", 1, 30.0, "fora_do_ar"),
            "O TJMS não está respondendo; o portal tenta de novo em 30 s, sozinho.",
        ),
        (
            TurnWaited("tjms", 1, 5.0, "fora_do_ar"),
            "O TJMS não está respondendo; o portal tenta de novo em 5 s, sozinho.",
        ),
        (TurnWaited("bert", 1, None, "cota"), "Limite por minuto do portal: continua assim que puder, sozinho."),
        (
            TurnWaited("processo", 1, None, "partilha"),
            "O mesmo pedido já está em andamento no portal; a resposta chega também aqui, sozinha.",
        ),
        (TurnWaited("gemini", 0, None, "cota"), ""),
        (TurnWaited("processo", 0, None, "partilha"), ""),
    ],
    ids=lambda value: f"{value.resource}-{value.reason}" if isinstance(value, TurnWaited) else None,
)
def test_each_reason_says_whose_side_it_is_on(event: TurnWaited, words: str) -> None:
    assert describe_wait(event) == words
