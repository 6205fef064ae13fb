"""A piece that asks for everything a legal piece may hold, as long as one wishes."""

from __future__ import annotations

OPENING = """**EXCELENTÍSSIMO SENHOR JUIZ DE DIREITO DA 1ª VARA DE FAZENDA PÚBLICA DA COMARCA DE CAMPO GRANDE – MS**

Processo nº 0800123-45.2025.8.12.0001
Autora: Maria Fictícia da Conceição
Réu: Estado de Mato Grosso do Sul

O **ESTADO DE MATO GROSSO DO SUL**, pessoa jurídica de direito público interno, vem, por sua Procuradoria-Geral, com \
fundamento nos arts. 335 e seguintes do CPC, apresentar

# CONTESTAÇÃO

na ação que lhe move a autora, pelas razões de fato e de direito que passa a expor.

## I – SÍNTESE DA DEMANDA

A autora pede o fornecimento do medicamento `Adalimumabe 40 mg`, na dose de 2 * 40 mg por mês (fl. 37), com custo \
anual de R$ 68.432,10 (evento 12, LAUDO3, p. 2), e atribui à causa o valor de R$ 150.000,00[^valor].

[^valor]: Valor retificado de ofício na decisão de fls. 88-90, que a parte **não** impugnou.
"""

SECTION = """
## {roman} – DO MÉRITO, PARTE {number}

### {roman}.1 – Da necessidade de prova técnica

Conforme o parecer do NATJus (fls. {page}-{page_end}), *não há* evidência de superioridade do fármaco sobre as \
alternativas do SUS, e a autora **não** comprovou o esgotamento das linhas de tratamento previstas no Protocolo \
Clínico[^nota{number}]. A Constituição assim dispõe:

> Art. 196. A saúde é direito de todos e dever do Estado, garantido mediante políticas sociais e econômicas que visem \
à redução do risco de doença e de outros agravos e ao acesso universal e igualitário às ações e serviços para sua \
promoção, proteção e recuperação.
>
> Parágrafo seguinte da mesma citação, com incisos:
>
> 1. primeiro inciso da citação;
> 2. segundo inciso da citação.

[^nota{number}]: Portaria Conjunta nº {number}, de 2024, item 7.2; ver também a fl. {page} dos autos.

Três requisitos são cumulativos:

1. laudo médico fundamentado, do qual conste:
   - o diagnóstico (CID M05.8);
   - as linhas de tratamento já tentadas:
     a) metotrexato;
     b) leflunomida;
   - a imprescindibilidade do fármaco;
2. incapacidade financeira;
3. registro na Anvisa.

   O registro não se confunde com a incorporação ao SUS, que depende de decisão do Ministério da Saúde.

Outra enumeração, que recomeça:

1. primeira;
2. segunda.

| Medicamento | PMVG (R$) | Quantidade | Total (R$) |
|:---|---:|:---:|---:|
| Adalimumabe 40 mg/0,8 mL, solução injetável em seringa preenchida | 1.901,12 | 24 | 45.626,88 |
| Metotrexato 2,5 mg | 0,87 | 96 | 83,52 |
| **Total** | | | **45.710,40** |

#### Da jurisprudência

A palavra anticonstitucionalissimamente, o endereço \
https://www.exemplo.ms.gov.br/caminho/muito/longo/sem/quebra/de/linha/que/nao/cabe/na/linha/documento.pdf \
e o código 08001234520258120001080012345202581200010800123452025812000108001234520258120001 não estouram a margem.
"""

CLOSING = """
## DOS PEDIDOS

Ante o exposto, o Estado de Mato Grosso do Sul requer:

a) o acolhimento das preliminares, com a extinção do processo sem resolução do mérito;

b) no mérito, a improcedência dos pedidos;

c) subsidiariamente:
   1. a limitação ao PMVG;
   2. a apresentação de receita atualizada a cada 6 (seis) meses;

d) a condenação da autora ao pagamento das custas e honorários.

Protesta por todos os meios de prova admitidos.

Campo Grande, 12 de março de 2026.

________________________________________

Procurador do Estado
OAB/MS 00.000
"""

_ROMANS = ("II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII")


def write_tortura(sections: int = 2) -> str:
    """About one page and a half a section."""
    middle = (
        SECTION.format(roman=_ROMANS[index % len(_ROMANS)], number=index + 1, page=100 + index, page_end=102 + index)
        for index in range(sections)
    )
    return OPENING + "".join(middle) + CLOSING
