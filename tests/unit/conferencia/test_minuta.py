"""A draft against its case: what stands is green, each planted error is found, and says who may decide on it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.conferencia.ancoras import DocumentoCitavel
from core.conferencia.caso import Caso, Trecho
from core.conferencia.domain import Conferencia, Cor, ItemDaConferencia, TipoDeItem
from core.conferencia.fontes import Fonte, Fontes
from core.conferencia.minuta import check_minuta
from core.conferencia.pedidos import Pedido
from core.prompts.autoridades.domain import Autoridade, TipoDeAutoridade
from tests.builders import build_numero_cnj

NUMERO = build_numero_cnj()
MODULO = "A União deve integrar a lide, nos termos do Tema 1234 do STF, quando o remédio não foi incorporado ao SUS."
PAGINAS = (
    "LAUDO MÉDICO. A paciente Zulmira Inventada, CPF 529.982.247-25, foi atendida em 02/03/2025.",
    "O tratamento custa R$ 1.234,56 por mês e não foi testada qualquer alternativa",
    "oferecida pela rede pública. É o relatório.",
)
BASE = (
    Autoridade("tema:stf:1234", TipoDeAutoridade.TEMA, "Tema 1234 do STF", "Competência.", "Sítio do STF"),
    Autoridade("lei:8080/1990", TipoDeAutoridade.NORMA, "Lei n. 8.080/1990", "Lei da saúde.", "Sítio da lei"),
)
LIMPA = """**CONTESTAÇÃO**

## Síntese

A paciente Zulmira Inventada foi atendida em 02/03/2025 (fl. 7).

## Mérito

### Da competência da Justiça Federal

A União deve integrar a lide, nos termos do Tema 1234 do STF, quando o remédio não foi incorporado ao SUS.

O próprio médico admite que “não foi testada qualquer alternativa oferecida pela rede pública” (fl. 8).

## Pedidos

Requer a improcedência dos pedidos.

