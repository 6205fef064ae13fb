"""Saved scenarios in files: YAML lists, one scenario per entry."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from core.errors import InvalidInputError
from core.prompts.cenarios.domain import Cenario
from core.prompts.seeds.loader import SEEDS_FOLDER
from core.prompts.valores import parse_valores, refuse


def load_cenarios(folder: Path = SEEDS_FOLDER / "cenarios") -> tuple[Cenario, ...]:
    """The scenarios of the seed files. Raises InvalidInputError naming the file when one of them cannot be used."""
    return tuple(cenario for path in sorted(folder.glob("*.yaml")) for cenario in _read(path))


def parse_cenario(body: Mapping[str, Any], place: str) -> Cenario:
    """The scenario of one entry, not stored yet. Raises InvalidInputError that names the place."""
    texts = {key: str(body.get(key) or "").strip() for key in ("slug", "nome", "grupo", "tipo_de_peca")}
    empty = [key for key, text in texts.items() if not text]
    if empty:
        raise refuse(f"{place}.{empty[0]}", "falta o texto")
    ausentes, nota = tuple(body.get("ausentes") or ()), str(body.get("nota") or "").strip()
    return Cenario(versao=0, **texts, valores=parse_valores(body, place), ausentes=ausentes, nota=nota)


def _read(path: Path) -> list[Cenario]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        entries = yaml.load(path.read_text("utf-8"), Loader=loader)  # noqa: S506 - the safe loader, written in C
        return [parse_cenario(entry, f"[{i}]") for i, entry in enumerate(entries)]
    except (yaml.YAMLError, TypeError, AttributeError) as error:
        raise refuse(f"cenarios/{path.name}", "não é uma lista YAML de cenários") from error
    except InvalidInputError as error:
        raise InvalidInputError(f"seed file cenarios/{path.name}: {error.user_message}") from error
