"""Where the engine's data comes from."""

from __future__ import annotations

import pytest

from core.processos.leitura import motor


@pytest.mark.parametrize(("language", "expected"), [("por", "/dados/"), ("por+osd", "/dados/"), ("por+xyz", "")])
def test_data_that_the_engine_was_told_of_comes_first(
    language: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine itself reads TESSDATA_PREFIX, once, when it is loaded."""
    monkeypatch.setattr("tesserocr.get_languages", lambda: ("/dados/", ["osd", "por"]))
    assert motor.find_data.__wrapped__(language) == expected
