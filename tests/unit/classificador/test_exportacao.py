"""What leaves of a lot: the same answers in three forms, and never a formula."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from core.classificador.domain import Confianca, Correcao, EstadoDoItem, FormatoDeExportacao, RespostaDaClassificacao
from core.classificador.itens.exportacao import Planilha
from core.classificador.roteamento import Destino
from tests.builders import build_numero_cnj
from tests.unit.classificador.lotes import AGORA, PROMPT, build_item, build_lote

NUMERO = build_numero_cnj(8)
CORRIGIDO = replace(
    build_item(2), correcao=Correcao(1, "transito", "", NUMERO, 9, "Rui Melo", AGORA), revisao=1, numero_cnj=NUMERO
)
COM_ERRO = build_item(3, estado=EstadoDoItem.ERRO, resposta=None, erro_codigo="E620", erro_mensagem="Sem categoria.")
PLANILHA = Planilha(build_lote(), PROMPT, (build_item(1), CORRIGIDO, COM_ERRO))


def read_csv(planilha: Planilha) -> list[list[str]]:
    data = planilha.render(FormatoDeExportacao.CSV)
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))


def read_xlsx(planilha: Planilha) -> list[list[object]]:
    book = load_workbook(io.BytesIO(planilha.render(FormatoDeExportacao.XLSX)))
    return [[cell.value for cell in row] for row in book.active.iter_rows()]


def test_the_correction_counts_and_the_answer_stays_beside_it() -> None:
    heads, first, second, third = read_csv(PLANILHA)
    corrected = dict(zip(heads, second, strict=True))
    assert corrected["Categoria"] == "Trânsito"
    assert corrected["Categoria do modelo"] == "Saúde"
    assert (corrected["Corrigido por"], corrected["Corrigido em"]) == ("Rui Melo", "10/03/2026 11:30")
    assert corrected["Processo de origem"].startswith(f"{NUMERO[:7]}-{NUMERO[7:9]}.")
    assert dict(zip(heads, first, strict=True))["Segundos"] == "1,25"
    assert dict(zip(heads, third, strict=True))["Motivo"] == "Sem categoria."


def test_the_sheet_holds_the_same_as_the_table_with_numbers_as_numbers() -> None:
    heads, first, *_ = read_xlsx(PLANILHA)
    by_name = dict(zip(heads, first, strict=True))
    assert by_name["Categoria"] == "Saúde"
    assert by_name["Segundos"] == 1.25
    assert by_name["Custo (R$)"] == pytest.approx(0.000415)
    assert len(read_xlsx(PLANILHA)) == len(read_csv(PLANILHA)) == 4


def test_no_word_of_the_machinery_stands_over_a_column_that_attorneys_read() -> None:
    words = {"tokens", "prompt", "slug", "sha256", "id"}
    for rows in (read_csv(PLANILHA), read_xlsx(PLANILHA)):
        assert not words & {str(head).casefold() for head in rows[0]}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r", "  =", "\n+"], ids=repr)
def test_no_cell_is_ever_a_formula(start: str) -> None:
    text = f"{start}HYPERLINK(1)"
    resposta = RespostaDaClassificacao("saude", "", Confianca.BAIXA, text, "")
    planilha = Planilha(build_lote(), PROMPT, (build_item(nome=text, resposta=resposta),))
    for rows in (read_csv(planilha), read_xlsx(planilha)):
        cells = [str(cell) for cell in rows[1] if cell is not None and "HYPERLINK" in str(cell)]
        assert len(cells) == 2
        assert all(cell.startswith("'") for cell in cells)
    book = load_workbook(io.BytesIO(planilha.render(FormatoDeExportacao.XLSX)))
    assert all(cell.data_type != "f" for row in book.active.iter_rows() for cell in row)


def test_a_name_with_semicolons_quotes_and_lines_stays_one_cell() -> None:
    name = 'a;"b"\nc\x07.txt'
    heads, row = read_csv(Planilha(build_lote(), PROMPT, (build_item(nome=name),)))
    assert len(row) == len(heads)
    assert row[1] == 'a;"b"\nc .txt'


def test_other_programs_get_all_that_is_known() -> None:
    whole = json.loads(PLANILHA.render(FormatoDeExportacao.JSON))
    assert whole["instrucao"] == {"slug": "triagem", "versao": 3}
    first, second, third = whole["documentos"]
    assert first["tokens"] == 120
    assert first["resposta"]["categoria"] == first["categoria"] == "saude"
    assert (second["categoria"], second["correcao"]["autor"]) == ("transito", "Rui Melo")
    assert third["resposta"] is None
    assert third["erro"] == {"codigo": "E620", "mensagem": "Sem categoria."}


def test_a_model_trained_here_stands_by_its_name_in_what_other_programs_get() -> None:
    pedido = replace(build_lote().pedido, modelo="local:0c8d", nome_local="Petições 1")
    whole = json.loads(Planilha(build_lote(pedido=pedido), PROMPT, ()).render(FormatoDeExportacao.JSON))
    assert (whole["modelo"], whole["modelo_do_portal"]) == ("Petições 1", "Petições 1")


def test_the_file_says_who_answered_and_how_sure_the_model_of_the_portal_was() -> None:
    local = build_item(1, destino=Destino.LOCAL, probabilidade=0.97)
    passed_on = build_item(2, destino=Destino.GEMINI, probabilidade=0.41)
    heads, *rows = read_csv(Planilha(build_lote(), PROMPT, (local, passed_on, build_item(4), COM_ERRO)))
    found = [dict(zip(heads, row, strict=True)) for row in rows]
    assert [(one["Respondido por"], one["Certeza do modelo do portal"]) for one in found] == [
        ("Modelo do portal", "0,97"),
        ("Gemini", "0,41"),
        ("Gemini", ""),
        ("", ""),
    ]
