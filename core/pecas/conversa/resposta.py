"""The model's answer to a request: exactly one of four forms, or a named error. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.errors import AjusteInvalidoError
from core.pecas.edicao.secoes import split_secoes

_FORM = re.compile(
    r"\s*<(?P<forma>ajuste|pergunta|busca|modulo)(?: indice=\"(?P<indice>\d{1,3})\")?>(?P<corpo>.*)</(?P=forma)>\s*"
    r"(?:<resumo>(?P<resumo>.*)</resumo>\s*)?",
    re.DOTALL,
)
_TAG = re.compile(r"</?(?:ajuste|pergunta|busca|modulo|resumo)\b")
_SHOWN = re.compile(r"\s*<(ajuste|pergunta|modulo)(?: indice=\"\d{1,3}\")?>[ \t]*\n?")
_MAX_RESUMO = 600
_MAX_PERGUNTA = 1_500
_MAX_BUSCA = 200
_MAX_CHARS = 120_000
"""Of a whole answer; the model's own limit is of this size."""

_IGUAL = (
    "O Gemini devolveu a seção como ela já estava, e nada foi mudado na minuta. "
    "Escreva o pedido de outro modo e envie de novo."
)
_TITULOS = (
    "O Gemini mexeu nos títulos da peça, e a proposta não foi usada: o texto da minuta não mudou. "
    "Peça de novo ou mude o título à mão na seção."
)


@dataclass(frozen=True)
class Ajuste:
    """The new text of the whole section."""

    texto: str
    resumo: str


@dataclass(frozen=True)
class Pergunta:
    texto: str


@dataclass(frozen=True)
class Busca:
    palavras: str


@dataclass(frozen=True)
class Indicacao:
    """A module of the list by its index, from 1, with the topic that it would become."""

    indice: int
    texto: str
    resumo: str


Resposta = Ajuste | Pergunta | Busca | Indicacao


def parse_resposta(texto: str, *, achados: int | None = None) -> Resposta:
    """``achados``: modules that the request offered; None when it offered none and a search may be asked for.

    Raises AjusteInvalidoError.
    """
    match = _FORM.fullmatch(texto.replace("\0", ""))
    if match is None or len(texto) > _MAX_CHARS:
        raise AjusteInvalidoError("none of the forms")
    forma, corpo, indice = match["forma"], match["corpo"].strip("\r\n"), match["indice"]
    resumo = " ".join((match["resumo"] or "").split())
    if _TAG.search(corpo) or _TAG.search(resumo) or not corpo.strip():
        raise AjusteInvalidoError("a form inside a form, or an empty one")
    if bool(indice) != (forma == "modulo") or bool(resumo) != (forma in ("ajuste", "modulo")):
        raise AjusteInvalidoError(f"{forma} with too much or too little")
    if len(resumo) > _MAX_RESUMO:
        raise AjusteInvalidoError("resumo too long")
    if forma == "ajuste":
        return Ajuste(corpo, resumo)
    if forma == "pergunta":
        return Pergunta(_cut(corpo, _MAX_PERGUNTA))
    if forma == "busca":
        return _read_busca(corpo, achados)
    return _read_modulo(int(indice), corpo, resumo, achados)


def read_visivel(texto: str) -> str:
    """What a person may read of an answer that is still being written: its text, without the form around it."""
    opening = _SHOWN.match(texto)
    if opening is None:
        return ""
    closing = f"</{opening[1]}>"
    shown, found, _ = texto[opening.end() :].partition(closing)
    if not found:
        held = next((size for size in range(len(closing) - 1, 0, -1) if shown.endswith(closing[:size])), 0)
        shown = shown[: len(shown) - held]
    return shown.rstrip("\r\n")


def check_ajuste(antes: str, depois: str) -> str:
    """The new text as it may be proposed: another one, under the same headings. Raises AjusteInvalidoError."""
    if _list_titulos(antes) != _list_titulos(depois):
        raise AjusteInvalidoError("other headings", user_message=_TITULOS)
    if antes.strip() == depois.strip():
        raise AjusteInvalidoError("the same text", user_message=_IGUAL)
    return depois.strip("\r\n")


def _read_busca(corpo: str, achados: int | None) -> Busca:
    palavras = " ".join(corpo.split())
    if achados is not None or len(palavras) > _MAX_BUSCA:
        raise AjusteInvalidoError("a search that is not due")
    return Busca(palavras)


def _read_modulo(indice: int, corpo: str, resumo: str, achados: int | None) -> Indicacao:
    if not 1 <= indice <= (achados or 0):
        raise AjusteInvalidoError("a module outside the list")
    if any(titulo for _, titulo in _list_titulos(corpo)):
        raise AjusteInvalidoError("headings in a topic", user_message=_TITULOS)
    return Indicacao(indice, corpo.strip(), resumo)


def _list_titulos(texto: str) -> list[tuple[int, str]]:
    return [(secao.nivel, secao.titulo) for secao in split_secoes(texto.strip())]


def _cut(texto: str, limit: int) -> str:
    plain = " ".join(texto.split())
    if len(plain) > limit:
        raise AjusteInvalidoError("pergunta too long")
    return plain
