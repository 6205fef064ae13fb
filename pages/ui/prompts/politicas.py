"""The office's policies: decision tables with their tests, their history and what an edit would change."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import streamlit as st

from core.errors import PortalError
from core.prompts.politicas.domain import Efeito, Politica, ResultadoDoCaso, name_tipo_de_peca
from core.prompts.politicas.texto import describe_alvos, format_celula, format_resposta
from core.usuarios.domain import Usuario
from pages.ui.autores import name_autores
from pages.ui.dates import format_when
from pages.ui.errors import show_error
from pages.ui.prompts.enderecos import go, link_here
from pages.ui.prompts.politicas_editor import edit_politica, list_colunas
from pages.ui.prompts.raio import show_mudancas
from pages.ui.runtime import services

_PREFIX = "prompts_e_modulos_politica"
_AVISO = f"{_PREFIX}_aviso"
_EFEITOS = {
    Efeito.VEDADO: ("cancelado", "Vedado"),
    Efeito.OBRIGATORIO: ("pronto", "Obrigatório"),
    Efeito.PERMITIDO: ("pronto", "Permitido"),
}
_LINHA = """
<li><a href="{link}" target="_self"><span class="nome">{nome}<span class="lugar">{descricao}</span></span>
<span class="portal-estado portal-estado-{sinal}">{testes}</span></a></li>
"""


def show_politicas(usuario: Usuario) -> None:
    """The list, one policy (``?item=``), or its editor (``?ver=editar``)."""
    if notice := st.session_state.pop(_AVISO, ""):
        st.success(notice, icon=":material/check_circle:")
    slug, ver = st.query_params.get("item", ""), st.query_params.get("ver", "")
    if ver == "nova":
        edit_politica(usuario, "", _finish)
    elif slug and ver == "editar":
        edit_politica(usuario, slug, _finish)
    elif slug:
        _show_politica(usuario, services().politicas.get_politica(slug))
    else:
        _show_lista()


def _show_lista() -> None:
    politicas = services().politicas.list_politicas()
    st.write(
        "As políticas valem depois das regras dos módulos: um módulo vedado fica fora e um obrigatório entra, "
        "com o motivo da política. O que não se sabe vira pergunta."
    )
    if st.button("Nova política", icon=":material/add:", key=f"{_PREFIX}_nova"):
        go(ver="nova")
    lines = "".join(_render_linha(politica) for politica in politicas)
    st.html(f'<ul class="portal-lista prompts-modulos prompts-politicas" aria-label="Políticas">{lines}</ul>')


def _render_linha(politica: Politica) -> str:
    resultados = services().politicas.check_politica(politica)
    failed = sum(not resultado.has_passed for resultado in resultados)
    testes = f"{failed} de {len(resultados)} testes falham" if failed else f"{len(resultados)} testes passam"
    sinal, texto = (
        ("cancelado", "Desligada") if not politica.is_active else ("com_erro" if failed else "pronto", testes)
    )
    return _LINHA.format(
        link=escape(link_here(item=politica.slug)),
        nome=escape(politica.nome),
        descricao=escape(" ".join(politica.descricao.split())),
        sinal=sinal,
        testes=texto,
    )


def _show_politica(usuario: Usuario, politica: Politica) -> None:
    if st.button("Todas as políticas", icon=":material/arrow_back:", key=f"{_PREFIX}_voltar", type="tertiary"):
        go(item="")
    st.subheader(politica.nome, anchor=False)
    if not politica.is_active:
        st.warning("Esta política está desligada e não decide nada.", icon=":material/toggle_off:")
    st.text(" ".join(politica.descricao.split()))
    st.caption(f"Fonte: {politica.fonte} · {politica.modo.label} · versão {politica.versao}")
    st.html(_render_tabela(politica))
    if st.button("Editar", icon=":material/edit:", key=f"{_PREFIX}_editar"):
        go(ver="editar")
    st.subheader("Testes", anchor=False)
    resultados = services().politicas.check_politica(politica)
    st.html(render_testes(resultados))
    _show_versoes(usuario, politica)


def _render_tabela(politica: Politica) -> str:
    colunas, titulos = list_colunas(), services().modulos.list_titulos()
    head = "".join(f'<th scope="col">{escape(colunas.get(coluna, coluna))}</th>' for coluna in politica.colunas)
    rows = "".join(
        f'<tr><th scope="row">{place}</th>'
        + "".join(f"<td>{escape(format_celula(linha.celulas.get(coluna)))}</td>" for coluna in politica.colunas)
        + f"<td>{_render_efeito(linha.efeito)}</td><td>{escape(describe_alvos(linha.alvos, titulos))}</td>"
        f"<td>{escape(linha.motivo)}</td></tr>"
        for place, linha in enumerate(politica.linhas, start=1)
    )
    return (
        '<div class="portal-rolagem" tabindex="0">'
        '<table class="portal-tabela prompts-versoes"><thead><tr><th scope="col">Linha</th>'
        f'{head}<th scope="col">Efeito</th><th scope="col">Módulos</th><th scope="col">Motivo</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _render_efeito(efeito: Efeito) -> str:
    sinal, nome = _EFEITOS[efeito]
    return f'<span class="portal-estado portal-estado-{sinal}">{nome}</span>'


def render_testes(resultados: tuple[ResultadoDoCaso, ...]) -> str:
    """Each test with its values, what it expects and whether it passes."""
    names = list_colunas(), services().modulos.list_titulos()
    rows = "".join(_render_teste(resultado, *names) for resultado in resultados)
    return (
        '<div class="portal-rolagem" tabindex="0">'
        '<table class="portal-tabela prompts-versoes"><thead><tr><th scope="col">Teste</th>'
        '<th scope="col">Com estes valores</th><th scope="col">Espera</th><th scope="col">Resultado</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _render_teste(resultado: ResultadoDoCaso, colunas: Mapping[str, str], titulos: Mapping[str, str]) -> str:
    caso = resultado.caso
    valores = [f"{colunas.get(slug, slug)} {format_resposta(valor)}" for slug, valor in caso.valores.items()]
    valores = [name_tipo_de_peca(caso.tipo_de_peca), *valores]
    espera = "; ".join(f"{describe_alvos((alvo,), titulos)}: {wanted.label}" for alvo, wanted in caso.espera)
    found = "; ".join(
        f"{describe_alvos((alvo,), titulos)}: saiu {found.label}" for alvo, _, found in resultado.diferencas
    )
    estado = ("pronto", "Passa") if resultado.has_passed else ("com_erro", f"Falha. {found}")
    return (
        f'<tr><th scope="row">{escape(caso.nome)}</th><td>{escape("; ".join(valores))}</td>'
        f"<td>{escape(espera)}</td>"
        f'<td><span class="portal-estado portal-estado-{estado[0]}">{escape(estado[1])}</span></td></tr>'
    )


def _show_versoes(usuario: Usuario, politica: Politica) -> None:
    versoes = services().politicas.list_versoes(politica.slug)
    historico = st.expander(f"Histórico ({len(versoes)})", key=f"{_PREFIX}_historico", on_change="rerun")
    with historico:
        nomes = name_autores(v.autor for v in versoes)
        rows = "".join(
            f'<tr><th scope="row">Versão {v.versao}{" (vale agora)" if v.is_current else ""}</th>'
            f"<td>{escape(v.motivo)}</td><td>{escape(nomes[v.autor])}</td><td>{format_when(v.criada_em)}</td></tr>"
            for v in versoes
        )
        st.html(
            '<div class="portal-rolagem" tabindex="0"><table class="portal-tabela prompts-versoes"><thead><tr>'
            '<th scope="col">Versão</th><th scope="col">Motivo</th><th scope="col">Autor</th>'
            f'<th scope="col">Quando</th></tr></thead><tbody>{rows}</tbody></table></div>'
        )
        old = [v.versao for v in versoes if not v.is_current]
        if not old:
            return
        chosen = st.selectbox("Versão a restaurar", old, key=f"{_PREFIX}_antiga")
        if historico.open:
            show_mudancas(
                services().cenarios.preview_politica(services().politicas.get_politica(politica.slug, chosen))
            )
        if st.button(f"Restaurar a versão {chosen}", icon=":material/settings_backup_restore:"):
            try:
                services().politicas.restore_politica(politica.slug, chosen, autor=usuario.login)
            except PortalError as error:
                show_error(error)
                return
            _finish(politica.slug, f"A versão {chosen} voltou a valer.")


def _finish(slug: str, notice: str) -> None:
    """Tell it above the policy. Ends the run."""
    st.session_state[_AVISO] = notice
    go(item=slug, ver="")
