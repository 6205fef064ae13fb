"""A case as a draft on it is checked."""

from __future__ import annotations

from dataclasses import dataclass

from core.conferencia.ancoras import DocumentoCitavel
from core.conferencia.cobertura import NIVEL
from core.conferencia.fontes import Fontes
from core.conferencia.pedidos import Pedido


@dataclass(frozen=True)
class Trecho:
    """A passage of the case known to say something: what to light where a draft only names its page."""

    id_documento: str
    pagina: int | None
    texto: str


@dataclass(frozen=True)
class Caso:
    """What a draft is checked against. ``modulos`` are the titles of the active modules, in the order of the peça.

    ``cabecalho`` is what needs no place in the documents: the court's data, and what the portal itself computed.
    ``instrucao`` is what the model was told, which no draft repeats.
    """

    fontes: Fontes
    modulos: tuple[str, ...] = ()
    pedidos: tuple[Pedido, ...] = ()
    documentos: tuple[DocumentoCitavel, ...] = ()
    trechos: tuple[Trecho, ...] = ()
    cabecalho: str = ""
    nivel_dos_topicos: int = NIVEL
    avisos: tuple[str, ...] = ()
    instrucao: str = ""
