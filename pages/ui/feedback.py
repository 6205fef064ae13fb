"""What a person thinks of a minuta: asked kindly, once, and open to change for a while."""

from __future__ import annotations

from html import escape
from uuid import UUID

import streamlit as st

from core.feedback.domain import ESTRELAS, MAX_COMENTARIO, Avaliacao, Opiniao, Veredito
from core.feedback.service import build_opiniao
from core.pecas.domain import EstadoDoFato, Geracao
from core.pecas.edicao.secoes import split_secoes
from core.usuarios.domain import Usuario
from pages.ui.dates import format_day, format_when, local_now
from pages.ui.errors import report_errors
from pages.ui.runtime import services

_PALAVRAS = {1: "ruim", 2: "fraca", 3: "razoável", 4: "boa", 5: "ótima"}
_CONVITE = "Como ficou esta minuta? Leva um minuto e ajuda a equipe a melhorar os módulos e a leitura dos autos."
_CONVITE_FINAL = (
    "Esta peça é final. Antes de seguir, conte como ficou a minuta que o portal escreveu: leva um minuto e ajuda a "
    "equipe a melhorar os módulos e a leitura dos autos."
)
_FATO, _SECAO = "fato:", "secao:"
"""How a wrong field is named where it is kept."""


def show_feedback(usuario: Usuario, geracao: Geracao) -> None:
    """For the owner of the peça, in the step Exportar: the question, or the answer that was given."""
    if geracao.peca_id is None:
        return
    st.subheader("Sua avaliação", anchor=False)
    with report_errors():
        avaliacao = services().feedback.get(geracao.peca_id, usuario.id)
        if avaliacao.vigente is not None and not st.session_state.get(_changing(geracao.peca_id)):
            _show_given(avaliacao, geracao.peca_id)
        else:
            _ask(usuario, geracao, geracao.peca_id, avaliacao)


def _show_given(avaliacao: Avaliacao, peca_id: UUID) -> None:
    given = avaliacao.vigente
    assert given is not None
    opiniao = given.opiniao
    stars = f"{'★' * opiniao.estrelas}{'☆' * (len(ESTRELAS) - opiniao.estrelas)}"
    comentario = f'<br><span class="motivo">{escape(opiniao.comentario)}</span>' if opiniao.comentario else ""
    st.html(
        f'<p class="portal-assunto" role="status"><span aria-hidden="true">{stars}</span> {_name_estrelas(opiniao)} · '
        f"{opiniao.veredito.label}{_describe_campos(opiniao)}{comentario}</p>"
    )
    st.caption(f"Obrigado pela avaliação, guardada {format_when(given.dado_em)}.{_describe_prazo(avaliacao)}")
    if avaliacao.can_change(local_now()):
        st.button(
            "Mudar avaliação",
            icon=":material/edit:",
            key=f"gerador_de_pecas_mudar_avaliacao_{peca_id}",
            on_click=_set_changing,
            args=(peca_id,),
        )


def _ask(usuario: Usuario, geracao: Geracao, peca_id: UUID, avaliacao: Avaliacao) -> None:
    """The form, with what was given before; an error keeps all that was filled in."""
    known = avaliacao.vigente.opiniao if avaliacao.vigente else None
    if known is None:
        st.write(_CONVITE if avaliacao.aberta_ate is None else _CONVITE_FINAL)
    nomes = _list_campos(geracao, usuario)
    key = f"gerador_de_pecas_avaliacao_{peca_id}"
    with st.form(key, border=True):
        estrelas = st.radio(
            "Quantas estrelas?",
            ESTRELAS,
            index=None if known is None else ESTRELAS.index(known.estrelas),
            format_func=lambda n: f"{'★' * n} {n} – {_PALAVRAS[n]}",
            horizontal=True,
            key=f"{key}_estrelas",
        )
        veredito = st.radio(
            "A minuta gerada estava",
            list(Veredito),
            index=None if known is None else list(Veredito).index(known.veredito),
            format_func=lambda one: one.label,
            horizontal=True,
            key=f"{key}_veredito",
        )
        campos = st.multiselect(
            "O que estava errado (opcional)",
            list(nomes),
            default=[] if known is None else [campo for campo in known.campos_errados if campo in nomes],
            format_func=lambda campo: nomes[campo],
            placeholder="Escolha fatos ou seções",
            key=f"{key}_campos",
        )
        comentario = st.text_area(
            "Comentário (opcional)",
            value="" if known is None else known.comentario,
            max_chars=MAX_COMENTARIO,
            placeholder="O que faltou, o que sobrou, o que você teve de reescrever",
            key=f"{key}_comentario",
        )
        has_sent = st.form_submit_button(
            "Enviar avaliação" if known is None else "Guardar mudança", type="primary", icon=":material/send:"
        )
    if has_sent:
        with report_errors():
            services().feedback.give(peca_id, usuario.id, build_opiniao(estrelas, veredito, campos, comentario))
            st.session_state.pop(_changing(peca_id), None)
            st.rerun()


def _list_campos(geracao: Geracao, usuario: Usuario) -> dict[str, str]:
    """The facts that were found and the sections of the minuta, by the name under which they are kept."""
    assert geracao.peca_id is not None
    variaveis = services().prompts.list_variaveis()
    fatos = [
        fato.variavel
        for fato in services().pecas.list_fatos(geracao.id)
        if fato.estado in (EstadoDoFato.VALORADO, EstadoDoFato.FALSO, EstadoDoFato.DESCONHECIDO)
    ]
    secoes = split_secoes(services().pecas.get_peca(geracao.peca_id, usuario.id).versao.texto)
    named = {f"{_SECAO}{secao.titulo}": f"Seção: {secao.titulo}" for secao in secoes if secao.titulo}
    return named | {f"{_FATO}{slug}": f"Fato: {variaveis[slug].pergunta}" for slug in fatos if slug in variaveis}


def _name_estrelas(opiniao: Opiniao) -> str:
    return f"{opiniao.estrelas} de {len(ESTRELAS)} estrelas, {_PALAVRAS[opiniao.estrelas]}"


def _describe_campos(opiniao: Opiniao) -> str:
    count = len(opiniao.campos_errados)
    if not count:
        return ""
    return " · 1 ponto errado marcado" if count == 1 else f" · {count} pontos errados marcados"


def _describe_prazo(avaliacao: Avaliacao) -> str:
    if avaliacao.aberta_ate is None:
        return " Você pode mudá-la a qualquer momento."
    if avaliacao.can_change(local_now()):
        return f" Você pode mudá-la até {format_day(avaliacao.aberta_ate)}."
    return " O prazo para mudá-la terminou, sete dias depois de a peça se tornar final."


def _set_changing(peca_id: UUID) -> None:
    st.session_state[_changing(peca_id)] = True


def _changing(peca_id: UUID) -> str:
    return f"gerador_de_pecas_mudando_avaliacao_{peca_id}"
