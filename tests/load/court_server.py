"""A court for the benchmark: two answers made once on disk, sent as they are to whoever asks."""

from __future__ import annotations

import base64
import random
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests import mni

DOCUMENTOS, TAMANHO_BYTES = 5, 10_000_000
MOVIMENTOS = 5000


@contextmanager
def run_court(folder: Path, seed: int) -> Iterator[str]:
    """The address of ``/documentos``, ``/atributos`` (the same contents as attributes) and ``/movimentos``."""
    answers = {
        "/documentos": _write_documentos(folder, seed),
        "/atributos": _write_documentos(folder, seed, are_attributes=True),
        "/movimentos": _write_movimentos(folder),
    }

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            path = answers[self.path]
            self.send_response(200)
            self.send_header("Content-Type", "text/xml; charset=UTF-8")
            self.send_header("Content-Length", str(path.stat().st_size))
            self.end_headers()
            with path.open("rb") as file:
                shutil.copyfileobj(file, self.wfile, 1 << 20)

        def log_message(self, *_: Any) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _write_documentos(folder: Path, seed: int, *, are_attributes: bool = False) -> Path:
    """Documents of the size that scans have, in base64, in elements as SAJ sends them, or in attributes."""
    path = folder / ("atributos.xml" if are_attributes else "documentos.xml")
    head, tail = mni.resposta("|").split("|")
    sorteio = random.Random(seed)
    with path.open("w") as file:
        file.write(head + mni.CABECALHO)
        for ident in range(DOCUMENTOS):
            content = base64.b64encode(sorteio.randbytes(TAMANHO_BYTES)).decode()
            if are_attributes:
                file.write(mni.documento(str(ident), conteudo=content))
            else:
                element = mni.documento(str(ident), b"")
                file.write(element.replace("</ns2:conteudo>", f"{content}</ns2:conteudo>"))
        file.write(tail)
    return path


def _write_movimentos(folder: Path) -> Path:
    path = folder / "movimentos.xml"
    movimento = (
        '<ns2:movimento dataHora="20240921080000" identificadorMovimento="{0}"><ns2:complemento>Juntada de petição {0}'
        '</ns2:complemento><ns2:movimentoNacional codigoNacional="581"/>'
        "<ns2:idDocumentoVinculado>{0} - Petição</ns2:idDocumentoVinculado></ns2:movimento>"
    )
    path.write_text(mni.resposta(mni.CABECALHO + "".join(movimento.format(number) for number in range(MOVIMENTOS))))
    return path
