"""One document asked of the model: cut, sent, answered, checked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from core.classificador.chamada import build_chamada, build_schema, build_trecho, read_resposta
from core.classificador.domain import Consumido, Lote, RespostaDaClassificacao
from core.classificador.trabalho.corte import cut_texto
from core.classificador.trabalho.leitura import Leitura
from core.classificador.trabalho.tokens import Contador
from core.clients.gemini import Consumo, GeminiClient
from core.errors import BadResponseError, DocumentoExtensoError
from core.prompts.domain import Prompt

OPERATION = "lote"
PriceBrl = Callable[[str, tuple[int, int]], float]
"""What a call costs: model, tokens in and out."""


@dataclass(frozen=True)
class Resultado:
    """A valid answer, or code and words of why it is none, and what it took either way.

    ``certeza``: how sure a model trained here is of its answer (0 to 1); None where Gemini was asked.
    """

    resposta: RespostaDaClassificacao | None
    consumido: Consumido
    erro: tuple[str, str] = ("", "")
    certeza: float | None = None


class ClassificadorDeDocumento:
    def __init__(self, gemini: GeminiClient, contador: Contador, price_brl: PriceBrl, *, max_chars: int) -> None:
        self._gemini = gemini
        self._contador = contador
        self._price_brl = price_brl
        self._max_chars = max_chars

    def classify(self, lote: Lote, prompt: Prompt, leitura: Leitura) -> Resultado:
        """What the model answered, with the tokens and seconds of all its answers; what it never saw costs nothing.

        Raises the errors of services that gave no answer, DocumentoExtensoError before anything is sent.
        """
        modelo = lote.pedido.modelo
        texto = cut_texto(leitura.texto, lote.pedido.corte, partial(self._count, modelo, leitura))
        if len(texto) > self._max_chars:
            raise DocumentoExtensoError(f"{len(texto)} characters")
        pedido = build_chamada(prompt, modelo, leitura.item.nome, texto, leitura.procedencias)
        schema, consumos = build_schema(prompt), list[Consumo]()
        try:
            answer = self._gemini.generate_json(pedido, schema, operation=OPERATION, note_consumo=consumos.append)
            resposta = read_resposta(answer.valor, prompt)
        except BadResponseError as error:
            return Resultado(None, self._sum_up(modelo, consumos), (error.code, error.user_message))
        return Resultado(resposta, self._sum_up(modelo, consumos))

    def _sum_up(self, modelo: str, consumos: Sequence[Consumo]) -> Consumido:
        tokens = (sum(one.entrada for one in consumos), sum(one.saida for one in consumos))
        custo = Decimal(f"{self._price_brl(modelo, tokens):.6f}")
        return Consumido(*tokens, custo, sum(one.segundos for one in consumos))

    def _count(self, modelo: str, leitura: Leitura, texto: str) -> int:
        return self._contador.count(modelo, build_trecho(texto, leitura.procedencias))
