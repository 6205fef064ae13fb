"""What the log keeps of a bug, and what a person reads of a server that is away."""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy.exc import IntegrityError
from streamlit.testing.v1 import AppTest

from core.errors import DatabaseUnavailableError, PortalError, QueueUnavailableError
from pages.ui.errors import describe_unexpected

SILENT = """
{imports}
from pages.ui.errors import report_errors
with report_errors():
    raise {error}
"""


def build_failure(*, is_wrapped: bool) -> Exception:
    failure = IntegrityError("INSERT", {}, psycopg.errors.UniqueViolation("DETAIL: Marlene Recalde"))
    try:
        try:
            raise failure
        except IntegrityError as error:
            if is_wrapped:
                raise RuntimeError("it failed") from error
            raise
    except (IntegrityError, RuntimeError) as error:
        return error


@pytest.mark.parametrize("is_wrapped", [False, True])
def test_database_error_is_logged_without_the_row(is_wrapped: bool) -> None:
    described = describe_unexpected(build_failure(is_wrapped=is_wrapped))
    assert described == {"kind": "IntegrityError", "sqlstate": "23505"}


def test_other_bug_is_logged_with_its_trace() -> None:
    error = KeyError("a")
    assert describe_unexpected(error) == {"exc_info": error}


@pytest.mark.parametrize(
    ("imports", "error", "told"),
    [
        pytest.param("import redis", 'redis.TimeoutError("socket")', QueueUnavailableError, id="redis"),
        pytest.param(
            "import sqlalchemy.exc as sa",
            'sa.OperationalError("SELECT", {}, Exception("closed"))',
            DatabaseUnavailableError,
            id="database",
        ),
        pytest.param(
            "import sqlalchemy.exc as sa", 'sa.TimeoutError("QueuePool")', DatabaseUnavailableError, id="no-connection"
        ),
    ],
)
def test_page_over_a_silent_server_says_which_side_is_away(imports: str, error: str, told: type[PortalError]) -> None:
    at = AppTest.from_string(SILENT.format(imports=imports, error=error)).run()
    assert at.error[0].value.startswith(told.text)
