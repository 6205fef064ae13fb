"""What follows the model's text of a prepared type, and the instruction that the type has."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from core.events import TextAppended
from core.pecas.domain import TIPOS_DE_PECA, TIPOS_PREPARADOS, TipoDePeca
from core.pecas.redator import Redator, name_instrucao
from core.prompts.seeds import load_seeds


class _Guardado:
    """Keeps the text as the repository would."""

    texto = ""

    def save_texto(self, _geracao: Any, texto: str) -> None:
        self.texto = texto


class _Escreve(Redator):
    """A redator whose model writes what it is told, from where the text stopped."""

    def __init__(self, guardado: _Guardado, whole: str) -> None:
        self._repository = guardado  # type: ignore[assignment]  # only save_texto is called
        self._whole = whole
        self.asked = 0

    def _stream(self, geracao: Any, texto: str) -> Any:
        self.asked += 1
        yield self._whole[len(texto) :]


def _write(redator: _Escreve, texto: str, anexo: str) -> str:
    geracao: Any = SimpleNamespace(anexo=anexo)
    for event in redator.write(geracao, texto):
        if isinstance(event, TextAppended):
            assert event.offset == len(texto)
            texto += event.text
    return texto


@pytest.mark.parametrize("start", ["", "O ", "O texto."])
def test_the_annex_follows_the_text_wherever_it_had_stopped(start: str) -> None:
    guardado = _Guardado()
    assert _write(_Escreve(guardado, "O texto."), start, "## Tabela") == "O texto.\n\n## Tabela\n"
    assert guardado.texto == "O texto.\n\n## Tabela\n"


def test_a_text_that_has_its_annex_is_whole_and_asks_nothing_more() -> None:
    redator = _Escreve(_Guardado(), "O texto.")
    assert _write(redator, "O texto.\n\n## Tabela\n", "## Tabela") == "O texto.\n\n## Tabela\n"
    assert redator.asked == 0


def test_a_prepared_type_has_its_own_instruction_and_the_others_share_one() -> None:
    assert {name_instrucao(tipo) for tipo in TIPOS_DE_PECA} == {"redator"}
    assert len({name_instrucao(tipo) for tipo in TIPOS_PREPARADOS}) == len(TIPOS_PREPARADOS)
    slugs = {prompt.slug for prompt in load_seeds().prompts}
    assert name_instrucao(TipoDePeca.CONTESTACAO) in slugs
