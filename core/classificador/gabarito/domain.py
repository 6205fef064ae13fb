"""Golden sets: their documents, on which side of the split each one is, and what may stand in one. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from core.errors import InvalidGabaritoError

MAX_CASOS = 2_000
"""As many documents as a lot takes."""

MAX_TEXTO = 400_000
"""Characters of one document."""

_SHOWN = 10
_SHARES = 100
_TREINO, _VALIDACAO = 70, 85
"""Of a hundred cases, how many are for training, and up to which place for choosing the best epoch."""


class Parte(StrEnum):
    """The side of the split. All documents of one case are on the same one, in every version."""

    TREINO = "treino"
    VALIDACAO = "validacao"
    TESTE = "teste"

    @property
    def label(self) -> str:
        return {"treino": "Treino", "validacao": "Validação", "teste": "Teste"}[self.value]


class OrigemDoCaso(StrEnum):
    CORRECAO = "correcao"
    ARQUIVO = "arquivo"

    @property
    def label(self) -> str:
        return "Correção de uma pessoa" if self is OrigemDoCaso.CORRECAO else "Planilha ou arquivo"


@dataclass(frozen=True)
class CasoDoGabarito:
    """One document and what it is. ``numero_cnj``: 20 digits, or empty where the case is not known.

    ``categoria`` is a slug of the prompt, ``subcategoria`` one of its names or empty.
    """

    nome: str
    texto: str
    categoria: str
    subcategoria: str = ""
    numero_cnj: str = ""
    id_documento: str = ""
    origem: OrigemDoCaso = OrigemDoCaso.ARQUIVO
    autor: str = ""

    @cached_property
    def sha256(self) -> str:
        """Of the words, whatever the blanks between them."""
        return hashlib.sha256(" ".join(self.texto.split()).encode()).hexdigest()

    @property
    def parte(self) -> Parte:
        return choose_parte(self.numero_cnj, self.sha256)


@dataclass(frozen=True)
class LinhaDoGabarito:
    """A document of a golden set without its text."""

    sha256: str
    nome: str
    categoria: str
    subcategoria: str
    numero_cnj: str
    origem: OrigemDoCaso

    @property
    def parte(self) -> Parte:
        return choose_parte(self.numero_cnj, self.sha256)


@dataclass(frozen=True)
class PaginaDoGabarito:
    """``numero`` starts at 1; ``total`` counts all documents of the category asked for."""

    linhas: tuple[LinhaDoGabarito, ...]
    total: int
    numero: int
    tamanho: int


@dataclass(frozen=True)
class Gabarito:
    """One immutable version of a golden set, without its documents. ``classes``: documents by category.

    ``prompt_slug`` is the instruction whose categories it speaks of; ``sha256`` is of the content, whatever its order.
    """

    slug: str
    versao: int
    nome: str
    prompt_slug: str
    sha256: str
    classes: tuple[tuple[str, int], ...]
    processos: int
    autor: str
    motivo: str
    criado_em: datetime

    @property
    def total(self) -> int:
        return sum(count for _, count in self.classes)


class EstadoDaProposta(StrEnum):
    PENDENTE = "pendente"
    ACEITA = "aceita"
    RECUSADA = "recusada"


@dataclass(frozen=True)
class PropostaDeCaso:
    """A corrected document on its way into a golden set; ``resposta`` is what the model had said."""

    id: int
    gabarito_slug: str
    item_id: int
    caso: CasoDoGabarito
    resposta: str
    estado: EstadoDaProposta
    revisor: str = ""
    motivo: str = ""


@dataclass(frozen=True)
class Recebidas:
    """What became of the corrections of a lot: new ones to review, those that had come before, and those of documents
    that have no text or too long a one or of a category that is no longer known."""

    novas: int
    repetidas: int
    sem_texto: int
    longas: int = 0
    sem_categoria: int = 0


@dataclass(frozen=True)
class ConjuntoDeTreino:
    """A golden set as the training reads it. ``documentos``: how many on each side."""

    nome_do_arquivo: str
    conteudo: bytes
    documentos: dict[Parte, int]


def choose_parte(numero_cnj: str, sha256: str) -> Parte:
    """By the case, or by the text where the case is not known."""
    digest = hashlib.sha256((numero_cnj or sha256).encode()).digest()
    place = int.from_bytes(digest[:8], "big") % _SHARES
    if place < _TREINO:
        return Parte.TREINO
    return Parte.VALIDACAO if place < _VALIDACAO else Parte.TESTE


def compute_sha256(casos: Iterable[CasoDoGabarito]) -> str:
    """Of what the documents are and what they are said to be, in any order."""
    lines = sorted((caso.sha256, caso.numero_cnj, caso.categoria, caso.subcategoria) for caso in casos)
    return hashlib.sha256(json.dumps(lines).encode()).hexdigest()


def join_casos(antes: Sequence[CasoDoGabarito], novos: Iterable[CasoDoGabarito]) -> tuple[CasoDoGabarito, ...]:
    """Both, each text once; what is said of a text later counts, but for its case: that decides on which side of the
    split it is, and a document never changes sides."""
    published = {caso.sha256: caso.numero_cnj for caso in antes}
    joined = {caso.sha256: caso for caso in antes}
    for caso in novos:
        joined[caso.sha256] = replace(caso, numero_cnj=published.get(caso.sha256, caso.numero_cnj))
    return tuple(joined.values())


def require_coerentes(casos: Sequence[CasoDoGabarito]) -> None:
    """Raises InvalidGabaritoError when one text is said to be two things."""
    _refuse_if(tuple(_find_contradicoes(casos)))


def require_valid(casos: Sequence[CasoDoGabarito]) -> None:
    """Raises InvalidGabaritoError with every problem: no document, one class only, a document without text."""
    _refuse_if(tuple(_find_problemas(casos)))


def _refuse_if(problems: tuple[str, ...]) -> None:
    if not problems:
        return
    shown = " ".join(problems[:_SHOWN])
    rest = f" Há mais {len(problems) - _SHOWN} como estes." if len(problems) > _SHOWN else ""
    raise InvalidGabaritoError(
        f"{len(problems)} problems", user_message=f"O gabarito não foi guardado. {shown}{rest} Corrija e salve de novo."
    )


def _find_problemas(casos: Sequence[CasoDoGabarito]) -> Iterator[str]:
    if not casos:
        yield "Não há documento nenhum."
    if len({caso.categoria for caso in casos}) == 1:
        yield "Todos os documentos são da mesma categoria, e nada se pode comparar."
    if len(casos) > MAX_CASOS:
        yield f"São {len(casos)} documentos, e o máximo é {MAX_CASOS}."
    for caso in casos:
        if not caso.texto.strip() or len(caso.texto) > MAX_TEXTO or "\x00" in caso.texto:
            yield f"O documento “{caso.nome}” está sem texto ou é longo demais."
        if not caso.categoria.strip():
            yield f"O documento “{caso.nome}” está sem categoria."


def _find_contradicoes(casos: Sequence[CasoDoGabarito]) -> Iterator[str]:
    seen: dict[str, CasoDoGabarito] = {}
    for caso in casos:
        before = seen.setdefault(caso.sha256, caso)
        if (before.categoria, before.subcategoria) != (caso.categoria, caso.subcategoria):
            yield f"“{before.nome}” e “{caso.nome}” têm o mesmo texto e categorias diferentes."
