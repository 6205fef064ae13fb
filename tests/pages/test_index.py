"""The page that carries every screen, made from Streamlit's own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import streamlit

from pages.ui.web.index import ChangedIndexError, build_index, replace_parts


def test_index_asks_for_nothing_outside() -> None:
    assert not re.findall(r'(?:src|href)="https?:', build_index())


def test_changed_streamlit_index_is_noticed() -> None:
    stock = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    with pytest.raises(ChangedIndexError):
        replace_parts(stock.replace('<html lang="en">', "<html>"))
