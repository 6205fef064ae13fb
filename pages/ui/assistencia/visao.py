"""The case at a glance: its cover, its parties with free justice, experts' fees and linked cases."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from urllib.parse import urlencode

import streamlit as st

from core.assistencia.beneficio import Situacao
from core.assistencia.decisoes import Lugar
from core.assistencia.gratuidade import Decisao, GratuidadeDaParte
from core.assistencia.pedido import format_reais
from core.assistencia.pericia import RESSALVA, Faixa, HonorarioFixado, load_tabela
from core.assistencia.quadro import Quadro
from core.processos.autos.domain import Autos
from core.processos.autos.texto import MAX_TERMO
from core.processos.numero_cnj import DIGITS, format_numero_cnj
from core.processos.tipos import find_nome_da_classe
from core.usuarios.domain import Usuario
from pages.ui.dates import format_day
from pages.ui.leitor import render_vai
from pages.ui.runtime import services

_QUADRO = "assistencia_quadro"
_POLOS = {"AT": "Polo ativo", "PA": "Polo passivo"}
_SISTEMAS = {"saj": "SAJ", "eproc": "eproc"}
_VINCULOS = {"OR": "origem", "DP": "dependência", "CD": "conexão"}
_SINAIS = {
    Situacao.CONCEDIDA: "pronto",
    Situacao.EM_PARTE: "pronto_com_ressalvas",
    Situacao.REGISTRADA: "pronto_com_ressalvas",
    Situacao.INDEFERIDA: "com_erro",
    Situacao.REVOGADA: "com_erro",
    Situacao.NAO_CONSTA: "cancelado",
}
_FAIXAS = {
    Faixa.DENTRO: "pronto",
    Faixa.COM_FUNDAMENTO: "pronto_com_ressalvas",
    Faixa.ACIMA: "com_erro",
    Faixa.ANTERIOR: "cancelado",
}
_TABELA = (
    '<div class="portal-rolagem" role="group" aria-label="{nome}" tabindex="0"><table class="portal-tabela">'
    '<caption class="portal-so-leitor">{nome}</caption><thead><tr>{head}</tr></thead>'
    "<tbody>{rows}</tbody></table></div>"
)


def show_visao(usuario: Usuario, autos: Autos) -> None:
    """Everything here comes from the court's data and from decisions found by program; no model was asked."""
    del usuario
    quadro = _find_quadro(autos)
    st.html(_render_capa(autos))
    st.subheader("Partes e justiça gratuita", anchor=False)
    st.html(_render_partes(autos, quadro))
    _show_ressalvas(autos, quadro)
    st.subheader("Honorários periciais", anchor=False)
    _show_honorarios(autos, quadro)
    st.subheader("Processos vinculados", anchor=False)
    st.html(_render_vinculados(autos))


def _find_quadro(autos: Autos) -> Quadro:
    """Read again only for another answer of the court or another state of the reading."""
    asked = (autos.processo.numero_cnj, autos.consultado_em, sum(documento.is_lido for documento in autos.abertos))
    kept = st.session_state.get(_QUADRO)
    if kept is None or kept[0] != asked:
        kept = (asked, services().assistencia.find_quadro(autos))
        st.session_state[_QUADRO] = kept
    quadro: Quadro = kept[1]
    return quadro


def _render_capa(autos: Autos) -> str:
    processo = autos.processo
    centavos, classe = processo.valor_causa_centavos, processo.classe
    nome = find_nome_da_classe(classe)
    dados = [
        ("Classe", f"{nome} ({classe})" if nome else "" if classe is None else f"código {classe} do CNJ"),
        ("Órgão julgador", processo.orgao_julgador),
        ("Ajuizamento", f"{processo.ajuizado_em:%d/%m/%Y}" if processo.ajuizado_em else ""),
        ("Valor da causa", "" if centavos is None else format_reais(centavos)),
        ("Instância", "2ª" if processo.is_segunda_instancia else "1ª"),
        ("Sistema", _SISTEMAS[processo.sistema]),
        ("Última movimentação", _find_last(autos)),
    ]
    rows = "".join(f"<div><dt>{name}</dt><dd>{escape(value)}</dd></div>" for name, value in dados if value)
    return f'<dl class="assistencia-capa" aria-label="Capa do processo">{rows}</dl>'


def _find_last(autos: Autos) -> str:
    dated = [one for one in autos.processo.movimentos if one.data_hora is not None]
    last = max(dated, key=lambda one: one.data_hora.timestamp() if one.data_hora else 0.0, default=None)
    return "" if last is None else f"{format_day(last.data_hora)} – {last.descricao}"


def _render_partes(autos: Autos, quadro: Quadro) -> str:
    rows = "".join(_render_parte(autos, one) for one in quadro.gratuidade.partes)
    return _render_tabela("Partes", ("Parte", "Polo", "Justiça gratuita", "Onde está"), rows)


def _render_parte(autos: Autos, one: GratuidadeDaParte) -> str:
    parte = one.parte
    advogados = f'<p class="detalhe">{escape(", ".join(parte.advogados))}</p>' if parte.advogados else ""
    divergencia = f'<p class="detalhe">{escape(one.divergencia)}</p>' if one.divergencia else ""
    onde = _render_decisoes(autos, one.decisoes)
    if parte.has_justica_gratuita:
        onde += '<p class="detalhe">Registrada nos dados do TJMS.</p>'
    estado = f'<span class="portal-estado portal-estado-{_SINAIS[one.situacao]}">{one.situacao.label}</span>'
    return (
        f'<tr><th scope="row">{escape(parte.nome)}{advogados}</th><td>{_POLOS.get(parte.polo, "Terceiro")}</td>'
        f"<td>{estado}{divergencia}</td><td>{onde or '–'}</td></tr>"
    )


