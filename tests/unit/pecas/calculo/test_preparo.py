"""What the sheet is told: the fields with their places, what nobody knows, and the figures as they were computed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from core.calculo.calendario.prazos import PedidoDePrazo, Prazo, PrazoEmDobro, count_prazo
from core.calculo.calendario.tabela import load_calendario
from core.calculo.entrada import parse_data
from core.calculo.pedido.campos import NomeDoCampo
from core.calculo.pedido.domain import (
    Ancora,
    Campo,
    EstadoDoCampo,
    PedidoDeCalculo,
    ResultadoDoCalculo,
)
from core.errors import ForbiddenChangeError
from core.events import Agente, AgenteFinished, AgenteStarted, Estado, Event
from core.pecas.calculo.preparo import PreparoDoCalculo, describe_campo
from core.pecas.domain import Coleta, EstadoDoFato, PedidoDeGeracao, TipoDePeca
from tests.builders import build_geracao, build_numero_cnj
from tests.unit.pecas.calculo.test_memoria import build_resultado

N = NomeDoCampo
LUGAR = Ancora(build_numero_cnj(), "77", "fl. 9 – Sentença", 2, "em 10% do valor", is_encontrada=True)
CAMPOS = (
    Campo(N.HONORARIOS, "10,00", EstadoDoCampo.CONFIRMADO, LUGAR, informado_por="Rita", revisao=1),
    Campo(N.OBJETO, "adicional", EstadoDoCampo.CORRIGIDO, None, informado_por="Rita", revisao=1),
    Campo(N.MULTA, "", EstadoDoCampo.CONFIRMADO, informado_por="Rita", revisao=1),
    Campo(N.PAGAMENTOS, "", EstadoDoCampo.DESCONHECIDO),
)


class _Pedidos:
    """Answers one pedido, as the service would the newest."""

    def __init__(self, campos: Sequence[Campo], resultado: ResultadoDoCalculo | None) -> None:
        numero = build_numero_cnj()
        values = (uuid4(), numero, 1, Estado.PRONTO, 1, datetime.now(UTC))
        self.pedido = PedidoDeCalculo(*values, campos=tuple(campos), resultado=resultado)

    def find_anterior(self, _numero: str, _usuario_id: int) -> PedidoDeCalculo:
        return self.pedido

    def list_achados(self, _pedido: PedidoDeCalculo) -> tuple[()]:
        return ()

    def count_impugnacao(self, pedido: PedidoDeCalculo) -> Prazo | None:
        campo = next((um for um in pedido.campos if um.nome is N.DATA_DA_INTIMACAO), None)
        if campo is None:
            return None
        dobro = PrazoEmDobro.FAZENDA_PUBLICA
        pedido_de_prazo = PedidoDePrazo(parse_data(campo.valor, ""), 30, dobro=dobro, is_prazo_proprio=True)
        return count_prazo(load_calendario(), pedido_de_prazo)


def collect(campos: Sequence[Campo], resultado: ResultadoDoCalculo | None) -> tuple[list[Event], Coleta]:
    preparo = PreparoDoCalculo(_Pedidos(campos, resultado))  # type: ignore[arg-type]  # two of its methods are asked
    pedido = PedidoDeGeracao(build_numero_cnj(), TipoDePeca.PEDIDO_DE_CALCULO, "calculo")
    events, steps = [], preparo.collect(replace(build_geracao(), pedido=pedido))
    while True:
        try:
            events.append(next(steps))
        except StopIteration as end:
            return events, end.value


def build_atual() -> ResultadoDoCalculo:
    return replace(build_resultado(), revisoes={campo.nome: campo.revisao for campo in CAMPOS})


def test_a_field_is_told_with_its_place_and_who_stands_for_it() -> None:
    fatos = {fato.variavel: fato for fato in collect(CAMPOS, build_atual())[1].fatos}
    honorarios = fatos["honorarios"]
    assert (honorarios.valor, honorarios.documento_rotulo, honorarios.pagina) == ("10%", "fl. 9 – Sentença", 2)
    assert (honorarios.trecho, honorarios.informado_por) == ("em 10% do valor", "Rita")


def test_none_is_not_the_same_as_unknown() -> None:
    fatos = {fato.variavel: fato for fato in collect(CAMPOS, build_atual())[1].fatos}
    assert (fatos["multa"].estado, fatos["multa"].valor) == (EstadoDoFato.VALORADO, "não há")
    assert fatos["pagamentos"].estado is EstadoDoFato.DESCONHECIDO


def test_a_choice_that_nobody_made_is_told_by_what_counts_without_one() -> None:
    vazio = Campo(N.CONTAGEM, "", EstadoDoCampo.DESCONHECIDO)
    fatos = {fato.variavel: fato for fato in collect((*CAMPOS, vazio), build_atual())[1].fatos}
    assert (fatos["contagem"].estado, fatos["contagem"].valor) == (EstadoDoFato.VALORADO, "meses inteiros")


def test_the_figures_are_those_of_the_calculation_and_of_its_annex() -> None:
    coleta = collect(CAMPOS, build_atual())[1]
    total = next(fato.valor for fato in coleta.fatos if fato.variavel == "calculo_total")
    assert str(total) in coleta.anexo


def test_the_time_to_contest_is_told_with_the_days_that_did_not_count() -> None:
    # 30 business days from Friday 14/11/2025: Consciência Negra, Feriado da Justiça and the recess lie between
    notice = Campo(N.DATA_DA_INTIMACAO, "14/11/2025", EstadoDoCampo.CONFIRMADO, informado_por="Rita", revisao=1)
    campos = (*CAMPOS, notice)
    revisoes = {campo.nome: campo.revisao for campo in campos}
    coleta = collect(campos, replace(build_resultado(), revisoes=revisoes))[1]
    told = next(str(fato.valor) for fato in coleta.fatos if fato.variavel == "prazo_para_impugnar")
    assert told.startswith("30 dias úteis, de 17/11/2025 a ")
    assert "CPC, art. 183, § 2º: prazo próprio, sem dobro" in told
    assert "20/11/2025, " in told
    assert "22/11/2025" not in told


def test_without_a_notice_the_time_to_contest_is_unknown() -> None:
    fatos = {fato.variavel: fato for fato in collect(CAMPOS, build_atual())[1].fatos}
    assert fatos["prazo_para_impugnar"].estado is EstadoDoFato.DESCONHECIDO


def test_it_begins_and_ends_as_agent_one_does() -> None:
    events = collect(CAMPOS, build_atual())[0]
    assert events[0] == AgenteStarted(Agente.COLETOR)
    assert isinstance(events[-1], AgenteFinished)


@pytest.mark.parametrize("resultado", [None, build_resultado()], ids=["none", "of former fields"])
def test_without_a_calculation_of_the_fields_there_is_no_sheet(resultado: ResultadoDoCalculo | None) -> None:
    with pytest.raises(ForbiddenChangeError):
        collect(CAMPOS, resultado)


def test_many_instalments_are_told_by_their_sum() -> None:
    lines = "\n".join(f"10/{month:02}/{year}; 100,10" for year in (2020, 2021, 2022) for month in range(1, 13))
    campo = Campo(N.PARCELAS, lines, EstadoDoCampo.CONFIRMADO)
    assert describe_campo(campo) == "36 lançamentos de 10/01/2020 a 10/12/2022, soma de R$ 3.603,60"
