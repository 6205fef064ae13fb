"""The reader of cases over real servers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from core.infra.db import SessionScope
from core.infra.redis import build_queue_redis
from core.settings import RedisSettings
from tests.integration.processos.autos.stage import Stage


@pytest.fixture
def stage(session_scope: SessionScope, redis_url: str, tmp_path: Path) -> Iterator[Stage]:
    client = build_queue_redis(RedisSettings(url=SecretStr(redis_url)))
    yield Stage(session_scope, client, tmp_path)
    client.close()
