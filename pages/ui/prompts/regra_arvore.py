"""How the trace of a rule looks: nested parts, each with icon, word and reason."""

from __future__ import annotations

from html import escape

from core.prompts.descricao import Variaveis, describe_condicao
from core.prompts.explicacao import EstadoDoNo, No
from core.prompts.regras import Condicao, E, Nao

_SINAIS = {
    EstadoDoNo.VERDADEIRO: "pronto",
    EstadoDoNo.FALSO: "cancelado",
    EstadoDoNo.NAO_SE_APLICA: "nao_se_aplica",
    EstadoDoNo.DESCONHECIDO: "desconhecido",
}


def render_arvore(no: No, variaveis: Variaveis) -> str:
    """The tree as a list of lists; every text of the case is escaped."""
    return f'<ul class="prompts-arvore">{_render(no, variaveis)}</ul>'


def render_estado(estado: EstadoDoNo) -> str:
    return f'<span class="portal-estado portal-estado-{_SINAIS[estado]}">{estado.value.capitalize()}</span>'


def _render(no: No, variaveis: Variaveis) -> str:
    parts = "".join(_render(part, variaveis) for part in no.partes)
    inner = f"<ul>{parts}</ul>" if parts else ""
    return (
        f"<li><div>{render_estado(no.estado)} <strong>{escape(_name(no, variaveis))}</strong></div>"
        f"<p>{escape(no.motivo)}</p>{inner}</li>"
    )


def _name(no: No, variaveis: Variaveis) -> str:
    regra = no.regra
    if isinstance(regra, Condicao):
        return describe_condicao(regra, variaveis)
    if isinstance(regra, Nao):
        return "O contrário de"
    return "Todas estas partes" if isinstance(regra, E) else "Alguma destas partes"
