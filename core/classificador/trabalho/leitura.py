"""Documents of a lot as text: fetched where they come from a case, read by the isolated readers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from core.classificador.domain import ItemDoLote, Lote
from core.classificador.gabarito.numeros import find_numero
from core.classificador.repository import LoteRepository
from core.clients.gemini import Procedencia
from core.errors import (
    DocumentoNotFoundError,
    DocumentoSemTextoError,
    LimitReachedError,
    OperationCancelledError,
    PortalError,
    ServiceUnavailableError,
    TribunalCredentialsError,
)
from core.processos.domain import Documento, DocumentoLido, EstadoDoDocumento
from core.processos.partes import join_hashes, join_lidos
from core.processos.repository import ProcessoRepository
from core.processos.service import ProcessoService

_OF_ALL = (ServiceUnavailableError, LimitReachedError, TribunalCredentialsError, OperationCancelledError)


@dataclass(frozen=True)
class Leitura:
    """The text of a document with everything of a case that is in it, or code and words of why there is none."""

    item: ItemDoLote
    texto: str = ""
    procedencias: frozenset[Procedencia] = frozenset()
    erro: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class _Busca:
    """Contents of one document, in order; empty where the court did not deliver a part."""

    item: ItemDoLote
    hashes: tuple[str, ...]
    procedencias: frozenset[Procedencia]


class LeitorDeItens:
    """Contents that were read for anything before are not read again."""

    def __init__(self, repository: LoteRepository, processos: ProcessoService, guardados: ProcessoRepository) -> None:
        self._repository = repository
        self._processos = processos
        self._guardados = guardados

    def read(self, lote: Lote, itens: Sequence[ItemDoLote]) -> Iterator[Leitura]:
        """Each document once, as soon as its text is there; one that turns out to repeat another is left out.

        Raises the court's errors that concern all documents.
        """
        handed_in = [item for item in itens if lote.chave]
        buscas = [_Busca(item, (item.sha256,), frozenset({Procedencia(lote.chave)})) for item in handed_in]
        for numero in dict.fromkeys(item.numero_cnj for item in itens if not lote.chave):
            found, lost = self._fetch(numero, [item for item in itens if item.numero_cnj == numero])
            buscas += found
            yield from lost
        if not lote.chave:
            hashes = {busca.item.id: name_conteudo(busca.hashes) for busca in buscas}
            repeated = self._repository.note_conteudos(lote.id, hashes)
            buscas = [busca for busca in buscas if busca.item.id not in repeated]
        for leitura in self._read_all(buscas):
            yield self._add_processos(leitura) if lote.chave and leitura.texto else leitura

    def read_ahead(self, lote: Lote, hashes: Sequence[str]) -> None:
        """Have the next ones read while others are asked about. Raises QueueUnavailableError."""
        if lote.chave:
            self._processos.request_leituras(hashes)

    def _add_processos(self, leitura: Leitura) -> Leitura:
        """A handed-in text that belongs to a case that the portal knows, or names one, asks it for its secrecy, too."""
        item, procedencias = leitura.item, set(leitura.procedencias)
        for numero in {item.numero_cnj, find_numero(leitura.texto)} - {""}:
            niveis = self._guardados.find_niveis(numero)
            if niveis is not None:
                is_listed = numero == item.numero_cnj and item.id_documento in niveis.documentos
                procedencias.add(Procedencia(numero, item.id_documento if is_listed else ""))
        return replace(leitura, procedencias=frozenset(procedencias))

    def _fetch(self, numero: str, itens: Sequence[ItemDoLote]) -> tuple[list[_Busca], list[Leitura]]:
        """What the court has of these documents of a case, and those that it does not deliver."""
        listed = {documento.id_documento: documento for documento in self._processos.get_processo(numero).documentos}
        wanted = {item.id: listed.get(item.id_documento) for item in itens}
        try:
            known = self._processos.download(numero, tuple(filter(None, wanted.values())))
        except _OF_ALL:
            raise
        except PortalError as error:
            return [], [Leitura(item, erro=(error.code, error.user_message)) for item in itens]
        buscas, lost = [], []
        for item in itens:
            hashes = _list_hashes(wanted[item.id], known)
            if not any(hashes):
                lost.append(Leitura(item, erro=(DocumentoNotFoundError.code, DocumentoNotFoundError.text)))
                continue
            partes = wanted[item.id]
            ids = partes.ids_das_partes if partes else ()
            buscas.append(_Busca(item, hashes, frozenset(Procedencia(numero, ident) for ident in ids)))
        return buscas, lost

    def _read_all(self, buscas: Sequence[_Busca]) -> Iterator[Leitura]:
        waiting = list(buscas)
        lidos: dict[str, DocumentoLido] = {}
        for lido in self._processos.read(tuple({sha256 for busca in buscas for sha256 in busca.hashes if sha256})):
            lidos[lido.sha256] = lido
            ready = [busca for busca in waiting if lidos.keys() >= set(filter(None, busca.hashes))]
            waiting = [busca for busca in waiting if busca not in ready]
            yield from (_to_leitura(busca, lidos) for busca in ready)


def name_conteudo(hashes: Sequence[str]) -> str:
    """One name for the content of a document: that of its only part, or that of the joined parts."""
    return hashes[0] if len(hashes) == 1 else join_hashes(hashes)


def _list_hashes(documento: Documento | None, known: dict[str, str]) -> tuple[str, ...]:
    return () if documento is None else tuple(known.get(ident, "") for ident in documento.ids_das_partes)


def _to_leitura(busca: _Busca, lidos: dict[str, DocumentoLido]) -> Leitura:
    lido = join_lidos([lidos.get(sha256) for sha256 in busca.hashes])
    texto = lido.texto.strip()
    if not texto or lido.estado in (EstadoDoDocumento.ILEGIVEL, EstadoDoDocumento.VAZIO):
        motivo = lido.motivo or "Nenhuma página deste documento tem texto que o portal consiga ler."
        text = f"{motivo} O portal não o enviou ao modelo; confira o arquivo original."
        return Leitura(busca.item, erro=(DocumentoSemTextoError.code, text))
    return Leitura(busca.item, texto, busca.procedencias)
