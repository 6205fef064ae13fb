"""Vectors in memory: what stands out, what a filter wants, what is read again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from core.prompts.busca.repository import Filtro, ModuloVivo
from core.prompts.busca.sentidos import Sentidos, build_vetor, pack_vetor, unpack_vetor

SIZE = 16
ASKED = build_vetor([1.0] + [0.0] * (SIZE - 1))


@dataclass
class FakeBusca:
    """The library of the repository in a list; ``read`` are the hashes whose vectors were read."""

    modulos: list[ModuloVivo] = field(default_factory=list)
    vetores: dict[str, bytes] = field(default_factory=dict)
    read: list[str] = field(default_factory=list)

    def add(self, place: int, closeness: float | None, **changes: object) -> None:
        """A module so near to what is asked (the cosine); without a number it has no vector yet."""
        values = {"grupo": "ps", "tipo": "conteudo", "tipos_de_peca": (), **changes}
        self.modulos.append(ModuloVivo(place, f"md5-{place}", **values))  # type: ignore[arg-type]  # values of a test
        if closeness is not None:
            vetor = [closeness] + [0.0] * (SIZE - 1)
            vetor[1 + place % (SIZE - 1)] = (1 - closeness**2) ** 0.5
            self.vetores[f"md5-{place}"] = pack_vetor(build_vetor(vetor))

    def read_revision(self) -> tuple[int, ...]:
        return (len(self.modulos), len(self.vetores))

    def list_vivos(self) -> tuple[ModuloVivo, ...]:
        return tuple(self.modulos)

    def list_vetores(self, _modelo: str, hashes: Sequence[str]) -> dict[str, bytes]:
        self.read += [md5 for md5 in hashes if md5 in self.vetores]
        return {md5: self.vetores[md5] for md5 in hashes if md5 in self.vetores}


@pytest.fixture
def busca() -> FakeBusca:
    return FakeBusca()


@pytest.fixture
def sentidos(busca: FakeBusca) -> Sentidos:
    return Sentidos(busca, "modelo", SIZE)  # type: ignore[arg-type]  # all that it asks of the repository


@pytest.mark.parametrize("scale", [0.1, 0.5], ids=["a model of low cosines", "one of high cosines"])
def test_only_what_stands_out_of_a_library_is_found(busca: FakeBusca, sentidos: Sentidos, scale: float) -> None:
    for place in range(20):
        busca.add(place, scale + 0.01 * (place % 3))
    busca.add(20, scale + 0.3)
    busca.add(21, scale + 0.4)
    assert sentidos.rank(ASKED, Filtro(), 10) == ((21, 20), 0)


def test_of_a_small_library_all_is_ranked(busca: FakeBusca, sentidos: Sentidos) -> None:
    for place, closeness in enumerate((0.2, 0.9, 0.5)):
        busca.add(place, closeness)
    assert sentidos.rank(ASKED, Filtro(), 2) == ((1, 2), 0)


def test_a_filter_leaves_out_what_could_not_enter(busca: FakeBusca, sentidos: Sentidos) -> None:
    busca.add(0, 0.9, grupo="detran")
    busca.add(1, 0.8, tipo="base")
    busca.add(2, 0.7, tipos_de_peca=("apelacao",))
    busca.add(3, 0.6, grupo="geral")
    assert sentidos.rank(ASKED, Filtro("ps"), 9)[0] == (1, 2, 3)
    assert sentidos.rank(ASKED, Filtro("ps", "contestacao"), 9)[0] == (3,)
    assert sentidos.rank(ASKED, Filtro("ps", "apelacao"), 9)[0] == (2, 3)


def test_a_change_is_seen_and_known_vectors_are_not_read_again(busca: FakeBusca, sentidos: Sentidos) -> None:
    busca.add(0, 0.5)
    busca.add(1, None)
    assert sentidos.rank(ASKED, Filtro(), 9) == ((0,), 1)
    busca.add(2, 0.9)
    assert sentidos.rank(ASKED, Filtro(), 9) == ((2, 0), 1)
    assert sentidos.rank(ASKED, Filtro("ps"), 9) == ((2, 0), 1)
    assert busca.read == ["md5-0", "md5-2"]


def test_an_empty_library_has_nothing_near(sentidos: Sentidos) -> None:
    assert sentidos.rank(ASKED, Filtro(), 9) == ((), 0)


def test_vectors_are_kept_as_they_are_and_compared_by_their_direction() -> None:
    vetor = build_vetor([3.0, 4.0])
    assert np.allclose(vetor, [0.6, 0.8])
    assert np.array_equal(unpack_vetor(pack_vetor(vetor)), vetor)
    assert np.array_equal(build_vetor([0.0, 0.0]), [0.0, 0.0])
