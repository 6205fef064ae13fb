"""The same piece made a Word file by the portal, by pandoc and by docxtpl; ``python -m`` weighs one of them.

pandoc reads the same Markdown, with a document of the portal for its styles. docxtpl fills a template of Word and reads
no Markdown: it gets the blocks that the portal's parser found, and can make neither footnotes nor numbers of lists.
"""

from __future__ import annotations

import io
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pypandoc
from docx import Document
from docxtpl import DocxTemplate, RichText

from core.exportacao.docx import render_docx
from core.exportacao.domain import PecaParaExportar
from core.exportacao.markdown import parse_markdown
from core.exportacao.tree import Block, Heading, ListBlock, Paragraph, Quote, Spans, Table, plain_text
from tests.unit.exportacao.tortura import write_tortura

SECTIONS = 14
"""20 pages in LibreOffice."""

_PECA = PecaParaExportar(
    titulo="Contestação",
    autor="Procuradoria-Geral do Estado",
    texto=write_tortura(SECTIONS),
    numero_cnj="",
    is_minuta=True,
    criada_em=datetime(2026, 3, 12, tzinfo=UTC),
)
_TABLE = "tabela"


class Ours:
    """As a worker does it."""

    def render(self) -> bytes:
        return render_docx(_PECA)


class Pandoc:
    """One run of the program, as it must be started for each piece."""

    def __init__(self, folder: Path) -> None:
        self._source, self._target = folder / "peca.md", folder / "peca.docx"
        self._style = folder / "modelo.docx"
        self._source.write_text(_PECA.texto, encoding="utf-8")
        self._style.write_bytes(render_docx(replace(_PECA, texto="")))
        self._program = pypandoc.get_pandoc_path()

    def render(self) -> bytes:
        argv = [self._program, "-f", "markdown", "-t", "docx", f"--reference-doc={self._style}"]
        subprocess.run([*argv, "-o", str(self._target), str(self._source)], check=True, capture_output=True)
        return self._target.read_bytes()


class Docxtpl:
    """The template is read for each piece, as the library wants it; reading the Markdown counts, as it does for us."""

    def __init__(self) -> None:
        self._template = _build_template()

    def render(self) -> bytes:
        template = DocxTemplate(io.BytesIO(self._template))
        template.render({"partes": list(_list_partes(parse_markdown(_PECA.texto)))}, autoescape=True)
        buffer = io.BytesIO()
        template.save(buffer)
        return buffer.getvalue()


def build_rival(name: str, folder: Path) -> Ours | Pandoc | Docxtpl:
    if name == "pandoc":
        return Pandoc(folder)
    return Docxtpl() if name == "docxtpl" else Ours()


def weigh(name: str) -> float:
    """Megabytes that one piece takes at most, in a fresh process, the programs it starts counted."""
    argv = [sys.executable, "-m", "tests.load.rivals", name]
    return float(subprocess.run(argv, check=True, capture_output=True, text=True).stdout)


def _build_template() -> bytes:
    document = Document(io.BytesIO(render_docx(replace(_PECA, texto=""))))
    styles = {"titulo": "Heading 1", "citacao": "Quote", "item": "List Paragraph", "texto": "Normal"}
    document.add_paragraph("{%p for parte in partes %}")
    for kind, style in styles.items():
        document.add_paragraph(f"{{%p if parte.tipo == '{kind}' %}}")
        document.add_paragraph("{{r parte.texto }}", style=style)
        document.add_paragraph("{%p endif %}")
    document.add_paragraph(f"{{%p if parte.tipo == '{_TABLE}' %}}")
    table = document.add_table(rows=3, cols=3, style="Table Grid")
    table.cell(0, 0).text = "{%tr for linha in parte.linhas %}"
    for place, text in enumerate(("{%tc for celula in linha %}", "{{ celula }}", "{%tc endfor %}")):
        table.cell(1, place).text = text
    table.cell(2, 0).text = "{%tr endfor %}"
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p endfor %}")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _list_partes(blocks: tuple[Block, ...], kind: str = "texto") -> Iterator[dict[str, Any]]:
    for block in blocks:
        if isinstance(block, Heading):
            yield {"tipo": "titulo", "texto": _enrich(block.spans)}
        elif isinstance(block, Paragraph):
            yield {"tipo": kind, "texto": _enrich(block.spans)}
        elif isinstance(block, Quote):
            yield from _list_partes(block.blocks, "citacao")
        elif isinstance(block, ListBlock):
            for item in block.items:
                yield from _list_partes(item, "item")
        elif isinstance(block, Table):
            yield {"tipo": _TABLE, "linhas": [[plain_text(cell.spans) for cell in row] for row in block.rows]}


def _enrich(spans: Spans) -> RichText:
    """Bold and italic, which the library can do."""
    rich = RichText()
    for span in spans:
        rich.add(plain_text([span]), bold=span.is_bold, italic=span.is_italic, strike=span.is_struck)
    return rich


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        build_rival(sys.argv[1], Path(folder)).render()
    if sys.argv[1] == "pandoc":
        print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
        return
    status = Path("/proc/self/status").read_text(encoding="ascii")
    print(int(re.findall(r"VmHWM:\s+(\d+)", status)[0]) / 1024)  # maxrss would begin with that of the starter


if __name__ == "__main__":
    main()
