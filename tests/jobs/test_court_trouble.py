"""The court down, slow, silent, wrong, or refusing the password."""

from __future__ import annotations

import pytest

from core.errors import PortalError, TribunalCredentialsError, TribunalResponseError, TribunalUnavailableError
from core.events import Estado
from core.processos.domain import EstadoDoDocumento
from tests.jobs.stage import TEXTOS, Stage
from tests.jobs.test_endings import PRONTOS, failed


@pytest.mark.parametrize(
    "faults",
    [
        pytest.param({"storm": {"status": 503, "count": 1}}, id="503 once"),
        pytest.param({"mode": "fault_500", "remaining": 1}, id="fault once"),
        pytest.param({"latency_s": {"consulta": 1.5}}, id="slow"),
    ],
)
def test_passing_trouble_costs_only_time(stage: Stage, faults: dict[str, object]) -> None:
    stage.court.fail(options={"only": "consulta"}, **faults)
    assert stage.follow_to_end(stage.ask(TEXTOS)).estado in PRONTOS


@pytest.mark.parametrize(
    ("faults", "error", "calls"),
    [
        pytest.param({"storm": {"status": 503, "count": -1}}, TribunalUnavailableError, 2, id="down"),
        pytest.param({"mode": "silent"}, TribunalUnavailableError, 2, id="silent"),
        pytest.param({"mode": "fault_500"}, TribunalUnavailableError, 2, id="fault"),
        pytest.param({"mode": "fault_200"}, TribunalUnavailableError, 2, id="fault with 200"),
        pytest.param({"mode": "malformed"}, TribunalResponseError, 1, id="malformed"),
        pytest.param({"mode": "html"}, TribunalResponseError, 1, id="page of a proxy"),
        pytest.param({"mode": "refuse_login"}, TribunalCredentialsError, 1, id="password refused"),
        pytest.param({"mode": "http_401"}, TribunalCredentialsError, 1, id="401"),
    ],
)
def test_lasting_trouble_ends_with_its_reason(
    stage: Stage, faults: dict[str, object], error: type[PortalError], calls: int
) -> None:
    stage.court.fail(**faults)
    geracao = stage.ask(TEXTOS)
    assert stage.follow_to_end(geracao) == failed(error)
    assert stage.court.count_started("consulta") == calls
    assert stage.count_permits() == 0


def test_a_password_refused_while_downloading_is_not_tried_again(stage: Stage) -> None:
    stage.forget_readings()
    stage.court.fail(mode="refuse_login", options={"only": "download"})
    assert stage.follow_to_end(stage.ask(TEXTOS)) == failed(TribunalCredentialsError)
    assert stage.court.count_started("download") == 1


def test_a_court_that_falls_while_downloading_keeps_the_geracao_resumable(stage: Stage, whole: str) -> None:
    stage.forget_readings()
    stage.court.fail(storm={"status": 503, "count": -1}, options={"only": "download"})
    geracao = stage.ask(TEXTOS)
    assert stage.follow_to_end(geracao) == failed(TribunalUnavailableError)
    stage.court.fail(storm={"count": 0})
    assert stage.follow_to_end(geracao, after=stage.resume(geracao)).estado in PRONTOS
    assert stage.get_peca(geracao).versao.texto == whole


def test_a_document_the_court_does_not_deliver_is_listed(stage: Stage) -> None:
    stage.forget_readings()
    stage.court.fail(mode="missing", options={"only": "download"})
    geracao = stage.ask(TEXTOS)
    assert stage.follow_to_end(geracao).estado == Estado.PRONTO_COM_RESSALVAS
    estados = [d.estado for d in stage.services.pecas.list_documentos(geracao.id)]
    assert estados.count(EstadoDoDocumento.NAO_ENTREGUE) == 1
    assert estados.count(EstadoDoDocumento.LIDO) == len(estados) - 1
