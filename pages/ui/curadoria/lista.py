"""The modules by section as the browser draws them: in, taken out, and why the others are not in."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.pecas.curadoria.domain import Curadoria, ItemDaCuradoria, SecaoDaCuradoria, Situacao
from core.pecas.decisoes import Caso, split_resposta
from core.pecas.domain import OrigemDoModulo
from core.prompts.comparacao import Decisao
from pages.ui.components import build_component
from pages.ui.curadoria.gestos import LISTA, ask_listed, has_failed
from pages.ui.evidencias import find_address, list_casos
from pages.ui.runtime import services

_ORIGENS = {
    OrigemDoModulo.BASE: "sempre entra",
    OrigemDoModulo.REGRA: "por regra",
    OrigemDoModulo.MODELO: "pela leitura",
    OrigemDoModulo.PESSOA: "da biblioteca",
}


def show_modulos(curadoria: Curadoria) -> None:
    """One component: a mark moves at once in the browser, and the portal keeps it."""
    casos = list_casos(curadoria.geracao, services().pecas.list_documentos(curadoria.geracao.id))
    data = {
        "versao": curadoria.versao,
        "falhou": has_failed(),
        "lendo": st.query_params.get("modulo", ""),
        "secoes": [_build_secao(curadoria, secao, casos) for secao in curadoria.secoes],
    }
    build_component("curadoria", has_css=True, is_isolated=False)(key=LISTA, data=data, on_gesto_change=ask_listed)


def _build_secao(curadoria: Curadoria, secao: SecaoDaCuradoria, casos: dict[str, str]) -> dict[str, Any]:
    parts = {"dentro": secao.dentro, "retirados": secao.retirados, "fora": secao.fora}
    lists = {name: [_build_item(curadoria, item, casos) for item in itens] for name, itens in parts.items()}
    return {"nome": secao.nome, **lists}


def _build_item(curadoria: Curadoria, item: ItemDaCuradoria, casos: dict[str, str]) -> dict[str, Any]:
    decidido = item.decidido
    return {
        "slug": decidido.slug,
        "titulo": decidido.titulo,
        "situacao": item.situacao.value,
        "rotulo": _name(item),
        "origem": _ORIGENS[decidido.origem],
        "motivo": decidido.motivo,
        "politica": _name_politica(item),
        "porques": _list_porques(curadoria, item, casos),
    }


def _name(item: ItemDaCuradoria) -> str:
    if item.situacao is not Situacao.FORA:
        return item.situacao.label
    return "Depende de resposta" if item.decidido.decisao is Decisao.DESCONHECIDA else "Fora"


def _name_politica(item: ItemDaCuradoria) -> str:
    """The policy that decided instead of the rule; said in words where the person went against it."""
    politica = item.decidido.politica
    return f"Vedado pela política “{politica}”" if item.is_vedado else politica


def _list_porques(curadoria: Curadoria, item: ItemDaCuradoria, casos: dict[str, str]) -> list[dict[str, str]]:
    """The answers that decided a rule, each with the way to its page."""
    caso = Caso(curadoria.geracao.pedido.tipo_de_peca, curadoria.fatos, curadoria.variaveis)
    told = [(split_resposta(slug, caso), curadoria.fatos.get(slug)) for slug in item.decidido.variaveis]
    return [{"texto": texto, "lugar": lugar, "endereco": find_address(fato, casos)} for (texto, lugar), fato in told]
