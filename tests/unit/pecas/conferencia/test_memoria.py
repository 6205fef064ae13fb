"""Prepared sources are kept while they are small, and are never mixed up."""

from __future__ import annotations

from threading import Event, Thread

import pytest

from core.conferencia.caso import Caso
from core.conferencia.domain import Cor
from core.conferencia.fontes import Fonte, Fontes
from core.errors import RecordNotFoundError
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
        [known] = [i for i in memoria.check("a", 1, TEXTO, lambda: load("R$ 10,00")).itens if i.trecho == "R$ 10,00"]
        [unknown] = [i for i in memoria.check("b", 1, TEXTO, lambda: load("R$ 20,00")).itens if i.trecho == "R$ 10,00"]
        assert (known.cor, unknown.cor) == (Cor.VERDE, Cor.VERMELHO)
    assert loaded == ["R$ 10,00", "R$ 20,00"]


def test_least_used_case_goes_when_there_is_no_more_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MAX_CHARS", 250)
    loaded: list[str] = []
    memoria = Memoria()
    for chave in ("a", "b", "a", "c", "a", "b"):
        memoria.check(chave, 1, TEXTO, lambda chave=chave: (loaded.append(chave), build_caso("x" * 100))[1])
    assert loaded == ["a", "b", "c", "b"]


def test_case_that_changed_is_loaded_again_and_nothing_of_the_old_one_is_answered() -> None:
    memoria = Memoria()

    def judge(visto: int, source: str) -> Cor:
        itens = memoria.check("a", visto, TEXTO, lambda: build_caso(source)).itens
        return next(item.cor for item in itens if item.trecho == "R$ 10,00")

    assert [judge(1, "R$ 10,00"), judge(1, "nunca lida"), judge(2, "R$ 20,00")] == [Cor.VERDE, Cor.VERDE, Cor.VERMELHO]

    def fail() -> Caso:
        raise RecordNotFoundError("module")

    with pytest.raises(RecordNotFoundError):
        memoria.check("a", 3, TEXTO, fail)
    assert judge(2, "R$ 10,00") is Cor.VERDE


def test_two_tabs_load_a_case_once_and_another_case_does_not_wait_for_it() -> None:
    memoria, loading, may_end, again = Memoria(), Event(), Event(), Event()

    def load() -> Caso:
        if loading.is_set():
            again.set()
        loading.set()
        assert may_end.wait(10)
        return build_caso("R$ 10,00")

    tabs = [Thread(target=memoria.check, args=("a", 1, texto, load)) for texto in (TEXTO, f"{TEXTO} Outro.")]
    for tab in tabs:
        tab.start()
    assert loading.wait(10)
    assert memoria.check("b", 1, TEXTO, lambda: build_caso("R$ 10,00")).itens
    assert not again.wait(0.2)
    may_end.set()
    for tab in tabs:
        tab.join(10)
    assert not again.is_set()
