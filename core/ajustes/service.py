"""What the portal asks of the values that people set; a change counts in every process within seconds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import cast

import redis
import structlog

from core.ajustes.catalogo import MINUTOS, ORCAMENTO, PERMITS, RECURSO, list_definicoes
from core.ajustes.domain import (
    Ajuste,
    AreaDoAjuste,
    Definicao,
    Linha,
    Mudanca,
    Orcamento,
    Teto,
    TipoDeAjuste,
    Valor,
)
from core.ajustes.repository import AjusteRepository
from core.ajustes.retencao import CLASSES, RETENCAO
from core.ajustes.validacao import find_mes, require_valid
from core.infra.live import Live, State
from core.infra.mascara import SWITCH
from core.infra.quota import Quota
from core.infra.rate import PER_MINUTE, list_numbers
from core.infra.slots import Slots
from core.infra.tariff import CAP, MILLIONTHS, REQUESTS, TOKENS, Tariff, list_caps
from core.settings import Settings

SumGasto = Callable[[date, date], Mapping[str, Decimal]]
"""R$ of the model's calls from one day (of Campo Grande) to before another, by unit."""

_A_MONTH = timedelta(days=32)

_log = structlog.get_logger()


@dataclass(frozen=True)
class Meios:
    """Through which a change reaches the processes, and what money is measured with."""

    live: Live
    slots: Slots
    tariff: Tariff
    quota: Quota
    sum_gasto: SumGasto


