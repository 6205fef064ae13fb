"""A report as a page: made once from what was on the screen, and handed to who asked for it only."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import cast

import pytest
from docx import Document

from core.errors import ConversaoError, PortalError, RateLimitError, RecordNotFoundError
from core.exportacao.repository import ArquivoRepository
from core.infra.db import SessionScope
from core.infra.queue import WorkQueue
from core.infra.rate import Action, RateLimits
from core.relatorios.folhas import Folha, FolhaService
from core.settings import ExportacaoSettings
from core.usuarios.domain import Papel, Usuario
from tests.integration.relatorios.test_mensal import Inbox
from tests.pages.fakes import FakeRates

GESTOR = Usuario(2, "gestor", "Ivo Leal", Papel.GESTOR, "PGE")
OUTRO = replace(GESTOR, id=3)
CELLS = ("Fiscal | Saúde [x](http://y) <b>", "=1+1")
FOLHA = Folha("Peças por unidade", "De 01/10/2026 a 31/10/2026.", ("Unidade", "Pedidas"), (CELLS,))


def test_a_report_is_made_once_with_what_was_seen_and_for_one_person(session_scope: SessionScope) -> None:
    inbox, rates = Inbox(), FakeRates()
    transporte = (cast("WorkQueue", inbox), cast("RateLimits", rates))
    arquivos = ArquivoRepository(session_scope)
    folhas = FolhaService(arquivos, transporte, ExportacaoSettings(soffice="no-such-program"))
    chave = folhas.request(FOLHA, GESTOR)
    assert folhas.find(chave, GESTOR) is None
    (work,) = inbox.works
    folhas.make(str(work.args[0]))
    assert folhas.request(FOLHA, GESTOR) == chave
    assert (len(inbox.works), rates.counted) == (1, [(Action.EXPORT, str(GESTOR.id))])
    found = folhas.find(chave, GESTOR)
    assert found is not None
    document = Document(BytesIO(found.conteudo))
    (table,) = document.tables
    assert tuple(cell.text for cell in table.rows[1].cells) == (CELLS[0].replace("|", "/"), CELLS[1])
    assert FOLHA.descricao in [paragraph.text for paragraph in document.paragraphs]
    with pytest.raises(RecordNotFoundError):
        folhas.find(chave, OUTRO)
    assert folhas.request(FOLHA, OUTRO) != chave
    rates.full.add(Action.EXPORT)
    with pytest.raises(RateLimitError):
        folhas.request(replace(FOLHA, titulo="Outra"), GESTOR)


def test_a_report_that_failed_says_why_and_is_made_when_it_is_asked_for_again(session_scope: SessionScope) -> None:
    inbox, rates = Inbox(), FakeRates()
    transporte = (cast("WorkQueue", inbox), cast("RateLimits", rates))
    broken, whole = (
        FolhaService(ArquivoRepository(session_scope), transporte, ExportacaoSettings(soffice=program))
        for program in ("false", "no-such-program")
    )
    chave = broken.request(FOLHA, GESTOR)
    broken.make(chave)
    assert _find_erro(broken, chave) == ConversaoError.code
    assert whole.request(FOLHA, GESTOR) == chave
    assert whole.find(chave, GESTOR) is None
    inbox.failed.add(inbox.works[-1].key)
    assert (len(inbox.works), _find_erro(whole, chave)) == (2, PortalError.code)
    assert whole.request(FOLHA, GESTOR) == chave
    whole.make(chave)
    assert (len(inbox.works), _find_erro(whole, chave)) == (3, "")


def _find_erro(folhas: FolhaService, chave: str) -> str:
    found = folhas.find(chave, GESTOR)
    assert found is not None
    return found.erro_codigo


def test_words_of_a_report_are_no_markdown(session_scope: SessionScope) -> None:
    inbox = Inbox()
    transporte = (cast("WorkQueue", inbox), cast("RateLimits", FakeRates()))
    folhas = FolhaService(ArquivoRepository(session_scope), transporte, ExportacaoSettings(soffice="no-such-program"))
    chave = folhas.request(replace(FOLHA, descricao="Só Saúde _de_ [x](http://y) <b>."), GESTOR)
    folhas.make(chave)
    found = folhas.find(chave, GESTOR)
    assert found is not None
    paragraphs = [paragraph.text for paragraph in Document(BytesIO(found.conteudo)).paragraphs]
    assert "Só Saúde _de_ [x](http://y) <b>." in paragraphs
