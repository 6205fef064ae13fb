"""The tab of the groups: fields that begin anew start from the version that counts now."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.errors import VersionConflictError
from core.prompts.domain import GrupoDeModulos
from core.usuarios.domain import Papel, Usuario
from pages.ui.prompts import grupos

USUARIO = Usuario(1, "ana", "Ana", Papel.DADOS, "PGE")


def draw(usuario: object) -> None:
    import streamlit as st  # noqa: PLC0415 # a script of its own

    from pages.ui.prompts.grupos import show_grupos  # noqa: PLC0415 # a script of its own

    if "fora" not in st.query_params:
        show_grupos(usuario)


def test_coming_back_to_the_tab_begins_from_the_live_version(monkeypatch: pytest.MonkeyPatch) -> None:
    versoes = [GrupoDeModulos("ps", "Saúde", versao=1)]

    def save(grupo: GrupoDeModulos, **_signed: Any) -> GrupoDeModulos:
        if grupo.versao != versoes[-1].versao:
            raise VersionConflictError("conflict", viva=versoes[-1].versao)
        versoes.append(replace(grupo, versao=grupo.versao + 1))
        return versoes[-1]

    fakes = SimpleNamespace(modulos=SimpleNamespace(list_grupos=lambda: (versoes[-1],), save_grupo=save))
    monkeypatch.setattr(grupos, "services", lambda: fakes)
    at = AppTest.from_function(draw, default_timeout=20, args=(USUARIO,)).run()
    at.query_params["fora"] = "1"
    at.run()
    save(replace(versoes[-1], nome="Saúde pública"))
    del at.query_params["fora"]
    at.run()
    next(button for button in at.button if button.label == "Guardar o grupo").click().run()
    assert not at.exception
    assert (versoes[-1].versao, versoes[-1].nome) == (3, "Saúde pública")
