"""Profiles and permissions."""

from __future__ import annotations

import pytest

from core.usuarios.domain import ALL_PERMISSIONS, PERMISSIONS, Papel, Usuario


def build_usuario(papel: Papel, *, is_active: bool = True) -> Usuario:
    return Usuario(1, "pessoa", "Pessoa Inventada", papel, "Unidade", is_active)


@pytest.mark.parametrize(
    ("papel", "allowed", "refused"),
    [
        pytest.param(Papel.PROCURADOR, "pecas.gerar", "prompts.editar", id="attorney-writes-but-does-not-edit-prompts"),
        pytest.param(Papel.CURADOR, "prompts.editar", "bert.treinar", id="curator-edits-modules-and-trains-nothing"),
        pytest.param(Papel.DADOS, "calculo.ver", "calculo.usar", id="data-team-keeps-the-tables-of-calculations"),
        pytest.param(Papel.DADOS, "bert.treinar", "pecas.gerar", id="data-team-trains-but-reads-no-case"),
        pytest.param(Papel.GESTOR, "relatorios.ver", "admin.ver", id="manager-sees-reports-only"),
        pytest.param(Papel.GESTOR, "relatorios.ver", "relatorios.pessoas", id="manager-sees-no-numbers-of-people"),
        pytest.param(Papel.ADMIN, "admin.ver", "pecas.gerar", id="administrator-reads-no-case"),
    ],
)
def test_profile_has_its_permissions_and_not_the_others(papel: Papel, allowed: str, refused: str) -> None:
    usuario = build_usuario(papel)
    assert usuario.has_permission(allowed)
    assert not usuario.has_permission(refused)


@pytest.mark.parametrize("papel", list(Papel))
def test_every_profile_sees_hoje_and_ajuda(papel: Papel) -> None:
    assert {"hoje.ver", "ajuda.ver"} <= PERMISSIONS[papel]
    assert papel.label


def test_inactive_person_has_no_permission() -> None:
    usuario = build_usuario(Papel.ADMIN, is_active=False)
    assert not any(usuario.has_permission(name) for name in ALL_PERMISSIONS)


def test_unknown_permission_is_a_mistake_not_a_refusal() -> None:
    with pytest.raises(ValueError, match="unknown permission"):
        build_usuario(Papel.ADMIN).has_permission("pecas.gera")
