"""Answers made to hurt: how many each layer alone stopped. ``stopped`` is what came out harmless."""

from __future__ import annotations

from collections.abc import Mapping

from core.exportacao.html import render_html
from core.exportacao.planilha import Tabela, render_csv, render_xlsx
from pages.ui.plain import escape_markdown
from tests.hostile.harm import find_in_csv, find_in_docx, find_in_html, find_in_markdown, find_in_xlsx
from tests.hostile.outputs import OUTPUTS
from tests.unit.exportacao.opened import render

_EVERY = 16
"""With ``--quick`` a Word file is made of one answer in so many."""


def measure_outputs(seed: int, is_quick: bool) -> Mapping[str, object]:
    """The corpus is fixed; ``seed`` chooses where the quick run begins."""
    texts = list(OUTPUTS.values())
    words = texts[seed % _EVERY :: _EVERY] if is_quick else texts
    found = {
        "screen": (len(texts), [find_in_html(render_html(text)) for text in texts]),
        "labels": (len(texts), [find_in_markdown(escape_markdown(text)) for text in texts]),
        "word": (len(words), [find_in_docx(render(text)) for text in words]),
        "csv": (len(texts), [find_in_csv(render_csv(_tabela(text))) for text in texts]),
        "xlsx": (len(texts), [find_in_xlsx(render_xlsx(_tabela(text))) for text in texts]),
    }
    counts: dict[str, object] = {"outputs": len(texts)}
    for layer, (tried, harms) in found.items():
        counts |= {f"outputs_{layer}_tried": tried, f"outputs_{layer}_stopped": tried - sum(map(bool, harms))}
    return counts


def _tabela(text: str) -> Tabela:
    return Tabela("Respostas", (("Texto", 40),), [[text]])
