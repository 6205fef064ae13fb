"""The test of a trained model: a text or a file, answered with probabilities and the parts that decided.

Nothing of it is stored for good: what was asked and what came is kept for a day, for the person who asked.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import BinaryIO
from uuid import UUID, uuid4

from pydantic import TypeAdapter

from core.bert.inferencia.domain import (
    MAX_TEXTO,
    Classificador,
    Inferencia,
    ResultadoDaInferencia,
    choose_janelas,
)
from core.bert.modelos.domain import EstadoDoModelo
from core.bert.modelos.service import ModeloService
from core.errors import ForbiddenChangeError, InvalidInputError, PortalError
from core.events import Estado
from core.infra.cache import Cache
from core.infra.queue import QueueName, Work, WorkQueue
from core.infra.rate import Action, RateLimits
from core.usuarios.domain import Usuario

INFERENCIA_S = 180
"""Longest running time of one test."""

_FUNCTION = "jobs.infer_textos.run"
_PEDIDO, _RESULTADO = TypeAdapter(Inferencia), TypeAdapter(ResultadoDaInferencia)
_VAZIO = "Falta o texto do teste. Cole um texto ou envie um arquivo e teste de novo."
_LONGO = "O texto do teste passa de 200.000 letras. Cole só a parte que interessa e teste de novo."
_ILEGIVEL = "O portal não encontrou texto neste arquivo. Envie outro arquivo ou cole o texto e teste de novo."
_ARQUIVADO = "Este modelo está arquivado e não responde. Traga-o de volta em Modelos ou teste outro."


@dataclass(frozen=True)
class Meios:
    """How a test reaches its worker and comes back.

    ``keep_arquivo`` keeps a file of a person and answers its name and SHA-256; ``read_texto`` reads a kept content, in
    a worker.
    """

    queue: WorkQueue
    rates: RateLimits
    guardados: Cache
    keep_arquivo: Callable[[int, str, BinaryIO], tuple[str, str]]
    read_texto: Callable[[str], str]


class InferenciaService:
    def __init__(self, modelos: ModeloService, meios: Meios) -> None:
        self._modelos = modelos
        self._meios = meios

    def request(self, modelo_id: UUID, texto: str, usuario: Usuario) -> Inferencia:
        """Test a text with a model in use or a candidate.

        Raises InvalidInputError for an empty or too long one, ForbiddenChangeError for an archived model,
        RecordNotFoundError, RateLimitError, QueueUnavailableError.
        """
        texto = texto.replace("\0", "").strip()
        if not texto:
            raise InvalidInputError("nothing to test", user_message=_VAZIO)
        if len(texto) > MAX_TEXTO:
            raise InvalidInputError("text too long", user_message=_LONGO)
        self._require_usable(modelo_id)
        return self._queued(Inferencia(uuid4(), usuario.id, modelo_id, datetime.now(UTC), texto))

    def request_arquivo(self, modelo_id: UUID, nome: str, source: BinaryIO, usuario: Usuario) -> Inferencia:
        """As ``request``, of a file. Raises ArquivoRecusadoError, too, with its name and what is wrong with it."""
        self._require_usable(modelo_id)
        kept = self._meios.keep_arquivo(usuario.id, nome, source)
        return self._queued(Inferencia(uuid4(), usuario.id, modelo_id, datetime.now(UTC), "", *kept))

    def find(self, inferencia_id: UUID, usuario: Usuario) -> Inferencia | None:
        """The person's own test with what came of it; None for one of others, or that is kept no more."""
        found = self._find(inferencia_id)
        if found is None or found.usuario_id != usuario.id:
            return None
        is_alive = self._meios.queue.is_alive(_key(inferencia_id))  # asked first: an answer is kept before its job ends
        resultado = self._find_resultado(inferencia_id)
        if resultado is None and not is_alive:
            resultado = _explain(PortalError("the worker died"))
        return replace(found, resultado=resultado)

    def answer(self, inferencia_id: UUID, load: Callable[[UUID], Classificador]) -> None:
        """What a worker does; ``load`` opens a model. What goes wrong is kept as the answer."""
        found = self._find(inferencia_id)
        if found is None:
            return
        try:
            resultado = self._answer(found, load(found.modelo_id))
        except PortalError as error:
            resultado = _explain(error)
        self._meios.guardados.save(f"resultado:{inferencia_id}", _RESULTADO.dump_json(resultado).decode())

    def _answer(self, pedido: Inferencia, classificador: Classificador) -> ResultadoDaInferencia:
        texto = (pedido.texto or self._meios.read_texto(pedido.sha256))[:MAX_TEXTO]
        if not texto.strip():
            raise InvalidInputError("nothing could be read", user_message=_ILEGIVEL)
        began = time.monotonic()
        [shares] = classificador.classify([texto])
        ordered = dict(sorted(shares.items(), key=lambda pair: -pair[1]))
        segundos = time.monotonic() - began
        janelas = choose_janelas(classificador.explain(texto), next(iter(ordered)))
        return ResultadoDaInferencia(Estado.PRONTO, ordered, janelas, segundos)

    def _require_usable(self, modelo_id: UUID) -> None:
        if self._modelos.get(modelo_id).estado is EstadoDoModelo.ARQUIVADO:
            raise ForbiddenChangeError("archived model", user_message=_ARQUIVADO)

    def _queued(self, pedido: Inferencia) -> Inferencia:
        person = str(pedido.usuario_id)
        self._meios.rates.require(Action.HEAVY, person)
        self._meios.guardados.save(f"pedido:{pedido.id}", _PEDIDO.dump_json(pedido).decode())
        work = Work(_FUNCTION, _key(pedido.id), (str(pedido.id),), INFERENCIA_S, person, is_optional=True)
        self._meios.queue.enqueue(QueueName.INFERENCIA, work)
        return pedido

    def _find(self, inferencia_id: UUID) -> Inferencia | None:
        text = self._meios.guardados.find(f"pedido:{inferencia_id}")
        return None if text is None else _PEDIDO.validate_json(text)

    def _find_resultado(self, inferencia_id: UUID) -> ResultadoDaInferencia | None:
        text = self._meios.guardados.find(f"resultado:{inferencia_id}")
        return None if text is None else _RESULTADO.validate_json(text)


def _explain(error: PortalError) -> ResultadoDaInferencia:
    return ResultadoDaInferencia(Estado.COM_ERRO, {}, erro_codigo=error.code, erro_mensagem=error.user_message)


def _key(inferencia_id: UUID) -> str:
    """The name of the work in the queue."""
    return f"inferencia-{inferencia_id}"
