"""The formats that are not PDF although the court may say so: RTF, HTML and text in latin-1."""

from __future__ import annotations

import re
import textwrap
from html import escape

from simulators.tribunal.arquivos.blocos import Bloco, Tipo, strip_marks

_HTML_TAGS = {Tipo.TITULO: "h1", Tipo.SECAO: "h2", Tipo.CITACAO: "blockquote", Tipo.ITEM: "li"}
_RTF_STYLES = {
    Tipo.TITULO: r"\qc\b ",
    Tipo.SECAO: r"\ql\b ",
    Tipo.CITACAO: r"\li2268\fs22 ",
    Tipo.ITEM: r"\li567 ",
    Tipo.TIMBRE: r"\qc\fs20 ",
    Tipo.ASSINATURA: r"\qc ",
}


def render_rtf(blocos: list[Bloco]) -> bytes:
    """As the court's editor writes it: code page 1252 with escaped accents."""
    linhas = [r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\froman Times New Roman;}}\paperw11906\paperh16838\fs24"]
    for bloco in blocos:
        estilo = _RTF_STYLES.get(bloco.tipo, r"\qj\fi1134 ")
        texto = _escape_rtf(strip_marks(" ".join(bloco.celulas) if bloco.tipo is Tipo.LINHA else bloco.texto))
        linhas.append(rf"{{\pard{estilo}{texto}\par}}")
    return ("\r\n".join([*linhas, "}"])).encode("ascii")


def render_html(blocos: list[Bloco], *, titulo: str) -> bytes:
    corpo = []
    for bloco in blocos:
        tag = _HTML_TAGS.get(bloco.tipo, "p")
        texto = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", escape(bloco.texto, quote=False))
        corpo.append(f"<{tag}>{texto}</{tag}>")
    cabeca = f'<meta charset="utf-8"><title>{escape(titulo)}</title><style>p {{ text-align: justify }}</style>'
    linhas = "\n".join(corpo)
    return f'<!DOCTYPE html>\n<html lang="pt-BR"><head>{cabeca}</head><body>\n{linhas}\n</body></html>'.encode()


def render_txt(blocos: list[Bloco]) -> bytes:
    """Latin-1, as old systems of the court write it."""
    paragrafos = [textwrap.fill(strip_marks(bloco.texto), 92) for bloco in blocos]
    return "\r\n\r\n".join(paragrafos).replace("\r\n", "\n").replace("\n", "\r\n").encode("latin-1", "replace")


def _escape_rtf(texto: str) -> str:
    partes = []
    for caractere in texto:
        if caractere in "\\{}":
            partes.append("\\" + caractere)
        elif caractere.isascii():
            partes.append(caractere)
        else:
            partes.append("".join(f"\\'{byte:02x}" for byte in caractere.encode("cp1252", "replace")))
    return "".join(partes)
