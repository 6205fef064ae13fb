"""Google Gemini by its own SDK: structured answers, streamed text and embeddings, under the guard.

The SDK's own retries stay off (it ignores the instant the server names); the guard retries. Only an ending of STOP
with text is a success; every other ending is a named error.

This is the only door to the model. Every text says what it was made from, and directly before a request leaves, at
every attempt, the secrecy of all of that is asked for: whoever forgot to ask before is refused here. What names people
is hidden behind placeholders at the same place, where that is switched on, and put back in the answer.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

import httpx
from google import genai
from google.genai import errors, types

from core.errors import (
    GeminiBlockedError,
    GeminiEmptyError,
    GeminiResponseError,
    GeminiTruncatedError,
    GeminiUnavailableError,
    QuotaError,
)
from core.infra.deadline import end_at_deadline, join_call
from core.infra.guard import Guard
from core.infra.mascara import Mascara
from core.infra.respostas import keep_storable, parse_object
from core.infra.retry_after import find_retry_delay_s
from core.infra.tariff import Spend
from core.settings import GeminiSettings

RESOURCE = "gemini"
STREAMS = "streams"

_CHARS_PER_TOKEN = 3
"""For the estimate before a call: fewer than in any Portuguese text, so that it errs upwards."""

_TEXTS_PER_CALL = 100
"""Most that one batchEmbedContents accepts."""

_TRUNCATED = {types.FinishReason.MAX_TOKENS}
_BLOCKED = {
    types.FinishReason.SAFETY,
    types.FinishReason.RECITATION,
    types.FinishReason.BLOCKLIST,
    types.FinishReason.PROHIBITED_CONTENT,
    types.FinishReason.SPII,
}


@dataclass(frozen=True)
class Procedencia:
    """A document of a case or, without one, what the court says of the case itself."""

    numero_cnj: str
    id_documento: str = ""


SEM_AUTOS = frozenset({Procedencia("")})
"""Of a text that comes from no case at all."""


@dataclass(frozen=True)
class Turno:
    """The text of one turn, with everything of a case that went into it."""

    texto: str
    procedencias: frozenset[Procedencia]

    def __post_init__(self) -> None:
        if not self.procedencias:
            raise ValueError("a text for the model must say what it was made from")


RequireAberto = Callable[[frozenset[Procedencia]], None]
"""Raises ProcessoSigilosoError unless all of it may leave for the model."""

BuildMascara = Callable[[frozenset[Procedencia]], Mascara]
"""What hides the people of these cases."""


@dataclass(frozen=True)
class PedidoAoModelo:
    """One request: who answers, under which instruction, to which turns (user first, then model, user ...).

    The instruction is the office's own text: nothing of a case stands in it.
    """

    modelo: str
    instrucao: str
    turnos: tuple[Turno, ...]
    temperatura: float = 0.0

    @property
    def procedencias(self) -> frozenset[Procedencia]:
        return frozenset().union(*(turno.procedencias for turno in self.turnos))


class TarefaDoEmbedding(StrEnum):
    """What a text is, for models whose vectors of questions and of texts searched differ."""

    DOCUMENTO = "RETRIEVAL_DOCUMENT"
    CONSULTA = "RETRIEVAL_QUERY"


@dataclass(frozen=True)
class Consumo:
    """Tokens of one call as the provider counts them, and the seconds it took; no wait for a turn is in them."""

    entrada: int = 0
    saida: int = 0
    segundos: float = field(default=0.0, compare=False)


@dataclass(frozen=True)
class RespostaJson:
    """A structured answer, parsed. The caller validates the values; here it is only known to be an object."""

    valor: dict[str, Any]
    consumo: Consumo


class GeminiClient:
    """The model. One object per process; threads share it."""

    def __init__(
        self,
        settings: GeminiSettings,
        guard: Guard,
        require_aberto: RequireAberto,
        transport: httpx.BaseTransport | None = None,
        build_mascara: BuildMascara = lambda _: Mascara(is_on=False),
    ) -> None:
        self._settings = settings
        self._guard = guard
        self._require_aberto, self._build_mascara = require_aberto, build_mascara
        self._http = httpx.Client(
            transport=transport,
            event_hooks={"request": [self._shorten_connect, join_call], "response": [end_at_deadline]},
            limits=httpx.Limits(max_connections=100, max_keepalive_connections=20),
            trust_env=True,
            follow_redirects=False,
        )
        self._client = genai.Client(
            api_key=settings.api_key.get_secret_value(),
            http_options=types.HttpOptions(
                base_url=settings.base_url or None,
                headers={"X-Server-Timeout": str(math.ceil(settings.total_timeout_s))},
                httpx_client=self._http,
            ),
        )

    def generate_json(
        self,
        pedido: PedidoAoModelo,
        schema: dict[str, Any],
        *,
        operation: str,
        note_consumo: Callable[[Consumo], None] | None = None,
    ) -> RespostaJson:
        """An object in the given JSON schema.

        ``note_consumo`` is told of every answer, of those too that end in an error: they are paid for.

        Raises the Gemini* errors and QuotaError of ``core.errors``, and ProcessoSigilosoError before anything is sent.
        """
        config = self._config(pedido, self._settings.read_timeout_s)
        config.response_mime_type = "application/json"
        config.response_json_schema = schema
        spend = self._estimate(pedido)

        def attempt() -> RespostaJson:
            self._let_out(pedido.procedencias, spend)
            mascara = self._build_mascara(pedido.procedencias)
            contents, began = _contents(pedido.turnos, mascara), time.monotonic()
            with _translated(spend):
                answer = self._client.models.generate_content(model=pedido.modelo, contents=contents, config=config)
            consumo = replace(_settle(spend, answer), segundos=time.monotonic() - began)
            if note_consumo is not None:
                note_consumo(consumo)
            _check_ending(answer)
            return RespostaJson(mascara.restore_in(parse_object(answer.text or "")), consumo)

        return self._guard.run(RESOURCE, operation, attempt, spend=spend)

    def stream_text(
        self,
        pedido: PedidoAoModelo,
        *,
        operation: str,
        schema: dict[str, Any] | None = None,
        note_consumo: Callable[[Consumo], None] | None = None,
    ) -> Iterator[str]:
        """The pieces of the text as they arrive; with a ``schema`` they are those of a JSON object.

        ``note_consumo`` is told with each piece what the provider counted so far.

        Raises GeminiTruncatedError, GeminiBlockedError or GeminiUnavailableError after the pieces that did arrive,
        GeminiEmptyError when there were none, and ProcessoSigilosoError before anything is sent.
        """
        config = self._config(pedido, self._settings.stream_timeout_s)
        if schema is not None:
            config.response_mime_type = "application/json"
            config.response_json_schema = schema
        spend = self._estimate(pedido)

        def attempt() -> Iterator[str]:
            has_text = False
            last: types.GenerateContentResponse | None = None
            self._let_out(pedido.procedencias, spend)
            mascara = self._build_mascara(pedido.procedencias)
            contents, restauro = _contents(pedido.turnos, mascara), mascara.follow(is_json=schema is not None)
            ask = self._client.models.generate_content_stream
            with _translated(spend):
                for chunk in ask(model=pedido.modelo, contents=contents, config=config):
                    last = chunk
                    consumo = _settle(spend, chunk)
                    if note_consumo is not None:
                        note_consumo(consumo)
                    if text := keep_storable(chunk.text):
                        has_text = True
                        yield from restauro.feed(text)
            yield from restauro.end()
            if last is None:
                raise GeminiEmptyError("stream without chunks")
            _check_ending(last, has_text=has_text)

        yield from self._guard.stream(RESOURCE, operation, attempt, spend=spend, lane=STREAMS)

    def embed_texts(
        self, textos: Sequence[Turno], tarefa: TarefaDoEmbedding, *, operation: str
    ) -> tuple[tuple[float, ...], ...]:
        """One vector of ``GeminiSettings.dimensao_embedding`` numbers for each text, in their order.

        Shortened vectors have no fixed length: the caller brings them to 1 before comparing. Texts beyond what the
        model reads are cut by it. Raises as ``generate_json``.
        """
        vetores: list[tuple[float, ...]] = []
        for start in range(0, len(textos), _TEXTS_PER_CALL):
            vetores += self._embed(textos[start : start + _TEXTS_PER_CALL], tarefa, operation)
        return tuple(vetores)

    def count_tokens(self, modelo: str, turno: Turno, *, operation: str) -> int:
        """How many tokens the model makes of a text; the provider takes no money. Raises as ``generate_json``."""
        config = types.CountTokensConfig(
            http_options=types.HttpOptions(timeout=int(self._settings.embedding_timeout_s * 1000))
        )

        def attempt() -> int:
            spend = Spend(modelo, 0, 0)
            self._let_out(turno.procedencias, spend)
            contents = _contents((turno,), self._build_mascara(turno.procedencias))
            with _translated(spend):
                answer = self._client.models.count_tokens(model=modelo, contents=contents, config=config)
            if answer.total_tokens is None:
                raise GeminiResponseError("no count of tokens")
            return answer.total_tokens

        return self._guard.run(RESOURCE, operation, attempt)

    def close(self) -> None:
        """Close the connections kept open."""
        self._http.close()

    def _embed(self, textos: Sequence[Turno], tarefa: TarefaDoEmbedding, operation: str) -> list[tuple[float, ...]]:
        modelo, dimensao = self._settings.modelo_embedding, self._settings.dimensao_embedding
        config = types.EmbedContentConfig(
            http_options=types.HttpOptions(timeout=int(self._settings.embedding_timeout_s * 1000)),
            task_type=tarefa.value,
            output_dimensionality=dimensao,
        )
        procedencias = frozenset[Procedencia]().union(*(turno.procedencias for turno in textos))
        spend = Spend(modelo, sum(len(turno.texto) for turno in textos) // _CHARS_PER_TOKEN + 1, 0)

        def attempt() -> list[tuple[float, ...]]:
            self._let_out(procedencias, spend)
            mascara = self._build_mascara(procedencias)
            contents = [types.Content(parts=[types.Part(text=mascara.conceal(turno.texto))]) for turno in textos]
            with _translated(spend):
                answer = self._client.models.embed_content(model=modelo, contents=contents, config=config)
            if answer.usage_metadata is not None and answer.usage_metadata.prompt_token_count:
                spend.used = (answer.usage_metadata.prompt_token_count, 0)
            vetores = [tuple(embedding.values or ()) for embedding in answer.embeddings or ()]
            if [len(vetor) for vetor in vetores] != [dimensao] * len(textos):
                raise GeminiResponseError("vectors missing or of another size")
            return vetores

        return self._guard.run(RESOURCE, operation, attempt, spend=spend)

    def _let_out(self, procedencias: frozenset[Procedencia], spend: Spend) -> None:
        """The last step before a request leaves. What is refused costs nothing."""
        spend.is_unsent = True
        self._require_aberto(procedencias)
        spend.is_unsent = False

    def _estimate(self, pedido: PedidoAoModelo) -> Spend:
        chars = len(pedido.instrucao) + sum(len(turno.texto) for turno in pedido.turnos)
        entrada = chars // _CHARS_PER_TOKEN + 1
        return Spend(pedido.modelo, entrada, self._settings.max_output_tokens, temperatura=pedido.temperatura)

    def _config(self, pedido: PedidoAoModelo, silence_s: float) -> types.GenerateContentConfig:
        """``silence_s`` bounds the wait here; without a header of ours the SDK would name it to Google as the total."""
        return types.GenerateContentConfig(
            http_options=types.HttpOptions(timeout=int(silence_s * 1000)),
            system_instruction=pedido.instrucao,
            temperature=pedido.temperatura,
            max_output_tokens=self._settings.max_output_tokens,
        )

    def _shorten_connect(self, request: httpx.Request) -> None:
        timeout = request.extensions.get("timeout")
        if timeout:
            timeout["connect"] = self._settings.connect_timeout_s


@contextmanager
def _translated(spend: Spend) -> Iterator[None]:
    """Vendor errors in words of the portal; wraps the reading of a stream too. What was refused costs nothing."""
    try:
        yield
    except errors.APIError as error:
        spend.used = spend.used or (0, 0)
        raise _translate_status(error) from error
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        spend.is_unsent = True
        raise GeminiUnavailableError(type(error).__name__) from error
    except httpx.HTTPError as error:
        raise GeminiUnavailableError(type(error).__name__) from error
    except (errors.UnknownApiResponseError, json.JSONDecodeError) as error:  # the page of a proxy; quoted nowhere
        raise GeminiUnavailableError(type(error).__name__) from None
    except (RecursionError, ValueError) as error:  # an answer made to hurt whoever parses it; quoted nowhere
        raise GeminiResponseError(type(error).__name__) from None


def _translate_status(error: errors.APIError) -> Exception:
    if error.code == 429:
        return QuotaError(f"status {error.code}", retry_after_s=_retry_delay_s(error))
    if error.code >= 500 or error.code == 408:
        return GeminiUnavailableError(f"status {error.code}", retry_after_s=_retry_delay_s(error))
    return GeminiResponseError(f"status {error.code} {error.status}")


def _retry_delay_s(error: errors.APIError) -> float | None:
    body = error.details if isinstance(error.details, dict) else {}
    header = error.response.headers.get("Retry-After") if isinstance(error.response, httpx.Response) else None
    return find_retry_delay_s(body.get("error", {}).get("details", []), header)


def _check_ending(answer: types.GenerateContentResponse, *, has_text: bool | None = None) -> None:
    """Raise unless the answer ended by itself with text."""
    if answer.prompt_feedback is not None and answer.prompt_feedback.block_reason is not None:
        raise GeminiBlockedError(f"prompt: {answer.prompt_feedback.block_reason}")
    reason = answer.candidates[0].finish_reason if answer.candidates else None
    if reason in _TRUNCATED:
        raise GeminiTruncatedError(str(reason))
    if reason in _BLOCKED:
        raise GeminiBlockedError(str(reason))
    if not (bool(answer.text) if has_text is None else has_text):
        raise GeminiEmptyError(str(reason))
    if reason is None:
        raise GeminiUnavailableError("the stream ended without a reason")
    if reason is not types.FinishReason.STOP:
        raise GeminiResponseError(str(reason))


def _settle(spend: Spend, answer: types.GenerateContentResponse) -> Consumo:
    """What the provider counted so far; each piece of a stream names the whole until then."""
    usage = answer.usage_metadata
    if usage is None:
        return Consumo()
    entrada = usage.prompt_token_count or 0
    spend.pensamento = usage.thoughts_token_count or 0
    saida = (usage.candidates_token_count or 0) + spend.pensamento
    spend.used = (entrada, saida)
    return Consumo(entrada, saida)


def _contents(turnos: Sequence[Turno], mascara: Mascara) -> list[types.Content]:
    roles = ("user", "model")
    return [
        types.Content(role=roles[index % 2], parts=[types.Part(text=mascara.conceal(turno.texto))])
        for index, turno in enumerate(turnos)
    ]
