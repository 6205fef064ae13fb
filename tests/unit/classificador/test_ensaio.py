"""The quick test of a prompt: refused before anything is paid, kept for who asked, told to the end."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest

from core.classificador.ensaio import MAX_TEXTO, Ensaio, EnsaioService, Lado, Oficina, Passagem
from core.classificador.remessas.domain import ArquivoDaRemessa, Remessa
from core.clients.gemini import Consumo, PedidoAoModelo, Procedencia
from core.errors import (
    ArquivoRecusadoError,
    GeminiUnavailableError,
    InvalidInputError,
    OperationCancelledError,
    PortalError,
    RecordNotFoundError,
    SemCategoriasError,
)
from core.events import Estado, OperationEnded, TextAppended
from core.infra.queue import QueueName, Work
from core.prompts.domain import CategoriaDeClassificacao, Prompt, Subsistema
from tests.builders import build_numero_cnj

CATEGORIAS = (
    CategoriaDeClassificacao("sentenca", "Sentença", "julga a causa"),
    CategoriaDeClassificacao("decisao", "Decisão", "decide no meio"),
)
PROMPT = Prompt("tipos", 3, "Classifique: {{categorias}}", "Tipos", Subsistema.CLASSIFICADOR, CATEGORIAS)
ANSWER = json.dumps({"categoria": "sentenca", "confianca": "alta", "justificativa_breve": "Julga o pedido."})
A, B = Lado("tipos", 3, "gemini-2.5-flash"), Lado("tipos", 3, "gemini-2.5-pro")
EU, OUTRA = 7, 8
KNOWN, UNKNOWN = build_numero_cnj(1), build_numero_cnj(2)


@dataclass
class Stage:
    """The machinery in memory; ``pieces`` is what the model writes, and an error among them is raised there."""

    prompt: Prompt = PROMPT
    pieces: list[str | PortalError] = field(default_factory=lambda: [ANSWER[:20], ANSWER[20:]])
    kept: dict[str, str] = field(default_factory=dict)
    queued: list[str] = field(default_factory=list)
    queues: set[QueueName] = field(default_factory=set)
    asked: list[PedidoAoModelo] = field(default_factory=list)
    membros: int = 0

    def build(self) -> EnsaioService:
        store: Any = SimpleNamespace(find=self.kept.get, save=self.kept.__setitem__)
        queue: Any = SimpleNamespace(
            enqueue=self.enqueue,
            is_alive=self.queued.__contains__,
            stop=lambda _name, key: self.queued.remove(key),
        )
        arquivos: Any = SimpleNamespace(
            begin=lambda usuario_id: Remessa("E123", usuario_id),
            keep_texto=lambda _chave, _texto: "f" * 64,
            receive=lambda _chave, _usuario, nome, _source: ArquivoDaRemessa(1, nome, "a" * 64, 5, self.membros),
        )
        machinery: Any = SimpleNamespace(request=lambda _key: None, require_all=lambda *_events: None)
        prompts: Any = SimpleNamespace(get_prompt=lambda _slug, _versao: self.prompt)
        gemini: Any = SimpleNamespace(stream_text=self.stream)
        parts = (prompts, arquivos, gemini, lambda _sha256: "lido do arquivo", KNOWN.__eq__)
        oficina = Oficina(*parts, lambda _modelo, used: used[0] / 100)
        return EnsaioService(oficina, Passagem(queue, machinery, machinery, store))

    def enqueue(self, name: QueueName, work: Work) -> None:
        self.queues.add(name)
        self.queued.append(work.key)

    def stream(self, pedido: PedidoAoModelo, *, note_consumo: Any, **_more: Any) -> Iterator[str]:
        self.asked.append(pedido)
        note_consumo(Consumo(50, 10))
        for piece in self.pieces:
            if isinstance(piece, PortalError):
                raise piece
            yield piece


def request_one(stage: Stage, service: EnsaioService) -> Ensaio:
    (ensaio,) = service.request(EU, [A], service.keep_texto(EU, "Julgo procedente o pedido."))
    assert stage.asked == []
    return ensaio


def test_an_answer_comes_in_pieces_and_is_kept_with_what_it_took() -> None:
    stage = Stage()
    service = stage.build()
    ensaio = request_one(stage, service)
    events = list(service.run(ensaio))
    assert [event.text for event in events if isinstance(event, TextAppended)] == stage.pieces
    assert events[-1] == OperationEnded(Estado.PRONTO)
    found = service.find_resultado(ensaio.id)
    assert found is not None
    assert (found.texto, found.entrada, found.saida, found.custo_brl) == (ANSWER, 50, 10, 0.5)
    (pedido,) = stage.asked
    assert "Julgo procedente" in pedido.turnos[0].texto
    assert pedido.procedencias == {Procedencia("E123")}


def test_both_sides_leave_the_workers_of_other_work_alone() -> None:
    stage = Stage()
    service = stage.build()
    service.request(EU, [A, B], service.keep_texto(EU, "Julgo procedente."))
    assert (len(stage.queued), stage.queues) == (2, {QueueName.ENSAIOS})


def test_a_file_is_read_by_the_worker() -> None:
    stage = Stage()
    service = stage.build()
    (ensaio,) = service.request(EU, [A], service.keep_arquivo(EU, "s.pdf", io.BytesIO(b"%PDF")))
    list(service.run(service.get(ensaio.id, EU)))
    assert "lido do arquivo" in stage.asked[0].turnos[0].texto


@pytest.mark.parametrize(("numero", "asked"), [(KNOWN, {Procedencia(KNOWN)}), (UNKNOWN, set())])
def test_a_case_that_the_text_names_is_asked_for_its_secrecy(numero: str, asked: set[Procedencia]) -> None:
    stage = Stage()
    service = stage.build()
    (ensaio,) = service.request(EU, [A], service.keep_texto(EU, f"Autos {numero}. Julgo procedente."))
    list(service.run(ensaio))
    assert stage.asked[0].procedencias == {Procedencia("E123")} | asked


@pytest.mark.parametrize(
    "error", [GeminiUnavailableError("status 503"), OperationCancelledError()], ids=["the model fails", "stopped"]
)
def test_what_was_written_before_an_end_that_is_none_stays(error: PortalError) -> None:
    stage = Stage(pieces=[ANSWER[:20], error])
    service = stage.build()
    ensaio = request_one(stage, service)
    *_, last = service.run(ensaio)
    found = service.find_resultado(ensaio.id)
    assert found is not None
    assert isinstance(last, OperationEnded)
    assert found.texto == ANSWER[:20]
    assert found.estado == last.estado != Estado.PRONTO
    assert found.erro_mensagem


@pytest.mark.parametrize(
    "texto", ["{}", "[]", "nada", ANSWER.replace("sentenca", "despacho")], ids=["empty", "a list", "no JSON", "unknown"]
)
def test_an_answer_that_a_lot_would_refuse_is_refused_here(texto: str) -> None:
    stage = Stage(pieces=[texto])
    service = stage.build()
    ensaio = request_one(stage, service)
    list(service.run(ensaio))
    found = service.find_resultado(ensaio.id)
    assert found is not None
    assert (found.estado, found.texto) == (Estado.COM_ERRO, texto)


@pytest.mark.parametrize("texto", ["", " \0\n", "x" * (MAX_TEXTO + 1)], ids=["empty", "blank", "too long"])
def test_a_text_that_cannot_be_tested_is_refused(texto: str) -> None:
    with pytest.raises(InvalidInputError):
        Stage().build().keep_texto(EU, texto)


def test_a_package_is_no_sample() -> None:
    with pytest.raises(ArquivoRecusadoError) as refused:
        Stage(membros=3).build().keep_arquivo(EU, "lote.zip", io.BytesIO(b"PK"))
    assert "lote.zip" in refused.value.user_message


@pytest.mark.parametrize("lados", [[], [A, A], [A, B, A]], ids=["none", "equal", "three"])
def test_sides_that_say_nothing_are_refused_before_anything_is_queued(lados: list[Lado]) -> None:
    stage = Stage()
    service = stage.build()
    with pytest.raises(InvalidInputError):
        service.request(EU, lados, service.keep_texto(EU, "texto"))
    assert stage.queued == []


def test_a_prompt_without_categories_is_refused_before_anything_is_queued() -> None:
    stage = Stage(prompt=Prompt("tipos", 3, "x", "Tipos", Subsistema.CLASSIFICADOR))
    with pytest.raises(SemCategoriasError):
        request_one(stage, stage.build())
    assert stage.queued == []


def test_a_test_is_found_by_nobody_else() -> None:
    stage = Stage()
    service = stage.build()
    ensaio = request_one(stage, service)
    assert service.get(ensaio.id, EU) == ensaio
    for who, which in ((OUTRA, ensaio.id), (EU, uuid4()), (EU, UUID(int=0))):
        with pytest.raises(RecordNotFoundError):
            service.get(which, who)


def test_one_that_waits_ends_at_once_when_it_is_stopped() -> None:
    stage = Stage()
    service = stage.build()
    ensaio = request_one(stage, service)
    service.stop(ensaio.id, EU)
    found = service.find_resultado(ensaio.id)
    assert found is not None
    assert (found.estado, stage.queued) == (Estado.CANCELADO, [])
