"""Every event that may reach a screen: small, frozen, with ids, numbers and short texts.

The states of any operation live here too, so that every screen uses the same words.
Readers ignore kinds they do not know, so a new worker may run beside an old portal.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any


class Estado(StrEnum):
    """The one vocabulary of states. ``label`` is what people read."""

    NA_FILA = "na_fila"
    EM_ANDAMENTO = "em_andamento"
    AGUARDANDO_VOCE = "aguardando_voce"
    PRONTO = "pronto"
    PRONTO_COM_RESSALVAS = "pronto_com_ressalvas"
    COM_ERRO = "com_erro"
    CANCELADO = "cancelado"

    @property
    def label(self) -> str:
        return _ESTADO_LABELS[self]

    @property
    def is_final(self) -> bool:
        return self not in (Estado.NA_FILA, Estado.EM_ANDAMENTO, Estado.AGUARDANDO_VOCE)

    @property
    def is_at_work(self) -> bool:
        """True while the portal has something to do; what waits for a person has not ended and needs no worker."""
        return self in (Estado.NA_FILA, Estado.EM_ANDAMENTO)


_ESTADO_LABELS = {
    Estado.NA_FILA: "Na fila",
    Estado.EM_ANDAMENTO: "Em andamento",
    Estado.AGUARDANDO_VOCE: "Aguardando você",
    Estado.PRONTO: "Pronto",
    Estado.PRONTO_COM_RESSALVAS: "Pronto com ressalvas",
    Estado.COM_ERRO: "Com erro",
    Estado.CANCELADO: "Cancelado",
}


class Agente(StrEnum):
    """The three agents of the generator (domain: coletor, detector, redator)."""

    COLETOR = "coletor"
    DETECTOR = "detector"
    REDATOR = "redator"


@dataclass(frozen=True)
class Event:
    """Base of all events; the class name is the kind on the wire."""


@dataclass(frozen=True)
class OperationStarted(Event):
    """An attempt began to work on the operation. ``started_at`` is ISO 8601 in UTC."""

    attempt: int
    started_at: str


@dataclass(frozen=True)
class AgenteStarted(Event):
    agente: str


@dataclass(frozen=True)
class AgenteFinished(Event):
    """``note`` is one short line in pt-BR that says what the agent achieved."""

    agente: str
    note: str


@dataclass(frozen=True)
class ProcessoFetched(Event):
    """The court's header arrived. ``assunto`` is a short text of the case for the screen."""

    numero_cnj: str
    assunto: str
    total_documentos: int


@dataclass(frozen=True)
class DocumentosChosen(Event):
    """``is_envio`` says that a person handed them in; otherwise they come from the court."""

    total: int
    is_envio: bool = False


@dataclass(frozen=True)
class DocumentoRead(Event):
    """One document ended its reading; ``estado`` is a value of EstadoDoDocumento."""

    done: int
    total: int
    rotulo: str
    estado: str


@dataclass(frozen=True)
class DocumentoSummarized(Event):
    done: int
    total: int
    rotulo: str


@dataclass(frozen=True)
class FatosExtracted(Event):
    total: int
    desconhecidos: int


@dataclass(frozen=True)
class TipoDetected(Event):
    """The portal found out which peça is asked for; ``label`` is what people read."""

    tipo: str
    label: str


@dataclass(frozen=True)
class ModulosChosen(Event):
    total: int
    por_regra: int
    pelo_modelo: int


@dataclass(frozen=True)
class TurnWaited(Event):
    """The operation waits for ``resource`` at ``position`` (1 is next; 0 means it got in).

    ``expected_s`` are the seconds until it may start, when known; ``reason`` is a value of WaitReason.
    """

    resource: str
    position: int
    expected_s: float | None = None
    reason: str = "fila"


@dataclass(frozen=True)
class WarningRaised(Event):
    """Something was left out and the person must know; the text is in pt-BR."""

    text: str


@dataclass(frozen=True)
class TextAppended(Event):
    """``text`` follows the first ``offset`` characters of the minuta; a reader skips what it already has."""

    offset: int
    text: str


@dataclass(frozen=True)
class OperationEnded(Event):
    """The last event of an attempt that will not be repeated; ``estado`` is a final Estado, or AGUARDANDO_VOCE."""

    estado: str
    code: str = ""
    message: str = ""


_KINDS: dict[str, type[Event]] = {cls.__name__: cls for cls in Event.__subclasses__()}


def encode_event(event: Event) -> dict[str, str]:
    """Fields of a Redis Stream entry: the kind and its JSON."""
    return {"kind": type(event).__name__, "body": json.dumps(asdict(event), ensure_ascii=False)}


def decode_event(entry: dict[str, str]) -> Event | None:
    """The event of a stream entry, or None for a kind or shape this version does not know."""
    cls = _KINDS.get(entry.get("kind", ""))
    if cls is None:
        return None
    body: dict[str, Any] = json.loads(entry["body"])
    known = {f.name for f in fields(cls)}
    try:
        return cls(**{name: value for name, value in body.items() if name in known})
    except TypeError:
        return None
