"""Places of the case in a draft, as ``(fl. 38)`` or ``(evento 12, LAUDO3, p. 2)``: each must exist."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.conferencia.domain import Cor
from core.processos.citacao import cite_pagina
from core.prompts.comparacao import normalize

EXISTE = "O lugar existe nos autos: {lugar}."
SEM_LUGAR = "Sem fonte: nenhum documento do processo corresponde a “{texto}”."
SEM_PAGINA = "Sem fonte: “{documento}” tem {paginas} página(s), e a citação fala da {pagina}ª."
OUTRO_NOME = "Sem fonte: este lugar é de “{documento}”, e a citação fala em “{texto}”."
NAO_LIDO = "O documento está nos autos, mas o portal não o leu para esta peça: {lugar}. Confira nos próprios autos."

_START = re.compile(r"\(\s*(?=(?:processo de origem,\s*)?(?:fls?\.|folhas?\b|evento\b|doc\.)\s*\d)", re.IGNORECASE)
_MAX_CHARS = 200
_PLACE = re.compile(
    r"(?P<origem>processo de origem,\s*)?"
    r"(?:(?:fls?\.|folhas?)\s*(?P<folha>\d+)(?:\s*[-–a]\s*(?P<ate>\d+))?|evento\s+(?P<evento>\d+)|doc\.\s*(?P<doc>\d+))"
    r"(?:\s*[–—,-]\s*(?P<nome>(?!p\.\s*\d).*?))?(?:,?\s*p\.\s*(?P<pagina>\d+))?\s*",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True)
class DocumentoCitavel:
    """A document of the case as it is cited. ``paginas`` is 0 where it was not read for this peça."""

    rotulo: str
    numero_cnj: str
    id_documento: str
    paginas: int


@dataclass(frozen=True)
class Ancora:
    """A place in brackets: characters ``inicio`` to ``fim`` of the draft; ``texto`` is what is between them."""

    texto: str
    inicio: int
    fim: int


@dataclass(frozen=True)
class ExameDaAncora:
    """``documento`` and ``pagina`` (from 1) are what was found; None where there is no such thing."""

    cor: Cor
    motivo: str
    documento: DocumentoCitavel | None = None
    pagina: int | None = None


def find_ancoras(texto: str) -> Iterator[Ancora]:
    """Every place in brackets, in order; brackets inside a name of a document belong to it."""
    for match in _START.finditer(texto):
        depth = 0
        for place in range(match.start(), min(len(texto), match.start() + _MAX_CHARS)):
            depth += (texto[place] == "(") - (texto[place] == ")")
            if not depth:
                inner = " ".join(texto[match.end() : place].replace("\n>", " ").split())
                yield Ancora(inner, match.start(), place + 1)
                break


class LugaresDosAutos:
    """The places that a draft may name."""

    def __init__(self, documentos: Sequence[DocumentoCitavel]) -> None:
        self._documentos = documentos
        self._places = [(documento, _PLACE.fullmatch(documento.rotulo)) for documento in documentos]

    def check(self, ancora: Ancora) -> ExameDaAncora:
        """The worst of its parts, which stand between semicolons unless the whole is one place."""
        whole = self._check_one(ancora.texto)
        parts = [part for part in re.split(r";\s*|\s+e\s+(?=fls?\.|evento|doc\.)", ancora.texto) if part]
        if whole.documento is not None or len(parts) < 2:
            return whole
        return max((self._check_one(part) for part in parts), key=lambda exame: exame.cor)

    def _check_one(self, texto: str) -> ExameDaAncora:
        for documento in self._documentos:
            rest = texto[len(documento.rotulo) :]
            if texto.casefold().startswith(documento.rotulo.casefold()):
                pagina = re.fullmatch(r"(?:,?\s*p\.\s*(\d+))?", rest)
                if pagina:
                    return _judge(documento, int(pagina[1]) if pagina[1] else None)
        said = _PLACE.fullmatch(texto)
        if said is None:
            return ExameDaAncora(Cor.VERMELHO, SEM_LUGAR.format(texto=texto))
        found = [(documento, place) for documento, place in self._places if place and _is_same_place(said, place)]
        if not found:
            return ExameDaAncora(Cor.VERMELHO, SEM_LUGAR.format(texto=texto))
        named = [(documento, place) for documento, place in found if _is_same_name(said["nome"], place["nome"])]
        if not named:
            motivo = OUTRO_NOME.format(documento=found[0][0].rotulo, texto=said["nome"])
            return ExameDaAncora(Cor.VERMELHO, motivo)
        documento, place = named[0]
        if said["folha"]:
            return _judge(documento, int(said["folha"]) - int(place["folha"]) + 1)
        return _judge(documento, int(said["pagina"]) if said["pagina"] else None)


def _is_same_place(said: re.Match[str], place: re.Match[str]) -> bool:
    if bool(said["origem"]) != bool(place["origem"]):
        return False
    if said["folha"] and place["folha"]:
        first, last = int(place["folha"]), int(place["ate"] or place["folha"])
        return first <= int(said["folha"]) <= int(said["ate"] or said["folha"]) <= last
    return any(said[kind] and said[kind] == place[kind] for kind in ("evento", "doc"))


def _is_same_name(said: str | None, name: str | None) -> bool:
    if not said or not name:
        return True
    left, right = normalize(said).rstrip("… "), normalize(name).rstrip("… ")
    return left.startswith(right) or right.startswith(left)


def _judge(documento: DocumentoCitavel, pagina: int | None) -> ExameDaAncora:
    if not documento.paginas:
        return ExameDaAncora(Cor.AMARELO, NAO_LIDO.format(lugar=documento.rotulo), documento)
    if pagina is not None and not 1 <= pagina <= documento.paginas:
        motivo = SEM_PAGINA.format(documento=documento.rotulo, paginas=documento.paginas, pagina=pagina)
        return ExameDaAncora(Cor.VERMELHO, motivo)
    lugar = documento.rotulo if pagina is None else cite_pagina(documento.rotulo, pagina)
    return ExameDaAncora(Cor.VERDE, EXISTE.format(lugar=lugar), documento, pagina)
