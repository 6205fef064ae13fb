"""Everything that a draft may rest on: documents of the case by page, modules, the court's data, the approved base."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from core.conferencia.alheios import NumerosConhecidos
from core.conferencia.autoridades import AutoridadesConhecidas
from core.conferencia.dados import DadosDasFontes
from core.conferencia.domain import Evidencia, Lugar
from core.conferencia.texto_normal import TextoNormal
from core.processos.citacao import cite_pagina
from core.prompts.autoridades.domain import Autoridade

_BETWEEN = "\n\n"
"""Between two pages: what goes on over a page's end is still found."""


@dataclass(frozen=True)
class Fonte:
    """One source. ``nome`` is how a person cites it; what is no document of the case has one page and no id."""

    nome: str
    paginas: tuple[str, ...]
    numero_cnj: str = ""
    id_documento: str = ""


class Fontes:
    """The sources of one peça, prepared once for any number of checks. Sources of the same name get numbers."""

    def __init__(self, numero_cnj: str, fontes: Iterable[Fonte], base: Iterable[Autoridade] = ()) -> None:
        self._numero_cnj = numero_cnj
        self._base = tuple(base)
        self._fontes: dict[str, Fonte] = {}
        for fonte in fontes:
            nome, number = fonte.nome, 2
            while nome in self._fontes:
                nome, number = f"{fonte.nome} ({number})", number + 1
            self._fontes[nome] = fonte
        self.textos: Mapping[str, str] = {nome: _BETWEEN.join(fonte.paginas) for nome, fonte in self._fontes.items()}

    @property
    def size_chars(self) -> int:
        return sum(map(len, self.textos.values()))

    @cached_property
    def normais(self) -> dict[str, TextoNormal]:
        return {nome: TextoNormal(texto) for nome, texto in self.textos.items()}

    @cached_property
    def do_escritorio(self) -> tuple[TextoNormal, ...]:
        """The sources that say nothing of the case: the modules."""
        return tuple(self.normais[nome] for nome, fonte in self._fontes.items() if not fonte.numero_cnj)

    @cached_property
    def autoridades(self) -> AutoridadesConhecidas:
        return AutoridadesConhecidas(self._base, self.textos)

    @cached_property
    def dados(self) -> DadosDasFontes:
        return DadosDasFontes(self.textos)

    @cached_property
    def numeros(self) -> NumerosConhecidos:
        return NumerosConhecidos(self._numero_cnj, self.textos)

    def read_from(self, id_documento: str, pagina: int) -> str:
        """A page of a document, from 1, with the one after it; empty when it is no source."""
        for fonte in self._fontes.values():
            if fonte.id_documento == id_documento:
                return _BETWEEN.join(fonte.paginas[pagina - 1 : pagina + 1])
        return ""

    def show(self, lugar: Lugar) -> Evidencia:
        """The passage for a person: its words, and the page that holds most of it."""
        fonte = self._fontes[lugar.fonte]
        starts = [0, *accumulate(len(pagina) + len(_BETWEEN) for pagina in fonte.paginas)]
        first, last = bisect_right(starts, lugar.inicio) - 1, bisect_right(starts, lugar.fim - 1) - 1
        spans = [
            (max(lugar.inicio, starts[place]), min(lugar.fim, starts[place] + len(fonte.paginas[place])))
            for place in range(first, last + 1)
        ]
        best = max(range(len(spans)), key=lambda place: spans[place][1] - spans[place][0])
        trecho = self.textos[lugar.fonte][slice(*spans[best])].strip()
        if not fonte.id_documento:
            return Evidencia(lugar.fonte, trecho)
        pagina = first + best + 1
        return Evidencia(cite_pagina(fonte.nome, pagina), trecho, fonte.numero_cnj, fonte.id_documento, pagina)