def _render_decisoes(autos: Autos, decisoes: Iterable[Decisao]) -> str:
    return "".join(f'<p class="assistencia-prova">{_render_lugar(autos, decisao.lugar)}</p>' for decisao in decisoes)


def _show_ressalvas(autos: Autos, quadro: Quadro) -> None:
    if quadro.gratuidade.sem_parte:
        st.html(
            '<p class="assistencia-nota">Decisões que não dizem a qual parte se referem:</p>'
            + _render_decisoes(autos, quadro.gratuidade.sem_parte)
        )
    st.caption(_describe_alcance(quadro))


def _describe_alcance(quadro: Quadro) -> str:
    """What the program looked at: a decision that was not read may say otherwise."""
    lidos = "1 decisão ou despacho lido" if quadro.lidos == 1 else f"{quadro.lidos} decisões e despachos lidos"
    if not quadro.por_ler:
        return f"Pelos dados do TJMS e por {lidos}. Confira nos autos antes de usar."
    return f"Pelos dados do TJMS e por {lidos}. Ainda não lidos: {'; '.join(quadro.por_ler)}."


def _show_honorarios(autos: Autos, quadro: Quadro) -> None:
    if quadro.honorarios:
        rows = "".join(_render_honorario(autos, one) for one in quadro.honorarios)
        st.html(_render_tabela("Honorários periciais", ("Valor fixado", "Na tabela", "Comparação", "Onde está"), rows))
        st.caption(RESSALVA)
    else:
        st.html('<p class="assistencia-nota">As decisões lidas não fixam honorários periciais.</p>')
    first = load_tabela()[0]
    with st.expander(f"Tabela da {first.norma}"):
        rows = "".join(
            f'<tr><th scope="row">{item.codigo}</th><td>{escape(item.especialidade)}</td>'
            f'<td>{escape(item.especie)}</td><td class="numero">{format_reais(int(item.maximo * 100))}</td></tr>'
            for item in load_tabela()
        )
        st.html(_render_tabela(first.norma, ("Item", "Especialidade", "Espécie de perícia", "Máximo"), rows))
        st.caption(f"{first.fonte}. Em vigor desde {first.vigencia:%d/%m/%Y}. {RESSALVA}")


def _render_honorario(autos: Autos, one: HonorarioFixado) -> str:
    item = one.item
    faixa = f'<span class="portal-estado portal-estado-{_FAIXAS[one.faixa]}">{one.faixa.label}</span>'
    vezes = f"{one.vezes}".replace(".", ",")
    especie = f"item {item.codigo}, {escape(item.especialidade)}: {escape(item.especie)}"
    return (
        f'<tr><th scope="row" class="numero">{format_reais(int(one.valor * 100))}</th>'
        f'<td>{format_reais(int(item.maximo * 100))}<p class="detalhe">{especie}</p></td>'
        f'<td>{faixa}<p class="detalhe">{vezes} vezes a tabela</p></td>'
        f'<td class="assistencia-prova">{_render_lugar(autos, one.lugar)}</td></tr>'
    )


def _render_lugar(autos: Autos, lugar: Lugar) -> str:
    link = link_lugar(autos, lugar.id_documento, lugar.pagina, lugar.trecho, lugar.lugar)
    return f"{link}, {format_day(lugar.data)}: <q>{escape(lugar.trecho)}</q>"


def _render_vinculados(autos: Autos) -> str:
    if not autos.processo.vinculados:
        return '<p class="assistencia-nota">O TJMS não informa processos vinculados a este.</p>'
    items = []
    for vinculado in autos.processo.vinculados:
        kind = _VINCULOS.get(vinculado.tipo, "")
        suffix = f" ({kind})" if kind else ""
        if len(vinculado.numero_cnj) == DIGITS:
            address = "/assistencia?" + urlencode({"processo": vinculado.numero_cnj})
            link = f'<a href="{escape(address)}" target="_self">{format_numero_cnj(vinculado.numero_cnj)}</a>'
            items.append(f"<li>{link}{suffix}</li>")
        else:
            items.append(f"<li>{escape(vinculado.numero_cnj)}{suffix}</li>")
    return f'<ul class="assistencia-vinculados">{"".join(items)}</ul>'


def link_lugar(autos: Autos, id_documento: str, pagina: int, trecho: str, rotulo: str) -> str:
    """The place as a link to its page, with the words marked there."""
    words = trecho if len(trecho) <= MAX_TERMO else trecho[: MAX_TERMO + 1].rpartition(" ")[0] or trecho[:MAX_TERMO]
    return f"<a {render_vai(autos.processo.numero_cnj, id_documento, pagina, words)}>{escape(rotulo)}</a>"


def _render_tabela(nome: str, colunas: Iterable[str], rows: str) -> str:
    head = "".join(f'<th scope="col">{coluna}</th>' for coluna in colunas)
    return _TABELA.format(nome=escape(nome), head=head, rows=rows)
