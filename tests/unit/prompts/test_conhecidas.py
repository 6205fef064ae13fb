"""Categories that a version of an instruction does not have, as people read them."""

from __future__ import annotations

import pytest

from core.errors import CategoriaDesconhecidaError
from core.prompts.domain import CategoriaDeClassificacao, Prompt, Subsistema
from core.prompts.instrucoes.validacao import require_conhecidas

PROMPT = Prompt(
    "triagem",
    3,
    "{{categorias}}",
    "Triagem",
    Subsistema.CLASSIFICADOR,
    (CategoriaDeClassificacao("saude", "Saúde", "remédios"), CategoriaDeClassificacao("outros", "Outros", "o resto")),
)


def test_what_the_version_does_not_have_is_told_by_its_name() -> None:
    with pytest.raises(CategoriaDesconhecidaError) as refused:
        require_conhecidas(PROMPT, {"saude", "transito", "auto_de_infracao"}, {"transito": "Trânsito"})
    assert "não conhece: “Auto de infracao”, “Trânsito”." in refused.value.user_message


def test_what_the_version_has_passes() -> None:
    require_conhecidas(PROMPT, {"saude", "outros"}, {})
