"""Edits of modules that are not published yet, kept for their author, so that a reload of the page loses nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from core.errors import InvalidInputError
from core.infra.cache import Cache
from core.prompts.domain import Modulo
from core.prompts.repository import dump_modulo, load_modulo


@dataclass(frozen=True)
class RascunhoDoModulo:
    """``modulo.versao`` is the version that the edit was made from."""

    modulo: Modulo
    motivo: str
    guardado_em: datetime


class RascunhoDeModuloService:
    """One per person and module; ``slug`` empty is a module that is new."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache

    def find(self, usuario_id: int, slug: str) -> RascunhoDoModulo | None:
        """None also for one that an older version of the portal kept in another form."""
        kept = self._cache.find(_build_key(usuario_id, slug))
        if not kept:
            return None
        try:
            body = json.loads(kept)
            return RascunhoDoModulo(
                load_modulo(body["modulo"]), body["motivo"], datetime.fromisoformat(body["guardado_em"])
            )
        except (KeyError, TypeError, ValueError, InvalidInputError):
            return None

    def save(self, usuario_id: int, slug: str, modulo: Modulo, motivo: str) -> None:
        body = {"modulo": dump_modulo(modulo), "motivo": motivo, "guardado_em": datetime.now(UTC).isoformat()}
        self._cache.save(_build_key(usuario_id, slug), json.dumps(body, ensure_ascii=False))

    def delete(self, usuario_id: int, slug: str) -> None:
        self._cache.save(_build_key(usuario_id, slug), "")


def _build_key(usuario_id: int, slug: str) -> str:
    return f"{usuario_id}:{slug}"
