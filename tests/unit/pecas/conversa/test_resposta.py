"""The forms of an answer: which are read, which are refused, and what is shown of one that is being written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import AjusteInvalidoError
from core.pecas.conversa.resposta import (
    Ajuste,
    Busca,
    Indicacao,
    Pergunta,
    Resposta,
    check_ajuste,
    parse_resposta,
    read_visivel,
)

AJUSTE = "<ajuste>\n### Do mérito\n\nTexto novo.\n</ajuste>\n<resumo>Encurtei.</resumo>"
MODULO = '<modulo indice="2">\nO tópico.\n</modulo>\n<resumo>Trata disso.</resumo>'


@pytest.mark.parametrize(
    ("texto", "achados", "resposta"),
    [
        pytest.param(AJUSTE, None, Ajuste("### Do mérito\n\nTexto novo.", "Encurtei."), id="ajuste"),
        pytest.param(f"\n {AJUSTE}\n\n", 3, Ajuste("### Do mérito\n\nTexto novo.", "Encurtei."), id="blanks around"),
        pytest.param("<pergunta>Qual\n pedido?</pergunta>", None, Pergunta("Qual pedido?"), id="pergunta"),
        pytest.param("<busca> home  care </busca>", None, Busca("home care"), id="busca"),
        pytest.param(MODULO, 2, Indicacao(2, "O tópico.", "Trata disso."), id="modulo"),
    ],
)
def test_each_form_is_read(texto: str, achados: int | None, resposta: Resposta) -> None:
    assert parse_resposta(texto, achados=achados) == resposta


@pytest.mark.parametrize(
    ("texto", "achados"),
    [
        pytest.param("", None, id="nothing"),
        pytest.param("Aqui está a seção ajustada.", None, id="plain text"),
        pytest.param(f"Claro!\n{AJUSTE}", None, id="words before"),
        pytest.param(f"{AJUSTE}\nEspero ter ajudado.", None, id="words after"),
        pytest.param(f"```\n{AJUSTE}\n```", None, id="fenced"),
        pytest.param(AJUSTE[:30], None, id="cut"),
        pytest.param("<ajuste>Texto.</ajuste>", None, id="ajuste without resumo"),
        pytest.param("<ajuste>\n\n</ajuste><resumo>Nada.</resumo>", None, id="empty ajuste"),
        pytest.param(f"{AJUSTE}\n{AJUSTE}", None, id="two answers"),
        pytest.param("<ajuste>a <busca>b</busca></ajuste><resumo>c</resumo>", None, id="a form inside"),
        pytest.param("<pergunta>Qual?</pergunta><resumo>x</resumo>", None, id="pergunta with resumo"),
        pytest.param('<ajuste indice="1">a</ajuste><resumo>b</resumo>', None, id="ajuste with indice"),
        pytest.param(f"<pergunta>{'a' * 2000}</pergunta>", None, id="long pergunta"),
        pytest.param("<busca>home care</busca>", 3, id="a second search"),
        pytest.param(f"<busca>{'a' * 300}</busca>", None, id="long busca"),
        pytest.param(MODULO, None, id="modulo without a list"),
        pytest.param(MODULO, 1, id="modulo beyond the list"),
        pytest.param(MODULO.replace('"2"', '"0"'), 5, id="modulo zero"),
        pytest.param(MODULO.replace("O tópico", "## Mérito\n\nO tópico"), 5, id="modulo with headings"),
        pytest.param(MODULO.replace(' indice="2"', ""), 5, id="modulo without indice"),
    ],
)
def test_anything_else_is_a_named_error(texto: str, achados: int | None) -> None:
    with pytest.raises(AjusteInvalidoError):
        parse_resposta(texto, achados=achados)


@given(st.integers(0, len(AJUSTE)), st.integers(0, len(AJUSTE)))
def test_what_is_shown_only_grows_and_holds_no_form(one: int, other: int) -> None:
    shorter, longer = (read_visivel(AJUSTE[:size]) for size in sorted((one, other)))
    assert longer.startswith(shorter)
    assert "### Do mérito\n\nTexto novo.".startswith(longer)


def test_a_search_is_not_shown() -> None:
    assert read_visivel("<busca>home care</busca>") == ""
    assert read_visivel(AJUSTE) == "### Do mérito\n\nTexto novo."
    assert read_visivel(MODULO) == "O tópico."


ANTES = "### Do mérito\n\nO Estado não deve.\n\n"


def test_a_new_text_under_the_same_heading_may_be_proposed() -> None:
    assert check_ajuste(ANTES, "### Do mérito\n\nNada é devido.\n") == "### Do mérito\n\nNada é devido."


@pytest.mark.parametrize(
    "depois",
    [
        pytest.param("Nada é devido.", id="heading lost"),
        pytest.param("### Da defesa\n\nNada é devido.", id="heading changed"),
        pytest.param("## Do mérito\n\nNada é devido.", id="other level"),
        pytest.param("### Do mérito\n\nNada.\n\n### Outro\n\nMais.", id="heading added"),
        pytest.param("### Do mérito\n\nO Estado não deve.", id="nothing changed"),
    ],
)
def test_other_headings_or_no_change_are_refused(depois: str) -> None:
    with pytest.raises(AjusteInvalidoError):
        check_ajuste(ANTES, depois)
