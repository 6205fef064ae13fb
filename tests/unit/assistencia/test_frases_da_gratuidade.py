"""What a sentence of a judge decides on free justice; one that asks, supposes or tells the law decides nothing."""

from __future__ import annotations

import pytest

from core.assistencia.beneficio import Situacao, read_situacao
from core.infra.folding import fold

CONCEDIDA = (
    "Defiro os benefícios da justiça gratuita, diante da declaração de hipossuficiência.",
    "Concedo à parte autora a gratuidade da justiça (CPC, art. 98).",
    "Presentes os requisitos, concedo-lhe os benefícios da assistência judiciária gratuita.",
    "Defiro o pedido de justiça gratuita formulado na inicial.",
    "Defiro a gratuidade requerida.",
    "Defere-se a gratuidade da justiça à exequente.",
    "Fica deferida a gratuidade da justiça.",
    "Foram deferidos à autora os benefícios da justiça gratuita (f. 30).",
    "A decisão de f. 40 deferiu a gratuidade da justiça.",
    "A autora requereu a justiça gratuita, que lhe foi deferida à f. 20.",
    "A autora requereu a justiça gratuita, o que ora defiro.",
    "Recebo a inicial, deferindo a gratuidade da justiça.",
    "Mantenho a gratuidade da justiça deferida à autora.",
    "Nego provimento ao recurso, mantida a justiça gratuita.",
    "Dou provimento ao recurso para conceder a gratuidade da justiça à agravante.",
    "Dou provimento ao agravo para reformar a decisão que indeferiu a gratuidade.",
    "Reconsidero a decisão que indeferiu a justiça gratuita.",
    "Indefiro a tutela de urgência e defiro a justiça gratuita.",
    "Defiro a tutela de urgência e a gratuidade da justiça.",
    "Indefiro a tutela, e a gratuidade fica deferida.",
    "Defiro a prioridade de tramitação e os benefícios da justiça gratuita.",
    "Revogo a liminar e mantenho a gratuidade da justiça.",
    "Rejeito a impugnação à gratuidade.",
    "Rejeito a preliminar de impugnação à gratuidade da justiça.",
    "Indefiro o pedido de revogação da justiça gratuita.",
    "O Estado impugnou a gratuidade da justiça deferida à autora.",
    "O réu requer a revogação da gratuidade concedida.",
    "Custas pela autora, com exigibilidade suspensa (art. 98, § 3º, do CPC).",
    "Condeno a autora em custas, suspensa a exigibilidade por ser beneficiária da justiça gratuita.",
    "A parte autora é beneficiária da justiça gratuita.",
    "Sem custas, por ser a autora beneficiária da justiça gratuita.",
    "Custas pela autora, beneficiária da gratuidade da justiça.",
    "A autora litiga sob o pálio da justiça gratuita.",
    "Defiro a gratuidade, que poderá ser revogada se comprovada a mudança de fortuna.",
    "Voto por dar provimento ao agravo para conceder a justiça gratuita à agravante.",
    "Foi indeferida a tutela de urgência e concedida a gratuidade da justiça.",
    "Não há elementos para revogar a gratuidade da justiça, que mantenho.",
    "Concedo a gratuidade da justiça à requerente, que comprovou a hipossuficiência.",
)
EM_PARTE = (
    "Defiro a gratuidade da justiça exclusivamente para a prova pericial.",
    "Defiro parcialmente a gratuidade da justiça, apenas quanto às custas iniciais.",
    "Defiro em parte a justiça gratuita, para isentar a autora de metade das custas.",
    "Concedo a gratuidade da justiça tão somente em relação aos honorários periciais (art. 98, § 5º).",
    "Concedo a gratuidade parcial, limitada a 50% das custas.",
)
INDEFERIDA = (
    "O pedido de assistência judiciária não comporta deferimento.",
    "Conheço do recurso e nego-lhe provimento, mantendo o indeferimento da gratuidade da justiça.",
    "Indefiro a gratuidade, pois há renda.",
    "Indefiro, por ora, os benefícios da justiça gratuita.",
    "Indefiro a gratuidade, mas defiro o parcelamento das custas.",
    "Não concedo a assistência judiciária gratuita ao requerente.",
    "Não se concede a gratuidade a quem tem renda de quinze salários.",
    "Deixo de conceder a gratuidade da justiça.",
    "Deixo de deferir à autora a justiça gratuita, porque não comprovou a renda.",
    "A gratuidade da justiça não foi deferida.",
    "A autora não faz jus à justiça gratuita.",
    "Não há como deferir a gratuidade da justiça.",
    "Incabível a concessão da gratuidade da justiça.",
    "Rejeito o pedido de justiça gratuita.",
    "Fica indeferida a gratuidade da justiça.",
    "Mantenho a decisão que indeferiu a gratuidade.",
    "Mantenho o indeferimento da justiça gratuita.",
    "Nego provimento ao agravo interposto contra a decisão que indeferiu a gratuidade.",
    "Acolho a impugnação e indefiro a gratuidade da justiça.",
    "A autora requereu que lhe fosse concedida a gratuidade, o que indefiro.",
)
REVOGADA = (
    "Revogo o benefício da justiça gratuita antes concedido.",
    "Fica revogada a gratuidade da justiça concedida à f. 20.",
    "Casso a gratuidade da justiça.",
    "Acolho a impugnação à gratuidade da justiça.",
    "Acolho a impugnação e revogo a justiça gratuita.",
    "Mantenho a decisão que revogou a gratuidade.",
    "Dou provimento ao recurso do Estado para reformar a decisão que concedeu a gratuidade.",
    "Torno sem efeito a gratuidade da justiça.",
)
NADA = (
    "A autora requer a justiça gratuita.",
    "A autora requereu que lhe fosse concedida a gratuidade da justiça.",
    "Requer sejam deferidos os benefícios da justiça gratuita.",
    "Pede, por fim, seja concedida a gratuidade da justiça e citado o réu.",
    "Pleiteia a procedência do pedido, concedendo-se a justiça gratuita.",
    "Pugna pelo deferimento da justiça gratuita.",
    "Caso seja deferida a gratuidade, expeça-se mandado.",
    "Se concedida a gratuidade da justiça, dispensa-se o preparo.",
    "Ressalvada eventual gratuidade deferida, recolham-se as custas.",
    "Suspensa a exigibilidade das custas caso o vencido seja beneficiário da justiça gratuita.",
    "Custas pelo vencido, salvo se beneficiário da justiça gratuita.",
    "O autor não é beneficiário da justiça gratuita.",
    "Custas pelo autor, por não ser beneficiário da justiça gratuita.",
    "O beneficiário da justiça gratuita não está isento das multas processuais.",
    "A justiça gratuita deve ser concedida a quem comprovar insuficiência de recursos.",
    "Concedo o prazo de 15 dias para que a autora comprove fazer jus à gratuidade da justiça.",
    "Defiro o prazo de 10 dias para juntada de documentos, para análise da justiça gratuita.",
    "Defiro a tutela de urgência e, quanto à gratuidade, determino a comprovação da renda.",
    "Comprove a autora a renda, sob pena de ser indeferida a gratuidade da justiça.",
    "Indefiro a petição inicial, pois as custas não foram recolhidas após a análise da gratuidade.",
    "Nego provimento ao recurso da beneficiária da justiça gratuita.",
    "Defiro a liminar para que fique suspensa a exigibilidade do crédito tributário.",
    "Fica suspensa a exigibilidade do ICMS até o julgamento.",
    "A gratuidade da justiça poderá ser revogada a qualquer tempo.",
    "O pedido de justiça gratuita ainda não foi deferido.",
    "A gratuidade da justiça não foi revogada.",
    "Mantida a sentença, observe-se a gratuidade da justiça.",
)


@pytest.mark.parametrize(
    ("frase", "situacao"),
    [
        *((frase, Situacao.CONCEDIDA) for frase in CONCEDIDA),
        *((frase, Situacao.EM_PARTE) for frase in EM_PARTE),
        *((frase, Situacao.INDEFERIDA) for frase in INDEFERIDA),
        *((frase, Situacao.REVOGADA) for frase in REVOGADA),
        *((frase, None) for frase in NADA),
    ],
)
def test_a_sentence_decides_what_it_says_and_no_more(frase: str, situacao: Situacao | None) -> None:
    assert read_situacao(fold(frase)) is situacao
