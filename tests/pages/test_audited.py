"""Files that leave are on record: once for each click, whatever Streamlit's script asks beside it."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from pages.ui.web.audited import Audited, Clicks
from tests.pages.fakes import build_usuario

CHECK, CLICK = {"sec-fetch-mode": "cors"}, {"sec-fetch-mode": "navigate"}


@pytest.mark.parametrize(
    ("modes", "noted"),
    [
        pytest.param(["cors", "navigate"], 1, id="check-then-click"),
        pytest.param(["navigate", "cors"], 1, id="click-then-check"),
        pytest.param(["cors", "", "cors", ""], 2, id="two-clicks-of-a-browser-that-says-less"),
        pytest.param(["cors", "navigate", "cors"], 2, id="a-third-begins-anew"),
        pytest.param(["navigate", "navigate"], 2, id="same-kind-twice"),
        pytest.param(["cors", "cors", "cors"], 3, id="a-script-of-somebody-else"),
    ],
)
def test_a_click_is_one_act(modes: list[str], noted: int) -> None:
    clicks = Clicks()
    assert sum(not clicks.is_second("rita", "/media/a", mode) for mode in modes) == noted


def test_what_comes_later_from_another_person_or_of_another_file_is_an_act_of_its_own() -> None:
    times = iter([0.0, 1.0, 2.0, 30.0])
    clicks = Clicks(lambda: next(times))
    asked = [("rita", "/media/a", "cors"), ("ze", "/media/a", "navigate"), ("rita", "/media/b", "navigate")]
    assert not any(clicks.is_second(*one) for one in asked)
    assert not clicks.is_second("rita", "/media/a", "navigate")  # half a minute later


def test_only_files_of_streamlit_are_paired() -> None:
    noted: list[str] = []

    async def serve(request: Request) -> PlainTextResponse:
        return PlainTextResponse("x", headers={"content-disposition": f'attachment; filename="{request.url.path}"'})

    async def identify(scope: Any, receive: Any, send: Any) -> None:
        scope["usuario"] = build_usuario()
        await app(scope, receive, send)

    routes = [Route("/{name:path}", serve)]
    app = Audited(Starlette(routes=routes), note=lambda _login, name: noted.append(name))
    client = TestClient(identify)
    for path in ("/media/a.csv", "/baixar/1"):
        client.get(path, headers=CHECK)
        client.get(path, headers=CLICK)
    assert noted == ["/media/a.csv", "/baixar/1", "/baixar/1"]
