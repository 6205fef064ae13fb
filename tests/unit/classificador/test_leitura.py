"""Which cases a handed-in text must ask for their secrecy before it leaves."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from core.classificador.trabalho.leitura import LeitorDeItens
from core.clients.gemini import Procedencia
from core.processos.domain import DocumentoLido, EstadoDaPagina, FormatoDeArquivo, NiveisDeSigilo, Pagina
from tests.builders import build_numero_cnj
from tests.unit.classificador.lotes import build_item, build_lote

KNOWN, UNKNOWN = build_numero_cnj(1), build_numero_cnj(2)
LOTE = build_lote()


def ask(texto: str, **changes: Any) -> frozenset[Procedencia]:
    """What the text of one document says it was made from."""
    item = build_item(**changes)
    lido = DocumentoLido(item.sha256, FormatoDeArquivo.TXT, (Pagina(1, EstadoDaPagina.LIDA, texto),))
    processos: Any = SimpleNamespace(read=lambda _hashes: [lido])
    niveis = {KNOWN: NiveisDeSigilo(0, {"99": 5}, "")}
    repository: Any = SimpleNamespace()
    guardados: Any = SimpleNamespace(find_niveis=niveis.get)
    (leitura,) = LeitorDeItens(repository, processos, guardados).read(LOTE, [item])
    assert leitura.texto == texto
    return leitura.procedencias - {Procedencia(LOTE.chave)}


@pytest.mark.parametrize(("numero", "asked"), [(KNOWN, {Procedencia(KNOWN)}), (UNKNOWN, set())])
def test_a_file_that_names_a_case_asks_it_when_the_portal_knows_it(numero: str, asked: set[Procedencia]) -> None:
    assert ask(f"Autos {numero}. Pede medicamento.") == asked


def test_a_text_of_a_case_asks_for_its_own_document_while_the_court_lists_it() -> None:
    assert ask("Pede.", numero_cnj=KNOWN, id_documento="99") == {Procedencia(KNOWN, "99")}
    assert ask("Pede.", numero_cnj=KNOWN, id_documento="98") == {Procedencia(KNOWN)}
    assert ask("Pede.", numero_cnj=UNKNOWN, id_documento="99") == set()
