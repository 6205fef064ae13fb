"""The sections of Relatórios: the period in figures, volume, cost, what should not be, and the records behind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from html import escape
from typing import Any

import streamlit as st

from core.events import Estado
from core.pecas.domain import TipoDePeca
from core.processos.numero_cnj import format_numero_cnj
from core.relatorios.domain import (
    DEMAIS,
    OCULTO,
    VER_PESSOAS,
    Custo,
    Divisao,
    DivisaoDoCusto,
    FiltroDoRelatorio,
    Registro,
    Volume,
)
from core.relatorios.service import MAX_REGISTROS
from core.usuarios.domain import Usuario
from pages.ui.dates import format_when
from pages.ui.relatorios.filtro import (
    GRUPO,
    REGISTROS,
    TIPO,
    UNIDADE,
    adopt,
    ask,
    describe_filtro,
    describe_unidade,
    keep,
    link_to_registros,
)
from pages.ui.relatorios.quadros import (
    Quadro,
    format_brl,
    format_decimal,
    format_int,
    format_seconds,
    show_cartoes,
    show_quadro,
)
from pages.ui.runtime import services
from pages.ui.urls import read_int
from pages.ui.work import show_empty

_POR, _CUSTO_POR = "por", "custo_por"
_VOLUMES = ("Pedidas", "Prontas", "Com erro", "Canceladas", "Finais", "Espera média (s)", "Trabalho médio (s)", "Nota")
_CUSTOS = ("Custo (R$)", "Chamadas", "Falhas", "Tokens de entrada", "Tokens de saída", "Média por chamada (s)")
_MOST = 50
_TEMPOS = (Divisao.DIA, Divisao.MES, DivisaoDoCusto.DIA, DivisaoDoCusto.MES)
_FILTROS = {Divisao.UNIDADE: UNIDADE, Divisao.TIPO: TIPO, Divisao.GRUPO: GRUPO}
"""What of the question names a line of the division."""

_TRABALHOS = {
    "coletor": "Leitura dos autos",
    "detector": "Escolha dos módulos",
    "tipo": "Escolha do tipo de peça",
    "classificador": "Classificação de arquivos enviados",
    "redator": "Redação da minuta",
    "revisor": "Conversa sobre a minuta",
    "assistencia": "Perguntas aos autos",
    "calculo": "Leitura para o cálculo",
    "lote": "Lotes do classificador",
    "ensaio": "Testes no laboratório",
    "contagem": "Contagem antes de um lote",
    "rascunho": "Rascunho de regras",
    "busca_de_modulos": "Busca de módulos",
}
"""What calls of the model are made for, by the name under which they are kept."""

_LINHA = """
<li><{tag}>
  <span class="tipo">{tipo}</span>
  <span class="numero">{numero}<span class="assunto">{assunto}</span></span>
  <span class="portal-estado portal-estado-{sinal}">{estado}</span>
  <span class="quando">{quando}</span>
