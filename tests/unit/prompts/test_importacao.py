"""Files of modules: the portal's own format and that of the replaced system, item by item."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidInputError
from core.prompts.domain import GRUPOS, ModoDeAtivacao, TipoDeModulo, TipoDeVariavel, Variavel
from core.prompts.modulos.diferenca import Sinal, compare_textos
from core.prompts.modulos.domain import Vocabulario
from core.prompts.modulos.formato import dump_modulos
from core.prompts.modulos.importacao import ItemDaImportacao, PlanoDeImportacao, Situacao, plan_importacao, read_arquivo
from core.prompts.regras import Condicao, E, Nao, Operador, Ou, dump_regra

VOCABULARIO = Vocabulario(
    {slug: Variavel(slug, TipoDeVariavel.BOOLEANO, f"{slug}?") for slug in ("registro", "valor", "cid")},
    {grupo.slug: grupo for grupo in GRUPOS},
    {"contestacao": "Contestação"},
)
LEGADO: dict[str, Any] = {
    "tipo": "conteudo",
    "categoria": "MERITO",
    "subcategoria": "medicamentos",
    "nome": "tema_6",
    "titulo": "Do Tema 6",
    "condicao_ativacao": "",
    "conteudo": "O Supremo fixou requisitos.",
    "modo_ativacao": "deterministic",
    "regra_deterministica": {"type": "condition", "variable": "registro", "operator": "equals", "value": True},
    "palavras_chave": ["registro", "SUS"],
    "tags": ["stf"],
    "ordem": 3,
    "ativo": True,
}


def plan(body: object) -> PlanoDeImportacao:
    return plan_importacao(read_arquivo(json.dumps(body).encode(), "ps"), {}, VOCABULARIO)


def plan_one(**changes: Any) -> ItemDaImportacao:
    [item] = plan([{**LEGADO, **changes}]).itens
    return item


def test_a_module_of_the_replaced_system_becomes_one_of_ours() -> None:
    item = plan_one()
    assert item.situacao is Situacao.NOVO
    modulo = item.modulo
    assert modulo is not None
    assert (modulo.slug, modulo.secao, modulo.grupo, modulo.subgrupo) == ("tema-6", "Mérito", "ps", "medicamentos")
    assert (modulo.titulo, modulo.texto, modulo.ordem) == ("Do Tema 6", "O Supremo fixou requisitos.", 3)
    assert (modulo.palavras_chave, modulo.tags, modulo.is_active) == (("registro", "SUS"), ("stf",), True)
    assert modulo.regra == Condicao("registro", Operador.EQUALS, True)
    assert item.extras == {}


REGISTRO = {"type": "condition", "variable": "registro", "operator": "exists"}
TREES = [
    pytest.param(
        {"type": "and", "conditions": [REGISTRO, {"type": "not", "conditions": [{**REGISTRO, "variable": "cid"}]}]},
        E((Condicao("registro", Operador.EXISTS), Nao(Condicao("cid", Operador.EXISTS)))),
        id="kinds-and-conditions",
    ),
    pytest.param(
        {"operator": "OR", "conditions": [{"variable": "valor", "operator": ">", "value": 10}, REGISTRO]},
        Ou((Condicao("valor", Operador.GREATER_THAN, 10), Condicao("registro", Operador.EXISTS))),
        id="kind-in-operator-and-signs",
    ),
    pytest.param(
        {"ou": [{"nao": {"variavel": "registro", "operador": "is_empty"}}]},
        Ou((Nao(Condicao("registro", Operador.IS_EMPTY)),)),
        id="our-own-words",
    ),
    pytest.param(
        json.dumps({"variable": "cid", "operator": "in_list", "value": "C50, C61"}),
        Condicao("cid", Operador.IN_LIST, ("C50", "C61")),
        id="tree-as-text-and-list-as-text",
    ),
]


@pytest.mark.parametrize(("tree", "regra"), TREES)
def test_a_rule_tree_keeps_its_meaning(tree: Any, regra: object) -> None:
    item = plan_one(regra_deterministica=tree)
    assert item.modulo is not None
    assert item.modulo.regra == regra


def test_unknown_keys_are_told_and_kept_in_the_module_and_in_its_rule() -> None:
    tree = {"type": "and", "id": 9, "conditions": [{**REGISTRO, "peso": 2}]}
    item = plan_one(regra_deterministica=tree, criado_por="maria")
    assert item.extras == {"criado_por": "maria", "regra.id": 9, "regra.e[0].peso": 2}


WRONG = [
    pytest.param({"conteudo": " "}, "conteudo", "falta o valor", id="no-text"),
    pytest.param({"categoria": "Epílogo"}, "Seção", "não é uma seção do grupo", id="unknown-section"),
    pytest.param({"grupo": "marítimo"}, "Grupo", "não existe", id="unknown-group"),
    pytest.param({"regra_deterministica": None}, "regra_deterministica", "toda peça", id="no-rule"),
    pytest.param({"modo_ativacao": "oracle"}, "modo_ativacao", "oracle", id="unknown-mode"),
    pytest.param({"ordem": "alta"}, "ordem", "número inteiro", id="order-in-words"),
    pytest.param({"ativo": "talvez"}, "ativo", "sim ou não", id="active-in-doubt"),
    pytest.param({"tags": [1]}, "tags", "lista de textos", id="tags-of-numbers"),
    pytest.param({"regra_deterministica": {"type": "xor", "conditions": []}}, "regra", "xor", id="unknown-kind"),
    pytest.param(
        {"regra_deterministica": {"type": "and", "conditions": []}}, "regra", "ao menos uma", id="empty-group"
    ),
    pytest.param({"regra_deterministica": {**REGISTRO, "operator": "like"}}, "regra", "like", id="unknown-operator"),
    pytest.param({"regra_deterministica": {**REGISTRO, "variable": "dose"}}, "Regra", "“dose”", id="unknown-variable"),
    pytest.param({"modo_ativacao": "llm"}, "Ativação", "quando ele cabe", id="model-without-its-text"),
    pytest.param({"tipo": "peca", "nome": "habeas corpus"}, "Tipos de peça", "habeas_corpus", id="unknown-piece"),
    pytest.param({"conteudo": "Valor de {{valor}}."}, "Texto", "valor", id="place-in-the-text"),
]


@pytest.mark.parametrize(("changes", "lugar", "motivo"), WRONG)
def test_what_cannot_be_used_is_refused_with_place_and_reason(changes: Any, lugar: str, motivo: str) -> None:
    item = plan_one(**changes)
    assert item.situacao is Situacao.RECUSADO
    found = [(p.lugar, p.motivo) for p in item.problemas if lugar in p.lugar and motivo in p.motivo]
    assert found, item.problemas
    assert found[0][0].startswith("módulo 1 (“Do Tema 6”)")


@pytest.mark.parametrize(
    ("changes", "lugar", "motivo"),
    [
        pytest.param({"slug": "Tema 6"}, "módulo 1 (“Do Tema 6”), slug", "hífens", id="slug-in-words"),
        pytest.param({"slug": "../tema"}, "módulo 1 (“Do Tema 6”), slug", "hífens", id="slug-as-a-path"),
        pytest.param({"slug": "a" * 101}, "módulo 1 (“Do Tema 6”), slug", "hífens", id="slug-too-long"),
        pytest.param({"regra": "x\x00y"}, "módulo 1 (“Do Tema 6”), Regra", "caractere", id="zero-in-a-rule"),
        pytest.param({"regra": "x\ud800"}, "módulo 1 (“Do Tema 6”), Regra", "caractere", id="half-a-pair"),
        pytest.param({"nota": ["\x00"]}, "módulo 1 (“Do Tema 6”)", "caractere", id="zero-in-an-unknown-field"),
    ],
)
def test_our_own_file_is_refused_where_it_cannot_be_stored(changes: Any, lugar: str, motivo: str) -> None:
    found = plan_one().modulo
    assert found is not None
    live = replace(found, regra=Condicao("lado", Operador.EQUALS, "x"))
    vocabulario = replace(VOCABULARIO, variaveis={"lado": Variavel("lado", TipoDeVariavel.TEXTO, "Lado?")})

    def plan_own(**changes: Any) -> ItemDaImportacao:
        body = json.loads(dump_modulos([live]))
        if "regra" in changes:
            changes = {"regra": dump_regra(Condicao("lado", Operador.EQUALS, changes["regra"]))}
        body["modulos"][0] |= changes
        [item] = plan_importacao(read_arquivo(json.dumps(body).encode(), "ps"), {}, vocabulario).itens
        return item

    assert plan_own().situacao is Situacao.NOVO
    item = plan_own(**changes)
    assert item.situacao is Situacao.RECUSADO
    [problema] = item.problemas
    assert problema.lugar.startswith(lugar)
    assert motivo in problema.motivo


def test_the_same_module_twice_is_refused() -> None:
    assert [item.situacao for item in plan([LEGADO, LEGADO]).itens] == [Situacao.NOVO, Situacao.RECUSADO]


def test_a_module_that_exists_keeps_what_the_old_format_cannot_say() -> None:
    item = plan_one()
    assert item.modulo is not None
    live = replace(item.modulo, versao=4, assuntos=("Medicamentos",), titulo="Antes")
    arquivo = read_arquivo(json.dumps([LEGADO]).encode(), "ps")
    [changed] = plan_importacao(arquivo, {"tema-6": live}, VOCABULARIO).itens
    assert (changed.situacao, [campo.campo for campo in changed.campos]) == (Situacao.ALTERADO, ["titulo"])
    assert changed.modulo == replace(live, titulo="Do Tema 6")


def test_a_module_for_the_model_needs_no_rule() -> None:
    item = plan_one(modo_ativacao="llm", regra_deterministica=None, condicao_ativacao="Quando couber.")
    assert item.situacao is Situacao.NOVO
    assert item.modulo is not None
    assert (item.modulo.modo, item.modulo.ativacao) == (ModoDeAtivacao.MODELO, "Quando couber.")
    assert plan_one(tipo="base", regra_deterministica=None).modulo.tipo is TipoDeModulo.BASE  # type: ignore[union-attr] # read


FILES = [
    pytest.param(b"{", "lido", id="not-json"),
    pytest.param(b"\xff\xfe", "lido", id="not-text"),
    pytest.param(b'[{"a": 1}]', "não é uma lista de módulos", id="another-list"),
    pytest.param(b"[" * 200_000, "lido", id="endless-nesting"),
    pytest.param(b" " * (5 * 1024 * 1024 + 1), "mais de 5 MB", id="too-big"),
    pytest.param(b'{"formato": "portal-pge-ms/modulos", "versao": 2, "modulos": []}', "versão 2", id="another-version"),
]


@pytest.mark.parametrize(("conteudo", "reason"), FILES)
def test_a_file_of_another_kind_is_refused_whole(conteudo: bytes, reason: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        read_arquivo(conteudo, "ps")
    assert reason in refused.value.user_message
    assert "Nada foi gravado" in refused.value.user_message


TEXTS = st.text(alphabet="ab ção.\n", max_size=60)


@given(TEXTS, TEXTS)
def test_the_difference_of_two_texts_holds_both(antes: str, depois: str) -> None:
    pieces = compare_textos(antes, depois)
    assert "".join(piece.texto for piece in pieces if piece.sinal is not Sinal.ENTROU) == antes
    assert "".join(piece.texto for piece in pieces if piece.sinal is not Sinal.SAIU) == depois


def test_only_the_changed_words_of_a_line_are_marked() -> None:
    pieces = compare_textos("Cabe ao Estado.\nFim.", "Cabe à União.\nFim.")
    assert [(piece.sinal.value, piece.texto) for piece in pieces] == [
        ("igual", "Cabe "),
        ("saiu", "ao"),
        ("entrou", "à"),
        ("igual", " "),
        ("saiu", "Estado"),
        ("entrou", "União"),
        ("igual", ".\nFim."),
    ]
