"""The shapes of the Gemini REST API: what a request says and what an answer looks like.

Both spellings of keys arrive in practice (camelCase outside, snake_case in nested objects), so a request is
first rewritten to camelCase. Inside a schema nothing is rewritten: its keys are the caller's own names.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

CHARS_PER_TOKEN = 4
"""Google's own rule of thumb; good enough for limits and prices in tests."""

INLINE_DATA_TOKENS = 258
"""What Gemini charges for an image or for one page of a PDF."""

_OPAQUE_KEYS = frozenset({"responseJsonSchema", "responseSchema", "args", "response", "parametersJsonSchema"})
_SAFETY_CATEGORIES = (
    "HARM_CATEGORY_SEXUALLY_EXPLICIT",
    "HARM_CATEGORY_HATE_SPEECH",
    "HARM_CATEGORY_HARASSMENT",
    "HARM_CATEGORY_DANGEROUS_CONTENT",
)


class InvalidRequestError(ValueError):
    """The request cannot be answered; the message is Google's field-level complaint."""


@dataclass(frozen=True)
class Turn:
    """One entry of ``contents``, its text parts joined."""

    role: str
    text: str
    inline_parts: int = 0


@dataclass(frozen=True)
class GenerationRequest:
    """What matters of a generateContent body. ``schema`` is JSON Schema or the OpenAPI dialect, as sent."""

    model: str
    turns: tuple[Turn, ...]
    system: str = ""
    schema: Json | None = None
    wants_json: bool = False
    max_output_tokens: int | None = None
    stop_sequences: tuple[str, ...] = ()
    includes_thoughts: bool = False
    thinking_budget: int | None = None

    @property
    def prompt(self) -> str:
        """The first turn of the user: where the whole task of the product stands."""
        return next((turn.text for turn in self.turns if turn.role == "user"), "")

    @property
    def prefix(self) -> str:
        """What the model is told that it has already written."""
        return "".join(turn.text for turn in self.turns if turn.role == "model")

    @property
    def prompt_tokens(self) -> int:
        chars = len(self.system) + sum(len(turn.text) for turn in self.turns)
        return count_tokens(chars) + INLINE_DATA_TOKENS * sum(turn.inline_parts for turn in self.turns)


