"""The quick test of a prompt: one text to one version and one model, answered as it is written.

Nothing of it is stored for good: what was asked and what came is kept for a day, for the person who asked.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import BinaryIO
from uuid import UUID, uuid4

from core.classificador.chamada import build_chamada, build_schema, read_resposta
from core.classificador.gabarito.numeros import find_numero
from core.classificador.remessas.service import RemessaService
from core.clients.gemini import Consumo, GeminiClient, PedidoAoModelo, Procedencia
from core.errors import (
    ArquivoRecusadoError,
    GeminiResponseError,
    InvalidInputError,
    OperationCancelledError,
    PortalError,
    RecordNotFoundError,
)
from core.events import Estado, Event, OperationEnded, OperationStarted, TextAppended
from core.infra.cache import Cache
from core.infra.cancel import CancelSwitch
from core.infra.queue import QueueName, Work, WorkQueue
from core.infra.rate import Action, RateLimits
from core.prompts.domain import Prompt, Subsistema
from core.prompts.instrucoes.validacao import require_categorias
from core.prompts.service import PromptService

MAX_TEXTO = 200_000
"""Characters of a text to test; a longer document is tested with its beginning."""

MAX_LADOS = 2
ENSAIO_S = 180
"""Longest running time of one answer, from its turn."""

_FUNCTION = "jobs.try_prompt.run"
_VAZIO = "Falta o texto do teste. Cole um texto ou envie um arquivo e teste de novo."
_LONGO = "O texto do teste passa de {max} letras. Cole só a parte que interessa e teste de novo."
_IGUAIS = "Os dois lados são a mesma versão e o mesmo modelo. Mude um deles ou teste um lado só."
_SUMIU = "Este teste não está mais guardado: o portal guarda cada um por um dia. Teste de novo."
_PACOTE = (
    "“{nome}” é um pacote com vários arquivos, e o teste rápido lê um documento por vez. "
    "Envie um dos arquivos ou crie um lote com o pacote."
)
_ILEGIVEL = "O portal não encontrou texto neste arquivo. Envie outro arquivo ou cole o texto e teste de novo."
_PARADO = "O teste foi parado por você."


@dataclass(frozen=True)
class Lado:
    """One version of a prompt, answered by one model."""

    slug: str
    versao: int
    modelo: str


@dataclass(frozen=True)
class Amostra:
    """What is tested: a pasted text, or a file that a worker reads. Both are kept for a day under ``chave``."""

    chave: str
    sha256: str
    nome: str = ""
    texto: str = ""


@dataclass(frozen=True)
class Ensaio:
    """One side of a test."""

    id: UUID
    usuario_id: int
    lado: Lado
    amostra: Amostra
    pedido_em: datetime


@dataclass(frozen=True)
class ResultadoDoEnsaio:
    """What came of it. ``texto`` is what the model wrote; ``erro_mensagem`` says in words why it does not count."""

    estado: Estado
    texto: str = ""
    segundos: float = 0.0
    entrada: int = 0
    saida: int = 0
    custo_brl: float = 0.0
    erro_codigo: str = ""
    erro_mensagem: str = ""


@dataclass(frozen=True)
class Passagem:
    """How a test reaches its worker and comes back."""

    queue: WorkQueue
    cancel: CancelSwitch
    rates: RateLimits
    guardados: Cache


@dataclass(frozen=True)
class Oficina:
    """What a test works with.

    ``read_texto`` answers the text of a kept content; a worker calls it. ``is_conhecido``: the portal knows the case.
    """

    prompts: PromptService
    arquivos: RemessaService
    gemini: GeminiClient
    read_texto: Callable[[str], str]
    is_conhecido: Callable[[str], bool]
    price_brl: Callable[[str, tuple[int, int]], float]


class EnsaioService:
    """Every method that names a person answers only for that person's own tests; others' are not found."""

    def __init__(self, oficina: Oficina, passagem: Passagem) -> None:
        self._oficina = oficina
        self._passagem = passagem

    # What a person does

    def keep_texto(self, usuario_id: int, texto: str) -> Amostra:
        """A pasted text as a sample. Raises InvalidInputError for one that is empty or too long."""
        texto = texto.replace("\0", "").strip()
        if not texto:
            raise InvalidInputError("nothing to test", user_message=_VAZIO)
        if len(texto) > MAX_TEXTO:
            words = _LONGO.format(max=f"{MAX_TEXTO:,}".replace(",", "."))
            raise InvalidInputError("text too long", user_message=words)
        chave = self._oficina.arquivos.begin(usuario_id).chave
        return Amostra(chave, self._oficina.arquivos.keep_texto(chave, texto), texto=texto)

    def keep_arquivo(self, usuario_id: int, nome: str, source: BinaryIO) -> Amostra:
        """A file as a sample. Raises ArquivoRecusadoError with its name and what is wrong with it."""
        chave = self._oficina.arquivos.begin(usuario_id).chave
        arquivo = self._oficina.arquivos.receive(chave, usuario_id, nome, source)
        if arquivo.is_pacote:
            raise ArquivoRecusadoError("a package", user_message=_PACOTE.format(nome=arquivo.nome))
        return Amostra(chave, arquivo.sha256, arquivo.nome)

    def request(self, usuario_id: int, lados: Sequence[Lado], amostra: Amostra) -> tuple[Ensaio, ...]:
        """Test the same sample on each side. Everything is checked before any call is paid.

        Raises InvalidInputError, RecordNotFoundError for a version that there is not, RateLimitError,
        QueueUnavailableError.
        """
        if not 1 <= len(lados) <= MAX_LADOS or len(set(lados)) < len(lados):
            raise InvalidInputError("equal sides", user_message=_IGUAIS)
        for lado in lados:
            _require_usable(self.get_prompt(lado))
        self._passagem.rates.require_all(*((Action.AI, str(usuario_id)) for _ in lados))
        agora = datetime.now(UTC)
        ensaios = tuple(Ensaio(uuid4(), usuario_id, lado, amostra, agora) for lado in lados)
        for ensaio in ensaios:
            self._passagem.guardados.save(f"pedido:{ensaio.id}", _encode(ensaio))
            work = Work(_FUNCTION, _key(ensaio.id), (str(ensaio.id),), 2 * ENSAIO_S, str(usuario_id), is_optional=True)
            self._passagem.queue.enqueue(QueueName.ENSAIOS, work)
        return ensaios

    def get(self, ensaio_id: UUID, usuario_id: int) -> Ensaio:
        """The person's own test. Raises RecordNotFoundError."""
        ensaio = self.find(ensaio_id)
        if ensaio is None or ensaio.usuario_id != usuario_id:
            raise RecordNotFoundError("no such test", user_message=_SUMIU)
        return ensaio

    def get_prompt(self, lado: Lado) -> Prompt:
        """What a side tests. Raises RecordNotFoundError."""
        return self._oficina.prompts.get_prompt(lado.slug, lado.versao)

    def find_resultado(self, ensaio_id: UUID) -> ResultadoDoEnsaio | None:
        """What came of a test; None while it is at work."""
        text = self._passagem.guardados.find(f"resultado:{ensaio_id}")
        if text is None:
            return None
        values = json.loads(text)
        return ResultadoDoEnsaio(**values | {"estado": Estado(values["estado"])})

    def is_at_work(self, ensaio_id: UUID) -> bool:
        """Whether a worker has it or will take it."""
        return self._passagem.queue.is_alive(_key(ensaio_id))

    def stop(self, ensaio_id: UUID, usuario_id: int) -> None:
        """End it now; one that no worker has ends here. Raises RecordNotFoundError, QueueUnavailableError."""
        self.get(ensaio_id, usuario_id)
        self._passagem.cancel.request(ensaio_id)
        self._passagem.queue.stop(QueueName.ENSAIOS, _key(ensaio_id))
        if not self.is_at_work(ensaio_id) and self.find_resultado(ensaio_id) is None:
            self._keep(ensaio_id, ResultadoDoEnsaio(Estado.CANCELADO, erro_mensagem=_PARADO))

    # What a worker does

    def find(self, ensaio_id: UUID) -> Ensaio | None:
        text = self._passagem.guardados.find(f"pedido:{ensaio_id}")
        return None if text is None else _decode(text)

    def run(self, ensaio: Ensaio) -> Iterator[Event]:
        """The answer as it is written; ends with OperationEnded, after the result was kept."""
        yield OperationStarted(1, datetime.now(UTC).isoformat())
        began, whole, consumo = time.monotonic(), "", Consumo()

        def note(counted: Consumo) -> None:
            nonlocal consumo
            consumo = counted

        estado, erro = Estado.PRONTO, ("", "")
        try:
            prompt = self.get_prompt(ensaio.lado)
            schema = build_schema(prompt) if prompt.categorias else None
            pedido = self._build_pedido(ensaio, prompt)
            for piece in self._oficina.gemini.stream_text(pedido, operation="ensaio", schema=schema, note_consumo=note):
                yield TextAppended(len(whole), piece)
                whole += piece
            _require_valid(whole, prompt)
        except PortalError as error:
            estado, erro = _explain(error)
        custo = self._oficina.price_brl(ensaio.lado.modelo, (consumo.entrada, consumo.saida))
        tokens = (consumo.entrada, consumo.saida, custo)
        self._keep(ensaio.id, ResultadoDoEnsaio(estado, whole, time.monotonic() - began, *tokens, *erro))
        yield OperationEnded(estado, *erro)

    def end_early(self, ensaio: Ensaio, error: PortalError) -> OperationEnded:
        """The end of a test that was interrupted between two pieces."""
        estado, erro = _explain(error)
        self._keep(ensaio.id, ResultadoDoEnsaio(estado, erro_codigo=erro[0], erro_mensagem=erro[1]))
        return OperationEnded(estado, *erro)

    def _build_pedido(self, ensaio: Ensaio, prompt: Prompt) -> PedidoAoModelo:
        """The request as a lot would make it. A case that the text names is asked for its secrecy, too."""
        amostra = ensaio.amostra
        texto = amostra.texto or self._oficina.read_texto(amostra.sha256)
        if not texto.strip():
            raise InvalidInputError("nothing could be read", user_message=_ILEGIVEL)
        numero = find_numero(texto)
        is_conhecido = bool(numero) and self._oficina.is_conhecido(numero)
        procedencias = frozenset({Procedencia(amostra.chave), *([Procedencia(numero)] if is_conhecido else [])})
        return build_chamada(prompt, ensaio.lado.modelo, amostra.nome, texto[:MAX_TEXTO], procedencias)

    def _keep(self, ensaio_id: UUID, resultado: ResultadoDoEnsaio) -> None:
        self._passagem.guardados.save(f"resultado:{ensaio_id}", json.dumps(asdict(resultado)))


