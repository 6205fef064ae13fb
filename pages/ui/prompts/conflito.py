"""An edit that is under way in this tab: what was opened stays, and another person's save is shown before a choice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Generic, NoReturn, Protocol, TypeVar

import streamlit as st

from core.errors import ForbiddenChangeError
from core.prompts.categorias.domain import Alteracao
from pages.ui.prompts.categorias_leitura import show_alteracoes
from pages.ui.prompts.enderecos import go


class Versionado(Protocol):
    """A frozen dataclass whose version grows with each save; 0 for one that is not stored yet."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def slug(self) -> str: ...

    @property
    def versao(self) -> int: ...


T = TypeVar("T", bound=Versionado)


@dataclass
class Edicao(Generic[T]):
    """``aberto`` is the version as it was opened; ``numero`` makes the keys of its fields.

    ``conferido`` is what was looked through, with its reason. A conflict sets ``viva``, the version of the other
    person, and ``minha``, what was to be saved.
    """

    nome: str
    aberto: T
    numero: int
    conferido: tuple[T, str] | None = None
    viva: T | None = None
    minha: T | None = None

    @property
    def prefix(self) -> str:
        return f"prompts_e_modulos_{self.nome}_{self.numero}"

    @property
    def campo(self) -> str:
        """The key of the first field, which the tab has for as long as the editor is on the screen."""
        return f"{self.prefix}_nome"


def open_edicao(nome: str, slug: str, load: Callable[[], T]) -> Edicao[T]:
    """The edit of ``slug`` that is on the screen of this tab, or a new one of what ``load`` answers.

    Fields that leave the screen lose what was typed, so coming back begins from the live version.
    """
    state = f"prompts_e_modulos_{nome}_edicao"
    edicao = st.session_state.get(state)
    if isinstance(edicao, Edicao) and edicao.aberto.slug == slug and edicao.campo in st.session_state:
        return edicao
    number = edicao.numero + 1 if isinstance(edicao, Edicao) else 1
    st.session_state[state] = Edicao(nome, load(), number)
    return st.session_state[state]


def save_edicao(edicao: Edicao[T], edited: T, save: Callable[[T], T], load: Callable[[str], T], *, is_over: bool) -> T:
    """The saved version. Somebody who was faster is shown beside what was to be saved, unless mine goes over it.

    ``load`` answers the live version of a slug. Raises what ``save`` raises, a conflict of a new one too.
    """
    if is_over and edicao.viva:
        edited = replace(edited, versao=edicao.viva.versao)
    try:
        return save(edited)
    except ForbiddenChangeError:
        if not edited.versao:
            raise
        _tell_conflito(edicao, load(edited.slug), edited)


def _tell_conflito(edicao: Edicao[T], viva: T, minha: T) -> NoReturn:
    """Draw the page anew with both versions; the fields keep what was typed."""
    edicao.viva, edicao.minha, edicao.conferido = viva, minha, None
    st.rerun()


def ask_conflito(edicao: Edicao[T], describe: Callable[[T], Mapping[str, str]]) -> bool:
    """Theirs and mine, once there was a conflict; True when mine is to be put over theirs now."""
    if edicao.viva is None or edicao.minha is None:
        return False
    with st.container(border=True, key=f"{edicao.prefix}_conflito"):
        st.warning(
            "Outra pessoa salvou enquanto você editava. O que você escreveu continua nos campos e ainda não vale.",
            icon=":material/merge:",
        )
        st.markdown("**O que a outra pessoa mudou**")
        show_alteracoes(_compare(describe(edicao.aberto), describe(edicao.viva)))
        st.markdown("**O que muda se a sua ficar no lugar da dela**")
        show_alteracoes(_compare(describe(edicao.viva), describe(edicao.minha)))
        with st.container(horizontal=True, gap="small", key=f"{edicao.prefix}_conflito_acoes"):
            if st.button("Ficar com a versão dela", key=f"{edicao.prefix}_dela"):
                go(ver="")
            return st.button("Pôr a minha por cima", key=f"{edicao.prefix}_por_cima")


def _compare(antes: Mapping[str, str], depois: Mapping[str, str]) -> tuple[Alteracao, ...]:
    names = dict.fromkeys((*antes, *depois))
    pairs = ((name, antes.get(name, ""), depois.get(name, "")) for name in names)
    return tuple(Alteracao(*pair) for pair in pairs if pair[1] != pair[2])