class AjusteService:
    def __init__(self, repository: AjusteRepository, settings: Settings, meios: Meios) -> None:
        self._repository = repository
        self._settings = settings
        self._meios = meios
        self._padroes = _list_padroes(settings)

    def list_linhas(self, area: AreaDoAjuste) -> tuple[Linha, ...]:
        """Each value of the area for everybody it may be or was set for, as the database has it now.

        A dated value has a line for each instant; those of prices begin with the portal's own.
        """
        definicoes = list_definicoes(area)
        vivos = self._repository.list_vivos([definicao.nome for definicao in definicoes])
        linhas: list[Linha] = []
        for definicao in definicoes:
            found = [ajuste for ajuste in vivos if ajuste.nome == definicao.nome]
            build = self._list_dated if definicao.is_dated else self._list_plain
            linhas += build(definicao, found)
        return tuple(linhas)

    def list_versoes(self, nome: str) -> dict[str, int]:
        """The newest version by target, which an edit must name; a target that nobody set is left out."""
        return _find_newest(self._repository.list_vivos([nome]))

    def list_historico(self, area: AreaDoAjuste) -> tuple[Ajuste, ...]:
        """The last two hundred changes of the area, newest first."""
        return self._repository.list_historico([definicao.nome for definicao in list_definicoes(area)])

    def list_modelos(self) -> tuple[str, ...]:
        """The models that an agent may ask: those with a price, but the one of vectors."""
        embedding = self._settings.gemini.modelo_embedding
        return tuple(modelo for modelo in self._meios.tariff.list_priced() if modelo != embedding)

    def change(self, mudanca: Mudanca, *, autor: str) -> Ajuste:
        """Store the next version; every process follows it within seconds, and permits at once.

        Raises InvalidInputError naming what to correct, VersionConflictError when somebody else was first.
        """
        checked = require_valid(mudanca, self.list_modelos(), datetime.now(UTC))
        ajuste, state = self._repository.save(checked, autor=autor)
        try:
            self._publish(state)
        except redis.RedisError as error:  # it is stored: the next round of the schedule tells the others
            _log.warning("ajuste_not_published_yet", nome=ajuste.nome, reason=type(error).__name__)
        return ajuste

    def sync(self) -> int:
        """Tell every process what the database says, as after a Redis that lost its last seconds. Answers 0.

        What is in Redis was stored before it was told. A database that knows less, asked afterwards, is an older one
        that was put back: it counts. Raises redis.RedisError.
        """
        known = self._meios.live.read_version()
        state = self._repository.read_state()
        self._publish(state, is_forced=state.version < known)
        return 0

    def is_ligado(self, recurso: str) -> bool:
        """Whether people may use it now; asking costs nothing."""
        return self._meios.live.find(RECURSO, recurso) is not False

    def find_motivo(self, recurso: str) -> str:
        """Why it was switched off."""
        found = self._repository.list_vivos([RECURSO])
        return next((ajuste.motivo for ajuste in found if ajuste.alvo == recurso and ajuste.valor is False), "")

    def get_teto(self, especie: str, alvo: str = "") -> Teto:
        """The cap of a ``pessoa`` (by id), a ``unidade`` or all (``total``) and what was spent of it.

        Raises redis.RedisError.
        """
        tariff = self._meios.tariff
        used = self._meios.quota.read_used(tariff.build_meter(especie, alvo))
        return Teto(especie, alvo, tariff.get_cap_brl(especie, alvo), used / MILLIONTHS)

    def list_tetos(self, pessoa: str, unidade: str) -> tuple[Teto, ...]:
        """The caps that a person meets first: the own one and the unit's, where there are any.

        Empty while what was spent cannot be read: nothing is refused by it then.
        """
        wanted = [(especie, alvo) for especie, alvo in (("pessoa", pessoa), ("unidade", unidade)) if alvo]
        try:
            found = [self.get_teto(*one) for one in wanted if self._meios.tariff.get_cap_brl(*one)]
        except redis.RedisError:
            return ()
        return tuple(found)

    def list_orcamentos(self, at: datetime | None = None, *, unidade: str | None = None) -> tuple[Orcamento, ...]:
        """The budgets that count in the month of this instant, or now, that of all ('') first, with what was spent.

        ``unidade``: only that of this unit; without one nothing is summed up.
        """
        mes = find_mes(at or datetime.now(UTC))
        counting: dict[str, Ajuste] = {}
        for ajuste in self._repository.list_vivos([ORCAMENTO]):
            if ajuste.valor is not None and ajuste.desde is not None and ajuste.desde <= mes:
                counting[ajuste.alvo] = ajuste  # they come in the order of their instants
        if unidade is not None:
            counting = {alvo: ajuste for alvo, ajuste in counting.items() if alvo == unidade}
        if not counting:
            return ()
        gastos = self._meios.sum_gasto(mes.date(), find_mes(mes + _A_MONTH).date())
        spent = {"": sum(gastos.values(), Decimal(0)), **{unidade: brl for unidade, brl in gastos.items() if unidade}}
        return tuple(
            Orcamento(alvo, cast("float", ajuste.valor), float(spent.get(alvo, Decimal(0))), ajuste)
            for alvo, ajuste in sorted(counting.items())
        )

    def read_minutos(self, at: datetime) -> dict[str, Ajuste]:
        """Minutes that a peça takes without the portal, by type ('': of the types without one), as they counted then.

        A reference that was first set later counts from ever: nobody knew better before.
        """
        counting: dict[str, Ajuste] = {}
        for ajuste in reversed(self._repository.list_historico([MINUTOS])):
            if ajuste.criado_em <= at or ajuste.alvo not in counting:
                counting[ajuste.alvo] = ajuste
        return {alvo: ajuste for alvo, ajuste in counting.items() if ajuste.valor is not None}

    def read_retencao(self, classe: str) -> int:
        """Days that data of this class (a slug of ``CLASSES``) are kept, as people set it, or else the portal's own."""
        nome = f"{RETENCAO}.{classe}"
        chosen = self._meios.live.find(nome)
        return int(self._padroes[nome] if chosen is None else chosen)  # type: ignore[arg-type]  # a whole number

    def _publish(self, state: State, *, is_forced: bool = False) -> None:
        slots = self._meios.slots
        for resource in slots.list_resources():
            chosen = state.by_key.get((f"{PERMITS}.{resource}", ""))
            slots.set_limit(resource, chosen[-1].value if chosen else None, state.version, is_forced=is_forced)
        self._meios.live.publish(state, is_forced=is_forced)

    def _list_plain(self, definicao: Definicao, vivos: list[Ajuste]) -> list[Linha]:
        known = {ajuste.alvo: ajuste for ajuste in vivos}
        alvos = [*(definicao.alvos or ("",)), *sorted(known)]
        return [
            self._build_linha(definicao, alvo, known.get(alvo))
            for alvo in dict.fromkeys(alvos)
            if alvo in (definicao.alvos or ("",)) or known[alvo].valor is not None
        ]

    def _build_linha(self, definicao: Definicao, alvo: str, ajuste: Ajuste | None) -> Linha:
        padrao = self._find_padrao(definicao, alvo)
        versao = ajuste.versao if ajuste else 0
        return Linha(definicao, alvo, padrao, versao, ajuste if ajuste and ajuste.valor is not None else None)

    def _list_dated(self, definicao: Definicao, vivos: list[Ajuste]) -> list[Linha]:
        newest = _find_newest(vivos)
        precos = self._settings.gemini.precos if definicao.tipo is TipoDeAjuste.PRECO else {}
        linhas: list[Linha] = []
        for alvo in dict.fromkeys((*precos, *newest)):
            versao = newest.get(alvo, 0)
            if alvo in precos:
                linhas.append(Linha(definicao, alvo, precos[alvo], versao))
            linhas += [
                Linha(definicao, alvo, precos.get(alvo), versao, ajuste)
                for ajuste in vivos
                if ajuste.alvo == alvo and ajuste.valor is not None
            ]
        return linhas

    def _find_padrao(self, definicao: Definicao, alvo: str) -> Valor | None:
        """The portal's own value; None for one of an exception or of a model, which is inherited."""
        if definicao.tipo is TipoDeAjuste.LIGADO:
            return self._padroes.get(definicao.nome, True)
        return None if alvo else self._padroes.get(definicao.nome)


def _find_newest(vivos: Iterable[Ajuste]) -> dict[str, int]:
    """Version by target."""
    versoes: dict[str, int] = {}
    for ajuste in vivos:
        versoes[ajuste.alvo] = max(ajuste.versao, versoes.get(ajuste.alvo, 0))
    return versoes


def _list_padroes(settings: Settings) -> dict[str, Valor]:
    """The portal's own values by name."""
    gemini = settings.gemini
    return {
        **{f"{PERMITS}.{resource}": limit for resource, limit in settings.limits.resources.items()},
        **{f"{PER_MINUTE}.{action.value}": number for action, number in list_numbers(settings.limits).items()},
        **{f"{CAP}.{kind}": brl for kind, brl in list_caps(gemini).items()},
        REQUESTS: gemini.requests_per_minute,
        TOKENS: gemini.tokens_per_minute,
        SWITCH: False,
        **{f"{RETENCAO}.{classe.slug}": classe.dias for classe in CLASSES},
        f"{RETENCAO}.documentos": int(settings.leitura.retencao_dias),
    }
