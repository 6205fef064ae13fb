"""The spreadsheet of a calculation is its owner's, and a refusal is said in words."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from core.errors import ForbiddenChangeError, PortalError, RateLimitError, RecordNotFoundError
from core.exportacao.domain import Arquivo
from core.usuarios.domain import Papel
from pages.ui.runtime import install_services
from pages.ui.web.calculo import ROUTES
from tests.pages.test_feature_routes import open_client

CHAVE, NOME = "planilha/x/n2", "memoria-de-calculo-08050777020258120001-n2.xlsx"
ARQUIVO = Arquivo(CHAVE, NOME, "application/x", b"PK")


def ask(papel: Papel, planilhas: SimpleNamespace, address: str = "") -> Any:
    downloads = SimpleNamespace(find_arquivo={CHAVE: ARQUIVO}.get)
    services: Any = SimpleNamespace(planilhas_de_calculo=planilhas, downloads=downloads)
    install_services(services)
    answer = open_client(papel, ROUTES).get(f"/calculo/planilha/{address or uuid4()}", headers={"accept": "text/plain"})
    install_services(None)
    return answer


def test_the_owner_gets_the_file_under_a_name_that_says_which_calculation() -> None:
    answer = ask(Papel.PROCURADOR, SimpleNamespace(request=lambda *_: CHAVE))
    assert (answer.status_code, answer.content) == (200, b"PK")
    assert f'filename="{NOME}"' in answer.headers["content-disposition"]


@pytest.mark.parametrize("papel", [Papel.DADOS, Papel.GESTOR, Papel.ADMIN])
def test_a_profile_without_the_page_is_told_of_no_record(papel: Papel) -> None:
    assert ask(papel, SimpleNamespace()).status_code == 404


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        pytest.param(RecordNotFoundError("another person's"), 404, id="not-own"),
        pytest.param(ForbiddenChangeError("none", user_message="Ainda não há cálculo."), 409, id="no-calculation"),
        pytest.param(RateLimitError("export", user_message="Aguarde 7 segundos.", retry_after_s=6.2), 429, id="limit"),
    ],
)
def test_a_refusal_says_why(refusal: PortalError, status: int) -> None:
    def refuse(*_: object) -> str:
        raise refusal

    answer = ask(Papel.PROCURADOR, SimpleNamespace(request=refuse))
    assert answer.status_code == status
    assert refusal.user_message in answer.text


def test_an_address_that_is_no_id_is_not_found() -> None:
    assert ask(Papel.PROCURADOR, SimpleNamespace(), "nada").status_code == 404
