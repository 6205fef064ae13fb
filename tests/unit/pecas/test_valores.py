"""A value of the model is of the type of its variable, or it is none."""

from __future__ import annotations

import json
import math
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.pecas.domain import EstadoDoFato, Fato, Resumo
from core.pecas.fatos import Leitura, list_contradicoes, list_fatos
from core.pecas.valores import parse_valor
from core.prompts.domain import TipoDeVariavel
from tests.builders import build_categoria, build_peca, build_variavel

OPCOES = ("Favorável", "não avaliou")
CATEGORIA = build_categoria(
    "c", variaveis=tuple(build_variavel(f"c_{tipo.value}", tipo, opcoes=OPCOES) for tipo in TipoDeVariavel)
)
PAGINAS = ("há urgência", "custa R$ 10,00")


@pytest.mark.parametrize(
    ("tipo", "raw", "expected"),
    [
        (TipoDeVariavel.NUMERO, 3, 3.0),
        (TipoDeVariavel.NUMERO, "1.234,5", 1234.5),
        (TipoDeVariavel.NUMERO, "1,234", None),
        (TipoDeVariavel.NUMERO, "10 dias", None),
        (TipoDeVariavel.NUMERO, True, None),
        (TipoDeVariavel.NUMERO, math.nan, None),
        (TipoDeVariavel.NUMERO, 10**400, None),
        (TipoDeVariavel.MOEDA, 10.5, 10.5),
        (TipoDeVariavel.MOEDA, "R$ 150.000,00", 150000.0),
        (TipoDeVariavel.DATA, "2025-02-28", "2025-02-28"),
        (TipoDeVariavel.DATA, "28/02/2025", "2025-02-28"),
        (TipoDeVariavel.DATA, "2025-02-30", None),
        (TipoDeVariavel.DATA, "30/02/2025", None),
        (TipoDeVariavel.DATA, "20250228", None),
        (TipoDeVariavel.DATA, "2025-W09-5", None),
        (TipoDeVariavel.DATA, "fevereiro de 2025", None),
        (TipoDeVariavel.TEXTO, "  a  ", "a"),
        (TipoDeVariavel.TEXTO, " ", None),
        (TipoDeVariavel.TEXTO, "a\x00b\ud800", "ab"),
        (TipoDeVariavel.TEXTO, 3, None),
        (TipoDeVariavel.BOOLEANO, 1, None),
        (TipoDeVariavel.BOOLEANO, "sim", None),
        (TipoDeVariavel.ESCOLHA, "FAVORAVEL", "Favorável"),
        (TipoDeVariavel.ESCOLHA, "favor", None),
        (TipoDeVariavel.LISTA, ["nao avaliou", "Favorável", "NÃO AVALIOU"], ["não avaliou", "Favorável"]),
        (TipoDeVariavel.LISTA, ["Favorável", "outra"], None),
        (TipoDeVariavel.LISTA, ["Favorável", None], None),
        (TipoDeVariavel.LISTA, "Favorável", None),
        (TipoDeVariavel.LISTA, [], []),
    ],
)
def test_a_value_is_of_its_type_or_none(tipo: TipoDeVariavel, raw: Any, expected: Any) -> None:
    assert parse_valor(build_variavel("v", tipo, opcoes=OPCOES), raw) == expected


def is_of_type(tipo: TipoDeVariavel, valor: Any) -> bool:
    match tipo:
        case TipoDeVariavel.BOOLEANO:
            return isinstance(valor, bool)
        case TipoDeVariavel.NUMERO | TipoDeVariavel.MOEDA:
            return isinstance(valor, float) and math.isfinite(valor)
        case TipoDeVariavel.DATA:
            return date.fromisoformat(valor).isoformat() == valor
        case TipoDeVariavel.ESCOLHA:
            return valor in OPCOES
        case TipoDeVariavel.LISTA:
            return isinstance(valor, list) and set(valor) <= set(OPCOES) and len(set(valor)) == len(valor)
        case _:
            return isinstance(valor, str) and valor == valor.strip() != ""


LIKELY = (*OPCOES, "FAVORAVEL", "R$ 1.234,56", "1,234", "2025-02-30", "28/02/2025", "sim", "\x00", "\ud800", *PAGINAS)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(LIKELY)
ANY_JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
)
ANSWERS = ANY_JSON | st.fixed_dictionaries(
    {"situacao": st.sampled_from(["respondida", "silente", "nao_se_aplica"]) | ANY_JSON, "valor": ANY_JSON},
    optional={"pagina": ANY_JSON, "trecho": ANY_JSON, "divergencias": ANY_JSON},
)


def is_sound(fato: Fato) -> bool:
    """A typed value or none, in a state that agrees with it, and a span only where it stands on its page."""
    tipo = next(v.tipo for v in CATEGORIA.variaveis if v.slug == fato.variavel)
    if fato.valor is None:
        return fato.estado in (EstadoDoFato.DESCONHECIDO, EstadoDoFato.NAO_SE_APLICA)
    has_place = fato.trecho in PAGINAS[fato.pagina - 1] if fato.pagina else fato.trecho == ""
    return is_of_type(tipo, fato.valor) and has_place and (fato.estado is EstadoDoFato.FALSO) == (fato.valor is False)


@given(st.lists(st.fixed_dictionaries({v.slug: ANSWERS for v in CATEGORIA.variaveis}), min_size=1, max_size=2))
def test_whatever_the_model_answers_a_fact_is_of_its_type_or_unknown(answers: list[dict[str, Any]]) -> None:
    leituras = [Leitura(build_peca(*PAGINAS), CATEGORIA, Resumo("", respostas)) for respostas in answers]
    fatos = list_fatos([CATEGORIA], leituras)
    respostas = [fato for found in list_contradicoes([CATEGORIA], leituras) for fato in found.respostas]
    assert [fato.variavel for fato in fatos] == [variavel.slug for variavel in CATEGORIA.variaveis]
    assert [fato for fato in (*fatos, *respostas) if not is_sound(fato)] == []
    json.dumps([fato.valor for fato in fatos], allow_nan=False).encode()
