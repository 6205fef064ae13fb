"""The answer to the redator of a case's report: one section for each module, made of what it was sent."""

from __future__ import annotations

from simulators.gemini.coletor import key_sentences
from simulators.gemini.redator import format_numero
from simulators.gemini.tags import Element
from simulators.gemini.words import split_sentences

NADA = "Não consta dos autos lidos."
MAX_MOVIMENTOS = 20
_PREFIXOS = {"2.": "parte_", "3.": "movimento_", "4.": "honorario_", "5.": "vinculado_"}
_DADOS = (
    ("processo_classe", "A classe é {}."),
    ("processo_orgao", "O processo tramita perante {}."),
    ("processo_ajuizamento", "A ação foi ajuizada em {}."),
    ("processo_valor", "O valor da causa é de {}."),
)


def write_relatorio(request: Element, seed: int) -> str:
    """The report for a ``<pedido agente="redator" tipo="relatorio_do_processo">``; the seed changes nothing."""
    del seed
    fatos = request.find("fatos").find_all("fato")
    documentos = request.find("documentos").find_all("documento")
    blocks = ["# Relatório do processo", f"**Processo n. {format_numero(request.find('processo').get('numero'))}**"]
    for modulo in request.find("modulos").find_all("modulo"):
        titulo = modulo.get("titulo")
        numero = titulo.partition(" ")[0]
        blocks.append(f"## {titulo}")
        if numero == "1.":
            blocks.append(_tell_processo(fatos))
        elif numero == "6.":
            blocks += [_tell(documento) for documento in documentos if documento.text.strip()] or [NADA]
        else:
            lines = [_write(fato) for fato in fatos if fato.get("variavel").startswith(_PREFIXOS.get(numero, "-"))]
            blocks.append("\n".join(lines[-MAX_MOVIMENTOS:]) or NADA)
    return "\n\n".join(blocks) + "\n"


def _tell_processo(fatos: list[Element]) -> str:
    known = {fato.get("variavel"): fato.text.strip() for fato in fatos}
    return " ".join(template.format(known[name]) for name, template in _DADOS if name in known) or NADA


def _write(fato: Element) -> str:
    """A line of a list, with the place of the fact where it has one."""
    place = f" ({fato.get('citacao')})" if fato.get("citacao") else ""
    return f"- {' '.join(fato.text.split()).rstrip('.')}{place}."


def _tell(documento: Element) -> str:
    """What the most telling sentence of the document's beginning says."""
    chosen = key_sentences(tuple(split_sentences(1, documento.text)), 1)
    said = chosen[0].plain.rstrip(" .;:,") if chosen else "sem texto legível"
    return f"**{documento.get('descricao')}**: {said} ({documento.get('rotulo')})."
