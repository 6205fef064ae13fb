"""Whom an agent asks: the nearest of what people set, and the settings while they set nothing."""

from __future__ import annotations

from typing import cast

from core.infra.live import Live
from core.infra.modelos import AgenteDoModelo, Modelos, Origem
from core.settings import GeminiSettings

SETTINGS = GeminiSettings.model_construct(temperatura=0.3)


class KnownValues:
    """The part of Live that is asked, over what a test says."""

    def __init__(self, **values: object) -> None:
        self._values = {tuple(key.split("__")): value for key, value in values.items()}

    def find(self, name: str, target: str = "") -> object | None:
        return self._values.get((name, target or "todos"))


def build(**values: object) -> Modelos:
    return Modelos(SETTINGS, cast("Live", KnownValues(**values)))


def test_without_anything_set_the_settings_count() -> None:
    redator = build().get(AgenteDoModelo.REDATOR)
    assert (redator.modelo, redator.temperatura) == ("gemini-2.5-pro", 0.3)
    assert redator.origem_do_modelo is redator.origem_da_temperatura is Origem.PADRAO
    assert build().get(AgenteDoModelo.DETECTOR).temperatura == 0


def test_the_nearest_value_counts_each_for_itself() -> None:
    modelos = build(modelo__todos="a", modelo__pecas="b", modelo__redator="c", temperatura__pecas=0.9)
    assert modelos.get(AgenteDoModelo.RESPONDENTE).modelo == "a"
    assert modelos.get(AgenteDoModelo.COLETOR).modelo == "b"
    redator = modelos.get(AgenteDoModelo.REDATOR)
    assert (redator.modelo, redator.origem_do_modelo) == ("c", Origem.AGENTE)
    assert (redator.temperatura, redator.origem_da_temperatura) == (0.9, Origem.SUBSISTEMA)


def test_an_agent_that_chooses_never_varies() -> None:
    assert build(temperatura__todos=1.5, temperatura__pecas=1.5).get(AgenteDoModelo.DETECTOR).temperatura == 0
