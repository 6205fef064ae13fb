"""One reading of one answer of the court, in a process of its own: ``python -m tests.load.court_reader WAY WHAT URL``.

Prints seconds and the highest resident memory over what the process held before, in MB, as JSON.
"""

from __future__ import annotations

import base64
import json
import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import httpx
import zeep
from lxml import etree
from pydantic import SecretStr

from core.clients.tribunal.envelope import EnvelopeBuilder
from core.clients.tribunal.tjms import TjmsClient
from core.infra.logging import configure_logging
from core.settings import LoggingSettings, TribunalSettings
from tests.load.court_server import DOCUMENTOS, MOVIMENTOS, TAMANHO_BYTES
from tests.mni import NUMERO

T = TypeVar("T")
IDS = tuple(str(ident) for ident in range(DOCUMENTOS))
DADOS = "{http://www.cnj.jus.br/intercomunicacao-2.2.2}"
WSDL = Path(__file__).parents[2] / "core/clients/tribunal/mni/servico-intercomunicacao-2.2.2.wsdl"

Reading = Callable[[], int]


class _OpenGuard:
    def run(self, _resource: str, _operation: str, attempt: Callable[[], T], *, circuit: str) -> T:
        return attempt()


def main() -> None:
    way, what, url = sys.argv[1:]
    configure_logging(LoggingSettings(level="WARNING"), process="bench")
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        is_download = what != "movimentos"
        read = _WAYS[way](f"{url}/{what}", is_download, Path(folder))
        before = _read_memory("VmRSS")
        Path("/proc/self/clear_refs").write_text("5")  # the highest mark starts again from here
        started = time.perf_counter()
        found = read()
        seconds = time.perf_counter() - started
        peak = _read_memory("VmHWM") - before
    assert found == (DOCUMENTOS * TAMANHO_BYTES if is_download else MOVIMENTOS), f"{way} read {found}"
    print(json.dumps({"s": seconds, "peak_mb": peak}))


def _build_ours(url: str, is_download: bool, folder: Path) -> Reading:
    settings = TribunalSettings(url=url, usuario="u", senha=SecretStr("s"))
    client = TjmsClient(settings, _OpenGuard())  # type: ignore[arg-type]  # no limits here
    client._envelopes.build_consulta(NUMERO)  # zeep reads the description once per process
    if is_download:
        return lambda: sum(c.path.stat().st_size for c in client.fetch_conteudos(NUMERO, IDS, folder))
    return lambda: len(client.fetch_processo(NUMERO).movimentos)


def _build_zeep(url: str, is_download: bool, _folder: Path) -> Reading:
    """zeep as it comes, but for the switch without which it refuses documents of this size."""
    client = zeep.Client(str(WSDL), settings=zeep.Settings(xml_huge_tree=True))
    service = client.create_service("{http://www.cnj.jus.br/servico-intercomunicacao-2.2.2/}" + _find_binding(), url)
    login = {"idConsultante": "u", "senhaConsultante": "s", "numeroProcesso": NUMERO}
    if is_download:
        return lambda: sum(
            len(d.conteudo) for d in service.consultarProcesso(**login, documento=list(IDS)).processo.documento
        )
    return lambda: len(service.consultarProcesso(**login, movimentos=True, incluirDocumentos=True).processo.movimento)


def _build_lxml(url: str, is_download: bool, folder: Path) -> Reading:
    """What one writes by hand: the whole answer, a tree of it, each content decoded into its file."""
    envelopes = EnvelopeBuilder("u", SecretStr("s"))
    body = envelopes.build_download(NUMERO, IDS) if is_download else envelopes.build_consulta(NUMERO)
    client = httpx.Client(timeout=60, trust_env=False)

    def read() -> int:
        answer = client.post(url, content=body)
        tree = etree.fromstring(answer.content, etree.XMLParser(huge_tree=True, resolve_entities=False))
        if not is_download:
            return len([_to_movimento(movimento) for movimento in tree.iter(f"{DADOS}movimento")])
        total = 0
        for conteudo in tree.iter(f"{DADOS}conteudo"):
            total += (folder / f"{total}.bin").write_bytes(base64.b64decode(conteudo.text or ""))
        return total

    return read


def _to_movimento(movimento: etree._Element) -> tuple[str | None, ...]:
    nacional = movimento.find(f"{DADOS}movimentoNacional")
    return (
        movimento.get("dataHora"),
        None if nacional is None else nacional.get("codigoNacional"),
        movimento.findtext(f"{DADOS}complemento"),
        movimento.findtext(f"{DADOS}idDocumentoVinculado"),
    )


def _find_binding() -> str:
    found = re.search(r'<wsdl:binding name="([^"]+)"', WSDL.read_text(encoding="utf-8"))
    assert found
    return found[1]


def _read_memory(name: str) -> float:
    found = re.search(rf"^{name}:\s+(\d+) kB", Path("/proc/self/status").read_text(), re.MULTILINE)
    assert found
    return int(found[1]) / 1000


_WAYS = {"ours": _build_ours, "zeep": _build_zeep, "lxml": _build_lxml}

if __name__ == "__main__":
    main()
