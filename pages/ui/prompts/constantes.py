"""Legal constants: the values with the day each began to count and the law it comes from, changed with history."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from html import escape

import streamlit as st

from core.errors import ForbiddenChangeError, InvalidInputError, PortalError
from core.pecas.apresentacao import format_moeda
from core.prompts.comparacao import parse_ordenavel
from core.prompts.constantes.domain import (
    ConstanteLegal,
    Unidade,
    ValorDatado,
    VersaoDaConstante,
    parse_valor_da_constante,
)
from core.usuarios.domain import Usuario
from pages.ui.autores import name_autores
from pages.ui.dates import format_when
from pages.ui.errors import report_errors, show_error
from pages.ui.prompts.enderecos import go
from pages.ui.runtime import services

_NOVO = "novo"
_PREFIX = "prompts_e_modulos_constante"
_AVISO = f"{_PREFIX}_aviso"
_NUMERO = f"{_PREFIX}_edicoes"
_TABELA = (
    '<div class="portal-rolagem" tabindex="0">'
    '<table class="portal-tabela prompts-versoes"><thead><tr>{head}</tr></thead>'
    "<tbody>{rows}</tbody></table></div>"
)


def show_constantes(usuario: Usuario) -> None:
    """Choose one (``?item=``), see its values, change one or add the next."""
    constantes = {constante.slug: constante for constante in services().constantes.list_constantes()}
    if not constantes:
        st.info("Ainda não há constantes guardadas. Peça ao administrador que carregue o conteúdo inicial do portal.")
        return
    named = st.query_params.get("item", "")
    options = list(constantes)
    current = named if named in constantes else options[0]
    chosen = st.selectbox(
        "Constante legal",
        options,
        index=options.index(current),
        format_func=lambda slug: constantes[slug].nome,
        key=f"{_PREFIX}_{current}",
    )
    if chosen and chosen != current:
        go(item=chosen)
    if notice := st.session_state.pop(_AVISO, ""):
        st.success(notice, icon=":material/check_circle:")
    constante = constantes[current]
    left, right = st.columns([3, 2], gap="large")
    with left:
        _show_valores(constante)
        _show_versoes(usuario, constante)
    with right:
        _edit(usuario, constante)


def _show_valores(constante: ConstanteLegal) -> None:
    nomes = name_autores(valor.autor for valor in constante.valores)
    rows = "".join(
        f'<tr><th scope="row">{valor.desde:%d/%m/%Y}</th>'
        f'<td class="numero">{_describe_valor(constante.unidade, valor.valor)}</td>'
        f"<td>{escape(valor.fonte)}</td><td>{escape(nomes[valor.autor])}</td></tr>"
        for valor in reversed(constante.valores)
    )
    st.html(_TABELA.format(head=_render_head("Vale desde", "Valor", "Fonte", "Autor"), rows=rows))


def _edit(usuario: Usuario, constante: ConstanteLegal) -> None:
    """One row at a time; what was typed stays when it is refused or somebody was faster."""
    st.subheader("Alterar", anchor=False)
    dias = {valor.desde.isoformat(): valor for valor in reversed(constante.valores)}
    prefix = f"{_PREFIX}_{constante.slug}_{st.session_state.get(_NUMERO, 0)}"
    base = st.session_state.setdefault(f"{prefix}_base", constante.versao)
    linha = st.selectbox(
        "Linha",
        [_NOVO, *dias],
        format_func=lambda dia: f"Desde {dias[dia].desde:%d/%m/%Y}" if dia in dias else "Novo valor",
        key=f"{prefix}_linha",
    )
    old = dias.get(linha)
    desde, valor, fonte = _ask_linha(f"{prefix}_{linha}", constante.unidade, old)
    motivo = st.text_input("Motivo da alteração (obrigatório)", key=f"{prefix}_{linha}_motivo", max_chars=500)
    with st.container(horizontal=True, gap="small", key=f"{prefix}_acoes"):
        has_sent = st.button("Publicar", type="primary", icon=":material/publish:", key=f"{prefix}_publicar")
        is_removing = old is not None and st.button("Retirar esta linha", icon=":material/delete:")
    if not has_sent and not is_removing:
        return
    try:
        new = () if is_removing else (_read(constante.unidade, desde, valor, fonte),)
        others = tuple(item for item in constante.valores if item is not old)
        changed = replace(constante, versao=base, valores=(*others, *new))
        services().constantes.save_constante(changed, autor=usuario.login, motivo=motivo)
    except PortalError as error:
        if isinstance(error, ForbiddenChangeError):  # the table above has what the other person published
            st.session_state[f"{prefix}_base"] = constante.versao
        show_error(error)
        return
    _finish(f"{constante.nome}: alteração publicada. Vale para as peças que começarem agora.")


def _ask_linha(key: str, unidade: Unidade, old: ValorDatado | None) -> tuple[str, str, str]:
    """Day, value and source as they were typed."""
    left, right = st.columns(2)
    dia = f"{old.desde:%d/%m/%Y}" if old else ""
    valor = _format(unidade, old.valor) if old else ""
    return (
        left.text_input("Vale desde", dia, key=f"{key}_desde", placeholder="01/01/2027"),
        right.text_input(f"Valor ({unidade.label})", valor, key=f"{key}_valor"),
        st.text_input("Fonte (lei, decreto ou decisão)", old.fonte if old else "", key=f"{key}_fonte", max_chars=300),
    )


def _read(unidade: Unidade, desde: str, valor: str, fonte: str) -> ValorDatado:
    """Raises InvalidInputError that names the field."""
    dia = parse_ordenavel(desde)
    if not isinstance(dia, date):
        raise InvalidInputError(
            "day of a constant", user_message="O dia em “Vale desde” não foi entendido. Escreva como 31/12/2026."
        )
    return ValorDatado(dia, parse_valor_da_constante(unidade, valor), fonte.strip())


def _finish(notice: str) -> None:
    """Tell it at the top and start with empty fields. Ends the run."""
    st.session_state[_AVISO] = notice
    st.session_state[_NUMERO] = st.session_state.get(_NUMERO, 0) + 1
    st.rerun()


def _show_versoes(usuario: Usuario, constante: ConstanteLegal) -> None:
    versoes = services().constantes.list_versoes(constante.slug)
    with st.expander(f"Histórico ({len(versoes)})"):
        antes = [*(v.constante for v in versoes[1:]), None]
        nomes = name_autores(v.autor for v in versoes)
        rows = "".join(_render_versao(v, old, nomes[v.autor]) for v, old in zip(versoes, antes, strict=True))
        st.html(_TABELA.format(head=_render_head("Versão", "Motivo", "Autor", "Quando", "O que mudou"), rows=rows))
        old = [v.constante.versao for v in versoes if not v.is_viva]
        if not old:
            return
        chosen = st.selectbox("Versão a restaurar", old, key=f"{_PREFIX}_{constante.slug}_antiga")
        if st.button(f"Restaurar a versão {chosen}", icon=":material/settings_backup_restore:"):
            with report_errors():
                services().constantes.restore_versao(constante, chosen, autor=usuario.login)
                _finish(f"{constante.nome}: voltou a valer o que a versão {chosen} dizia.")


def _render_versao(versao: VersaoDaConstante, antes: ConstanteLegal | None, autor: str) -> str:
    return (
        f'<tr><th scope="row">Versão {versao.constante.versao}{" (vale agora)" if versao.is_viva else ""}</th>'
        f"<td>{escape(versao.motivo)}</td><td>{escape(autor)}</td><td>{format_when(versao.criada_em)}</td>"
        f"<td>{_describe(versao.constante, antes)}</td></tr>"
    )


def _describe(constante: ConstanteLegal, antes: ConstanteLegal | None) -> str:
    """The rows that came in and went out against the version before."""
    if antes is None:
        return "primeira versão"
    new, old = ({(v.desde, v.valor, v.fonte) for v in one.valores} for one in (constante, antes))
    lines = [("saiu", row) for row in sorted(old - new, key=str)] + [
        ("entrou", row) for row in sorted(new - old, key=str)
    ]
    return (
        "; ".join(
            f"{verb} {_describe_valor(constante.unidade, valor)} desde {desde:%d/%m/%Y} ({escape(fonte)})"
            for verb, (desde, valor, fonte) in lines
        )
        or "só a redação"
    )


def _describe_valor(unidade: Unidade, valor: Decimal | date) -> str:
    """With its unit, as people read it."""
    text = _format(unidade, valor)
    return text if unidade in (Unidade.DATA, Unidade.REAIS) else f"{text} {unidade.label}"


def _format(unidade: Unidade, valor: Decimal | date) -> str:
    if isinstance(valor, date):
        return f"{valor:%d/%m/%Y}"
    if unidade is Unidade.REAIS:
        return format_moeda(float(valor))
    return f"{valor.normalize():f}".replace(".", ",")


def _render_head(*nomes: str) -> str:
    return "".join(f'<th scope="col">{nome}</th>' for nome in nomes)
