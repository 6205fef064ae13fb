"""What the judges' documents of a case say of free justice and of experts' fees."""

from __future__ import annotations

from dataclasses import dataclass

from core.assistencia.decisoes import FolhaDoJuizo, is_do_juizo
from core.assistencia.gratuidade import Gratuidade, find_gratuidade
from core.assistencia.pericia import HonorarioFixado, find_honorarios
from core.assistencia.respondente import list_folhas
from core.processos.autos.domain import Autos, DocumentoDosAutos
from core.processos.autos.service import AutosService
from core.processos.tipos import find_nome_do_tipo


@dataclass(frozen=True)
class Quadro:
    """``por_ler`` are the judges' documents that were not read, as a person cites them: they may say otherwise."""

    gratuidade: Gratuidade
    honorarios: tuple[HonorarioFixado, ...]
    lidos: int = 0
    por_ler: tuple[str, ...] = ()


def find_quadro(service: AutosService, autos: Autos) -> Quadro:
    """By what was read of the case so far."""
    do_juizo = [documento for documento in autos.abertos if is_documento_do_juizo(documento)]
    lidos = [documento for documento in do_juizo if documento.is_lido]
    folhas = tuple(
        FolhaDoJuizo(folha, documento.documento.data_hora)
        for documento in lidos
        for folha in list_folhas(service, (documento,))
    )
    por_ler = tuple(documento.citacao for documento in do_juizo if not documento.is_lido)
    partes = tuple(parte for parte in autos.processo.partes if parte.nome)
    return Quadro(find_gratuidade(partes, folhas), find_honorarios(folhas), len(lidos), por_ler)


def is_documento_do_juizo(documento: DocumentoDosAutos) -> bool:
    return is_do_juizo(documento.titulo, find_nome_do_tipo(documento.documento.tipo))
