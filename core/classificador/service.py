"""Lots from the request to the file that leaves: what people ask, follow, stop, correct and take away."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

import structlog

from core.classificador.domain import (
    MAX_NOME,
    Corte,
    EstadoDoLote,
    FiltroDeLotes,
    Fonte,
    FonteAAbrir,
    FonteDeArquivos,
    FonteDeProcessos,
    Lote,
    ModoDoCorte,
    NovoItem,
    PaginaDeLotes,
    PedidoDeLote,
)
from core.classificador.linhas.repository import Registro
from core.classificador.local import ModeloDisponivel, match_rotulos, require_rotulos
from core.classificador.remessas.service import RemessaService, build_id
from core.classificador.repository import LoteRepository
from core.classificador.roteamento import is_local
from core.errors import (
    ForbiddenChangeError,
    LoteRecusadoError,
    PermissionDeniedError,
    PortalError,
    RecordNotFoundError,
    SemCategoriasError,
)
from core.infra.queue import QueueName, Work, WorkQueue
from core.infra.rate import Action, RateLimits
from core.processos.numero_cnj import format_numero_cnj, parse_numero_cnj
from core.prompts.domain import Prompt
from core.prompts.service import PromptService
from core.settings import ClassificadorSettings, GeminiSettings
from core.usuarios.acesso import find_relacao
from core.usuarios.domain import Usuario

_FUNCTIONS = {QueueName.LOTES: "jobs.classify_lote.run", QueueName.INFERENCIA: "jobs.classify_local.run"}
_KEY = "lote-"
_MAX_ATTEMPTS = 20
"""Work whose last run raised is queued again so often; one whose worker died three times in a row is not."""

_PARADOS = frozenset({EstadoDoLote.PAUSADO})
_A_CAMINHO = frozenset({EstadoDoLote.NA_FILA, EstadoDoLote.EM_ANDAMENTO})
_ENCERRADOS = frozenset(estado for estado in EstadoDoLote if estado.is_final)
_MUDOU = "O lote não está mais neste estado, talvez por outra aba. O portal já mostra como ele está; nada foi mudado."
_TAMANHO = 50
_PROPRIOS = 100
TODOS = FiltroDeLotes()
_SEM_DOCUMENTOS = ("não tem nenhum documento", "Envie arquivos ou informe processos")

_log = structlog.get_logger()


@dataclass(frozen=True)
class Regras:
    """What a request must keep to."""

    classificador: ClassificadorSettings
    gemini: GeminiSettings
    list_priced: Callable[[], tuple[str, ...]]
    list_locais: Callable[[], tuple[ModeloDisponivel, ...]] = tuple

    def list_modelos(self) -> tuple[str, ...]:
        """The models that may answer: those with a price, but the one of vectors."""
        return tuple(modelo for modelo in self.list_priced() if modelo != self.gemini.modelo_embedding)


class LoteService:
    """A lot is seen by the people of its unit; only who made it stops, goes on or archives it."""

    def __init__(
        self,
        repository: LoteRepository,
        remessas: RemessaService,
        prompts: PromptService,
        queue: WorkQueue,
        rates: RateLimits,
        regras: Regras,
    ) -> None:
        self._repository = repository
        self._remessas = remessas
        self._prompts = prompts
        self._queue = queue
        self._rates = rates
        self._regras = regras

    def list_modelos(self) -> tuple[str, ...]:
        return self._regras.list_modelos()

    def list_locais(self, prompt: Prompt) -> tuple[ModeloDisponivel, ...]:
        """The models trained here and in use whose every label is a category of this version."""
        locais = self._regras.list_locais()
        return tuple(one for one in locais if len(match_rotulos(one.rotulos, prompt)) == len(one.rotulos))

    def create_lote(
        self, pedido: PedidoDeLote, usuario: Usuario, fonte: Fonte, registro: Registro | None = None
    ) -> Lote:
        """Keep the request and have it done. Nothing is sent to the model before all of it was checked.

        Who asks twice for the same gets the same lot; a ``registro`` says what is the same, where there is one.

        Raises SemCategoriasError; LoteRecusadoError for an unknown model, a cut of nothing and no documents;
        InvalidNumeroCnjError, RecordNotFoundError for a version or files that are not there, ForbiddenChangeError for
        files of another lot, RateLimitError, QueueUnavailableError.
        """
        pedido = self._check(pedido)
        self._rates.require(Action.AI, str(usuario.id))
        chave, itens, fontes = self._read_fonte(usuario, fonte)
        if not itens and not fontes:
            raise _refuse(*_SEM_DOCUMENTOS)
        lote = Lote(
            id=uuid4(),
            usuario_id=usuario.id,
            unidade=usuario.unidade,
            autor=usuario.nome,
            chave=chave,
            pedido=pedido,
            estado=EstadoDoLote.NA_FILA,
            is_arquivado=False,
            attempt=0,
            criado_em=datetime.now(UTC),
        )
        made = self._repository.get(self._repository.add(lote, itens, fontes, registro))
        if made.id == lote.id:
            self._enqueue(made)
        return made

    def get_lote(self, lote_id: UUID, usuario: Usuario) -> Lote:
        """A lot of the person's own or of the unit's. Raises RecordNotFoundError."""
        lote = self._repository.get(lote_id)
        if not _can_open(lote, usuario):
            raise RecordNotFoundError("lot of another unit")
        return lote

    def list_lotes(self, usuario: Usuario, filtro: FiltroDeLotes = TODOS, pagina: int = 1) -> PaginaDeLotes:
        """The person's own lots and those of the unit, newest first; runs over golden sets are not among them.

        Raises PermissionDeniedError.
        """
        _require_usar(usuario)
        return self._repository.list_page(usuario, filtro, pagina, _TAMANHO)

    def list_proprios(self, usuario: Usuario) -> tuple[Lote, ...]:
        """The newest of the person's own lots that are not archived. Raises PermissionDeniedError."""
        _require_usar(usuario)
        return self._repository.list_proprios(usuario.id, _PROPRIOS)

    def inspect(self, lote_id: UUID) -> Lote:
        """Any lot, for services that asked for it themselves. Raises RecordNotFoundError."""
        return self._repository.get(lote_id)

    def inspect_all(self, lote_ids: Collection[UUID]) -> dict[UUID, Lote]:
        """As ``inspect``, of many lots at once."""
        return self._repository.find_all(lote_ids)

    def pause(self, lote_id: UUID, usuario: Usuario) -> Lote:
        """Take no further document; answers on their way are still kept."""
        return self._change(lote_id, usuario, lambda: self._move(lote_id, _A_CAMINHO, EstadoDoLote.PAUSADO))

    def resume(self, lote_id: UUID, usuario: Usuario) -> Lote:
        return self._queued(self._change(lote_id, usuario, lambda: self._move(lote_id, _PARADOS, EstadoDoLote.NA_FILA)))

    def cancel(self, lote_id: UUID, usuario: Usuario) -> Lote:
        """End the lot; documents without an answer are skipped, answers stay."""
        lote = self._change(lote_id, usuario, lambda: self._repository.cancel(lote_id, _A_CAMINHO | _PARADOS))
        for fila in _FUNCTIONS:
            self._queue.stop(fila, build_key(lote_id))
        return lote

    def retry_errors(self, lote_id: UUID, usuario: Usuario) -> Lote:
        """Ask again for documents that ended with an error; files that cannot be used stay as they are."""
        return self._queued(
            self._change(lote_id, usuario, lambda: self._repository.retry_errors(lote_id, _ENCERRADOS | _PARADOS))
        )

    def archive(self, lote_id: UUID, usuario: Usuario, *, is_arquivado: bool = True) -> Lote:
        """Put an ended lot out of the list, or back. Raises ForbiddenChangeError while it is at work."""
        lote = self._require_own(lote_id, usuario)
        if is_arquivado and not lote.estado.is_final:
            raise ForbiddenChangeError("lot at work", user_message=_MUDOU)
        self._repository.save_arquivado(lote_id, is_arquivado=is_arquivado)
        return self._repository.get(lote_id)

    def requeue_lost(self) -> int:
        """Queue every open lot that the queue does not know. Answers how many were queued."""
        queued = 0
        for lote_id in self._repository.list_ativos():
            if not self._has_failed_for_good(lote_id) and self._enqueue(self._repository.get(lote_id)):
                _log.warning("lote_queued_again", lote_id=str(lote_id))
                queued += 1
        return queued

    def end_lost(self, work: Work) -> bool:
        """End the lot of work that failed for good; False when it will be tried again by itself."""
        lote = self._repository.get(UUID(str(work.args[0])))
        if not lote.estado.is_at_work:
            return True
        if not self._has_failed_for_good(lote.id):
            return False
        started = self._repository.begin_attempt(lote.id)
        if started is not None:
            self._repository.give_back(started)
            self._repository.finish(started, (PortalError.code, PortalError.text))
        return True

    def reopen_lost(self, work: Work) -> None:
        """Put a lot that died back in the queue, with all its answers."""
        lote_id = UUID(str(work.args[0]))
        if self._repository.retry_errors(lote_id, {EstadoDoLote.COM_ERRO}):
            self._queue.forget(build_key(lote_id))
            self._enqueue(self._repository.get(lote_id))

    def _check(self, pedido: PedidoDeLote) -> PedidoDeLote:
        nome = " ".join(pedido.nome.split())[:MAX_NOME]
        if not nome:
            raise _refuse("está sem nome", "Dê um nome ao lote")
        prompt = self._prompts.get_prompt(pedido.prompt_slug, pedido.prompt_versao)
        if not prompt.categorias:
            raise SemCategoriasError(f"{pedido.prompt_slug} v{pedido.prompt_versao}")
        local = self._require_modelos(pedido, prompt)
        is_so_local = is_local(pedido.modelo)
        is_inteiro = is_so_local or pedido.corte.modo is ModoDoCorte.INTEIRO  # it reads as it was trained to
        corte = Corte() if is_inteiro else pedido.corte
        if corte.modo is not ModoDoCorte.INTEIRO and corte.tokens < 1:
            raise _refuse("envia zero palavras de cada documento", "Informe quanto do texto deve ser lido")
        rota = None if is_so_local else pedido.rota
        return replace(pedido, nome=nome, corte=corte, rota=rota, nome_local=local.nome if local else "")

    def _require_modelos(self, pedido: PedidoDeLote, prompt: Prompt) -> ModeloDisponivel | None:
        """The model trained here that answers, alone or first. Raises LoteRecusadoError for one that cannot."""
        chave = pedido.modelo_local
        local = next((one for one in self._regras.list_locais() if one.chave == chave), None) if chave else None
        is_known = is_local(pedido.modelo) or pedido.modelo in self.list_modelos()
        if not is_known or (chave and local is None):
            raise _refuse("usa um modelo que o portal não tem", "Escolha um dos modelos da lista")
        if pedido.rota is not None and not 0 < pedido.rota.limiar <= 1:
            raise _refuse("pede uma certeza que não existe", "Escolha a certeza entre 1% e 100%")
        if local is not None:
            require_rotulos(local, prompt)
        return local

    def _read_fonte(self, usuario: Usuario, fonte: Fonte) -> tuple[str, list[NovoItem], list[FonteAAbrir]]:
        """Key of the set, documents that are known already, and what is still to be opened."""
        if isinstance(fonte, FonteDeArquivos):
            remessa = self._remessas.get(fonte.chave, usuario.id)
            self._require_some(remessa.total)
            arquivos = remessa.arquivos
            itens = [NovoItem(a.nome, a.sha256, id_documento=build_id(a.sha256)) for a in arquivos if not a.is_pacote]
            return fonte.chave, itens, [FonteAAbrir(a.ordem, a.nome, a.sha256) for a in arquivos if a.is_pacote]
        if isinstance(fonte, FonteDeProcessos):
            if not usuario.has_permission("processos.ver"):
                raise PermissionDeniedError("documents of cases")
            return "", [], self._list_processos(fonte)
        self._require_some(len(fonte.textos))
        chave = self._remessas.open_autos(usuario.id)
        hashes = self._remessas.keep_textos(chave, [texto.texto for texto in fonte.textos])
        kept = zip(fonte.textos, hashes, strict=True)
        itens = [
            NovoItem(texto.nome, sha256, texto.numero_cnj, texto.id_documento or build_id(sha256))
            for texto, sha256 in kept
        ]
        return chave, itens, []

    def _list_processos(self, fonte: FonteDeProcessos) -> list[FonteAAbrir]:
        numeros = list(dict.fromkeys(parse_numero_cnj(numero) for numero in fonte.numeros))
        if len(numeros) > self._regras.classificador.max_processos:
            limit = self._regras.classificador.max_processos
            raise _refuse(f"tem {len(numeros)} processos, e o máximo é {limit}", "Divida-os em lotes menores")
        if fonte.desde and fonte.ate and fonte.desde > fonte.ate:
            raise _refuse("tem um período que termina antes de começar", "Confira as duas datas")
        rest = (tuple(fonte.codigos), fonte.desde, fonte.ate)
        return [
            FonteAAbrir(ordem, format_numero_cnj(numero), "", numero, *rest) for ordem, numero in enumerate(numeros, 1)
        ]

    def _require_some(self, total: int) -> None:
        if not total:
            raise _refuse(*_SEM_DOCUMENTOS)
        limit = self._regras.classificador.max_documentos
        if total > limit:
            raise _refuse(f"tem {total} documentos, e o máximo é {limit}", "Divida-os em lotes menores")

    def _change(self, lote_id: UUID, usuario: Usuario, change: Callable[[], bool]) -> Lote:
        self._require_own(lote_id, usuario)
        if not change():
            raise ForbiddenChangeError("lot in another state", user_message=_MUDOU)
        return self._repository.get(lote_id)

    def _move(self, lote_id: UUID, de: frozenset[EstadoDoLote], para: EstadoDoLote) -> bool:
        return self._repository.change_estado(lote_id, de, para)

    def _require_own(self, lote_id: UUID, usuario: Usuario) -> Lote:
        lote = self.get_lote(lote_id, usuario)
        if lote.usuario_id != usuario.id:
            text = f"Este lote é de {lote.autor}, e só quem o criou pode mudá-lo. Nada foi alterado no portal."
            raise ForbiddenChangeError("lot of a colleague", user_message=text)
        return lote

    def _queued(self, lote: Lote) -> Lote:
        self._enqueue(lote)  # one whose worker is still ending is queued by the next round of the schedule
        return lote

    def _has_failed_for_good(self, lote_id: UUID) -> bool:
        key = build_key(lote_id)
        if not self._queue.has_failed(key):
            return False
        return self._repository.get(lote_id).attempt > _MAX_ATTEMPTS or not self._queue.has_raised(key)

    def _enqueue(self, lote: Lote) -> bool:
        timeout_s = int(self._regras.classificador.lote_h * 3600)
        fila = choose_fila(lote)
        is_lot = fila is QueueName.INFERENCIA  # there people wait for the answer to a text
        key, person = build_key(lote.id), str(lote.usuario_id)
        work = Work(_FUNCTIONS[fila], key, (str(lote.id),), timeout_s, person, is_lot=is_lot)
        return self._queue.enqueue(fila, work)


