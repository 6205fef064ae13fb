"""Nothing of the running application answers without a session but the login page, its files and the sign of life.

The launcher itself, with real services, in a process of its own: each address of each route, Streamlit's too.
"""

from __future__ import annotations

from collections import Counter

from pages.ui.web.render import LOGIN_FILES
from tests.load.security_routes import walk_routes

OPEN = {"/entrar", "/health/live", *LOGIN_FILES}
FEWEST = 150
"""Addresses times methods are more than this; fewer means that the walk found no routes."""


def test_only_the_login_answers_without_a_session(database_url: str, redis_url: str) -> None:
    walk = walk_routes(database_url, redis_url)
    paths = {answer["path"] for answer in walk.answers}
    assert walk.doors > FEWEST
    assert {"/_stcore/stream", "/_stcore/host-config", "/_stcore/metrics", "/metrics", "/sessao", "/hoje"} <= paths
    assert any(path.startswith("/media/") for path in paths)
    assert any(path.startswith("/_stcore/upload_file/") for path in paths)
    assert any(path.startswith("/component/") for path in paths)
    for visitor in ("stranger", "ended"):
        opened = {answer["path"] for answer in walk.list_of(visitor) if not answer["is_refused"]}
        assert opened == OPEN, visitor
    sockets = [answer["status"] for answer in walk.list_of("stranger", "ended") if answer["method"] == "WEBSOCKET"]
    assert set(sockets) == {403}
    assert [answer for answer in walk.answers if answer["missing"]] == []
    served = Counter(answer["is_refused"] for answer in walk.list_of("member"))
    assert served[False] > len(OPEN)  # the same walk with a session finds doors that open
    assert walk.planted["is_refused"] is False  # a hole before the same gate is seen
