"""Asking again obeys the limits of asking; what waits in the queue for too long ends, and can be asked for again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from pydantic import SecretStr
from rq.utils import utcformat, utcparse
from sqlalchemy import text

from core.bootstrap import Services, build_services
from core.errors import ForbiddenChangeError, LimitReachedError, RateLimitError
from core.events import Estado, OperationEnded
from core.infra.queue import QueueName, Work
from core.infra.rate import Action
from core.pecas.domain import Geracao, PedidoDeGeracao, TipoDePeca
from core.pecas.minutas.repository import MinutaRepository
from core.settings import (
    DatabaseSettings,
    GeminiSettings,
    LimitsSettings,
    RedisSettings,
    Settings,
    TribunalSettings,
)
from core.usuarios.domain import Papel, Usuario
from tests.builders import build_numero_cnj

ASKED = PedidoDeGeracao(build_numero_cnj(), TipoDePeca.CONTESTACAO, "ps")


@pytest.fixture
def current(database_url: str, redis_url: str) -> Iterator[Services]:
    """The services of a web process where a person may ask twice a minute."""
    settings = Settings(
        database=DatabaseSettings(url=SecretStr(database_url)),
        redis=RedisSettings(url=SecretStr(redis_url), requires_aof=False),
        gemini=GeminiSettings(api_key=SecretStr("x")),
        tribunal=TribunalSettings(url="http://127.0.0.1:1", usuario="x", senha=SecretStr("x")),
        limits=LimitsSettings(geracoes_por_minuto=2),
    )
    built = build_services(settings, process="web")
    yield built
    built.close()


def test_taking_up_again_counts_as_asking(current: Services, usuario_id: int) -> None:
    service = current.pecas
    geracao = service.request_geracao(ASKED, usuario_id)
    service.cancel_geracao(geracao.id, usuario_id)
    service.resume_geracao(geracao.id, usuario_id)
    service.cancel_geracao(geracao.id, usuario_id)
    with pytest.raises(RateLimitError, match="generation over 2/min"):
        service.resume_geracao(geracao.id, usuario_id)
    assert service.get_geracao(geracao.id, usuario_id).estado.is_final


def let_wait(current: Services, minutes: int) -> None:
    """The clock of everything in database and queue goes back."""
    with current.machinery.engine.begin() as connection:
        connection.execute(text(f"UPDATE geracao SET created_at = created_at - interval '{minutes} minutes'"))
    for name in current.machinery.client.scan_iter("rq:job:*"):
        at = utcparse(str(current.machinery.client.hget(name, "enqueued_at")))
        current.machinery.client.hset(name, "enqueued_at", utcformat(at - timedelta(minutes=minutes)))


def test_a_turn_that_never_comes_ends_after_the_time_of_the_queue_and_each_asking_has_its_own(
    current: Services, usuario_id: int
) -> None:
    service = current.pecas
    geracao = service.request_geracao(ASKED, usuario_id)
    let_wait(current, 14)
    assert service.end_overdue() == 0
    let_wait(current, 2)
    assert service.end_overdue() == 1
    ended = service.get_geracao(geracao.id, usuario_id)
    assert (ended.estado, ended.erro_codigo) == (Estado.COM_ERRO, LimitReachedError.code)
    assert "15 minutos" in ended.erro_mensagem
    assert current.machinery.queue.list_waiting(QueueName.PECAS) == ()
    assert current.machinery.channel.replay_events(geracao.id)[-1] == OperationEnded(
        Estado.COM_ERRO, ended.erro_codigo, ended.erro_mensagem
    )
    service.resume_geracao(geracao.id, usuario_id)
    assert (service.end_overdue(), service.requeue_lost()) == (0, 0)
    assert len(current.machinery.queue.list_waiting(QueueName.PECAS)) == 1


def test_work_that_a_worker_has_is_not_overdue(current: Services, usuario_id: int) -> None:
    geracao = current.pecas.request_geracao(ASKED, usuario_id)
    current.pecas.begin_attempt(geracao.id)
    let_wait(current, 60)
    assert current.pecas.end_overdue() == 0


def test_what_cannot_be_taken_up_again_is_not_counted(current: Services, usuario_id: int) -> None:
    service = current.pecas
    geracao = service.request_geracao(ASKED, usuario_id)
    for _ in range(3):
        with pytest.raises(ForbiddenChangeError):
            service.resume_geracao(geracao.id, usuario_id)
    current.rates.require(Action.GENERATION, str(usuario_id))


def stop_halfway(current: Services, minutas: MinutaRepository, usuario_id: int) -> tuple[Geracao, UUID]:
    geracao = current.pecas.request_geracao(ASKED, usuario_id)
    running = current.pecas.begin_attempt(geracao.id)
    assert running is not None
    peca_id = minutas.save_minuta(running, "# Dos fatos\n\nO autor", "Portal", estado=Estado.COM_ERRO)
    return current.pecas.get_geracao(geracao.id, usuario_id), peca_id


def write(current: Services, peca_id: UUID, usuario_id: int) -> None:
    rita = Usuario(usuario_id, "rita", "Rita Inventada", Papel.PROCURADOR, "Saúde")
    base = current.edicao.get(peca_id, usuario_id).secoes[0].base
    current.edicao.save_secao(peca_id, rita, secao="dos-fatos", base=base, texto="# Dos fatos\n\nÀ mão.")


def write_and_fix(current: Services, peca_id: UUID, usuario_id: int) -> None:
    write(current, peca_id, usuario_id)
    current.edicao.fix_versao(peca_id, Usuario(usuario_id, "rita", "Rita Inventada", Papel.PROCURADOR, "Saúde"))


def make_final(current: Services, peca_id: UUID, usuario_id: int) -> None:
    with current.machinery.engine.begin() as connection:
        connection.execute(text("UPDATE peca SET versao_final = 1 WHERE id = :peca"), {"peca": peca_id})


WAYS = pytest.mark.parametrize("work", [write, write_and_fix, make_final])


@WAYS
def test_a_redacao_does_not_go_on_over_the_work_of_a_person(
    current: Services, minutas: MinutaRepository, usuario_id: int, work: Callable[[Services, UUID, int], None]
) -> None:
    geracao, peca_id = stop_halfway(current, minutas, usuario_id)
    assert current.pecas.can_resume(geracao)
    work(current, peca_id, usuario_id)
    assert not current.pecas.can_resume(geracao)
    with pytest.raises(ForbiddenChangeError, match="edited or final"):
        current.pecas.resume_geracao(geracao.id, usuario_id)
    with pytest.raises(ForbiddenChangeError, match="edited or final"):
        current.pecas.reopen_lost(Work("jobs.generate_peca.run", "peca", (str(geracao.id),), 1, ""))
    assert current.pecas.get_geracao(geracao.id, usuario_id).estado is Estado.COM_ERRO
    current.rates.require(Action.GENERATION, str(usuario_id))  # a refusal is not counted


@WAYS
def test_what_a_person_did_while_the_redacao_went_on_stays(
    current: Services, minutas: MinutaRepository, usuario_id: int, work: Callable[[Services, UUID, int], None]
) -> None:
    geracao, peca_id = stop_halfway(current, minutas, usuario_id)
    current.pecas.resume_geracao(geracao.id, usuario_id)
    work(current, peca_id, usuario_id)
    before = current.edicao.get(peca_id, usuario_id)
    running = current.pecas.begin_attempt(geracao.id)
    assert running is not None
    minutas.save_minuta(running, "# Dos fatos\n\nO autor pede.", "Portal", estado=Estado.PRONTO)
    after = current.edicao.get(peca_id, usuario_id)
    assert (after.texto, after.is_final) == (before.texto, before.is_final)
    assert after.is_final is (len(current.edicao.list_versoes(peca_id, usuario_id)) == 1)
    assert current.pecas.get_geracao(geracao.id, usuario_id).estado is Estado.PRONTO
