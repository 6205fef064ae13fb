"""What every group of services stands on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import redis
import redis.asyncio
from sqlalchemy import Engine

from core.ajustes.repository import AjusteRepository
from core.ajustes.service import AjusteService, Meios
from core.clients.passwords import Passwords
from core.consumo.repository import ConsumoRepository
from core.infra.cancel import CancelSwitch
from core.infra.channel import Channel
from core.infra.db import build_session_scope
from core.infra.flight import Flights
from core.infra.guard import Guard
from core.infra.ledger import Ledger
from core.infra.live import Live
from core.infra.modelos import Modelos
from core.infra.queue import WorkQueue
from core.infra.quota import Quota
from core.infra.rate import RateLimits
from core.infra.slots import Slots
from core.infra.stopwatch import Stopwatches
from core.infra.tariff import Tariff
from core.settings import Settings
from core.usuarios.repository import UsuarioRepository
from core.usuarios.service import UsuarioService


@dataclass(frozen=True)
class Machinery:
    """What the services stand on; jobs use it to publish and to give permits back."""

    engine: Engine
    client: redis.Redis
    queue_client: redis.Redis
    async_client: redis.asyncio.Redis
    slots: Slots
    guard: Guard
    channel: Channel
    cancel: CancelSwitch
    stopwatches: Stopwatches
    queue: WorkQueue
    brief_client: redis.Redis
    flights: Flights
    ledger: Ledger
    live: Live


class Base:
    """The settings, the machinery and the people of one process. Expensive parts are built when first used."""

    def __init__(self, settings: Settings, machinery: Machinery) -> None:
        self.settings = settings
        self.machinery = machinery
        self._scope = build_session_scope(machinery.engine)

    @cached_property
    def rates(self) -> RateLimits:
        return RateLimits(self.settings.redis, self.settings.limits, self.machinery.live)

    @cached_property
    def tariff(self) -> Tariff:
        """Prices and caps as they are now."""
        return Tariff(self.settings.gemini, self.machinery.live)

    @cached_property
    def modelos(self) -> Modelos:
        """Which model each agent asks now."""
        return Modelos(self.settings.gemini, self.machinery.live)

    @cached_property
    def ajustes(self) -> AjusteService:
        """What people set while the portal runs."""
        machinery = self.machinery
        sum_gasto = ConsumoRepository(self._scope).sum_by_unidade
        meios = Meios(machinery.live, machinery.slots, self.tariff, Quota(machinery.brief_client), sum_gasto)
        return AjusteService(AjusteRepository(self._scope), self.settings, meios)

    @cached_property
    def usuarios(self) -> UsuarioService:
        return UsuarioService(
            UsuarioRepository(self._scope),
            settings=self.settings.web,
            passwords=Passwords(),
            oidc=self.settings.oidc,
        )
