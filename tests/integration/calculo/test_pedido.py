"""Pedidos over a real database and queue: asked once, each field by its revision, every result kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core.bootstrap import Services, build_services
from core.calculo.indices.domain import Indice, number_mes
from core.calculo.pedido.campos import PELA_TABELA, NomeDoCampo
from core.calculo.pedido.domain import (
    EstadoDoCampo,
    Levantamento,
    PedidoDeCalculo,
    PlanilhaDoCredor,
    SituacaoDaPlanilha,
)
from core.calculo.pedido.repository import PedidoDeCalculoRepository
from core.calculo.tabelas.edicao import EdicaoDeSerie, apply_edicao
from core.errors import (
    CampoConflictError,
    ForbiddenChangeError,
    InvalidCalculoError,
    InvalidNumeroCnjError,
    PortalError,
    RecordNotFoundError,
)
from core.events import Estado, OperationEnded
from core.infra.channel import AttemptReplacedError
from core.infra.queue import QueueName, Work
from core.processos.numero_cnj import format_numero_cnj
from core.settings import DatabaseSettings, GeminiSettings, RedisSettings, Settings, TribunalSettings
from core.usuarios.domain import Papel, Usuario
from tests.builders import build_numero_cnj
from tests.unit.calculo.pedido.campos import build_campos

N = NomeDoCampo
NUMERO = build_numero_cnj(5077)
LEVANTAMENTO = Levantamento(
    classe="Cumprimento de sentença",
    comarca="",
    orgao="2ª Vara",
    ajuizado_em=date(2019, 3, 11),
    partes=(),
    is_autonomo=True,
    motivo_do_tipo="classe",
    cadeia=(),
    documentos=(),
    planilha=PlanilhaDoCredor(SituacaoDaPlanilha.TEXTO, "mesmo minuto", "9", "fl. 2"),
)


@pytest.fixture
def current(database_url: str, redis_url: str) -> Iterator[Services]:
    settings = Settings(
        database=DatabaseSettings(url=SecretStr(database_url)),
        redis=RedisSettings(url=SecretStr(redis_url), requires_aof=False),
        gemini=GeminiSettings(api_key=SecretStr("x")),
        tribunal=TribunalSettings(url="http://127.0.0.1:1", usuario="x", senha=SecretStr("x")),
    )
    built = build_services(settings, process="web")
    yield built
    built.close()


@pytest.fixture
def rita(current: Services) -> Usuario:
    insert = (
        "INSERT INTO usuario (login, nome, papel, unidade, senha_hash, is_active, created_at)"
        " VALUES ('rita', 'Rita Inventada', 'procurador', 'PGE', 'x', true, now()) RETURNING id"
    )
    with current.machinery.engine.begin() as connection:
        ident = connection.execute(text(insert)).scalar_one()
    return Usuario(ident, "rita", "Rita Inventada", Papel.PROCURADOR, "PGE")


@pytest.fixture
def lido(current: Services, rita: Usuario) -> PedidoDeCalculo:
    """A pedido whose documents were read and whose fields nobody touched."""
    return read(current, rita)


def read(
    current: Services,
    rita: Usuario,
    valores: dict[NomeDoCampo, str] | None = None,
    estado: EstadoDoCampo = EstadoDoCampo.EXTRAIDO,
    sem: tuple[NomeDoCampo, ...] = (),
) -> PedidoDeCalculo:
    asked = current.pedidos_de_calculo.request(NUMERO, rita.id)
    begun = current.pedidos_de_calculo.begin_attempt(asked.id)
    assert begun is not None
    filled = build_campos({N.PERIODO_FIM: ""} | (valores or {}), estado=estado)
    campos = [campo for campo in filled if campo.nome not in sem]
    PedidoDeCalculoRepository(current._scope).finish(begun, LEVANTAMENTO, campos, {"modelo": "m"})
    return current.pedidos_de_calculo.get(asked.id, rita.id)


def confirm_all(current: Services, pedido: PedidoDeCalculo, rita: Usuario) -> None:
    current.tabelas_de_calculo.seed_tabelas()
    revisoes = {campo.nome: campo.revisao for campo in pedido.campos if campo.valor}
    current.pedidos_de_calculo.confirm_campos(pedido.id, rita, revisoes)


def test_a_case_is_asked_for_once_and_opened_or_redone_once_read(current: Services, rita: Usuario) -> None:
    service = current.pedidos_de_calculo
    first = service.request(format_numero_cnj(NUMERO), rita.id)
    assert service.request(NUMERO, rita.id) == first
    assert current.machinery.queue.list_waiting(QueueName.CALCULO) == (f"calculo-{first.id}",)
    assert service.find_anterior(NUMERO, rita.id) is None
    with pytest.raises(InvalidNumeroCnjError):
        service.request(NUMERO[:-1] + "9", rita.id)
    with pytest.raises(ForbiddenChangeError, match="not read yet"):
        service.calculate(first.id, rita)
    read(current, rita)
    with pytest.raises(RecordNotFoundError):
        service.get(first.id, rita.id + 1)
    anterior = service.find_anterior(NUMERO, rita.id)
    assert anterior is not None
    assert anterior.id == first.id
    again = service.redo(first.id, rita.id)
    assert again.id != first.id
    assert [item.id for item in service.list_historico(rita.id, format_numero_cnj(NUMERO)[:7])] == [again.id, first.id]
    assert service.list_historico(rita.id, "sem número") == ()


def test_a_field_keeps_who_wrote_what_and_two_tabs_never_overwrite(
    current: Services, rita: Usuario, lido: PedidoDeCalculo
) -> None:
    service = current.pedidos_de_calculo
    corrected = service.correct_campo(lido.id, rita, N.DATA_DA_CITACAO, "26/3/2019", revisao=0)
    assert (corrected.valor, corrected.estado, corrected.informado_por) == (
        "26/03/2019",
        EstadoDoCampo.CORRIGIDO,
        rita.nome,
    )
    with pytest.raises(CampoConflictError) as conflict:
        service.correct_campo(lido.id, rita, N.DATA_DA_CITACAO, "27/03/2019", revisao=0)
    assert conflict.value.atual == "26/03/2019"
    assert "agora está “26/03/2019”" in conflict.value.user_message
    with pytest.raises(CampoConflictError):
        service.confirm_campos(lido.id, rita, {N.CORRECAO: 0, N.DATA_DA_CITACAO: 0})
    assert service.get(lido.id, rita.id).get_campo(N.CORRECAO).estado is EstadoDoCampo.EXTRAIDO  # all or none
    assert service.confirm_campo(lido.id, rita, N.DATA_DA_CITACAO, 1).estado is EstadoDoCampo.CORRIGIDO
    with pytest.raises(InvalidCalculoError, match="não existe no calendário"):
        service.correct_campo(lido.id, rita, N.DATA_DA_CITACAO, "31/02/2019", revisao=2)
    history = service.list_revisoes(lido.id, rita.id, N.DATA_DA_CITACAO)
    assert [campo.valor for campo in history] == ["25/03/2019", "26/03/2019", "26/03/2019"]
    for statement in ("UPDATE campo_do_calculo SET valor = 'x'", "DELETE FROM campo_do_calculo"):
        with pytest.raises(DBAPIError), current.machinery.engine.begin() as connection:
            connection.execute(text(statement))


def assert_planilha(current: Services, pedido: PedidoDeCalculo, rita: Usuario) -> None:
    """A worker makes the file once; only its owner gets it."""
    service, queue = current.planilhas_de_calculo, current.machinery.queue
    with pytest.raises(RecordNotFoundError):
        service.request(pedido.id, rita.id + 1)
    chave = service.request(pedido.id, rita.id)
    (key,) = queue.list_waiting(QueueName.DOCX)
    assert current.downloads.find_arquivo(chave) is None
    service.export(pedido.id, 1)
    arquivo = current.downloads.find_arquivo(chave)
    assert arquivo is not None
    assert (arquivo.nome, arquivo.conteudo[:2]) == (f"memoria-de-calculo-{NUMERO}-n1.xlsx", b"PK")
    queue.forget(key)
    assert service.request(pedido.id, rita.id) == chave
    assert queue.list_waiting(QueueName.DOCX) == ()


def test_a_result_is_kept_with_its_tables_and_shows_that_a_field_changed(
    current: Services, rita: Usuario, lido: PedidoDeCalculo
) -> None:
    service = current.pedidos_de_calculo
    confirm_all(current, lido, rita)
    first = service.calculate(lido.id, rita)
    assert first.versoes == current.tabelas_de_calculo.note_versoes()
    assert service.get(lido.id, rita.id).resultado == first
    assert_planilha(current, lido, rita)
    service.correct_campo(lido.id, rita, N.PARCELAS, "31/01/2017; 600,00", revisao=1)
    stale = service.get(lido.id, rita.id)
    assert (stale.estado, stale.is_resultado_atual, stale.resultado) == (Estado.AGUARDANDO_VOCE, False, first)
    second = service.calculate(lido.id, rita)
    assert [(one.numero, one.total) for one in service.list_resultados(lido.id, rita.id)] == [
        (2, second.memoria.total),
        (1, first.memoria.total),
    ]
    assert second.memoria.total < first.memoria.total
    assert service.list_historico(rita.id)[0].total == second.memoria.total
    late = replace(second, revisoes=second.revisoes | {N.PARCELAS: 0})
    with pytest.raises(CampoConflictError):  # a field changed while it was computed
        PedidoDeCalculoRepository(current._scope).add_resultado(lido.id, late, rita, Estado.PRONTO)
    service.correct_campo(lido.id, rita, N.DATA_DA_CITACAO, "10/03/2019", revisao=1)
    with pytest.raises(InvalidCalculoError, match="citacao_antes_do_ajuizamento"):
        service.calculate(lido.id, rita)
    assert len(service.list_resultados(lido.id, rita.id)) == 2


def test_a_field_that_came_after_the_reading_is_empty_and_can_be_filled(current: Services, rita: Usuario) -> None:
    current.tabelas_de_calculo.seed_tabelas()
    antigo = read(current, rita, estado=EstadoDoCampo.CONFIRMADO, sem=(N.CONTAGEM, N.CUSTAS))
    service = current.pedidos_de_calculo
    por_mes = service.calculate(antigo.id, rita)
    assert service.get(antigo.id, rita.id).is_resultado_atual
    service.correct_campo(antigo.id, rita, N.CONTAGEM, "dias (pro rata)", revisao=0)
    assert not service.get(antigo.id, rita.id).is_resultado_atual
    assert service.calculate(antigo.id, rita).memoria.total != por_mes.memoria.total


def test_a_kind_of_debt_that_the_tables_no_longer_have_is_told(current: Services, rita: Usuario) -> None:
    current.tabelas_de_calculo.seed_tabelas()
    antigo = read(current, rita, valores={N.NATUREZA: "Extinta"}, estado=EstadoDoCampo.CONFIRMADO)
    with pytest.raises(InvalidCalculoError) as caught:
        current.pedidos_de_calculo.calculate(antigo.id, rita)
    assert "Extinta" in caught.value.user_message


def test_a_change_of_an_index_shows_which_stored_calculations_it_would_change(
    current: Services, rita: Usuario, lido: PedidoDeCalculo
) -> None:
    confirm_all(current, lido, rita)
    resultado = current.pedidos_de_calculo.calculate(lido.id, rita)
    tabelas = current.tabelas_de_calculo
    used, other = number_mes(date(2018, 6, 1)), number_mes(date(2016, 6, 1))
    serie = tabelas.get_serie(Indice.IPCA_E)
    for mes, count in ((used, 1), (other, 0)):
        nova = apply_edicao(serie, EdicaoDeSerie({mes: Decimal("9.99")}, "IBGE", date(2026, 11, 23)))
        assert len(tabelas.list_afetados(nova).calculos) == count
    (afetado,) = tabelas.list_afetados(
        apply_edicao(serie, EdicaoDeSerie({used: Decimal("9.99")}, "IBGE", date(2026, 11, 23)))
    ).calculos
    assert (afetado.calculo.id, afetado.calculo.total) == (lido.id, resultado.memoria.total)


@pytest.mark.parametrize("correcao", [PELA_TABELA, "INPC"], ids=["pela-tabela", "do-titulo"])
def test_a_change_of_a_regime_shows_the_calculations_made_with_a_part_of_it_too(
    current: Services, rita: Usuario, correcao: str
) -> None:
    current.tabelas_de_calculo.seed_tabelas()
    pedido = read(current, rita, {N.CORRECAO: correcao, N.JUROS: "0,5% ao mês"}, EstadoDoCampo.CONFIRMADO)
    resultado = current.pedidos_de_calculo.calculate(pedido.id, rita)
    live = current.tabelas_de_calculo.get_tabela_de_regimes("servidor")
    *before, last = [regime for regime in live.conteudo.regimes if regime.vigencia <= date(2021, 12, 9)]
    assert last.juros is not None
    regimes = (*before, replace(last, juros=replace(last.juros, is_lei_9250=False)))
    nova = replace(live, conteudo=replace(live.conteudo, regimes=regimes))
    (afetado,) = current.tabelas_de_calculo.list_afetados(nova).calculos
    assert (afetado.calculo.total, afetado.motivo) == (resultado.memoria.total, "")
    mesmos = replace(live, conteudo=replace(live.conteudo, regimes=(*before, last)))
    assert current.tabelas_de_calculo.list_afetados(mesmos).calculos == ()


def test_the_time_to_contest_follows_the_notice(current: Services, rita: Usuario, lido: PedidoDeCalculo) -> None:
    service = current.pedidos_de_calculo
    assert service.count_impugnacao(lido) is None
    service.correct_campo(lido.id, rita, N.DATA_DA_INTIMACAO, "02/06/2025", revisao=0)
    prazo = service.count_impugnacao(service.get(lido.id, rita.id))
    assert prazo is not None
    assert (prazo.dias, prazo.primeiro_dia) == (30, date(2025, 6, 3))
    read = [replace(um, estado=EstadoDoCampo.EXTRAIDO) for um in service.get(lido.id, rita.id).campos]
    assert service.count_impugnacao(replace(lido, campos=tuple(read))) is None


def test_one_attempt_counts_and_what_failed_is_read_again(current: Services, rita: Usuario) -> None:
    service = current.pedidos_de_calculo
    asked = service.request(NUMERO, rita.id)
    first, second = service.begin_attempt(asked.id), service.begin_attempt(asked.id)
    assert first is not None
    assert second is not None
    with pytest.raises(AttemptReplacedError):
        service.end_failed(first, PortalError("late"))
    assert service.end_cancelled(second) == OperationEnded(Estado.CANCELADO)
    assert service.begin_attempt(asked.id) is None
    service.resume(asked.id, rita.id)
    service.stop(asked.id, rita.id)
    stopped = service.get(asked.id, rita.id)
    assert (stopped.estado, current.machinery.queue.list_waiting(QueueName.CALCULO)) == (Estado.CANCELADO, ())
    service.resume(asked.id, rita.id)
    assert service.requeue_lost() == 0
    current.machinery.queue.forget(f"calculo-{asked.id}")
    assert service.requeue_lost() == 1
    service.stop(asked.id, rita.id)
    work = Work("jobs.prepare_calculo.run", f"calculo-{asked.id}", (str(asked.id),), 10)
    assert service.end_lost(work)
    service.reopen_lost(work)
    assert service.get(asked.id, rita.id).estado is Estado.NA_FILA
