"""Faults around what comes in and what goes out: each is seen by the eyes that find nothing in the sound product."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from lxml import etree
from pydantic import SecretStr

from core.bert.training import hub
from core.classificador.remessas import pacote
from core.clients.gemini import GeminiClient
from core.errors import PortalError
from core.exportacao import docx, html, markdown, planilha
from core.infra import spreadsheet
from core.pecas import pedidos
from core.processos.leitura import texto_docx
from core.processos.leitura.leitor import read_content
from core.settings import GeminiSettings, LeituraSettings
from tests.hostile.blast import blast
from tests.hostile.bombs import BOMBS, DOORS
from tests.hostile.carriers import HIDDEN, ORDER
from tests.hostile.harm import find_in_csv, find_in_docx, find_in_html
from tests.hostile.outputs import OUTPUTS
from tests.integration.clients.redirecting import redirecting
from tests.integration.clients.test_redirects import CALLS
from tests.unit.exportacao.opened import render
from tests.unit.test_injecao import BREAKOUTS, REQUESTS, describe_shape


class PassingGuard:
    """Lets each call through, once."""

    def run(self, _resource: str, _operation: str, attempt: object, **_: object) -> object:
        assert callable(attempt)
        return attempt()


@pytest.mark.parametrize(
    ("module", "name", "output"),
    [(html, "escape", "script in code"), (markdown, "strip_invisible", "order turned round")],
    ids=["escape", "unseen letters"],
)
def test_a_screen_that_shows_what_came_is_seen(
    monkeypatch: pytest.MonkeyPatch, module: object, name: str, output: str
) -> None:
    assert find_in_html(html.render_html(OUTPUTS[output])) == ""
    monkeypatch.setattr(module, name, lambda text: text)
    assert find_in_html(html.render_html(OUTPUTS[output]))


def test_a_sheet_with_a_formula_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    tabela = planilha.Tabela("Respostas", (("Texto", 40),), [[OUTPUTS["formula that runs a program"]]])
    assert find_in_csv(planilha.render_csv(tabela)) == ""
    monkeypatch.setattr(planilha, "disarm", lambda text: text)
    assert find_in_csv(planilha.render_csv(tabela))


def test_a_word_file_with_more_than_words_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    assert find_in_docx(render("Texto.")) == ""
    monkeypatch.setattr(docx, "_drop_unused_parts", lambda _document: None)
    docx._build_blank.cache_clear()
    try:
        assert find_in_docx(render("Texto."))
    finally:
        docx._build_blank.cache_clear()


def test_a_model_client_that_follows_is_seen() -> None:
    with redirecting() as decoy:
        client = GeminiClient(
            GeminiSettings(api_key=SecretStr("x"), base_url=decoy.url), PassingGuard(), lambda _: None
        )
        for is_faulty in (False, True):
            client._http.follow_redirects = is_faulty
            with suppress(PortalError):
                CALLS["object"](client)
            assert bool(decoy.visits) is is_faulty


def test_a_hub_that_may_send_anywhere_is_seen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(hub, "_require_own_host", lambda _home, _request: None)
    monkeypatch.setattr(hub.constants, "HF_HUB_CACHE", str(tmp_path))
    with redirecting() as decoy:
        with suppress(Exception):  # whatever the kit makes of an empty answer
            hub.download("office/base", ["config.json"], endpoint=decoy.url)
        assert decoy.visits


def test_a_case_that_leaves_its_place_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = describe_shape(REQUESTS["coletor"]("Certifico."))
    monkeypatch.setattr(pedidos, "escape", lambda text: text)
    with pytest.raises((AssertionError, etree.XMLSyntaxError)):
        assert describe_shape(REQUESTS["coletor"](BREAKOUTS[0])) == honest


def test_hidden_text_that_reaches_the_model_is_seen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(texto_docx, "_hides", lambda _formats: False)
    path = tmp_path / "conteudo"
    path.write_bytes(HIDDEN["DOCX in white"](""))
    assert ORDER in read_content(path, LeituraSettings.model_construct()).texto


def test_a_bomb_that_is_let_in_is_seen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    door, build = BOMBS["zip that grows a thousand times"]
    content = build()
    assert blast(DOORS[door], content, tmp_path).is_refused
    monkeypatch.setattr(pacote, "_is_bomb", lambda _entry, _settings: False)
    assert not blast(DOORS[door], content, tmp_path).is_refused


def test_a_sheet_with_words_of_its_own_is_seen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    door, build = BOMBS["sheet that laughs in its texts"]
    content = build()
    assert blast(DOORS[door], content, tmp_path).is_refused
    monkeypatch.setattr(spreadsheet, "_ENTITY", b"nothing")
    assert not blast(DOORS[door], content, tmp_path).is_refused
