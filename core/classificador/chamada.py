"""One document as it is asked, and the answer as it must be: the same for a lot, a test and a run over cases. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from core.classificador.domain import Confianca, RespostaDaClassificacao
from core.clients.gemini import PedidoAoModelo, Procedencia, Turno
from core.errors import ClassificacaoInvalidaError, InvalidNumeroCnjError
from core.processos.numero_cnj import parse_numero_cnj
from core.prompts.domain import CategoriaDeClassificacao, Prompt
from core.prompts.instrucoes.classificacao import find_categoria, render_instrucao

MAX_JUSTIFICATIVA = 1_000
"""Characters kept of a reason that is asked to be short."""

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""What JSON can say and PostgreSQL does not take: the zero character and halves of surrogate pairs."""


def build_chamada(
    prompt: Prompt, modelo: str, nome: str, texto: str, procedencias: frozenset[Procedencia]
) -> PedidoAoModelo:
    """The request about one document. Its text is data: escaped, in the user's turn.

    A prompt without categories is only tried: what it answers is text.
    """
    agente = "lote" if prompt.categorias else "texto"
    lines = [f'<pedido agente="{agente}">', f"<documento nome={quoteattr(nome)}>"]
    lines += [escape(texto.strip()), "</documento>", "</pedido>"]
    return PedidoAoModelo(modelo, render_instrucao(prompt), (Turno("\n".join(lines), procedencias),))


def build_trecho(texto: str, procedencias: frozenset[Procedencia]) -> Turno:
    """A piece of a document whose tokens are to be counted."""
    return Turno(texto, procedencias)


def build_schema(prompt: Prompt) -> dict[str, Any]:
    """What the model may answer; the categories are those of this version."""
    subcategorias = sorted({sub for categoria in prompt.categorias for sub in categoria.subcategorias})
    properties: dict[str, Any] = {
        "categoria": {"type": "string", "enum": [categoria.slug for categoria in prompt.categorias]},
        "confianca": {"type": "string", "enum": [confianca.value for confianca in Confianca]},
        "justificativa_breve": {"type": "string"},
        "numero_processo_cnj": {"type": "string"},
    }
    if subcategorias:
        properties["subcategoria"] = {"type": "string", "enum": [*subcategorias, ""]}
    required = ["categoria", "confianca", "justificativa_breve"]
    return {"type": "object", "properties": properties, "required": required}


def read_resposta(valor: Mapping[str, Any], prompt: Prompt) -> RespostaDaClassificacao:
    """The answer, every field checked against the version. Raises ClassificacaoInvalidaError naming the field."""
    slug = _require_text(valor, "categoria", "a categoria")
    categoria = find_categoria(prompt, slug)
    if categoria is None:
        raise _refuse("uma categoria que a instrução não tem")
    return RespostaDaClassificacao(
        categoria=slug,
        subcategoria=_read_subcategoria(valor, categoria),
        confianca=_read_confianca(valor),
        justificativa_breve=_require_text(valor, "justificativa_breve", "a justificativa")[:MAX_JUSTIFICATIVA],
        numero_processo_cnj=_read_numero(valor),
    )


def _read_subcategoria(valor: Mapping[str, Any], categoria: CategoriaDeClassificacao) -> str:
    found = _read_text(valor, "subcategoria")
    if found and found not in categoria.subcategorias:
        raise _refuse("uma subcategoria que a categoria não tem")
    return found


def _read_confianca(valor: Mapping[str, Any]) -> Confianca:
    text = _require_text(valor, "confianca", "a confiança")
    if text not in Confianca.__members__.values():
        raise _refuse("uma confiança que não é alta, média nem baixa")
    return Confianca(text)


def _read_numero(valor: Mapping[str, Any]) -> str:
    text = _read_text(valor, "numero_processo_cnj")
    try:
        return parse_numero_cnj(text) if text else ""
    except InvalidNumeroCnjError:
        raise _refuse("um número de processo que não existe") from None


def _require_text(valor: Mapping[str, Any], name: str, label: str) -> str:
    text = _read_text(valor, name)
    if not text:
        raise ClassificacaoInvalidaError(
            f"missing {name}",
            user_message=f"O Gemini não informou {label}, e a resposta não foi usada. Tente este documento de novo.",
        )
    return text


def _read_text(valor: Mapping[str, Any], name: str) -> str:
    found = valor.get(name)
    if found is not None and not isinstance(found, str):
        raise _refuse("um campo que não é texto")
    return " ".join(_UNSTORABLE.sub("", found or "").split())


def _refuse(what: str) -> ClassificacaoInvalidaError:
    text = f"O Gemini respondeu com {what}, e a resposta não foi usada. Tente este documento de novo."
    return ClassificacaoInvalidaError(what, user_message=text)
