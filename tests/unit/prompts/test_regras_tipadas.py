"""Laws over typed variables: an answer holds for every way the unknowns may turn out, whoever works it out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.prompts.decisao import Decisor, decide_modulo
from core.prompts.domain import ModoDeAtivacao, Modulo, RegraDoTipo, TipoDeModulo
from core.prompts.explicacao import EstadoDoNo, No, trace_regra
from core.prompts.regras import (
    Condicao,
    Decisao,
    E,
    Operador,
    Ou,
    Regra,
    SemValor,
    ValorDoFato,
    evaluate_regra,
)
from core.prompts.validacao import validate_regra
from tests.unit.prompts.strategies import VARIAVEIS, typed_completions, typed_condicoes, typed_regras

law = settings(database=None, max_examples=80, deadline=None)
UNKNOWNS = st.sets(st.sampled_from(sorted(VARIAVEIS)))
BARE = Modulo("m", 1, TipoDeModulo.CONTEUDO, "Mérito", "ps", "", "M", "", ModoDeAtivacao.DETERMINISTICO, 1)
MODULOS = st.builds(
    lambda regra, do_tipo, is_active, secundaria, usa: replace(
        BARE,
        regra=regra,
        regras_por_tipo=(RegraDoTipo("parecer", do_tipo, is_active),) if do_tipo else (),
        regra_secundaria=secundaria,
        usa_secundaria=usa,
    ),
    st.none() | typed_regras(3),
    st.none() | typed_regras(3),
    st.booleans(),
    st.none() | typed_regras(3),
    st.booleans(),
)


def forget(valores: dict[str, ValorDoFato], unknowns: set[str]) -> dict[str, ValorDoFato]:
    return {slug: SemValor.DESCONHECIDO if slug in unknowns else valor for slug, valor in valores.items()}


@law
@given(typed_regras(), typed_completions(), UNKNOWNS)
def test_a_rule_answers_as_every_completion_does_or_asks(
    regra: Regra, completion: dict[str, ValorDoFato], unknowns: set[str]
) -> None:
    answer = evaluate_regra(regra, forget(completion, unknowns)).decisao
    assert answer in (Decisao.DESCONHECIDA, evaluate_regra(regra, completion).decisao)


@law
@given(typed_regras(), typed_completions())
def test_a_rule_over_typed_values_is_always_decided(regra: Regra, completion: dict[str, ValorDoFato]) -> None:
    assert evaluate_regra(regra, completion).decisao is not Decisao.DESCONHECIDA


@law
@given(MODULOS, typed_completions(), UNKNOWNS)
@example(
    replace(
        BARE,
        regra=E((Condicao("pede", Operador.EQUALS, valor=True), Condicao("idoso", Operador.EQUALS, valor=True))),
        regra_secundaria=Condicao("idade", Operador.EXISTS),
        usa_secundaria=True,
    ),
    dict.fromkeys(VARIAVEIS, SemValor.NAO_SE_APLICA) | {"idade": 60},
    {"pede"},
)
def test_a_module_answers_as_every_completion_does_or_asks(
    modulo: Modulo, completion: dict[str, ValorDoFato], unknowns: set[str]
) -> None:
    answer = decide_modulo(modulo, "parecer", forget(completion, unknowns)).decisao
    assert answer in (Decisao.DESCONHECIDA, decide_modulo(modulo, "parecer", completion).decisao)


@law
@given(st.lists(MODULOS, max_size=4), st.lists(st.tuples(typed_completions(), UNKNOWNS), min_size=1, max_size=2))
def test_the_compiled_library_decides_as_the_plain_evaluation(
    modulos: list[Modulo], cases: list[tuple[dict[str, ValorDoFato], set[str]]]
) -> None:
    decisor = Decisor(modulos, "parecer")
    for completion, unknowns in cases:
        valores = forget(completion, unknowns)
        for modulo, decidido in zip(modulos, decisor.decide(valores), strict=True):
            plain = decide_modulo(modulo, "parecer", valores)
            assert (decidido.decisao, decidido.regra) == (plain.decisao, plain.regra)
            assert decidido.avaliacao == plain.avaliacao
            if decidido.avaliacao is not None:
                assert decidido.avaliacao.decisao is decidido.decisao


@law
@given(typed_regras(), typed_completions(), UNKNOWNS)
def test_the_trace_decides_as_the_rule_in_every_part(
    regra: Regra, completion: dict[str, ValorDoFato], unknowns: set[str]
) -> None:
    valores = forget(completion, unknowns)

    def look(node: No) -> None:
        assert node.decisao is evaluate_regra(node.regra, valores).decisao
        assert node.motivo
        for part in node.partes:
            look(part)

    look(trace_regra(regra, valores, VARIAVEIS))


@law
@given(typed_condicoes())
def test_a_typed_condition_is_valid(condicao: Condicao) -> None:
    assert validate_regra(condicao, VARIAVEIS) == ()


PEDE = Condicao("pede", Operador.EQUALS, valor=True)


@pytest.mark.parametrize(
    ("regra", "valor", "estado", "words"),
    [
        (PEDE, True, EstadoDoNo.VERDADEIRO, "A resposta é sim: atende"),
        (PEDE, False, EstadoDoNo.FALSO, "A resposta é não: não atende"),
        (PEDE, SemValor.NAO_SE_APLICA, EstadoDoNo.NAO_SE_APLICA, "não se aplica a este caso"),
        (PEDE, SemValor.DESCONHECIDO, EstadoDoNo.DESCONHECIDO, "não respondem"),
        (PEDE, "talvez", EstadoDoNo.DESCONHECIDO, "não pode ser comparada"),
        (Condicao("pede", Operador.NOT_EXISTS), SemValor.NAO_SE_APLICA, EstadoDoNo.VERDADEIRO, "não se aplica"),
        (Condicao("valor", Operador.GREATER_THAN, 10_000), 12_500.5, EstadoDoNo.VERDADEIRO, "R$ 12.500,50"),
        (E((PEDE, PEDE)), False, EstadoDoNo.FALSO, "2 partes falharam."),
        (E((PEDE, PEDE)), True, EstadoDoNo.VERDADEIRO, "Todas as 2 partes são verdadeiras."),
        (Ou((PEDE, PEDE)), SemValor.NAO_SE_APLICA, EstadoDoNo.FALSO, "Nenhuma das 2 partes é verdadeira."),
    ],
)
def test_trace_says_state_and_reason(regra: Regra, valor: ValorDoFato, estado: EstadoDoNo, words: str) -> None:
    slug = "valor" if isinstance(regra, Condicao) and regra.variavel == "valor" else "pede"
    node = trace_regra(regra, {slug: valor}, VARIAVEIS)
    assert node.estado is estado
    assert words in node.motivo
