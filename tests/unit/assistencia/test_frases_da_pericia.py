"""Which amounts of a sentence a judge fixes for an expert; what was proposed, asked for, paid or fined is none."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.assistencia.honorarios import list_fixados
from core.infra.folding import fold

FIXADOS = {
    "Fixo os honorários periciais em R$ 1.850,00.": "1850",
    "Arbitro a remuneração do perito em R$ 400,00.": "400",
    "Fixo em R$ 370,00 os honorários do perito.": "370",
    "Fixo os honorários periciais em R$ 370,00 (trezentos e setenta reais).": "370",
    "Ficam os honorários periciais fixados em R$ 370,00.": "370",
    "Honorários periciais arbitrados em R$ 370,00 (fl. 20).": "370",
    "Deposite o Estado os honorários periciais, fixados em R$ 1.500,00.": "1500",
    "Nomeio como perito o médico João Inventado, fixando seus honorários em R$ 370,00.": "370",
    "Fixo os honorários em R$ 370,00 ao perito nomeado.": "370",
    "Fixo os honorários periciais no máximo da tabela (R$ 370,00).": "370",
    "Reduzo os honorários periciais de R$ 3.000,00 para R$ 1.850,00.": "1850",
    "Reduzo para R$ 1.850,00 os honorários periciais, propostos em R$ 3.000,00.": "1850",
    "Majoro os honorários do perito de R$ 370,00 para R$ 740,00.": "740",
    "Limito os honorários periciais a R$ 370,00.": "370",
    "Mantenho os honorários periciais em R$ 370,00.": "370",
    "Indefiro a majoração pretendida e mantenho os honorários periciais em R$ 370,00.": "370",
    "Homologo a proposta de honorários periciais no valor de R$ 2.000,00.": "2000",
    "Acolho a proposta de honorários do perito, de R$ 900,00.": "900",
    "O perito propôs R$ 5.000,00, mas fixo os honorários periciais em R$ 1.850,00.": "1850",
    "Fixo os honorários periciais, propostos em R$ 5.000,00, em R$ 1.850,00.": "1850",
    "Fixo os honorários periciais, observado o limite de R$ 370,00 da tabela, em R$ 1.110,00.": "1110",
    "Fixo os honorários periciais em cinco vezes o valor de R$ 370,00, ou seja, R$ 1.850,00.": "1850",
    "Fixo os honorários periciais em R$ 370,00, sob pena de multa de R$ 1.000,00 ao perito que não responder.": "370",
    "Arbitro multa de R$ 1.000,00 por dia e fixo os honorários periciais em R$ 370,00.": "370",
    "Fixo os honorários periciais em R$ 740,00, sendo R$ 370,00 para cada parte.": "740",
    "Fixo os honorários periciais em R$ 1.850,00, dos quais R$ 925,00 serão levantados desde já.": "1850",
    "Fixo os honorários periciais em R$ 370,00 e os honorários advocatícios em R$ 1.500,00.": "370",
    "O valor da causa é de R$ 50.000,00; fixo os honorários periciais em R$ 500,00.": "500",
    "Dou provimento ao recurso para reduzir os honorários periciais para R$ 740,00.": "740",
    "A decisão agravada fixou os honorários periciais em R$ 5.000,00.": "5000",
    "O perito pediu R$ 5.000,00, e os honorários periciais foram fixados em R$ 1.850,00.": "1850",
    "Fixo os honorários periciais em R$ 300,00 para o médico e R$ 370,00 para o engenheiro.": "300 370",
}
NADA = (
    "Fixo honorários ao perito e condeno o réu em custas e honorários, que fixo em R$ 2.000,00.",
    "O perito apresentou proposta de honorários periciais de R$ 5.000,00.",
    "O perito propôs honorários periciais de R$ 5.000,00.",
    "O perito estimou os honorários periciais em R$ 5.000,00.",
    "O perito fixou seus honorários periciais em R$ 5.000,00.",
    "O Estado requer que sejam fixados os honorários periciais em R$ 370,00.",
    "O Estado pugna pela redução dos honorários periciais para R$ 370,00.",
    "O perito requer a majoração dos honorários periciais para R$ 5.000,00.",
    "Digam as partes sobre a proposta de honorários periciais de R$ 4.500,00.",
    "Deposite o Estado os honorários periciais de R$ 1.500,00.",
    "Expeça-se alvará dos honorários periciais de R$ 370,00 em favor do perito.",
    "Homologo o laudo e determino a expedição de alvará dos honorários periciais de R$ 370,00.",
    "Os honorários periciais foram pagos (R$ 370,00).",
    "Indefiro o pedido de majoração dos honorários periciais para R$ 5.000,00.",
    "Acolho a impugnação aos honorários periciais de R$ 5.000,00.",
    "Se fixados os honorários periciais em R$ 5.000,00, o Estado não terá como arcar.",
    "Caso sejam arbitrados honorários periciais de R$ 5.000,00, intime-se o Estado.",
    "A Resolução limita os honorários periciais a R$ 370,00.",
    "Deixo de fixar os honorários periciais em R$ 5.000,00.",
    "Não fixo os honorários periciais em R$ 5.000,00, como se pede.",
    "Nego provimento ao agravo que pretendia reduzir os honorários periciais para R$ 370,00.",
    "Arbitro multa de R$ 1.000,00, sem prejuízo dos honorários periciais.",
    "Condeno o réu aos honorários periciais e a honorários advocatícios, que fixo em R$ 1.500,00.",
    "Acolho o laudo do perito e condeno o réu em custas e honorários, que fixo em R$ 2.000,00.",
    "Honorários advocatícios e honorários periciais somam R$ 900,00.",
    "Fixo a indenização em R$ 10.000,00 e determino o pagamento dos honorários periciais.",
    "Depositem-se os honorários periciais.",
)


@pytest.mark.parametrize(("frase", "valores"), [*FIXADOS.items(), *((frase, "") for frase in NADA)])
def test_only_what_the_judge_fixes_is_taken(frase: str, valores: str) -> None:
    assert list_fixados(fold(frase)) == [Decimal(valor) for valor in valores.split()]
