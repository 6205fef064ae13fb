"""Agent 1: asks the court, chooses, downloads and reads documents, and asks the model about each one."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace

import structlog

from core.clients.gemini import GeminiClient, PedidoAoModelo
from core.errors import (
    BadResponseError,
    DeadlineError,
    DocumentoSigilosoError,
    EmptyProcessoError,
    GeminiBlockedError,
    GeminiEmptyError,
    GeminiResponseError,
    GeminiTruncatedError,
    OperationCancelledError,
    PortalError,
    TribunalCredentialsError,
)
from core.events import (
    Agente,
    AgenteFinished,
    AgenteStarted,
    DocumentoRead,
    DocumentosChosen,
    DocumentoSummarized,
    Event,
    FatosExtracted,
    ProcessoFetched,
    WarningRaised,
)
from core.infra.tracing import in_trace
from core.pecas.classificacao import CONFIANCAS, Classificador
from core.pecas.domain import Coleta, DocumentoDaGeracao, EstadoDoFato, Geracao, Resumo
from core.pecas.escolha import (
    PARECER_NAT,
    DocumentoEscolhido,
    choose_documentos,
    choose_parecer_da_origem,
)
from core.pecas.fatos import Leitura, list_contradicoes, list_fatos
from core.pecas.pedidos import build_schema_do_coletor, cut_paginas, render_pedido_do_coletor
from core.pecas.relato import SEM_TRIBUNAL, build_vazio, describe_assunto, describe_deixados, describe_motivo
from core.pecas.repository import GeracaoRepository
from core.pecas.resumos import Resumos, hash_texto
from core.pecas.variaveis_do_processo import read_dados_do_processo
from core.pecas.versoes import Biblioteca
from core.processos.chave import NUMERO, is_envio
from core.processos.citacao import Folhas, cite_documento, cite_pagina, find_folhas, number_documentos
from core.processos.domain import Documento, DocumentoLido, EstadoDoDocumento, PecaDosAutos, Processo
from core.processos.numero_cnj import format_numero_cnj
from core.processos.partes import join_lidos
from core.processos.service import ProcessoService
from core.prompts.constantes.service import ConstanteService
from core.prompts.domain import CategoriaDeDocumento
from core.prompts.service import PromptService
from core.settings import Settings

ORIGEM = "OR"
"""Type of link of a case to its origin."""

_CONTENT_ERRORS = (GeminiBlockedError, GeminiEmptyError, GeminiResponseError, GeminiTruncatedError)
"""Failures that concern one document only: the others go on and the document is listed."""

_SIGILO_POSTERIOR = "O TJMS tornou este documento sigiloso depois de baixado: não foi enviado ao modelo."

_log = structlog.get_logger()


@dataclass
class _Caderno:
    """What the agent has gathered so far. ``ordens`` are the places of the documents in their case file, by id."""

    processo: Processo
    ordens: dict[str, int]
    biblioteca: Biblioteca
    leituras: dict[str, Leitura] = field(default_factory=dict)
    avisos: list[str] = field(default_factory=list)
    recusa: BadResponseError | None = None

    def cite(self, numero_cnj: str, documento: Documento, folhas: Folhas | None = None) -> str:
        """How a person cites a document of the case or of its origin."""
        is_da_origem = numero_cnj != self.processo.numero_cnj
        return cite_documento(documento, self.ordens[documento.id_documento], folhas, is_da_origem=is_da_origem)


@dataclass(frozen=True)
class Acervo:
    """What the office keeps and this agent asks for."""

    prompts: PromptService
    constantes: ConstanteService


class Coletor:
    def __init__(
        self,
        repository: GeracaoRepository,
        processos: ProcessoService,
        acervo: Acervo,
        gemini: GeminiClient,
        resumos: Resumos,
        settings: Settings,
    ) -> None:
        self._repository = repository
        self._processos = processos
        self._acervo = acervo
        self._gemini = gemini
        self._resumos = resumos
        self._classificador = Classificador(gemini, resumos, settings.gemini)
        self._settings = settings

    def collect(self, geracao: Geracao) -> Generator[Event, None, Coleta]:
        """The documents with their states and summaries, and the facts.

        Raises ProcessoNotFoundError, ProcessoSigilosoError, EmptyProcessoError and the errors of court and model.
        """
        yield AgenteStarted(Agente.COLETOR)
        numero = geracao.pedido.numero_cnj
        biblioteca = Biblioteca(self._acervo.prompts, geracao.versoes)
        categorias = biblioteca.list_categorias()
        processo = self._processos.fetch_processo(numero)
        caderno = _Caderno(processo, number_documentos(processo.documentos), biblioteca)
        if is_envio(numero) and processo.outros.get(NUMERO) and not processo.partes:
            caderno.avisos.append(SEM_TRIBUNAL)
        self._repository.save_assunto(geracao, describe_assunto(processo))
        yield ProcessoFetched(numero, describe_assunto(processo), len(processo.documentos))
        escolha = choose_documentos(processo, categorias)
        if escolha.deixados:
            caderno.avisos.append(describe_deixados(escolha.deixados))
        escolhidos = [(numero, escolhido) for escolhido in escolha.lidos]
        escolhidos += self._add_parecer_da_origem(caderno, escolha.lidos, categorias)
        if not escolhidos:
            raise EmptyProcessoError("no document to read")
        yield DocumentosChosen(len(escolhidos), is_envio=is_envio(numero))
        yield from self._read_all(caderno, escolhidos)
        yield from [WarningRaised(aviso) for aviso in caderno.avisos]
        leituras = sorted(caderno.leituras.values(), key=lambda leitura: leitura.peca.ordem)
        if not any(leitura.resumo for leitura in leituras):
            raise caderno.recusa or build_vazio(numero)
        constantes = self._acervo.constantes.load(geracao.versoes.constantes)
        do_processo = read_dados_do_processo(processo, constantes, geracao.criada_em)
        caderno.avisos += do_processo.avisos
        yield from [WarningRaised(aviso) for aviso in do_processo.avisos]
        fatos = (*do_processo.fatos, *list_fatos(categorias, leituras))
        desconhecidos = sum(fato.estado is EstadoDoFato.DESCONHECIDO for fato in fatos)
        yield FatosExtracted(len(fatos), desconhecidos)
        lidos = sum(leitura.resumo is not None for leitura in leituras)
        yield AgenteFinished(Agente.COLETOR, f"{lidos} de {len(leituras)} documentos lidos")
        documentos = tuple(_to_documento(leitura) for leitura in leituras)
        return Coleta(documentos, fatos, tuple(caderno.avisos), list_contradicoes(categorias, leituras))

    def _add_parecer_da_origem(
        self, caderno: _Caderno, lidos: tuple[DocumentoEscolhido, ...], categorias: tuple[CategoriaDeDocumento, ...]
    ) -> list[tuple[str, DocumentoEscolhido]]:
        """An appeal without a technical opinion borrows the newest one of its origin case.

        When the court does not answer for the origin, an opinion that could not be read is listed: its facts stay
        unknown, because nobody can say that there is none.
        """
        processo = caderno.processo
        origens = [vinculo.numero_cnj for vinculo in processo.vinculados if vinculo.tipo == ORIGEM]
        if not processo.is_segunda_instancia or not origens:
            return []
        if any(escolhido.categoria.slug == PARECER_NAT for escolhido in lidos):
            return []
        categoria = next(categoria for categoria in categorias if categoria.slug == PARECER_NAT)
        try:
            origem = self._processos.fetch_processo(origens[0])
        except (OperationCancelledError, DeadlineError, TribunalCredentialsError):
            raise
        except PortalError as error:
            _log.warning("origin_case_not_read", outcome=error.code)
            _note(
                caderno, _build_parecer_ausente(origens[0], len(lidos) + 1, categoria), EstadoDoDocumento.NAO_ENTREGUE
            )
            return []
        caderno.ordens |= number_documentos(origem.documentos)
        parecer = choose_parecer_da_origem(origem, categorias)
        return [] if parecer is None else [(origens[0], DocumentoEscolhido(parecer, categoria))]

    def _read_all(self, caderno: _Caderno, escolhidos: list[tuple[str, DocumentoEscolhido]]) -> Iterator[Event]:
        """Download and read; each document goes to the model while the others are still being read."""
        pecas = self._hold_back_secret(caderno, escolhidos)
        waiting = self._download_all(caderno, pecas)
        done, total = 0, len(waiting)
        pool = ThreadPoolExecutor(self._settings.limits.leituras_por_geracao)
        futures: dict[Future[Leitura], Leitura] = {}
        lidos: dict[str, DocumentoLido] = {}
        try:
            for lido in self._processos.read(
                tuple({sha256 for parts in waiting.values() for sha256 in parts if sha256})
            ):
                lidos[lido.sha256] = lido
                for id_documento in [
                    ident for ident, parts in waiting.items() if lidos.keys() >= set(filter(None, parts))
                ]:
                    parts = waiting.pop(id_documento)
                    leitura = _with_reading(caderno, pecas[id_documento], [lidos.get(part) for part in parts])
                    done += 1
                    yield DocumentoRead(done, total, leitura.peca.rotulo, leitura.peca.estado)
                    self._warn_of_hidden_text(caderno, leitura)
                    futures[pool.submit(in_trace(self._examine), caderno, leitura)] = leitura
            yield from self._gather(caderno, futures)
        finally:  # cancelled or failed: what was not started must not start, and nobody waits for the rest
            pool.shutdown(wait=False, cancel_futures=True)

    def _download_all(self, caderno: _Caderno, pecas: dict[str, Leitura]) -> dict[str, tuple[str, ...]]:
        """Hashes of the parts by document id, empty for a part that did not come; what came in no part is listed."""
        hashes: dict[str, tuple[str, ...]] = {}
        for numero in dict.fromkeys(leitura.peca.numero_cnj for leitura in pecas.values()):
            lidas = [leitura.peca for leitura in pecas.values() if leitura.peca.numero_cnj == numero]
            documentos = tuple(peca.documento for peca in lidas)
            known = self._processos.download(numero, documentos)
            hashes |= {d.id_documento: tuple(known.get(ident, "") for ident in d.ids_das_partes) for d in documentos}
        for id_documento in [ident for ident, parts in hashes.items() if not any(parts)]:
            del hashes[id_documento]
            _note(caderno, pecas[id_documento], EstadoDoDocumento.NAO_ENTREGUE)
        return hashes

    def _hold_back_secret(
        self, caderno: _Caderno, escolhidos: list[tuple[str, DocumentoEscolhido]]
    ) -> dict[str, Leitura]:
        """Number the documents; those above the allowed secrecy level are listed and go no further."""
        pecas: dict[str, Leitura] = {}
        for ordem, (numero, escolhido) in enumerate(escolhidos, start=1):
            documento = escolhido.documento
            rotulo = caderno.cite(numero, documento)
            peca = PecaDosAutos(numero, documento, ordem, rotulo, EstadoDoDocumento.NAO_ENTREGUE)
            leitura = Leitura(peca, escolhido.categoria, None, escolhido.confianca, escolhido.is_por_classificar)
            if documento.nivel_sigilo > self._settings.leitura.max_nivel_sigilo:
                _note(caderno, leitura, EstadoDoDocumento.SIGILOSO)
            else:
                pecas[documento.id_documento] = leitura
        return pecas

    def _gather(self, caderno: _Caderno, futures: dict[Future[Leitura], Leitura]) -> Iterator[Event]:
        for done, future in enumerate(as_completed(futures), start=1):
            leitura = futures[future]
            estado = leitura.peca.estado
            try:
                leitura = future.result()
            except DocumentoSigilosoError:  # since it was downloaded
                estado = EstadoDoDocumento.SIGILOSO
                leitura = replace(leitura, peca=replace(leitura.peca, motivo=_SIGILO_POSTERIOR))
            except _CONTENT_ERRORS as error:
                caderno.recusa = error
                caderno.avisos.append(f"{leitura.peca.rotulo}: o Gemini não analisou este documento ({error.code}).")
            caderno.leituras[leitura.peca.documento.id_documento] = leitura
            if estado is not EstadoDoDocumento.LIDO:
                _note(caderno, leitura, estado)
            yield DocumentoSummarized(done, len(futures), leitura.peca.rotulo)

    def _examine(self, caderno: _Caderno, leitura: Leitura) -> Leitura:
        """What kind of document it is, where nobody said so, and what the model answers about it."""
        if leitura.is_por_classificar:
            categoria, confianca = self._classify(caderno, leitura)
            leitura = replace(leitura, categoria=categoria, confianca=confianca)
        return replace(leitura, resumo=self._summarize(caderno, leitura))

    def _classify(self, caderno: _Caderno, leitura: Leitura) -> tuple[CategoriaDeDocumento, str]:
        """Category and confidence; what the model could not say leaves the document in the residual one."""
        try:
            found = self._classificador.classify(caderno.biblioteca, leitura.peca)
        except _CONTENT_ERRORS:
            return leitura.categoria, CONFIANCAS[-1]
        by_slug = {categoria.slug: categoria for categoria in caderno.biblioteca.list_categorias()}
        return by_slug[found.categoria], found.confianca

    def _summarize(self, caderno: _Caderno, leitura: Leitura) -> Resumo | None:
        """The stored answer for text, category version and model, or a new one; None when nothing is legible."""
        lido, categoria = leitura.peca.lido, leitura.categoria
        if lido is None or not lido.texto.strip():
            return None
        paginas, cut = cut_paginas(lido.paginas, max_chars=self._settings.gemini.max_input_chars)
        if cut:
            words = "1 página final passou" if cut == 1 else f"{cut} páginas finais passaram"
            caderno.avisos.append(f"{leitura.peca.rotulo}: {words} do tamanho que o modelo lê.")
        modelo = caderno.biblioteca.get_modelo(Agente.COLETOR, self._settings.gemini.modelo_coletor)
        chave = (hash_texto(lido.sha256, paginas), categoria.slug, categoria.versao, modelo)

        def ask() -> Resumo:
            pedido = PedidoAoModelo(
                modelo=modelo,
                instrucao=caderno.biblioteca.get_prompt("coletor").texto,
                turnos=(render_pedido_do_coletor(categoria, leitura.peca, paginas),),
            )
            schema = build_schema_do_coletor(categoria)
            return _to_resumo(self._gemini.generate_json(pedido, schema, operation="coletor").valor)

        return self._resumos.obtain(chave, ask)

    def _warn_of_hidden_text(self, caderno: _Caderno, leitura: Leitura) -> None:
        if leitura.peca.lido is None:
            return
        for pagina, _ in leitura.peca.lido.trechos_ocultos:
            caderno.avisos.append(
                f"Texto oculto em {cite_pagina(leitura.peca.rotulo, pagina)}: foi separado e não foi enviado ao modelo."
            )


def _build_parecer_ausente(numero_da_origem: str, ordem: int, categoria: CategoriaDeDocumento) -> Leitura:
    """The opinion that the origin case may hold, when that case could not be consulted."""
    documento = Documento(f"origem-{numero_da_origem}", None, "Parecer do NAT no processo de origem", None)
    motivo = (
        f"O TJMS não abriu o processo de origem {format_numero_cnj(numero_da_origem)}. Se há parecer nele, não foi "
        "lido, e o que depende do parecer ficou sem resposta. Gere de novo mais tarde ou confira o processo de origem."
    )
    estado, rotulo = EstadoDoDocumento.NAO_ENTREGUE, documento.descricao
    return Leitura(PecaDosAutos(numero_da_origem, documento, ordem, rotulo, estado, None, motivo), categoria, None)


def _to_resumo(answer: dict[str, object]) -> Resumo:
    texto, fatos = answer.get("resumo"), answer.get("fatos")
    if not isinstance(texto, str) or not isinstance(fatos, dict):
        raise GeminiResponseError("the answer lacks resumo or fatos")
    return Resumo(texto, {slug: value for slug, value in fatos.items() if isinstance(value, dict)})


def _with_reading(caderno: _Caderno, leitura: Leitura, partes: Sequence[DocumentoLido | None]) -> Leitura:
    """The document as it was read, cited by its leaves when the court printed them on its pages."""
    lido = join_lidos(partes)
    rotulo = caderno.cite(leitura.peca.numero_cnj, leitura.peca.documento, find_folhas(lido.paginas))
    peca = replace(leitura.peca, lido=lido, rotulo=rotulo, estado=lido.estado, motivo=lido.motivo)
    return replace(leitura, peca=peca)


def _note(caderno: _Caderno, leitura: Leitura, estado: EstadoDoDocumento) -> None:
    """Keep a document that was not (wholly) read, with the reason a person reads."""
    motivo = leitura.peca.motivo or describe_motivo(leitura.peca.numero_cnj, estado)
    peca = replace(leitura.peca, estado=estado, motivo=motivo)
    caderno.leituras[peca.documento.id_documento] = replace(leitura, peca=peca)
    caderno.avisos.append(f"{peca.rotulo}: {motivo}")


def _to_documento(leitura: Leitura) -> DocumentoDaGeracao:
    peca = leitura.peca
    return DocumentoDaGeracao(
        ordem=peca.ordem,
        id_documento=peca.documento.id_documento,
        rotulo=peca.rotulo,
        descricao=peca.documento.descricao,
        tipo=peca.documento.tipo,
        estado=peca.estado,
        motivo=peca.motivo,
        sha256=peca.lido.sha256 if peca.lido else "",
        paginas=len(peca.lido.paginas) if peca.lido else 0,
        resumo=leitura.resumo.texto if leitura.resumo else "",
        numero_cnj=peca.numero_cnj,
        categoria=leitura.categoria.slug,
        confianca=leitura.confianca,
    )
