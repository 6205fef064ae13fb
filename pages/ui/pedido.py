"""What an attorney fills in to ask for a minuta."""

from __future__ import annotations

import streamlit as st

from core.pecas.domain import TIPOS_DE_PECA, ModoDeGeracao, PedidoDeGeracao, TipoDePeca
from core.usuarios.domain import Usuario
from pages.ui.anexos import ENVIO, ask_arquivos
from pages.ui.hints import SAMPLES
from pages.ui.inputs import ask_numero_cnj, explain_empty_numero
from pages.ui.runtime import services

_KEY = "gerador_de_pecas_numero"
_MAX_OBSERVACAO = 2000
_ENTRADA, _NUMERO, _ARQUIVOS = "entrada", "Número do processo", "Arquivos"
_DETECTAR = "Detectar pelo processo"


def ask_pedido(usuario: Usuario) -> PedidoDeGeracao | None:
    """The fields and the button; the request when the button was pressed with a valid number, otherwise None.

    Type and group start with the person's last choice. Enter in the number presses the button: ``acoes.js`` knows
    it and its fields by the ends of their keys, ``_enviar`` and ``_formulario``. Files are sent by a click only: what
    is secret among them may not be said yet.
    """
    with st.container(key="gerador_de_pecas_formulario"):
        has_files = _ask_entrada()
        numero, informado = ask_arquivos(usuario) if has_files else (_ask_numero(), "")
        tipo, grupo = _ask_tipo_e_grupo(usuario)
        observacao = st.text_area(
            "Observação para a redação (opcional)",
            max_chars=_MAX_OBSERVACAO,
            height=90,
            placeholder="Ex.: dar ênfase à existência de alternativa no SUS",
            key="gerador_de_pecas_observacao",
        )
        modo = _ask_modo()
        key = "gerador_de_pecas_gerar" if has_files else "gerador_de_pecas_enviar"
        has_asked = st.button("Gerar minuta", type="primary", icon=":material/edit_document:", key=key)
    if not has_asked:
        return None
    if has_files:
        services().anexos.send(numero, usuario.id, informado)
    elif numero is None:
        explain_empty_numero(_KEY)
        return None
    return PedidoDeGeracao(numero, tipo, grupo, observacao.strip(), modo)


def _ask_entrada() -> bool:
    """True for files instead of a case number; the choice stays in the address."""
    chosen = st.segmented_control(
        "De onde vêm os documentos",
        [_NUMERO, _ARQUIVOS],
        default=_ARQUIVOS if st.query_params.get(_ENTRADA) or st.query_params.get(ENVIO) else _NUMERO,
        required=True,
        key="gerador_de_pecas_entrada",
        on_change=_keep_entrada,
    )
    return chosen == _ARQUIVOS


def _keep_entrada() -> None:
    if st.session_state["gerador_de_pecas_entrada"] == _ARQUIVOS:
        st.query_params[_ENTRADA] = "arquivos"
    else:
        st.query_params.clear()


def _ask_numero() -> str | None:
    numero = ask_numero_cnj(key=_KEY)
    if services().settings.web.is_demonstration:
        _offer_samples()
    return numero


def _ask_tipo_e_grupo(usuario: Usuario) -> tuple[TipoDePeca, str]:
    grupos = {grupo.slug: grupo.nome for grupo in services().prompts.list_grupos()}
    last = next(iter(services().pecas.list_historico(usuario.id, limit=1)), None)
    left, right = st.columns(2)
    tipos = [*TIPOS_DE_PECA, TipoDePeca.A_DETECTAR]
    tipo = left.selectbox(
        "Tipo de peça",
        tipos,
        index=tipos.index(last.tipo_de_peca) if last else 0,
        format_func=lambda value: _DETECTAR if value is TipoDePeca.A_DETECTAR else value.label,
        placeholder="Escolha o tipo",
    )
    slugs = list(grupos)
    grupo = right.selectbox(
        "Grupo de módulos",
        slugs,
        index=slugs.index(last.grupo) if last and last.grupo in slugs else 0,
        format_func=lambda slug: grupos[slug],
        placeholder="Escolha o grupo",
    )
    return tipo, grupo


def _ask_modo() -> ModoDeGeracao:
    return st.radio(
        "Modo",
        list(ModoDeGeracao),
        format_func=lambda modo: modo.label,
        captions=["A minuta é escrita logo após a leitura.", "Você escolhe os módulos antes da redação."],
        horizontal=True,
        key="gerador_de_pecas_modo",
    )


def _offer_samples() -> None:
    """One click fills the number; only while the simulators answer."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="gerador_de_pecas_exemplos"):
        st.html('<span class="portal-exemplos">Para experimentar:</span>', width="content")
        for name, numero in SAMPLES:
            st.button(name, type="tertiary", on_click=_fill, args=(numero,))


def _fill(numero: str) -> None:
    st.session_state[_KEY] = numero
