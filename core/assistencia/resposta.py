"""The model's answer as it comes: first the quotations, each checked against its page, then what they prove. Pure.

Nothing of the answer is let through that no proven quotation supports, and no amount, date or dose that its pages do
not have.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from core.assistencia.domain import Citacao, FolhaLida, Linha
from core.conferencia.dados import DadosDasFontes, find_dados
from core.conferencia.domain import Cor
from core.conferencia.literal import check_citacao
from core.conferencia.texto_normal import TextoNormal
from core.errors import GeminiResponseError
from core.processos.autos.texto import fold_for_index

CURTA = "O trecho é curto demais para provar alguma coisa."
SEM_PAGINA = "Nenhuma das páginas consultadas tem este trecho."
_MIN_PALAVRAS = 3
_MAX_TRECHO = 1_500
_MAX_CITACOES = 40
_MAX_LINHAS = 60
_CITACAO = re.compile(r'<citacao n="(\d{1,3})" pagina="(\d{1,6})">(.*?)</citacao>', re.DOTALL)
_ABRE, _FECHA = "<resposta>", "</resposta>"
_FORMA = re.compile(
    r'\s*(?:<citacao n="\d{1,3}" pagina="\d{1,6}">.*?</citacao>\s*)*'
    r"(?:<resposta>.*</resposta>|<nao_consta\s*/>|<nao_consta>.*</nao_consta>)\s*",
    re.DOTALL,
)
_MARCA = re.compile(r"\s*\[(\d{1,3}(?:\s*[,;e]\s*\d{1,3})*)\]")
_INICIO = re.compile(r"^(?:[-*•]|\d{1,2}[.)])\s+")
_FORA = (
    "O Gemini respondeu fora do formato que o portal consegue conferir, e a resposta não foi usada. "
    "Pergunte de novo; se continuar, escreva a pergunta de outro modo."
)


class Montagem:
    """What can be shown of an answer, as far as it has come."""

    def __init__(self, folhas: Sequence[FolhaLida]) -> None:
        self._folhas = folhas
        self._normais: dict[int, TextoNormal] = {}
        self._lidas = 0
        self.citacoes: dict[int, Citacao] = {}
        self.linhas: list[Linha] = []
        self.retiradas = 0
        self.cortadas = 0

    def read(self, texto: str, *, is_whole: bool = False) -> None:
        """Take in the text so far, which is what it was before with more behind it."""
        head, has_answer, body = texto.partition(_ABRE)
        for match in _CITACAO.finditer(head):
            numero = int(match[1])
            if numero not in self.citacoes and len(self.citacoes) < _MAX_CITACOES:
                self.citacoes[numero] = self._check(numero, int(match[2]), match[3])
        if not has_answer:
            return
        body, is_closed, _ = body.partition(_FECHA)
        lines = body.split("\n")
        whole = lines if is_closed or is_whole else lines[:-1]
        for line in whole[self._lidas :]:
            self._add(line)
        self._lidas = max(self._lidas, len(whole))

    @property
    def texto(self) -> str:
        """The proven statements so far; what is here stays."""
        return "".join(f"{linha.texto}\n\n" for linha in self.linhas)

    def _add(self, line: str) -> None:
        plain = _INICIO.sub("", " ".join(html.unescape(line).split()))
        if not plain:
            return
        named = [int(numero) for match in _MARCA.finditer(plain) for numero in re.findall(r"\d+", match[1])]
        proven = [n for n in dict.fromkeys(named) if n in self.citacoes and self.citacoes[n].is_provada]
        said = _MARCA.sub("", plain).strip()
        if said and len(self.linhas) >= _MAX_LINHAS:
            self.cortadas += 1
        elif said and proven and self._has_values(said, proven):
            self.linhas.append(Linha(said, tuple(proven)))
        elif said:
            self.retiradas += 1

    def _has_values(self, said: str, proven: Sequence[int]) -> bool:
        """Whether every amount, date, percentage and dose stands on the pages of the quotations."""
        found = find_dados(said)
        if not found:
            return True
        places = [(self.citacoes[n].id_documento, self.citacoes[n].pagina) for n in proven]
        texts = [folha.texto for folha in self._folhas if (folha.id_documento, folha.pagina) in places]
        known = DadosDasFontes({str(number): texto for number, texto in enumerate(texts)})
        return all(known.find(dado) is not None for dado in found)

    def _check(self, numero: int, pagina: int, trecho: str) -> Citacao:
        """The quotation on the page that the model names, or on another one that was sent and has it."""
        said = " ".join(html.unescape(trecho).split()).strip(" \"“”'")[:_MAX_TRECHO]
        if len(said.split()) < _MIN_PALAVRAS:
            return Citacao(numero, said, Cor.VERMELHO, CURTA)
        best = Citacao(numero, said, Cor.VERMELHO, SEM_PAGINA)
        for place in self._list_places(pagina - 1, said):
            exame = check_citacao(said, {"": self._normalize(place)})
            folha = self._folhas[place]
            if exame.cor < best.cor:
                where = (folha.id_documento, folha.pagina, folha.lugar)
                best = Citacao(numero, said, exame.cor, exame.motivo, *where)
            if best.is_provada:
                break
        return best

    def _list_places(self, named: int, said: str) -> list[int]:
        wanted = fold_for_index(said)
        others = (place for place, folha in enumerate(self._folhas) if wanted in fold_for_index(folha.texto))
        is_there = 0 <= named < len(self._folhas)
        if is_there and wanted in fold_for_index(self._folhas[named].texto):
            return [named]
        return [*([named] if is_there else []), *(place for place in others if place != named)]

    def _normalize(self, place: int) -> TextoNormal:
        if place not in self._normais:
            self._normais[place] = TextoNormal(self._folhas[place].texto)
        return self._normais[place]


def require_forma(texto: str) -> None:
    """Raises GeminiResponseError unless the whole answer has the form that was asked for."""
    if _FORMA.fullmatch(texto) is None:
        raise GeminiResponseError("none of the forms", user_message=_FORA)
