"""Search of modules by words and by meaning, and the vectors that the second needs."""

from __future__ import annotations

import base64
import hashlib
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass

import structlog

from core.clients.gemini import SEM_AUTOS, GeminiClient, TarefaDoEmbedding, Turno
from core.errors import PortalError
from core.infra.cache import Cache
from core.infra.folding import fold
from core.infra.queue import QueueName, Work, WorkQueue
from core.prompts.busca.domain import Achado, Correspondencia, ResultadoDaBusca, fuse_ranks
from core.prompts.busca.repository import BuscaRepository, Filtro, Pergunta
from core.prompts.busca.sentidos import Sentidos, Vetor, build_vetor, pack_vetor, unpack_vetor
from core.prompts.busca.texto import cut_trecho
from core.settings import GeminiSettings

MIN_CHARS = 2
_MAX_CHARS = 300
_MIN_PREFIX = 3
_DEPTH = 3
"""Each list is read to so many times the limit: what both found goes before the best of one."""

_AT_ONCE = 50
_MAX_TEXT = 6_000
"""Characters of a module that the model is sent: it reads 2,048 tokens."""

_KEY = "embeddings"
_TIMEOUT_S = 600
_AGAIN_S = 30.0
"""Time after which work that changed nothing is asked for again."""

_AWAY = "A busca por sentido está fora do ar; estes são os módulos que contêm as palavras digitadas."

_log = structlog.get_logger()


@dataclass
class _Asked:
    """The last time that vectors were asked for, and how many were missing."""

    at: float = 0.0
    missing: int = 0


class BuscaDeModulosService:
    def __init__(
        self,
        repository: BuscaRepository,
        gemini: GeminiClient,
        cache: Cache,
        queue: WorkQueue,
        settings: GeminiSettings,
    ) -> None:
        self._repository = repository
        self._gemini = gemini
        self._cache = cache
        self._queue = queue
        self._modelo = f"{settings.modelo_embedding}:{settings.dimensao_embedding}"
        self._sentidos = Sentidos(repository, self._modelo, settings.dimensao_embedding)
        self._asked = _Asked()

    def search(self, texto: str, grupo: str = "", tipo_de_peca: str | None = None, limit: int = 20) -> ResultadoDaBusca:
        """Live active modules of the group and of the general one that hold the words or are about the same.

        The last word may still be incomplete. ``grupo`` empty is any; with a ``tipo_de_peca`` only contents that serve
        it are found. While the model is away, words alone are searched, and a notice says so. The text goes to the
        model: nothing of a case may stand in it.
        """
        consulta = clean_consulta(texto)
        if len(consulta) < MIN_CHARS:
            return ResultadoDaBusca()
        filtro = Filtro(grupo, tipo_de_peca or "")
        avisos: list[str] = []
        palavras = self.search_words(consulta, filtro, limit * _DEPTH)
        sentidos: tuple[int, ...] = ()
        sem_sentido = 0
        try:
            sentidos, sem_sentido = self._sentidos.rank(self._embed(consulta), filtro, limit * _DEPTH)
        except PortalError as error:
            _log.warning("search_by_meaning_away", reason=error.code)
            avisos.append(_AWAY)
        if sem_sentido:
            avisos.append(_describe_missing(sem_sentido))
        ids = fuse_ranks(palavras, sentidos)[:limit]
        vivos = self._repository.find_vivos(ids)
        achados = tuple(
            Achado(vivos[ident], _name_lists(ident, palavras, sentidos), cut_trecho(vivos[ident].texto, consulta))
            for ident in ids
            if ident in vivos
        )
        return ResultadoDaBusca(achados, tuple(avisos), sem_sentido)

    def search_words(self, consulta: str, filtro: Filtro, limit: int) -> list[int]:
        """Ids of the live versions that hold all the words or, when none does, any of them; best first."""
        pergunta = split_consulta(consulta)
        found = self._repository.search_words(pergunta, filtro, limit)
        return found or self._repository.search_words(pergunta, filtro, limit, any_word=True)

    def search_sentido(self, consulta: str, filtro: Filtro, limit: int) -> tuple[int, ...]:
        """Ids of the live versions nearest in meaning. Raises the errors of the model."""
        return self._sentidos.rank(self._embed(consulta), filtro, limit)[0]

    def request_embeddings(self) -> int:
        """Queue the work that computes missing vectors; answers how many are missing.

        Called again and again by the schedule: what a save left behind is computed within seconds, and while nothing
        comes of it, it is asked for only now and then.
        """
        missing = self._repository.count_missing(self._modelo)
        is_new = missing != self._asked.missing or time.monotonic() - self._asked.at > _AGAIN_S
        if not missing or not is_new:
            return 0
        self._asked = _Asked(time.monotonic(), missing)
        work = Work("jobs.embed_modulos.run", _KEY, (), _TIMEOUT_S, is_optional=True, is_lot=True)
        return missing if self._queue.enqueue(QueueName.AUTOS, work) else 0

    def embed_missing(self) -> Iterator[int]:
        """Compute missing vectors in batches, each kept at once; yields how many it kept. Safe to run twice.

        Raises the errors of the model.
        """
        while textos := self._repository.list_missing(self._modelo, _AT_ONCE):
            turnos = [Turno(texto[:_MAX_TEXT], SEM_AUTOS) for texto in textos.values()]
            vetores = self._gemini.embed_texts(turnos, TarefaDoEmbedding.DOCUMENTO, operation="busca_de_modulos")
            packed = [pack_vetor(build_vetor(vetor)) for vetor in vetores]
            self._repository.save_vetores(self._modelo, dict(zip(textos, packed, strict=True)))
            yield len(packed)

    def _embed(self, consulta: str) -> Vetor:
        """The vector of the question; asked a moment ago by anybody, it costs nothing."""
        folded = fold(consulta)
        key = hashlib.sha256(f"{self._modelo}\n{folded}".encode()).hexdigest()
        if (kept := self._cache.find(key)) is not None:
            return unpack_vetor(base64.b64decode(kept))
        turno = Turno(consulta, SEM_AUTOS)
        (numbers,) = self._gemini.embed_texts([turno], TarefaDoEmbedding.CONSULTA, operation="busca_de_modulos")
        vetor = build_vetor(numbers)
        self._cache.save(key, base64.b64encode(pack_vetor(vetor)).decode())
        return vetor


def clean_consulta(texto: str) -> str:
    """What a person typed on one line, without what PostgreSQL cannot hold, and not too long."""
    return " ".join(texto.replace("\0", " ").split())[:_MAX_CHARS]


def split_consulta(consulta: str) -> Pergunta:
    """The last word apart from the others: it may be the beginning of a longer one."""
    inteiras, _, ultima = consulta.rpartition(" ")
    prefixo = fold(ultima)
    is_word = len(prefixo) >= _MIN_PREFIX and re.fullmatch(r"[a-z0-9]+", prefixo)
    return Pergunta(inteiras, ultima, prefixo if is_word else "")


def _name_lists(ident: int, palavras: list[int], sentidos: tuple[int, ...]) -> frozenset[Correspondencia]:
    lists = {Correspondencia.PALAVRA: palavras, Correspondencia.SENTIDO: sentidos}
    return frozenset(name for name, found in lists.items() if ident in found)


def _describe_missing(count: int) -> str:
    modulos = "1 módulo recente" if count == 1 else f"{count} módulos recentes"
    return f"A busca por sentido ainda não cobre {modulos}; a busca por palavras cobre todos."
