"""Errors that are put into a minuta only when somebody asks for them."""

from __future__ import annotations

from simulators.gemini.plants import LUGAR_FALSO, TEMA_FALSO, plant, take_marker

MINUTA = "## Mérito\n\n### Tópico\n\nO laudo diz: “a paciente nunca tentou as outras opções da rede”.\n\nFim.\n"


def test_marker_leaves_the_observation_as_it_was_meant() -> None:
    assert take_marker("Tratar da urgência. [plantar: citação, lugar]") == ("Tratar da urgência.", ("citacao", "lugar"))
    assert take_marker("Tratar [do] tema.") == ("Tratar [do] tema.", ())


def test_each_error_is_planted_by_name() -> None:
    assert plant(MINUTA, ()) == MINUTA
    assert TEMA_FALSO in plant(MINUTA, ("autoridade",))
    assert f"({LUGAR_FALSO})" in plant(MINUTA, ("lugar",))
    assert "“a paciente não nunca tentou" in plant(MINUTA, ("citacao",))


def test_minuta_without_quotation_gets_an_altered_one_of_its_own() -> None:
    bare = "## Mérito\n\n### Tópico\n\nA prestação depende de prova técnica que a parte não produziu.\n"
    assert "“A prestação não depende de prova técnica" in plant(bare, ("citacao",))
