"""The fields of the open questions of a curadoria."""

from __future__ import annotations

from datetime import date

from streamlit.testing.v1 import AppTest


def draw_question() -> None:
    from core.pecas.curadoria.domain import PerguntaAberta  # noqa: PLC0415 - the body becomes a script of its own
    from core.prompts.domain import TipoDeVariavel  # noqa: PLC0415 - the same
    from pages.ui.curadoria.perguntas import _show_pergunta  # noqa: PLC0415 - the same
    from tests.builders import build_variavel  # noqa: PLC0415 - the same

    _show_pergunta(PerguntaAberta(build_variavel("laudo_data", TipoDeVariavel.DATA), ("Um módulo",)), 0)


def test_a_date_of_long_ago_can_be_given() -> None:
    at = AppTest.from_function(draw_question, default_timeout=20).run()
    assert not at.exception
    assert at.date_input[0].min <= date(1958, 4, 30)
    assert at.date_input[0].max >= date(2060, 4, 30)
