"""Settings of Streamlit that the product depends on."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import streamlit

from pages.ui.web.index import ChangedIndexError, build_index, replace_parts

ROOT = Path(__file__).parents[2]
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("group", "name", "value"),
    [
        pytest.param("runner", "postScriptGC", False, id="no-collection-after-each-run"),
        pytest.param("server", "fileWatcherType", "none", id="no-file-watcher"),
        pytest.param("server", "maxUploadSize", 50, id="upload-limit"),
        pytest.param("client", "toolbarMode", "minimal", id="no-deploy-button"),
        pytest.param("client", "showErrorDetails", "none", id="no-traces-on-screen"),
        pytest.param("browser", "gatherUsageStats", False, id="no-telemetry"),
    ],
)
def test_production_setting(group: str, name: str, value: object) -> None:
    assert CONFIG[group][name] == value


def test_identity_headers_are_those_of_the_gate() -> None:
    assert CONFIG["server"]["trustedUserHeaders"] == {
        "x-portal-user": "login",
        "x-portal-roles": "papeis",
        "x-portal-sessao": "sessao",
    }


def test_script_that_runs_has_no_pages_folder_beside_it() -> None:
    assert not (ROOT / "pages" / "ui" / "pages").exists()


def test_index_asks_for_nothing_outside() -> None:
    assert not re.findall(r'(?:src|href)="https?:', build_index())


def test_changed_streamlit_index_is_noticed() -> None:
    stock = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    with pytest.raises(ChangedIndexError):
        replace_parts(stock.replace('<html lang="en">', "<html>"))
