"""Reads the fields of a JSON object that came from outside; what is wrong becomes a problem with its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, TypeVar

from core.errors import InvalidInputError
from core.prompts.modulos.domain import Problema
from core.prompts.regras import Regra

_T = TypeVar("_T", bound=Enum)
_BOOLEANS = {"true": True, "false": False, "sim": True, "não": False, "nao": False, "1": True, "0": False}


class Campos:
    """One object of the file. A field can be known by several names; what nobody asked for is in ``sobras``."""

    def __init__(self, corpo: Mapping[str, Any], lugar: str) -> None:
        self._corpo = corpo
        self._lidos: set[str] = set()
        self.lugar = lugar
        self.problemas: list[Problema] = []

    @property
    def sobras(self) -> dict[str, Any]:
        return {str(key): value for key, value in self._corpo.items() if key not in self._lidos}

    def get(self, *names: str) -> Any:
        """The value under the first of the names that the object has, or None."""
        self._lidos.update(names)
        return next((self._corpo[name] for name in names if name in self._corpo), None)

    def refuse(self, name: str, motivo: str) -> None:
        self.problemas.append(Problema(f"{self.lugar}, {name}", motivo))

    def texto(self, *names: str, is_required: bool = False) -> str:
        value = self.get(*names)
        if value is None or (isinstance(value, str) and not value.strip()):
            if is_required:
                self.refuse(names[0], "falta o valor")
            return ""
        if not isinstance(value, str):
            self.refuse(names[0], "esperava um texto")
            return ""
        return value.strip()

    def lista(self, *names: str) -> tuple[str, ...]:
        """A list of texts; one text with commas is a list too."""
        value = self.get(*names)
        if value is None:
            return ()
        if isinstance(value, str):
            value = value.split(",")
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.refuse(names[0], "esperava uma lista de textos")
            return ()
        return tuple(dict.fromkeys(item.strip() for item in value if item.strip()))

    def booleano(self, *names: str, default: bool) -> bool:
        value = self.get(*names)
        found = default if value is None else _BOOLEANS.get(str(value).strip().lower())
        if found is None:
            self.refuse(names[0], "esperava sim ou não")
        return default if found is None else found

    def inteiro(self, *names: str, default: int) -> int:
        value = self.get(*names)
        if value is None:
            return default
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if isinstance(value, str) and value.strip().isdecimal():
            return int(value)
        self.refuse(names[0], "esperava um número inteiro")
        return default

    def escolha(self, kinds: Mapping[str, _T], default: _T, *names: str) -> _T:
        """One of ``kinds`` by its name in the file."""
        value = self.texto(*names)
        if not value:
            return default
        found = kinds.get(value.lower())
        if found is None:
            self.refuse(names[0], f"“{value}” não é um destes: {', '.join(kinds)}")
        return default if found is None else found

    def regra(self, parse: Callable[[Any], Regra], *names: str) -> Regra | None:
        """``parse`` raises InvalidInputError for a tree that cannot be used."""
        body = self.get(*names)
        if body in (None, "", {}, []):
            return None
        try:
            return parse(body)
        except InvalidInputError as error:
            self.refuse(names[0], error.user_message.rstrip("."))
            return None
