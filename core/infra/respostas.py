"""What a model answered, before anything believes it: an object that a database can keep, or a named error."""

from __future__ import annotations

import json
import math
import re
from typing import Any, NoReturn

from core.errors import GeminiResponseError

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""What JSON can say and PostgreSQL does not take: the zero character and halves of surrogate pairs."""


def parse_object(text: str) -> dict[str, Any]:
    """The object of a structured answer. Raises GeminiResponseError for text that is none, or is made to hurt."""
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
        kept = keep_storable(value)
    except (ValueError, RecursionError) as error:  # nested some thousand times, or not JSON
        raise GeminiResponseError("not JSON") from error
    if not isinstance(kept, dict):
        raise GeminiResponseError("not an object")
    return kept


def keep_storable(value: Any) -> Any:
    """The same value with every text in it as the database can hold it. Raises ValueError for a number without end."""
    if isinstance(value, str):
        return _UNSTORABLE.sub("", value)
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("a number beyond all bounds")
    if isinstance(value, list):
        return [keep_storable(item) for item in value]
    if isinstance(value, dict):
        return {keep_storable(name): keep_storable(item) for name, item in value.items()}
    return value


def _refuse_constant(name: str) -> NoReturn:
    """NaN and infinities are no JSON (RFC 8259, section 6), though Python reads them."""
    raise ValueError(name)
