"""Groups of people and peças that are shared, over a real database: who opens what, and what goes on record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, event

from core.auditoria.domain import FiltroDaAuditoria
from core.auditoria.repository import AuditoriaRepository
from core.errors import ForbiddenChangeError, InvalidInputError, RecordNotFoundError, VersionConflictError
from core.infra.db import SessionScope
from core.usuarios.acesso import Especie, Relacao, find_relacao
from core.usuarios.compartilhamento.domain import Alvo, Registro
from core.usuarios.compartilhamento.repository import CompartilhamentoRepository
from core.usuarios.compartilhamento.service import CompartilhamentoService
from core.usuarios.domain import Papel, Usuario
from core.usuarios.repository import UsuarioRepository


@dataclass
class World:
    service: CompartilhamentoService
    people: dict[str, Usuario]
    registro: Registro
    list_acts: Callable[[], list[tuple[str, str, str, str]]]

    def see(self, login: str) -> Relacao:
        return self.service.find_relacao(self.people[login], Especie.PECA, self.registro.id, self.registro.dono_id)


@pytest.fixture
def world(session_scope: SessionScope) -> World:
    repository, people = UsuarioRepository(session_scope), {}
    for login, papel, unidade in (
        ("ana", Papel.PROCURADOR, "Saúde"),
        ("bia", Papel.PROCURADOR, "Saúde"),
        ("caio", Papel.PROCURADOR, "Fiscal"),
        ("davi", Papel.PROCURADOR, "Fiscal"),
        ("gil", Papel.GESTOR, "Saúde"),
    ):
        usuario = Usuario(0, login, f"{login.title()} Inventada", papel, unidade)
        added = repository.add(usuario, senha_hash="-", autor="sistema")
        assert added is not None
        people[login] = added

    def list_acts() -> list[tuple[str, str, str, str]]:
        found = AuditoriaRepository(session_scope).list(FiltroDaAuditoria(), limit=50)
        return [(one.acao, one.autor, one.objeto, one.detalhe) for one in found if one.acao != "pessoa_criada"]

    registro = Registro(Especie.PECA, uuid4(), people["ana"].id, "Contestação · 1")
    service = CompartilhamentoService(CompartilhamentoRepository(session_scope), repository)
    return World(service, people, registro, list_acts)


@pytest.mark.parametrize(
    ("changes", "unidade", "is_shared", "expected"),
    [
        pytest.param({"id": 1}, "Fiscal", False, Relacao.DONO, id="owner-in-another-unit-now"),
        pytest.param({}, "Saúde", False, Relacao.UNIDADE, id="same-unit"),
        pytest.param({"unidade": ""}, "", False, Relacao.NENHUMA, id="who-has-no-unit-is-of-no-unit"),
        pytest.param({}, "Fiscal", True, Relacao.COMPARTILHADO, id="shared"),
        pytest.param({}, "Fiscal", False, Relacao.NENHUMA, id="other-unit"),
        pytest.param({"id": 1, "is_active": False}, "Saúde", True, Relacao.NENHUMA, id="may-not-enter"),
    ],
)
def test_the_rule_of_records(changes: dict[str, Any], unidade: str, is_shared: bool, expected: Relacao) -> None:
    usuario = replace(Usuario(2, "bia", "Bia", Papel.PROCURADOR, "Saúde"), **changes)
    found = find_relacao(usuario, dono_id=1, unidade=unidade, is_shared=is_shared)
    assert found is expected
    assert found.can_change is (expected is Relacao.DONO)


def test_sharing_opens_and_taking_back_closes_at_once(world: World) -> None:
    before = {login: world.see(login) for login in world.people}
    assert before == {
        "ana": Relacao.DONO,
        "bia": Relacao.UNIDADE,
        "caio": Relacao.NENHUMA,
        "davi": Relacao.NENHUMA,
        "gil": Relacao.NENHUMA,  # of the unit, but no profile that opens peças
    }
    ana, caio = world.people["ana"], world.people["caio"]
    assert world.service.share(world.registro, Alvo("", caio.id), ana)
    assert not world.service.share(world.registro, Alvo("", caio.id), ana)
    assert (world.see("caio"), world.see("davi")) == (Relacao.COMPARTILHADO, Relacao.NENHUMA)
    assert [one.registro_id for one in world.service.list_recebidos(Especie.PECA, caio)] == [world.registro.id]
    (given,) = world.service.list(world.registro, ana)
    assert world.service.withdraw(world.registro, given.id, ana)
    assert not world.service.withdraw(world.registro, given.id, ana)
    assert world.see("caio") is Relacao.NENHUMA
    assert world.list_acts() == [
        ("acesso_retirado", "ana", "Contestação · 1", "de Caio Inventada"),
        ("acesso_compartilhado", "ana", "Contestação · 1", "com Caio Inventada"),
    ]


def test_a_group_opens_for_its_members_while_it_counts(world: World) -> None:
    ana, caio, davi = (world.people[login] for login in ("ana", "caio", "davi"))
    grupo = world.service.create_grupo("  Tema  1234 ", [caio.id], autor=world.people["gil"])
    world.service.share(world.registro, Alvo("", grupo_id=grupo.id), ana)
    assert (grupo.nome, world.see("caio"), world.see("davi")) == ("Tema 1234", Relacao.COMPARTILHADO, Relacao.NENHUMA)
    other = replace(grupo, membros=frozenset({davi.id}))
    changed = world.service.change_grupo(other, autor=world.people["gil"])
    assert (world.see("caio"), world.see("davi")) == (Relacao.NENHUMA, Relacao.COMPARTILHADO)
    with pytest.raises(VersionConflictError):
        world.service.change_grupo(other, autor=world.people["gil"])
    world.service.change_grupo(replace(changed, is_active=False), autor=world.people["gil"])
    assert world.see("davi") is Relacao.NENHUMA
    details = [detalhe for acao, _, _, detalhe in world.list_acts() if acao == "grupo_de_pessoas"]
    assert details == ["deixou de valer", "entraram: davi; saíram: caio", "entraram: caio"]


def test_only_the_owner_shares_and_only_with_who_may_open(world: World) -> None:
    bia, gil = world.people["bia"], world.people["gil"]
    with pytest.raises(RecordNotFoundError):
        world.service.share(world.registro, Alvo("", bia.id), bia)
    with pytest.raises(RecordNotFoundError):
        world.service.list(world.registro, bia)
    for alvo in (Alvo("", gil.id), Alvo("", world.registro.dono_id), Alvo("", grupo_id=UUID(int=1)), Alvo("ninguém")):
        with pytest.raises(InvalidInputError):
            world.service.share(world.registro, alvo, world.people["ana"])
    assert world.list_acts() == []


@pytest.mark.parametrize("nome", ["", "   ", "x" * 81, "TEMA"])
def test_group_without_a_usable_name_is_refused(world: World, nome: str) -> None:
    gil = world.people["gil"]
    world.service.create_grupo("TEMA", [], autor=gil)
    with pytest.raises(InvalidInputError):
        world.service.create_grupo(nome, [], autor=gil)
    other = world.service.create_grupo("Outro", [], autor=gil)
    with pytest.raises(InvalidInputError):
        world.service.change_grupo(replace(other, nome=nome), autor=gil)


def test_nobody_puts_oneself_into_a_group(world: World) -> None:
    gil, ana = world.people["gil"], world.people["ana"]
    with pytest.raises(ForbiddenChangeError):
        world.service.create_grupo("Tema", [ana.id, gil.id], autor=gil)
    grupo = world.service.create_grupo("Tema", [ana.id], autor=gil)
    with pytest.raises(ForbiddenChangeError):
        world.service.change_grupo(replace(grupo, membros=frozenset({ana.id, gil.id})), autor=gil)
    put = world.service.change_grupo(replace(grupo, membros=frozenset({ana.id, gil.id})), autor=ana)
    assert world.service.change_grupo(replace(put, nome="Outro tema"), autor=gil).membros == {ana.id, gil.id}


def test_names_of_groups_differ_by_more_than_their_capitals(world: World, session_scope: SessionScope) -> None:
    gil = world.people["gil"]
    world.service.create_grupo("Saúde", [], autor=gil)
    with pytest.raises(InvalidInputError):
        world.service.create_grupo("saúde", [], autor=gil)
    other = world.service.create_grupo("Outro", [], autor=gil)
    late = replace(other, nome="SAÚDE")  # taken after the service looked
    assert CompartilhamentoRepository(session_scope).save_grupo(late, autor="gil") is None


def test_every_login_of_a_large_group_is_on_record(world: World, session_scope: SessionScope) -> None:
    repository = UsuarioRepository(session_scope)
    logins = [f"pessoa.{n:02d}.{'x' * 200}@pge.example" for n in range(20)]
    people = [Usuario(0, login, "Ana Inventada", Papel.PROCURADOR, "") for login in logins]
    ids = [added.id for one in people if (added := repository.add(one, senha_hash="-", autor="sistema"))]
    world.service.create_grupo("Grande", ids, autor=world.people["gil"])
    details = [detalhe for acao, _, _, detalhe in world.list_acts() if acao == "grupo_de_pessoas"]
    assert len(details) > 1
    assert sorted(one for detalhe in details for one in detalhe.removeprefix("entraram: ").split(", ")) == logins


def test_groups_are_listed_with_one_query(world: World, engine: Engine) -> None:
    gil, caio, davi = (world.people[login] for login in ("gil", "caio", "davi"))
    world.service.create_grupo("B", [caio.id, davi.id], autor=gil)
    world.service.create_grupo("a", [], autor=gil)
    asked: list[str] = []
    note: Any = lambda *args: asked.append(args[2])  # noqa: E731 - to be taken off again
    event.listen(engine, "before_cursor_execute", note)
    found = world.service.list_grupos()
    event.remove(engine, "before_cursor_execute", note)
    assert [(one.nome, one.membros) for one in found] == [("a", frozenset()), ("B", {caio.id, davi.id})]
    assert len(asked) == 1
