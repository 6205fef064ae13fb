"""What a test or a run may be made with."""

from __future__ import annotations

from core.prompts.instrucoes.domain import VersaoDaInstrucao
from pages.ui.runtime import services


def list_modelos() -> tuple[str, ...]:
    """The models of the classifier's lots, the one that is used most first."""
    modelos, usual = services().lotes.list_modelos(), services().settings.gemini.modelo_coletor
    return tuple(sorted(modelos, key=lambda modelo: modelo != usual))


def list_locais(slug: str) -> dict[str, str]:
    """Names of the models trained here that may answer for a prompt, by how a request names them."""
    prompt = services().instrucoes.get(slug).prompt
    return {local.chave: local.nome for local in services().lotes.list_locais(prompt)}


def name_versao(versao: VersaoDaInstrucao) -> str:
    use = " (produção)" if versao.is_producao else (" (candidata)" if versao.is_candidata else "")
    return f"Versão {versao.prompt.versao}{use}"
