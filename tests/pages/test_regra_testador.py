"""The tester of a rule on the screen: sources of values by permission, four states, and the reason of each part."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.errors import ProcessoSigilosoError
from core.pecas.casos import ValoresDoCaso
from core.pecas.domain import TipoDePeca
from core.prompts.cenarios.domain import Cenario
from core.prompts.domain import ModoDeAtivacao, Modulo, RegraDoTipo, TipoDeModulo
from core.prompts.politicas.domain import (
    Alvo,
    Celula,
    Efeito,
    LinhaDaPolitica,
    ModoDaPolitica,
    Politica,
    TipoDeAlvo,
)
from core.prompts.regras import Condicao, E, Operador, SemValor
from core.usuarios.domain import Papel, Usuario
from pages.ui.prompts import regra_testador
from tests.builders import build_numero_cnj
from tests.unit.prompts.strategies import VARIAVEIS

PEDE = Condicao("pede", Operador.EQUALS, valor=True)
CONCLUSAO = Condicao("conclusao", Operador.EQUALS, "favorável")
MODULO = Modulo(
    *("m", 1, TipoDeModulo.CONTEUDO, "Mérito", "ps", "", "M", "", ModoDeAtivacao.DETERMINISTICO, 1),
    regra=E((PEDE, CONCLUSAO)),
)
CENARIO = Cenario("um", 1, "Pedido simples", "ps", "apelacao", {"pede": True, "conclusao": SemValor.NAO_SE_APLICA})
POLITICA = Politica(
    *("p", 1, "Nada contra parecer desfavorável", "", "", ModoDaPolitica.PRIMEIRA, ("conclusao",)),
    linhas=(
        LinhaDaPolitica(
            {"conclusao": Celula(Operador.EQUALS, "com ressalvas")},
            Efeito.VEDADO,
            (Alvo(TipoDeAlvo.TAG, "t"),),
            "O parecer tem ressalvas.",
        ),
    ),
    casos=(),
)
NUMERO, DESCONHECIDO, SIGILOSO = "0802350-90.2025.8.12.0017", build_numero_cnj(1), build_numero_cnj(2)
CASO = ValoresDoCaso({"pede": True, "conclusao": "favorável"}, "apelacao", datetime(2026, 3, 1, 12, tzinfo=UTC))


def find_caso(numero_cnj: str, _usuario_id: int) -> ValoresDoCaso | None:
    if numero_cnj == SIGILOSO:
        raise ProcessoSigilosoError("level 3")
    return None if numero_cnj == DESCONHECIDO else CASO


def draw(alvo: object, variaveis: object) -> None:
    from pages.ui.prompts.regra_testador import show_tester  # noqa: PLC0415 # a script of its own

    show_tester(alvo, variaveis)


@pytest.fixture
def open_tester(monkeypatch: pytest.MonkeyPatch) -> Any:
    def open_(alvo: object, papel: Papel = Papel.DADOS) -> AppTest:
        usuario = Usuario(1, "ana", "Ana", papel, "PGE")
        fakes = SimpleNamespace(
            cenarios=SimpleNamespace(list_cenarios=lambda: (CENARIO,)),
            prompts=SimpleNamespace(list_categorias=lambda: ()),
            politicas=SimpleNamespace(list_politicas=lambda: (POLITICA,)),
            casos=SimpleNamespace(find_valores=find_caso),
        )
        monkeypatch.setattr(regra_testador, "current_usuario", lambda: usuario)
        monkeypatch.setattr(regra_testador, "services", lambda: fakes)
        return AppTest.from_function(draw, default_timeout=20, args=(alvo, VARIAVEIS)).run()

    return open_


def find(elements: Any, label: str) -> Any:
    return next(element for element in elements if element.label == label)


def read(at: AppTest) -> str:
    assert not at.exception
    return " ".join(element.proto.body for element in at.get("html"))


def test_typed_values_decide_and_each_part_says_why(open_tester: Any) -> None:
    at = open_tester(MODULO)
    assert "O portal pergunta" in read(at)
    assert "“Pergunta pede?”; “Pergunta conclusao?”" in at.text[-2].value
    find(at.selectbox, "Estado de: Pergunta pede?").select("sim").run()
    find(at.selectbox, "Estado de: Pergunta conclusao?").select("com valor").run()
    find(at.selectbox, "Valor do item “conclusao”").select("favorável").run()
    assert "O módulo entra na peça" in read(at)
    find(at.selectbox, "Estado de: Pergunta conclusao?").select("não se aplica").run()
    assert "O módulo não entra na peça" in read(at)
    assert "A pergunta não se aplica a este caso." in read(at)


def test_saved_scenario_fills_the_values(open_tester: Any) -> None:
    at = open_tester(MODULO)
    find(at.segmented_control, "De onde vêm os valores").set_value("Cenário salvo").run()
    assert find(at.selectbox, "Estado de: Pergunta pede?").value == "sim"
    assert find(at.selectbox, "Estado de: Pergunta conclusao?").value == "não se aplica"
    assert "O módulo não entra na peça" in read(at)


def choose_processo(at: AppTest, numero: str) -> AppTest:
    find(at.segmented_control, "De onde vêm os valores").set_value("Número de processo").run()
    return find(at.text_input, "Número do processo").set_value(numero).run()


def test_case_number_fills_the_values(open_tester: Any) -> None:
    at = choose_processo(open_tester(MODULO, Papel.CURADOR), NUMERO)
    assert "peça mais recente deste processo, pedida 01/03/2026" in at.caption[0].value
    assert find(at.selectbox, "Tipo de peça").value == TipoDePeca.APELACAO
    assert find(at.selectbox, "Valor do item “conclusao”").value == "favorável"
    assert "O módulo entra na peça" in read(at)


@pytest.mark.parametrize(
    ("numero", "message"),
    [
        pytest.param("123", "número", id="not a number"),
        pytest.param(DESCONHECIDO, "pediu os dados dele ao TJMS", id="never seen"),
        pytest.param(SIGILOSO, "sigiloso", id="secret"),
    ],
)
def test_case_that_gives_no_values_says_why_and_values_can_be_typed(
    open_tester: Any, numero: str, message: str
) -> None:
    at = choose_processo(open_tester(MODULO, Papel.CURADOR), numero)
    assert message in " ".join(item.value for item in (*at.error, *at.info))
    find(at.selectbox, "Estado de: Pergunta pede?").select("sim").run()
    assert "O módulo" in read(at) or "O portal pergunta" in read(at)


@pytest.mark.parametrize(("papel", "may"), [(Papel.DADOS, False), (Papel.CURADOR, True)])
def test_cases_are_offered_only_to_those_who_may_see_them(open_tester: Any, papel: Papel, may: bool) -> None:
    at = open_tester(MODULO, papel)
    options = find(at.segmented_control, "De onde vêm os valores").options
    assert ("Número de processo" in options) is may
    assert any("só aparecem para quem tem acesso a processos" in item.value for item in at.caption) is not may


def test_rule_of_the_piece_type_is_named(open_tester: Any) -> None:
    at = open_tester(replace(MODULO, regras_por_tipo=(RegraDoTipo("apelacao", PEDE),)))
    find(at.selectbox, "Tipo de peça").select("Recurso de apelação").run()
    find(at.selectbox, "Estado de: Pergunta pede?").select("sim").run()
    assert "regra própria de" in at.text[-1].value
    assert "O módulo entra na peça" in read(at)


def test_policy_that_decides_otherwise_is_named(open_tester: Any) -> None:
    at = open_tester(replace(MODULO, regra=Condicao("conclusao", Operador.EXISTS), tags=("t",)))
    find(at.selectbox, "Estado de: Pergunta conclusao?").select("com valor").run()
    find(at.selectbox, "Valor do item “conclusao”").select("favorável").run()
    assert "política" not in read(at)
    find(at.selectbox, "Valor do item “conclusao”").select("com ressalvas").run()
    assert "O módulo entra na peça." in read(at)
    assert "O módulo não entra na peça. Assim fica pela política" in read(at)
    assert "O parecer tem ressalvas." in read(at)


def test_module_without_a_rule_has_nothing_to_test(open_tester: Any) -> None:
    assert "Sem regra" in open_tester(replace(MODULO, regra=None)).info[0].value
    assert "O modelo decide" in open_tester(replace(MODULO, modo=ModoDeAtivacao.MODELO)).info[0].value