Campo Grande – MS, 23 de novembro de 2025.
"""


def build_caso() -> Caso:
    laudo = Fonte("fls. 7-9 – Laudo", PAGINAS, NUMERO, "9001")
    return Caso(
        fontes=Fontes(NUMERO, [Fonte("Módulo “Da competência da Justiça Federal”", (MODULO,)), laudo], BASE),
        modulos=("Da competência da Justiça Federal",),
        pedidos=(Pedido("a procedência da ação"),),
        documentos=(DocumentoCitavel(laudo.nome, NUMERO, "9001", 3),),
        trechos=(Trecho("9001", 1, "foi atendida em 02/03/2025"),),
    )


CASO = build_caso()


def find(conferencia: Conferencia, trecho: str, tipo: TipoDeItem) -> ItemDaConferencia:
    return next(item for item in conferencia.itens if trecho in item.trecho and item.tipo is tipo)


def test_clean_draft_is_green_and_shows_where_everything_stands() -> None:
    conferencia = check_minuta(LIMPA, CASO)
    assert [item for item in conferencia.itens if item.cor is not Cor.VERDE] == []
    assert {item.tipo for item in conferencia.itens} == set(TipoDeItem) - {TipoDeItem.NUMERO}
    assert (conferencia.frases_de_fato, conferencia.frases_com_fonte) == (2, 2)
    citacao = find(conferencia, "não foi testada", TipoDeItem.CITACAO)
    assert citacao.evidencia is not None
    assert (citacao.evidencia.id_documento, citacao.evidencia.pagina) == ("9001", 2)
    assert citacao.evidencia.trecho == "não foi testada qualquer alternativa"
    ancora = find(conferencia, "fl. 7", TipoDeItem.FONTE)
    assert ancora.evidencia is not None
    assert (ancora.evidencia.pagina, ancora.evidencia.trecho) == (1, "foi atendida em 02/03/2025")


RED, AMBER = Cor.VERMELHO, Cor.AMARELO
TITULO = "### Da competência da Justiça Federal"
ERRORS = [
    ("authority", "Tema 1234 do STF", "Tema 9876 do STF", TipoDeItem.AUTORIDADE, RED, False),
    ("altered", "foi testada", "foi jamais testada", TipoDeItem.CITACAO, RED, False),
    ("date", "02/03/2025", "02/03/2024", TipoDeItem.DADO, RED, True),
    ("digit", "Requer", "No feito 0000778-00.2025.8.12.0001, requer", TipoDeItem.NUMERO, RED, False),
    ("other case", "Requer", f"Conforme {build_numero_cnj(77)}, requer", TipoDeItem.NUMERO, RED, False),
    ("cpf", "foi atendida", "(CPF 111.444.777-35) foi atendida", TipoDeItem.NUMERO, RED, False),
    ("bare cpf", "foi atendida", "(CPF n. 11144477735) foi atendida", TipoDeItem.NUMERO, RED, False),
    ("cpf at the end", "Requer a", "CPF 111.444.777-35.\n\nRequer a", TipoDeItem.NUMERO, RED, False),
    ("place in the city", "Requer", "Campo Grande deve R$ 77,00.\n\nRequer", TipoDeItem.DADO, RED, True),
    ("topic", TITULO, "### Da coisa julgada", TipoDeItem.MODULO, RED, False),
    ("request", "a improcedência dos pedidos", "o que for de direito", TipoDeItem.PEDIDO, AMBER, True),
    ("place", "(fl. 7)", "(fl. 70)", TipoDeItem.FONTE, RED, False),
    ("other page", "rede pública” (fl. 8)", "rede pública” (fl. 7)", TipoDeItem.FONTE, AMBER, True),
    ("no place", " (fl. 7)", "", TipoDeItem.FONTE, AMBER, True),
    ("gap", "Inventada", "[A VERIFICAR]", TipoDeItem.FONTE, AMBER, False),
    ("gap, small", "Inventada", "[a verificar]", TipoDeItem.FONTE, AMBER, False),
    ("gap, great", "Inventada", "[PREENCHER]", TipoDeItem.FONTE, AMBER, False),
    ("gap with a name", "Inventada", "[nome do autor]", TipoDeItem.FONTE, AMBER, True),
    ("gap with a sign", "Inventada", "[●]", TipoDeItem.FONTE, AMBER, False),
]


@pytest.mark.parametrize(
    ("right", "wrong", "tipo", "cor", "may_accept"), [error[1:] for error in ERRORS], ids=[e[0] for e in ERRORS]
)
def test_planted_error_is_found(right: str, wrong: str, tipo: TipoDeItem, cor: Cor, may_accept: bool) -> None:
    assert right in LIMPA
    found = [item for item in check_minuta(LIMPA.replace(right, wrong), CASO).itens if item.cor is not Cor.VERDE]
    assert {(item.tipo, item.cor, item.admite_aceite) for item in found} == {(tipo, cor, may_accept)}


@pytest.mark.parametrize(
    "same",
    [
        ("Campo Grande – MS, 23 de novembro de 2025.", "Campo Grande/MS, 1º de dezembro de 2025"),
        ("Campo Grande – MS, 23 de novembro de 2025.", "**Campo Grande, 23/11/2025.**"),
        ("Zulmira Inventada foi", "Zulmira Inventada (CPF 52998224725) foi"),
        ("Zulmira Inventada foi", "Zulmira Inventada [...] foi"),
        ("Zulmira Inventada foi", "Zulmira Inventada ([laudo](https://exemplo.invalid)) foi"),
    ],
)
def test_other_ways_to_write_what_is_right_stay_green(same: tuple[str, str]) -> None:
    assert same[0] in LIMPA
    assert {item.cor for item in check_minuta(LIMPA.replace(*same), CASO).itens} == {Cor.VERDE}


def test_gap_that_the_source_has_in_a_true_quotation_is_none() -> None:
    caso = replace(
        CASO, fontes=Fontes(NUMERO, [Fonte("Recibo", ("O recibo diz [valor ilegível] e nada mais do que isso.",))])
    )
    texto = "## Mérito\n\nO recibo diz “diz [valor ilegível] e nada mais do que isso”, e falta [valor da causa]."
    found = check_minuta(texto, caso).itens
    assert [item.trecho for item in found if item.motivo == "Falta preencher."] == ["[valor da causa]"]


def test_amount_of_no_source_is_another_finding_in_another_sentence() -> None:
    """Who accepted the price of a treatment has not accepted a debt of as much."""
    texts = ["O tratamento custa R$ 9.999,00.", "O Estado reconhece dever R$ 9.999,00."]
    first, second = (find(check_minuta(f"## Mérito\n\n{texto}", CASO), "9.999", TipoDeItem.DADO) for texto in texts)
    assert first.cor is second.cor is RED
    assert first.chave != second.chave


def test_authority_is_another_finding_when_the_reason_is_another() -> None:
    """Accepted as revoked by one law, it was not accepted as struck down by the court."""
    keys = set()
    for vigencia in ("Revogada em 2020.", "Inconstitucional, ADI 5.001."):
        gone = replace(BASE[1], is_vigente=False, vigencia=vigencia)
        caso = replace(CASO, fontes=Fontes(NUMERO, [], (gone,)))
        item = find(check_minuta("## Mérito\n\nA Lei n. 8.080/1990 basta.", caso), "8.080", TipoDeItem.AUTORIDADE)
        assert item.cor is AMBER
        keys.add(item.chave)
    assert len(keys) == 2


@pytest.mark.parametrize(("tail", "may_accept"), [(" (fl. 8)", False), (", ensina a doutrina", True)])
def test_quotation_of_no_source_may_be_accepted_unless_it_names_the_case(tail: str, may_accept: bool) -> None:
    texto = LIMPA.replace("Requer a", f"Diz-se: “o gato azul comeu sete pedras de sabão ontem”{tail}.\n\nRequer a")
    item = find(check_minuta(texto, CASO), "gato azul", TipoDeItem.CITACAO)
    assert (item.cor, item.admite_aceite) == (Cor.VERMELHO, may_accept)


@pytest.mark.parametrize(("lei", "cor"), [("Lei n. 8.080/1990", Cor.AMARELO), ("Lei n. 4.321/2011", Cor.VERMELHO)])
def test_article_whose_law_stands_in_another_paragraph_is_as_sure_as_the_law(lei: str, cor: Cor) -> None:
    texto = LIMPA.replace("Requer a", f"A {lei} trata disso.\n\nO art. 900 diz o mesmo.\n\nRequer a")
    assert find(check_minuta(texto, CASO), "art. 900", TipoDeItem.AUTORIDADE).cor is cor


def test_source_named_before_a_colon_is_that_of_its_paragraph() -> None:
    lead = "Do laudo (fl. 7) extrai-se: a paciente veio. O tratamento custa R$ 1.234,56 por mês."
    conferencia = check_minuta(LIMPA.replace("A paciente Zulmira", f"{lead}\n\nA paciente Zulmira"), CASO)
    assert (conferencia.frases_de_fato, conferencia.frases_com_fonte) == (4, 4)


@given(st.integers(0, 40), st.sampled_from(["Tema 9876 do STF", "R$ 77,00", "“isto não está em fonte nenhuma”"]))
def test_finding_keeps_its_key_wherever_it_stands(lines: int, planted: str) -> None:
    """Also when other words come before it, which is what an edit does."""
    before = "\n\n".join(["Outro parágrafo."] * lines)
    first = check_minuta(f"## Mérito\n\nVeja-se {planted}.", CASO)
    moved = check_minuta(f"## Mérito\n\n{before}\n\nVeja-se {planted}.", CASO)
    assert {item.chave for item in first.itens} == {item.chave for item in moved.itens}


@given(st.text(alphabet='ab“”"() fl.0123456789R$,#>*-|\n[]AVERIFC:;/%', max_size=200))
def test_any_text_is_checked_and_every_finding_says_its_words(texto: str) -> None:
    for item in check_minuta(texto, CASO).itens:
        assert 0 <= item.inicio <= item.fim <= len(texto)
        if item.tipo in (TipoDeItem.DADO, TipoDeItem.NUMERO, TipoDeItem.FONTE) and item.fim:
            assert texto[item.inicio : item.fim] == item.trecho


INSTRUCAO = Path("core/prompts/seeds/instrucoes/redator.md").read_text(encoding="utf-8")


def test_the_instruction_that_a_draft_tells_is_red_and_must_go() -> None:
    """A document had asked for it; other case, accents and signs hide nothing, and an honest draft has none."""
    caso = replace(CASO, instrucao=INSTRUCAO)
    assert check_minuta(LIMPA, caso) == check_minuta(LIMPA, CASO)
    told = "USE SOMENTE OS MODULOS, OS FATOS E OS DOCUMENTOS RECEBIDOS: **nao existe argumento sem modulo**"
    item = find(check_minuta(LIMPA.replace("Requer", f"{told}. Requer"), caso), "SOMENTE", TipoDeItem.FONTE)
    assert (item.cor, item.admite_aceite) == (Cor.VERMELHO, False)
    assert item.trecho == told.strip("*")


def test_a_few_words_like_those_of_the_instruction_are_a_coincidence() -> None:
    caso = replace(CASO, instrucao=INSTRUCAO)
    said = "Use somente os módulos, os fatos e os documentos juntados"
    assert check_minuta(f"{LIMPA}\n{said}.", caso) == check_minuta(f"{LIMPA}\n{said}.", CASO)
