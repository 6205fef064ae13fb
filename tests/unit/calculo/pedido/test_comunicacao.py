"""What certificates and movements say of a service, as Brazilian courts write it.

The certificate is of Friday 25/03/2022; what was sent on 10/03/2022 and nobody opened counts as made on Monday
21/03/2022 (the tenth day, 20/03, is a Sunday), and what was sent on 25/03/2022 on Monday 04/04/2022.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from core.calculo.calendario.tabela import load_calendario
from core.calculo.pedido.buscas import Busca
from core.calculo.pedido.campos import NomeDoCampo
from core.calculo.pedido.candidatos import MINIMO, list_candidatos
from core.calculo.pedido.domain import CandidatoDeCitacao
from core.processos.domain import EstadoDoDocumento, Movimento, PecaDosAutos
from tests.builders import build_documento, build_lido, build_processo

CALENDARIO = load_calendario()
JUNTADA = datetime(2022, 3, 25, 18, tzinfo=UTC)
AJUIZADO = datetime(2022, 1, 10, 12, tzinfo=UTC)
DIA, DECIMO, DECIMO_DA_JUNTADA = date(2022, 3, 25), date(2022, 3, 21), date(2022, 4, 4)


def certify(texto: str) -> CandidatoDeCitacao:
    """The candidate of a certificate that says ``texto``."""
    documento = replace(build_documento("c", 9508), data_hora=JUNTADA)
    processo = build_processo(documento, ajuizado_em=AJUIZADO)
    peca = PecaDosAutos(processo.numero_cnj, documento, 1, "fl. 4", EstadoDoDocumento.LIDO, build_lido(texto))
    busca = Busca(NomeDoCampo.DATA_DA_CITACAO, processo, date.min, date.max)
    (candidato,) = list_candidatos(CALENDARIO, [busca], {"c": peca})
    return candidato


@pytest.mark.parametrize(
    ("texto", "data"),
    [
        ("Certifico que a intimação eletrônica da Fazenda Pública foi enviada ao portal em 10/03/2022.", DECIMO),
        ("Certifico que, em 10/03/2022, foi remetida ao portal eletrônico a citação do Estado.", DECIMO),
        ("Certifico que foi expedida a intimação eletrônica à PGE no dia 10 de março de 2022.", DECIMO),
        ("A intimação foi disponibilizada para consulta em 10/03/2022, com prazo final em 25/04/2022.", DECIMO),
        ("Certifico que ainda não houve ciência da intimação enviada ao portal em 10/03/2022.", DECIMO),
        ("Certifico que intimei a Fazenda Pública pelo portal eletrônico em 10/03/2022.", DECIMO),
        ("Certifico que a citação foi enviada ao portal em 10/03/2022. A citação não foi confirmada.", DECIMO),
        ("Certifico que a citação foi remetida ao portal nesta data.", DECIMO_DA_JUNTADA),
        (("A intimação foi enviada ao portal nesta data. Decorridos 10 dias sem consulta, considera-se realizada "
         "(art. 5º, § 3º, da Lei n. 11.419/2006)."), DECIMO_DA_JUNTADA),
        (("Foi remetida ao portal a citação do Estado. A ciência ocorrerá na data da consulta ou, sem ela, ao fim "
         "de 10 dias corridos, nos termos do art. 5º da Lei n. 11.419, de 19 de dezembro de 2006."), DECIMO_DA_JUNTADA),
        ("Sem consulta, a intimação enviada em 10/03/2022 foi considerada realizada em 21/03/2022.", DECIMO),
        ("Certifico que a citação, enviada em 10/03/2022 e não lida, considera-se realizada em 21.03.2022.", DECIMO),
        ("A intimação pelo portal é de 10/03/2022, considerada automaticamente realizada em 21/03/2022.", DECIMO),
        ("O Estado foi intimado pelo portal em 10/03/2022, sem consulta; tem-se por realizada em 21/03/2022.", DECIMO),
        ("Decorreu em 21/03/2022 o prazo de 10 dias sem consulta à citação enviada em 10/03/2022.", DECIMO),
        ("Certifico que decorreu o prazo de 10 dias sem consulta à citação enviada em 10/03/2022.", DECIMO),
        ("A citação foi enviada em 10/03/2022.\n\nDecorreu o prazo de 10 dias sem consulta ao portal.", DECIMO),
        ("Decorreu o prazo de 10 dias sem que houvesse consulta, e a citação se considera realizada nesta data.", DIA),
        ("Certifico que o Estado teve ciência da citação em 18/03/2022, por consulta ao portal.", date(2022, 3, 18)),
        ("A intimação enviada em 10/03/2022 foi lida em 15/03/2022 pela Fazenda Pública.", date(2022, 3, 15)),
        ("Citação disponibilizada no portal em 10/03/2022 e consultada no dia 14 de março de 2022.", date(2022, 3, 14)),
        ("O Estado, citado em 14/03/2022, não apresentou contestação.", date(2022, 3, 14)),
        ("A intimação da sentença proferida em 01/02/2022 foi lida em 15/03/2022.", date(2022, 3, 15)),
        ("Transcorreu o prazo de leitura da intimação em 20/03/2022, considerando-se intimado o Estado em 21/03/2022.",
         DECIMO),
        ("Data do envio da intimação: 10/03/2022. Data da ciência: 18/03/2022.", date(2022, 3, 18)),
        (("Processo n. 0801234-56.2019.8.12.0001\n\nCertifico que a intimação do Estado foi enviada ao portal em "
         "10/03/2022. Campo Grande, 11 de março de 2022."), DECIMO),
        ("O Município foi intimado em 10/03/2022 e o Estado foi intimado em 15/03/2022.", date(2022, 3, 15)),
        ("Intimado o autor em 10/03/2022 e o Estado em 15/03/2022.", date(2022, 3, 15)),
        ("Não foi possível a citação por mandado em 01/03/2022, mas o Estado foi citado em 15/03/2022.",
         date(2022, 3, 15)),
        ("Certifico e dou fé que citei o Estado, na pessoa do Dr. João, em 16/03/2022.", date(2022, 3, 16)),
        ("Certifico e dou fé que citei o Estado de Mato Grosso do Sul na pessoa de seu procurador.", DIA),
        ("Certifico que o mandado de citação foi devidamente cumprido pelo oficial de justiça.", DIA),
        ("Junto o aviso de recebimento da carta de citação, assinado.", DIA),
        ("Certifico que, nesta data, a Fazenda Pública tomou ciência da intimação.", DIA),
    ],
)  # fmt: skip
def test_the_day_of_service_is_the_one_that_the_certificate_proves(texto: str, data: date) -> None:
    candidato = certify(texto)
    assert candidato.data == data
    assert candidato.score >= MINIMO


@pytest.mark.parametrize(
    "texto",
    [
        "Certifico que o oficial de justiça deixou de citar o Estado.",
        "Certifico que deixei de intimar a Fazenda Pública em 16/03/2022, por não haver expediente.",
        "Certifico que deixou-se de proceder à citação do Estado em 16/03/2022.",
        "Citação não realizada.",
        "Mandado de citação não cumprido.",
        "Certifico que o mandado de citação foi devolvido sem cumprimento em 16/03/2022.",
        "Certifico que não foi possível proceder à citação do Estado em 16/03/2022.",
        "Certifico que o Estado não foi citado em 16/03/2022.",
        "A carta de citação retornou com aviso de recebimento negativo.",
        "Certifico que o mandado de citação foi cumprido com resultado negativo em 16/03/2022.",
        "Certifico que a diligência de intimação restou frustrada.",
        "Certifico que não houve a citação do Estado.",
        "Certifico que foi expedido mandado de citação do Estado em 10/03/2022.",
        "Certifico que a citação será realizada em 16/03/2022.",
        "Aguarda-se o cumprimento do mandado, para que o Estado seja citado.",
        "Certifico que o réu, devidamente citado, não apresentou contestação.",
        "Certifico que decorreu em 20/03/2022 o prazo para contestar depois da citação.",
        "Certifico que a sentença transitou em julgado em 10/03/2022, intimadas as partes.",
        "Certifico que não consta nos autos a citação do Estado.",
        "Certifico que os autos n. 0801234-56.2019.8.12.0001 foram conferidos pelo cartório.",
    ],
)
def test_what_was_not_done_or_is_not_told_is_no_service(texto: str) -> None:
    assert certify(texto).score < MINIMO


@pytest.mark.parametrize(
    ("descricao", "data"),
    [
        ("Confirmada a citação eletrônica do Estado", DIA),
        ("Confirmada a intimação eletrônica expedida em 10/03/2022", DIA),
        ("Intimação eletrônica lida em 15/03/2022", date(2022, 3, 15)),
        ("Citação realizada", DIA),
        ("Mandado de citação cumprido", DIA),
        ("Decorrido o prazo de 10 dias sem consulta - intimação tácita", DIA),
        ("Intimação do Estado considerada realizada em 21/03/2022", DECIMO),
        ("Remessa da intimação à Procuradoria-Geral do Estado realizada", DECIMO_DA_JUNTADA),
        ("Realizada a remessa da citação ao portal", DECIMO_DA_JUNTADA),
        ("Confirmado o envio da intimação eletrônica", DECIMO_DA_JUNTADA),
        ("Expedição de intimação eletrônica efetivada", DECIMO_DA_JUNTADA),
        ("Expedida a intimação eletrônica em 10/03/2022", DECIMO),
        ("Citação não realizada", None),
        ("Citação eletrônica não confirmada", None),
        ("Mandado de citação não cumprido", None),
        ("Mandado de citação cumprido negativo", None),
        ("Mandado de intimação devolvido sem cumprimento", None),
        ("Remessa da intimação ao portal não realizada", None),
        ("Oficial de justiça deixou de citar o Estado", None),
        ("Citação frustrada", None),
        ("Intimação eletrônica cancelada", None),
        ("Intimação eletrônica não lida", None),
        ("Expedido mandado de citação", None),
        ("Determinada a citação do Estado", None),
        ("Decorrido prazo da Fazenda Pública após intimação", None),
    ],
)
def test_a_movement_tells_what_was_done_and_nothing_else(descricao: str, data: date | None) -> None:
    processo = replace(build_processo(ajuizado_em=AJUIZADO), movimentos=(Movimento(60, descricao, JUNTADA),))
    busca = Busca(NomeDoCampo.DATA_DA_CITACAO, processo, date.min, date.max)
    assert [candidato.data for candidato in list_candidatos(CALENDARIO, [busca], {})] == ([data] if data else [])


def test_sent_on_a_day_that_the_certificate_names_is_not_yet_received() -> None:
    enviada = certify("Certifico que a intimação eletrônica da Fazenda Pública foi enviada ao portal em 10/03/2022.")
    ciente = certify("Certifico que a Fazenda Pública teve ciência da intimação em 10/03/2022.")
    assert enviada.score < ciente.score
    assert "Enviada em 10/03/2022: enviada não é recebida" in enviada.motivo
    assert "art. 5º, § 3º" in enviada.fonte


def test_a_service_that_was_not_done_says_so() -> None:
    assert "não foi feita" in certify("Certifico que deixei de citar o Estado.").motivo


def test_the_name_of_the_court_is_not_the_state() -> None:
    head = "Poder Judiciário do Estado de Mato Grosso do Sul. "
    assert certify(f"{head}Certifico que o Município foi citado em 15/03/2022.").score < 80
