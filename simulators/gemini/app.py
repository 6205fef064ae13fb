"""The HTTP side of the stand-in for Gemini: routes, key check and the small calls.

Environment: SIMULATOR_GEMINI_KEY (default demo-key), SIMULATOR_SEED, SIMULATOR_SPEED (all normal times are divided
by it), SIMULATOR_LEDGER (file). Versions v1 and v1beta answer alike. Faults are described in ``faults``.
"""

from __future__ import annotations

import json
import os
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulators.control import Control
from simulators.gemini import catalogue, failures
from simulators.gemini.embedding import DEFAULT_DIMENSIONS, MAX_DIMENSIONS, embed
from simulators.gemini.faults import MODES, take_fault
from simulators.gemini.generation import Generation
from simulators.gemini.stream import STREAM_CALL
from simulators.gemini.wire import InvalidRequestError, Json, camel_keys, count_tokens, parse_generation, parse_turns

SMALL_CALL_S = 0.05
MAX_BATCH = 100


def build_app(control: Control | None = None) -> Starlette:
    """A simulator of its own, with its own faults and ledger; tests build as many as they need."""
    service = GeminiService(control or Control(modes=MODES))
    routes = list(service.control.routes())
    for version in ("v1", "v1beta"):
        routes += [
            Route(f"/{version}/models", service.list_models, methods=["GET"]),
            Route(f"/{version}/models/{{name}}", service.get_model, methods=["GET"]),
            Route(f"/{version}/models/{{call}}", service.call_model, methods=["POST"]),
        ]
    app = Starlette(routes=routes)
    app.state.control = service.control
    return app


class GeminiService:
    """The endpoints; ``call_model`` hands ``models/{model}:{method}`` to its method."""

    def __init__(self, control: Control) -> None:
        self.control = control
        self._key = os.environ.get("SIMULATOR_GEMINI_KEY", "demo-key")
        self._generation = Generation(control)

    async def list_models(self, request: Request) -> Response:
        return self._refuse(request) or JSONResponse({"models": catalogue.list_models()})

    async def get_model(self, request: Request) -> Response:
        name = request.path_params["name"]
        model = catalogue.find_model(name)
        known = JSONResponse(model) if model else _unknown_model(name, "GetModel")
        return self._refuse(request) or known

    async def call_model(self, request: Request) -> Response:
        """A wrong key, model, method or body is refused before it counts as a call."""
        name, _, method = request.path_params["call"].rpartition(":")
        refusal = self._refuse(request)
        if refusal is not None:
            return refusal
        model = catalogue.find_model(name)
        if model is None or method not in model["supportedGenerationMethods"]:
            return _unknown_model(name, method)
        try:
            body = await request.json()
            if method in ("generateContent", STREAM_CALL):
                return await self._generation.answer(request, name, method, body)
            return await self._answer_small(name, method, body)
        except json.JSONDecodeError:
            return failures.error_response(400, "Invalid JSON payload received. Unexpected token.")
        except InvalidRequestError as error:
            return failures.error_response(400, str(error))

    def _refuse(self, request: Request) -> Response | None:
        key = request.headers.get("x-goog-api-key") or request.query_params.get("key")
        if not key:
            return failures.missing_key()
        return None if key == self._key else failures.invalid_key()

    async def _answer_small(self, model: str, method: str, body: Any) -> Response:
        """countTokens and the embedding calls: storms hit them too, modes do not."""
        if not isinstance(body, dict):
            raise InvalidRequestError("Invalid JSON payload received. Root element must be a message.")
        answers = {"countTokens": _count, "embedContent": _embed_one, "batchEmbedContents": _embed_batch}
        with self.control.ledger.track("gemini", method, model=model) as entry:
            fault = take_fault(self.control, call=method, agente="", has_modes=False)
            await self.control.pause(method, SMALL_CALL_S)
            if fault.storm_status:
                entry.outcome = f"http_{fault.storm_status}"
                return failures.storm_response(fault.storm_status, model, fault.retry_after_s)
            return JSONResponse(answers[method](model, camel_keys(body)))


def _unknown_model(name: str, method: str) -> Response:
    message = f"models/{name} is not found for API version v1beta, or is not supported for {method}."
    return failures.error_response(404, f"{message} Call ListModels to see the list of available models.")


def _count(model: str, body: Json) -> Json:
    request = body.get("generateContentRequest") or {"contents": body.get("contents")}
    tokens = parse_generation(model, request).prompt_tokens
    return {"totalTokens": tokens, "promptTokensDetails": [{"modality": "TEXT", "tokenCount": tokens}]}


def _embed_one(model: str, body: Json) -> Json:  # one signature for the small calls
    values, tokens = _embedding(body)
    return {"embedding": {"values": values}, "usageMetadata": {"promptTokenCount": tokens}}


def _embed_batch(model: str, body: Json) -> Json:
    requests = body.get("requests")
    if not isinstance(requests, list) or not requests:
        raise InvalidRequestError("* BatchEmbedContentsRequest.requests: requests is not specified\n")
    if len(requests) > MAX_BATCH:
        raise InvalidRequestError("* BatchEmbedContentsRequest.requests: at most 100 requests can be in one batch\n")
    results = [_embedding(item) for item in requests]
    tokens = sum(count for _, count in results)
    embeddings = [{"values": values} for values, _ in results]
    return {"embeddings": embeddings, "usageMetadata": {"promptTokenCount": tokens}}


def _embedding(request: Json) -> tuple[list[float], int]:
    dimensions = request.get("outputDimensionality") or DEFAULT_DIMENSIONS
    if not 1 <= dimensions <= MAX_DIMENSIONS:
        raise InvalidRequestError("Unable to submit request because output_dimensionality is out of range.")
    text = parse_turns([request.get("content") or {}])[0].text
    return embed(text, dimensions), count_tokens(len(text))


app = build_app()
