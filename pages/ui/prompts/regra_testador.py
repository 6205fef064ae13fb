"""The tester of a rule: over values that are typed, a saved scenario or a case, what it decides and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape

import streamlit as st

from core.errors import PortalError
from core.pecas.domain import TIPOS_DE_PECA, TipoDePeca
from core.prompts.decisao import DecisaoDoModulo, decide_modulo
from core.prompts.descricao import Variaveis, name_variavel
from core.prompts.domain import CategoriaDeDocumento, ModoDeAtivacao, Modulo, TipoDeVariavel, Variavel
from core.prompts.explicacao import EstadoDoNo, trace_regra
from core.prompts.politicas.domain import apply_politicas
from core.prompts.regras import Decisao, Operador, Regra, SemValor, ValorDoFato, evaluate_regra, list_variaveis
from core.prompts.valores import complete_valores
from core.usuarios.domain import Usuario
from pages.ui.access import current_usuario
from pages.ui.dates import format_when
from pages.ui.errors import show_error
from pages.ui.inputs import ask_numero_cnj
from pages.ui.prompts.regra_arvore import render_arvore, render_estado
from pages.ui.prompts.regra_rascunho import CondicaoEmEdicao
from pages.ui.prompts.regra_valor import ask_valor, fill_widget
from pages.ui.runtime import services

Valores = Mapping[str, ValorDoFato]

_DIGITAR, _CENARIO, _PROCESSO = "Digitar valores", "Cenário salvo", "Número de processo"
_SO_PROCURADORIA = (
    "Dados de processos só aparecem para quem tem acesso a processos no portal (LGPD). "
    "Para testar, digite os valores ou escolha um cenário salvo."
)
_COM_VALOR, _NAO_SE_APLICA, _DESCONHECIDO = "com valor", "não se aplica", "desconhecido"
_SEM_VALOR = {_NAO_SE_APLICA: SemValor.NAO_SE_APLICA, _DESCONHECIDO: SemValor.DESCONHECIDO}
_BOOLEANOS: Mapping[str, ValorDoFato] = {"sim": True, "não": False, **_SEM_VALOR}
_VEREDITOS = {
    Decisao.SIM: (EstadoDoNo.VERDADEIRO, "O módulo entra na peça.", "A regra vale para este caso."),
    Decisao.NAO: (EstadoDoNo.FALSO, "O módulo não entra na peça.", "A regra não vale para este caso."),
    Decisao.DESCONHECIDA: (
        EstadoDoNo.DESCONHECIDO,
        "O portal pergunta a quem gera a minuta antes de decidir.",
        "Falta saber para decidir.",
    ),
}


@dataclass(frozen=True)
class _Fonte:
    """Where the values start from; ``nome`` tells its fields from those of another source."""

    nome: str
    valores: Valores
    tipo: str = ""


def offer_tester(modulo: Modulo, variaveis: Variaveis, *, key: str) -> None:
    """The tester behind a heading that opens it; nothing is read while it is closed."""
    if not _list_regras(modulo):
        return
    place = st.expander("Testar a regra", icon=":material/science:", key=f"{key}_abre", on_change="rerun")
    if place.open:
        with place:
            show_tester(modulo, variaveis, key=key)


def show_tester(alvo: Modulo | Regra, variaveis: Variaveis, *, key: str = "testador") -> None:
    """Let a person try a module or a rule; nothing is kept.

    A case is offered only with the permission to see cases (the data team has none), with the person's own peças.
    ``alvo`` may be an edit that is not saved. Not to be called inside a form.
    """
    regras = _list_regras(alvo)
    if not regras:
        is_model = isinstance(alvo, Modulo) and alvo.modo is ModoDeAtivacao.MODELO
        st.info(
            "O modelo decide quando este módulo entra; não há regra para testar."
            if is_model
            else "Sem regra, o módulo entra sempre; não há o que testar.",
            icon=":material/info:",
        )
        return
    fonte = _ask_fonte(key, current_usuario())
    tipo = _ask_tipo(f"{key}_{fonte.nome}", alvo, fonte.tipo) if isinstance(alvo, Modulo) else ""
    slugs = dict.fromkeys(slug for regra in regras for slug in list_variaveis(regra))
    typed = {slug: _ask_fato(f"{key}_{fonte.nome}", slug, fonte, variaveis.get(slug)) for slug in slugs}
    valores = _complete({**fonte.valores, **typed}, variaveis)
    _show_decisao(alvo, tipo, valores, variaveis)


def _list_regras(alvo: Modulo | Regra) -> tuple[Regra, ...]:
    """Every rule that may count, in the order in which they are asked."""
    if not isinstance(alvo, Modulo):
        return (alvo,)
    if alvo.modo is ModoDeAtivacao.MODELO:
        return ()
    own = (item.regra for item in alvo.regras_por_tipo if item.is_active)
    found = (alvo.regra, *own, alvo.regra_secundaria if alvo.usa_secundaria else None)
    return tuple(regra for regra in found if regra is not None)


def _ask_fonte(key: str, usuario: Usuario) -> _Fonte:
    can_see = usuario.has_permission("processos.ver")
    options = [_DIGITAR, _CENARIO, *([_PROCESSO] if can_see else [])]
    fill_widget(f"{key}_fonte", _DIGITAR)
    chosen = st.segmented_control("De onde vêm os valores", options, required=True, key=f"{key}_fonte")
    if not can_see:
        st.caption(_SO_PROCURADORIA)
    if chosen == _CENARIO:
        return _ask_cenario(key)
    return _ask_processo(key, usuario) if chosen == _PROCESSO else _Fonte("digitados", {})


def _ask_cenario(key: str) -> _Fonte:
    cenarios = {cenario.slug: cenario for cenario in services().cenarios.list_cenarios()}
    if not cenarios:
        st.info("Ainda não há cenários salvos.", icon=":material/science:")
        return _Fonte("digitados", {})
    slug = st.selectbox(
        "Cenário",
        list(cenarios),
        format_func=lambda slug: cenarios[slug].nome,
        filter_mode="contains",
        key=f"{key}_cenario",
    )
    cenario = cenarios[slug]
    if cenario.nota:
        st.text(cenario.nota)
    valores = complete_valores(cenario.valores, cenario.ausentes, services().prompts.list_categorias())
    return _Fonte(f"{cenario.slug}_{cenario.versao}", valores, cenario.tipo_de_peca)


def _ask_processo(key: str, usuario: Usuario) -> _Fonte:
    """What the portal knows of a case; the fields below stay those of typed values while it knows nothing."""
    nothing = _Fonte("digitados", {})
    numero_cnj = ask_numero_cnj(key=f"{key}_processo")
    if numero_cnj is None:
        return nothing
    try:
        caso = services().casos.find_valores(numero_cnj, usuario.id)
    except PortalError as error:
        show_error(error)
        return nothing
    if caso is None:
        st.info(
            "O portal ainda não tem este processo e pediu os dados dele ao TJMS. Se não vierem em um minuto, o TJMS "
            "está fora do ar ou não tem este processo: confira o número, digite os valores ou escolha um cenário.",
            icon=":material/hourglass_top:",
        )
        st.button("Ver se os dados chegaram", icon=":material/refresh:", key=f"{key}_processo_ver")
        return nothing
    if caso.gerada_em is None:
        st.caption("Você não gerou peça deste processo: só se conhecem os dados que o TJMS informa. Complete o resto.")
    else:
        st.caption(f"Valores da sua peça mais recente deste processo, pedida {format_when(caso.gerada_em)}.")
    return _Fonte(f"processo_{numero_cnj}", caso.valores, caso.tipo_de_peca)


def _ask_tipo(key: str, modulo: Modulo, first: str) -> str:
    """The piece type, which rules and policies may depend on; it starts as the source has it."""
    tipos = [tipo for tipo in TIPOS_DE_PECA if not modulo.tipos_de_peca or tipo.value in modulo.tipos_de_peca]
    if first in tipos:
        fill_widget(f"{key}_tipo", TipoDePeca(first))
    return str(st.selectbox("Tipo de peça", tipos, format_func=lambda tipo: tipo.label, key=f"{key}_tipo").value)


def _ask_fato(key: str, slug: str, fonte: _Fonte, variavel: Variavel | None) -> ValorDoFato:
    """The value of a variable in one of the four states; it starts as the source has it."""
    valor = fonte.valores.get(slug, SemValor.DESCONHECIDO)
    question, state, value = st.columns([5, 2.2, 2.8], vertical_alignment="center")
    label = variavel.pergunta if variavel else slug.replace("_", " ")
    question.text(label)
    is_boolean = variavel is not None and variavel.tipo is TipoDeVariavel.BOOLEANO
    options = list(_BOOLEANOS) if is_boolean else [_COM_VALOR, *_SEM_VALOR]
    fill_widget(f"{key}_{slug}_estado", _name_estado(valor, is_boolean=is_boolean))
    estado = state.selectbox(f"Estado de: {label}", options, key=f"{key}_{slug}_estado", label_visibility="collapsed")
    if is_boolean:
        return _BOOLEANOS[estado]
    if estado != _COM_VALOR:
        return _SEM_VALOR[estado]
    with value:
        return _ask_valor(f"{key}_{slug}", slug, valor, variavel)


def _name_estado(valor: ValorDoFato, *, is_boolean: bool) -> str:
    if isinstance(valor, SemValor):
        return next(name for name, found in _SEM_VALOR.items() if found is valor)
    if is_boolean:
        return "sim" if valor is True else "não" if valor is False else _DESCONHECIDO
    return _COM_VALOR


def _ask_valor(key: str, slug: str, valor: ValorDoFato, variavel: Variavel | None) -> ValorDoFato:
    is_list = variavel is not None and variavel.tipo is TipoDeVariavel.LISTA
    operador = Operador.IN_LIST if is_list else Operador.EQUALS
    first = None if isinstance(valor, SemValor) else tuple(valor) if is_list else valor
    parte = ask_valor(key, CondicaoEmEdicao(0, slug, operador, first), variavel, f"“{slug}”")
    if parte.motivo:
        st.error(f"{parte.motivo}.", icon=":material/error:")
    if is_list:
        return [str(item) for item in parte.valor] if isinstance(parte.valor, tuple) else []
    return SemValor.DESCONHECIDO if parte.valor is None or isinstance(parte.valor, tuple) else parte.valor


def _complete(valores: Valores, variaveis: Variaveis) -> Valores:
    """What depends on a question whose answer is no does not apply, as in a real case."""
    whole = CategoriaDeDocumento("", 1, "", (), "", tuple(variaveis.values()))
    return complete_valores(valores, (), (whole,))


def _show_decisao(alvo: Modulo | Regra, tipo: str, valores: Valores, variaveis: Variaveis) -> None:
    if isinstance(alvo, Modulo):
        decidido = decide_modulo(alvo, tipo, valores)
        regra, avaliacao, decisao = decidido.regra, decidido.avaliacao, decidido.decisao
    else:
        regra, avaliacao = alvo, evaluate_regra(alvo, valores)
        decisao = avaliacao.decisao
    estado, of_module, of_rule = _VEREDITOS[decisao]
    words = of_module if isinstance(alvo, Modulo) else of_rule
    st.html(f'<p class="portal-resumo" role="status">{render_estado(estado)}<strong>{words}</strong></p>')
    if regra is None or avaliacao is None:
        st.text("Neste tipo de peça o módulo não tem regra.")
        return
    if avaliacao.desconhecidas:
        st.text(f"Perguntas em aberto: {_join(avaliacao.desconhecidas, variaveis)}")
    if isinstance(alvo, Modulo):
        st.text(_name_regra(alvo, tipo, regra))
        _show_politica(decide_modulo(alvo, tipo, valores), tipo, valores, variaveis)
    st.html(render_arvore(trace_regra(regra, valores, variaveis), variaveis))


def _show_politica(decidido: DecisaoDoModulo, tipo: str, valores: Valores, variaveis: Variaveis) -> None:
    """Where an office policy decides otherwise than the rule."""
    (final,) = apply_politicas([decidido], services().politicas.list_politicas(), valores, tipo)
    if final.decisao is decidido.decisao:
        return
    effect = _VEREDITOS[final.decisao][1]
    aplicada = final.aplicada
    source = f"pela política “{aplicada.politica.nome}”: {aplicada.linha.motivo}" if aplicada else "por uma política"
    asked = f" Falta saber: {_join(final.desconhecidas, variaveis)}." if final.desconhecidas else ""
    st.html(
        f'<p class="portal-estado portal-estado-pronto_com_ressalvas" role="status">'
        f"<span>{escape(f'{effect} Assim fica {source}{asked}')}</span></p>"
    )


def _name_regra(modulo: Modulo, tipo: str, regra: Regra) -> str:
    if modulo.usa_secundaria and regra is modulo.regra_secundaria:
        return "Conta a regra secundária, porque as perguntas da principal não se aplicam ao caso."
    if regra is modulo.regra:
        return "Conta a regra do módulo."
    return f"Conta a regra própria de {TipoDePeca(tipo).label.lower()}."


def _join(slugs: Iterable[str], variaveis: Variaveis) -> str:
    return "; ".join(name_variavel(slug, variaveis) for slug in slugs)
