"""The security headers, on every kind of answer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import WebSocketDenialResponse

from pages.ui.web.headers import build_policy
from tests.pages.test_web import Site, build_site


@pytest.fixture
def site() -> Iterator[Site]:
    built = build_site()
    with built.client:
        yield built


def test_policy_allows_no_inline_script(site: Site) -> None:
    headers = site.client.get("/entrar").headers
    scripts = next(part for part in headers["content-security-policy"].split("; ") if part.startswith("script-src"))
    assert scripts.split() == ["script-src", "'self'", "'wasm-unsafe-eval'"]
    assert headers["x-content-type-options"] == "nosniff"
    assert "strict-transport-security" not in headers


def test_refusals_and_failures_carry_the_security_headers_too(site: Site) -> None:
    with pytest.raises(WebSocketDenialResponse) as refused, site.client.websocket_connect("/_stcore/stream"):
        pass
    assert refused.value.status_code == 403
    site.enter()
    answers = [refused.value, *(site.client.get(path) for path in ("/media/a", "/falha/pagina", "/falha/redis"))]
    assert [answer.headers.get("x-content-type-options") for answer in answers] == ["nosniff"] * 4
    assert len({answer.headers["content-security-policy"] for answer in answers}) == 1


def test_inline_script_of_the_index_is_allowed_by_its_hash() -> None:
    policy = build_policy("<html><script>alert(1)</script><script src='a.js'></script></html>")
    assert "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='" in policy
