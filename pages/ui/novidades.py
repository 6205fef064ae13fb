"""What changed in a case since the person saw it: new documents, new movements, facts of the header."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from html import escape

import streamlit as st

from core.processos.autos.domain import Autos, DocumentoDosAutos
from core.processos.domain import Movimento
from core.processos.novidades import Mudanca, Novidades
from core.usuarios.domain import Usuario
from pages.ui.dates import format_day, format_when
from pages.ui.leitor import render_vai
from pages.ui.runtime import services

_MOST = 5
"""Lines of a list that are shown at once."""

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_NADA = (
    '<p class="autos-sem-novidades" role="status"><span class="portal-estado portal-estado-pronto">'
    "Nada mudou desde a consulta de {desde}, a última que você tinha visto. O TJMS confirmou {agora}.</span></p>"
)
_LISTA = '<h4>{titulo}</h4><ul class="portal-lista autos-mudou">{itens}</ul>{resto}'
_RESTO = '<details><summary>Mostrar mais {quantos}</summary><ul class="portal-lista autos-mudou">{itens}</ul></details>'
_ITEM = '<li>{abre}<span class="data">{data}</span><span class="nome">{nome}{lugar}</span>{fecha}</li>'
_FATO = '<li><div class="fechado"><span class="data">{nome}</span><span class="nome">{mudou}</span></div></li>'


def show_novidades(usuario: Usuario, autos: Autos) -> None:
    """Nothing while the court gave no answer since the one that the person saw; else what is new, or that nothing is.

    To draw it is to have shown it: this answer counts as seen from the next visit on.
    """
    desde = services().autos.note_vista(usuario.id, autos)
    if autos.consultado_em <= desde:
        return
    novidades = services().processos.find_novidades(autos.processo.numero_cnj, desde)
    blocks = render_blocos(autos, novidades)
    if not blocks:
        st.html(_NADA.format(desde=format_when(desde), agora=format_when(autos.consultado_em)))
        return
    with st.container(key="processos_novidades"):
        st.subheader("O que mudou", anchor=False)
        st.html(
            f'<p class="autos-desde" role="status">{escape(count_novidades(autos, novidades))} desde a consulta de '
            f"{format_when(desde)}, a última que você tinha visto.</p>{blocks}"
        )


def _list_documentos(autos: Autos, novidades: Novidades) -> list[DocumentoDosAutos]:
    """The new documents that the court still lists, the newest first."""
    new = {documento.id_documento for documento in novidades.documentos}
    return [documento for documento in reversed(autos.documentos) if documento.id_documento in new]


def count_novidades(autos: Autos, novidades: Novidades) -> str:
    counts = (
        (len(_list_documentos(autos, novidades)), "documento novo", "documentos novos"),
        (len(novidades.movimentos), "movimentação nova", "movimentações novas"),
        (len(novidades.mudancas), "dado alterado", "dados alterados"),
    )
    return ", ".join(f"{count} {one if count == 1 else many}" for count, one, many in counts if count)


def render_blocos(autos: Autos, novidades: Novidades) -> str:
    numero = autos.processo.numero_cnj
    movimentos = sorted(novidades.movimentos, key=lambda m: _read_moment(m.data_hora), reverse=True)
    blocks = (
        ("Documentos", [_render_documento(numero, d) for d in _list_documentos(autos, novidades)]),
        ("Movimentações", [_render_movimento(autos, movimento) for movimento in movimentos]),
        ("Dados do processo", [_render_mudanca(mudanca) for mudanca in novidades.mudancas]),
    )
    return "".join(_render_lista(titulo, itens) for titulo, itens in blocks if itens)


def _read_moment(moment: datetime | None) -> datetime:
    """The court gives dates with a zone and without."""
    return _LONG_AGO if moment is None else moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _render_lista(titulo: str, itens: Sequence[str]) -> str:
    rest = itens[_MOST:]
    resto = _RESTO.format(quantos=len(rest), itens="".join(rest)) if rest else ""
    return _LISTA.format(titulo=titulo, itens="".join(itens[:_MOST]), resto=resto)


def _render_documento(numero: str, documento: DocumentoDosAutos) -> str:
    is_secret = documento.is_sigiloso
    lugar = f"sigiloso (nível {documento.documento.nivel_sigilo})" if is_secret else documento.lugar
    return _ITEM.format(
        abre='<div class="fechado">' if is_secret else f"<a {render_vai(numero, documento.id_documento, 1)}>",
        fecha="</div>" if is_secret else "</a>",
        data=format_day(documento.documento.data_hora),
        nome=escape(documento.titulo),
        lugar=f'<span class="lugar">{escape(lugar)}</span>',
    )


def _render_movimento(autos: Autos, movimento: Movimento) -> str:
    more = [texto for texto in movimento.complementos if texto != movimento.descricao]
    if documento := autos.find(movimento.id_documento):
        more.append(documento.titulo)
    return _ITEM.format(
        abre='<div class="fechado">',
        fecha="</div>",
        data=format_day(movimento.data_hora),
        nome=escape(movimento.descricao) or "Movimentação sem descrição",
        lugar=f'<span class="lugar">{escape(" · ".join(more))}</span>' if more else "",
    )


def _render_mudanca(mudanca: Mudanca) -> str:
    if len(mudanca.sairam) == len(mudanca.entraram) == 1:
        mudou = f"de {mudanca.sairam[0]} para {mudanca.entraram[0]}"
    else:
        mudou = "; ".join(_name(("entrou", "entraram"), mudanca.entraram) + _name(("saiu", "saíram"), mudanca.sairam))
    return _FATO.format(nome=escape(mudanca.nome), mudou=escape(mudou))


def _name(verbs: tuple[str, str], values: Iterable[str]) -> list[str]:
    found = list(values)
    return [f"{verbs[len(found) > 1]} {', '.join(found)}"] if found else []
