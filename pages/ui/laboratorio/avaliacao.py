"""Runs of a prompt over golden sets: asked for, followed, read."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from core.classificador.avaliacao.domain import Avaliacao, PedidoDeAvaliacao
from core.classificador.domain import EstadoDoLote
from core.classificador.gabarito.domain import Gabarito, Parte
from core.errors import PortalError
from core.prompts.instrucoes.domain import VersaoDaInstrucao
from core.usuarios.domain import Usuario
from pages.ui.dates import format_when
from pages.ui.errors import report_errors, show_error
from pages.ui.laboratorio.modelos import list_locais, list_modelos, name_versao
from pages.ui.laboratorio.resultado import show_resultado
from pages.ui.laboratorio.rotulos import link_here, link_to_novo_gabarito, render_estado, render_tabela, tell_next
from pages.ui.prompts.enderecos import go
from pages.ui.runtime import services

_SINAIS = {EstadoDoLote.CONCLUIDO: "pronto", EstadoDoLote.COM_RESSALVAS: "pronto_com_ressalvas"}
_POLL_S = 2.0
_MOSTRADAS = 20
_SO_TESTE = (
    "Um modelo treinado no portal é avaliado só na parte de teste do gabarito: as outras ele pode ter visto no "
    "treinamento. Para compará-lo com o Gemini, avalie os dois na parte de teste."
)


def show_avaliacao(usuario: Usuario, item: VersaoDaInstrucao) -> None:
    """The request, the runs, and what the newest or the chosen ones say."""
    slug = item.prompt.slug
    gabaritos = [one for one in services().gabaritos.list_gabaritos() if one.prompt_slug == slug]
    if gabaritos:
        _ask(usuario, slug, gabaritos)
    else:
        st.info("Ainda não há gabarito deste prompt, e sem ele não há o que medir.", icon=":material/info:")
        link = escape(link_to_novo_gabarito(slug))
        st.html(f'<p><a class="portal-botao" href="{link}" target="_self">Criar um gabarito</a></p>')
    avaliacoes = services().avaliacoes.list_avaliacoes(slug)
    if not avaliacoes:
        return
    is_moving = any(_is_at_work(one) for one in avaliacoes[:_MOSTRADAS])
    st.fragment(_show_rodadas, run_every=_POLL_S if is_moving else None)(slug, is_moving=is_moving)
    show_resultado(slug, avaliacoes)


def _is_at_work(avaliacao: Avaliacao) -> bool:
    return avaliacao.estado.is_at_work


def _ask(usuario: Usuario, slug: str, gabaritos: Sequence[Gabarito]) -> None:
    versoes = services().instrucoes.list_versoes(slug)
    nomes = {v.prompt.versao: name_versao(v) for v in versoes}
    usual = [v.prompt.versao for v in versoes if v.is_producao or v.is_candidata]
    by_slug, locais = {one.slug: one for one in gabaritos}, list_locais(slug)
    with st.form(f"laboratorio_avaliar_{slug}_{usual}", border=True):
        left, middle, right = st.columns(3)
        gabarito = left.selectbox(
            "Gabarito",
            list(by_slug),
            format_func=lambda one: f"{by_slug[one].nome}, versão {by_slug[one].versao} ({by_slug[one].total})",
        )
        parte = middle.selectbox(
            "Parte do gabarito", ["", *Parte], format_func=lambda one: Parte(one).label if one else "Todas"
        )
        modelo = right.selectbox(
            "Modelo",
            [*list_modelos(), *locais],
            format_func=lambda one: f"{locais[one]}, treinado no portal" if one in locais else one,
        )
        chosen = st.multiselect(
            "Versões a avaliar",
            list(nomes),
            usual,
            format_func=nomes.__getitem__,
            placeholder="Escolha as versões",
            select_all=False,
        )
        if locais:
            st.caption(_SO_TESTE)
        has_asked = st.form_submit_button("Avaliar", type="primary", icon=":material/play_arrow:")
    if not has_asked:
        return
    if not chosen:
        st.warning("Escolha ao menos uma versão para avaliar.", icon=":material/info:")
        return
    base = by_slug[gabarito]
    versoes = sorted(chosen)[-1:] if modelo in locais else sorted(chosen)  # such a model reads no instruction
    lado = Parte.TESTE if modelo in locais else Parte(parte) if parte else None
    pedidos = [PedidoDeAvaliacao(base.slug, base.versao, slug, versao, modelo, parte=lado) for versao in versoes]
    _run(usuario, slug, pedidos)


def _run(usuario: Usuario, slug: str, pedidos: Sequence[PedidoDeAvaliacao]) -> None:
    """What was run with exactly this before is not paid for again."""
    done = {one.pedido for one in services().avaliacoes.list_avaliacoes(slug) if one.is_pronta or _is_at_work(one)}
    new = [pedido for pedido in pedidos if pedido not in done]
    try:
        with st.spinner("Preparando os documentos do gabarito…"):
            for pedido in new:
                services().avaliacoes.run(pedido, usuario)
    except PortalError as error:
        show_error(error)
        return
    skipped = len(pedidos) - len(new)
    words = "1 avaliação começou" if len(new) == 1 else f"{len(new)} avaliações começaram"
    rest = " O que já tinha sido avaliado com este gabarito e este modelo não foi repetido." if skipped else ""
    tell_next(f"{words}.{rest}" if new else f"Nada novo a avaliar.{rest}")
    go(rodada="", base="")


def _show_rodadas(slug: str, *, is_moving: bool) -> None:
    """Newest first; the end of the last that was at work draws the page anew, with what it says."""
    with report_errors():
        avaliacoes = services().avaliacoes.list_avaliacoes(slug, _MOSTRADAS)
        if is_moving and not any(_is_at_work(one) for one in avaliacoes):
            st.rerun()
        nomes = {one.slug: one.nome for one in services().gabaritos.list_gabaritos()}
        st.subheader("Avaliações", anchor=False)
        rows = (_describe(one, nomes) for one in avaliacoes)
        head = ("Versão do prompt", "Modelo", "Gabarito", "Situação", "Andamento", "Quem e quando")
        st.html(render_tabela("Avaliações do prompt", head, rows))


def _describe(avaliacao: Avaliacao, nomes: dict[str, str]) -> tuple[str, ...]:
    pedido = avaliacao.pedido
    name = f"Versão {pedido.prompt_versao}"
    link = escape(link_here(rodada=str(avaliacao.id), base=""))
    parte = f", {pedido.parte.label.lower()}" if pedido.parte else ""
    return (
        f'<a href="{link}" target="_self">{name}</a>' if avaliacao.is_pronta else name,
        escape(avaliacao.nome_do_modelo),
        escape(f"{nomes.get(pedido.gabarito_slug, pedido.gabarito_slug)}, versão {pedido.gabarito_versao}{parte}"),
        render_estado(_SINAIS.get(avaliacao.estado, avaliacao.estado.value), avaliacao.estado.label),
        f"{avaliacao.feitos} de {avaliacao.total}",
        f"{escape(avaliacao.autor)}, {format_when(avaliacao.criada_em)}",
    )
