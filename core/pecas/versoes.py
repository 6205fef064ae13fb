"""The library as a geração uses it: the versions noted when it began, so that a live edit never changes it half-way."""

from __future__ import annotations

from core.events import Agente
from core.infra.modelos import AgenteDoModelo, Modelos
from core.pecas.domain import TIPOS_PREPARADOS, Versoes
from core.prompts.constantes.service import ConstanteService
from core.prompts.domain import CategoriaDeDocumento, Modulo, OrigemDaCategoria, Prompt, Variavel
from core.prompts.politicas.service import PoliticaService
from core.prompts.service import PromptService


def note_versoes(
    prompts: PromptService,
    politicas: PoliticaService,
    constantes: ConstanteService,
    grupo: str,
    modelos: Modelos,
) -> Versoes:
    """What is live now, for a geração that begins."""
    instrucoes, categorias, modulos = prompts.list_versoes(grupo)
    agentes = {
        Agente.COLETOR: AgenteDoModelo.COLETOR,
        Agente.DETECTOR: AgenteDoModelo.DETECTOR,
        Agente.REDATOR: AgenteDoModelo.REDATOR,
    }
    return Versoes(
        instrucoes,
        categorias,
        modulos,
        {agente.value: modelos.get(chosen).modelo for agente, chosen in agentes.items()},
        politicas={politica.slug: politica.versao for politica in politicas.list_politicas()},
        constantes={constante.slug: constante.versao for constante in constantes.list_constantes()},
    )


class Biblioteca:
    """Reads by the noted versions; what an old record did not note is read live."""

    def __init__(self, prompts: PromptService, versoes: Versoes) -> None:
        self._prompts = prompts
        self._versoes = versoes

    def get_prompt(self, slug: str) -> Prompt:
        """Raises RecordNotFoundError."""
        versao = self._versoes.instrucoes.get(slug)
        return self._prompts.get_prompt(slug) if versao is None else self._prompts.get_prompt(slug, versao)

    def get_modelo(self, agente: Agente, default: str) -> str:
        return self._versoes.modelos.get(agente.value, default)

    def list_modulos(self, grupo: str, tipo_de_peca: str) -> tuple[Modulo, ...]:
        """Modules that serve the peça, in its order: base, peca, then the sections.

        A module that names no type serves every peça of the generator; a prepared type has its own only.
        """
        if self._versoes.modulos:
            modulos = self._prompts.list_modulos_by_versao(grupo, self._versoes.modulos)
        else:
            modulos = self._prompts.list_modulos(grupo, tipo_de_peca)
        is_open = tipo_de_peca not in TIPOS_PREPARADOS
        return tuple(m for m in modulos if tipo_de_peca in m.tipos_de_peca or (is_open and not m.tipos_de_peca))

    def list_categorias(self) -> tuple[CategoriaDeDocumento, ...]:
        """The categories of documents that are read."""
        if not self._versoes.categorias:
            return self._prompts.list_categorias()
        return tuple(one for one in self._list_noted() if one.origem is OrigemDaCategoria.DOCUMENTO)

    def list_variaveis(self) -> dict[str, Variavel]:
        """Every variable by its slug, those of documents and those of the court's data."""
        if not self._versoes.categorias:
            return self._prompts.list_variaveis()
        return {variavel.slug: variavel for categoria in self._list_noted() for variavel in categoria.variaveis}

    def _list_noted(self) -> tuple[CategoriaDeDocumento, ...]:
        return self._prompts.list_categorias_by_versao(self._versoes.categorias)
