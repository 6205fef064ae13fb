"""A Processo from a reply: documents that the court split are joined, the header is typed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from core.clients.tribunal.domain import Documento, Processo, Sistema
from core.clients.tribunal.elementos import MAX_KEPT
from core.clients.tribunal.resposta import Resposta
from core.clients.tribunal.valores import (
    SIGILO_DESCONHECIDO,
    parse_centavos,
    parse_data_hora,
    parse_int,
    parse_nivel_sigilo,
)

_NAMED = frozenset({"numero", "classeProcessual", "competencia", "dataAjuizamento", "nivelSigilo", "valorCausa"})


def build_processo(numero_cnj: str, resposta: Resposta, sistema: Sistema = Sistema.SAJ) -> Processo:
    """``numero_cnj`` is the number that was asked for; the court may write its own with signs or not at all."""
    header = resposta.cabecalho or {}
    unnamed = {name: value for name, value in header.items() if name not in _NAMED and value}
    return Processo(
        numero_cnj=numero_cnj,
        classe=parse_int(header.get("classeProcessual", "")),
        competencia=header.get("competencia", ""),
        data_ajuizamento=parse_data_hora(header.get("dataAjuizamento", "")),
        nivel_sigilo=parse_nivel_sigilo(header.get("nivelSigilo", "")),
        valor_causa_centavos=parse_centavos(header.get("valorCausa", "")),
        orgao_julgador=resposta.orgao_julgador,
        partes=tuple(resposta.partes),
        assuntos=tuple(resposta.assuntos),
        vinculados=tuple(resposta.vinculados),
        movimentos=tuple(resposta.movimentos),
        documentos=join_partes(resposta.documentos.values()),
        outros={name: value[:MAX_KEPT] for name, value in (unnamed | resposta.outros).items()},
        sistema=sistema,
    )


def build_processo_sigiloso(numero_cnj: str, resposta: Resposta, sistema: Sistema = Sistema.SAJ) -> Processo:
    """The header of a case that the court refuses to open; without a level the highest is taken."""
    processo = build_processo(numero_cnj, resposta, sistema)
    return replace(processo, nivel_sigilo=processo.nivel_sigilo or SIGILO_DESCONHECIDO, documentos=())


def join_partes(documentos: Iterable[Documento]) -> tuple[Documento, ...]:
    """Documents with the same type, description and minute are one, as secret as its most secret part.

    Documents with a label of eproc are whole: their labels tell them apart.
    """
    groups: dict[object, list[Documento]] = {}
    for documento in documentos:
        moment = documento.data_hora
        key: object = documento.id_documento
        if moment is not None and documento.descricao and not documento.rotulo:
            key = (documento.tipo, documento.descricao, moment.replace(second=0, microsecond=0))
        groups.setdefault(key, []).append(documento)
    return tuple(group[0] if len(group) == 1 else _join(group) for group in groups.values())


def _join(group: list[Documento]) -> Documento:
    return replace(
        group[0],
        nivel_sigilo=max(documento.nivel_sigilo for documento in group),
        partes=tuple(documento.id_documento for documento in group),
    )
