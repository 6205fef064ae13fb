"""What a click or a key asks of the document that is open, kept from the click to the run that follows it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import streamlit as st
import structlog

from core.bootstrap import SERVERS_AWAY
from core.classificador.domain import Emenda, ItemDoLote, PaginaDeItens
from core.errors import CorrecaoConflictError, InvalidInputError, PortalError
from core.processos.numero_cnj import format_numero_cnj
from core.usuarios.domain import Usuario
from pages.ui.classificador.enderecos import CATEGORIA, ITEM, PAGINA, SITUACAO, go
from pages.ui.errors import find_known
from pages.ui.plain import escape_markdown
from pages.ui.runtime import services

log = structlog.get_logger(__name__)

TECLAS = "123456789abcdefghilmnopqrstuvwxyz"
"""Keys of the categories in their order; J and K turn documents."""

MESA = "classificador_mesa"
"""Key of the component that takes keys and clicks on lines."""

PRIMEIRO, ULTIMO, SEGUINTE = "primeiro", "ultimo", "seguinte"
"""In place of a document in the address: the one at that end of the page, or the first that came to it just now."""

_ABERTO, _VEZ, _VISTA = "classificador_aberto", "classificador_vez", "classificador_vista"
_ANTES = "classificador_antes"
_FALA, _ATOS, _RECUSA = "classificador_fala", "classificador_atos", "classificador_recusa"


@dataclass
class Aberto:
    """The document that this tab has open: ``base`` is the correction that its fields began from.

    ``vez`` makes the keys of the fields; ``inicial`` is what they began with (category, subcategory, number).
    """

    item_id: int
    base: int
    vez: int
    inicial: tuple[str, str, str]

    def key(self, field: str) -> str:
        return f"lote_{field}_{self.item_id}_{self.vez}"


@dataclass(frozen=True)
class _Vista:
    """The lines that this tab showed last. What a person confirms leaves a list ``is_revisao``."""

    ids: tuple[int, ...]
    pagina: int
    paginas: int
    is_revisao: bool


def open_item(item: ItemDoLote) -> Aberto:
    """The fields of the document on the screen. What the person did not touch follows what others save."""
    aberto: Aberto | None = st.session_state.get(_ABERTO)
    if aberto is None or aberto.item_id != item.id:
        return _begin(item)
    is_other = (item.revisao, _read_item(item)) != (aberto.base, aberto.inicial)
    if is_other and not has_typed(aberto):
        return _begin(item)
    return aberto


def has_typed(aberto: Aberto) -> bool:
    """Whether the fields hold something else than they began with."""
    return read_fields(aberto) != aberto.inicial


def read_fields(aberto: Aberto) -> tuple[str, str, str]:
    """Category, subcategory and number as they stand in the fields."""
    categoria, subcategoria, numero = aberto.inicial
    categoria = st.session_state.get(aberto.key("categoria")) or categoria
    found = st.session_state.get(f"{aberto.key('subcategoria')}_{categoria}")
    if found is None:
        found = subcategoria if categoria == aberto.inicial[0] else ""
    return categoria, found, str(st.session_state.get(aberto.key("numero"), numero)).strip()


def note_vista(pagina: PaginaDeItens, paginas: int, *, is_revisao: bool) -> None:
    st.session_state[_VISTA] = _Vista(tuple(item.id for item in pagina.itens), pagina.numero, paginas, is_revisao)


def find_by_place(pagina: PaginaDeItens, place: str) -> ItemDoLote | None:
    """The document at the place that stands in the address; None on an empty page."""
    if not pagina.itens:
        return None
    if place == SEGUINTE:
        antes = st.session_state.get(_ANTES, ())
        return next((item for item in pagina.itens if item.id not in antes), pagina.itens[-1])
    return pagina.itens[0 if place == PRIMEIRO else -1]


def press(usuario: Usuario, nome: str, item_id: int) -> None:
    """The callback of a button beside the document."""
    _do(usuario, nome, item_id)


def turn(usuario: Usuario) -> None:
    """The callback of the component: what a key or a click on a line asks for."""
    place: dict[str, Any] = st.session_state[MESA].get("vai") or {}
    if "guardar" in place:
        _do(usuario, "guardar", int(place["guardar"]), str(place.get("categoria", "")))
        return
    if "passo" in place:
        _step(1 if place["passo"] == "1" else -1)
    elif ITEM in place:
        go(**{ITEM: str(place[ITEM])})
    elif PAGINA in place:
        go(**{PAGINA: str(place[PAGINA]), ITEM: PRIMEIRO})
    elif SITUACAO in place:
        go(**{SITUACAO: str(place[SITUACAO]), PAGINA: "", ITEM: PRIMEIRO})
    _count()


def show_recusa() -> None:
    """What the last act was refused for, until the next one."""
    if recusa := st.session_state.get(_RECUSA):
        st.error(escape_markdown(recusa), icon=":material/error:")


def take_fala() -> tuple[str, int]:
    """What is to be said aloud, once, and the number of acts so far."""
    return st.session_state.pop(_FALA, ""), st.session_state.get(_ATOS, 0)


def _do(usuario: Usuario, nome: str, item_id: int, categoria: str = "") -> None:
    """Here and not in the run that follows, which the next key or the next look at the lot may end in the middle.

    ``categoria`` is the one that was in sight when Enter was pressed: the field may not have told it yet.
    """
    aberto: Aberto | None = st.session_state.get(_ABERTO)
    if aberto is None or aberto.item_id != item_id:
        return
    _count()
    if categoria:
        st.session_state[aberto.key("categoria")] = categoria
    match nome:
        case "proximo" | "anterior":
            _step(1 if nome == "proximo" else -1)
            return
        case "dela":
            st.session_state.pop(_ABERTO)
            return
    with noting_refusal():
        if nome == "minha":
            aberto.base = services().itens.get_item(aberto.item_id, usuario).revisao
        _save(usuario, aberto)


@contextmanager
def noting_refusal() -> Iterator[None]:
    """For callbacks, which draw nothing: what goes wrong inside is told by the run that follows."""
    st.session_state.pop(_RECUSA, None)
    try:
        yield
    except CorrecaoConflictError as error:  # the panel shows both
        st.session_state[_FALA] = error.user_message
    except (PortalError, *SERVERS_AWAY) as error:
        _refuse(find_known(error))


def _save(usuario: Usuario, aberto: Aberto) -> None:
    categoria, subcategoria, numero = read_fields(aberto)
    if not categoria:
        text = "Falta escolher a categoria. Nada foi guardado; escolha uma e confirme de novo."
        raise InvalidInputError("no category", user_message=text)
    emenda = Emenda(categoria, subcategoria, numero, aberto.base)
    services().itens.correct_item(aberto.item_id, usuario, emenda)
    is_same = categoria == aberto.inicial[0]
    st.session_state[_FALA] = "Confirmado." if is_same else "Correção guardada."
    st.session_state.pop(_ABERTO)
    _step(1, has_left=_leaves_list(categoria))


def _leaves_list(categoria: str) -> bool:
    """Whether a document leaves the list that is shown once it has this category: others move up to its page."""
    vista: _Vista | None = st.session_state.get(_VISTA)
    return (vista is not None and vista.is_revisao) or st.query_params.get(CATEGORIA, "") not in ("", categoria)


def _refuse(error: PortalError | None) -> None:
    if error is not None:
        log.warning("page_error_shown", code=error.code, kind=type(error).__name__, detail=error.detail)
        st.session_state[_FALA] = error.user_message
        st.session_state[_RECUSA] = f"{error.user_message}\n\nCódigo para o suporte: **{error.code}**"


def _begin(item: ItemDoLote) -> Aberto:
    vez = st.session_state[_VEZ] = st.session_state.get(_VEZ, 0) + 1
    aberto = st.session_state[_ABERTO] = Aberto(item.id, item.revisao, vez, _read_item(item))
    return aberto


def _read_item(item: ItemDoLote) -> tuple[str, str, str]:
    """What counts of a document now, as its fields show it."""
    if item.correcao is not None:
        numero = item.correcao.numero_processo_cnj
    else:
        numero = (item.resposta.numero_processo_cnj if item.resposta else "") or item.numero_cnj
    return item.categoria, item.subcategoria, format_numero_cnj(numero) if numero else ""


def _step(passo: int, *, has_left: bool = False) -> None:
    """The next or the one before, over the end of a page; at the end of the list it stays.

    When the document ``has_left`` the list, what followed it on the next page stands on this one now.
    """
    vista: _Vista | None = st.session_state.get(_VISTA)
    here = st.query_params.get(ITEM, "")
    ids = [str(one) for one in vista.ids] if vista else []
    if vista is None or here not in ids:
        go(**{ITEM: PRIMEIRO})
        return
    place, page = ids.index(here) + passo, vista.pagina + passo
    if 0 <= place < len(ids):
        go(**{ITEM: ids[place]})
    elif has_left and page <= vista.paginas:
        st.session_state[_ANTES] = vista.ids
        go(**{ITEM: SEGUINTE})
    elif 1 <= page <= vista.paginas:
        go(**{PAGINA: page, ITEM: PRIMEIRO if passo > 0 else ULTIMO})
    else:
        st.session_state[_FALA] = "Fim da lista." if passo > 0 else "Começo da lista."


def _count() -> None:
    """Another act begins: what the one before was refused for has been read."""
    st.session_state.pop(_RECUSA, None)
    st.session_state[_ATOS] = st.session_state.get(_ATOS, 0) + 1
