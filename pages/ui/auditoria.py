"""The record of acts: looked through, taken away as a sheet, and checked from its first entry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import partial

import streamlit as st

from core.ajustes.catalogo import DEFINICOES
from core.auditoria.domain import Acao, FiltroDaAuditoria, Laudo, Registro
from core.auditoria.service import MAX_EXPORTADOS, POR_PAGINA
from core.usuarios.domain import Usuario
from pages.ui.ajustes.tabela import show_tabela
from pages.ui.autores import name_autores
from pages.ui.dates import CAMPO_GRANDE, NEWEST, OLDEST, local_now
from pages.ui.errors import report_errors
from pages.ui.runtime import services
from pages.ui.urls import read_int
from pages.ui.work import show_empty

_PREFIX = "administracao_auditoria"
_QUEM, _ACAO, _TEXTO, _DE, _ATE, _PAGINA = "quem", "ato", "texto", "de", "ate", "pagina"
_TODOS = ""
_NINGUEM = "—"
_REFRESH_EVERY = "2s"


def show_auditoria(usuario: Usuario) -> None:
    """The filters are in the URL; a change of one goes back to the first page."""
    filtro = _ask_filtro()
    pagina = read_int(_PAGINA)
    registros, total = services().auditoria.search(filtro, pagina=pagina)
    if not registros and pagina > 1:
        _go(_PAGINA, "")
    _show_registros(registros, total, pagina)
    with st.container(horizontal=True, gap="small", key=f"{_PREFIX}_acoes"):
        _show_pages(pagina, -(-total // POR_PAGINA))
        st.download_button(
            "Baixar em CSV",
            partial(_export, filtro),
            file_name=f"auditoria-{local_now():%Y-%m-%d-%H%M}.csv",
            mime="text/csv",
            icon=":material/download:",
            disabled=not total,
            on_click="ignore",
            key=f"{_PREFIX}_baixar",
        )
        if st.button("Conferir a integridade", icon=":material/verified_user:", key=f"{_PREFIX}_conferir"):
            with report_errors():
                services().conferencias_da_auditoria.request(usuario.id)
    if total > MAX_EXPORTADOS:
        st.caption(f"O arquivo leva os {MAX_EXPORTADOS} registros mais novos; escolha um período para ter os outros.")
    _show_conferencia()


def _ask_filtro() -> FiltroDaAuditoria:
    autores = services().auditoria.list_autores()
    nomes = name_autores(autores)
    acoes = {acao.value: acao.label for acao in Acao}
    quem, ato, texto, de, ate = st.columns([3, 3, 3, 2, 2])
    with quem:
        autor = _choose("Quem", _QUEM, {login: f"{nomes[login]} ({login})" for login in autores}, "Todas as pessoas")
    with ato:
        acao = _choose("O que fez", _ACAO, acoes, "Tudo")
    with texto:
        words = st.text_input(
            "Palavras",
            st.query_params.get(_TEXTO, ""),
            max_chars=100,
            key=f"{_PREFIX}_texto",
            placeholder="Processo, arquivo, pessoa...",
        )
        _keep(_TEXTO, words)
    with de:
        first = _ask_dia("Desde", _DE)
    with ate:
        last = _ask_dia("Até", _ATE)
    return FiltroDaAuditoria(
        desde=_begin(first) if first else None,
        ate=_begin(last + timedelta(days=1)) if last else None,
        autor=autor,
        acao=Acao(acao) if acao else None,
        texto=words,
    )


def _choose(label: str, param: str, names: Mapping[str, str], everything: str) -> str:
    named = st.query_params.get(param, "")
    options = [_TODOS, *names]
    chosen = st.selectbox(
        label,
        options,
        index=options.index(named) if named in names else 0,
        format_func=lambda value: names.get(value, everything),
        key=f"{_PREFIX}_{param}_{len(options)}",
    )
    _keep(param, chosen)
    return chosen


def _ask_dia(label: str, param: str) -> date | None:
    try:
        named = date.fromisoformat(st.query_params.get(param, ""))
    except ValueError:
        named = None
    value = named if named and OLDEST <= named < NEWEST else None
    chosen: date | None = st.date_input(
        label,
        value,
        min_value=OLDEST,
        max_value=NEWEST - timedelta(days=1),
        format="DD/MM/YYYY",
        key=f"{_PREFIX}_{param}",
    )
    _keep(param, chosen.isoformat() if chosen else "")
    return chosen


def _keep(param: str, value: str) -> None:
    """In the address, which then holds what is shown."""
    if st.query_params.get(param, "") != value:
        st.query_params.pop(_PAGINA, None)
        if value:
            st.query_params[param] = value
        else:
            st.query_params.pop(param, None)


def _begin(dia: date) -> datetime:
    return datetime.combine(dia, time(), CAMPO_GRANDE)


def _show_registros(registros: tuple[Registro, ...], total: int, pagina: int) -> None:
    if not registros:
        show_empty("Nenhum registro com esses filtros.", "Apague um filtro ou escolha outro período.")
        return
    nomes = name_autores(registro.autor for registro in registros)
    first = (pagina - 1) * POR_PAGINA + 1
    st.caption(f"{first} a {first + len(registros) - 1} de {total} registros, os mais novos primeiro")
    show_tabela(
        "Registros da auditoria",
        ("Quando", "Quem", "O que fez", "Sobre", "Detalhe"),
        (
            (
                f"{registro.feito_em.astimezone(CAMPO_GRANDE):%d/%m/%Y %H:%M:%S}",
                nomes[registro.autor] or _NINGUEM,
                registro.label,
                _name_objeto(registro),
                registro.detalhe,
            )
            for registro in registros
        ),
    )


def _name_objeto(registro: Registro) -> str:
    if registro.acao == Acao.AJUSTE:
        return DEFINICOES[registro.objeto].titulo if registro.objeto in DEFINICOES else "Ajuste que não existe mais"
    return registro.objeto or _NINGUEM


def _show_pages(pagina: int, pages: int) -> None:
    if pagina > 1 and st.button("Mais novos", icon=":material/chevron_left:", key=f"{_PREFIX}_novos"):
        _go(_PAGINA, str(pagina - 1) if pagina > 2 else "")
    if pagina < pages and st.button("Mais antigos", icon=":material/chevron_right:", key=f"{_PREFIX}_antigos"):
        _go(_PAGINA, str(pagina + 1))


def _go(param: str, value: str) -> None:
    if value:
        st.query_params[param] = value
    else:
        st.query_params.pop(param, None)
    st.rerun()


def _export(filtro: FiltroDaAuditoria) -> bytes:
    """Made when the button is pressed."""
    auditoria = services().auditoria
    return auditoria.export(filtro, name_autores(auditoria.list_autores()))


def _show_conferencia() -> None:
    """How the last check of the whole record went, looked at until the one that was asked for is there."""
    with report_errors():
        is_running = services().conferencias_da_auditoria.find().is_running
        st.fragment(_draw_conferencia, run_every=_REFRESH_EVERY if is_running else None)(was_running=is_running)


def _draw_conferencia(*, was_running: bool) -> None:
    with report_errors():
        found = services().conferencias_da_auditoria.find()
        if found.is_running:
            st.info(
                "Em andamento: o portal está conferindo a auditoria do primeiro ao último registro. Pode continuar "
                "aqui.",
                icon=":material/progress_activity:",
            )
            return
        if was_running:
            st.rerun()
        if found.has_failed:
            st.warning("A última conferência não terminou. Peça-a de novo.", icon=":material/warning:")
        if found.laudo is not None and found.feita_em is not None:
            _show_laudo(found.laudo, found.feita_em)


def _show_laudo(laudo: Laudo, feita_em: datetime) -> None:
    when = f"Conferida em {feita_em.astimezone(CAMPO_GRANDE):%d/%m/%Y às %H:%M}."
    if laudo.is_integro:
        st.success(
            f"Auditoria íntegra: {laudo.registros} registros em cadeia, nenhum mudado ou retirado. "
            f"Código do último: {laudo.ultimo[:16]}. {when}",
            icon=":material/verified_user:",
        )
    else:
        st.error(
            f"{when} A auditoria não está como foi escrita: {laudo.falha}. Os {laudo.registros} registros anteriores "
            "estão íntegros. Guarde uma cópia do banco agora e chame quem cuida da segurança.",
            icon=":material/gpp_bad:",
        )
