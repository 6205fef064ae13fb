"""A valid answer for any schema: JSON Schema or the OpenAPI dialect of ``responseSchema``.

Enumerated values are chosen by the words of the request where they occur in it, otherwise by seed.
"""

from __future__ import annotations

import random
import re
from typing import Any

from simulators.gemini.concepts import topic_of
from simulators.gemini.wire import Json
from simulators.gemini.words import fold

MAX_DEPTH = 12
_NUMERO_CNJ = re.compile(r"\b\d{7}-?\d{2}\.?\d{4}\.?\d\.?\d{2}\.?\d{4}\b")
_FORMATS = {
    "date": "2024-03-12",
    "date-time": "2024-03-12T14:05:00Z",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "email": "pessoa@exemplo.gov.br",
}


class SchemaFiller:
    """Fills one schema for one request."""

    def __init__(self, root: Json, text: str, excerpt: str, rng: random.Random) -> None:
        self._definitions = root.get("$defs") or root.get("definitions") or {}
        self._text = text
        self._folded = fold(text)
        self._excerpt = excerpt
        self._rng = rng

    def fill(self, schema: Json, name: str = "", depth: int = 0) -> Any:
        """An instance of ``schema``; ``name`` is the property it stands under."""
        schema = self._resolve(schema)
        if "const" in schema:
            return schema["const"]
        if schema.get("enum"):
            return self._choose(schema["enum"])
        for union in ("anyOf", "oneOf"):
            if schema.get(union):
                options = [o for o in schema[union] if o.get("type") != "null"] or schema[union]
                return self.fill(options[0], name, depth)
        kind = schema.get("type", "object" if "properties" in schema else "string")
        kinds = [k for k in kind if k != "null"] if isinstance(kind, list) else [kind]
        return self._fill_kind((kinds or ["null"])[0].lower(), schema, name, depth)

    def _resolve(self, schema: Json) -> Json:
        while "$ref" in schema:
            schema = self._definitions.get(schema["$ref"].rsplit("/", 1)[-1], {})
        for part in schema.get("allOf") or ():
            schema = {**schema, **self._resolve(part)}
        return schema

    def _fill_kind(self, kind: str, schema: Json, name: str, depth: int) -> Any:
        if kind == "object":
            properties = schema.get("properties") or {}
            required = set(schema.get("required") or ())
            wanted = {key: value for key, value in properties.items() if depth < MAX_DEPTH or key in required}
            return {key: self.fill(value, key, depth + 1) for key, value in wanted.items()}
        if kind == "array":
            lowest, highest = int(schema.get("minItems") or 0), int(schema.get("maxItems") or 2)
            count = lowest if depth >= MAX_DEPTH else max(lowest, min(highest, 1))
            return [self.fill(schema.get("items") or {}, name, depth + 1) for _ in range(count)]
        if kind in ("integer", "number"):
            return self._number(schema, is_integer=kind == "integer")
        if kind == "boolean":
            return self._rng.random() < 0.5
        return None if kind == "null" else self._string(schema, name)

    def _number(self, schema: Json, *, is_integer: bool) -> float:
        low = schema.get("minimum", schema.get("exclusiveMinimum", 0 if schema.get("maximum", 1) >= 0 else None))
        high = schema.get("maximum", schema.get("exclusiveMaximum"))
        low = float(high or 0) - 10 if low is None else float(low)
        high = low + 10 if high is None else float(high)
        if is_integer:
            first = int(low) + (1 if "exclusiveMinimum" in schema or low > int(low) else 0)
            return self._rng.randint(first, max(first, int(high) - (1 if "exclusiveMaximum" in schema else 0)))
        return round(low + (high - low) * self._rng.uniform(0.25, 0.75), 4)

    def _choose(self, options: list[Any]) -> Any:
        """The option whose words weigh most in the request; the request lists all of them, so counts decide."""
        names = [option for option in options if isinstance(option, str)]
        scores = {name: self._weight(name) for name in names}
        best = max(scores.values(), default=0)
        if best > 1:
            return next(name for name in names if scores[name] == best)
        return options[self._rng.randrange(len(options))]

    def _weight(self, name: str) -> float:
        concepts = topic_of(re.sub(r"[_-]", " ", name)).distinctive
        return sum(len(concept.pattern.findall(self._folded)) for concept in concepts) / max(1, len(concepts))

    def _string(self, schema: Json, name: str) -> str:
        if schema.get("format") in _FORMATS:
            return _FORMATS[schema["format"]]
        numero = _NUMERO_CNJ.search(self._text)
        if "numero" in name and "processo" in name:
            return numero[0] if numero else ""
        text = self._excerpt or "Resposta elaborada a partir do texto recebido."
        low, high = int(schema.get("minLength") or 0), int(schema.get("maxLength") or 240)
        return text[:high].rstrip().ljust(low, ".")
