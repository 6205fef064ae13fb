"""Authorities of a draft: each must come from the active modules, the case or the office's approved base."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from core.conferencia.domain import Cor, Lugar
from core.prompts.autoridades.citacoes import find_citacoes, is_same_authority
from core.prompts.autoridades.domain import Autoridade, Citacao

NA_BASE = "{nome}: está na base aprovada."
FORA_DE_VIGOR = "{nome}: está na base aprovada, mas não vale mais. {vigencia}"
NA_FONTE = "Citada em {fonte}."
LEI_ESTRANHA = "O portal não conhece a lei que o texto dá a este artigo: confira."
AUSENTE = "Não está na base aprovada, nos módulos da peça nem nos documentos do processo."

_Juizo = tuple[Cor, str, Lugar | None, Autoridade | None]


@dataclass(frozen=True)
class ExameDaAutoridade:
    """``autoridade`` is the entry of the base; ``lugar`` a source that cites it too, where the base has none."""

    citacao: Citacao
    cor: Cor
    motivo: str
    lugar: Lugar | None = None
    autoridade: Autoridade | None = None


class AutoridadesConhecidas:
    """What a draft may cite: the base, and every authority that a source cites."""

    def __init__(self, base: Iterable[Autoridade], fontes: Mapping[str, str]) -> None:
        self._base = tuple(base)
        self._fontes = fontes
        self._known: dict[str, _Juizo] = {}

    @cached_property
    def _cited(self) -> dict[str, Lugar]:
        """Read only when a draft cites what the base does not have."""
        cited: dict[str, Lugar] = {}
        for nome, texto in self._fontes.items():
            for citacao in find_citacoes(texto):
                cited.setdefault(citacao.chave, Lugar(nome, citacao.inicio, citacao.fim))
        return cited

    def check(self, minuta: str) -> tuple[ExameDaAutoridade, ...]:
        """Every citation of the draft in its order. A mention without its law (``art. 5``) says nothing to look for."""
        found = [citacao for citacao in find_citacoes(minuta) if not citacao.chave.startswith("art:")]
        return tuple(ExameDaAutoridade(citacao, *self._look_up(citacao.chave)) for citacao in found)

    def knows_law(self, chave: str) -> bool:
        """Whether the law of an article is in the base or in a source, whatever becomes of the article."""
        return self._look_up(chave.partition(":art:")[0])[0] is not Cor.VERMELHO

    def _look_up(self, chave: str) -> _Juizo:
        if chave not in self._known:
            self._known[chave] = self._judge(chave)
        return self._known[chave]

    def _judge(self, chave: str) -> _Juizo:
        fits = [autoridade for autoridade in self._base if is_same_authority(chave, autoridade.chave)]
        if current := [autoridade for autoridade in fits if autoridade.is_vigente]:
            return Cor.VERDE, NA_BASE.format(nome=current[0].nome), None, current[0]
        if fits:
            motivo = FORA_DE_VIGOR.format(nome=fits[0].nome, vigencia=fits[0].vigencia).strip()
            return Cor.AMARELO, motivo, None, fits[0]
        for cited, lugar in self._cited.items():
            if is_same_authority(chave, cited):
                return Cor.VERDE, NA_FONTE.format(fonte=lugar.fonte), lugar, None
        if chave.startswith("norma:"):
            return Cor.AMARELO, LEI_ESTRANHA, None, None
        return Cor.VERMELHO, AUSENTE, None, None
