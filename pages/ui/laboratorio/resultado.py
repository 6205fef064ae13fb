"""What a run says, or two runs side by side: verdict, matrices, measures, where they disagree, what they cost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import TypeVar
from uuid import UUID

import streamlit as st

from core.classificador.avaliacao.domain import (
    Avaliacao,
    Comparacao,
    Discordante,
    Gasto,
    RespostaDoCaso,
    ResultadoDaAvaliacao,
)
from core.classificador.gabarito.domain import Gabarito
from core.errors import RecordNotFoundError
from core.processos.numero_cnj import format_numero_cnj
from pages.ui.errors import report_errors
from pages.ui.laboratorio.matriz import format_diferenca, name_classe, render_matriz, render_medidas
from pages.ui.laboratorio.rotas import show_rotas
from pages.ui.laboratorio.rotulos import (
    format_custo,
    format_numero,
    format_percentual,
    link_to_caso,
    name_categorias,
    render_tabela,
)
from pages.ui.laboratorio.veredito import find_comparacoes, render_veredito
from pages.ui.plain import escape_markdown
from pages.ui.prompts.enderecos import go
from pages.ui.runtime import services
from pages.ui.urls import read_uuid

T = TypeVar("T")

_MOSTRADAS = 100
_LIDO = "laboratorio_resultado"


def show_resultado(slug: str, avaliacoes: Sequence[Avaliacao]) -> None:
    """The run in the address, beside another one if chosen; without one, the newest comparison with production."""
    with report_errors():
        rodada, base = read_uuid("rodada"), read_uuid("base")
        if rodada is None:
            _show_ultima(slug, avaliacoes)
            return
        chosen = next((one for one in avaliacoes if one.id == rodada), None)
        if chosen is None:
            raise RecordNotFoundError("no such run of this prompt")
        if not chosen.is_pronta:
            return
        base = _ask_base(chosen, avaliacoes, base)
        if base is None:
            _show_uma(_keep((chosen,), lambda: services().avaliacoes.get_resultado(rodada)))
        else:
            lados = (next(one for one in avaliacoes if one.id == base), chosen)
            _show_comparacao(_keep(lados, lambda: services().avaliacoes.compare(base, rodada)))


def _keep(lados: tuple[Avaliacao, ...], read: Callable[[], T]) -> T:
    """What these runs say, read anew only when other ones are shown: it takes all their answers."""
    kept = st.session_state.get(_LIDO)
    if kept is None or kept[0] != lados:
        kept = (lados, read())
        st.session_state[_LIDO] = kept
    found: T = kept[1]
    return found


def _show_ultima(slug: str, avaliacoes: Sequence[Avaliacao]) -> None:
    """The candidate beside production; without a candidate, what was run last and is not in production."""
    instrucoes = services().instrucoes
    producao, candidata = instrucoes.get(slug).prompt.versao, instrucoes.find_candidata(slug)
    others = (one.pedido.prompt_versao for one in avaliacoes if one.is_pronta and one.pedido.prompt_versao != producao)
    versao = candidata.prompt.versao if candidata else next(others, None)
    if versao is None:
        return
    for comparacao in find_comparacoes(slug, producao, versao)[:1]:
        _show_comparacao(comparacao)


def _ask_base(chosen: Avaliacao, avaliacoes: Sequence[Avaliacao], base: UUID | None) -> UUID | None:
    """Another finished run over the same documents, to compare with."""
    options = {
        one.id: f"versão {one.pedido.prompt_versao}, {one.nome_do_modelo}"
        for one in avaliacoes
        if one.id != chosen.id
        and one.is_pronta
        and (one.gabarito_sha256, one.pedido.parte) == (chosen.gabarito_sha256, chosen.pedido.parte)
    }
    if not options:
        return None
    current = base if base in options else None
    ids: list[UUID | None] = [None, *options]
    picked = st.selectbox(
        "Comparar com",
        ids,
        index=ids.index(current),
        format_func=lambda one: options[one] if one else "Nenhuma",
        key=f"laboratorio_base_{chosen.id}_{current}",
    )
    if picked != current:
        go(base=str(picked or ""))
    return current


def _show_uma(resultado: ResultadoDaAvaliacao) -> None:
    avaliacao = resultado.avaliacao
    nomes = name_categorias(avaliacao.pedido.prompt_slug)
    lado = escape_markdown(_name_lado(avaliacao))
    st.subheader(f"{lado}: {format_percentual(resultado.matriz.acuracia)} de acerto", anchor=False)
    _show_ressalvas(resultado)
    st.html(render_matriz(resultado.matriz, nomes, _name_lado(avaliacao)))
    st.html(render_medidas(resultado.matriz, None, nomes, _list_protegidas(avaliacao)))
    st.html(_render_gasto([(_name_lado(avaliacao), resultado)]))
    wrong = [one for one in resultado.respostas if one.is_contada and not one.is_acerto]
    st.subheader(f"Erros ({len(wrong)})", anchor=False)
    if wrong:
        gabarito = _get_gabarito(avaliacao)
        rows = (
            (_link(one, gabarito), _name(one.certa, nomes), _render_resposta(one, nomes)) for one in wrong[:_MOSTRADAS]
        )
        st.html(render_tabela("Documentos com resposta errada", ("Documento", "É", "O modelo respondeu"), rows))


def _show_comparacao(comparacao: Comparacao) -> None:
    a, b = comparacao.a, comparacao.b
    lados = (_name_lado(a.avaliacao), _name_lado(b.avaliacao))
    nomes = name_categorias(b.avaliacao.pedido.prompt_slug)
    st.subheader(escape_markdown(f"{lados[1]} contra {lados[0][0].lower()}{lados[0][1:]}"), anchor=False)
    st.html(render_veredito(comparacao, _get_gabarito(b.avaliacao).nome))
    for resultado in (a, b):
        _show_ressalvas(resultado)
    tabela, decisao = comparacao.tabela, comparacao.decisao
    st.caption(
        f"Teste exato de McNemar: p = {format_numero(decisao.p, 3)}. Acertaram as duas: {tabela.ambos}; "
        f"só a primeira: {tabela.so_a}; só a segunda: {tabela.so_b}; nenhuma: {tabela.nenhum}."
    )
    st.html(_render_gasto(list(zip(lados, (a, b), strict=True))))
    show_rotas(comparacao)
    for column, lado, resultado in zip(st.columns(2, gap="medium"), lados, (a, b), strict=True):
        column.html(render_matriz(resultado.matriz, nomes, lado))
    st.html(render_medidas(a.matriz, b.matriz, nomes, _list_protegidas(b.avaliacao)))
    _show_discordantes(comparacao.discordantes, lados, nomes, _get_gabarito(b.avaliacao))


def _show_discordantes(
    discordantes: Sequence[Discordante], lados: tuple[str, str], nomes: dict[str, str], gabarito: Gabarito
) -> None:
    st.subheader(f"Onde discordam ({len(discordantes)})", anchor=False)
    if not discordantes:
        st.caption("As duas deram a mesma resposta em todos os documentos.")
        return
    rows = (
        (
            _link(one.a, gabarito),
            _name(one.a.certa, nomes),
            _render_resposta(one.a, nomes),
            _render_resposta(one.b, nomes),
        )
        for one in discordantes[:_MOSTRADAS]
    )
    st.html(render_tabela("Documentos em que as duas discordam", ("Documento", "É", *lados), rows))
    if len(discordantes) > _MOSTRADAS:
        st.caption(f"São mostrados {_MOSTRADAS} de {len(discordantes)}.")


def _render_gasto(lados: Sequence[tuple[str, ResultadoDaAvaliacao]]) -> str:
    """Cost and time of each side, and with two of them what the second costs more or takes longer."""
    rows = [[escape(name), *_describe_gasto(resultado)] for name, resultado in lados]
    if len(lados) > 1:
        first, second = (resultado for _, resultado in lados)
        rows.append(["Diferença", *_compare_gasto(first, second)])
    head = ("Lado", "Acerto", "F1 médio", "Custo por mil", "Custo da avaliação", "Tempo mediano", "Tempo no p95")
    return render_tabela("Custo e tempo", head, rows, classe="laboratorio-tabela")


def _describe_gasto(resultado: ResultadoDaAvaliacao) -> tuple[str, ...]:
    gasto = resultado.gasto
    return (
        format_percentual(resultado.matriz.acuracia),
        format_percentual(resultado.matriz.macro_f1),
        format_custo(gasto.por_mil_brl),
        format_custo(gasto.total_brl),
        f"{format_numero(gasto.segundos_p50, 1)} s",
        f"{format_numero(gasto.segundos_p95, 1)} s",
    )


def _compare_gasto(a: ResultadoDaAvaliacao, b: ResultadoDaAvaliacao) -> tuple[str, ...]:
    return (
        format_diferenca(b.matriz.acuracia - a.matriz.acuracia),
        format_diferenca(b.matriz.macro_f1 - a.matriz.macro_f1),
        *_compare_valores(a.gasto, b.gasto),
    )


def _compare_valores(a: Gasto, b: Gasto) -> tuple[str, ...]:
    custos = ((a.por_mil_brl, b.por_mil_brl), (a.total_brl, b.total_brl))
    tempos = ((a.segundos_p50, b.segundos_p50), (a.segundos_p95, b.segundos_p95))
    return (
        *(_sign(float(new - old), format_custo(abs(new - old))) for old, new in custos),
        *(_sign(new - old, f"{format_numero(abs(new - old), 1)} s") for old, new in tempos),
    )


def _sign(diferenca: float, texto: str) -> str:
    if not diferenca:
        return "igual"
    return f"{'+' if diferenca > 0 else '−'}{texto}"


def _show_ressalvas(resultado: ResultadoDaAvaliacao) -> None:
    lado = escape_markdown(_name_lado(resultado.avaliacao))
    if resultado.avaliacao.has_vistos:
        st.warning(
            f"{lado}: esta avaliação tem documentos que o modelo pode ter visto no "
            "treinamento, e o acerto parece maior do que é. Avalie-o na parte de teste do gabarito.",
            icon=":material/warning:",
        )
    if resultado.nao_contados:
        st.warning(
            f"{lado}: {resultado.nao_contados} documentos ficaram sem resposta porque o "
            "serviço falhou. Eles não contam contra o prompt.",
            icon=":material/warning:",
        )


def _name_lado(avaliacao: Avaliacao) -> str:
    if avaliacao.is_local:
        return f"Modelo “{avaliacao.nome_do_modelo}”, treinado no portal"
    return f"Versão {avaliacao.pedido.prompt_versao}, {avaliacao.nome_do_modelo}"


def _list_protegidas(avaliacao: Avaliacao) -> frozenset[str]:
    pedido = avaliacao.pedido
    prompt = services().instrucoes.get(pedido.prompt_slug, pedido.prompt_versao).prompt
    return frozenset(one.slug for one in prompt.categorias if one.is_protegida)


def _get_gabarito(avaliacao: Avaliacao) -> Gabarito:
    return services().gabaritos.get(avaliacao.pedido.gabarito_slug, avaliacao.pedido.gabarito_versao)


def _link(resposta: RespostaDoCaso, gabarito: Gabarito) -> str:
    numero = format_numero_cnj(resposta.numero_cnj) if resposta.numero_cnj else ""
    place = f'<span class="lugar">{numero}</span>' if numero else ""
    link = escape(link_to_caso(gabarito.slug, gabarito.versao, resposta.sha256))
    return f'<a href="{link}" target="_self">{escape(resposta.nome)}</a>{place}'


def _name(classe: str, nomes: dict[str, str]) -> str:
    return escape(name_classe(classe, nomes))


def _render_resposta(resposta: RespostaDoCaso, nomes: dict[str, str]) -> str:
    sinal = "pronto" if resposta.is_acerto else "com_erro"
    why = escape(resposta.justificativa or resposta.motivo)
    name = _name(resposta.resposta, nomes)
    return f'<span class="portal-estado portal-estado-{sinal}">{name}</span><span class="lugar">{why}</span>'
