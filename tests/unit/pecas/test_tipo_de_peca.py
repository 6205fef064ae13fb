"""The type of peça by the court's data: a table of cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.pecas.domain import TipoDePeca
from core.pecas.tipo_de_peca import decide_tipo
from core.processos.domain import Documento, Movimento, Parte, Processo
from tests.builders import DIA_UM, build_documento, build_processo

ESTADO, MARIA = "Estado de Mato Grosso do Sul", "Maria Inventada da Silva"
NOT_FOUND = "nada"


def doc(tipo: int, dia: int, descricao: str = "Documento") -> Documento:
    return replace(build_documento(f"d{tipo}-{dia}", tipo, dia=dia), descricao=descricao)


def mov(codigo: int, dia: int, descricao: str = "", documento: str = "") -> Movimento:
    return Movimento(codigo, descricao, DIA_UM + timedelta(days=dia), id_documento=documento)


def case(*acts: Documento | Movimento, autor: str = MARIA, reu: str = ESTADO, classe: int = 7) -> Processo:
    documentos = [act for act in acts if isinstance(act, Documento)]
    movimentos = tuple(act for act in acts if isinstance(act, Movimento))
    processo = build_processo(*documentos, partes=(Parte("AT", autor), Parte("PA", reu)))
    return replace(processo, movimentos=movimentos, classe=classe)


LOST, WON = mov(219, 100, "Procedência", "d8-100"), mov(220, 100, "Improcedência", "d8-100")
SENTENCA, RECURSO = doc(8, 100), doc(8335, 120, "Recurso de Apelação")
CITACAO, URGENCIA = mov(60, 10, "Certidão de Citação"), mov(332, 5, "Antecipação de tutela")


@pytest.mark.parametrize(
    ("processo", "tipo"),
    [
        pytest.param(case(), NOT_FOUND, id="nothing happened"),
        pytest.param(case(CITACAO), "contestacao", id="citation"),
        pytest.param(case(doc(9508, 10, "Certidão de Citação")), "contestacao", id="citation by its certificate"),
        pytest.param(case(CITACAO, doc(8320, 40)), NOT_FOUND, id="citation answered"),
        pytest.param(case(URGENCIA), "agravo", id="urgent relief"),
        pytest.param(case(URGENCIA, CITACAO), "contestacao", id="citation after urgent relief"),
        pytest.param(case(CITACAO, mov(339, 20)), "agravo", id="relief after citation"),
        pytest.param(case(CITACAO, doc(8320, 40), mov(339, 50)), "agravo", id="relief after contestação"),
        pytest.param(case(URGENCIA, doc(8320, 40)), NOT_FOUND, id="relief before contestação"),
        pytest.param(case(doc(15, 5, "Decisão que defere a tutela de urgência")), "agravo", id="relief by its name"),
        pytest.param(case(doc(15, 5, "Decisão que indefere a tutela")), NOT_FOUND, id="relief refused"),
        pytest.param(case(CITACAO, SENTENCA, LOST), "apelacao", id="lost"),
        pytest.param(case(SENTENCA, mov(221, 100, "Em parte", "d8-100")), "apelacao", id="lost in part"),
        pytest.param(case(SENTENCA), "apelacao", id="sentence of unknown outcome"),
        pytest.param(case(SENTENCA, WON), NOT_FOUND, id="won"),
        pytest.param(case(SENTENCA, WON, autor=ESTADO, reu=MARIA), "apelacao", id="lost as the author"),
        pytest.param(case(SENTENCA, WON, RECURSO), "contrarrazoes", id="won and appealed"),
        pytest.param(case(SENTENCA, WON, RECURSO, doc(8305, 130)), NOT_FOUND, id="appeal answered"),
        pytest.param(case(SENTENCA, LOST, RECURSO), NOT_FOUND, id="lost and somebody appealed"),
        pytest.param(case(SENTENCA, LOST, doc(8335, 120, "Apelação da autora")), "contrarrazoes", id="by word"),
        pytest.param(case(SENTENCA, LOST, doc(8335, 120, f"Apelação de {MARIA}")), "contrarrazoes", id="by name"),
        pytest.param(case(SENTENCA, WON, doc(8335, 120, "Apelação do Estado")), NOT_FOUND, id="our own appeal"),
        pytest.param(case(RECURSO, doc(34, 200)), NOT_FOUND, id="appeal judged"),
        pytest.param(case(SENTENCA, LOST, mov(848, 300)), NOT_FOUND, id="final judgment"),
        pytest.param(case(doc(510, 0), classe=202), "contrarrazoes", id="appeal against relief refused"),
        pytest.param(case(doc(510, 0), autor=ESTADO, reu=MARIA, classe=202), NOT_FOUND, id="our own agravo"),
        pytest.param(case(doc(34, 90), classe=198), NOT_FOUND, id="appeal that was judged"),
        pytest.param(case(CITACAO, reu="Município de Dourados"), NOT_FOUND, id="a case without the State"),
        pytest.param(case(CITACAO, autor=ESTADO, reu=MARIA), NOT_FOUND, id="the other side was cited"),
    ],
)
def test_the_newest_act_that_calls_for_an_answer_decides(processo: Processo, tipo: str) -> None:
    decided = decide_tipo(processo)
    assert (decided.tipo.value if decided else NOT_FOUND) == tipo


def test_the_reason_names_the_act_and_its_day() -> None:
    decided = decide_tipo(case(SENTENCA, LOST))
    assert decided is not None
    assert decided.motivo == "Há sentença contrária ao Estado de 18/06/2025 e nenhum recurso depois dela."


ACTS = st.sampled_from([SENTENCA, LOST, WON, RECURSO, CITACAO, URGENCIA, doc(8320, 40), doc(8305, 130), doc(34, 200)])


@given(st.lists(ACTS, unique=True), st.randoms())
def test_the_order_in_which_the_court_lists_acts_does_not_matter(acts, random) -> None:
    shuffled = random.sample(acts, len(acts))
    assert decide_tipo(case(*acts)) == decide_tipo(case(*shuffled))


@given(st.lists(ACTS, unique=True))
def test_nothing_is_asked_for_after_final_judgment(acts) -> None:
    assert decide_tipo(case(*acts, mov(848, 1))) is None


@given(st.lists(ACTS, unique=True))
def test_only_a_peca_that_answers_an_act_is_decided(acts) -> None:
    decided = decide_tipo(case(*acts))
    assert decided is None or decided.tipo not in (TipoDePeca.PARECER, TipoDePeca.ALEGACOES_FINAIS)
