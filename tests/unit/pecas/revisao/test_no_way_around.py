"""No sequence of actions, of two tabs and of a check that changes its mind, skips a step on the way to the final text.

The journal is kept by this test from what it asked for and what was not refused; it never asks the code under test
what state the peça is in before it judges.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from core.conferencia.domain import Cor, ItemDaConferencia
from core.errors import PortalError
from core.pecas.revisao.domain import EstadoDaPeca, Revisao
from tests.unit.pecas.revisao.world import MOTIVO, PECA, RITA, World, build_item

TEXTOS = st.sampled_from("AB")
CHAVES = st.sampled_from("xy")
ITENS = st.builds(build_item, CHAVES, st.sampled_from(Cor), admite_aceite=st.booleans())
GOALS = {"finished": EstadoDaPeca.CONFERIDA, "approved": EstadoDaPeca.APROVADA, "finalized": EstadoDaPeca.FINAL}


@dataclass(frozen=True)
class Entry:
    act: str
    texto: str
    undecided: tuple[str, ...] = ()
    declaracao: bool = False


class TwoTabs(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.service = self.world.build_service()
        self.journal: list[Entry] = []
        self.accepted: dict[str, Cor] = {}
        self.tabs: list[Revisao] = [self.service.get(PECA, RITA.id)] * 2

    @rule(texto=TEXTOS)
    def edit(self, texto: str) -> None:
        self.world.edit(texto)

    @rule(texto=TEXTOS, is_late=st.booleans())
    def edit_in_the_middle_of_the_next_act(self, texto: str, is_late: bool) -> None:
        (self.world.edits_after_fix if is_late else self.world.edits_after_check).append(texto)

    @rule()
    def resume_the_redacao(self) -> None:
        self.world.resume_redacao()

    @rule(texto=TEXTOS)
    def end_the_redacao(self, texto: str) -> None:
        before, is_persons = self.world.texto, self.world.situacao.is_touched
        self.world.end_redacao(texto)
        assert self.world.texto == before or not is_persons

    @rule(texto=TEXTOS, itens=st.lists(ITENS, max_size=2, unique_by=lambda item: item.chave))
    def find_other_things(self, texto: str, itens: list[ItemDaConferencia]) -> None:
        self.world.itens[texto] = tuple(itens)

    @rule(tab=st.integers(0, 1))
    def reload(self, tab: int) -> None:
        self.tabs[tab] = self.service.get(PECA, RITA.id)

    @rule(tab=st.integers(0, 1), chave=CHAVES)
    def accept(self, tab: int, chave: str) -> None:
        texto, seen = self.world.texto, self.tabs[tab]
        if self._try(tab, lambda: self.service.accept(seen, RITA, chave, MOTIVO), Entry("decided", texto)):
            self.accepted[chave] = next(item.cor for item in seen.conferencia.itens if item.chave == chave)

    @rule(tab=st.integers(0, 1), chave=CHAVES)
    def withdraw(self, tab: int, chave: str) -> None:
        entry = Entry("decided", self.world.texto)
        if self._try(tab, lambda: self.service.withdraw(self.tabs[tab], RITA, chave), entry):
            del self.accepted[chave]

    @rule(tab=st.integers(0, 1))
    def finish(self, tab: int) -> None:
        entry = Entry("finished", self.world.texto, self._list_undecided())
        self._try(tab, lambda: self.service.finish_conferencia(self.tabs[tab], RITA), entry)

    @rule(tab=st.integers(0, 1), declaracao=st.booleans())
    def approve(self, tab: int, declaracao: bool) -> None:
        entry = Entry("approved", self.world.texto, self._list_undecided(), declaracao)
        self._try(tab, lambda: self.service.approve(self.tabs[tab], RITA, declaracao=declaracao), entry)

    @rule(tab=st.integers(0, 1))
    def finalize(self, tab: int) -> None:
        entry = Entry("finalized", self.world.texto, self._list_undecided())
        self._try(tab, lambda: self.service.finalize(self.tabs[tab], RITA), entry)

    @rule(tab=st.integers(0, 1), declaracao=st.booleans())
    def do_what_can_be_done(self, tab: int, declaracao: bool) -> None:
        """Without it most sequences would end far from the final text."""
        before = len(self.journal)
        for act in (self.finish, lambda one: self.approve(one, declaracao), self.finalize):
            self.reload(tab)
            act(tab)
            if len(self.journal) > before:
                break

    @rule(tab=st.integers(0, 1))
    def give_back(self, tab: int) -> None:
        self._try(tab, lambda: self.service.give_back(self.tabs[tab], RITA, MOTIVO), Entry("back", self.world.texto))

    @rule(tab=st.integers(0, 1))
    def reopen(self, tab: int) -> None:
        self._try(tab, lambda: self.service.reopen(self.tabs[tab], RITA, MOTIVO), Entry("back", self.world.texto))

    @invariant()
    def every_step_was_taken_on_this_very_text(self) -> None:
        estado, texto = self._find_estado(), self.world.texto
        backwards = [place for place, entry in enumerate(self.journal) if entry.act in ("decided", "back")]
        since = self.journal[backwards[-1] + 1 :] if backwards else self.journal
        for needed, goal in (("finished", EstadoDaPeca.CONFERIDA), ("approved", EstadoDaPeca.APROVADA)):
            if goal.is_reached_by(estado):
                assert Entry(needed, texto, (), needed == "approved") in since
        if estado is EstadoDaPeca.FINAL:
            assert [entry for entry in since if entry.texto == texto][-1] == Entry("finalized", texto)
            assert self.world.versao_final is not None
            assert self.world.versoes[self.world.versao_final - 1] == texto
        assert (estado is EstadoDaPeca.FINAL) == (self.world.versao_final is not None)

    @invariant()
    def nothing_undecided_is_called_checked(self) -> None:
        estado = self._find_estado()
        if estado in (EstadoDaPeca.CONFERIDA, EstadoDaPeca.APROVADA):
            assert self._list_undecided() == ()

    def _find_estado(self) -> EstadoDaPeca:
        """Of the text of now; looking wakes no other tab."""
        waiting, self.world.edits_after_check = self.world.edits_after_check, []
        estado = self.service.get(PECA, RITA.id).estado
        self.world.edits_after_check = waiting
        return estado

    def _try(self, tab: int, act: Callable[[], Revisao], entry: Entry) -> bool:
        """What is not refused goes into the journal, and the tab shows it."""
        try:
            self.tabs[tab] = act()
        except PortalError:
            self.tabs[tab] = self.service.get(PECA, RITA.id)
            return False
        assert self.tabs[tab].estado is GOALS.get(entry.act, EstadoDaPeca.RASCUNHO)
        self.journal.append(entry)
        return True

    def _list_undecided(self) -> tuple[str, ...]:
        itens = self.world.itens.get(self.world.texto, ())
        return tuple(
            item.chave
            for item in itens
            if item.cor is not Cor.VERDE
            and not (item.admite_aceite and self.accepted.get(item.chave, Cor.VERDE) >= item.cor)
        )


TwoTabs.TestCase.settings = settings(max_examples=120, stateful_step_count=40, deadline=None)
test_no_sequence_of_actions_skips_a_step = TwoTabs.TestCase
