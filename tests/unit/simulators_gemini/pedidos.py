"""Requests in the tags that the product sends, small enough to be read."""

from __future__ import annotations

import html

PETICAO = """EXCELENTÍSSIMO SENHOR JUIZ DE DIREITO
I - DOS FATOS
A autora é portadora de asma grave (CID-10 J45.0), conforme laudo firmado em 12/03/2024.
O fármaco não está incorporado ao Sistema Único de Saúde, e a bula menciona dose < 300 mg & uso contínuo.
O menor orçamento aponta o custo de R$ 1.200,00 por mês, o que corresponde a R$ 14.400,00 para doze meses
de tratamento."""
PEDIDOS = """IV - DOS PEDIDOS
Diante do exposto, requer:
a) a concessão da tutela de urgência para que o réu forneça o medicamento omalizumabe 150 mg, no prazo de 10 dias;
b) a citação do réu;
c) a procedência do pedido.
Dá-se à causa o valor de R$ 14.400,00."""

VARIAVEIS = (
    ("pedido_medicamento", "booleano", "O pedido inclui fornecimento de medicamento?", "", ""),
    ("pedido_danos_morais", "booleano", "Há pedido de indenização por danos morais?", "", ""),
    ("incorporado", "booleano", "A petição afirma que o medicamento é incorporado ao SUS?", "", ""),
    ("custo_anual", "moeda", "Qual o custo anual do tratamento?", "", ""),
    ("valor_causa", "moeda", "Qual o valor da causa?", "", ""),
    ("data_laudo", "data", "Qual a data do laudo?", "", ""),
    ("prazo", "numero", "Em quantos dias o medicamento deve ser fornecido?", "", ""),
    ("cid", "texto", "Qual o código CID informado?", "", ""),
    ("outras", "lista", "Que outras prestações são pedidas?", "fraldas|exame", ""),
    ("valor_dano", "moeda", "Qual o valor do dano moral pedido?", "", "pedido_danos_morais"),
    ("transporte", "booleano", "A autora reside em zona rural com transporte fluvial?", "", ""),
)
_TYPES = {"booleano": "boolean", "moeda": "number", "numero": "number", "lista": "array"}


def build_coletor(pages: tuple[str, ...] = (PETICAO, PEDIDOS)) -> str:
    variaveis = "\n".join(
        f'<variavel slug="{slug}" tipo="{tipo}" opcoes="{opcoes}" condicao="{condicao}">{pergunta}</variavel>'
        for slug, tipo, pergunta, opcoes, condicao in VARIAVEIS
    )
    body = "\n".join(
        f'<pagina n="{n}">\n{html.escape(text, quote=False)}\n</pagina>' for n, text in enumerate(pages, 1)
    )
    return (
        '<pedido agente="coletor">\n<categoria slug="peticao_inicial" nome="Petição inicial">\nRelate o pedido.\n'
        f'{variaveis}\n</categoria>\n<documento ordem="1" rotulo="fls. 1-6" tipo="500" descricao="Petição inicial">\n'
        f"{body}\n</documento>\n</pedido>"
    )


def build_schema() -> dict[str, object]:
    """The schema that the product sends with ``build_coletor``."""
    fatos = {slug: _fato_schema(_TYPES.get(tipo, "string")) for slug, tipo, *_ in VARIAVEIS}
    properties = {
        "resumo": {"type": "string"},
        "fatos": {"type": "object", "properties": fatos, "required": list(fatos)},
    }
    return {"type": "object", "properties": properties, "required": ["resumo", "fatos"]}


def _fato_schema(tipo: str) -> dict[str, object]:
    properties = {
        "situacao": {"type": "string", "enum": ["respondida", "nao_se_aplica", "silente"]},
        "valor": {"type": [tipo, "null"]},
        "pagina": {"type": ["integer", "null"]},
        "trecho": {"type": "string"},
    }
    return {"type": "object", "properties": properties, "required": list(properties)}


def build_redator(observacao: str = "") -> str:
    return f"""<pedido agente="redator" tipo="contestacao" titulo="Contestação">
<processo numero="08000012320248120001" juizo="1ª Vara Cível" autor="Ana &amp; Filhos" reu="Estado" valor="R$ 9,00"/>
<modulos>
<modulo secao="Preliminar" titulo="Da ilegitimidade do Estado">O Estado não responde.\n\nAcolha-se.</modulo>
<modulo secao="Mérito" titulo="Do medicamento não incorporado">O SUS nega.\n\nO pedido de {{{{autor}}}} cai.</modulo>
<modulo secao="Mérito" titulo="Da falta de urgência">Não há &lt;urgência&gt; no caso, {{{{nao_sei}}}}.</modulo>
<modulo secao="Eventualidade" titulo="Do prazo razoável">O prazo deve ser de 30 dias.</modulo>
</modulos>
<fatos>
<fato variavel="peticao_inicial_medicamento_incorporado" rotulo="fls. 1-6" citacao="fl. 2"
 trecho="O fármaco não está incorporado ao Sistema Único de Saúde">não</fato>
<fato variavel="peticao_inicial_urgencia" rotulo="fls. 7-8" citacao="fl. 7"
 trecho="O quadro não caracteriza urgência médica.">não</fato>
</fatos>
<documentos>
<documento rotulo="fls. 1-6" descricao="Petição inicial">A autora pede omalizumabe.</documento>
<documento rotulo="fls. 7-8" descricao="Laudo médico">O médico relata asma grave.</documento>
</documentos>
<observacao>{observacao}</observacao>
</pedido>"""


def build_detector() -> str:
    return """<pedido agente="detector" tipo="contestacao">
<fatos><fato variavel="peticao_inicial_pedido_cirurgia" estado="falso">não</fato></fatos>
<resumos><resumo rotulo="fls. 1-6">A autora tem câncer de pulmão e pede quimioterapia particular.</resumo></resumos>
<modulos>
<modulo indice="1" titulo="Do leilão de veículo">O veículo foi a leilão por débito de IPVA.</modulo>
<modulo indice="2" titulo="Do tratamento oncológico">A parte tem câncer e pede tratamento em serviço particular.
Não se aplica a cirurgia.</modulo>
</modulos>
</pedido>"""
