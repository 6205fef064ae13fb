"""Citations of law: each way of writing gives one key."""

from __future__ import annotations

import pytest

from core.prompts.autoridades.citacoes import find_citacoes, is_known, is_same_authority


def _keys(texto: str) -> list[str]:
    return [citacao.chave for citacao in find_citacoes(texto)]


@pytest.mark.parametrize(
    ("texto", "chaves"),
    [
        ("Tema 1.234/STF", ["tema:stf:1234"]),
        ("Tema n. 1234 da repercussão geral", ["tema:stf:1234"]),
        ("Tema nº 1234 do STF", ["tema:stf:1234"]),
        ("Tema 106 dos recursos repetitivos", ["tema:stj:106"]),
        ("O Superior Tribunal de Justiça decidiu, no Tema 706, que", ["tema:stj:706"]),
        ("O STF, ao contrário do STJ, fixou no RE 566.471 (Tema 6)", ["julgado:re:566471", "tema:stf:6"]),
        ("Temas 566 a 568/STJ", ["tema:stj:566", "tema:stj:567", "tema:stj:568"]),
        ("Temas 6 e 1.234/STF", ["tema:stf:6", "tema:stf:1234"]),
        ("o Tema 793", ["tema:793"]),
        ("Súmula Vinculante 60", ["sumula-vinculante:60"]),
        ("SV 61", ["sumula-vinculante:61"]),
        ("Súmulas Vinculantes n. 60 e 61", ["sumula-vinculante:60", "sumula-vinculante:61"]),
        ("Súmula n. 421/STJ", ["sumula:stj:421"]),
        ("Enunciado nº 93 das Jornadas", ["enunciado:93"]),
        ("REsp n. 1.657.156/RJ", ["julgado:resp:1657156"]),
        ("STA 175-AgR", ["julgado:sta:175"]),
        ("art. 196 da CF", ["cf:art:196"]),
        ("CF, art. 196", ["cf:art:196"]),
        ("artigo 196 da Constituição Federal de 1988", ["cf:art:196"]),
        ("art. 5º, XXXV, da CRFB/88", ["cf:art:5"]),
        ("arts. 2º, 196 e 198 da Constituição", ["cf:art:2", "cf:art:196", "cf:art:198"]),
        ("art. 1.015, I, do CPC/2015", ["cpc:art:1015"]),
        ("arts. 489, § 1º, V e VI, e 927, III e § 1º, do CPC", ["cpc:art:489", "cpc:art:927"]),
        ("art. 87, *caput* e § 1º, do CPC", ["cpc:art:87"]),
        ("art. 85, §§ 2º e 8º-A, do Código de Processo Civil", ["cpc:art:85"]),
        ("art. 300 do CPC e 30 dias depois", ["cpc:art:300"]),
        ("arts. 19-M a 19-P da Lei 8.080/1990", [f"lei:8080/1990:art:19-{letter}" for letter in "MNOP"]),
        ("art. 6º da Lei nº 8.080, de 19 de setembro de 1990", ["lei:8080/1990:art:6"]),
        ("art. 6º da Lei 8.080/90", ["lei:8080/1990:art:6"]),
        ("a Lei Orgânica da Saúde (art. 7º, IV)", ["lei:8080/1990:art:7"]),
        ("O art. 22 da LINDB manda; o art. 20 da mesma lei impede", ["lindb:art:22", "lindb:art:20"]),
        ("A Lei 11.343/2006, com a redação da Lei 13.840/2019, limita (art. 23-A)",
         ["lei:13840/2019", "lei:11343/2006:art:23-A"]),
        ("Resolução CFM 2.156/2016", ["resolucao:cfm:2156/2016"]),
        ("Resolução do CNJ nº 238, de 6 de setembro de 2016", ["resolucao:cnj:238/2016"]),
        ("Portaria SAS/MS 55/1999", ["portaria:sas/ms:55/1999"]),
        ("Lei Complementar n. 141/2012 e EC 113/2021", ["lc:141/2012", "ec:113/2021"]),
        ("art. 1º do Decreto 20.910/1932", ["decreto:20910/1932:art:1"]),
        ("a parte autora recebeu 30 ampolas em 12/03/2024, R$ 1.234,56 (fl. 37)", []),
        ("tema de saúde, em arte e em artigo de jornal", []),
    ],
)  # fmt: skip
def test_citation_has_one_key(texto: str, chaves: list[str]) -> None:
    assert sorted(_keys(texto)) == sorted(chaves)


def test_mention_is_kept_with_its_place() -> None:
    texto = "Segundo o art. 196 da Constituição Federal, a saúde é direito."
    (citacao,) = find_citacoes(texto)
    assert citacao.trecho == texto[citacao.inicio : citacao.fim] == "art. 196 da Constituição Federal"


@pytest.mark.parametrize(
    ("citada", "da_base", "is_same"),
    [
        ("tema:stf:6", "tema:stf:6", True),
        ("tema:6", "tema:stf:6", True),
        ("tema:stj:6", "tema:stf:6", False),
        ("tema:stf:60", "tema:stf:6", False),
        ("lei:8080", "lei:8080/1990:art:6", True),
        ("lei:8080/1990", "lei:8080/1990:art:6", True),
        ("lei:8080/1991", "lei:8080/1990:art:6", False),
        ("lei:8080/1990:art:60", "lei:8080/1990:art:6", False),
        ("cf:art:196", "cf", False),
        ("julgado:re:1", "julgado:re:12", False),
        ("art:196", "cf:art:196", False),
    ],
)
def test_part_that_is_left_out_fits_any(citada: str, da_base: str, is_same: bool) -> None:
    assert is_same_authority(citada, da_base) is is_same
    assert is_known(citada, ["sumula:stj:1", da_base]) is is_same
