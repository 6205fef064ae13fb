"""Lists of lots and of what waits for review, on real PostgreSQL: who sees which, and how many at once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.bootstrap import Services
from core.classificador.domain import EstadoDoLote, FiltroDeLotes
from core.errors import PermissionDeniedError
from core.usuarios.domain import Usuario
from tests.integration.classificador.test_lotes import (
    PEDIDO,
    TEXTOS,
    UNSURE,
    add_usuario,
    ana,
    answer_all,
    create,
    portal,
)

__all__ = ["ana", "portal"]


def test_ones_own_lots_stay_in_another_unit_and_who_has_none_sees_nobodys(portal: Services, ana: Usuario) -> None:
    lote = create(portal, replace(ana, unidade=" "))
    answer_all(portal, lote, UNSURE)
    moved, nobody = replace(ana, unidade="Outra"), replace(add_usuario(portal, "rui"), unidade="")
    assert [one.id for one in portal.lotes.list_lotes(moved).lotes] == [lote.id]
    assert portal.itens.list_revisao(moved).total == 4
    assert portal.lotes.list_lotes(nobody).lotes == ()
    assert portal.itens.list_revisao(nobody).total == 0


def test_a_page_of_lots_has_those_with_the_words_and_the_state(
    portal: Services, ana: Usuario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.classificador.service._TAMANHO", 2)
    nomes = ("Iniciais de João", "Laudos", "Petições do joao", "Recursos")
    lotes = [portal.lotes.create_lote(replace(PEDIDO, nome=nome), ana, TEXTOS) for nome in nomes]
    portal.lotes.cancel(lotes[3].id, ana)

    def find(pagina: int = 1, **filtro: str) -> tuple[list[str], int, int]:
        found = portal.lotes.list_lotes(ana, FiltroDeLotes(**filtro), pagina)
        return [lote.pedido.nome for lote in found.lotes], found.total, found.numero

    assert find() == (["Recursos", "Petições do joao"], 4, 1)
    assert find(9) == (["Laudos", "Iniciais de João"], 4, 2)
    assert find(texto="JOÃO") == (["Petições do joao", "Iniciais de João"], 2, 1)
    assert find(texto="joao pet") == (["Petições do joao"], 1, 1)
    assert find(estado=EstadoDoLote.CANCELADO) == (["Recursos"], 1, 1)
    none = portal.lotes.list_lotes(ana, FiltroDeLotes("penal"))
    assert (none.lotes, none.has_any, none.is_live) == ((), True, True)


def test_only_ones_own_lots_are_ones_own_and_who_may_not_classify_sees_none(portal: Services, ana: Usuario) -> None:
    rui = add_usuario(portal, "rui")
    mine = create(portal, ana)
    create(portal, rui)
    assert [lote.id for lote in portal.lotes.list_proprios(ana)] == [mine.id]
    with pytest.raises(PermissionDeniedError):
        portal.lotes.list_lotes(replace(ana, is_active=False))