</{name}></li>
"""


def show_resumo(filtro: FiltroDoRelatorio, usuario: Usuario) -> None:
    """What became of the period, beside the period before."""
    reports = services().relatorios
    if reports.is_preparing():
        st.info(
            "Os relatórios estão sendo preparados: números de dias passados ainda podem faltar. "
            "Volte em alguns minutos.",
            icon=":material/hourglass_top:",
        )
    agora, antes = reports.compare_volume(filtro, usuario)
    custo, custo_antes = reports.compare_custo(filtro, usuario)
    show_cartoes(
        (
            ("Peças pedidas", agora.geracoes, antes.geracoes, format_int),
            ("Prontas", _count_ready(agora), _count_ready(antes), format_int),
            ("Com erro", agora.com_erro, antes.com_erro, format_int),
            ("Tornadas finais", agora.finais, antes.finais, format_int),
        )
    )
    show_cartoes(
        (
            ("Espera média", agora.espera_media_s, antes.espera_media_s, format_seconds),
            ("Trabalho médio", agora.trabalho_medio_s, antes.trabalho_medio_s, format_seconds),
            ("Nota média (1 a 5)", agora.estrelas_media, antes.estrelas_media, format_decimal),
            ("Custo do Gemini", float(custo.custo_brl), float(custo_antes.custo_brl), format_brl),
        )
    )
    words = f"De {describe_filtro(filtro)}, ao lado de {describe_filtro(filtro.anterior)}."
    st.caption(f"{words} Contado até {format_when(reports.get_atualizado_em())}; renovado a cada 5 minutos.")


def show_volume(filtro: FiltroDoRelatorio, usuario: Usuario) -> None:
    """Gerações by what the person chooses."""
    st.header("Peças", anchor=False)
    options = [one for one in Divisao if one is not Divisao.TOTAL]
    chosen = Divisao(_ask_divisao(_POR, options, Divisao.PESSOA, Divisao.MES, usuario))
    names = name_chaves(chosen.value)
    found = services().relatorios.list_volume(filtro, usuario, chosen)
    linhas = tuple((names(one.chave), *_list_volume(one)) for one in found)
    links = tuple(link_to_registros(_FILTROS[chosen], one.chave) for one in found) if chosen in _FILTROS else ()
    titulo, colunas = f"Peças por {chosen.label.lower()}", (chosen.label, *_VOLUMES)
    quadro = Quadro(titulo, colunas, linhas, is_tempo=chosen in _TEMPOS, links=links)
    formats = (*(format_int,) * 5, format_decimal, format_decimal, format_decimal)
    show_quadro(quadro, formats, key="relatorios_volume")


def show_custo(filtro: FiltroDoRelatorio, usuario: Usuario) -> None:
    """What calls of the model took."""
    st.header("Custo do Gemini", anchor=False)
    if filtro.tipo_de_peca or filtro.grupo:
        st.caption("As chamadas ao modelo não guardam o tipo da peça nem o assunto: estes dois filtros não valem aqui.")
    options = [one for one in DivisaoDoCusto if one is not DivisaoDoCusto.TOTAL]
    chosen = DivisaoDoCusto(_ask_divisao(_CUSTO_POR, options, DivisaoDoCusto.PESSOA, DivisaoDoCusto.MES, usuario))
    names = name_chaves(chosen.value)
    found = services().relatorios.list_custo(filtro, usuario, chosen)
    linhas = tuple((names(one.chave), *_list_custo(one)) for one in found)
    titulo = f"Custo por {chosen.label.lower()}"
    words = describe_unidade(filtro)
    quadro = Quadro(titulo, (chosen.label, *_CUSTOS), linhas, is_tempo=chosen in _TEMPOS, descricao=words)
    show_quadro(quadro, (format_brl, *(format_int,) * 4, format_decimal), key="relatorios_custo")


def show_monitores() -> None:
    """What should not be, in words; nothing to see is said too."""
    st.header("O que pede atenção", anchor=False)
    found = [one for one in services().relatorios.list_monitores() if one.quantos]
    if not found:
        st.html(
            '<p class="portal-estado portal-estado-pronto">Nada parado: nenhum pedido sem peça nem lote parado.</p>'
        )
        return
    for one in found:
        since = "" if one.desde is None else f", o mais antigo desde {format_when(one.desde)}"
        words = escape(f"{one.tipo.label}: {one.quantos}{since}")
        st.html(f'<p class="portal-estado portal-estado-pronto_com_ressalvas">{words}</p>')


def show_mensais(_filtro: FiltroDoRelatorio, _usuario: Usuario) -> None:
    """Reports of months that have ended, as files; who has none to see reads when the first one comes."""
    st.header("Relatórios mensais", anchor=False)
    found = services().relatorios_mensais.list_prontos()
    if not found:
        show_empty("Nenhum relatório mensal ainda.", "O de cada mês é feito no primeiro dia do mês seguinte.")
        return
    chosen = st.selectbox("Mês", found, format_func=lambda one: one.titulo, key="relatorios_mensal")
    st.download_button(
        f"Baixar {chosen.titulo.lower()}",
        lambda: services().relatorios_mensais.get(chosen.mes).conteudo,
        chosen.arquivo,
        icon=":material/download:",
        key="relatorios_mensal_baixar",
        on_click="ignore",
    )


def show_registros(filtro: FiltroDoRelatorio, usuario: Usuario) -> None:
    """The gerações behind the numbers, on demand: most readers want only the numbers."""
    st.header("Registros", anchor=False)
    pages = read_int(REGISTROS, 0)
    adopt("relatorios_ver", pages > 0)
    is_shown = st.toggle("Mostrar as peças do período", key="relatorios_ver")
    if is_shown != (pages > 0):
        keep(REGISTROS, "1" if is_shown else "")
    if not is_shown:
        return
    most = min(_MOST * max(pages, 1), MAX_REGISTROS)
    found = services().relatorios.list_registros(filtro, usuario, limit=most)
    if not found:
        show_empty("Nada neste período.", "Escolha outro período ou menos filtros.")
        return
    is_cut = len(found) == MAX_REGISTROS
    counted = "1 peça." if len(found) == 1 else f"{len(found)} peças, as mais novas primeiro."
    st.caption(counted + (" Filtre para ver outras." if is_cut else ""))
    if not usuario.has_permission("processos.ver"):
        st.caption("Números de processo só aparecem para quem pode ver processos.")
    lines = "".join(map(_render_registro, found))
    st.html(f'<ul class="portal-lista" aria-label="Peças do período">{lines}</ul>')
    if len(found) == most < MAX_REGISTROS and st.button(f"Mostrar mais {_MOST}", key="relatorios_mais"):
        keep(REGISTROS, str(max(pages, 1) + 1))
        st.rerun()


def _ask_divisao(
    name: str,
    options: Sequence[Divisao | DivisaoDoCusto],
    pessoa: Divisao | DivisaoDoCusto,
    default: str,
    usuario: Usuario,
) -> str:
    """People only for who may see their numbers."""
    allowed = [one for one in options if one is not pessoa or usuario.has_permission(VER_PESSOAS)]
    labels = {one.value: one.label for one in allowed}
    place, _rest = st.columns([1, 3])
    return ask(place, name, "Ver por", list(labels), labels.__getitem__, str(default))


def _list_volume(one: Volume) -> tuple[Any, ...]:
    times = (one.espera_media_s, one.trabalho_medio_s, one.estrelas_media)
    counts = (one.geracoes, _count_ready(one), one.com_erro, one.canceladas, one.finais)
    return (*counts, *(None if value is None else round(float(value), 1) for value in times))


def _list_custo(one: Custo) -> tuple[Any, ...]:
    mean = None if one.media_s is None else round(one.media_s, 1)
    return float(one.custo_brl.quantize(Decimal("0.01"))), one.chamadas, one.falhas, one.entrada, one.saida, mean


def _count_ready(one: Volume) -> int:
    return one.prontas + one.com_ressalvas


def name_chaves(divisao: str) -> Callable[[str], str]:
    """What people call the lines of a division."""
    if divisao == Divisao.TIPO:
        return lambda chave: TipoDePeca(chave).label
    if divisao == Divisao.GRUPO:
        grupos = {grupo.slug: grupo.nome for grupo in services().prompts.list_grupos()}
        return lambda chave: grupos.get(chave, chave or "Sem assunto")
    if divisao == DivisaoDoCusto.OPERACAO:
        return lambda chave: _TRABALHOS.get(chave, "Outro trabalho")
    if divisao == DivisaoDoCusto.VERSAO:
        return _name_versao
    if divisao == DivisaoDoCusto.PROCESSO:
        return _name_processo
    if divisao in (Divisao.DIA, Divisao.MES):
        return lambda chave: "/".join(reversed(chave.split("-")))
    return lambda chave: chave or "—"


def _name_versao(chave: str) -> str:
    """``Redator · versão 3`` of ``redator/3``; calls whose version nobody noted have none."""
    instrucao, _, versao = chave.rpartition("/")
    return f"{instrucao.replace('_', ' ').capitalize()} · versão {versao}" if instrucao else "Sem versão anotada"


def _name_processo(chave: str) -> str:
    if chave == DEMAIS:
        return "Todos os outros"
    if chave == OCULTO:
        return "Processo não mostrado"
    if not chave:
        return "Sem processo"
    return format_numero_cnj(chave) if chave.isdigit() else "Arquivos enviados"


def _render_registro(one: Registro) -> str:
    estado = Estado(one.estado)
    return _LINHA.format(
        tag=f'a href="/gerador_de_pecas?geracao={one.id}" target="_self"' if one.can_open else 'span class="linha"',
        name="a" if one.can_open else "span",
        tipo=escape(TipoDePeca(one.tipo_de_peca).label),
        numero=format_numero_cnj(one.numero_cnj) if one.numero_cnj.isdigit() else "Processo não mostrado",
        assunto=escape(" · ".join(filter(None, (one.unidade, one.pessoa)))),
        sinal=estado.value,
        estado=escape(estado.label + (" · final" if one.is_final else "")),
        quando=format_when(one.criada_em),
    )
