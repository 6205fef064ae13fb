"""Settings of Streamlit that the product depends on."""

from __future__ import annotations

import tomllib

import pytest

from tests.house.sources import ROOT

CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("group", "name", "value"),
    [
        pytest.param("runner", "postScriptGC", False, id="no-collection-after-each-run"),
        pytest.param("runner", "magicEnabled", False, id="no-drawing-of-stray-values"),
        pytest.param("server", "fileWatcherType", "none", id="no-file-watcher"),
        pytest.param("server", "headless", True, id="no-browser-and-no-question-at-start"),
        pytest.param("server", "maxUploadSize", 100, id="upload-limit"),
        pytest.param("client", "toolbarMode", "minimal", id="no-deploy-button"),
        pytest.param("client", "showErrorDetails", "none", id="no-traces-on-screen"),
        pytest.param("browser", "gatherUsageStats", False, id="no-telemetry"),
        pytest.param("logger", "hideWelcomeMessage", True, id="no-question-for-the-address-outside"),
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