def count_tokens(chars: int) -> int:
    return -(-chars // CHARS_PER_TOKEN)


def camel_keys(value: Any) -> Any:
    """The same JSON with every key in camelCase, except inside schemas and arguments of functions."""
    if isinstance(value, list):
        return [camel_keys(item) for item in value]
    if not isinstance(value, dict):
        return value
    renamed = {re.sub(r"_([a-z])", lambda m: m[1].upper(), key): item for key, item in value.items()}
    return {key: item if key in _OPAQUE_KEYS else camel_keys(item) for key, item in renamed.items()}


def parse_turns(contents: Any) -> tuple[Turn, ...]:
    """Read ``contents``; raises InvalidRequestError as Google does when there is nothing to answer."""
    if not isinstance(contents, list) or not contents:
        raise InvalidRequestError("* GenerateContentRequest.contents: contents is not specified\n")
    turns = []
    for content in contents:
        role = content.get("role") or "user"
        if role not in ("user", "model"):
            raise InvalidRequestError("Please use a valid role: user, model.")
        turns.append(_parse_turn(role, content))
    return tuple(turns)


def _parse_turn(role: str, content: Json) -> Turn:
    parts = content.get("parts") or []
    text = "".join(part.get("text") or "" for part in parts if not part.get("thought"))
    return Turn(role, text, sum("inlineData" in part or "fileData" in part for part in parts))


def parse_generation(model: str, body: Any) -> GenerationRequest:
    """Read the body of generateContent or streamGenerateContent; raises InvalidRequestError."""
    if not isinstance(body, dict):
        raise InvalidRequestError("Invalid JSON payload received. Root element must be a message.")
    body = camel_keys(body)
    config = body.get("generationConfig") or {}
    thinking = config.get("thinkingConfig") or {}
    schema = config.get("responseJsonSchema") or config.get("responseSchema")
    mime_type = config.get("responseMimeType") or "text/plain"
    if schema is not None and mime_type == "text/plain":
        raise InvalidRequestError("Response schema is only supported with response_mime_type application/json.")
    return GenerationRequest(
        model=model,
        turns=parse_turns(body.get("contents")),
        system=_parse_turn("user", body.get("systemInstruction") or {}).text,
        schema=schema,
        wants_json=mime_type == "application/json",
        max_output_tokens=config.get("maxOutputTokens"),
        stop_sequences=tuple(config.get("stopSequences") or ()),
        includes_thoughts=bool(thinking.get("includeThoughts")),
        thinking_budget=thinking.get("thinkingBudget"),
    )


@dataclass(frozen=True)
class Reply:
    """The fixed part of every chunk of one answer."""

    model: str
    response_id: str
    prompt_tokens: int
    thoughts_tokens: int

    def usage(self, chars_sent: int) -> Json:
        candidates = count_tokens(chars_sent)
        usage: Json = {"promptTokenCount": self.prompt_tokens}
        if candidates:
            usage["candidatesTokenCount"] = candidates
        usage["totalTokenCount"] = self.prompt_tokens + candidates + self.thoughts_tokens
        usage["promptTokensDetails"] = [{"modality": "TEXT", "tokenCount": self.prompt_tokens}]
        if self.thoughts_tokens:
            usage["thoughtsTokenCount"] = self.thoughts_tokens
        return usage

    def chunk(self, text: str, *, chars_sent: int, finish_reason: str = "", is_thought: bool = False) -> Json:
        """One GenerateContentResponse; ``chars_sent`` counts the answer up to and with this chunk."""
        candidate: Json = {"content": {"role": "model"}, "index": 0}
        if text:
            part: Json = {"text": text, "thought": True} if is_thought else {"text": text}
            candidate["content"]["parts"] = [part]
        if finish_reason:
            candidate["finishReason"] = finish_reason
            candidate["safetyRatings"] = safety_ratings(blocked=finish_reason == "SAFETY")
        return self._wrap(chars_sent, candidates=[candidate])

    def whole(self, text: str, *, finish_reason: str, thought: str = "") -> Json:
        """The answer of a call that does not stream: thought and text as parts of one candidate."""
        body = self.chunk(text, chars_sent=len(text), finish_reason=finish_reason)
        if thought:
            parts = body["candidates"][0]["content"].setdefault("parts", [])
            parts.insert(0, {"text": thought, "thought": True})
        return body

    def blocked(self, reason: str) -> Json:
        """The answer to a prompt that was refused: feedback and no candidate."""
        feedback = {"blockReason": reason, "safetyRatings": safety_ratings(blocked=reason == "SAFETY")}
        return self._wrap(0, promptFeedback=feedback)

    def _wrap(self, chars_sent: int, **fields: Any) -> Json:
        tail = {"modelVersion": self.model, "responseId": self.response_id}
        return {**fields, "usageMetadata": self.usage(chars_sent), **tail}


def safety_ratings(*, blocked: bool) -> list[Json]:
    ratings: list[Json] = [{"category": name, "probability": "NEGLIGIBLE"} for name in _SAFETY_CATEGORIES]
    if blocked:
        ratings[-1] = {"category": _SAFETY_CATEGORIES[-1], "probability": "HIGH", "blocked": True}
    return ratings


def build_reply(request: GenerationRequest, seed: int) -> Reply:
    """Ids and token counts of an answer; the same request and seed give the same ones."""
    material = f"{seed}|{request.model}|{request.system}|{[t.text for t in request.turns]}"
    digest = hashlib.sha256(material.encode()).hexdigest()
    has_thinking = "pro" in request.model or request.thinking_budget not in (None, 0)
    thoughts = 64 + int(digest[:4], 16) % 448 if has_thinking and request.thinking_budget != 0 else 0
    return Reply(request.model, digest[:22], request.prompt_tokens, thoughts)
