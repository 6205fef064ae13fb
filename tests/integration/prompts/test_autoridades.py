"""The approved base in PostgreSQL: seeded once, searched by words and by citation, asked about a text."""

from __future__ import annotations

import pytest

from core.infra.db import SessionScope
from core.prompts.autoridades.repository import AutoridadeRepository
from core.prompts.autoridades.service import AutoridadeService


@pytest.fixture
def autoridades(session_scope: SessionScope) -> AutoridadeService:
    service = AutoridadeService(AutoridadeRepository(session_scope))
    service.seed_autoridades()
    return service


def test_base_follows_the_files(autoridades: AutoridadeService) -> None:
    assert autoridades.seed_autoridades() == 0
    everything = autoridades.list_autoridades()
    autoridades._repository.save_seeds(everything[1:])
    assert autoridades.list_autoridades() == everything[1:]
    assert autoridades.seed_autoridades() == 1


@pytest.mark.parametrize(
    ("busca", "chave"),
    [
        ("Tema n. 1.234", "tema:stf:1234"),
        ("CF, art. 196", "cf:art:196"),
        ("alcoolemia recusa condutor", "tema:stf:1079"),
    ],
)
def test_search_by_citation_and_by_words(autoridades: AutoridadeService, busca: str, chave: str) -> None:
    assert chave in [autoridade.chave for autoridade in autoridades.list_autoridades(busca)]
    assert len(autoridades.list_autoridades(busca)) < 5


def test_text_is_asked_for_what_the_base_does_not_hold(autoridades: AutoridadeService) -> None:
    texto = (
        "Segundo o Tema 1234/STF e o art. 196 da CF; o Tema 9.999/STJ e o art. 6º da Lei 1.060/1950 dizem outra coisa."
    )
    unknown = [citacao.chave for citacao in autoridades.list_desconhecidas(texto)]
    assert unknown == ["tema:stj:9999", "lei:1060/1950:art:6"]
