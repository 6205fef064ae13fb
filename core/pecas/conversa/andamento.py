"""What a person sees of a request that is being answered, folded from its events. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from core.events import Event, OperationEnded, OperationStarted, TextAppended, TurnWaited
from core.pecas.espera import describe_wait


@dataclass(frozen=True)
class Escrita:
    """``texto`` is what the present attempt wrote so far."""

    texto: str = ""
    espera: str = ""
    has_started: bool = False
    is_over: bool = False


def fold_escrita(events: Iterable[Event], escrita: Escrita = Escrita()) -> Escrita:
    """Another attempt writes its own text: what the former one wrote is left out."""
    for event in events:
        match event:
            case OperationStarted():
                escrita = Escrita(has_started=True)
            case TextAppended(offset, text):
                escrita = replace(escrita, texto=escrita.texto[:offset] + text, espera="")
            case TurnWaited():
                escrita = replace(escrita, espera=describe_wait(event))
            case OperationEnded():
                escrita = replace(escrita, espera="", is_over=True)
            case _:
                pass
    return escrita
