"""Days of service: what a certificate really says, and what the law makes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from core.calculo.calendario.tabela import load_calendario
from core.calculo.pedido.buscas import choose_certidoes, plan_buscas
from core.calculo.pedido.campos import NomeDoCampo
from core.calculo.pedido.candidatos import MINIMO, list_candidatos
from core.calculo.pedido.domain import CandidatoDeCitacao
from core.calculo.pedido.levantamento import Cadeia
from core.processos.domain import Documento, EstadoDoDocumento, Movimento, PecaDosAutos, Processo
from tests.builders import build_documento, build_lido, build_numero_cnj, build_processo

AJUIZADO = datetime(2019, 3, 11, 15, tzinfo=UTC)
CALENDARIO = load_calendario()
ENVIADA = "Certifico que, nesta data, foi remetida ao portal eletrônico a citação do Estado de Mato Grosso do Sul."
TACITA = (
    "Certifico que decorreu o prazo de 10 dias sem consulta e que a citação da Fazenda Pública se considera realizada."
)
CIENTE = "Certifico que a Fazenda Pública teve ciência da citação em 18/03/2019, por consulta ao portal."
PESSOAL = "Certifico e dou fé que citei o Estado de Mato Grosso do Sul na pessoa de seu procurador."
DE_OUTRO = "Certifico que decorreu o prazo de 10 dias sem consulta e que a citação do Município se considera realizada."
ALHEIA = "Certifico que os autos foram conferidos pelo cartório."


def certify(dia: int) -> Documento:
    return replace(build_documento("c", 9508), data_hora=datetime(2019, 3, dia, 18, tzinfo=UTC))


def search(processo: Processo, texto: str = "") -> tuple[CandidatoDeCitacao, ...]:
    """The candidates of a case whose only certificate says ``texto``."""
    lidas = {
        documento.id_documento: PecaDosAutos(
            processo.numero_cnj, documento, 1, "fl. 4", EstadoDoDocumento.LIDO, build_lido(texto)
        )
        for documento in processo.documentos
        if texto
    }
    buscas = plan_buscas(CALENDARIO, Cadeia((), (processo,)), is_autonomo=False)
    return list_candidatos(CALENDARIO, buscas, lidas)


@pytest.mark.parametrize(
    ("texto", "data", "is_bastante"),
    [
        (CIENTE, date(2019, 3, 18), True),
        (TACITA, date(2019, 3, 25), True),
        (PESSOAL, date(2019, 3, 25), True),
        (ENVIADA, date(2019, 4, 4), True),
        (DE_OUTRO, date(2019, 3, 25), True),
        (ALHEIA, date(2019, 3, 25), False),
        ("", date(2019, 3, 25), False),
    ],
    ids=["ciente", "tacita", "pessoal", "enviada", "de-outro", "alheia", "nao-lida"],
)
def test_a_certificate_counts_by_what_it_says(texto: str, data: date, is_bastante: bool) -> None:
    (candidato,) = search(build_processo(certify(25), ajuizado_em=AJUIZADO), texto)
    assert (candidato.campo, candidato.data) == (NomeDoCampo.DATA_DA_CITACAO, data)
    assert (candidato.score >= MINIMO) is is_bastante
    assert (candidato.ancora is not None and candidato.ancora.is_encontrada) is (texto not in ("", ALHEIA))


def test_sent_is_not_received() -> None:
    processo = build_processo(certify(25), ajuizado_em=AJUIZADO)
    enviada, ciente = search(processo, ENVIADA)[0], search(processo, CIENTE)[0]
    assert enviada.score < ciente.score
    assert "enviada não é recebida" in enviada.motivo
    assert "11.419/2006" in enviada.fonte


def test_the_service_of_somebody_else_weighs_less() -> None:
    processo = build_processo(certify(25), ajuizado_em=AJUIZADO)
    assert search(processo, DE_OUTRO)[0].score < search(processo, TACITA)[0].score


def test_a_service_before_the_filing_is_shown_as_what_cannot_be() -> None:
    (candidato,) = search(build_processo(certify(25), ajuizado_em=AJUIZADO), CIENTE.replace("18/03", "18/02"))
    assert (candidato.score, candidato.is_impossivel) == (0, True)
    assert "anterior ao ajuizamento" in candidato.motivo


@pytest.mark.parametrize(
    ("descricao", "data"),
    [
        ("Confirmada a citação eletrônica do Estado de Mato Grosso do Sul", date(2019, 3, 20)),
        ("Expedida citação eletrônica", date(2019, 4, 1)),
        ("Conclusos para despacho", None),
    ],
)
def test_a_movement_counts_by_its_words(descricao: str, data: date | None) -> None:
    movimento = Movimento(60, descricao, datetime(2019, 3, 20, 12, tzinfo=UTC))
    processo = replace(build_processo(ajuizado_em=AJUIZADO), movimentos=(movimento,))
    assert [candidato.data for candidato in search(processo)] == ([data] if data else [])


def test_the_notice_of_the_enforcement_is_looked_for_within_fifteen_business_days() -> None:
    pedido = replace(build_documento("p", 286), data_hora=datetime(2019, 3, 1, 12, tzinfo=UTC))
    processo = build_processo(pedido, certify(25), ajuizado_em=AJUIZADO)
    (citacao, intimacao) = plan_buscas(CALENDARIO, Cadeia((), (processo,)), is_autonomo=False)
    assert (citacao.campo, intimacao.campo) == (NomeDoCampo.DATA_DA_CITACAO, NomeDoCampo.DATA_DA_INTIMACAO)
    assert (intimacao.de, intimacao.ate) == (date(2019, 3, 1), date(2019, 3, 27))  # Carnival: 4, 5 and 6 March


def test_of_an_enforcement_alone_the_service_in_the_action_is_unknown() -> None:
    processo = replace(build_processo(certify(25), ajuizado_em=AJUIZADO), numero_cnj=build_numero_cnj(5))
    buscas = plan_buscas(CALENDARIO, Cadeia((), (processo,)), is_autonomo=True)
    assert [busca.campo for busca in buscas] == [NomeDoCampo.DATA_DA_INTIMACAO]


def test_the_certificates_of_each_window_are_read_however_many_there_are_before_it() -> None:
    antes = [replace(certify(dia), id_documento=f"antes-{dia}") for dia in range(12, 24)]
    pedido = replace(build_documento("p", 286), data_hora=datetime(2019, 3, 25, 12, tzinfo=UTC))
    sentenca = replace(build_documento("s", 8), data_hora=datetime(2019, 3, 15, 12, tzinfo=UTC))
    aviso = replace(certify(27), id_documento="aviso")
    caso = build_processo(*antes, sentenca, pedido, aviso, ajuizado_em=AJUIZADO)
    buscas = plan_buscas(CALENDARIO, Cadeia((), (caso,)), is_autonomo=False)
    assert [um.documento.id_documento for um in choose_certidoes(buscas)] == [
        "antes-12", "antes-13", "antes-14", "antes-15", "aviso",
    ]  # fmt: skip


def test_a_certificate_that_was_not_read_says_so() -> None:
    caso = build_processo(certify(25), ajuizado_em=AJUIZADO)
    assert "não foi lida pelo portal" in search(caso)[0].motivo
    assert "não pôde ser lida" in search(caso, " ")[0].motivo
