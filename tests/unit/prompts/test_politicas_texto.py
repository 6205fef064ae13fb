"""What people type in the tables of policies and scenarios."""

from __future__ import annotations

import pytest

from core.errors import InvalidInputError
from core.prompts.comparacao import Operador
from core.prompts.domain import TipoDeVariavel, Variavel
from core.prompts.politicas.domain import Alvo, Celula, Resultado, TipoDeAlvo
from core.prompts.politicas.formato import load_politicas
from core.prompts.politicas.texto import (
    describe_alvos,
    format_alvos,
    format_celula,
    format_espera,
    format_resposta,
    parse_alvos,
    parse_celula,
    parse_espera,
    parse_resposta,
)
from core.prompts.regras import SemValor
from core.prompts.seeds import load_seeds

VARIAVEIS = {v.slug: v for categoria in load_seeds().categorias for v in categoria.variaveis}
SIM_NAO = Variavel("b", TipoDeVariavel.BOOLEANO, "?")
NUMERO = Variavel("n", TipoDeVariavel.MOEDA, "?")
DATA = Variavel("d", TipoDeVariavel.DATA, "?")
TEXTO = Variavel("t", TipoDeVariavel.TEXTO, "?")
LISTA = Variavel("l", TipoDeVariavel.LISTA, "?", ("fraldas", "vaga em UTI"))


@pytest.mark.parametrize(
    ("texto", "variavel", "celula"),
    [
        ("-", SIM_NAO, None),
        ("", SIM_NAO, None),
        ("sim", SIM_NAO, Celula(Operador.EQUALS, True)),
        ("Exceto SIM", SIM_NAO, Celula(Operador.EQUALS, True, salvo=True)),
        (">= 1.234,56", NUMERO, Celula(Operador.GREATER_OR_EQUAL, 1234.56)),
        ("< 31/12/2026", DATA, Celula(Operador.LESS_THAN, "2026-12-31")),
        ("um de: Fraldas; vaga em uti", LISTA, Celula(Operador.IN_LIST, ("fraldas", "vaga em UTI"))),
        ("não contém fraldas", LISTA, Celula(Operador.NOT_CONTAINS, "fraldas")),
        ("preenchido", LISTA, Celula(Operador.IS_NOT_EMPTY)),
        ("não existe", TEXTO, Celula(Operador.NOT_EXISTS)),
        ("começa com J45", TEXTO, Celula(Operador.STARTS_WITH, "J45")),
        ("contrarrazoes", None, Celula(Operador.EQUALS, "contrarrazoes")),
    ],
)
def test_cell_is_read_as_typed(texto: str, variavel: Variavel | None, celula: Celula | None) -> None:
    assert parse_celula(texto, variavel, "x") == celula
    assert parse_celula(format_celula(celula), variavel, "x") == celula


@pytest.mark.parametrize(
    ("texto", "variavel"),
    [("talvez", SIM_NAO), (">= muito", NUMERO), (">= ", NUMERO), ("> azul", TEXTO), ("cadeira", LISTA),
     ("99/99/2026", DATA)],
)  # fmt: skip
def test_cell_that_cannot_be_read_names_its_place(texto: str, variavel: Variavel) -> None:
    with pytest.raises(InvalidInputError) as caught:
        parse_celula(texto, variavel, "a linha 2")
    assert "a linha 2" in caught.value.user_message


@pytest.mark.parametrize("politica", load_politicas(), ids=lambda p: p.slug)
def test_stored_policies_can_be_edited_as_text(politica) -> None:
    for linha in politica.linhas:
        for coluna, celula in linha.celulas.items():
            assert parse_celula(format_celula(celula), VARIAVEIS.get(coluna), "x") == celula
        assert parse_alvos(format_alvos(linha.alvos), "x") == linha.alvos
    for caso in politica.casos:
        assert parse_espera(format_espera(caso.espera), "x") == caso.espera
        for slug, valor in caso.valores.items():
            assert parse_resposta(format_resposta(valor), VARIAVEIS[slug], "x") == valor


def test_targets_and_expectations() -> None:
    alvo = Alvo(TipoDeAlvo.TAG, "pmvg")
    assert parse_alvos("marcador pmvg; Módulo ps-x", "x") == (alvo, Alvo(TipoDeAlvo.MODULO, "ps-x"))
    assert parse_espera("marcador pmvg = obrigatorio", "x") == ((alvo, Resultado.OBRIGATORIO),)
    for wrong in ("pmvg", "marcador pmvg = talvez", "marcador pmvg"):
        with pytest.raises(InvalidInputError):
            parse_espera(wrong, "x")


@pytest.mark.parametrize(
    ("texto", "variavel", "valor"),
    [
        ("", SIM_NAO, SemValor.DESCONHECIDO),
        ("não se aplica", SIM_NAO, SemValor.NAO_SE_APLICA),
        ("não", SIM_NAO, False),
        ("R$ 1.500,00", NUMERO, 1500),
        ("31/12/2026", DATA, "2026-12-31"),
        ("fraldas; vaga em UTI", LISTA, ("fraldas", "vaga em UTI")),
        ("nenhuma", LISTA, ()),
        ("omalizumabe 150 mg", TEXTO, "omalizumabe 150 mg"),
    ],
)
def test_answer_is_read_and_written_back(texto: str, variavel: Variavel, valor: object) -> None:
    read = parse_resposta(texto, variavel, "x")
    assert read == valor
    assert parse_resposta(format_resposta(read), variavel, "x") == valor


def test_targets_are_read_by_their_titles() -> None:
    alvos = parse_alvos("módulo o-slug; módulo outro-slug; marcador em-validacao", "a linha 1")
    assert (
        describe_alvos(alvos, {"o-slug": "Do título"}) == "módulo “Do título”; módulo outro-slug; marcador em-validacao"
    )
