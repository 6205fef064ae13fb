"""What packages and cases become in the list of a lot: documents, or one line that says why not."""

from __future__ import annotations

from typing import Any

import pytest

from core.classificador.domain import EstadoDoLote, FonteAAbrir, NovoItem
from core.classificador.trabalho.fontes import AbridorDeFontes
from core.errors import ArquivoRecusadoError, PortalError, TribunalResponseError, TribunalUnavailableError
from core.processos.domain import Processo
from core.settings import ClassificadorSettings, LeituraSettings
from tests.builders import build_documento, build_numero_cnj, build_processo
from tests.unit.classificador.lotes import build_lote

NUMERO = build_numero_cnj()
FONTE = FonteAAbrir(1, "Processo um", numero_cnj=NUMERO)


class FakeRepository:
    """A lot with so many documents and one case to open."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.opened: list[NovoItem] | None = None

    def list_fontes(self, _lote_id: object) -> tuple[FonteAAbrir, ...]:
        return () if self.opened is not None else (FONTE,)

    def count_itens(self, _lote_id: object) -> int:
        return self.total

    def open_fonte(self, _lote: object, _ordem: int, itens: list[NovoItem]) -> None:
        self.opened = itens


class FakeProcessos:
    """A court with a case of three documents, or an error."""

    def __init__(self, error: PortalError | None = None) -> None:
        self.error = error
        self.asked = 0

    def fetch_processo(self, _numero: str) -> Processo:
        self.asked += 1
        if self.error:
            raise self.error
        return build_processo(*(build_documento(str(n), 500) for n in range(3)))


def open_next(total: int, processos: FakeProcessos) -> list[NovoItem]:
    repository: Any = FakeRepository(total)
    court: Any = processos
    remessas: Any = None
    settings = (ClassificadorSettings(max_documentos=5), LeituraSettings())
    opener = AbridorDeFontes(repository, remessas, court, settings)
    assert opener.open_next(build_lote(estado=EstadoDoLote.EM_ANDAMENTO))
    assert not opener.open_next(build_lote(estado=EstadoDoLote.EM_ANDAMENTO))
    return list(repository.opened)


def test_what_there_is_no_room_for_is_one_line_with_its_number() -> None:
    first, rest = open_next(4, FakeProcessos())
    assert (first.id_documento, first.recusa) == ("0", "")
    assert "2 documentos" in rest.recusa
    assert "“Processo um”" in rest.recusa
    assert rest.codigo == ArquivoRecusadoError.code
    assert len(open_next(2, FakeProcessos())) == 3


def test_a_case_for_which_there_is_no_room_is_not_asked_of_the_court() -> None:
    processos = FakeProcessos()
    (line,) = open_next(5, processos)
    assert "“Processo um”" in line.recusa
    assert processos.asked == 0


def test_a_case_that_does_not_open_keeps_its_number_and_its_error() -> None:
    (line,) = open_next(0, FakeProcessos(TribunalResponseError("not XML")))
    assert (line.numero_cnj, line.id_documento, line.codigo) == (NUMERO, "", TribunalResponseError.code)
    assert line.recusa == TribunalResponseError.text


def test_a_court_that_is_away_is_no_fault_of_the_case() -> None:
    with pytest.raises(TribunalUnavailableError):
        open_next(0, FakeProcessos(TribunalUnavailableError("503")))
