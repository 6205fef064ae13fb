"""The stand-in's answers about a title and a spreadsheet: literal, and silent where nothing is said."""

from __future__ import annotations

from typing import Any

from simulators.gemini.calculo import extract_calculo
from simulators.gemini.tags import find_request

SENTENCA = """JULGO PROCEDENTE o pedido para condenar o Estado ao pagamento de adicional noturno, no
período de 1º de março de 2016 a 31 de agosto de 2016. As parcelas serão corrigidas pelo IPCA-E, com juros
de mora pelo índice da caderneta de poupança a partir da citação. Fixo honorários de sucumbência em 10%.
Campo Grande/MS, 10 de setembro de 2019."""
PLANILHA = """Cálculo atualizado até 31/05/2025. Correção pelo INPC e juros de 1% ao mês.
31/03/2016 R$ 410,00 março
30/04/2016 R$ -10,00 estorno
Total geral pedido: R$ 1.120,40."""
CAMPOS = """<campo nome="objeto" tipo="texto">?</campo>
<campo nome="correcao" tipo="escolha" opcoes="IPCA-E|INPC">?</campo>
<campo nome="juros" tipo="juros">?</campo><campo nome="juros_desde" tipo="escolha" opcoes="citação|vencimento">?</campo>
<campo nome="honorarios" tipo="percentual">?</campo><campo nome="multa" tipo="percentual">?</campo>
<campo nome="data_da_sentenca" tipo="data">?</campo><campo nome="periodo_inicio" tipo="data">?</campo>
<campo nome="periodo_fim" tipo="data">?</campo><campo nome="valor_pedido" tipo="moeda">?</campo>
<campo nome="credor_correcao" tipo="escolha" opcoes="IPCA-E|INPC">?</campo>
<campo nome="credor_juros" tipo="juros">?</campo>
<campo nome="credor_data" tipo="data">?</campo><campo nome="parcelas" tipo="parcelas">?</campo>"""


def ask(sentenca: str, planilha: str) -> dict[str, Any]:
    request = find_request(
        f'<pedido agente="calculo"><campos>{CAMPOS}</campos>'
        f'<documento n="1" papel="Sentença" rotulo="fl. 1"><pagina n="1">\n{sentenca}\n</pagina></documento>'
        f'<documento n="2" papel="Planilha do credor" rotulo="fl. 2"><pagina n="1">\n{planilha}\n</pagina></documento>'
        "</pedido>"
    )
    assert request is not None
    campos: dict[str, Any] = extract_calculo(request)["campos"]
    return campos


def test_each_value_comes_with_its_literal_words() -> None:
    campos = ask(SENTENCA, PLANILHA)
    answered = {nome: campo["valor"] for nome, campo in campos.items() if campo.get("valor")}
    assert answered == {
        "objeto": "Pagamento de adicional noturno, no período de 1º de março de 2016 a 31 de agosto de 2016",
        "correcao": "IPCA-E",
        "juros": "juros da poupança",
        "juros_desde": "citação",
        "honorarios": "10",
        "data_da_sentenca": "10/09/2019",
        "periodo_inicio": "01/03/2016",
        "periodo_fim": "31/08/2016",
        "valor_pedido": "1.120,40",
        "credor_correcao": "INPC",
        "credor_juros": "1% ao mês",
        "credor_data": "31/05/2025",
    }
    texts = {1: " ".join(SENTENCA.split()), 2: " ".join(PLANILHA.split())}
    assert all(campo["trecho"] in texts[campo["documento"]] for campo in campos.values() if campo["trecho"])


def test_every_line_of_the_spreadsheet_comes_as_it_stands() -> None:
    itens = ask(SENTENCA, PLANILHA)["parcelas"]["itens"]
    assert [(item["data"], item["valor"], item["descricao"]) for item in itens] == [
        ("31/03/2016", "410,00", "março"),
        ("30/04/2016", "-10,00", "estorno"),
    ]


def test_silence_stays_silence() -> None:
    campos = ask("Nada se decide aqui sobre valores.", "Sem linhas.")
    assert {campo["situacao"] for campo in campos.values()} == {"silente"}
