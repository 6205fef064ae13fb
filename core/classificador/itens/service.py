"""What people do with the documents of a lot: read them beside the answers, correct, review."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from uuid import UUID

from core.classificador.domain import (
    Correcao,
    Emenda,
    EstadoDoItem,
    FiltroDeItens,
    FinalidadeDoLote,
    ItemDoLote,
    Lote,
    LoteCorrigido,
    PaginaDeItens,
)
from core.classificador.itens.repository import ItemRepository
from core.classificador.service import LoteService
from core.errors import ForbiddenChangeError, InvalidInputError, PermissionDeniedError, RecordNotFoundError
from core.processos.domain import DocumentoLido
from core.processos.numero_cnj import parse_numero_cnj
from core.processos.repository import ProcessoRepository
from core.processos.service import ProcessoService
from core.prompts.domain import Prompt
from core.prompts.instrucoes.classificacao import find_categoria
from core.prompts.service import PromptService
from core.usuarios.domain import Usuario

_TAMANHO = 50
_AT_ONCE = 100
"""Documents whose texts are in memory together."""

DOS_AUTOS = (
    "O texto deste documento é dos autos de um processo, e o seu perfil no portal não consulta processos. "
    "A resposta do modelo continua à vista; peça o texto a quem criou o lote."
)
"""Instead of the text of a document of a case, for people who may not see cases."""

TODOS = FiltroDeItens()


class ItemService:
    """The documents of lots that a person may see."""

    def __init__(
        self,
        repository: ItemRepository,
        lotes: LoteService,
        prompts: PromptService,
        processos: ProcessoService,
        guardados: ProcessoRepository,
    ) -> None:
        self._repository = repository
        self._lotes = lotes
        self._prompts = prompts
        self._processos = processos
        self._guardados = guardados

    def list_itens(
        self, lote_id: UUID, usuario: Usuario, filtro: FiltroDeItens = TODOS, pagina: int = 1
    ) -> PaginaDeItens:
        """One page in the order of the lot. Raises RecordNotFoundError."""
        self._lotes.get_lote(lote_id, usuario)
        return self._repository.list_page(lote_id, filtro, pagina, _TAMANHO)

    def list_revisao(self, usuario: Usuario, pagina: int = 1) -> PaginaDeItens:
        """Answers of low confidence in the person's lots and the unit's that nobody corrected or confirmed."""
        return self._repository.list_revisao(usuario, pagina, _TAMANHO)

    def get_item(self, item_id: int, usuario: Usuario) -> ItemDoLote:
        """Raises RecordNotFoundError."""
        item = self._repository.get(item_id)
        self._lotes.get_lote(item.lote_id, usuario)
        return item

    def find_lido(self, item_id: int, usuario: Usuario) -> DocumentoLido | None:
        """The document, page by page, as it was read; None while it was not.

        Raises PermissionDeniedError for a document of a case and a person who may not see cases.
        """
        item = self.get_item(item_id, usuario)
        lote = self._lotes.get_lote(item.lote_id, usuario)
        if not lote.chave and not usuario.has_permission("processos.ver"):
            raise PermissionDeniedError("text of a case", user_message=DOS_AUTOS)
        if not item.sha256:
            return None
        return self._find_lido(lote, item)

    def get_prompt(self, lote: Lote) -> Prompt:
        """The version that the lot is classified with, whatever is in production now."""
        return self._prompts.get_prompt(lote.pedido.prompt_slug, lote.pedido.prompt_versao)

    def correct_item(self, item_id: int, usuario: Usuario, emenda: Emenda) -> ItemDoLote:
        """Put a person's word in place of the answer; repeating the answer confirms it.

        Raises CorrecaoConflictError with the other's when somebody was faster, InvalidInputError for a category that
        the prompt's version does not have, InvalidNumeroCnjError, ForbiddenChangeError before there is an answer.
        """
        item = self.get_item(item_id, usuario)
        lote = self._lotes.get_lote(item.lote_id, usuario)
        if item.estado not in (EstadoDoItem.CONCLUIDO, EstadoDoItem.ERRO):
            raise ForbiddenChangeError(f"item {item.estado}")
        if lote.pedido.finalidade is FinalidadeDoLote.AVALIACAO:
            raise ForbiddenChangeError("run over a golden set")
        _require_known(self.get_prompt(lote), emenda)
        numero = parse_numero_cnj(emenda.numero_processo_cnj) if emenda.numero_processo_cnj.strip() else ""
        checked = Emenda(emenda.categoria, emenda.subcategoria, numero, emenda.revisao)
        return self._repository.correct(item_id, usuario, checked)

    def sum_revisoes(self, lote_id: UUID) -> int:
        """How many corrections there are in any lot; grows with each."""
        return self._repository.sum_revisoes(lote_id)

    def iterate(self, lote_id: UUID) -> Iterator[ItemDoLote]:
        """All documents of any lot in order, for services that asked for it themselves."""
        ordem = 0
        while itens := self._repository.list_after(lote_id, ordem):
            yield from itens
            ordem = itens[-1].ordem

    def list_lotes_corrigidos(self, prompt_slug: str) -> tuple[LoteCorrigido, ...]:
        """Lots of every unit in which people corrected or confirmed answers of this prompt."""
        return self._repository.list_lotes_corrigidos(prompt_slug)

    def iterate_corrigidos(self, lote: Lote) -> Iterator[tuple[ItemDoLote, Correcao, str]]:
        """What people corrected or confirmed in any lot, in order, for services that asked for it themselves.

        With its text, which is empty where it was not read or is secret by now.
        """
        corrigidos = ((item, item.correcao) for item in self.iterate(lote.id) if item.correcao is not None)
        while some := list(islice(corrigidos, _AT_ONCE)):
            lidos = self._find_lidos(lote, [item for item, _ in some])
            for item, correcao in some:
                yield item, correcao, lidos[item.id].texto if item.id in lidos else ""

    def _find_lidos(self, lote: Lote, itens: Sequence[ItemDoLote]) -> dict[int, DocumentoLido]:
        """As ``_find_lido``, of many by item; a case that is not known any more has none."""
        by_case: dict[str, list[ItemDoLote]] = {}
        for item in itens:
            by_case.setdefault("" if lote.chave else item.numero_cnj, []).append(item)
        of_files = by_case.pop("", [])
        found = self._guardados.find_leituras({item.sha256 for item in of_files})
        lidos = {item.id: found[item.sha256] for item in of_files if item.sha256 in found}
        for numero_cnj, of_case in by_case.items():
            with suppress(RecordNotFoundError):
                processo = self._processos.get_processo(numero_cnj)
                of_ids = self._processos.find_lidos(processo, {item.id_documento: item.sha256 for item in of_case})
                lidos |= {item.id: of_ids[item.id_documento] for item in of_case if item.id_documento in of_ids}
        return lidos

    def _find_lido(self, lote: Lote, item: ItemDoLote) -> DocumentoLido | None:
        if not item.numero_cnj or lote.chave:
            return self._guardados.find_leituras([item.sha256]).get(item.sha256)
        processo = self._processos.get_processo(item.numero_cnj)
        return self._processos.find_lidos(processo, {item.id_documento: item.sha256}).get(item.id_documento)


def _require_known(prompt: Prompt, emenda: Emenda) -> None:
    categoria = find_categoria(prompt, emenda.categoria)
    if categoria is None:
        text = "Esta categoria não existe na instrução do lote. A correção não foi guardada; escolha uma da lista."
        raise InvalidInputError("unknown category", user_message=text)
    if emenda.subcategoria and emenda.subcategoria not in categoria.subcategorias:
        text = f"“{categoria.nome}” não tem esta subcategoria. A correção não foi guardada; escolha uma da lista."
        raise InvalidInputError("unknown subcategory", user_message=text)
