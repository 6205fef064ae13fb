"""The model answers a question from the pages of the case; the program lets through what it can prove."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from core.assistencia.domain import Alcance, FolhaLida, Fontes, Pergunta, Resposta
from core.assistencia.passagens import choose_folhas
from core.assistencia.pedido import render_dados, render_pergunta
from core.assistencia.resposta import Montagem, require_forma
from core.clients.gemini import GeminiClient, PedidoAoModelo, Procedencia
from core.errors import ProcessoSigilosoError
from core.events import AgenteFinished, AgenteStarted, Event, TextAppended
from core.infra.modelos import AgenteDoModelo, Modelos
from core.processos.autos.domain import Autos, DocumentoDosAutos
from core.processos.autos.service import AutosService
from core.prompts.service import PromptService

INSTRUCAO = "responder_pergunta"
BUSCA, CITACAO = "busca", "citacao"
"""The two steps before the answer is written, as their events name them."""


class Respondente:
    def __init__(
        self, autos: AutosService, prompts: PromptService, gemini: GeminiClient, modelos: Modelos, *, max_chars: int
    ) -> None:
        """``max_chars`` bounds what is sent of a case."""
        self._autos = autos
        self._prompts = prompts
        self._gemini = gemini
        self._modelos = modelos
        self._max_chars = max_chars

    def answer(self, pergunta: Pergunta) -> Generator[Event, None, Resposta]:
        """Each proven statement as it comes, and at the end all of it.

        Raises ProcessoSigilosoError, GeminiResponseError for an answer that cannot be checked, and the errors of the
        model.
        """
        yield AgenteStarted(BUSCA)
        autos = self._autos.get(pergunta.numero_cnj)
        if autos.is_sigiloso:
            raise ProcessoSigilosoError("secret case")
        dados, lidas = render_dados(autos.processo), list_folhas(self._autos, autos.abertos)
        room = self._max_chars - len(dados.texto)
        paginas, palavras = choose_folhas(lidas, pergunta.texto, max_chars=room)
        folhas = (dados, *paginas)
        yield AgenteFinished(BUSCA, _count(len(paginas), len(lidas)))
        montagem = Montagem(folhas)
        modelo = self._modelos.get(AgenteDoModelo.RESPONDENTE).modelo
        yield from self._stream(pergunta, autos, folhas, montagem, modelo)
        fontes = Fontes(self._prompts.get_prompt(INSTRUCAO).versao, modelo)
        return Resposta(
            tuple(montagem.linhas),
            tuple(montagem.citacoes.values()),
            montagem.retiradas,
            montagem.cortadas,
            _measure(autos, paginas, len(lidas), palavras),
            fontes,
        )

    def _stream(
        self, pergunta: Pergunta, autos: Autos, folhas: tuple[FolhaLida, ...], montagem: Montagem, modelo: str
    ) -> Generator[Event, None, None]:
        ids = {folha.id_documento for folha in folhas}
        sent = [documento for documento in autos.abertos if documento.id_documento in ids]
        numero = autos.processo.numero_cnj
        parts = {Procedencia(numero, ident) for one in sent for ident in one.documento.ids_das_partes}
        request = PedidoAoModelo(
            modelo=modelo,
            instrucao=self._prompts.get_prompt(INSTRUCAO).texto,
            turnos=(render_pergunta(pergunta.texto, folhas, {Procedencia(numero), *parts}),),
        )
        whole = shown = ""
        told = 0
        for piece in self._gemini.stream_text(request, operation="assistencia"):
            whole += piece
            montagem.read(whole)
            proven = sum(citacao.is_provada for citacao in montagem.citacoes.values())
            if proven > told:
                told = proven
                yield AgenteFinished(CITACAO, _count_provadas(proven))
            if len(montagem.texto) > len(shown):
                yield TextAppended(len(shown), montagem.texto[len(shown) :])
                shown = montagem.texto
        require_forma(whole)


def list_folhas(service: AutosService, documentos: Sequence[DocumentoDosAutos]) -> tuple[FolhaLida, ...]:
    """Every page with text of those of the documents that were read, in their order."""
    folhas: list[FolhaLida] = []
    for documento in documentos:
        if not documento.is_lido:
            continue
        texts = [texto for parte in documento.partes for texto in service.list_textos(parte)]
        folhas += [
            FolhaLida(documento.id_documento, pagina, documento.cite(pagina), documento.titulo, texto)
            for pagina, texto in enumerate(texts, start=1)
            if texto.strip()
        ]
    return tuple(folhas)


def _measure(autos: Autos, folhas: tuple[FolhaLida, ...], total: int, palavras: tuple[str, ...]) -> Alcance:
    por_ler = tuple(documento.citacao for documento in autos.abertos if not documento.is_lido)
    documentos = len({folha.id_documento for folha in folhas})
    sigilosos = len(autos.documentos) - len(autos.abertos)
    return Alcance(len(folhas), total, documentos, palavras, por_ler, sigilosos)


def _count(sent: int, total: int) -> str:
    if sent == total:
        return "Lendo 1 página do processo" if total == 1 else f"Lendo {total} páginas do processo"
    if sent == 1:
        return f"Lendo a página que trata da pergunta, de {total}"
    return f"Lendo as {sent} páginas que tratam da pergunta, de {total}"


def _count_provadas(count: int) -> str:
    return "1 trecho conferido nos autos" if count == 1 else f"{count} trechos conferidos nos autos"
