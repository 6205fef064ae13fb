"""What each act of a review asks for, and what counts as decided."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.conferencia.domain import Cor, ItemDaConferencia
from core.errors import ForbiddenChangeError, InvalidInputError, PortalError
from core.pecas.revisao.domain import EstadoDaPeca
from tests.unit.pecas.revisao.world import MOTIVO, PECA, RITA, World, build_item, lead_to


@pytest.fixture
def world() -> World:
    return World()


def refuse(error: type[PortalError], *words: str) -> pytest.RaisesExc[PortalError]:
    return pytest.raises(error, check=lambda raised: all(word in raised.user_message for word in words))


def test_an_undecided_finding_keeps_the_check_open_and_is_counted_in_words(world: World) -> None:
    world.itens["A"] = (build_item("x", Cor.VERMELHO, admite_aceite=False), build_item("y"), build_item("z", Cor.VERDE))
    service = world.build_service()
    with refuse(ForbiddenChangeError, "2 apontamentos", "1 não confere e 1 a conferir", "1 só se resolve no texto"):
        service.finish_conferencia(service.get(PECA, RITA.id), RITA)
    assert world.atos == []


def test_an_accepted_finding_is_decided_until_the_acceptance_is_withdrawn(world: World) -> None:
    world.itens["A"] = (build_item("x", Cor.VERMELHO),)
    service = world.build_service()
    accepted = service.accept(service.get(PECA, RITA.id), RITA, "x", f"  {MOTIVO}\n")
    assert (accepted.pendentes, accepted.aceites["x"].motivo) == ((), MOTIVO)
    assert service.finish_conferencia(accepted, RITA).estado is EstadoDaPeca.CONFERIDA
    withdrawn = service.withdraw(service.get(PECA, RITA.id), RITA, "x")
    assert (withdrawn.estado, [item.chave for item in withdrawn.pendentes]) == (EstadoDaPeca.RASCUNHO, ["x"])
    with pytest.raises(ForbiddenChangeError):
        service.withdraw(withdrawn, RITA, "x")


def test_an_acceptance_follows_its_finding_to_another_text(world: World) -> None:
    world.itens |= {"A": (build_item("x"),), "B": (build_item("x"), build_item("y"))}
    service = world.build_service()
    service.accept(service.get(PECA, RITA.id), RITA, "x", MOTIVO)
    world.edit("B")
    assert [item.chave for item in service.get(PECA, RITA.id).pendentes] == ["y"]


def test_an_acceptance_does_not_count_for_a_finding_that_became_worse(world: World) -> None:
    world.itens["A"] = (build_item("x", Cor.AMARELO),)
    service = world.build_service()
    service.accept(service.get(PECA, RITA.id), RITA, "x", MOTIVO)
    for worse in (build_item("x", Cor.VERMELHO), build_item("x", Cor.AMARELO, admite_aceite=False)):
        world.itens["A"] = (worse,)
        assert service.get(PECA, RITA.id).pendentes == (worse,)


@pytest.mark.parametrize("motivo", ["", "ok", "   a  b  ", ". . . . . . . . . . .", "x" * 3000])
def test_a_reason_that_says_nothing_is_refused(world: World, motivo: str) -> None:
    world.itens["A"] = (build_item("x"),)
    service = world.build_service()
    with refuse(InvalidInputError, "motivo"):
        service.accept(service.get(PECA, RITA.id), RITA, "x", motivo)


@pytest.mark.parametrize(
    ("item", "words"),
    [(build_item("x", Cor.VERDE), "já confere"), (build_item("x", admite_aceite=False), "Corrija o texto")],
    ids=["green", "only-in-the-text"],
)
def test_what_cannot_be_accepted_says_why(world: World, item: ItemDaConferencia, words: str) -> None:
    world.itens["A"] = (item,)
    service = world.build_service()
    with refuse(ForbiddenChangeError, words):
        service.accept(service.get(PECA, RITA.id), RITA, "x", MOTIVO)


def test_approving_needs_the_check_and_the_declaration(world: World) -> None:
    service = world.build_service()
    with refuse(ForbiddenChangeError, "Concluir conferência"):
        service.approve(service.get(PECA, RITA.id), RITA, declaracao=True)
    lead_to(service, EstadoDaPeca.CONFERIDA)
    with refuse(InvalidInputError, "declaração"):
        service.approve(service.get(PECA, RITA.id), RITA, declaracao=False)
    approved = service.approve(service.get(PECA, RITA.id), RITA, declaracao=True, tempo_s=600)
    assert (approved.estado, approved.atos[-1].tempo_s, approved.atos[-1].autor) == (
        EstadoDaPeca.APROVADA,
        600,
        RITA.nome,
    )


def test_the_time_at_work_is_never_longer_than_the_peca_is_old(world: World) -> None:
    world.criada_em = datetime.now(UTC) - timedelta(seconds=90)
    service = world.build_service()
    done = service.finish_conferencia(service.get(PECA, RITA.id), RITA, tempo_s=99_999)
    assert 90 <= done.atos[-1].tempo_s < 120
    assert service.approve(done, RITA, declaracao=True, tempo_s=-5).atos[-1].tempo_s == 0


def test_a_change_of_the_text_makes_a_draft_of_it_and_the_same_text_again_does_not(world: World) -> None:
    service = world.build_service()
    lead_to(service, EstadoDaPeca.APROVADA)
    world.edit("B")
    changed = service.get(PECA, RITA.id)
    assert (changed.estado, changed.find_passo(EstadoDaPeca.CONFERIDA)) == (EstadoDaPeca.RASCUNHO, None)
    with refuse(ForbiddenChangeError, "aprovado"):
        service.finalize(changed, RITA)
    world.edit("A")
    assert service.get(PECA, RITA.id).estado is EstadoDaPeca.APROVADA


def test_the_final_version_holds_the_text_that_was_approved(world: World) -> None:
    world.edit("B")
    service = world.build_service()
    lead_to(service, EstadoDaPeca.FINAL)
    final = service.get(PECA, RITA.id)
    assert (final.estado, world.versoes, world.versao_final) == (EstadoDaPeca.FINAL, ["A", "B"], 2)
    world.itens["B"] = (build_item("x"),)
    found = service.get(PECA, RITA.id)
    assert found.estado is EstadoDaPeca.FINAL  # what was signed stays signed; a new finding asks for reopening
    with refuse(ForbiddenChangeError, "Reabra"):
        service.accept(service.get(PECA, RITA.id), RITA, "x", MOTIVO)


def test_reopening_and_giving_back_need_a_reason_and_lead_to_the_draft(world: World) -> None:
    service = world.build_service()
    with refuse(ForbiddenChangeError, "rascunho"):
        service.give_back(service.get(PECA, RITA.id), RITA, MOTIVO)
    lead_to(service, EstadoDaPeca.FINAL)
    with refuse(InvalidInputError, "motivo"):
        service.reopen(service.get(PECA, RITA.id), RITA, "")
    assert service.reopen(service.get(PECA, RITA.id), RITA, MOTIVO).estado is EstadoDaPeca.RASCUNHO
    assert world.versao_final is None
    lead_to(service, EstadoDaPeca.APROVADA)
    given_back = service.give_back(service.get(PECA, RITA.id), RITA, MOTIVO)
    assert (given_back.estado, given_back.atos[-1].motivo) == (EstadoDaPeca.RASCUNHO, MOTIVO)


def test_deciding_on_a_finding_checks_the_text_no_second_time(world: World) -> None:
    world.itens["A"] = (build_item("x"),)
    service = world.build_service()
    seen = service.get(PECA, RITA.id)
    accepted = service.accept(seen, RITA, "x", MOTIVO)
    assert (service.get(PECA, RITA.id, known=accepted).aceites.keys(), world.checks) == ({"x"}, 1)
    service.finish_conferencia(accepted, RITA)
    assert world.checks == 2  # a step is never taken on findings that are not fresh


@pytest.mark.parametrize("reached", [EstadoDaPeca.CONFERIDA, EstadoDaPeca.APROVADA])
def test_a_finding_that_came_up_since_keeps_an_open_tab_from_the_next_step(world: World, reached: EstadoDaPeca) -> None:
    service = world.build_service()
    lead_to(service, reached)
    seen = service.get(PECA, RITA.id)
    world.itens["A"] = (build_item("x"),)
    with refuse(ForbiddenChangeError, "1 apontamento"):
        if reached is EstadoDaPeca.CONFERIDA:
            service.approve(seen, RITA, declaracao=True)
        else:
            service.finalize(seen, RITA)
    assert service.get(PECA, RITA.id).estado is EstadoDaPeca.RASCUNHO
