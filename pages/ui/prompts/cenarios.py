"""Saved scenarios: find one, see what would be decided in it, change its values."""

from __future__ import annotations

from collections import Counter
from html import escape

import streamlit as st

from core.errors import PortalError
from core.pecas.domain import TIPOS_DE_PECA
from core.prompts.cenarios.domain import Cenario, Previsao, PrevisaoDoModulo
from core.prompts.comparacao import normalize
from core.prompts.descricao import Variaveis, describe_condicao, name_variavel
from core.prompts.politicas.texto import format_resposta
from core.usuarios.domain import Usuario
from pages.ui.errors import show_error
from pages.ui.prompts.cenarios_editor import edit_cenario
from pages.ui.prompts.enderecos import go, link_here
from pages.ui.runtime import services
from pages.ui.urls import read_int
from pages.ui.work import show_empty

_PREFIX = "prompts_e_modulos_cenario"
_AVISO = f"{_PREFIX}_aviso"
_DESFAZER = f"{_PREFIX}_desfazer"
_PER_PAGE = 50
_SINAIS = {
    Previsao.SIM: ("pronto", "Sim"),
    Previsao.NAO: ("cancelado", "Não"),
    Previsao.PERGUNTAR: ("aguardando_voce", "Perguntar"),
    Previsao.MODELO: ("em_andamento", "O modelo decide"),
}


def show_cenarios(usuario: Usuario) -> None:
    """The list, one scenario (``?item=``), or its editor (``?ver=editar``, ``?ver=novo``)."""
    if notice := st.session_state.pop(_AVISO, ""):
        st.success(notice, icon=":material/check_circle:")
    slug, ver = st.query_params.get("item", ""), st.query_params.get("ver", "")
    if ver == "novo":
        edit_cenario(usuario, "", _finish)
    elif slug and ver == "editar":
        edit_cenario(usuario, slug, _finish)
    elif slug:
        _show_cenario(usuario, services().cenarios.get_cenario(slug))
    else:
        _show_lista(usuario)


