"""One document asked of the model: cut, sent, answered, checked."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from core.classificador.chamada import build_chamada, build_schema, build_trecho, read_resposta
from core.classificador.domain import Consumido, Lote, RespostaDaClassificacao
from core.classificador.trabalho.corte import cut_texto
from core.classificador.trabalho.leitura import Leitura
from core.classificador.trabalho.tokens import Contador
from core.clients.gemini import GeminiClient
from core.errors import ClassificacaoInvalidaError, DocumentoExtensoError
from core.prompts.domain import Prompt

OPERATION = "lote"
PriceBrl = Callable[[str, tuple[int, int]], float]
"""What a call costs: model, tokens in and out."""


@dataclass(frozen=True)
class Resultado:
    """A valid answer, or code and words of why there is none, and what it took either way."""

    resposta: RespostaDaClassificacao | None
    consumido: Consumido
    erro: tuple[str, str] = ("", "")


class ClassificadorDeDocumento:
    def __init__(self, gemini: GeminiClient, contador: Contador, price_brl: PriceBrl, *, max_chars: int) -> None:
        self._gemini = gemini
        self._contador = contador
        self._price_brl = price_brl
        self._max_chars = max_chars

    def classify(self, lote: Lote, prompt: Prompt, leitura: Leitura) -> Resultado:
        """Raises the errors of the model when it gave no answer, DocumentoExtensoError before anything is sent."""
        began, modelo = time.monotonic(), lote.pedido.modelo
        texto = cut_texto(leitura.texto, lote.pedido.corte, partial(self._count, modelo, leitura))
        if len(texto) > self._max_chars:
            raise DocumentoExtensoError(f"{len(texto)} characters")
        pedido = build_chamada(prompt, modelo, leitura.item.nome, texto, leitura.procedencias)
        answer = self._gemini.generate_json(pedido, build_schema(prompt), operation=OPERATION)
        tokens = (answer.consumo.entrada, answer.consumo.saida)
        custo = Decimal(f"{self._price_brl(modelo, tokens):.6f}")
        consumido = Consumido(*tokens, custo, time.monotonic() - began)
        try:
            return Resultado(read_resposta(answer.valor, prompt), consumido)
        except ClassificacaoInvalidaError as error:
            return Resultado(None, consumido, (error.code, error.user_message))

    def _count(self, modelo: str, leitura: Leitura, texto: str) -> int:
        return self._contador.count(modelo, build_trecho(texto, leitura.procedencias))
