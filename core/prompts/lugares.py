"""Places in a template, written ``{{name}}``."""

from __future__ import annotations

import re
from collections.abc import Mapping

_PLACE = re.compile(r"\{\{\s*(\w+)\s*\}\}")


def list_places(texto: str) -> tuple[str, ...]:
    """The names, each once, in the order of the text."""
    return tuple(dict.fromkeys(_PLACE.findall(texto)))


def fill_places(texto: str, values: Mapping[str, str]) -> str:
    """Each place that has a value filled once, so a value that looks like a place stays as it is."""
    return _PLACE.sub(lambda match: values.get(match[1], match[0]), texto)


def rename_place(texto: str, de: str, para: str) -> str:
    """The template with one place under its new name."""
    return fill_places(texto, {de: f"{{{{{para}}}}}"})
