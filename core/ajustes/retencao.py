"""For how long each class of data is kept: the portal's own number of days, and the bounds of what people may set."""

from __future__ import annotations

from dataclasses import dataclass

RETENCAO = "retencao"
"""First part of the name of each of these values."""


@dataclass(frozen=True)
class ClasseDeDado:
    """Data with one retention. ``dias`` counts unless people set another number from ``minimo`` to ``maximo``."""

    slug: str
    titulo: str
    ajuda: str
    dias: int
    minimo: int
    maximo: int


CLASSES = (
    ClasseDeDado(
        "documentos",
        "Documentos baixados do TJMS",
        "Conta do último download. O portal baixa de novo quando alguém precisar.",
        90,
        7,
        730,
    ),
    ClasseDeDado(
        "leituras",
        "Textos e resumos de documentos",
        "Páginas lidas, textos de busca e respostas do modelo sobre um documento. Os que nenhum trabalho usa saem "
        "antes, com o documento. São refeitos quando alguém precisar.",
        365,
        30,
        1_825,
    ),
    ClasseDeDado(
        "processos",
        "Dados de processos",
        "Capa, partes, movimentos e novidades. Contam da última consulta; os de trabalhos guardados ficam com eles.",
        730,
        90,
        3_650,
    ),
    ClasseDeDado(
        "minutas",
        "Minutas que não viraram peça final",
        "Com documentos considerados, fatos, conversas e arquivos enviados. Contam do último texto gravado.",
        730,
        90,
        3_650,
    ),
    ClasseDeDado(
        "pecas",
        "Peças finais e seus dossiês",
        "Contam do último texto gravado.",
        3_650,
        1_825,
        7_300,
    ),
    ClasseDeDado("perguntas", "Perguntas sobre processos", "Com as respostas.", 730, 90, 3_650),
    ClasseDeDado("calculos", "Pedidos de cálculo", "Com campos e resultados.", 1_825, 365, 7_300),
    ClasseDeDado(
        "lotes",
        "Lotes de classificação",
        "Com os arquivos enviados, as respostas, as correções e as avaliações feitas com eles.",
        730,
        30,
        3_650,
    ),
    ClasseDeDado(
        "gabaritos",
        "Versões antigas de gabaritos",
        "A versão mais nova de cada gabarito fica enquanto estiver em uso.",
        1_825,
        365,
        3_650,
    ),
    ClasseDeDado(
        "datasets",
        "Textos de treinamento",
        "Planilhas e amostras. O cadastro e as medidas dos modelos treinados ficam.",
        1_825,
        90,
        3_650,
    ),
    ClasseDeDado(
        "arquivos",
        "Arquivos gerados para baixar",
        "São refeitos quando alguém pedir. Os relatórios mensais ficam.",
        30,
        1,
        365,
    ),
    ClasseDeDado("acessos", "Sessões e falhas de entrada", "Contam do fim da sessão ou da tentativa.", 30, 7, 30),
    ClasseDeDado("falhas", "Registros de trabalhos que falharam", "Com as linhas de log do trabalho.", 90, 7, 365),
)
"""In the order of the screen."""
