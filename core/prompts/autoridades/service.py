"""What the rest of the portal asks of the approved base."""

from __future__ import annotations

from core.prompts.autoridades.citacoes import find_citacoes, is_known
from core.prompts.autoridades.domain import Autoridade, Citacao
from core.prompts.autoridades.formato import load_autoridades
from core.prompts.autoridades.repository import AutoridadeRepository
from core.prompts.comparacao import normalize


class AutoridadeService:
    def __init__(self, repository: AutoridadeRepository) -> None:
        self._repository = repository

    def list_autoridades(self, busca: str = "") -> tuple[Autoridade, ...]:
        """Those that every word of ``busca`` is found in; a citation ("art. 196 da CF") finds its own."""
        everything = self._repository.list_autoridades()
        cited = [citacao.chave for citacao in find_citacoes(busca)]
        if cited:
            return tuple(a for a in everything if any(is_known(chave, [a.chave]) for chave in cited))
        words = normalize(busca).split()
        return tuple(a for a in everything if all(word in _searchable(a) for word in words))

    def list_desconhecidas(self, texto: str) -> tuple[Citacao, ...]:
        """The citations of a text that the base does not hold."""
        base = [autoridade.chave for autoridade in self._repository.list_autoridades() if autoridade.is_vigente]
        return tuple(citacao for citacao in find_citacoes(texto) if not is_known(citacao.chave, base))

    def seed_autoridades(self) -> int:
        """Make the stored base that of the files; answers how many entries changed."""
        return self._repository.save_seeds(load_autoridades())


def _searchable(autoridade: Autoridade) -> str:
    return normalize(f"{autoridade.nome} {autoridade.resumo} {autoridade.fonte}")
