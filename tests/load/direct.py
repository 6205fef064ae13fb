"""The same calls as a geração, made directly: zeep to the court and the Gemini SDK, with nothing of ours around them.

What is asked is taken from the record of a finished geração, so that both sides do the same work.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import zeep
from google import genai
from google.genai import types

from core.bootstrap import Services
from core.pecas.domain import Geracao
from core.pecas.escolha import choose_documentos
from core.pecas.pedidos import (
    SCHEMA_DO_DETECTOR,
    build_schema_do_coletor,
    cut_paginas,
    render_pedido_do_coletor,
    render_pedido_do_detector,
    render_pedido_do_redator,
)
from core.processos.domain import EstadoDoDocumento, PecaDosAutos
from core.prompts.domain import ModoDeAtivacao, TipoDeModulo
from core.settings import Settings

_PARALLEL_DOWNLOADS = 3


@dataclass(frozen=True)
class Calls:
    """What one geração asks of the outside, in order."""

    numero_cnj: str
    batches: tuple[tuple[str, ...], ...]
    coletor: tuple[tuple[str, dict[str, Any]], ...]
    detector: str
    redator: str
    instrucao: str


def list_calls(services: Services, geracao: Geracao) -> Calls:
    """Rebuild the requests of a finished geração from what is stored of it."""
    categorias = services.prompts.list_categorias()
    processo = services.processos.get_processo(geracao.pedido.numero_cnj)
    documentos = services.pecas.list_documentos(geracao.id)
    fatos = services.pecas.list_fatos(geracao.id)
    variaveis = services.prompts.list_variaveis()
    modulos = services.prompts.list_modulos(geracao.pedido.grupo, geracao.pedido.tipo_de_peca)
    escolhidos = [
        (m, services.prompts.get_modulo(m.slug, m.versao).texto) for m in services.pecas.list_modulos(geracao.id)
    ]
    lidos = {lido.sha256: lido for lido in services.processos.read(tuple(d.sha256 for d in documentos if d.sha256))}
    escolha = choose_documentos(processo, categorias).lidos
    coletor = []
    for guardado, escolhido in zip(documentos, escolha, strict=True):
        if guardado.resumo:
            lido = lidos[guardado.sha256]
            peca = PecaDosAutos(
                guardado.numero_cnj,
                escolhido.documento,
                guardado.ordem,
                guardado.rotulo,
                EstadoDoDocumento.LIDO,
                lido,
            )
            paginas, _ = cut_paginas(lido.paginas, max_chars=services.settings.gemini.max_input_chars)
            request = render_pedido_do_coletor(escolhido.categoria, peca, paginas)
            coletor.append((request.texto, build_schema_do_coletor(escolhido.categoria)))
    size = services.settings.tribunal.documentos_por_lote
    ids = [documento.id_documento for documento in documentos]
    offered = [
        modulo for modulo in modulos if modulo.modo is ModoDeAtivacao.MODELO and modulo.tipo is TipoDeModulo.CONTEUDO
    ]
    return Calls(
        numero_cnj=geracao.pedido.numero_cnj,
        batches=tuple(tuple(ids[start : start + size]) for start in range(0, len(ids), size)),
        coletor=tuple(coletor),
        detector=render_pedido_do_detector(geracao, fatos, documentos, offered, variaveis).texto if offered else "",
        redator=render_pedido_do_redator(geracao, processo, escolhidos, fatos, documentos, variaveis).texto,
        instrucao=services.prompts.get_prompt("redator").texto,
    )


class DirectClient:
    """The two vendor clients, ready before the clock starts, as a worker's are."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._court = zeep.Client(f"{settings.tribunal.url}?wsdl")
        self._gemini = genai.Client(
            api_key=settings.gemini.api_key.get_secret_value(),
            http_options=types.HttpOptions(base_url=settings.gemini.base_url),
        )

    def warm(self, numero_cnj: str) -> None:
        """Let the simulator draw its files before the clock starts; the real court has them."""
        answer = self._consult(numero_cnj, ())
        self._consult(numero_cnj, [documento.idDocumento for documento in answer.processo.documento])

    def run(self, calls: Calls) -> str:
        """Make every call, as parallel as the portal makes them; the text of the minuta."""
        self._consult(calls.numero_cnj, ())
        with ThreadPoolExecutor(_PARALLEL_DOWNLOADS) as pool:
            list(pool.map(lambda batch: self._consult(calls.numero_cnj, batch), calls.batches))
        with ThreadPoolExecutor(self._settings.limits.leituras_por_geracao) as pool:
            list(pool.map(lambda asked: self._ask(*asked), calls.coletor))
        if calls.detector:
            self._ask(calls.detector, SCHEMA_DO_DETECTOR)
        config = types.GenerateContentConfig(system_instruction=calls.instrucao, temperature=0.2)
        stream = self._gemini.models.generate_content_stream(
            model=self._settings.gemini.modelo_redator, contents=calls.redator, config=config
        )
        return "".join(chunk.text or "" for chunk in stream)

    def _consult(self, numero_cnj: str, ids: Sequence[str]) -> Any:
        asked: dict[str, Any] = {"documento": list(ids)} if ids else {"incluirDocumentos": True}
        return self._court.service.consultarProcesso(
            idConsultante=self._settings.tribunal.usuario,
            senhaConsultante=self._settings.tribunal.senha.get_secret_value(),
            numeroProcesso=numero_cnj,
            movimentos=not ids,
            incluirCabecalho=not ids,
            **asked,
        )

    def _ask(self, request: str, schema: dict[str, Any]) -> None:
        config = types.GenerateContentConfig(
            temperature=0, response_mime_type="application/json", response_json_schema=schema
        )
        self._gemini.models.generate_content(
            model=self._settings.gemini.modelo_coletor, contents=request, config=config
        )
