"""Edits that are not published yet: kept for their author, module by module, whatever the module is like."""

from __future__ import annotations

from typing import Any

import pytest

from core.prompts.domain import Modulo
from core.prompts.modulos.rascunhos import RascunhoDeModuloService
from core.prompts.seeds import load_seeds


class FakeCache(dict[str, str]):
    find, save = dict.get, dict.__setitem__


@pytest.mark.parametrize("modulo", load_seeds().modulos[::7], ids=lambda modulo: modulo.slug)
def test_an_edit_comes_back_as_it_was_to_its_author_only(modulo: Modulo) -> None:
    cache: Any = FakeCache()
    rascunhos = RascunhoDeModuloService(cache)
    rascunhos.save(1, modulo.slug, modulo, "porque sim")
    found = rascunhos.find(1, modulo.slug)
    assert found is not None
    assert (found.modulo, found.motivo) == (modulo, "porque sim")
    assert rascunhos.find(2, modulo.slug) is rascunhos.find(1, "") is None
    rascunhos.delete(1, modulo.slug)
    assert rascunhos.find(1, modulo.slug) is None


@pytest.mark.parametrize("kept", ["{}", "[]", "nada", '{"modulo": {"nome": 1}, "motivo": ""}'])
def test_what_another_version_kept_is_no_edit(kept: str) -> None:
    cache: Any = FakeCache({"1:m": kept})
    assert RascunhoDeModuloService(cache).find(1, "m") is None
