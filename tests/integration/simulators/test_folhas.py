"""Leaves that the simulated court prints on its pages are read as the place of each document in the case file."""

from __future__ import annotations

import pytest

from core.processos.citacao import Folhas, find_folhas
from core.processos.domain import Pagina
from core.processos.leitura.motivos import PaginaLida
from core.processos.leitura.pdf import read_pdf
from core.settings import LeituraSettings
from simulators.tribunal.arquivos.acervo import Acervo
from simulators.tribunal.casos import EPROC, SAJ, CasoSimulado, Formato, list_casos


def _read(caso: CasoSimulado) -> dict[str, list[Pagina]]:
    acervo = Acervo()
    return {
        documento.id_documento: [
            passo.pagina
            for passo in read_pdf(acervo.fetch(caso, documento), LeituraSettings())
            if isinstance(passo, PaginaLida)
        ]
        for documento in caso.documentos[:4]
        if documento.formato is Formato.PDF
    }


def test_leaves_of_saj_are_those_on_the_pages() -> None:
    caso = list_casos(1, SAJ)[0]
    starts = Acervo().count_folhas(caso)
    found = _read(caso)
    assert len(found) > 2
    for ident, paginas in found.items():
        assert find_folhas(paginas) == Folhas(starts[ident], starts[ident] + len(paginas) - 1)
        assert not [pagina for pagina in paginas if "fls." in pagina.texto.splitlines()]


@pytest.mark.parametrize("caso", list_casos(1, EPROC), ids=lambda caso: caso.numero_cnj)
def test_eproc_prints_no_leaves(caso: CasoSimulado) -> None:
    assert [find_folhas(paginas) for paginas in _read(caso).values() if find_folhas(paginas)] == []
