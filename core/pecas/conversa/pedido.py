"""The text that goes to the model about one section. Everything of the case is data: escaped, in the user turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from core.clients.gemini import Turno
from core.conferencia.cobertura import normalize_titulo
from core.pecas.conversa.domain import Mensagem, PedidoDeAjuste, TipoDeMensagem
from core.pecas.domain import DocumentoDaGeracao, Fato, Geracao, ModuloEscolhido
from core.pecas.pedidos import list_procedencias, render_processo, render_provas
from core.processos.domain import Processo
from core.prompts.domain import Modulo, Variavel

_LEMBRADAS = 8
"""Lines of the conversation about the section that the model is reminded of."""

_MAX_LEMBRADA = 1_000
_QUEM = {
    TipoDeMensagem.PEDIDO: "procurador",
    TipoDeMensagem.PROPOSTA: "assistente propôs",
    TipoDeMensagem.MODULO: "assistente propôs módulo",
    TipoDeMensagem.PERGUNTA: "assistente perguntou",
    TipoDeMensagem.ACEITE: "procurador aceitou",
    TipoDeMensagem.RECUSA: "procurador recusou",
    TipoDeMensagem.DESFEITA: "procurador desfez",
}


@dataclass(frozen=True)
class Material:
    """What may be said in the section: the case and the modules of the peça with their texts."""

    geracao: Geracao
    processo: Processo
    modulos: tuple[tuple[ModuloEscolhido, str], ...]
    fatos: tuple[Fato, ...]
    documentos: tuple[DocumentoDaGeracao, ...]
    variaveis: Mapping[str, Variavel]


def render_pedido_do_revisor(
    pedido: PedidoDeAjuste, material: Material, conversa: Sequence[Mensagem], achados: Sequence[Modulo] = ()
) -> Turno:
    """The section, what it may stand on, what was said about it before, and the request. ``achados`` by index from 1.

    Of the peça's modules those that the section has topics of come with their text, the others by title.
    """
    tipo = material.geracao.pedido.tipo_de_peca
    lines = [f'<pedido agente="revisor" tipo="{tipo}" titulo={quoteattr(tipo.label)}>']
    lines.append(render_processo(material.processo))
    lines.append(f"<secao titulo={quoteattr(pedido.titulo)}>\n{escape(pedido.antes.strip())}\n</secao>\n<modulos>")
    titulo = normalize_titulo(pedido.titulo)
    for modulo, texto in material.modulos:
        own = escape(texto.strip()) if normalize_titulo(modulo.titulo) == titulo else ""
        lines.append(f"<modulo secao={quoteattr(modulo.secao)} titulo={quoteattr(modulo.titulo)}>{own}</modulo>")
    lines.append("</modulos>")
    lines += render_provas(material.fatos, material.documentos, material.variaveis)
    if achados:
        lines += ["<achados>", *(_render_achado(indice, modulo) for indice, modulo in enumerate(achados, 1))]
        lines.append("</achados>")
    lines += ["<conversa>", *(_render_mensagem(one) for one in _list_lembradas(pedido, conversa)), "</conversa>"]
    lines.append(f"<solicitacao>{escape(pedido.texto)}</solicitacao>\n</pedido>")
    procedencias = list_procedencias(material.geracao, material.fatos, material.documentos)
    return Turno("\n".join(lines), procedencias)


def _list_lembradas(pedido: PedidoDeAjuste, conversa: Sequence[Mensagem]) -> list[Mensagem]:
    said = [one for one in conversa if one.secao == pedido.secao and one.pedido_id != pedido.id and one.tipo in _QUEM]
    return said[-_LEMBRADAS:]


def _render_mensagem(mensagem: Mensagem) -> str:
    return f'<mensagem de="{_QUEM[mensagem.tipo]}">{escape(mensagem.texto[:_MAX_LEMBRADA])}</mensagem>'


def _render_achado(indice: int, modulo: Modulo) -> str:
    attributes = f'indice="{indice}" secao={quoteattr(modulo.secao)} titulo={quoteattr(modulo.titulo)}'
    return f"<achado {attributes}>\n{escape(modulo.texto.strip())}\n</achado>"
