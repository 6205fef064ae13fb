"""Categories: what is refused and where, where a variable is used, and the same under a new name."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidInputError
from core.prompts.categorias.domain import Acervo, NomesDoCenario, TipoDeUso, compare_categorias, merge_categorias
from core.prompts.categorias.usos import list_regras, list_usos, rename_no_modulo
from core.prompts.categorias.validacao import list_problemas, list_regras_quebradas, require_valid
from core.prompts.domain import (
    CategoriaDeDocumento,
    ModoDeAtivacao,
    Modulo,
    OrigemDaCategoria,
    RegraDoTipo,
    TipoDeModulo,
    TipoDeVariavel,
    Variavel,
)
from core.prompts.lugares import fill_places, list_places, rename_place
from core.prompts.politicas.domain import Celula, Efeito, LinhaDaPolitica, ModoDaPolitica, Politica
from core.prompts.regras import Condicao, E, Nao, Operador, Ou, Regra, list_variaveis
from core.prompts.seeds import load_seeds
from tests.builders import build_categoria, build_variavel

ESCOLHA = TipoDeVariavel.ESCOLHA
NAT = build_categoria("nat", 207, variaveis=(build_variavel("nat_a"), build_variavel("nat_b", condicao="nat_a")))
OPCAO = build_variavel("laudo_c", ESCOLHA, opcoes=("sim", "talvez"))
LAUDO = build_categoria("laudo", 8369, variaveis=(build_variavel("laudo_a"), OPCAO))
A, B = (Condicao(slug, Operador.EQUALS, True) for slug in ("nat_a", "nat_b"))
MODULO = Modulo(
    slug="m",
    versao=1,
    tipo=TipoDeModulo.CONTEUDO,
    secao="Mérito",
    grupo="ps",
    subgrupo="",
    titulo="Do mérito",
    texto="Texto.",
    modo=ModoDeAtivacao.DETERMINISTICO,
    ordem=1,
    regra=E((Nao(A), B)),
    regras_por_tipo=(RegraDoTipo("apelacao", Ou((B, A))),),
    regra_secundaria=A,
)


def with_variaveis(*variaveis: Variavel, categoria: CategoriaDeDocumento = LAUDO) -> CategoriaDeDocumento:
    return replace(categoria, variaveis=variaveis)


@pytest.mark.parametrize(
    ("categoria", "place", "reason"),
    [
        (replace(LAUDO, nome=" "), "nome", "escreva"),
        (replace(LAUDO, nome="NÀT"), "nome", "já tem este nome"),
        (replace(LAUDO, instrucao=""), "instrução", "diga"),
        (replace(LAUDO, instrucao="Veja {{laudo_x}}."), "instrução", "{{laudo_x}}"),
        (replace(LAUDO, codigos=(8369, 207)), "código 207", "já é da categoria “nat”"),
        (replace(LAUDO, codigos=(8369, 8369)), "código 8369", "duas vezes"),
        (replace(LAUDO, codigos=(0,)), "código 0", "não é um código"),
        (with_variaveis(build_variavel("a")), "variável a", "começar por laudo_"),
        (with_variaveis(build_variavel("laudo_Ação")), "variável laudo_Ação", "minúsculas"),
        (with_variaveis(build_variavel("laudo_a"), build_variavel("laudo_a")), "variável laudo_a", "duas vezes"),
        (with_variaveis(replace(build_variavel("laudo_a"), pergunta="")), "variável laudo_a", "pergunta"),
        (with_variaveis(build_variavel("laudo_a", ESCOLHA)), "variável laudo_a", "ao menos uma opção"),
        (with_variaveis(build_variavel("laudo_a", opcoes=("x",))), "variável laudo_a", "só escolha e lista"),
        (with_variaveis(build_variavel("laudo_a", ESCOLHA, opcoes=("Não", "nao"))), "variável laudo_a", "iguais"),
        (with_variaveis(build_variavel("laudo_a", condicao="laudo_z")), "variável laudo_a", "não existe"),
        (with_variaveis(OPCAO, build_variavel("laudo_a", condicao="laudo_c")), "variável laudo_a", "sim ou não"),
        (
            with_variaveis(
                build_variavel("laudo_a", condicao="laudo_b"), build_variavel("laudo_b", condicao="laudo_a")
            ),
            "variável laudo_a",
            "depende de si mesma",
        ),
        (
            with_variaveis(replace(build_variavel("laudo_a"), fonte_da_verdade="nat_z")),
            "variável laudo_a",
            "não existe",
        ),
        (with_variaveis(replace(OPCAO, fonte_da_verdade="nat_a")), "variável laudo_c", "mesmo tipo"),
        (
            with_variaveis(build_variavel("laudo_b"), replace(build_variavel("laudo_a"), fonte_da_verdade="laudo_b")),
            "variável laudo_a",
            "de outra categoria",
        ),
    ],
)
def test_what_cannot_be_a_category_is_refused_with_place_and_reason(
    categoria: CategoriaDeDocumento, place: str, reason: str
) -> None:
    found = list_problemas(categoria, [NAT])
    assert [problem for problem in found if problem.lugar == place and reason in problem.motivo]
    with pytest.raises(InvalidInputError) as refused:
        require_valid(categoria, [NAT])
    assert place in refused.value.user_message


def test_sources_of_truth_in_a_circle_are_refused() -> None:
    nat = with_variaveis(replace(build_variavel("nat_a"), fonte_da_verdade="laudo_a"), categoria=NAT)
    laudo = with_variaveis(replace(build_variavel("laudo_a"), fonte_da_verdade="nat_a"))
    assert "é fonte da verdade de si mesma" in {problem.motivo for problem in list_problemas(laudo, [nat])}


def test_the_seeded_categories_are_valid_beside_each_other() -> None:
    seeds = load_seeds().categorias
    problems = {c.slug: list_problemas(c, [other for other in seeds if other is not c]) for c in seeds}
    assert {slug: found for slug, found in problems.items() if found} == {}


def test_a_new_type_that_a_rule_cannot_use_names_module_and_policy() -> None:
    changed = with_variaveis(build_variavel("nat_a", ESCOLHA, opcoes=("x",)), categoria=NAT)
    linha = LinhaDaPolitica({"nat_a": Celula(Operador.EQUALS, True)}, Efeito.VEDADO, (), "porque sim")
    politica = Politica("p", 1, "Uma política", "", "", ModoDaPolitica.TODAS, ("nat_a",), (linha,), ())
    acervo = Acervo((NAT,), (MODULO,), (politica,), ())
    found = {problem.lugar for problem in list_regras_quebradas([NAT], [changed], acervo)}
    assert found >= {"módulo “Do mérito”, regra", "módulo “Do mérito”, regra secundária"}
    assert "política “Uma política”, linha 1" in found
    assert list_regras_quebradas([changed], [changed], acervo) == ()  # as it was before


def test_uses_are_found_in_every_kind_of_place() -> None:
    nat = replace(NAT, instrucao="Veja {{nat_a}}.")
    laudo = with_variaveis(replace(build_variavel("laudo_a"), fonte_da_verdade="nat_a"))
    cenario = NomesDoCenario("c", "Um caso", frozenset({"nat_a"}))
    usos = list_usos("nat_a", Acervo((nat, laudo), (MODULO,), (), (cenario,)))
    assert {(uso.tipo, uso.slug, uso.lugar) for uso in usos} == {
        (TipoDeUso.MODULO, "m", "regra"),
        (TipoDeUso.MODULO, "m", "regra de apelação"),
        (TipoDeUso.MODULO, "m", "regra secundária"),
        (TipoDeUso.INSTRUCAO, "nat", "instrução"),
        (TipoDeUso.CONDICAO, "nat_b", "nat"),
        (TipoDeUso.FONTE, "laudo_a", "laudo"),
        (TipoDeUso.CENARIO, "c", "valores"),
    }


def test_a_rule_that_is_switched_off_is_a_use_too() -> None:
    (uso, *_) = list_usos("nat_b", Acervo((NAT,), (replace(MODULO, is_active=False),), (), ()))
    assert uso.lugar == "regra (desligado)"


CONDICOES = st.sampled_from(["nat_a", "nat_b", "laudo_a"]).map(lambda slug: Condicao(slug, Operador.EXISTS))
REGRAS: st.SearchStrategy[Regra] = st.recursive(
    CONDICOES,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: E(tuple(parts)))
        | st.lists(inner, min_size=1, max_size=3).map(lambda parts: Ou(tuple(parts)))
        | inner.map(Nao)
    ),
    max_leaves=6,
)


@given(REGRAS, REGRAS, REGRAS)
def test_a_new_name_reaches_every_rule_and_the_old_one_is_gone(one: Regra, two: Regra, three: Regra) -> None:
    modulo = replace(MODULO, regra=one, regra_secundaria=two, regras_por_tipo=(RegraDoTipo("apelacao", three),))
    renamed = rename_no_modulo(modulo, "nat_a", "nat_novo")
    for (lugar, before), (_, after) in zip(list_regras(modulo), list_regras(renamed), strict=True):
        expected = tuple("nat_novo" if slug == "nat_a" else slug for slug in list_variaveis(before))
        assert list_variaveis(after) == expected, lugar
    assert rename_no_modulo(renamed, "nat_novo", "nat_a") == modulo


def test_differences_are_told_field_by_field() -> None:
    after = replace(
        LAUDO,
        nome="Laudo novo",
        codigos=(8369, 9603),
        variaveis=(replace(OPCAO, opcoes=("sim", "não")), build_variavel("laudo_d")),
    )
    found = {item.lugar: (item.antes, item.depois) for item in compare_categorias(LAUDO, after)}
    assert found == {
        "Nome": ("laudo", "Laudo novo"),
        "Códigos do TJMS": ("8369", "8369, 9603"),
        "Variável laudo_c, opções": ("sim, talvez", "sim, não"),
        "Variável laudo_d": ("", "pergunta: laudo_d?; tipo: booleano"),
        "Variável laudo_a": ("pergunta: laudo_a?; tipo: booleano", ""),
    }
    assert compare_categorias(LAUDO, LAUDO) == ()


def test_a_new_order_of_the_questions_is_a_difference() -> None:
    turned = replace(LAUDO, variaveis=LAUDO.variaveis[::-1])
    assert [item.lugar for item in compare_categorias(LAUDO, turned)] == ["Ordem das perguntas"]


def test_places_of_a_template() -> None:
    text = "Veja {{ a }} e {{b}}; {{a}}."
    assert list_places(text) == ("a", "b")
    assert fill_places(text, {"a": "{{b}}"}) == "Veja {{b}} e {{b}}; {{b}}."
    assert rename_place(text, "a", "c") == "Veja {{c}} e {{b}}; {{c}}."


def test_the_courts_category_needs_no_instruction() -> None:
    processo = replace(LAUDO, origem=OrigemDaCategoria.TRIBUNAL, instrucao="", codigos=())
    assert list_problemas(processo, [NAT]) == ()


def test_two_edits_of_different_questions_are_joined() -> None:
    viva = replace(LAUDO, versao=2, nome="Laudo dela", variaveis=(*LAUDO.variaveis, build_variavel("laudo_dela")))
    outra = replace(OPCAO, pergunta="Outra?")
    minha = replace(LAUDO, codigos=(1,), variaveis=(outra, build_variavel("laudo_minha")))  # and laudo_a taken out
    joined = merge_categorias(LAUDO, minha, viva)
    assert (joined.versao, joined.nome, joined.codigos) == (2, "Laudo dela", (1,))
    assert joined.variaveis == (outra, build_variavel("laudo_dela"), build_variavel("laudo_minha"))
    assert merge_categorias(LAUDO, LAUDO, viva) == viva
