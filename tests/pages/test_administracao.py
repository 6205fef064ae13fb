"""The operators' page over snapshots: its words, what stands where something is away, and the one click."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.errors import QueueUnavailableError
from core.infra.breaker import BreakerReport
from core.infra.cache import CacheReport
from core.infra.metrics import CallReport, Part, QueueReport, Snapshot
from core.infra.prometheus import PAINT_DELAY
from core.infra.queue import QueueName, Work
from core.infra.rate import Action
from core.infra.slots import ServiceClass
from core.operacao.domain import TarefaMorta
from core.usuarios.domain import Papel
from pages.ui.operacao import (
    describe_breaker,
    describe_cache,
    describe_queue,
    describe_slot,
    list_rates,
    list_slots,
    list_troubles,
)
from pages.ui.runtime import install_services
from tests.pages.fakes import FakePecas, FakeUsuarios, build_services, build_usuario
from tests.pages.test_shell import SHELL, list_html
from tests.snapshots import NOW, build_away_snapshot, build_idle_slot, build_slot, build_snapshot

OpenPage = Callable[..., AppTest]


@dataclass
class FakeOperacao:
    """Dead letters in memory; ``refusal`` breaks the click."""

    mortas: list[TarefaMorta] = field(default_factory=list)
    retried: list[tuple[int, int]] = field(default_factory=list)
    refusal: Exception | None = None

    def list_mortas(self, *, limit: int) -> tuple[TarefaMorta, ...]:
        return tuple(self.mortas[:limit])

    def retry(self, morta_id: int, usuario_id: int) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.retried.append((morta_id, usuario_id))


def build_morta(**changes: Any) -> TarefaMorta:
    values: dict[str, Any] = {
        "id": 3,
        "fila": "pecas",
        "work": Work("jobs.generate_peca.run", "geracao-1", ("1",), 60),
        "label": "Geração <b>",
        "motivo": "O processo foi interrompido 3 vezes <i>seguidas</i>.",
        "log": ({"timestamp": "2026-11-22T18:00:01Z", "level": "info", "event": "call_ended", "seconds": "61.2"},),
        "falhou_em": datetime.now(UTC),
        **changes,
    }
    return TarefaMorta(**values)


@pytest.fixture
def operacao() -> FakeOperacao:
    return FakeOperacao()


@pytest.fixture
def open_page(operacao: FakeOperacao) -> Iterator[OpenPage]:
    usuarios = FakeUsuarios()
    sessao = usuarios.sessoes[usuarios.enter(build_usuario(Papel.ADMIN))]

    def build(snapshot: Snapshot) -> AppTest:
        services = build_services(usuarios, FakePecas())
        services.gauges, services.operacao = SimpleNamespace(read=lambda: snapshot), operacao
        install_services(services)
        at = AppTest.from_file(SHELL, default_timeout=20)
        at.user["login"] = sessao.usuario.login
        at.user["papeis"] = Papel.ADMIN.value
        at.user["sessao"] = str(sessao.id)
        return at.run().switch_page("../administracao.py").run()

    yield build
    install_services(None)


def test_limits_that_nothing_ever_took_are_not_shown() -> None:
    unused, waited_for = build_idle_slot("bert", granted=0), build_slot("ocr", granted=0, in_use=0)
    rows = list_slots((build_slot("tjms"), build_idle_slot("docx"), unused, waited_for), build_snapshot())
    assert [row[0] for row in rows] == ["TJMS", "Arquivos de Word", "Leitura de imagens (OCR)"]


def test_slots_are_told_in_words() -> None:
    busy = build_slot(waiting={ServiceClass.INTERACTIVE: 2, ServiceClass.GENERATION: 3, ServiceClass.BATCH: 0})
    words = ("Gemini", "7 de 10", "2 na tela, 3 de gerações, há até 12 s", "1,7 ms", "1", "1,05 (1.050 chamadas)")
    assert describe_slot(busy, CallReport(1000, 1050)) == words
    idle = build_idle_slot("tjms", reclaimed=0, hand_off_ms_p50=None)
    assert describe_slot(idle, None) == ("TJMS", "0 de 10", "ninguém", "—", "0", "—")


def test_kept_answers_are_told_with_what_they_saved() -> None:
    told = ("Resumos de documentos", "1.204 de 10.000", "87% de 1.000")
    assert describe_cache("resumos", CacheReport(1204, 10_000, 870, 130)) == told
    assert describe_cache("respostas", CacheReport(0, 100, 0, 0)) == ("Respostas do Gemini", "0 de 100", "—")


def test_limits_per_minute_are_told_once_they_refused_or_could_not_count() -> None:
    rates: Any = SimpleNamespace(refused=Counter({Action.EXPORT: 2}), uncounted=Counter({Action.PAGE: 1500}))
    assert list_rates(rates) == [("Páginas", "0", "1.500"), ("Arquivos de Word", "2", "0")]


@pytest.mark.parametrize(
    ("report", "words"),
    [
        pytest.param(BreakerReport("closed", 0, 0, 0, 0), "Respondendo", id="well"),
        pytest.param(BreakerReport("closed", 1, 0, 0, 0), "Respondendo (1 falha seguida)", id="first-failure"),
        pytest.param(BreakerReport("closed", 0, 0, 30, 0), "Pausa pedida pelo serviço até as 14:00:30", id="pause"),
        pytest.param(
            BreakerReport("open", 3, 45, 0, 75),
            "Fora do ar desde as 13:58:45; próxima tentativa às 14:00:45",
            id="open",
        ),
        pytest.param(
            BreakerReport("open", 3, 0, 0, 75),
            "Fora do ar desde as 13:58:45; o próximo pedido será a tentativa",
            id="probe-due",
        ),
        pytest.param(
            BreakerReport("probing", 3, 30, 0, 75),
            "Fora do ar desde as 13:58:45; uma tentativa está em andamento",
            id="probing",
        ),
    ],
)
def test_breaker_is_told_with_its_times_of_campo_grande(report: BreakerReport, words: str) -> None:
    assert describe_breaker("tjms_eproc", report, NOW) == ("TJMS (eproc)", words)


QUEUE = QueueReport(QueueName.PECAS, 4, 130.0, 0, None, 2, 10)


def test_queue_is_told_with_the_age_of_its_oldest() -> None:
    assert describe_queue(QUEUE) == ("Peças", "4, há até 2 min 10 s", "0", "2", "10")


def test_summary_names_every_trouble_and_nothing_when_all_is_well() -> None:
    assert list_troubles(build_snapshot()) == ["TJMS (eproc) fora do ar", "1 trabalho parado"]
    well = build_snapshot(breakers={"tjms_eproc": BreakerReport("closed", 0, 0, 0, 0)}, dead_letters=0)
    assert list_troubles(well) == []
    unserved = replace(QUEUE, workers=0)
    assert list_troubles(replace(well, queues=(unserved,))) == ["ninguém atende a fila Peças"]
    partly = build_snapshot(breakers=None, dead_letters=0, up={Part.BREAKERS: False})
    assert list_troubles(partly) == ["parte dos números não pôde ser lida"]


def test_page_shows_every_part(open_page: OpenPage) -> None:
    PAINT_DELAY.observe(0.03)
    at = open_page(build_snapshot())
    drawn = list_html(at)
    assert not at.exception
    assert [title.value for title in at.subheader] == [
        "Limites",
        "Serviços de fora",
        "Respostas guardadas",
        "Filas de trabalho",
        "Banco de dados",
        "Processos",
        "Trabalhos parados",
    ]
    for words in ("7 de 10", "Fora do ar desde", "há até 2 min 10 s", "<td>18</td>", "Nenhum trabalho parado"):
        assert words in drawn
    for words in ("3 de gerações, há até 12 s", "1,7 ms", "1,05 (42 chamadas)", "1.204 de 10.000", "87% de 1.000"):
        assert words in drawn
    captions = " ".join(caption.value for caption in at.caption)
    assert "1 na fila, há até 2 min 10 s; 1 em andamento, há até 1 min 1 s" in captions
    assert "Texto ao vivo: metade chega à tela em até" in captions
    assert "recusado pelos limites por minuto" in captions


def test_page_says_what_is_away_and_shows_the_rest(open_page: OpenPage, operacao: FakeOperacao) -> None:
    operacao.mortas = [build_morta()]
    at = open_page(build_away_snapshot())
    assert not at.exception
    assert list_html(at).count("Não foi possível ler agora") == 5
    assert [button.label for button in at.main.button] == ["Tentar de novo"]


def test_dead_letter_is_drawn_as_written_and_put_back_by_one_click(open_page: OpenPage, operacao: FakeOperacao) -> None:
    operacao.mortas = [build_morta(), build_morta(id=4, retomada_em=datetime.now(UTC))]
    at = open_page(build_snapshot())
    assert "Geração &lt;b&gt;" in list_html(at)
    assert "&lt;i&gt;seguidas&lt;/i&gt;" in list_html(at)
    assert at.main.code[0].value == "14:00:01 info call_ended seconds=61.2"
    (button,) = at.main.button
    button.click().run()
    assert operacao.retried == [(3, 7)]
    assert at.success[0].value == "De volta na fila."


def test_click_that_fails_says_why_and_may_be_repeated(open_page: OpenPage, operacao: FakeOperacao) -> None:
    operacao.mortas, operacao.refusal = [build_morta()], QueueUnavailableError("no redis")
    at = open_page(build_snapshot())
    at.main.button[0].click().run()
    assert QueueUnavailableError.code in at.error[0].value
    assert len(at.main.button) == 1
