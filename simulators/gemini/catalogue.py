"""The models that the stand-in knows, as ``models.list`` shows them."""

from __future__ import annotations

from simulators.gemini.wire import Json

_GENERATION = ["generateContent", "streamGenerateContent", "countTokens"]
_EMBEDDING = ["embedContent", "batchEmbedContents", "countTokens"]
_GENERATIVE = {
    "gemini-2.5-pro": "Gemini 2.5 Pro",
    "gemini-2.5-flash": "Gemini 2.5 Flash",
    "gemini-2.5-flash-lite": "Gemini 2.5 Flash-Lite",
    "gemini-2.0-flash": "Gemini 2.0 Flash",
}
_EMBEDDERS = {"gemini-embedding-001": "Gemini Embedding 001", "text-embedding-004": "Text Embedding 004"}


def list_models() -> list[Json]:
    names = {**_GENERATIVE, **_EMBEDDERS}
    return [_model(name, title, is_embedder=name in _EMBEDDERS) for name, title in names.items()]


def find_model(name: str) -> Json | None:
    """The model of that name; any other ``gemini-`` name counts as generative, so that new names work."""
    known = next((model for model in list_models() if model["name"] == f"models/{name}"), None)
    if known or not name.startswith("gemini-"):
        return known
    return _model(name, name, is_embedder=False)


def _model(name: str, title: str, *, is_embedder: bool) -> Json:
    model: Json = {"name": f"models/{name}", "version": "001", "displayName": title}
    model |= {"inputTokenLimit": 2_048 if is_embedder else 1_048_576}
    model |= {"outputTokenLimit": 1 if is_embedder else 65_536}
    if is_embedder:
        return model | {"supportedGenerationMethods": _EMBEDDING}
    sampling = {"temperature": 1, "topP": 0.95, "topK": 64, "maxTemperature": 2, "thinking": True}
    return model | {"supportedGenerationMethods": _GENERATION} | sampling
