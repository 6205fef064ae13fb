"""The cases of a party: searched once, chosen one by one, put into a file or erased by a worker."""

from __future__ import annotations

import streamlit as st

from core.lgpd.titulares.domain import Achados, Andamento, CasoDoTitular
from core.processos.chave import describe_autos
from core.processos.numero_cnj import format_numero_cnj
from core.usuarios.domain import Usuario
from pages.ui.ajustes.tabela import show_tabela
from pages.ui.errors import report_errors
from pages.ui.privacidade.arquivo import PREFIX, begin_copy
from pages.ui.runtime import services
from pages.ui.work import show_empty

MOTIVO = "Motivo ou número do pedido (obrigatório)"
_BUSCA, _ACHADOS, _ELIMINACAO = f"{PREFIX}_busca", f"{PREFIX}_achados", f"{PREFIX}_eliminacao"
_ESCOLHA = f"{PREFIX}_escolha"
_REFRESH_EVERY = "2s"


def show_partes(usuario: Usuario) -> None:
    st.subheader("Parte de um processo", anchor=False)
    _show_andamento(usuario)
    with st.form(f"{PREFIX}_buscar", border=False):
        typed = st.text_input("CPF ou nome da parte", st.session_state.get(_BUSCA, ""), max_chars=100)
        is_asked = st.form_submit_button("Buscar", icon=":material/search:")
    with report_errors():
        if is_asked:
            _search(usuario, typed.strip())
        achados = st.session_state.get(_ACHADOS)
        if achados is not None:
            _show_achados(usuario, achados)


def _search(usuario: Usuario, typed: str) -> None:
    """Ask once, for each search is put on record. By name nothing is chosen: others may have the same."""
    st.session_state.pop(_ACHADOS, None)
    st.session_state[_BUSCA] = typed
    if typed:
        achados = services().titulares.find_casos(typed, usuario)
        st.session_state[_ACHADOS] = achados
        st.session_state[_ESCOLHA] = [] if achados.is_by_nome else [one.numero_cnj for one in achados.casos]


def _show_achados(usuario: Usuario, achados: Achados) -> None:
    casos = {one.numero_cnj: one for one in achados.casos}
    if not casos:
        show_empty("Nenhum processo guardado com esta parte.", "Confira o CPF ou tente outra forma do nome.")
        return
    if achados.is_cut:
        st.warning(
            f"Há mais de {len(casos)} processos; só os primeiros estão aqui. Busque pelo CPF ou pelo nome inteiro.",
            icon=":material/filter_list:",
        )
    show_tabela(
        "Processos da parte",
        ("Processo", "Parte", "Guardado", "Pode ser eliminado"),
        ((_name(one), one.nome, _count(one), _say_destino(one)) for one in casos.values()),
    )
    chosen = st.multiselect(
        "Processos deste pedido",
        list(casos),
        format_func=lambda numero: f"{_name(casos[numero])}: {casos[numero].nome}",
        placeholder="Escolha os processos desta pessoa",
        help="Pessoas diferentes podem ter o mesmo nome. Escolha só os processos de quem pediu.",
        key=_ESCOLHA,
    )
    _act_on_casos(usuario, [casos[numero] for numero in chosen])


def _name(caso: CasoDoTitular) -> str:
    name = describe_autos(caso.numero_cnj)
    return f"{name} do processo {format_numero_cnj(caso.informado)}" if caso.informado else name


def _count(caso: CasoDoTitular) -> str:
    return f"{caso.documentos} documentos, {caso.minutas} minutas, {caso.perguntas} perguntas, {caso.calculos} cálculos"


def _say_destino(caso: CasoDoTitular) -> str:
    if caso.has_final:
        return "Não: há peça final, guardada para a defesa do Estado"
    return "Não agora: há trabalho em andamento" if caso.has_work else "Sim"


def _act_on_casos(usuario: Usuario, casos: list[CasoDoTitular]) -> None:
    numeros = [one.numero_cnj for one in casos]
    if st.button(
        "Reunir os dados em um arquivo", icon=":material/folder_zip:", disabled=not casos, key=f"{PREFIX}_reunir"
    ):
        begin_copy(services().titulares.request_copy(usuario, casos=numeros))
    motivo = st.text_input(MOTIVO, key=f"{PREFIX}_motivo", max_chars=300)
    st.caption("Ao eliminar, saem também os arquivos já reunidos para titulares. Baixe-os antes.")
    is_sure = st.checkbox("Sei que o que for eliminado não volta", key=f"{PREFIX}_certeza")
    can_erase = is_sure and any(one.can_be_erased for one in casos)
    if st.button("Eliminar os dados", icon=":material/delete:", disabled=not can_erase, key=f"{PREFIX}_eliminar"):
        chave = services().titulares.request_erase(numeros, st.session_state[_BUSCA], usuario, motivo)
        st.session_state[_ELIMINACAO] = chave
        st.session_state.pop(_ACHADOS)
        st.rerun()


def _show_andamento(usuario: Usuario) -> None:
    """The erasure that this tab asked for last, looked at until it ends."""
    if _ELIMINACAO not in st.session_state:
        return
    with report_errors():
        is_open = _find_andamento(usuario) is Andamento.EM_ANDAMENTO
        st.fragment(_draw_andamento, run_every=_REFRESH_EVERY if is_open else None)(usuario)


def _draw_andamento(usuario: Usuario) -> None:
    with report_errors():
        andamento = _find_andamento(usuario)
        if andamento is Andamento.EM_ANDAMENTO:
            st.info("Em andamento: o portal está eliminando os dados.", icon=":material/progress_activity:")
        elif andamento is Andamento.PRONTO:
            st.success(
                "Eliminação concluída. Os processos eliminados estão na Auditoria.", icon=":material/check_circle:"
            )
        else:
            st.error(
                "A eliminação não terminou e nada foi apagado. Busque e peça de novo; se voltar a falhar, "
                "avise quem cuida do portal.",
                icon=":material/error:",
            )


def _find_andamento(usuario: Usuario) -> Andamento:
    return services().titulares.find_andamento(st.session_state[_ELIMINACAO], usuario)
