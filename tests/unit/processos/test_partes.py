"""A document in several parts is read as one, and what is missing shows."""

from __future__ import annotations

from dataclasses import replace

from core.processos.domain import EstadoDaPagina, EstadoDoDocumento
from core.processos.partes import join_lidos
from tests.builders import build_lido

FIRST = build_lido("capa", "fatos")
SECOND = replace(build_lido("pedidos"), sha256="e" * 64)


def test_pages_of_all_parts_are_numbered_through() -> None:
    joined = join_lidos([FIRST, SECOND])
    assert [(pagina.numero, pagina.texto) for pagina in joined.paginas] == [(1, "capa"), (2, "fatos"), (3, "pedidos")]
    assert joined.estado is EstadoDoDocumento.LIDO


def test_the_key_says_which_parts_were_read() -> None:
    assert join_lidos([FIRST, SECOND]).sha256 == join_lidos([FIRST, SECOND]).sha256
    keys = {join_lidos(parts).sha256 for parts in ([FIRST, SECOND], [SECOND, FIRST], [FIRST, None], [FIRST])}
    assert len(keys) == 4
    assert join_lidos([FIRST]) is FIRST


def test_a_part_that_did_not_come_leaves_the_document_read_in_part() -> None:
    joined = join_lidos([FIRST, None, SECOND])
    assert joined.estado is EstadoDoDocumento.LIDO_EM_PARTE
    assert "parte 2 de 3" in joined.motivo
    assert [pagina.numero for pagina in joined.paginas if pagina.estado is EstadoDaPagina.ILEGIVEL] == [3]
