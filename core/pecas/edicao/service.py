"""Editing a minuta by hand: save a section, keep versions, compare them, go back to one."""

from __future__ import annotations

from uuid import UUID

from core.errors import InvalidInputError, SecaoConflictError
from core.exportacao.markdown import remove_control_characters
from core.pecas.domain import OrigemDaVersao, VersaoDaPeca
from core.pecas.edicao.diferenca import compare_palavras
from core.pecas.edicao.domain import Edicao, VersaoNaLista
from core.pecas.edicao.repository import EdicaoRepository
from core.pecas.edicao.secoes import (
    find_secoes,
    find_trecho,
    hash_secao,
    insert_secao,
    move_secao,
    remove_secao,
    replace_trecho,
    split_secoes,
)
from core.prompts.modulos.diferenca import Trecho
from core.usuarios.domain import Usuario

MAX_TEXTO = 1_000_000
"""Characters of a whole peça: about 300 pages."""

_VAZIA = "Esta seção ficou sem texto e não foi guardada. Escreva algo nela ou use Remover seção."
_GRANDE = "A peça passou de 1 milhão de caracteres e a mudança não foi guardada. Encurte o texto."


class EdicaoService:
    """Every method raises RecordNotFoundError for a peça that is not there or is another person's.

    Those that change it raise ForbiddenChangeError while it is final.
    """

    def __init__(self, repository: EdicaoRepository) -> None:
        self._repository = repository

    def get(self, peca_id: UUID, usuario_id: int) -> Edicao:
        """The working text: the newest version until somebody changes it."""
        return self._repository.get(peca_id, usuario_id)

    def save_secao(self, peca_id: UUID, usuario: Usuario, *, secao: str, base: str, texto: str) -> Edicao:
        """Put ``texto`` where the words that ``base`` names stand; the rest stays as others made it meanwhile.

        ``base`` is ``Secao.base`` or ``hash_secao`` of the text that was saved last, ``secao`` the key that it had
        then. Saving the same twice changes nothing. Raises SecaoConflictError, InvalidInputError.
        """
        texto = _clean(texto)

        def put(whole: str) -> str:
            where = find_trecho(whole, secao, base)
            if where is None:
                return _settle(whole, secao, texto)
            return _require_size(replace_trecho(whole, where, texto))

        return self._repository.change(peca_id, usuario.id, usuario.nome, put)

    def replace_secoes(self, peca_id: UUID, usuario: Usuario, *, secao: str, antes: str, depois: str) -> Edicao:
        """Put ``depois`` where ``antes`` is the whole of the section of that key, or of sections in a row from there.

        Doing the same twice changes nothing. Raises SecaoConflictError where somebody wrote in them since.
        """
        old, new = _clean(antes), _clean(depois)

        def put(whole: str) -> str:
            where = find_secoes(whole, secao, old)
            if _is_replaced(whole, secao, old, new):
                return whole
            if where is None:
                raise _build_conflict(whole, secao, new)
            return _require_size(replace_trecho(whole, where, new))

        return self._repository.change(peca_id, usuario.id, usuario.nome, put)

    def insert_secao(self, peca_id: UUID, usuario: Usuario, *, depois_de: str, texto: str) -> Edicao:
        """A new section behind the one of that key; at the end where there is no such section."""
        texto = _clean(texto)
        return self._repository.change(
            peca_id, usuario.id, usuario.nome, lambda whole: _require_size(insert_secao(whole, depois_de, texto))
        )

    def remove_secao(self, peca_id: UUID, usuario: Usuario, *, secao: str, base: str) -> Edicao:
        """Without the section, if it is still as it was seen; the text with it stays as a version.

        Raises SecaoConflictError for a section that changed.
        """

        def remove(whole: str) -> str:
            found = next((one for one in split_secoes(whole) if one.chave == secao), None)
            if found is None or found.base != base:
                raise SecaoConflictError("secao changed", atual=found.texto if found else "", minha="")
            return remove_secao(whole, found)

        self._repository.fix(peca_id, usuario.id, usuario.nome, OrigemDaVersao.EDICAO)
        return self._repository.change(peca_id, usuario.id, usuario.nome, remove)

    def move_secao(self, peca_id: UUID, usuario: Usuario, *, secao: str, passo: int) -> Edicao:
        """One place up (-1) or down (1), with what is under it; nothing happens at an end."""
        return self._repository.change(peca_id, usuario.id, usuario.nome, lambda whole: move_secao(whole, secao, passo))

    def fix_versao(
        self, peca_id: UUID, usuario: Usuario, origem: OrigemDaVersao = OrigemDaVersao.EDICAO
    ) -> VersaoDaPeca:
        """The working text as the newest version, which never changes; no second version of the same text.

        Of a final peça it is the newest version, whose text is the only one there is.
        """
        return self._repository.fix(peca_id, usuario.id, usuario.nome, origem)

    def restore(self, peca_id: UUID, usuario: Usuario, numero: int) -> Edicao:
        """The text of an older version as a new one. Nothing is lost: what was being edited is a version too."""
        return self._repository.restore(peca_id, usuario.id, usuario.nome, numero)

    def list_versoes(self, peca_id: UUID, usuario_id: int) -> tuple[VersaoNaLista, ...]:
        """Newest first."""
        return self._repository.list_versoes(peca_id, usuario_id)

    def compare(self, peca_id: UUID, usuario_id: int, a: int, b: int) -> tuple[Trecho, ...]:
        """What version ``b`` changed of version ``a``; 0 is the working text."""
        texts = (self._read(peca_id, usuario_id, numero) for numero in (a, b))
        return compare_palavras(*texts)

    def _read(self, peca_id: UUID, usuario_id: int, numero: int) -> str:
        if numero == 0:
            return self._repository.get(peca_id, usuario_id).texto
        return self._repository.get_versao(peca_id, usuario_id, numero).texto


def _settle(whole: str, secao: str, texto: str) -> str:
    """The same text when it holds what was to be saved already, and no more; otherwise a conflict, with both texts."""
    if find_trecho(whole, secao, hash_secao(texto), to_end=True) is not None:
        return whole
    raise _build_conflict(whole, secao, texto)


def _is_replaced(whole: str, secao: str, old: str, new: str) -> bool:
    """Whether the new words stand there already; where one begins with the other, what one has more tells."""
    if find_secoes(whole, secao, new) is None:
        return False
    if len(new) > len(old):
        return True
    titles, kept, gone = ({one.titulo for one in split_secoes(texto)} for texto in (whole, new, old))
    return find_secoes(whole, secao, old) is None and not titles & (gone - kept)


def _build_conflict(whole: str, secao: str, texto: str) -> SecaoConflictError:
    found = next((one for one in split_secoes(whole) if one.chave == secao), None)
    values = (found.texto, found.base) if found else ("", "")
    return SecaoConflictError("secao changed", atual=values[0], minha=texto, base=values[1])


def _clean(texto: str) -> str:
    """Without characters that no database and no Word file takes. Raises InvalidInputError when nothing is left."""
    clean = remove_control_characters(texto)
    if not clean.strip():
        raise InvalidInputError("secao without text", user_message=_VAZIA)
    return clean


def _require_size(texto: str) -> str:
    if len(texto) > MAX_TEXTO:
        raise InvalidInputError(f"{len(texto)} characters", user_message=_GRANDE)
    return texto
