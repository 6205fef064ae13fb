"""What a draft may cite: the base, the modules and the case; anything else is red."""

from __future__ import annotations

import pytest

from core.conferencia.alheios import NumerosConhecidos
from core.conferencia.autoridades import AutoridadesConhecidas
from core.conferencia.domain import Cor
from core.prompts.autoridades.domain import Autoridade, TipoDeAutoridade
from tests.builders import build_numero_cnj

BASE = (
    Autoridade("tema:stf:1234", TipoDeAutoridade.TEMA, "Tema 1234 do STF", "resumo", "fonte"),
    Autoridade("cf:art:196", TipoDeAutoridade.ARTIGO, "CF, art. 196", "resumo", "fonte"),
    Autoridade("sumula:stj:999", TipoDeAutoridade.SUMULA, "Súmula 999 do STJ", "resumo", "fonte", "Cancelada.", False),
)
FONTES = {"fl. 40": "como decidiu o REsp 1.657.156 e dispõe o art. 19-Q da Lei 8.080/1990"}
OUTRO = build_numero_cnj(777)


@pytest.mark.parametrize(
    ("minuta", "cor", "words"),
    [
        pytest.param("conforme o Tema n. 1.234/STF", Cor.VERDE, "base aprovada", id="of the base"),
        pytest.param("nos termos do art. 196 da Constituição Federal", Cor.VERDE, "base aprovada", id="article"),
        pytest.param("a Súmula 999 do STJ", Cor.AMARELO, "não vale mais", id="of the base, no longer good"),
        pytest.param("o REsp 1657156 fixou", Cor.VERDE, "fl. 40", id="of the case"),
        pytest.param("o art. 19-Q da Lei nº 8.080/90", Cor.VERDE, "fl. 40", id="law of the case, short year"),
        pytest.param("o REsp 1657157 fixou", Cor.VERMELHO, "Não está", id="one digit away"),
        pytest.param("o Tema 1235 do STF", Cor.VERMELHO, "Não está", id="another theme"),
        pytest.param("o Tema **1235** do STF", Cor.VERMELHO, "Não está", id="in emphasis"),
        pytest.param("Recurso Especial nº 1.657.157/RJ", Cor.VERMELHO, "Não está", id="class written out"),
        pytest.param("Recurso Especial nº 1.657.156/RJ", Cor.VERDE, "fl. 40", id="of the case, class written out"),
        pytest.param("A CF manda, e o art. 196 da CLT", Cor.VERMELHO, "Não está", id="the same article elsewhere"),
        pytest.param("A CF manda, e o art. 196 do Código de Ética", Cor.AMARELO, "não conhece", id="of a strange law"),
        pytest.param("o art. 197 da CF", Cor.VERMELHO, "Não está", id="another article"),
    ],
)
def test_authority_has_its_colour_and_reason(minuta: str, cor: Cor, words: str) -> None:
    [exame] = AutoridadesConhecidas(BASE, FONTES).check(minuta)
    assert exame.cor is cor
    assert words in exame.motivo


def test_article_without_its_law_is_not_judged() -> None:
    assert AutoridadesConhecidas(BASE, FONTES).check("o referido art. 5º") == ()


@pytest.mark.parametrize(
    ("minuta", "cor", "words"),
    [
        pytest.param(f"autos n. {build_numero_cnj()}", Cor.VERDE, "deste processo", id="the case, bare"),
        pytest.param(f"autos n. {OUTRO}", Cor.VERDE, "Consta", id="named in the case"),
        pytest.param(f"autos n. {build_numero_cnj(778)}", Cor.VERMELHO, "Não é deste", id="of elsewhere"),
        pytest.param("autos n. 0000778-00.2025.8.12.0001", Cor.VERMELHO, "verificador", id="wrong check digit"),
        pytest.param("CPF 529.982.247-25", Cor.VERDE, "Consta", id="of a party"),
        pytest.param("CPF 111.444.777-35", Cor.VERMELHO, "CPF", id="of nobody here"),
    ],
)
def test_number_of_elsewhere_is_red(minuta: str, cor: Cor, words: str) -> None:
    fontes = {"fl. 1": f"apenso ao processo {OUTRO}", "fl. 2": "Fulana, CPF 529.982.247-25"}
    [exame] = NumerosConhecidos(build_numero_cnj(), fontes).check(minuta)
    assert exame.cor is cor
    assert words in exame.motivo
