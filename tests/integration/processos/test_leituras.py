"""Stored readings: for ever, unless a page was lost to trouble that passes."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from sqlalchemy import text

from core.infra.db import SessionScope
from core.processos.domain import DocumentoLido
from core.processos.leitura.motivos import DEMOROU, LIMITE_DE_TEMPO
from core.processos.repository import ProcessoRepository
from tests.builders import build_lido

SHA256 = hashlib.sha256(b"conteudo").hexdigest()
AGAIN = replace(build_lido("texto inteiro"), sha256=SHA256)


def build_partial(motivo: str) -> DocumentoLido:
    return replace(build_lido("metade"), sha256=SHA256, motivo=f"Página 2: {motivo}.")


def grow_old(scope: SessionScope) -> None:
    with scope() as session:
        session.execute(text("UPDATE leitura SET created_at = created_at - interval '11 minutes'"))


def test_a_reading_with_a_page_that_took_too_long_serves_who_waits_and_is_then_read_again(
    session_scope: SessionScope,
) -> None:
    repository, partial = ProcessoRepository(session_scope), build_partial(DEMOROU)
    repository.save_leitura(partial)
    repository.save_leitura(AGAIN)
    assert repository.find_leituras([SHA256]) == {SHA256: partial}
    grow_old(session_scope)
    assert repository.find_leituras([SHA256]) == {}
    repository.save_leitura(AGAIN)
    assert repository.find_leituras([SHA256]) == {SHA256: AGAIN}


@pytest.mark.parametrize("lido", [AGAIN, build_partial(LIMITE_DE_TEMPO)], ids=["whole", "cut for good"])
def test_any_other_reading_stays(session_scope: SessionScope, lido: DocumentoLido) -> None:
    repository = ProcessoRepository(session_scope)
    repository.save_leitura(lido)
    grow_old(session_scope)
    repository.save_leitura(replace(lido, motivo="outro"))
    assert repository.find_leituras([SHA256]) == {SHA256: lido}
