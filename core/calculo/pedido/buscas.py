"""Where the service of the State is looked for, and which certificates are read for it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core.calculo.calendario.dias import Calendario
from core.calculo.pedido.campos import NomeDoCampo
from core.calculo.pedido.domain import PapelDoDocumento
from core.calculo.pedido.levantamento import CERTIDOES, CUMPRIMENTOS, SENTENCAS, Cadeia, Escolhido
from core.processos.citacao import sort_by_date
from core.processos.domain import Documento, Processo

_JANELA = 15
"""Business days after the enforcement in which its notice is looked for."""

_MAX_CERTIDOES = 8
"""Certificates that are read of each window, the oldest: a service is certified soon after it was ordered."""

_DOIS_ANOS = timedelta(days=730)
_APENSADO = 50292


@dataclass(frozen=True)
class Busca:
    """Where a service is looked for: a field, its case, and the days between which it can be."""

    campo: NomeDoCampo
    processo: Processo
    de: date
    ate: date

    @property
    def certidoes(self) -> tuple[Documento, ...]:
        """Those filed between the days, oldest first."""
        return tuple(
            documento
            for documento in sort_by_date(self.processo.documentos)
            if documento.tipo in CERTIDOES and documento.data_hora and self.de <= documento.data_hora.date() <= self.ate
        )


def plan_buscas(calendario: Calendario, cadeia: Cadeia, *, is_autonomo: bool) -> tuple[Busca, ...]:
    """The service in the action, until the sentence; and the notice of the enforcement, within 15 business days.

    Of an enforcement whose origin did not open the service in the action cannot be known.
    """
    buscas = []
    caso, origem = cadeia.processo, cadeia.de_conhecimento
    inicio = origem.ajuizado_em
    if inicio and not (is_autonomo and origem is caso):
        sentencas = [dia for dia in _list_datas(origem, SENTENCAS) if dia >= inicio]
        buscas.append(Busca(NomeDoCampo.DATA_DA_CITACAO, origem, date.min, min(sentencas, default=inicio + _DOIS_ANOS)))
    cumprimento = _find_cumprimento(caso, is_autonomo=is_autonomo)
    if cumprimento:
        fim = cumprimento
        for _ in range(_JANELA):
            fim = calendario.next_dia_util(fim)
        buscas.append(Busca(NomeDoCampo.DATA_DA_INTIMACAO, caso, cumprimento, fim))
    return tuple(buscas)


def choose_certidoes(buscas: Sequence[Busca]) -> tuple[Escolhido, ...]:
    """The certificates that may tell of a service, each once; those filed before the action last."""
    chosen = {}
    for busca in buscas:
        ajuizado = busca.processo.ajuizado_em or date.min
        antes = [um for um in busca.certidoes if um.data_hora and um.data_hora.date() < ajuizado]
        depois = [um for um in busca.certidoes if um not in antes]
        for documento in (*depois, *antes)[:_MAX_CERTIDOES]:
            escolhido = Escolhido(busca.processo.numero_cnj, documento, PapelDoDocumento.CERTIDAO)
            chosen[(escolhido.numero_cnj, documento.id_documento)] = escolhido
    return tuple(chosen.values())


def _find_cumprimento(caso: Processo, *, is_autonomo: bool) -> date | None:
    """The day from which the enforcement runs: joined to the case, or asked for, or filed as a case of its own."""
    apensos = [m.data_hora.date() for m in caso.movimentos if m.codigo == _APENSADO and m.data_hora]
    pedidos = _list_datas(caso, CUMPRIMENTOS)
    last = max(apensos, default=None) or max(pedidos, default=None)
    return last or (caso.ajuizado_em if is_autonomo else None)


def _list_datas(processo: Processo, codigos: frozenset[int]) -> list[date]:
    return [d.data_hora.date() for d in processo.documentos if d.tipo in codigos and d.data_hora]
