"""What changed in a case since the court's last answer."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from core.processos.domain import Documento, Movimento, Processo


@dataclass(frozen=True)
class Novidades:
    """``desde`` is when the case was last seen, None for a case never seen, of which everything is new."""

    desde: datetime | None
    documentos: tuple[Documento, ...] = ()
    movimentos: tuple[Movimento, ...] = ()
    mudou_o_cabecalho: bool = False

    @property
    def has_news(self) -> bool:
        return bool(self.documentos or self.movimentos) or self.mudou_o_cabecalho


def compare_processos(antes: Processo | None, agora: Processo, desde: datetime | None) -> Novidades:
    """The documents and movements that are in the later answer and not in the earlier one, in the court's order.

    A document is known by the ids of its parts, so that a part that came later makes it new. Movements have no id:
    equal ones are counted.
    """
    if antes is None:
        return Novidades(None, agora.documentos, agora.movimentos)
    vistos = {ident for documento in antes.documentos for ident in documento.ids_das_partes}
    documentos = tuple(d for d in agora.documentos if not vistos.issuperset(d.ids_das_partes))
    contados = Counter(antes.movimentos)
    movimentos: list[Movimento] = []
    for movimento in agora.movimentos:
        if contados[movimento] > 0:
            contados[movimento] -= 1
        else:
            movimentos.append(movimento)
    return Novidades(desde, documentos, tuple(movimentos), _list_cabecalho(antes) != _list_cabecalho(agora))


def _list_cabecalho(processo: Processo) -> tuple[object, ...]:
    return (
        processo.classe,
        processo.competencia,
        processo.nivel_sigilo,
        processo.valor_causa_centavos,
        processo.orgao_julgador,
        sorted(processo.partes, key=repr),
        sorted(processo.assuntos),
        sorted(processo.vinculados, key=repr),
    )
