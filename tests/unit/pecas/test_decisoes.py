"""A decision on every module that was offered, and never on another one; facts that a person changed."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
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
from core.prompts.comparacao import Decisao, Operador
from core.prompts.domain import ModoDeAtivacao, Modulo, TipoDeModulo
from core.prompts.regras import Condicao, Regra
from tests.builders import build_variavel

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
