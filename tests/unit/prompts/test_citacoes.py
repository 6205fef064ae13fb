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
        ("Recurso Especial nº 9.999.999/SP", ["julgado:resp:9999999"]),
        ("Recurso Especial (REsp) n. 9.999.999", ["julgado:resp:9999999"]),
        ("Recursos Especiais n. 1.657.156 e 9.999.999", ["julgado:resp:1657156", "julgado:resp:9999999"]),
        ("REsps 1.657.156/RJ e 9.999.999/SP", ["julgado:resp:1657156", "julgado:resp:9999999"]),
        ("RESP 9.999.999", ["julgado:resp:9999999"]),
        ("resp 9.999.999", ["julgado:resp:9999999"]),
        ("Recurso Extraordinário n. 999.999", ["julgado:re:999999"]),
        ("RE-RG 999.999", ["julgado:re:999999"]),
        ("R.E. 999.999", ["julgado:re:999999"]),
        ("Recurso Extraordinário com Agravo n. 999.999", ["julgado:are:999999"]),
        ("Agravo em Recurso Especial n. 999.999", ["julgado:aresp:999999"]),
        ("Habeas Corpus n. 999.999/MS", ["julgado:hc:999999"]),
        ("CC 199.999/SP", ["julgado:cc:199999"]),
        ("Ação Direta de Inconstitucionalidade n. 9.999", ["julgado:adi:9999"]),
        ("ADIn 9.999", ["julgado:adi:9999"]),
        ("Suspensão de Liminar 999", ["julgado:sl:999"]),
        ("Tema Repetitivo 9999", ["tema:stj:9999"]),
        ("Tema de Repercussão Geral n. 9999", ["tema:stf:9999"]),
        ("Tema 9999 (STF)", ["tema:stf:9999"]),
        ("Temas 6/9999", ["tema:6", "tema:9999"]),
        ("Temas 793/STF e 106/STJ", ["tema:stf:793", "tema:stj:106"]),
        ("Tema **9999**", ["tema:9999"]),
        ("**Tema** n.º _9999_", ["tema:9999"]),
        ("Tema nº&nbsp;9999", ["tema:9999"]),
        ("Súmula STJ 9999", ["sumula:stj:9999"]),
        ("Súmula do STJ n. 9999", ["sumula:stj:9999"]),
        ("Súmula do Superior Tribunal de Justiça nº 9999", ["sumula:stj:9999"]),
        ("Súmula **n. 9999**", ["sumula:9999"]),
        ("sumula 9999", ["sumula:9999"]),
        ("Súmula 331 do TST", ["sumula:tst:331"]),
        ("Verbete n. 9999", ["sumula:9999"]),
        ("verbete sumular 9999 do STJ", ["sumula:stj:9999"]),
        ("Enunciado n. 7 da Súmula do STJ", ["sumula:stj:7"]),
        ("Enunciado FONAJUS 19", ["enunciado:19"]),
        ("a lei n. 19.999/2021", ["lei:19999/2021"]),
        ("LEI N.º 19.999, DE 3 DE MAIO DE 2021", ["lei:19999/2021"]),
        ("Lei nº **19.999/2021**", ["lei:19999/2021"]),
        (r"Lei n\. 19.999/2021", ["lei:19999/2021"]),
        ("Lei nº 9.999, de 03/02/1999", ["lei:9999/1999"]),
        ("L. 9.999/99", ["lei:9999/1999"]),
        ("decreto 9999/2020", ["decreto:9999/2020"]),
        ("Decreto-lei n. 99/1990", ["decreto-lei:99/1990"]),
        ("portaria GM/MS nº 9999/2020", ["portaria:gm/ms:9999/2020"]),
        ("Lei Municipal n. 999/2020", ["lei:999/2020"]),
        ("Lei Complementar Estadual n. 999/2020", ["lc:999/2020"]),
        ("Instrução Normativa n. 99/2020", ["instrucao:99/2020"]),
        ("Resolução Normativa - RN nº 999/2021", ["resolucao:ans:999/2021"]),
        ("Resolução do Conselho Nacional de Justiça n. 999/2020", ["resolucao:cnj:999/2020"]),
        ("Provimento CNJ 999/2020", ["provimento:cnj:999/2020"]),
        ("Nos termos da CF, art. 196, e do art. 196 do Código Penal", ["cf:art:196", "cp:art:196"]),
        ("A Constituição Federal manda. O art. 196 da CLT diz", ["clt:art:196"]),
        ("Conforme a CF, o art. 196, inciso II, item 3, da CLT", ["clt:art:196"]),
        ("art. 196, CLT", ["clt:art:196"]),
        ("art. 999 da Constituição Estadual", ["constituicao-estadual:art:999"]),
        ("Constituição Estadual, art. 999", ["constituicao-estadual:art:999"]),
        ("artigo 196 da Carta Magna", ["cf:art:196"]),
        ("Segundo a CF, o art. 20 da Lei de Licitações", ["norma:lei de licitacoes:art:20"]),
        ("Segundo a CF, o art. 20 do regimento interno", ["norma:regimento interno:art:20"]),
        ("A Lei 8.080/1990 manda; o art. 6º da Lei diz", ["lei:8080/1990:art:6"]),
        ("A Lei 8.080/1990 manda; o art. 6º da lei de regência diz", ["lei:8080/1990:art:6"]),
        ("a lei 3 vezes mudou; a resolução 1080 da imagem; RN 2500 g; IN 7 dias", []),
        ("recurso especial 15 dias depois; a reclamação dos 12 pacientes; decreto de 30 dias", []),
        ("Súmula 7, 30 dias depois", ["sumula:7"]),
        ("Agravo de Instrumento n. 1400000-11.2023.8.12.0000", []),
        ("Campo Grande - MS 79031-902", []),
        ("www.exemplo.gov.br/lei_8080_texto", []),
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
        ("resolucao:465/2021", "resolucao:ans:465/2021", True),
        ("resolucao:465/2021", "resolucao:ans:466/2021", False),
        ("resolucao:cfm:465/2021", "resolucao:ans:465/2021", False),
        ("julgado:re:1", "julgado:re:12", False),
        ("art:196", "cf:art:196", False),
    ],
)
def test_part_that_is_left_out_fits_any(citada: str, da_base: str, is_same: bool) -> None:
    assert is_same_authority(citada, da_base) is is_same
    assert is_known(citada, ["sumula:stj:1", da_base]) is is_same
