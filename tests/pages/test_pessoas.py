"""The form of a person: what somebody else stored meanwhile is told before it is written over."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from core.errors import VersionConflictError
from core.usuarios.domain import Papel, Usuario
from pages.ui import pessoas

ADMIN = Usuario(1, "rui", "Rui Inventado", Papel.ADMIN, "TI")


def draw(usuario: object) -> None:
    from pages.ui.pessoas import show_pessoas  # noqa: PLC0415 # a script of its own

    show_pessoas(usuario)


def test_a_person_changed_by_two_is_told_and_then_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = [Usuario(2, "ana", "Ana Inventada", Papel.GESTOR, "Saúde")]

    def change(usuario: Usuario, *, autor: Usuario, visto: Usuario) -> Usuario:
        if visto != stored[-1]:
            raise VersionConflictError("changed meanwhile")
        stored.append(usuario)
        return usuario

    cadastro = SimpleNamespace(change=change, get=lambda _: stored[-1], has_conta=lambda _: False)
    usuarios = SimpleNamespace(cadastro=cadastro, list_usuarios=lambda: (stored[-1],))
    monkeypatch.setattr(pessoas, "services", lambda: SimpleNamespace(usuarios=usuarios))
    at = AppTest.from_function(draw, default_timeout=20, args=(ADMIN,))
    at.query_params["pessoa"] = "ana"
    at.run()
    stored.append(replace(stored[-1], papel=Papel.DADOS))
    at.text_input[0].set_value("Ana Outra")
    guardar = next(button for button in at.button if button.label == "Guardar")
    guardar.click().run()
    assert not at.exception
    assert (len(stored), at.text_input[0].value) == (2, "Ana Outra")
    assert "acesso: de Gestão para Equipe de dados" in at.info[0].value
    next(button for button in at.button if button.label == "Guardar").click().run()
    assert not at.exception
    assert stored[-1].nome == "Ana Outra"