def _can_open(lote: Lote, usuario: Usuario) -> bool:
    relacao = find_relacao(usuario, dono_id=lote.usuario_id, unidade=lote.unidade, is_shared=False)
    return relacao.can_open and usuario.has_permission("classificador.usar")


def _require_usar(usuario: Usuario) -> None:
    if not (usuario.is_active and usuario.has_permission("classificador.usar")):
        raise PermissionDeniedError("lots")


def choose_fila(lote: Lote) -> QueueName:
    """Models trained here answer where they are loaded; a lot with a route goes on to Gemini after every document was
    asked of that model."""
    has_first = lote.pedido.rota is not None and (lote.contagem.a_triar > 0 or lote.fontes_a_abrir > 0)
    return QueueName.INFERENCIA if has_first or is_local(lote.pedido.modelo) else QueueName.LOTES


def build_key(lote_id: UUID) -> str:
    """The name of the work in the queue."""
    return f"{_KEY}{lote_id}"


def is_key_of_lote(key: str) -> bool:
    return key.startswith(_KEY)


def _refuse(fault: str, way_out: str) -> LoteRecusadoError:
    text = f"O lote {fault}. O portal não o criou e nada foi enviado ao modelo. {way_out} e peça de novo."
    return LoteRecusadoError(fault, user_message=text)
