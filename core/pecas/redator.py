"""Agent 3: the model writes the minuta. An interrupted text goes on where it stopped, never from the start."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from dataclasses import replace

from core.clients.gemini import GeminiClient, PedidoAoModelo, Turno
from core.errors import GeminiEmptyError
from core.events import Agente, AgenteFinished, AgenteStarted, Event, TextAppended
from core.infra.modelos import AgenteDoModelo, Modelos
from core.pecas.domain import TIPOS_PREPARADOS, Geracao, TipoDePeca
from core.pecas.pedidos import render_pedido_do_redator
from core.pecas.repository import GeracaoRepository
from core.pecas.versoes import Biblioteca
from core.processos.service import ProcessoService
from core.prompts.domain import TipoDeModulo
from core.prompts.service import PromptService

_MILESTONE_S = 2.0
"""How often the text so far is written to the database."""


class Redator:
    def __init__(
        self,
        repository: GeracaoRepository,
        processos: ProcessoService,
        prompts: PromptService,
        gemini: GeminiClient,
        modelos: Modelos,
    ) -> None:
        self._repository = repository
        self._processos = processos
        self._prompts = prompts
        self._gemini = gemini
        self._modelos = modelos

    def write(self, geracao: Geracao, texto: str) -> Iterator[Event]:
        """The pieces of the minuta that follow ``texto``, which is what a former attempt had written.

        What was prepared to follow the model's text comes in one piece, so it is there whole or not at all.
        """
        yield AgenteStarted(Agente.REDATOR)
        anexo = f"\n\n{geracao.anexo.strip()}\n" if geracao.anexo else ""
        if not anexo or not texto.endswith(anexo):
            texto = yield from self._write_to_end(geracao, texto)
            if anexo:
                yield TextAppended(len(texto), anexo)
                texto += anexo
        self._repository.save_texto(geracao, texto)
        yield AgenteFinished(Agente.REDATOR, f"{len(texto.split())} palavras")

    def _write_to_end(self, geracao: Geracao, texto: str) -> Generator[Event, None, str]:
        saved = time.monotonic()
        for piece in self._stream(geracao, texto):
            yield TextAppended(len(texto), piece)
            texto += piece
            if time.monotonic() - saved >= _MILESTONE_S:
                saved = time.monotonic()
                self._repository.save_texto(geracao, texto)
        return texto

    def _stream(self, geracao: Geracao, texto: str) -> Iterator[str]:
        try:
            yield from self._gemini.stream_text(self._build_pedido(geracao, texto), operation="redator")
        except GeminiEmptyError:
            if not texto:
                raise  # with a text, an empty continuation says that it was already whole

    def _build_pedido(self, geracao: Geracao, texto: str) -> PedidoAoModelo:
        biblioteca = Biblioteca(self._prompts, geracao.versoes)
        modulos = [
            (escolhido, self._prompts.get_modulo(escolhido.slug, escolhido.versao).texto)
            for escolhido in self._repository.list_modulos(geracao.id)
        ]
        request = render_pedido_do_redator(
            geracao,
            self._processos.get_processo(geracao.pedido.numero_cnj),
            modulos,
            self._repository.list_fatos(geracao.id),
            self._repository.list_documentos(geracao.id),
            biblioteca.list_variaveis(),
        )
        turnos: tuple[Turno, ...] = (request,)
        if texto:
            written = (texto, biblioteca.get_prompt("continuar").texto)
            turnos = (request, *(replace(request, texto=turno) for turno in written))
        parametros = self._modelos.get(AgenteDoModelo.REDATOR)
        return PedidoAoModelo(
            modelo=biblioteca.get_modelo(Agente.REDATOR, parametros.modelo),
            instrucao=render_instrucao(biblioteca, geracao),
            turnos=turnos,
            temperatura=parametros.temperatura,
        )


def name_instrucao(tipo: TipoDePeca) -> str:
    """The slug of the redator's instruction for a type; a prepared type has its own."""
    return f"redator_{tipo}" if tipo in TIPOS_PREPARADOS else "redator"


def render_instrucao(biblioteca: Biblioteca, geracao: Geracao) -> str:
    """The agent's instruction, then the base of the office and the structure of this type of peça."""
    modulos = biblioteca.list_modulos(geracao.pedido.grupo, geracao.pedido.tipo_de_peca)
    texts = [biblioteca.get_prompt(name_instrucao(geracao.pedido.tipo_de_peca)).texto]
    texts += [modulo.texto for modulo in modulos if modulo.tipo in (TipoDeModulo.BASE, TipoDeModulo.PECA)]
    return "\n\n".join(text.strip() for text in texts)
