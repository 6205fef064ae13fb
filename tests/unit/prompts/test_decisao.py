"""Which rule of a module counts, and that deciding many modules at once is deciding each of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core.prompts.decisao import choose_regra, decide_modulo, decide_modulos
from core.prompts.domain import ModoDeAtivacao, Modulo, RegraDoTipo, TipoDeModulo
from core.prompts.regras import Condicao, Decisao, E, Operador, Regra, SemValor

NSA, UNKNOWN = SemValor.NAO_SE_APLICA, SemValor.DESCONHECIDO
SIM, NAO, DESCONHECIDA = Decisao.SIM, Decisao.NAO, Decisao.DESCONHECIDA


def says(slug: str) -> Condicao:
    return Condicao(slug, Operador.EQUALS, valor=True)


def build_modulo(regra: Regra | None = None, **changes: Any) -> Modulo:
    bare = Modulo("m", 1, TipoDeModulo.CONTEUDO, "Mérito", "ps", "", "M", "", ModoDeAtivacao.DETERMINISTICO, 1)
    return replace(bare, regra=regra, **changes)


GLOBAL, DO_TIPO, SECONDARY = says("g"), says("t"), says("s")
ON, OFF = RegraDoTipo("apelacao", DO_TIPO), RegraDoTipo("apelacao", DO_TIPO, is_active=False)


@pytest.mark.parametrize(
    ("modulo", "valores", "expected"),
    [
        pytest.param(build_modulo(), {}, None, id="no rule"),
        pytest.param(build_modulo(GLOBAL), {}, GLOBAL, id="only the global rule"),
        pytest.param(build_modulo(GLOBAL, regras_por_tipo=(ON,)), {"g": True}, DO_TIPO, id="the type replaces"),
        pytest.param(build_modulo(None, regras_por_tipo=(ON,)), {}, DO_TIPO, id="only the type has a rule"),
        pytest.param(build_modulo(GLOBAL, regras_por_tipo=(OFF,)), {}, GLOBAL, id="the type's rule is off"),
        pytest.param(
            build_modulo(GLOBAL, regras_por_tipo=(RegraDoTipo("parecer", DO_TIPO),)), {}, GLOBAL, id="another type"
        ),
        pytest.param(
            build_modulo(GLOBAL, regra_secundaria=SECONDARY, usa_secundaria=True), {"g": NSA}, SECONDARY, id="absent"
        ),
        pytest.param(build_modulo(GLOBAL, regra_secundaria=SECONDARY), {"g": NSA}, GLOBAL, id="the secondary is off"),
        pytest.param(
            build_modulo(GLOBAL, regra_secundaria=SECONDARY, usa_secundaria=True), {"g": False}, GLOBAL, id="a value"
        ),
        pytest.param(
            build_modulo(GLOBAL, regra_secundaria=SECONDARY, usa_secundaria=True),
            {},
            GLOBAL,
            id="unknown is no absence",
        ),
        pytest.param(
            build_modulo(GLOBAL, regras_por_tipo=(ON,), regra_secundaria=SECONDARY, usa_secundaria=True),
            {"t": NSA, "g": True},
            SECONDARY,
            id="the absence of the type's variables counts",
        ),
        pytest.param(
            build_modulo(None, regra_secundaria=SECONDARY, usa_secundaria=True),
            {},
            None,
            id="a secondary is no primary",
        ),
    ],
)
def test_choose_regra_follows_the_precedence(modulo: Modulo, valores: Any, expected: Regra | None) -> None:
    assert choose_regra(modulo, "apelacao", valores) == expected


def test_module_without_a_rule_enters() -> None:
    decidido = decide_modulo(build_modulo(), "apelacao", {})
    assert (decidido.decisao, decidido.regra, decidido.avaliacao) == (SIM, None, None)


TWO = build_modulo(E((says("a"), says("b"))), regra_secundaria=says("s"), usa_secundaria=True)


@pytest.mark.parametrize(
    ("valores", "expected", "open_"),
    [
        pytest.param({"a": NSA, "b": NSA, "s": True}, SIM, (), id="absent: the secondary decides"),
        pytest.param({"a": NSA, "b": False, "s": True}, NAO, (), id="one applies: the primary decides"),
        pytest.param({"a": NSA, "b": UNKNOWN, "s": True}, DESCONHECIDA, ("b",), id="the two would differ"),
        pytest.param({"a": NSA, "b": UNKNOWN, "s": False}, NAO, (), id="the two agree"),
        pytest.param({"a": NSA, "b": UNKNOWN}, DESCONHECIDA, ("b", "s"), id="the secondary is open too"),
        pytest.param({"a": True, "b": UNKNOWN, "s": True}, DESCONHECIDA, ("b",), id="only the primary is open"),
    ],
)
def test_open_choice_between_two_rules_is_no_guess(valores: Any, expected: Decisao, open_: tuple[str, ...]) -> None:
    for decidido in (decide_modulo(TWO, "apelacao", valores), *decide_modulos([TWO], "apelacao", valores)):
        assert decidido.decisao is expected
        assert decidido.avaliacao is not None
        assert decidido.avaliacao.decisao is expected
        assert decidido.avaliacao.desconhecidas == open_


def test_decide_modulos_keeps_the_order() -> None:
    modulos = [build_modulo(says(slug), slug=slug) for slug in "cab"]
    decididos = decide_modulos(modulos, "parecer", {"a": True, "b": False})
    assert [(item.modulo.slug, item.decisao) for item in decididos] == [("c", DESCONHECIDA), ("a", SIM), ("b", NAO)]
