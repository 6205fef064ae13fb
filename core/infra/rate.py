"""Rate limits in Redis: an exact moving window, keyed by person, shared by all processes.

A number that people change keeps what was counted: between two processes of which one knows it first, nobody is let in
beyond the larger of the two.
"""

from __future__ import annotations

import math
import threading
import time
from collections import Counter
from collections.abc import Callable
from enum import StrEnum

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import RedisStorage
from limits.strategies import MovingWindowRateLimiter

from core.errors import RateLimitError
from core.infra.failopen import FailOpen, build_brief_redis
from core.infra.live import Live
from core.settings import LimitsSettings, RedisSettings

_Ask = Callable[[RateLimitItem, str, str], bool]

EVERYBODY = "todos"
"""The key of a limit that all people share."""


class Action(StrEnum):
    """What is counted. Each has a number per minute in ``LimitsSettings``."""

    PAGE = "page"
    LOGIN = "login"
    LOGIN_ADDRESS = "login_address"
    AI = "ai"
    HEAVY = "heavy"
    EXPORT = "export"
    GENERATION = "generation"
    GENERATION_TOTAL = "generation_total"
    COURT = "court"
    SEARCH = "search"
    PICTURE = "picture"
    SAVE = "save"
    UPLOAD = "upload"


_SUBJECTS = {
    Action.PAGE: "pedidos de cada pessoa por minuto",
    Action.LOGIN: "tentativas de entrar com a mesma conta por minuto",
    Action.LOGIN_ADDRESS: "tentativas de entrar do mesmo local por minuto",
    Action.AI: "pedidos de cada pessoa ao Gemini por minuto",
    Action.HEAVY: "consultas demoradas de cada pessoa por minuto",
    Action.EXPORT: "novos arquivos de cada pessoa por minuto",
    Action.GENERATION: "gerações de cada pessoa por minuto",
    Action.GENERATION_TOTAL: "gerações por minuto, somando todas as pessoas",
    Action.COURT: "consultas de cada pessoa ao TJMS por minuto",
    Action.SEARCH: "buscas de cada pessoa nos autos por minuto",
    Action.PICTURE: "imagens de página de cada pessoa por minuto",
    Action.SAVE: "gravações de cada pessoa por minuto",
    Action.UPLOAD: "arquivos enviados por cada pessoa por minuto",
}

PER_MINUTE = "minuto"
"""What people set in place of a setting is named ``minuto.<action>``."""


class _PerMinute(RateLimitItemPerMinute):
    """Counts under the same key whatever its amount is, so that a change of it forgets nothing."""

    def key_for(self, *identifiers: bytes | str | float) -> str:
        return f"{self.namespace}/{'/'.join(str(one) for one in identifiers)}"


class RateLimits:
    """Counts events by action and key. Without Redis it lets everybody in, with an alarm: it protects courtesy.

    ``refused`` and ``uncounted`` are what this process refused and let in unseen, by action.
    """

    def __init__(self, settings: RedisSettings, limits: LimitsSettings, live: Live | None = None) -> None:
        storage = RedisStorage("redis://", build_brief_redis(settings).connection_pool, key_prefix="rate")
        self._limiter = MovingWindowRateLimiter(storage)
        self._failopen = live.failopen if live else FailOpen("rates")  # of a frozen server one wait is enough
        self._numbers = list_numbers(limits)
        self._live = live
        self._lock = threading.Lock()
        self.refused: Counter[Action] = Counter()
        self.uncounted: Counter[Action] = Counter()

    def require(self, action: Action, key: str) -> None:
        """Count one event; raises RateLimitError with the seconds to wait when the minute is full.

        An event that is refused does not count. Answers within a second whatever Redis does.
        """
        self._decide(self._limiter.hit, action, key)

    def require_all(self, *events: tuple[Action, str]) -> None:
        """Count one event of each, or none of them: what one limit refuses uses up nothing of the others."""
        for ask in (self._limiter.test, self._limiter.hit):
            for action, key in events:
                self._decide(ask, action, key)

    def get_number(self, action: Action) -> int:
        """How many a minute are let in now."""
        chosen = self._live.find(f"{PER_MINUTE}.{action.value}") if self._live else None
        return self._numbers[action] if chosen is None else int(chosen)

    def _decide(self, ask: _Ask, action: Action, key: str) -> None:
        item = _PerMinute(self.get_number(action))
        wait_s = self._failopen.run(lambda: self._find_wait_s(ask, item, action, key), None)
        if wait_s is None:
            if ask == self._limiter.hit:
                self._note(self.uncounted, action)
            return
        if wait_s == 0:
            return
        self._note(self.refused, action)
        seconds = "1 segundo" if wait_s == 1 else f"{wait_s} segundos"
        raise RateLimitError(
            f"{action.value} over {item.amount}/min",
            user_message=(
                f"O portal aceita {item.amount} {_SUBJECTS[action]}, e esse número foi atingido. "
                f"Aguarde {seconds} e tente de novo; nada do que já estava feito se perdeu."
            ),
            retry_after_s=wait_s,
        )

    def _find_wait_s(self, ask: _Ask, item: RateLimitItem, action: Action, key: str) -> int:
        """Seconds until there is room again; 0 when there was."""
        if ask(item, action.value, key):
            return 0
        reset_time = self._limiter.get_window_stats(item, action.value, key).reset_time
        return max(1, math.ceil(reset_time - time.time()))

    def _note(self, counter: Counter[Action], action: Action) -> None:
        with self._lock:
            counter[action] += 1


def list_numbers(limits: LimitsSettings) -> dict[Action, int]:
    """The settings of each action, which count until people set another number."""
    return {
        Action.PAGE: limits.pedidos_por_minuto,
        Action.LOGIN: limits.entradas_por_minuto,
        Action.LOGIN_ADDRESS: limits.entradas_por_minuto_por_endereco,
        Action.AI: limits.ia_por_minuto,
        Action.HEAVY: limits.pesados_por_minuto,
        Action.EXPORT: limits.exportacoes_por_minuto,
        Action.GENERATION: limits.geracoes_por_minuto,
        Action.GENERATION_TOTAL: limits.geracoes_por_minuto_total,
        Action.COURT: limits.consultas_por_minuto,
        Action.SEARCH: limits.buscas_por_minuto,
        Action.PICTURE: limits.imagens_por_minuto,
        Action.SAVE: limits.gravacoes_por_minuto,
        Action.UPLOAD: limits.envios_por_minuto,
    }
