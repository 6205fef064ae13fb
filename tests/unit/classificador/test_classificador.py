"""One document asked of the model: what was answered is paid for, whether it can be used or not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from core.classificador.trabalho.classificador import ClassificadorDeDocumento, Resultado
from core.classificador.trabalho.leitura import Leitura
from core.clients.gemini import Consumo, Procedencia, RespostaJson
from core.errors import (
    DocumentoExtensoError,
    GeminiBlockedError,
    GeminiTruncatedError,
    GeminiUnavailableError,
    PortalError,
)
from tests.unit.classificador.lotes import PROMPT, build_item, build_lote

VALIDA = {"categoria": "saude", "confianca": "alta", "justificativa_breve": "Pede medicamento."}
FIRST, LAST = Consumo(100, 20, 0.5), Consumo(100, 30, 1.5)


class FakeGemini:
    """Counts one answer that was no use before the last; an error is raised after both."""

    def __init__(self, last: dict[str, Any] | PortalError) -> None:
        self.last = last

    def generate_json(self, _pedido: object, _schema: object, *, operation: str, note_consumo: Any) -> RespostaJson:
        note_consumo(FIRST)
        note_consumo(LAST)
        if isinstance(self.last, PortalError):
            raise self.last
        return RespostaJson(self.last, LAST)


def classify(last: dict[str, Any] | PortalError, max_chars: int = 1_000) -> Resultado:
    gemini: Any = FakeGemini(last)
    contador: Any = None
    built = ClassificadorDeDocumento(
        gemini, contador, lambda _modelo, used: used[0] / 1_000 + used[1] / 100, max_chars=max_chars
    )
    leitura = Leitura(build_item(), "Pede medicamento.", frozenset({Procedencia("E" + "0" * 19)}))
    return built.classify(build_lote(), PROMPT, leitura)


@pytest.mark.parametrize(
    ("last", "codigo"),
    [
        (VALIDA, ""),
        (VALIDA | {"categoria": "penal"}, "E620"),
        (GeminiTruncatedError(), "E603"),
        (GeminiBlockedError(), "E602"),
    ],
    ids=["valid", "unknown category", "cut", "blocked"],
)
def test_every_answer_is_counted_with_its_tokens_money_and_seconds(last: Any, codigo: str) -> None:
    resultado = classify(last)
    assert resultado.erro[0] == codigo
    assert (resultado.resposta is None) == bool(codigo)
    consumido = resultado.consumido
    assert (consumido.entrada, consumido.saida, consumido.segundos) == (200, 50, 2.0)
    assert consumido.custo_brl == Decimal("0.7")


def test_a_service_that_is_away_and_a_text_too_long_say_nothing_of_the_document() -> None:
    with pytest.raises(GeminiUnavailableError):
        classify(GeminiUnavailableError())
    with pytest.raises(DocumentoExtensoError):
        classify(VALIDA, max_chars=5)
