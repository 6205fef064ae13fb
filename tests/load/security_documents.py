"""Documents made to hurt: how many ended in a named state, fetched nothing, and kept hidden orders from the model.

Each is read as the product reads it, in a child with limits.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from core.processos.domain import DocumentoLido, EstadoDoDocumento
from core.processos.leitura.isolamento import read_isolated
from core.settings import LeituraSettings
from tests.hostile.carriers import FETCHING, HIDDEN, ORDER, SENTENCE
from tests.hostile.other import OTHERS
from tests.hostile.pdf import PDFS
from tests.integration.clients.redirecting import redirecting

_READ = (EstadoDoDocumento.LIDO, EstadoDoDocumento.VAZIO)
_SETTINGS = LeituraSettings.model_construct().model_copy(
    update={"page_cpu_s": 1.0, "memory_bytes": 800_000_000, "max_pages": 60}
)
_EVERY = 12


def measure_documents(seed: int, is_quick: bool) -> Mapping[str, object]:
    """With ``is_quick`` one in twelve of the files that take long, from a place that ``seed`` chooses."""
    heavy = list({**PDFS, **OTHERS}.values())
    heavy = heavy[seed % _EVERY :: _EVERY] if is_quick else heavy
    named = sum(bool(lido.motivo) or lido.estado in _READ for lido in (_read(build()) for build in heavy))
    with redirecting() as decoy:
        words = [_read(build(f"{decoy.url}/documento")).texto for build in FETCHING.values()]
    hidden = [_read(build("")) for build in HIDDEN.values()]
    kept = sum(ORDER not in lido.texto and any(ORDER in text for _, text in lido.trechos_ocultos) for lido in hidden)
    return {
        "documents_tried": len(heavy) + len(FETCHING) + len(HIDDEN),
        "documents_ended_with_a_name": named,
        "documents_that_end_so": len(heavy),
        "fetching_read_as_words": sum(SENTENCE in text for text in words),
        "fetching_tried": len(FETCHING),
        "addresses_visited": len(decoy.asked) + len(decoy.visits),
        "hidden_orders_tried": len(HIDDEN),
        "hidden_orders_quarantined": kept,
    }


def _read(content: bytes) -> DocumentoLido:
    with _written(content) as path:
        return read_isolated(path, _SETTINGS)


@contextmanager
def _written(content: bytes) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "conteudo"
        path.write_bytes(content)
        yield path
