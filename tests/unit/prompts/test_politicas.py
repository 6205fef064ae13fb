"""Decision tables after the rules: forbidden wins, unknown asks, and a table is judged by its own tests."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import pytest

from core.errors import InvalidInputError
from core.pecas.domain import TIPOS_DE_PECA
from core.prompts.comparacao import normalize
from core.prompts.decisao import DecisaoDoModulo, decide_modulo
from core.prompts.domain import ModoDeAtivacao, Modulo, TipoDeModulo, TipoDeVariavel, Variavel
from core.prompts.politicas.domain import (
    COLUNA_DO_TIPO,
    Alvo,
    DecisaoFinal,
    Politica,
    TipoDeAlvo,
    apply_politicas,
    check_casos,
)
from core.prompts.politicas.formato import dump_politica, parse_politica, rename_in_politica
from core.prompts.politicas.service import require_valid
from core.prompts.regras import Decisao, SemValor, ValorDoFato, parse_regra

VARIAVEIS = {slug: Variavel(slug, TipoDeVariavel.BOOLEANO, f"{slug}?") for slug in ("medicamento", "cirurgia")}
ALVOS = {Alvo(TipoDeAlvo.TAG, "tema-6")}
SO_MEDICAMENTO: dict[str, Any] = {
    "nome": "Só medicamentos",
    "modo": "todas",
    "colunas": ["medicamento"],
    "linhas": [
        {
            "se": {"medicamento": {"operador": "equals", "valor": True, "salvo": True}},
            "efeito": "vedado",
            "alvos": ["tag:tema-6"],
            "motivo": "O tema trata de medicamentos.",
        }
    ],
    "casos": [
        {"nome": "cirurgia", "tipo_de_peca": "contestacao", "valores": {"medicamento": False},
         "espera": {"tag:tema-6": "vedado"}},
        {"nome": "sem petição", "tipo_de_peca": "contestacao", "nao_se_aplica": ["medicamento"],
         "espera": {"tag:tema-6": "vedado"}},
        {"nome": "calada", "tipo_de_peca": "contestacao", "espera": {"tag:tema-6": "perguntar"}},
        {"nome": "medicamento", "tipo_de_peca": "contestacao", "valores": {"medicamento": True},
         "espera": {"tag:tema-6": "permitido"}},
    ],
}  # fmt: skip


def _build(*linhas: dict[str, Any], modo: str = "todas") -> Politica:
    rows = [{"alvos": ["modulo:m"], "motivo": "porque sim", **linha} for linha in linhas]
    return parse_politica(
        {"nome": "p", "modo": modo, "colunas": list(VARIAVEIS), "linhas": rows, "casos": []}, "politica"
    )


def _build_modulo(**changes: Any) -> Modulo:
    modulo = Modulo(
        slug="m",
        versao=1,
        tipo=TipoDeModulo.CONTEUDO,
        secao="Mérito",
        grupo="ps",
        subgrupo="",
        titulo="Módulo",
        texto="",
        modo=ModoDeAtivacao.DETERMINISTICO,
        ordem=1,
    )
    return replace(modulo, **changes)


def _decide(politica: Politica, regra: bool | None, **valores: ValorDoFato) -> DecisaoFinal:
    """The final decision on a module whose rule answers ``regra`` (None: open)."""
    rule = parse_regra({"variavel": "da_regra", "operador": "equals", "valor": True})
    case = {**valores, "da_regra": SemValor.DESCONHECIDO if regra is None else regra}
    decisao = decide_modulo(_build_modulo(regra=rule, tags=("tema-6",)), "contestacao", case)
    return apply_politicas([decisao], [politica], case, "contestacao")[0]


@pytest.mark.parametrize("regra", [True, False, None])
def test_forbidden_module_stays_out_and_the_row_is_the_reason(regra: bool | None) -> None:
    politica = _build({"se": {"medicamento": True}, "efeito": "vedado"})
    final = _decide(politica, regra, medicamento=True)
    assert final.decisao is Decisao.NAO
    assert (final.aplicada is not None) is (regra is not False)
    assert final.aplicada is None or final.aplicada.linha.motivo == "porque sim"


def test_mandatory_module_enters_although_its_rule_says_no() -> None:
    politica = _build({"se": {"medicamento": True}, "efeito": "obrigatorio"})
    assert _decide(politica, False, medicamento=True).decisao is Decisao.SIM
    assert _decide(politica, False, medicamento=False).decisao is Decisao.NAO


def test_forbidden_wins_over_mandatory() -> None:
    politica = _build({"efeito": "obrigatorio"}, {"se": {"cirurgia": True}, "efeito": "vedado"})
    assert _decide(politica, True, cirurgia=True).decisao is Decisao.NAO
    assert _decide(politica, True, cirurgia=False).decisao is Decisao.SIM


def test_unknown_column_asks_only_while_it_matters() -> None:
    politica = _build({"se": {"medicamento": True}, "efeito": "vedado"})
    wanted, unwanted, undecided = (_decide(politica, regra) for regra in (True, False, None))
    assert (wanted.decisao, wanted.desconhecidas) == (Decisao.DESCONHECIDA, ("medicamento",))
    assert (unwanted.decisao, unwanted.desconhecidas) == (Decisao.NAO, ())
    assert undecided.desconhecidas == ("da_regra", "medicamento")


def test_first_row_that_fits_hides_those_below() -> None:
    politica = _build(
        {"se": {"medicamento": True}, "efeito": "permitido"}, {"efeito": "vedado"}, modo="primeira"
    )  # fmt: skip
    assert _decide(politica, True, medicamento=True).decisao is Decisao.SIM
    assert _decide(politica, True, medicamento=False).decisao is Decisao.NAO
    assert _decide(politica, True).decisao is Decisao.DESCONHECIDA


def test_piece_type_can_be_a_column() -> None:
    politica = replace(_build({"se": {"tipo_de_peca": "alegações finais"}, "efeito": "vedado"}))
    da_regra = DecisaoDoModulo(_build_modulo())
    found = [apply_politicas([da_regra], [politica], {}, tipo)[0].decisao for tipo in ("alegacoes_finais", "apelacao")]
    assert found == [Decisao.NAO, Decisao.SIM]


def test_policy_that_is_off_decides_nothing() -> None:
    politica = replace(_build({"efeito": "vedado"}), is_active=False)
    assert _decide(politica, True).decisao is Decisao.SIM


@pytest.mark.parametrize("modo", ["primeira", "todas"])
def test_decision_with_unknowns_equals_that_of_every_completion_or_asks(modo: str) -> None:
    politica = _build(
        {"se": {"medicamento": True, "cirurgia": False}, "efeito": "vedado"},
        {"se": {"cirurgia": {"operador": "equals", "valor": True, "salvo": True}}, "efeito": "obrigatorio"},
        {"se": {"medicamento": True}, "efeito": "permitido"},
        modo=modo,
    )
    known: tuple[ValorDoFato, ...] = (True, False, SemValor.NAO_SE_APLICA)
    for regra, *case in itertools.product((True, False, None), *2 * [(*known, SemValor.DESCONHECIDO)]):
        final = _decide(politica, regra, **dict(zip(VARIAVEIS, case, strict=True)))
        completions = {
            _decide(politica, answer, **dict(zip(VARIAVEIS, full, strict=True))).decisao
            for answer in ((True, False) if regra is None else (regra,))
            for full in itertools.product(*(known if v is SemValor.DESCONHECIDO else (v,) for v in case))
        }
        assert final.decisao is Decisao.DESCONHECIDA or completions == {final.decisao}
        assert (final.decisao is Decisao.DESCONHECIDA) is bool(final.desconhecidas)


def test_table_is_judged_by_its_tests() -> None:
    politica = parse_politica(SO_MEDICAMENTO, "so-medicamento")
    assert all(resultado.has_passed for resultado in check_casos(politica))
    loose = replace(politica, linhas=(replace(politica.linhas[0], celulas={}),))
    assert [r.caso.nome for r in check_casos(loose) if not r.has_passed] == ["calada", "medicamento"]
    with pytest.raises(InvalidInputError, match="refused") as caught:
        require_valid(loose, VARIAVEIS, ALVOS)
    assert "“calada”; “medicamento”" in caught.value.user_message


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"colunas": ["inexistente"]}, "a coluna, inexistente"),
        ({"colunas": []}, "a linha 1, medicamento"),
        ({"linhas": []}, "ao menos uma linha"),
        ({"casos": []}, "um teste"),
        ({"casos": [{"nome": "x", "tipo_de_peca": "agravo", "valores": {"y": 1}, "espera": {}}]}, "“x”, y"),
    ],
)
def test_table_that_cannot_work_is_refused_with_the_place(changes: dict[str, Any], reason: str) -> None:
    politica = parse_politica({**SO_MEDICAMENTO, **changes}, "so-medicamento")
    with pytest.raises(InvalidInputError) as caught:
        require_valid(politica, VARIAVEIS, ALVOS)
    assert reason in caught.value.user_message


@pytest.mark.parametrize(
    ("linha", "place"),
    [
        ({"efeito": "proibido"}, "linhas[0].efeito"),
        ({"alvos": ["tema-6"]}, "linhas[0].alvos"),
        ({"se": {"medicamento": {"operador": "parece", "valor": 1}}}, "linhas[0].se.medicamento"),
        ({"motivo": ""}, "linhas[0].motivo"),
    ],
)
def test_form_that_cannot_be_read_is_refused_with_the_place(linha: dict[str, Any], place: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        _build({"efeito": "vedado", **linha})
    assert place in caught.value.user_message


def test_form_goes_both_ways() -> None:
    politica = parse_politica(SO_MEDICAMENTO, "so-medicamento", 3)
    assert parse_politica(dump_politica(politica), "so-medicamento", 3) == politica


def test_rename_reaches_columns_rows_and_tests() -> None:
    renamed = rename_in_politica(dump_politica(parse_politica(SO_MEDICAMENTO, "p")), "medicamento", "remedio")
    assert "'medicamento'" not in str({**renamed, "casos": [{**c, "nome": ""} for c in renamed["casos"]]})
    assert all(resultado.has_passed for resultado in check_casos(parse_politica(renamed, "p")))


_LINHA, _CASO = SO_MEDICAMENTO["linhas"][0], SO_MEDICAMENTO["casos"][0]
_ACIMA_DE_30 = {"operador": "greater_than", "valor": 30}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"linhas": [{**_LINHA, "se": {"medicamento": _ACIMA_DE_30}}]}, "não serve para “medicamento”"),
        ({"linhas": [{**_LINHA, "se": {"medicamento": "banana"}}]}, "Na linha 1, esperava sim ou não"),
        ({"colunas": ["tipo_de_peca"], "linhas": [{**_LINHA, "se": {"tipo_de_peca": "sermão"}}]}, "“sermão” não é uma"),
        ({"linhas": [_LINHA, {**_LINHA, "alvos": ["tag:tema-9"]}]}, "Na linha 2, nenhum módulo"),
        ({"linhas": [{**_LINHA, "alvos": ["modulo:tema-6"]}]}, "“módulo tema-6”"),
        ({"casos": [{**_CASO, "tipo_de_peca": "sermao"}]}, "No teste “cirurgia”, “sermao”"),
        ({"casos": [{**_CASO, "espera": {"assunto:tema-6": "permitido"}}]}, "No teste “cirurgia”, nenhum módulo"),
    ],
)
def test_what_could_never_be_met_is_refused_with_the_place(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        require_valid(parse_politica({**SO_MEDICAMENTO, **changes}, "p"), VARIAVEIS, ALVOS)
    assert reason in caught.value.user_message


def test_column_of_the_piece_type_offers_every_type() -> None:
    assert [normalize(opcao).replace(" ", "_") for opcao in COLUNA_DO_TIPO.opcoes] == [t.value for t in TIPOS_DE_PECA]
