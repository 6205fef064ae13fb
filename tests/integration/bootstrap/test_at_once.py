"""Two people at the same moment: of two edits of one thing one is kept and the other told; one request is one work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import text

from core.ajustes.domain import Mudanca
from core.bootstrap import Services, build_services
from core.calculo.indices.domain import Indice
from core.errors import ForbiddenChangeError
from core.infra.db import Base
from core.pecas.domain import PedidoDeGeracao, TipoDePeca
from core.prompts.cenarios.domain import Cenario
from core.settings import Settings
from core.usuarios.domain import Papel, Usuario
from tests.integration.calculo.test_tabelas import change_mes

POR = {"autor": "ana", "motivo": "prova"}
NUMERO = "08012349720258120001"
SET_2026 = 2026 * 12 + 8
PERSON = (
    "INSERT INTO usuario (login, nome, papel, unidade, senha_hash, is_active, created_at) "
    "VALUES ('ana', 'Ana Inventada', 'procurador', 'PGE', 'x', true, now()) RETURNING id"
)
GESTORA = Usuario(0, "gil", "Gil Inventada", Papel.ADMIN, "PGE")


@dataclass(frozen=True)
class Edit:
    """How somebody saves a word over what everybody read before."""

    save: Callable[[str], object]


def edit_modulo(services: Services) -> Edit:
    read = services.modulos.get_modulo(read_slug(services, "modulo")).modulo
    return Edit(lambda word: services.modulos.save(replace(read, titulo=word), **POR))


def edit_grupo_de_modulos(services: Services) -> Edit:
    read = services.modulos.list_grupos()[0]
    return Edit(lambda word: services.modulos.save_grupo(replace(read, nome=word), **POR))


def edit_instrucao(services: Services) -> Edit:
    read = services.instrucoes.get("coletor").prompt
    return Edit(lambda word: services.instrucoes.save_versao(replace(read, texto=f"{read.texto}\n{word}"), **POR))


def edit_categoria(services: Services) -> Edit:
    read = services.categorias.list_categorias()[0]
    return Edit(lambda word: services.categorias.save_categoria(replace(read, nome=word), **POR))


def edit_constante(services: Services) -> Edit:
    read = services.constantes.list_constantes()[0]
    return Edit(lambda word: services.constantes.save_constante(replace(read, nome=word), **POR))


def edit_politica(services: Services) -> Edit:
    read = services.politicas.list_politicas()[0]
    return Edit(lambda word: services.politicas.save_politica(replace(read, nome=word), **POR))


def edit_tabela(services: Services) -> Edit:
    tabelas = services.tabelas_de_calculo
    read = {word: change_mes(tabelas, Indice.IPCA, SET_2026, f"0.4{word[-1]}") for word in ("Um 1", "Dois 2")}
    return Edit(lambda word: tabelas.save(read[word], **POR))


def edit_cenario(services: Services) -> Edit:
    read = services.cenarios.add_cenario(Cenario("", 0, "Prova", "ps", "contestacao", {}), autor="ana")
    return Edit(lambda word: services.cenarios.save_cenario(replace(read, nota=word), autor="ana"))


def edit_ajuste(services: Services) -> Edit:
    def save(word: str) -> object:
        return services.ajustes.change(Mudanca("limite.tjms", "", 0, int(word[-1]), "prova"), autor="ana")

    return Edit(save)


def edit_grupo_de_usuarios(services: Services) -> Edit:
    read = services.compartilhamentos.create_grupo("Prova", [], autor=GESTORA)
    return Edit(lambda word: services.compartilhamentos.change_grupo(replace(read, nome=word), autor=GESTORA))


EDITED: dict[str, Callable[[Services], Edit]] = {
    "ajuste": edit_ajuste,
    "categoria_de_documento": edit_categoria,
    "cenario": edit_cenario,
    "constante_legal": edit_constante,
    "grupo_de_modulos": edit_grupo_de_modulos,
    "grupo_de_usuarios": edit_grupo_de_usuarios,
    "instrucao": edit_instrucao,
    "modulo": edit_modulo,
    "politica": edit_politica,
    "tabela_de_calculo": edit_tabela,
}

ELSEWHERE = {
    "campo_do_calculo": "calculo/test_pedido.py",
    "correcao_de_item": "classificador/test_lotes.py",
    "edicao_da_peca": "pecas/edicao/test_service.py",
    "gabarito": "classificador/test_laboratorio.py",
    "item_do_lote": "classificador/test_lotes.py",
    "proposta_de_caso": "classificador/test_laboratorio.py",
    "rotulo_da_instrucao": "prompts/test_instrucoes.py",
}
"""Things that need much before they can be edited: their conflicts are in these files."""

ONLY_NAMED = {
    "ato_da_revisao",
    "dossie",
    "feedback",
    "mensagem_da_conversa",
    "modulo_da_geracao",
    "decisao_do_modulo",
    "pedido_de_ajuste",
}
"""Rows that say which version they speak of and are never edited themselves."""


@pytest.fixture
def product(database_url: str, redis_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    given = {"DATABASE_URL": database_url, "REDIS_URL": redis_url, "GEMINI_API_KEY": "x", "TRIBUNAL_URL": "http://h"}
    for name, value in (given | {"TRIBUNAL_USUARIO": "x", "TRIBUNAL_SENHA": "x"}).items():
        monkeypatch.setenv(name, value)
    built = build_services(Settings(), process="web")
    yield built
    built.close()


def read_slug(services: Services, table: str) -> str:
    with services.machinery.engine.connect() as connection:
        return str(connection.scalar(text(f"SELECT slug FROM {table} WHERE is_current ORDER BY slug LIMIT 1")))


def at_once(*calls: Callable[[], Any]) -> list[object]:
    """What each call answered, or the refusal it met, when all began at the same instant."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> object:
        barrier.wait(timeout=30)
        try:
            return call()
        except ForbiddenChangeError as error:
            return error

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))