def _show_lista(usuario: Usuario) -> None:
    cenarios = services().cenarios.list_cenarios()
    grupos = {grupo.slug: grupo.nome for grupo in services().prompts.list_grupos()}
    left, middle, right = st.columns([3, 1, 1])
    busca = left.text_input("Buscar pelo nome", key=f"{_PREFIX}_busca", placeholder="cirurgia eletiva")
    grupo = middle.selectbox("Grupo", ["", *grupos], format_func=lambda g: grupos.get(g, "Todos"), key=f"{_PREFIX}_g")
    tipos = {tipo.value: tipo.label for tipo in TIPOS_DE_PECA}
    tipo = right.selectbox("Peça", ["", *tipos], format_func=lambda t: tipos.get(t, "Todas"), key=f"{_PREFIX}_t")
    words = normalize(busca).split()
    found = [
        c
        for c in cenarios
        if grupo in ("", c.grupo) and tipo in ("", c.tipo_de_peca) and all(w in normalize(c.nome) for w in words)
    ]
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"{_PREFIX}_contagem"):
        st.html(
            f'<p role="status" class="prompts-contagem"><strong>{len(found)}</strong> de {len(cenarios)} cenários</p>'
        )
        if st.button("Novo cenário", icon=":material/add:", key=f"{_PREFIX}_novo"):
            go(ver="novo")
        if slug := st.session_state.get(_DESFAZER, ""):
            _offer_undo(usuario, slug)
    if not found:
        show_empty("Nenhum cenário com esses filtros.", "Apague um filtro ou confira as palavras da busca.")
        return
    pages = -(-len(found) // _PER_PAGE)
    page = min(max(read_int("pagina"), 1), pages)
    lines = "".join(_render_linha(c, grupos, tipos) for c in found[(page - 1) * _PER_PAGE : page * _PER_PAGE])
    st.html(f'<ul class="portal-lista prompts-modulos prompts-cenarios" aria-label="Cenários">{lines}</ul>')
    if pages > 1:
        chosen = st.pagination(pages, default=page, key=f"{_PREFIX}_paginas_{page}")
        if chosen != page:
            go(pagina=str(chosen))


def _render_linha(cenario: Cenario, grupos: dict[str, str], tipos: dict[str, str]) -> str:
    return (
        f'<li><a href="{escape(link_here(item=cenario.slug, pagina=""))}" target="_self">'
        f'<span class="nome">{escape(cenario.nome)}<span class="lugar">{escape(cenario.nota)}</span></span>'
        f"<span>{escape(grupos.get(cenario.grupo, cenario.grupo))}</span>"
        f"<span>{escape(tipos.get(cenario.tipo_de_peca, cenario.tipo_de_peca))}</span></a></li>"
    )


def _show_cenario(usuario: Usuario, cenario: Cenario) -> None:
    if st.button("Todos os cenários", icon=":material/arrow_back:", key=f"{_PREFIX}_voltar", type="tertiary"):
        go(item="")
    st.subheader(cenario.nome, anchor=False)
    if cenario.nota:
        st.text(cenario.nota)
    with st.container(horizontal=True, gap="small", key=f"{_PREFIX}_acoes"):
        if st.button("Editar", icon=":material/edit:", key=f"{_PREFIX}_editar"):
            go(ver="editar")
        with st.popover("Excluir", icon=":material/delete:"):
            st.write(f"O cenário “{cenario.nome}” deixa de contar na conferência das edições.")
            if st.button("Excluir este cenário", type="primary", key=f"{_PREFIX}_excluir"):
                _delete(usuario, cenario)
    itens = services().cenarios.predict(cenario)
    counts = Counter(item.previsao for item in itens)
    st.subheader("O que seria decidido", anchor=False)
    options = [previsao for previsao in Previsao if counts[previsao]]
    chosen = st.pills(
        "Mostrar",
        options,
        selection_mode="multi",
        default=[p for p in options if p in (Previsao.SIM, Previsao.PERGUNTAR)],
        format_func=lambda p: f"{_SINAIS[p][1]} ({counts[p]})",
        key=f"{_PREFIX}_mostrar_{cenario.slug}",
    )
    variaveis = services().prompts.list_variaveis()
    rows = "".join(_render_decisao(item, variaveis) for item in itens if item.previsao in chosen)
    st.html(
        '<div class="portal-rolagem" tabindex="0">'
        '<table class="portal-tabela prompts-raio"><thead><tr><th scope="col">Módulo</th>'
        f'<th scope="col">Decisão</th><th scope="col">Por quê</th></tr></thead><tbody>{rows}</tbody></table></div>'
    )
    _show_valores(cenario)


def _render_decisao(item: PrevisaoDoModulo, variaveis: Variaveis) -> str:
    sinal, nome = _SINAIS[item.previsao]
    estado = f'<span class="portal-estado portal-estado-{sinal}">{nome}</span>'
    why = escape(_explain(item, variaveis))
    return f'<tr><th scope="row">{escape(item.modulo.titulo)}</th><td>{estado}</td><td>{why}</td></tr>'


def _explain(item: PrevisaoDoModulo, variaveis: Variaveis) -> str:
    """The policy, the open questions or the conditions that decided, in words."""
    if item.decisao is None:
        return "Não tem regra: o modelo lê os documentos e escolhe."
    if item.decisao.aplicada is not None:
        return f"Política “{item.decisao.aplicada.politica.nome}”: {item.decisao.aplicada.linha.motivo}"
    if item.decisao.desconhecidas:
        return "Falta saber: " + "; ".join(name_variavel(slug, variaveis) for slug in item.decisao.desconhecidas)
    avaliacao = item.decisao.da_regra.avaliacao
    if avaliacao is None:
        return "Entra em toda peça deste tipo."
    word = "não vale: " if item.previsao is Previsao.NAO else ""
    return word + "; ".join(describe_condicao(condicao, variaveis) for condicao in avaliacao.condicoes)


def _show_valores(cenario: Cenario) -> None:
    variaveis = services().prompts.list_variaveis()
    with st.expander(f"Valores do cenário ({len(cenario.valores)})", key=f"{_PREFIX}_valores"):
        nomes = {categoria.slug: categoria.nome for categoria in services().prompts.list_categorias()}
        if cenario.ausentes:
            st.text("Não estão nos autos: " + "; ".join(nomes.get(slug, slug) for slug in cenario.ausentes))
        rows = "".join(
            f'<tr><th scope="row">{escape(variaveis[slug].pergunta if slug in variaveis else slug)}</th>'
            f"<td>{escape(format_resposta(valor))}</td></tr>"
            for slug, valor in cenario.valores.items()
        )
        st.html(f'<table class="portal-tabela prompts-raio"><tbody>{rows}</tbody></table>')
        st.caption("O que não está na lista é desconhecido.")


def _delete(usuario: Usuario, cenario: Cenario) -> None:
    try:
        services().cenarios.delete_cenario(cenario, autor=usuario.login)
    except PortalError as error:
        show_error(error)
        return
    st.session_state[_AVISO] = f"O cenário “{cenario.nome}” foi excluído."
    st.session_state[_DESFAZER] = cenario.slug
    go(item="")


def _offer_undo(usuario: Usuario, slug: str) -> None:
    if st.button("Desfazer a exclusão", icon=":material/undo:", key=f"{_PREFIX}_desfazer_botao"):
        restored = services().cenarios.restore_cenario(slug, autor=usuario.login)
        st.session_state.pop(_DESFAZER, None)
        _finish(slug, f"O cenário “{restored.nome}” voltou.")


def _finish(slug: str, notice: str) -> None:
    """Tell it above the scenario. Ends the run."""
    st.session_state[_AVISO] = notice
    go(item=slug, ver="")
