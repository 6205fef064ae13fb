"""Whose names and numbers a language model does not get to know, by the court's own list of parties."""

from __future__ import annotations

from collections.abc import Collection

from core.clients.gemini import Procedencia
from core.clients.tribunal.domain import Parte
from core.infra.live import Live
from core.infra.mascara import SWITCH, Mascara, Pessoa
from core.processos.repository import ProcessoRepository

_INSTITUICOES = ("juridica", "autoridade", "orgaorepresentacao")
"""Kinds of party, in the court's schema, that are no person: their names say who is sued."""


class Pseudonimos:
    """Looked at before each call of the model: the switch counts at once, and parties may join a case."""

    def __init__(self, repository: ProcessoRepository, live: Live) -> None:
        self._repository = repository
        self._live = live

    def build_mascara(self, procedencias: Collection[Procedencia]) -> Mascara:
        """What hides the parties of all these cases; of a text that comes from no case, its numbers.

        Raises one of DATABASE_SILENT where nobody can tell whether names may leave: then nothing does.
        """
        if self._live.find_surely(SWITCH) is not True:
            return Mascara(is_on=False)
        numeros = sorted({one.numero_cnj for one in procedencias if one.numero_cnj})
        partes = self._repository.list_partes(numeros) if numeros else ()
        return Mascara(numeros[0] if numeros else "", _list_pessoas(partes))


def _list_pessoas(partes: Collection[Parte]) -> tuple[Pessoa, ...]:
    pessoas = (Pessoa(one.nome, one.documento) for one in partes if one.tipo_pessoa not in _INSTITUICOES)
    return tuple(dict.fromkeys(pessoas))
