"""A decision on every module that was offered, and never on another one; facts that a person changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.pecas.decisoes import (
    NAO_INDICADO,
    Caso,
    apply_condicoes,
    choose_sugeridos,
    decide_modulos_da_peca,
)
from core.pecas.detector import read_indicacoes
from core.pecas.domain import EstadoDoFato, Fato, OrigemDoModulo
from core.pecas.fatos import to_valores
from core.prompts.comparacao import Decisao, Operador, SemValor, ValorDoFato
from core.prompts.domain import ModoDeAtivacao, Modulo, TipoDeModulo
from core.prompts.regras import Condicao, Regra
from core.prompts.valores import complete_valores
from tests.builders import build_categoria, build_variavel

PEDE = Fato("pede", EstadoDoFato.VALORADO, True, "fls. 3-9 – Inicial", "1", 2, "pede o remédio")
VARIAVEIS = {slug: build_variavel(slug) for slug in ("pede", "urgente")}


def build_modulo(slug: str, regra: Regra | None = None, modo: ModoDeAtivacao = ModoDeAtivacao.DETERMINISTICO) -> Modulo:
    return Modulo(slug, 1, TipoDeModulo.CONTEUDO, "Mérito", "ps", "", slug.upper(), "Texto.", modo, 1, regra)


MODULOS = (
    build_modulo("sempre"),
    build_modulo("com_pedido", Condicao("pede", Operador.EQUALS, True)),
    build_modulo("sem_pedido", Condicao("pede", Operador.EQUALS, False)),
    build_modulo("com_urgencia", Condicao("urgente", Operador.EQUALS, True)),
    build_modulo("um", modo=ModoDeAtivacao.MODELO),
    build_modulo("dois", modo=ModoDeAtivacao.MODELO),
)
SEM_REGRA = MODULOS[4:]
CASO = Caso("contestacao", {"pede": PEDE}, VARIAVEIS)


def answer(*itens: Any) -> dict[str, Any]:
    return {"modulos": list(itens)}


def test_each_module_has_its_decision_with_the_reason() -> None:
    said = read_indicacoes(answer({"indice": 1, "confianca": "alta", "motivo": "Consta da fl. 3."}), SEM_REGRA)
    found = {one.slug: one for one in decide_modulos_da_peca(MODULOS, CASO, said)}
    assert list(found) == [modulo.slug for modulo in MODULOS]
    assert (found["sempre"].origem, found["sempre"].decisao) == (OrigemDoModulo.BASE, Decisao.SIM)
    assert (found["com_pedido"].decisao, found["com_pedido"].motivo) == (Decisao.SIM, "pede? sim (fl. 4)")
    assert (found["sem_pedido"].decisao, found["sem_pedido"].motivo) == (Decisao.NAO, "pede? sim (fl. 4)")
    assert (found["com_urgencia"].decisao, found["com_urgencia"].perguntas) == (Decisao.DESCONHECIDA, ("urgente",))
    assert (found["um"].decisao, found["um"].motivo) == (Decisao.SIM, "Consta da fl. 3.")
    assert (found["dois"].decisao, found["dois"].motivo) == (Decisao.NAO, NAO_INDICADO)
    assert [one.slug for one in choose_sugeridos(found.values())] == ["sempre", "com_pedido", "um"]


JUNK = st.one_of(
    st.none(),
    st.text(max_size=5),
    st.fixed_dictionaries(
        {
            "indice": st.one_of(st.integers(-3, 9), st.booleans(), st.text(max_size=2), st.none()),
            "confianca": st.sampled_from(["alta", "media", "baixa", "", None]),
            "motivo": st.one_of(st.text(max_size=10), st.none()),
        }
    ),
)


@settings(database=None)
@given(st.lists(JUNK, max_size=6))
def test_whatever_the_model_answers_only_modules_it_was_asked_about_are_named(itens: list[Any]) -> None:
    said = read_indicacoes({"modulos": itens}, SEM_REGRA)
    assert set(said) <= {"um", "dois"}
    decided = decide_modulos_da_peca(MODULOS, CASO, said)
    assert [one.slug for one in decided] == [modulo.slug for modulo in MODULOS]


def test_a_condition_that_a_person_denies_takes_its_questions_away() -> None:
    variaveis = {"pede": build_variavel("pede"), "qual": build_variavel("qual", condicao="pede")}
    denied = Fato("pede", EstadoDoFato.FALSO, False, informado_por="Rita")
    fatos = apply_condicoes({"pede": denied, "qual": Fato("qual", EstadoDoFato.DESCONHECIDO, None)}, variaveis)
    assert fatos["qual"].estado is EstadoDoFato.NAO_SE_APLICA


def test_a_condition_that_a_person_affirms_opens_its_questions() -> None:
    variaveis = {"pede": build_variavel("pede"), "qual": build_variavel("qual", condicao="pede")}
    affirmed = Fato("pede", EstadoDoFato.VALORADO, True, informado_por="Rita")
    fatos = apply_condicoes({"pede": affirmed, "qual": Fato("qual", EstadoDoFato.NAO_SE_APLICA, None)}, variaveis)
    assert fatos["qual"].estado is EstadoDoFato.DESCONHECIDO


CADEIA = {slug: build_variavel(slug, condicao=condicao) for slug, condicao in (("c", "b"), ("b", "a"), ("a", ""))}


def test_a_question_that_a_person_opens_opens_those_that_depend_on_it() -> None:
    fatos = {slug: Fato(slug, EstadoDoFato.NAO_SE_APLICA, None) for slug in CADEIA}
    fatos["a"] = Fato("a", EstadoDoFato.VALORADO, True, informado_por="Rita")
    settled = apply_condicoes(fatos, CADEIA)
    assert settled["b"].estado is settled["c"].estado is EstadoDoFato.DESCONHECIDO


def test_what_the_documents_say_does_not_apply_stays_when_a_person_answers_something_else() -> None:
    fatos = {slug: Fato(slug, EstadoDoFato.NAO_SE_APLICA, None) for slug in CADEIA}
    fatos["a"] = Fato("a", EstadoDoFato.VALORADO, True, "doc. 1")
    other = Fato("d", EstadoDoFato.VALORADO, True, informado_por="Rita")
    assert apply_condicoes({**fatos, "d": other}, CADEIA | {"d": build_variavel("d")}) == {**fatos, "d": other}


SLUGS = ("a", "b", "c", "d", "e")
RESPOSTAS: st.SearchStrategy[dict[str, ValorDoFato]] = st.dictionaries(st.sampled_from(SLUGS), st.booleans())


@settings(database=None)
@example(["e", "d", "c", "b", "a"], [0, 1, 2, 3], {"e": False}, {"e": True})
@given(st.permutations(SLUGS), st.lists(st.integers(-1, 3), min_size=4, max_size=4), RESPOSTAS, RESPOSTAS)
def test_the_states_after_answers_are_those_of_the_same_answers_given_at_once(
    ordem: list[str], sobre: list[int], dos_autos: dict[str, ValorDoFato], da_pessoa: dict[str, ValorDoFato]
) -> None:
    """Over chains and trees of conditions, in any order of the library; nobody is asked what does not apply."""
    condicoes = {
        slug: ordem[min(index, of)] if of >= 0 else ""
        for index, (slug, of) in enumerate(zip(ordem[1:], sobre, strict=True))
    }
    categoria = build_categoria("c", variaveis=tuple(build_variavel(s, condicao=condicoes.get(s, "")) for s in SLUGS))
    variaveis = {variavel.slug: variavel for variavel in categoria.variaveis}
    antes = complete_valores(dos_autos, (), [categoria])
    valores = {slug: valor for slug, valor in antes.items() if not isinstance(valor, SemValor)}
    esperados = complete_valores(valores | da_pessoa, (), [categoria])
    cabem = {slug: valor for slug, valor in da_pessoa.items() if esperados[slug] is not SemValor.NAO_SE_APLICA}
    fatos = {slug: to_fato(slug, valor) for slug, valor in antes.items()}
    fatos |= {slug: replace(to_fato(slug, valor), informado_por="Rita") for slug, valor in cabem.items()}
    assert to_valores(apply_condicoes(fatos, variaveis).values()) == esperados


def to_fato(slug: str, valor: ValorDoFato) -> Fato:
    if isinstance(valor, SemValor):
        return Fato(slug, EstadoDoFato(valor.value), None)
    return Fato(slug, EstadoDoFato.VALORADO if valor else EstadoDoFato.FALSO, bool(valor))
