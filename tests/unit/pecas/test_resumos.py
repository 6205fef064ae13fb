"""What makes two readings of a document the same question to the model."""

from __future__ import annotations

import pytest

from core.pecas.resumos import hash_texto
from core.processos.domain import EstadoDaPagina, Pagina

SHA256 = "f" * 64


def build_paginas(*textos: str, first: int = 1) -> list[Pagina]:
    return [Pagina(numero, EstadoDaPagina.LIDA, texto) for numero, texto in enumerate(textos, start=first)]


def test_the_same_text_of_the_same_content_is_one_question() -> None:
    assert hash_texto(SHA256, build_paginas("um", "dois")) == hash_texto(SHA256, build_paginas("um", "dois"))


@pytest.mark.parametrize(
    ("sha256", "paginas"),
    [
        pytest.param("e" * 64, build_paginas("um", "dois"), id="another content"),
        pytest.param(SHA256, build_paginas("um"), id="a page less"),
        pytest.param(SHA256, build_paginas("um", "dois", "três"), id="a page more"),
        pytest.param(SHA256, build_paginas("um", "2"), id="a page read otherwise"),
        pytest.param(SHA256, build_paginas("um", "dois", first=2), id="other pages"),
        pytest.param(SHA256, build_paginas("umdois"), id="another cut"),
    ],
)
def test_anything_else_is_another_question(sha256: str, paginas: list[Pagina]) -> None:
    assert hash_texto(sha256, paginas) != hash_texto(SHA256, build_paginas("um", "dois"))