def _require_usable(prompt: Prompt) -> None:
    """Raises SemCategoriasError for a prompt that classifies without categories."""
    if prompt.subsistema is Subsistema.CLASSIFICADOR:
        require_categorias(prompt)


def _require_valid(texto: str, prompt: Prompt) -> None:
    """Raises ClassificacaoInvalidaError or GeminiResponseError for an answer that a lot would refuse."""
    if not prompt.categorias:
        return
    try:
        valor = json.loads(texto)
    except ValueError as error:
        raise GeminiResponseError("not JSON") from error
    if not isinstance(valor, dict):
        raise GeminiResponseError("not an object")
    read_resposta(valor, prompt)


def _explain(error: PortalError) -> tuple[Estado, tuple[str, str]]:
    """The state, and code and words of why there is no answer."""
    if isinstance(error, OperationCancelledError):
        return Estado.CANCELADO, ("", _PARADO)
    return Estado.COM_ERRO, (error.code, error.user_message)


def _key(ensaio_id: UUID) -> str:
    """The name of the work in the queue."""
    return f"ensaio-{ensaio_id}"


def _encode(ensaio: Ensaio) -> str:
    values = asdict(ensaio) | {"id": str(ensaio.id), "pedido_em": ensaio.pedido_em.isoformat()}
    return json.dumps(values)


def _decode(text: str) -> Ensaio:
    values = json.loads(text)
    return Ensaio(
        UUID(values["id"]),
        values["usuario_id"],
        Lado(**values["lado"]),
        Amostra(**values["amostra"]),
        datetime.fromisoformat(values["pedido_em"]),
    )
