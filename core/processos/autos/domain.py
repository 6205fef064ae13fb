"""The documents of a case with what is known of their reading, before any of their text is loaded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from core.errors import OperationCancelledError, RecordNotFoundError
from core.processos.citacao import Folhas, cite_documento, cite_pagina, sort_by_date
from core.processos.domain import Documento, EstadoDaPagina, FormatoDeArquivo, Processo
from core.processos.leitura.andamento import SEM_ANDAMENTO, AndamentoDaLeitura

INTEIRO = "*"
CABECALHO = ""
"""What a search at the court may be for, besides the id of one document: all documents, or the header alone."""

_MIN_STAMPED = 0.5
_LEGIVEIS = (EstadoDaPagina.LIDA, EstadoDaPagina.OCR)


class Situacao(StrEnum):
    """Where a document of the case file stands for the person who wants to read it."""

    LIDO = "lido"
    LIDO_POR_OCR = "lido_por_ocr"
    LIDO_EM_PARTE = "lido_em_parte"
    ILEGIVEL = "ilegivel"
    VAZIO = "vazio"
    SIGILOSO = "sigiloso"
    EM_LEITURA = "em_leitura"
    NA_FILA_DE_LEITURA = "na_fila_de_leitura"
    LEITURA_INTERROMPIDA = "leitura_interrompida"
    NAO_LIDO = "nao_lido"
    NAO_BAIXADO = "nao_baixado"

    @property
    def is_coming(self) -> bool:
        """Somebody reads it or will, without anything being asked for again."""
        return self in (Situacao.EM_LEITURA, Situacao.NA_FILA_DE_LEITURA)

    @property
    def is_pending(self) -> bool:
        """It was not read, and will not be until somebody asks."""
        return self in (Situacao.LEITURA_INTERROMPIDA, Situacao.NAO_LIDO, Situacao.NAO_BAIXADO)


class Etapa(StrEnum):
    """How far a search at the court is."""

    NA_FILA = "na_fila"
    EM_ANDAMENTO = "em_andamento"
    PRONTA = "pronta"
    COM_ERRO = "com_erro"

    @property
    def is_final(self) -> bool:
        return self in (Etapa.PRONTA, Etapa.COM_ERRO)


@dataclass(frozen=True)
class Busca:
    """What was asked of the court for one case, by whoever asked last. ``espera`` says why nothing moves, if so."""

    numero_cnj: str
    alvo: str
    usuario_id: int
    etapa: Etapa
    pedida_em: datetime
    mudou_em: datetime
    feitos: int = 0
    total: int = 0
    espera: str = ""
    erro_codigo: str = ""
    erro_mensagem: str = ""

    @property
    def is_parada(self) -> bool:
        """True for one that a person ended."""
        return self.erro_codigo == OperationCancelledError.code


@dataclass(frozen=True)
class Ficha:
    """The reading of one content, or of its first pages, without its text. ``ocultas`` are pages with hidden text."""

    sha256: str
    formato: FormatoDeArquivo
    estados: tuple[EstadoDaPagina, ...]
    folhas: tuple[int | None, ...] = ()
    ocultas: frozenset[int] = frozenset()
    motivo: str = ""


@dataclass(frozen=True)
class ParteDosAutos:
    """One content of a document; ``sha256`` is empty until it is downloaded, ``ficha`` None until it is read.

    ``andamento`` and the pages of ``parcial`` are what there is of a reading that did not come to its end.
    """

    id_documento: str
    sha256: str = ""
    ficha: Ficha | None = None
    andamento: AndamentoDaLeitura = SEM_ANDAMENTO
    parcial: Ficha | None = None

    @property
    def estados(self) -> tuple[EstadoDaPagina, ...]:
        """The states of its pages; one unreadable page stands for a part that is not here."""
        known = self.ficha or self.parcial
        return known.estados if known else (EstadoDaPagina.ILEGIVEL,)


@dataclass(frozen=True)
class DocumentoDosAutos:
    """One document of the case, in the order of the case file, and how a person cites it."""

    documento: Documento
    ordem: int
    partes: tuple[ParteDosAutos, ...]
    is_sigiloso: bool
    folhas: Folhas | None = None

    @property
    def id_documento(self) -> str:
        return self.documento.id_documento

    @property
    def titulo(self) -> str:
        return " ".join(self.documento.descricao.split()) or "Documento sem descrição"

    @property
    def is_lido(self) -> bool:
        return all(parte.ficha is not None for parte in self.partes)

    @property
    def is_baixado(self) -> bool:
        return all(parte.sha256 for parte in self.partes)

    @property
    def estados(self) -> tuple[EstadoDaPagina, ...]:
        """The states of its pages, through all parts; empty while nothing of it was read."""
        if not any(parte.ficha for parte in self.partes):
            return ()
        return tuple(estado for parte in self.partes for estado in parte.estados)

    @property
    def situacao(self) -> Situacao:
        if self.is_sigiloso:
            return Situacao.SIGILOSO
        if not self.is_baixado:
            return Situacao.NAO_BAIXADO
        return _summarize(Counter(self.estados)) if self.is_lido else self._find_andamento()

    def _find_andamento(self) -> Situacao:
        andamentos = [parte.andamento for parte in self.partes if parte.ficha is None]
        if any(andamento.is_correndo for andamento in andamentos):
            return Situacao.EM_LEITURA
        if any(andamento.is_viva for andamento in andamentos):
            return Situacao.NA_FILA_DE_LEITURA
        return Situacao.LEITURA_INTERROMPIDA if any(a.lidas for a in andamentos) else Situacao.NAO_LIDO

    @property
    def por_ler(self) -> tuple[str, ...]:
        """Hashes of what was downloaded and not read."""
        return tuple(parte.sha256 for parte in self.partes if parte.sha256 and parte.ficha is None)

    @property
    def prontas(self) -> int:
        """Pages that can be opened now: from the first one on, without a gap."""
        count = 0
        for parte in self.partes:
            if parte.ficha is None:
                return count + (len(parte.parcial.estados) if parte.parcial else 0)
            count += len(parte.ficha.estados)
        return count

    @property
    def ocultas(self) -> tuple[int, ...]:
        """Pages with hidden text, counted through all parts."""
        found: list[int] = []
        before = 0
        for parte in self.partes:
            known = parte.ficha or parte.parcial
            found += [before + numero for numero in sorted(known.ocultas)] if known else []
            before += len(parte.estados)
        return tuple(found)

    @property
    def citacao(self) -> str:
        return cite_documento(self.documento, self.ordem, self.folhas)

    @property
    def lugar(self) -> str:
        """The citation without the name, which stands beside it: ``fls. 37-42``, ``doc. 3``."""
        return self.citacao.removesuffix(f" – {self.titulo}")

    def cite(self, pagina: int) -> str:
        return cite_pagina(self.citacao, pagina)

    def locate(self, pagina: int) -> tuple[ParteDosAutos, int]:
        """The part that holds a page, and its number there. Raises RecordNotFoundError for a page that is not there."""
        local = pagina
        for parte in self.partes:
            if 1 <= local <= len(parte.estados):
                return parte, local
            local -= len(parte.estados)
        raise RecordNotFoundError(f"page {pagina} of a document")


@dataclass(frozen=True)
class Autos:
    """A case as last seen. A secret one has no documents here, whatever the court lists."""

    processo: Processo
    consultado_em: datetime
    is_sigiloso: bool
    documentos: tuple[DocumentoDosAutos, ...] = ()

    def find(self, id_documento: str) -> DocumentoDosAutos | None:
        return next((d for d in self.documentos if d.id_documento == id_documento), None)

    @property
    def abertos(self) -> tuple[DocumentoDosAutos, ...]:
        """The documents that a person may open."""
        return tuple(d for d in self.documentos if not d.is_sigiloso)


@dataclass(frozen=True)
class PaginaDosAutos:
    """One page to read. ``oculto`` is the hidden text that was kept away from the model."""

    numero: int
    estado: EstadoDaPagina
    texto: str
    oculto: str
    citacao: str
    formato: FormatoDeArquivo
    motivo: str = ""


@dataclass(frozen=True)
class Achado:
    """A page where the words were found, how often, and the first place as (before, found, after)."""

    documento: DocumentoDosAutos
    pagina: int
    vezes: int
    trecho: tuple[str, str, str]


@dataclass(frozen=True)
class Volume:
    """One PDF of a whole case that was made; ``motivo`` says why there is none."""

    chave: str
    size_bytes: int
    motivo: str = ""


@dataclass(frozen=True)
class Leituras:
    """What is known of the contents of a case, by hash; ``parciais`` only where one document is looked at."""

    fichas: Mapping[str, Ficha]
    andamentos: Mapping[str, AndamentoDaLeitura] = field(default_factory=dict)
    parciais: Mapping[str, Ficha] = field(default_factory=dict)

    def describe(self, id_documento: str, sha256: str) -> ParteDosAutos:
        andamento = self.andamentos.get(sha256, SEM_ANDAMENTO)
        return ParteDosAutos(id_documento, sha256, self.fichas.get(sha256), andamento, self.parciais.get(sha256))


def build_documentos(
    processo: Processo, hashes: Mapping[str, str], leituras: Leituras, max_nivel_sigilo: int
) -> tuple[DocumentoDosAutos, ...]:
    """All documents of the case by date. ``hashes`` are by id of part."""
    ordered = sort_by_date(processo.documentos)
    partes = {
        documento.id_documento: tuple(
            leituras.describe(ident, hashes.get(ident, "")) for ident in documento.ids_das_partes
        )
        for documento in ordered
    }
    return tuple(
        DocumentoDosAutos(
            documento,
            ordem,
            partes[documento.id_documento],
            documento.nivel_sigilo > max_nivel_sigilo,
            _read_folhas(partes[documento.id_documento]),
        )
        for ordem, documento in enumerate(ordered, start=1)
    )


def describe_paginas(estados: Sequence[EstadoDaPagina]) -> str:
    """``12 páginas: 9 lidas, 2 por OCR, 1 ilegível``; only the count when all were read the plain way."""
    total = f"{len(estados)} página{'' if len(estados) == 1 else 's'}"
    counts = Counter(estados)
    if not estados or set(counts) == {EstadoDaPagina.LIDA}:
        return total
    parts = [f"{counts[estado]} {_ESTADOS[estado][counts[estado] != 1]}" for estado in _ESTADOS if counts[estado]]
    return f"{total}: {', '.join(parts)}"


def describe_andamento(documento: DocumentoDosAutos) -> str:
    """``37 de 300 páginas``, through all parts; nothing before the first page, no total while a part is not open."""
    lidas, total, is_known = 0, 0, True
    for parte in documento.partes:
        pages = len(parte.ficha.estados) if parte.ficha else 0
        lidas += pages or parte.andamento.lidas
        total += pages or parte.andamento.total
        is_known = is_known and (parte.ficha is not None or parte.andamento.total > 0)
    if not lidas:
        return ""
    if is_known:
        return f"{lidas} de {total} página{'' if total == 1 else 's'}"
    return "1 página até agora" if lidas == 1 else f"{lidas} páginas até agora"


_ESTADOS = {
    EstadoDaPagina.LIDA: ("lida", "lidas"),
    EstadoDaPagina.OCR: ("por OCR", "por OCR"),
    EstadoDaPagina.ILEGIVEL: ("ilegível", "ilegíveis"),
    EstadoDaPagina.CORTADA: ("cortada", "cortadas"),
    EstadoDaPagina.SIGILOSA: ("sigilosa", "sigilosas"),
    EstadoDaPagina.VAZIA: ("vazia", "vazias"),
}


def _summarize(counts: Counter[EstadoDaPagina]) -> Situacao:
    legiveis = sum(counts[estado] for estado in _LEGIVEIS)
    nao_vazias = counts.total() - counts[EstadoDaPagina.VAZIA]
    if not nao_vazias:
        return Situacao.VAZIO
    if not legiveis:
        return Situacao.ILEGIVEL
    if legiveis < nao_vazias:
        return Situacao.LIDO_EM_PARTE
    return Situacao.LIDO_POR_OCR if counts[EstadoDaPagina.OCR] else Situacao.LIDO


def _read_folhas(partes: Sequence[ParteDosAutos]) -> Folhas | None:
    """Leaves by what is printed on the pages; None unless most pages say the same, as ``find_folhas`` does."""
    printed = [folha for parte in partes for folha in (parte.ficha.folhas if parte.ficha else (None,))]
    starts = {folha - place for place, folha in enumerate(printed) if folha is not None}
    known = sum(folha is not None for folha in printed)
    if len(starts) != 1 or min(starts) < 1 or known < _MIN_STAMPED * len(printed):
        return None
    first = starts.pop()
    return Folhas(first, first + len(printed) - 1)