def test_of_two_edits_at_once_one_is_kept_and_the_other_is_told(product: Services) -> None:
    product.prompts.seed_library()
    product.politicas.seed_politicas()
    product.constantes.seed_constantes()
    product.tabelas_de_calculo.seed_tabelas()
    told = {}
    for table, begin in EDITED.items():
        edit = begin(product)
        answers = at_once(lambda save=edit.save: save("Um 1"), lambda save=edit.save: save("Dois 2"))
        told[table] = sum(isinstance(answer, ForbiddenChangeError) for answer in answers)
    assert told == dict.fromkeys(EDITED, 1)


def test_every_table_with_versions_is_in_the_table_above() -> None:
    versioned = {
        name for name, table in Base.metadata.tables.items() if {"versao", "revisao"} & set(table.columns.keys())
    }
    assert versioned == {*EDITED, *ELSEWHERE, *ONLY_NAMED}


def test_one_request_however_often_it_comes_is_one_work(product: Services) -> None:
    """Of five clicks at the same instant: one row and one job, and everybody is given the same."""
    with product.machinery.engine.begin() as connection:
        usuario = connection.scalar(text(PERSON)) or 0
    asked: dict[str, Callable[[], Any]] = {
        "geracao": lambda: (
            product.pecas.request_geracao(PedidoDeGeracao(NUMERO, TipoDePeca.CONTESTACAO, "ps"), usuario).id
        ),
        "pedido_de_calculo": lambda: product.pedidos_de_calculo.request(NUMERO, usuario).id,
        "busca_nos_autos": lambda: product.buscas.request(NUMERO, "", usuario),
    }
    for table, ask in asked.items():
        assert len(set(at_once(*[ask] * 5))) == 1, table
        with product.machinery.engine.connect() as connection:
            assert connection.scalar(text(f"SELECT count(*) FROM {table}")) == 1, table
    lengths = {queue: product.machinery.client.llen(f"rq:queue:{queue}") for queue in ("pecas", "calculo", "autos")}
    assert lengths == {"pecas": 1, "calculo": 1, "autos": 1}
