"""The calculation of a pedido: total, difference to the creditor by cause, every step, the files made of it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from core.calculo.motor.comparacao import Comparacao
from core.calculo.motor.domain import Especie, Memoria, Passo
from core.calculo.pedido.domain import EstadoDoCampo, PedidoDeCalculo, ResultadoDoCalculo
from core.pecas.calculo.memoria import describe_excesso, describe_taxa, format_reais, list_totais, name_passo
from core.pecas.domain import Geracao
from core.usuarios.domain import Usuario
from pages.ui.calculo.enderecos import Passo as PassoDaTela
from pages.ui.calculo.enderecos import link_to_folha, link_to_passo
from pages.ui.dates import format_when
from pages.ui.errors import report_errors
from pages.ui.plain import escape_markdown
from pages.ui.runtime import services
from pages.ui.urls import GERACAO
from pages.ui.work import show_empty


def show_resultado(usuario: Usuario, pedido: PedidoDeCalculo) -> None:
    _ask_calculo(usuario, pedido)
    resultado = pedido.resultado
    if resultado is None:
        show_empty("Ainda não há cálculo.", "Confirme os campos e use Calcular: cada passo aparece aqui, com a fonte.")
        return
    if not pedido.is_resultado_atual:
        st.warning(
            "Os campos mudaram depois deste cálculo. Calcule de novo antes de usar o valor.", icon=":material/warning:"
        )
    _show_total(resultado)
    _show_acoes(usuario, pedido)
    if resultado.comparacao is not None:
        _show_comparacao(resultado.comparacao)
    elif resultado.sem_comparacao:
        st.subheader("Cálculo do credor", anchor=False)
        st.write(f"Não há comparação: {resultado.sem_comparacao}")
    _show_memoria(resultado.memoria)
    _show_anteriores(usuario, pedido)


def _ask_calculo(usuario: Usuario, pedido: PedidoDeCalculo) -> None:
    """The button, and what forbids it: the service names the field."""
    faltam = sum(campo.estado is EstadoDoCampo.EXTRAIDO for campo in pedido.campos)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        is_first = not pedido.is_resultado_atual
        label = "Calcular de novo" if pedido.resultado else "Calcular"
        has_asked = st.button(label, type="primary" if is_first else "secondary", icon=":material/calculate:")
        if faltam:
            address = escape(link_to_passo(pedido.id, PassoDaTela.CAMPOS))
            words = "1 campo lido ainda não foi conferido" if faltam == 1 else f"{faltam} campos lidos não conferidos"
            st.html(
                f'<p class="portal-resumo"><span class="portal-estado portal-estado-aguardando_voce">{words}</span> '
                f'<a class="portal-botao" href="{address}" target="_self" data-etapa="">Ver campos</a></p>'
            )
    if has_asked:
        with report_errors():
            services().pedidos_de_calculo.calculate(pedido.id, usuario)
            st.rerun()


def _show_total(resultado: ResultadoDoCalculo) -> None:
    linhas = list_totais(resultado.memoria)
    rows = "".join(f"<div><dt>{escape(nome)}</dt><dd>{format_reais(valor)}</dd></div>" for nome, valor in linhas[:-1])
    nome, total = linhas[-1]
    st.html(
        f'<section class="calculo-total" aria-label="Resultado"><p class="valor"><span>{escape(nome)}</span> '
        f'<strong>{format_reais(total)}</strong></p><dl class="etapa-dados">{rows}</dl>'
        f'<p class="quando">Cálculo n. {resultado.numero}, por {escape(resultado.calculado_por)}, '
        f"{format_when(resultado.calculado_em)}</p></section>"
    )
    for aviso in resultado.memoria.avisos:
        st.info(escape_markdown(aviso), icon=":material/info:")


def _show_acoes(usuario: Usuario, pedido: PedidoDeCalculo) -> None:
    """The spreadsheet, and the sheet that the model writes from all of this."""
    with report_errors():
        folha = services().folhas_de_calculo.find(pedido)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            links = f'<a class="portal-botao" href="/calculo/planilha/{pedido.id}" download>Baixar planilha (XLSX)</a>'
            links += _render_folha(folha)
            st.html(f'<div class="portal-acoes">{links}</div>', width="content")
            is_first = folha is None and pedido.is_resultado_atual
            has_asked = st.button(
                "Escrever a folha" if folha is None else "Escrever outra folha",
                type="primary" if is_first else "secondary",
                icon=":material/edit_document:",
                disabled=not pedido.is_resultado_atual,
                help="A folha de dez seções, com a memória anexa, para conferir e baixar em Word.",
            )
        if has_asked:
            geracao = services().folhas_de_calculo.request(pedido.id, usuario.id)
            st.query_params.from_dict({GERACAO: str(geracao.id)})
            st.rerun()


def _render_folha(folha: Geracao | None) -> str:
    if folha is None:
        return ""
    return (
        f'<a class="portal-botao" href="{escape(link_to_folha(folha.id))}" target="_self">Abrir a folha '
        f'<span class="portal-estado portal-estado-{folha.estado.value}">{folha.estado.label}</span></a>'
    )


def _show_comparacao(comparacao: Comparacao) -> None:
    st.subheader("Cálculo do credor", anchor=False)
    st.html(
        f'<dl class="etapa-dados"><div><dt>Pedido pelo credor</dt><dd>{format_reais(comparacao.total_do_credor)}</dd>'
        f"</div><div><dt>Nosso cálculo</dt><dd>{format_reais(comparacao.nosso_total)}</dd></div>"
        f"<div><dt>{describe_excesso(comparacao)}</dt><dd>{format_reais(abs(comparacao.excesso))}</dd></div></dl>"
    )
    rows = "".join(
        f'<tr><th scope="row">{escape(diferenca.causa)}</th><td>{format_reais(diferenca.valor)}</td>'
        f"<td>{format_reais(diferenca.total_depois)}</td></tr>"
        for diferenca in comparacao.diferencas
    )
    st.html(
        '<div class="portal-rolagem"><table class="portal-tabela calculo-tabela" aria-label="Diferença por causa">'
        '<thead><tr><th scope="col">Causa</th><th scope="col">Diferença</th><th scope="col">Total depois do acerto</th>'
        f"</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _show_memoria(memoria: Memoria) -> None:
    passos = memoria.passos
    st.subheader(f"Memória de cálculo ({len(passos)} passos)", anchor=False)
    st.html(
        '<div class="portal-rolagem calculo-memoria" tabindex="0" role="region" aria-label="Passos do cálculo">'
        '<table class="portal-tabela calculo-tabela"><thead><tr><th scope="col">Período</th><th scope="col">Passo</th>'
        '<th scope="col">Taxa</th><th scope="col">Valor</th><th scope="col">Saldo</th><th scope="col">Fonte</th></tr>'
        f"</thead><tbody>{_render_passos(passos)}</tbody></table></div>"
    )


def _render_passos(passos: Sequence[Passo]) -> str:
    return "".join(map(_render_passo, passos))


def _render_passo(passo: Passo) -> str:
    de, ate = f"{passo.de:%d/%m/%Y}", f"{passo.ate:%d/%m/%Y}"
    quando = de if de == ate else f"{de} a {ate}"
    return (
        f"<tr><td>{quando}</td><td>{escape(name_passo(passo))}</td><td>{describe_taxa(passo)}</td>"
        f"<td>{format_reais(passo.valor)}</td><td>{format_reais(passo.saldo.total)}</td>"
        f'<td class="fonte">{"" if passo.especie is Especie.PARCELA else escape(passo.fonte)}</td></tr>'
    )


def _show_anteriores(usuario: Usuario, pedido: PedidoDeCalculo) -> None:
    """What was computed before, with other fields or other tables."""
    if pedido.resultado is None or pedido.resultado.numero == 1:
        return
    anteriores = services().pedidos_de_calculo.list_resultados(pedido.id, usuario.id)[1:]
    itens = "".join(
        f'<li><span class="nome">{format_reais(um.total)}</span><span class="lugar">Cálculo n. {um.numero}, '
        f"por {escape(um.calculado_por)}, {format_when(um.calculado_em)}</span></li>"
        for um in anteriores
    )
    with st.expander(f"Cálculos anteriores ({len(anteriores)})", icon=":material/history:"):
        st.html(f'<ul class="portal-ficha">{itens}</ul>')
