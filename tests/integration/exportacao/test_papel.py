"""Letterheads over a real database: looked through before anybody may use them, in versions, each with its sample."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import redis

from core.errors import ArquivoRecusadoError, ForbiddenChangeError, InvalidInputError
from core.exportacao.papel.repository import TimbreRepository
from core.exportacao.papel.service import TimbreService
from core.exportacao.repository import ArquivoRepository
from core.exportacao.timbre.domain import PADRAO, TODAS, ConteudoDoTimbre, EstadoDoTimbre
from core.infra.db import SessionScope
from core.infra.queue import QueueName, WorkQueue
from core.settings import ExportacaoSettings
from core.usuarios.domain import Papel, Usuario
from tests.unit.exportacao.modelos import build_imagem, build_modelo, change_part

NO_OFFICE = ExportacaoSettings.model_construct().model_copy(update={"soffice": "no-such-program"})
ADMIN = Usuario(1, "admin", "Ada Inventada", Papel.ADMIN, "TI")


@pytest.fixture
def queue(redis_url: str) -> Iterator[WorkQueue]:
    with redis.Redis.from_url(redis_url) as client:
        yield WorkQueue(client)


@pytest.fixture
def timbres(session_scope: SessionScope, queue: WorkQueue) -> TimbreService:
    return TimbreService(TimbreRepository(session_scope), ArquivoRepository(session_scope), queue, NO_OFFICE)


def test_template_is_ready_after_the_exam_with_a_sample(timbres: TimbreService) -> None:
    timbre = timbres.request(TODAS, ConteudoDoTimbre((), modelo=build_modelo()), "timbre.docx", ADMIN)
    assert timbre.estado is EstadoDoTimbre.EM_EXAME
    timbres.examine(timbre.id)
    timbres.examine(timbre.id)
    [found] = timbres.list_versoes(TODAS)
    assert (found.estado, found.autor, found.numero) == (EstadoDoTimbre.PRONTO, "Ada Inventada", 1)
    amostra = timbres.find_amostra(timbre.id)
    assert amostra is not None
    assert amostra.conteudo.startswith(b"PK")


@pytest.mark.parametrize(
    ("conteudo", "word"),
    [
        (ConteudoDoTimbre((), modelo=change_part(build_modelo(), "word/vbaProject.bin", b"x")), "macros"),
        (ConteudoDoTimbre((), modelo=change_part(build_modelo(), "word/document.xml", b"<x/>")), "modelo"),
        (ConteudoDoTimbre((), modelo=b"PK\x03\x04junk"), "danificado"),
        (ConteudoDoTimbre((), imagem=b"\x89PNG\r\n\x1a\njunk"), "danificado"),
    ],
    ids=["macros", "no-document", "no-archive", "no-picture"],
)
def test_what_fails_the_exam_is_refused_in_words_and_cannot_be_used(
    timbres: TimbreService, conteudo: ConteudoDoTimbre, word: str
) -> None:
    timbre = timbres.request(TODAS, conteudo, "x", ADMIN)
    timbres.examine(timbre.id)
    [found] = timbres.list_versoes(TODAS)
    assert found.estado is EstadoDoTimbre.RECUSADO
    assert word in found.motivo
    with pytest.raises(ForbiddenChangeError):
        timbres.use(TODAS, timbre.id, ADMIN)
    assert timbres.find_em_uso("Saúde") == PADRAO


def test_exam_that_the_queue_lost_is_asked_for_again(timbres: TimbreService, queue: WorkQueue) -> None:
    first, second = (timbres.request(TODAS, ConteudoDoTimbre((linha,)), "", ADMIN) for linha in "ab")
    assert timbres.requeue_lost() == 0  # both wait
    for timbre in (first, second):
        queue.forget(f"timbre-{timbre.id}")
    timbres.examine(first.id)
    assert [timbres.requeue_lost(), timbres.requeue_lost()] == [1, 0]
    assert queue.list_waiting(QueueName.DOCX) == (f"timbre-{second.id}",)


def test_former_version_is_one_choice_away(timbres: TimbreService) -> None:
    made = [timbres.request("Saúde", ConteudoDoTimbre((linha,), build_imagem()), "b.png", ADMIN) for linha in "ab"]
    for timbre in made:
        timbres.examine(timbre.id)
        timbres.use("Saúde", timbre.id, ADMIN)
    assert timbres.find_em_uso("Saúde") == made[1].id
    timbres.use("Saúde", made[0].id, ADMIN)
    assert timbres.find_em_uso("Saúde") == made[0].id
    assert timbres.find_em_uso("Fiscal") == PADRAO
    with pytest.raises(ForbiddenChangeError):
        timbres.use("Fiscal", made[0].id, ADMIN)


def test_refused_at_the_first_look_is_not_kept(timbres: TimbreService) -> None:
    with pytest.raises(ArquivoRecusadoError):
        timbres.request(TODAS, ConteudoDoTimbre((), modelo=b"%PDF-"), "x.pdf", ADMIN)
    for linhas in ((), ("linha",) * 7, ("l" * 121,)):
        with pytest.raises(InvalidInputError):
            timbres.request(TODAS, ConteudoDoTimbre(linhas), "", ADMIN)
    assert timbres.list_versoes(TODAS) == ()
