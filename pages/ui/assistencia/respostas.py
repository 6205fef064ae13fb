"""One question with its answer: each statement with the places that prove it, and what was looked at."""

from __future__ import annotations

from html import escape

import streamlit as st

from core.assistencia.domain import Alcance, Citacao, Pergunta, Resposta
from core.events import Estado
from core.processos.autos.domain import Autos
from pages.ui.assistencia.visao import link_lugar
from pages.ui.dates import format_when

_PARADA = "A pergunta foi parada por você. Pergunte de novo quando quiser."


def show_resposta(autos: Autos, pergunta: Pergunta) -> None:
    st.html(
        f'<article class="assistencia-resposta"><p class="pergunta">{escape(pergunta.texto)}</p>'
        f'<p class="quando">{escape(format_when(pergunta.feita_em))}</p>{_render_fim(autos, pergunta)}</article>'
    )


def _render_fim(autos: Autos, pergunta: Pergunta) -> str:
    if pergunta.estado is Estado.CANCELADO:
        return f'<p><span class="portal-estado portal-estado-cancelado">{_PARADA}</span></p>'
    if pergunta.estado is Estado.COM_ERRO:
        words = f"{pergunta.erro_mensagem} Código para o suporte: {pergunta.erro_codigo}."
        return f'<p><span class="portal-estado portal-estado-com_erro">{escape(words)}</span></p>'
    resposta = pergunta.resposta
    if resposta is None:
        return ""
    body = _render_linhas(autos, resposta) if resposta.consta else f'<p class="nao-consta">{resposta.titulo}</p>'
    return body + _render_descartadas(autos, resposta) + _render_alcance(resposta)


def _render_linhas(autos: Autos, resposta: Resposta) -> str:
    known = {citacao.numero: citacao for citacao in resposta.citacoes}
    lines = []
    for linha in resposta.linhas:
        proofs = "".join(_render_prova(autos, known[numero]) for numero in linha.citacoes)
        lines.append(f"<li><p>{escape(linha.texto)}</p>{proofs}</li>")
    return f'<ul class="afirmacoes">{"".join(lines)}</ul>'


def _render_prova(autos: Autos, citacao: Citacao) -> str:
    """The quoted words with the way to their page; the court's own data have no page to open."""
    documento = autos.find(citacao.id_documento)
    can_open = documento is not None and not documento.is_sigiloso
    place = escape(citacao.lugar)
    if can_open:
        place = link_lugar(autos, citacao.id_documento, citacao.pagina, citacao.trecho, citacao.lugar)
    return (
        f'<p class="assistencia-prova"><span class="portal-estado portal-estado-pronto">Conferido</span> '
        f"{place}: <q>{escape(citacao.trecho)}</q></p>"
    )


def _render_descartadas(autos: Autos, resposta: Resposta) -> str:
    """What the model pointed at and the program could not prove, for whoever wants to look."""
    bad = [citacao for citacao in resposta.citacoes if not citacao.is_provada]
    cut = _render_cortadas(resposta.cortadas)
    if not bad and not resposta.retiradas:
        return cut
    count = resposta.retiradas
    out = "" if not count else "1 frase sem prova foi retirada. " if count == 1 else f"{count} frases foram retiradas. "
    items = "".join(
        f"<li><q>{escape(citacao.trecho)}</q> {_link(autos, citacao)}<br>{escape(citacao.motivo)}</li>"
        for citacao in bad
    )
    listed = f"<ul>{items}</ul>" if items else ""
    is_open = " open" if resposta.is_sem_prova else ""
    return f"{cut}<details{is_open}><summary>O que não foi provado</summary><p>{out}</p>{listed}</details>"


def _render_cortadas(count: int) -> str:
    """How much of a very long answer is not shown."""
    if not count:
        return ""
    words = "1 frase a mais não é mostrada" if count == 1 else f"{count} frases a mais não são mostradas"
    return f'<p class="alcance">A resposta é longa demais: {words}. Pergunte por partes.</p>'


def _link(autos: Autos, citacao: Citacao) -> str:
    if not citacao.id_documento or autos.find(citacao.id_documento) is None:
        return ""
    return f"({link_lugar(autos, citacao.id_documento, citacao.pagina, citacao.trecho, citacao.lugar)})"


def _render_alcance(resposta: Resposta) -> str:
    """What was searched and what was not: an answer says no more than that."""
    words = [_describe_busca(resposta.alcance)]
    por_ler, sigilosos = resposta.alcance.por_ler, resposta.alcance.sigilosos
    if por_ler:
        words.append(f"Ficaram de fora, por não estarem lidos: {'; '.join(por_ler)}.")
    if sigilosos:
        words.append(
            "1 documento sigiloso não foi consultado."
            if sigilosos == 1
            else f"{sigilosos} documentos sigilosos não foram consultados."
        )
    return f'<p class="alcance">{escape(" ".join(words))}</p>'


def _describe_busca(alcance: Alcance) -> str:
    documentos = "1 documento" if alcance.documentos == 1 else f"{alcance.documentos} documentos"
    paginas = "1 página" if alcance.paginas == 1 else f"{alcance.paginas} páginas"
    if alcance.is_inteiro:
        return f"Procurado em tudo o que foi lido: {paginas} de {documentos} e os dados do TJMS."
    onde = f"{documentos}, de {alcance.paginas_lidas} páginas lidas, e nos dados do TJMS"
    if not alcance.palavras:
        return f"Procurado em {paginas} do começo do processo, em {onde}: nenhuma palavra da pergunta aponta outras."
    palavras = ", ".join(f"“{palavra}”" for palavra in alcance.palavras)
    which = "na página que mais trata" if alcance.paginas == 1 else f"nas {paginas} que mais tratam"
    return f"Procurado {which} de {palavras}, em {onde}."
