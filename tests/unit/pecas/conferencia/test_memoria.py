"""Prepared sources are kept while they are small, and are never mixed up."""

from __future__ import annotations

import pytest

from core.conferencia.caso import Caso
from core.conferencia.domain import Cor
from core.conferencia.fontes import Fonte, Fontes
from core.pecas.conferencia import memoria as module
from core.pecas.conferencia.memoria import Memoria

TEXTO = "## Mérito\n\nO custo é de R$ 10,00 por mês."


def build_caso(texto: str) -> Caso:
    return Caso(Fontes("", [Fonte("fl. 1", (texto,))]))


def test_case_is_loaded_once_and_each_key_has_its_own() -> None:
    loaded: list[str] = []

    def load(texto: str) -> Caso:
        loaded.append(texto)
        return build_caso(texto)

    memoria = Memoria()
    for _ in range(2):
        [known] = [i for i in memoria.check("a", TEXTO, lambda: load("R$ 10,00")).itens if i.trecho == "R$ 10,00"]
        [unknown] = [i for i in memoria.check("b", TEXTO, lambda: load("R$ 20,00")).itens if i.trecho == "R$ 10,00"]
        assert (known.cor, unknown.cor) == (Cor.VERDE, Cor.VERMELHO)
    assert loaded == ["R$ 10,00", "R$ 20,00"]


def test_least_used_case_goes_when_there_is_no_more_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MAX_CHARS", 250)
    loaded: list[str] = []
    memoria = Memoria()
    for chave in ("a", "b", "a", "c", "a", "b"):
        memoria.check(chave, TEXTO, lambda chave=chave: (loaded.append(chave), build_caso("x" * 100))[1])
    assert loaded == ["a", "b", "c", "b"]
