"""What kind of document a handed-in file is: the model chooses from the library's categories, by index."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from core.clients.gemini import GeminiClient, PedidoAoModelo, Procedencia, Turno
from core.errors import GeminiResponseError
from core.events import Agente
from core.pecas.domain import Resumo
from core.pecas.pedidos import cut_paginas
from core.pecas.resumos import Resumos, hash_texto
from core.pecas.versoes import Biblioteca
from core.processos.domain import Pagina, PecaDosAutos
from core.prompts.domain import CATEGORIA_RESIDUAL, CategoriaDeDocumento
from core.settings import GeminiSettings

INSTRUCAO = "classificar_documento"
CONFIANCAS = ("alta", "media", "baixa")
_BAIXA = CONFIANCAS[-1]

_PRIMEIRAS = 3
_MAX_CHARS = 12_000
"""What tells a document from others stands on its first pages."""

_CHAVE = "classificacao"
_SEM_TEXTO = "Nenhuma página pôde ser lida."
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "indice": {"type": "integer"},
        "confianca": {"type": "string", "enum": list(CONFIANCAS)},
        "motivo": {"type": "string"},
    },
    "required": ["indice", "confianca", "motivo"],
}


@dataclass(frozen=True)
class Classificacao:
    """``categoria`` is the residual one when the model is not sure enough."""

    categoria: str
    confianca: str
    motivo: str


class Classificador:
    """The same text is never paid for twice while the library's categories stay as they are."""

    def __init__(self, gemini: GeminiClient, resumos: Resumos, settings: GeminiSettings) -> None:
        self._gemini = gemini
        self._resumos = resumos
        self._settings = settings

    def classify(self, biblioteca: Biblioteca, peca: PecaDosAutos) -> Classificacao:
        """The category of a document that was read. Raises the errors of the model."""
        paginas, _ = cut_paginas(peca.lido.paginas[:_PRIMEIRAS] if peca.lido else (), max_chars=_MAX_CHARS)
        if peca.lido is None or not any(pagina.texto.strip() for pagina in paginas):
            return Classificacao(CATEGORIA_RESIDUAL, _BAIXA, _SEM_TEXTO)
        categorias, prompt = biblioteca.list_categorias(), biblioteca.get_prompt(INSTRUCAO)
        modelo = biblioteca.get_modelo(Agente.COLETOR, self._settings.modelo_coletor)
        texto = hash_texto(peca.lido.sha256, paginas)
        chave = (_hash(texto, peca.documento.descricao, categorias), _CHAVE, prompt.versao, modelo)

        def ask() -> Resumo:
            turno = _render(categorias, peca, paginas)
            pedido = PedidoAoModelo(modelo=modelo, instrucao=prompt.texto, turnos=(turno,))
            answer = self._gemini.generate_json(pedido, _SCHEMA, operation="classificador").valor
            found = read_classificacao(answer, categorias)
            return Resumo(found.motivo, {_CHAVE: {"categoria": found.categoria, "confianca": found.confianca}})

        resumo = self._resumos.obtain(chave, ask)
        kept = resumo.respostas[_CHAVE]
        return Classificacao(str(kept["categoria"]), str(kept["confianca"]), resumo.texto)


def read_classificacao(answer: Mapping[str, Any], categorias: Sequence[CategoriaDeDocumento]) -> Classificacao:
    """The answer, checked against the list that was given. Raises GeminiResponseError for anything outside it."""
    indice, confianca = answer.get("indice"), answer.get("confianca")
    if isinstance(indice, bool) or not isinstance(indice, int) or not 1 <= indice <= len(categorias):
        raise GeminiResponseError("a category that was not offered")
    if confianca not in CONFIANCAS:
        raise GeminiResponseError("no such confidence")
    motivo = " ".join(str(answer.get("motivo") or "").split())
    if confianca == _BAIXA:
        return Classificacao(CATEGORIA_RESIDUAL, _BAIXA, motivo)
    return Classificacao(categorias[indice - 1].slug, str(confianca), motivo)


def _render(categorias: Sequence[CategoriaDeDocumento], peca: PecaDosAutos, paginas: Sequence[Pagina]) -> Turno:
    lines = ['<pedido agente="classificador">', "<categorias>"]
    for indice, categoria in enumerate(categorias, start=1):
        nome = quoteattr(categoria.nome)
        lines.append(f'<categoria indice="{indice}" nome={nome}>{escape(categoria.instrucao.strip())}</categoria>')
    lines.append(f"</categorias>\n<documento nome={quoteattr(peca.documento.descricao)}>")
    lines += [f'<pagina n="{pagina.numero}">\n{escape(pagina.texto)}\n</pagina>' for pagina in paginas]
    lines.append("</documento>\n</pedido>")
    ids = peca.documento.ids_das_partes
    return Turno("\n".join(lines), frozenset(Procedencia(peca.numero_cnj, ident) for ident in ids))


def _hash(texto: str, nome: str, categorias: Sequence[CategoriaDeDocumento]) -> str:
    """Of all that decides the answer: the pages, the name of the file and the library's categories."""
    digest = hashlib.sha256(f"{texto}\0{nome}".encode())
    for categoria in categorias:
        digest.update(f"\0{categoria.slug}\0{categoria.versao}".encode())
    return digest.hexdigest()
