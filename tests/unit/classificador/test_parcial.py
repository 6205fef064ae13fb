"""An answer of the model that is still being written, as people read it."""

from __future__ import annotations

import json

import pytest

from core.classificador.parcial import describe_parcial, read_parcial
from core.prompts.domain import CategoriaDeClassificacao

CATEGORIAS = (
    CategoriaDeClassificacao("sentenca", "Sentença", "julga a causa"),
    CategoriaDeClassificacao("decisao", "Decisão", "decide no meio"),
)
WHOLE = {"categoria": "sentenca", "confianca": "media", "justificativa_breve": 'Diz "julgo"\nprocedente — é o fim.'}


@pytest.mark.parametrize("dumps", [json.dumps, lambda value: json.dumps(value, ensure_ascii=False, indent=2)])
def test_every_beginning_of_an_answer_says_a_beginning_of_each_part(dumps: object) -> None:
    assert callable(dumps)
    text = dumps(WHOLE)
    for end in range(len(text) + 1):
        for name, part in read_parcial(text[:end]).items():
            assert WHOLE[name].startswith(part)
    assert read_parcial(text) == WHOLE


def test_what_is_no_text_is_left_out() -> None:
    assert read_parcial('{"subcategoria": null, "numero": 3, "categoria": "decisao"') == {"categoria": "decisao"}


def test_parts_are_told_by_their_names_in_the_office() -> None:
    assert describe_parcial(json.dumps(WHOLE), CATEGORIAS) == (
        '**Categoria:** Sentença\n\n**Confiança:** média\n\n**Justificativa:** Diz "julgo"\nprocedente — é o fim.'
    )


def test_a_slug_is_not_shown_while_it_may_still_become_a_category() -> None:
    assert "sente" not in describe_parcial('{"categoria": "sente', CATEGORIAS)
    assert describe_parcial('{"categoria": "despacho"', CATEGORIAS) == "**Categoria:** despacho"
