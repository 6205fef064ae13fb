"""What the stand-in answers to whoever changes a section."""

from __future__ import annotations

import re

import pytest

from simulators.gemini.revisor import revise_secao
from simulators.gemini.tags import find_request

SECAO = (
    "### Do mérito\n\nO Estado cumpre a política pública. Assim, nada é devido à parte autora (fl. 3).\n\n"
    "&gt; “Trecho literal. Do laudo.” (fl. 5)"
)
ACHADO = (
    '<achados><achado indice="1" secao="Mérito" titulo="Do home care">O home care.\n\nNão se impõe.</achado></achados>'
)


def ask(wish: str, extra: str = "") -> str:
    request = find_request(
        f'<pedido agente="revisor" tipo="contestacao" titulo="Contestação"><processo numero="1" autor="Ana"/>'
        f'<secao titulo="Do mérito">{SECAO}</secao>{extra}<solicitacao>{wish}</solicitacao></pedido>'
    )
    assert request is not None
    return revise_secao(request, 1)


@pytest.mark.parametrize(
    ("wish", "form"),
    [
        ("melhore isso", "<pergunta>"),
        ("Ajuste", "<pergunta>"),
        ("acrescentar módulo", "<pergunta>"),
        ("acrescente um argumento sobre home care", "<busca>home care</busca>"),
        ("deixe mais conciso", "<ajuste>\n### Do mérito"),
        ("deixe mais formal", "<ajuste>\n### Do mérito"),
        ("acrescente que o paciente é atendido pelo SUS", "<ajuste>\n### Do mérito"),
    ],
)
def test_the_form_follows_the_wish(wish: str, form: str) -> None:
    assert ask(wish).startswith(form)


@pytest.mark.parametrize("wish", ["deixe mais conciso", "deixe mais formal", "acrescente que há fila"])
def test_a_change_differs_and_leaves_quotations_alone(wish: str) -> None:
    found = re.search(r"<ajuste>\n(.*)\n</ajuste>", ask(wish), re.DOTALL)
    assert found is not None
    assert found[1] != SECAO.replace("&gt;", ">")
    assert "> “Trecho literal. Do laudo.” (fl. 5)" in found[1]


def test_of_a_list_it_names_a_module_with_its_topic() -> None:
    answer = ask("acrescente um argumento sobre home care", ACHADO)
    assert answer.startswith('<modulo indice="1">\nO home care.')
    assert "<resumo>" in answer
