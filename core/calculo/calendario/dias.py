"""Business days of the court, and for every other day the reason."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from threading import Lock

import holidays

from core.calculo.calendario.domain import ESTADO, Efeito, LinhaDoCalendario, MotivoDoDia, list_dias

_DIA = timedelta(days=1)
_FIM_DE_SEMANA = {5: "Sábado", 6: "Domingo"}
_FORENSE = "CPC, art. 216"
_FERIADO = "Feriado nacional ou estadual (Leis 662/1949, 6.802/1980 e 14.759/2023; em MS, 11/10)"


class Calendario:
    """The table for one district. ``comarca`` is the scope whose own rows count besides those of the State."""

    def __init__(
        self, linhas: Iterable[LinhaDoCalendario], *, comarca: str = "", anos_conferidos: frozenset[int] = frozenset()
    ) -> None:
        self.comarca = comarca
        self.anos_conferidos = anos_conferidos
        # Rows of one date come last: an ordinance is stronger than what returns each year.
        self._linhas = sorted(
            (linha for linha in linhas if linha.abrangencia in {ESTADO, comarca}), key=lambda linha: linha.is_data
        )
        self._anos: dict[int, dict[Efeito, dict[date, MotivoDoDia]]] = {}
        self._lock = Lock()

    def explain(self, dia: date) -> MotivoDoDia | None:
        """Why ``dia`` is not a business day; None when it is one."""
        ano = self._get_ano(dia.year)
        motivo = ano[Efeito.SEM_EXPEDIENTE].get(dia)
        if motivo or dia.weekday() not in _FIM_DE_SEMANA:
            return motivo
        return MotivoDoDia(dia, _FIM_DE_SEMANA[dia.weekday()], _FORENSE, Efeito.SEM_EXPEDIENTE)

    def explain_prazo(self, dia: date) -> MotivoDoDia | None:
        """Why no deadline in business days counts ``dia``: no session, or deadlines suspended. None when it counts."""
        return self.explain_suspensao(dia) or self.explain(dia)

    def explain_suspensao(self, dia: date) -> MotivoDoDia | None:
        """Why deadlines are suspended on ``dia`` (CPC, art. 220, or an ordinance); None when they run."""
        return self._get_ano(dia.year)[Efeito.SUSPENSAO].get(dia)

    def explain_borda(self, dia: date) -> MotivoDoDia | None:
        """Why no deadline begins or ends on ``dia`` (CPC, art. 224, § 1º); None when one may."""
        return self.explain_prazo(dia) or self._get_ano(dia.year)[Efeito.EXPEDIENTE_PARCIAL].get(dia)

    def is_dia_util(self, dia: date) -> bool:
        return self.explain(dia) is None

    def next_dia_util(self, dia: date) -> date:
        """The first business day after ``dia``."""
        dia += _DIA
        while self.explain(dia):
            dia += _DIA
        return dia

    def roll_dia_util(self, dia: date) -> date:
        """``dia`` itself when it is a business day, else the first one after it."""
        return dia if self.is_dia_util(dia) else self.next_dia_util(dia)

    def count_dias_uteis(self, de: date, ate: date) -> int:
        """Business days after ``de`` up to ``ate``, the last included; 0 when ``ate`` is not later."""
        return sum(self.is_dia_util(de + _DIA * number) for number in range(1, (ate - de).days + 1))

    def _get_ano(self, ano: int) -> dict[Efeito, dict[date, MotivoDoDia]]:
        found = self._anos.get(ano)
        if found is None:
            with self._lock:
                found = self._anos.setdefault(ano, self._build_ano(ano))
        return found

    def _build_ano(self, ano: int) -> dict[Efeito, dict[date, MotivoDoDia]]:
        built: dict[Efeito, dict[date, MotivoDoDia]] = {efeito: {} for efeito in Efeito}
        for linha in self._linhas:
            for dia in list_dias(linha, ano):
                if linha.efeito is Efeito.EXPEDIENTE:
                    built[Efeito.SEM_EXPEDIENTE].pop(dia, None)
                else:
                    built[linha.efeito][dia] = MotivoDoDia(dia, linha.motivo, linha.fonte, linha.efeito)
        for dia, nome in holidays.country_holidays("BR", subdiv="MS", years=ano, language="pt_BR").items():
            built[Efeito.SEM_EXPEDIENTE].setdefault(dia, MotivoDoDia(dia, nome, _FERIADO, Efeito.SEM_EXPEDIENTE))
        return built
