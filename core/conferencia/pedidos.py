"""Each request of the initial petition is answered in the draft, or is left out of it in so many words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from core.conferencia.domain import Cor, Evidencia
from core.conferencia.frases import Frase, Parte
from core.prompts.comparacao import normalize

ENFRENTADO = "Enfrentado em “{titulo}”."
DEIXADO = "Deixado de fora expressamente: “{frase}”."
NAO_ENFRENTADO = "Pedido não enfrentado: fora da síntese, a peça não trata de {palavras}."

_MARKS = re.compile(r"[;\n]|(?:^|(?<=\s))(?:\(?[a-z]\)|\d{1,2}(?:\.\d+)*[.)]|[IVX]+\s*[-–.)])\s+")
_PERGUNTA = re.compile(r"pedido\s+(?:de|inclui)\s+(.+?)\s*\?")
_FORMAL = re.compile(
    r"\bcitacao d|\bcitad[oa]\b|\bintimacao d|producao de (?:todas as )?provas|todos os meios de prova|\bjuntada\b"
    r"|audiencia de conciliacao|ministerio publico|da-se a causa|valor da causa|pede deferimento|nestes termos"
    r"|distribuicao por|publicacoes|recebimento da (?:presente|inicial)|prioridade na tramitacao"
)
"""Requests that no defence answers: they are addressed to the court's office."""

_CONCEITOS = {
    "tutela de urgência": r"\btutela\b|\bliminar|antecipacao dos efeitos|\burgencia\b",
    "multa diária": r"\bmulta\b|astreinte",
    "bloqueio de verbas": r"\bbloque|\bsequestr|constricao de verba",
    "danos morais": r"\bdanos? mora(?:l|is)\b|indenizac",
    "gratuidade da justiça": r"gratuidade|justica gratuita|assistencia judiciaria|hipossufici",
    "honorários": r"honorari|sucumb",
    "medicamento": r"medicament|farmac|\bremedio",
    "cirurgia": r"cirurgi|artroplastia|procedimento operatorio",
    "atendimento domiciliar": r"home care|domiciliar",
    "cuidador": r"cuidador|tecnico de enfermagem|enfermagem 24",
    "internação": r"\binterna(?:cao|do|da|coes)|\bleito\b|\buti\b|terapia intensiva",
    "fraldas": r"\bfralda",
    "insumos": r"\binsumo|\bmateriais\b",
    "dieta enteral": r"\bdieta|\bnutricao|\bformula\b|suplement",
    "terapias": r"\bterapias?\b|fonoaudiolog|psicolog|\baba\b|fisioterap",
    "consulta": r"\bconsulta",
    "exame": r"\bexames?\b|ressonancia|tomografia",
    "prótese": r"\borteses?\b|\bproteses?\b|\bopme\b",
    "tratamento fora do domicílio": r"fora d[eo] domicilio|\btfd\b|transporte",
    "prescrição": r"prescric|prescrit",
    "decadência": r"decadenc",
    "nulidade": r"nulidade|\bnul[oa]s?\b|anulac|anular",
    "multa de trânsito": r"auto de infracao|infracao de transito|penalidade",
    "procedência": r"procedenc|procedente",
}
"""What requests are about, by words that stand for the same thing. Texts are looked at without case and accents."""

_PATTERNS = {nome: re.compile(pattern) for nome, pattern in _CONCEITOS.items()}
_RECEITA = re.compile(
    r"(?:durar|houver|subsistir|conforme|segundo) a prescric\w+|prescric\w+ medic\w+|\bprescrit[oa]s?\b"
)
"""The prescription of a doctor, in words that are also those of the statute of limitations."""

_LEFT_OUT = re.compile(
    r"nao (?:e|sao|constitui|integra) (?:objeto|impugnad)|nao se insurge|nao (?:se )?impugna"
    r"|deixa de (?:impugnar|contestar)|nao contesta|nao se opoe|nao ha oposicao|sem oposicao|nao resiste"
    r"|reconhece (?:o pedido|a procedencia)"
)
_STOP = re.compile(
    r"conce[sd]|defer|conden|requer|pedido|parte|autor|estado|mato$|grosso|munic|fazenda|public|obrig|fazer|fornec|realiz"
    r"|favor|prazo|dias$|horas$|sobre|seja|para$|pel[oa]s?$|como$|confor|mediant|fina[il]|defini|confirm|inclus|ainda"
    r"|desde|termos|custas|despes|process|acao|julg|totalm|present|quanto|pena$|caso$|descumpr|integr|imediat|necess"
    r"|tod[oa]|sendo|compel|determin"
)
"""Beginnings of the words that stand in any request."""

_STEM = 6
_ENOUGH = 0.6
"""Share of the words of a request that is about nothing of the table, from which a topic is taken to answer it."""


@dataclass(frozen=True)
class Pedido:
    texto: str
    evidencia: Evidencia | None = None


@dataclass(frozen=True)
class ExameDoPedido:
    """``frase`` is one under the heading that answers it, or the one that leaves it out."""

    pedido: Pedido
    cor: Cor
    motivo: str
    frase: Frase | None = None


def split_pedidos(texto: str) -> tuple[str, ...]:
    """The single requests of a list in one text, without those addressed to the court's office."""
    parts = (" ".join(part.split()).strip(" .,;:–-") for part in _MARKS.split(texto))
    return tuple(part for part in parts if len(part.split()) > 1 and not _FORMAL.search(normalize(part)))


def name_pedido(pergunta: str) -> str:
    """What a question asks for: ``danos morais`` of "Há pedido de danos morais?"; empty when it asks otherwise."""
    match = _PERGUNTA.search(pergunta)
    return match[1] if match else ""


def merge_pedidos(escritos: Sequence[Pedido], respondidos: Iterable[Pedido]) -> tuple[Pedido, ...]:
    """The requests as the petition lists them, and of those known from single questions the ones the list lacks."""
    listed = set().union(*(_list_conceitos(pedido.texto) for pedido in escritos))
    return (*escritos, *(p for p in respondidos if not _list_conceitos(p.texto) or _list_conceitos(p.texto) - listed))


def check_pedidos(frases: Sequence[Frase], pedidos: Iterable[Pedido]) -> tuple[ExameDoPedido, ...]:
    """One result for each request, in their order. What the part on the facts says answers nothing.

    A request is answered when the reasons or the final requests speak of everything of the table that it is about; one
    that is about nothing of the table, when one topic has most of its words.
    """
    pedidos = tuple(pedidos)
    if not pedidos:
        return ()
    body = [frase for frase in frases if frase.parte in (Parte.RAZOES, Parte.PEDIDOS)]
    topicos: dict[int, tuple[Frase, str]] = {}
    for frase in body:
        first, texto = topicos.get(frase.titulo_inicio, (frase, normalize(frase.titulo)))
        topicos[frase.titulo_inicio] = (first, f"{texto} {normalize(frase.texto)}")
    left_out = [(frase, folded) for frase in body if _LEFT_OUT.search(folded := normalize(frase.texto))]
    return tuple(_judge(pedido, list(topicos.values()), left_out) for pedido in pedidos)


def _judge(
    pedido: Pedido, topicos: Sequence[tuple[Frase, str]], left_out: Sequence[tuple[Frase, str]]
) -> ExameDoPedido:
    conceitos, palavras = _list_conceitos(pedido.texto), _list_palavras(pedido.texto)
    for frase, folded in left_out:
        if _share(conceitos, palavras, folded) >= _ENOUGH:
            return ExameDoPedido(pedido, Cor.VERDE, DEIXADO.format(frase=frase.texto), frase)
    everything = " ".join(folded for _, folded in topicos)
    missing = sorted(conceito for conceito in conceitos if not _PATTERNS[conceito].search(everything))
    best = max(topicos, key=lambda topico: _share(conceitos, palavras, topico[1]), default=None)
    is_met = best is not None and (not missing if conceitos else _share(conceitos, palavras, best[1]) >= _ENOUGH)
    if best is not None and is_met:
        return ExameDoPedido(pedido, Cor.VERDE, ENFRENTADO.format(titulo=best[0].titulo), best[0])
    said = ", ".join(missing) or f"“{pedido.texto}”"
    return ExameDoPedido(pedido, Cor.AMARELO, NAO_ENFRENTADO.format(palavras=said))


def _share(conceitos: set[str], palavras: set[str], folded: str) -> float:
    """Of what the request is about (of its words, where that is nothing of the table), how much a text speaks of."""
    if conceitos:
        return sum(_PATTERNS[conceito].search(folded) is not None for conceito in conceitos) / len(conceitos)
    return sum(palavra in folded for palavra in palavras) / len(palavras) if palavras else 1.0


def _list_conceitos(texto: str) -> set[str]:
    folded = _RECEITA.sub(" ", normalize(texto))
    return {nome for nome, pattern in _PATTERNS.items() if pattern.search(folded)}


def _list_palavras(texto: str) -> set[str]:
    """The beginnings of the words that say something."""
    return set(_find_stems(normalize(texto)))


def _find_stems(folded: str) -> Iterator[str]:
    for word in re.findall(r"[a-z]{4,}", folded):
        if not _STOP.match(word):
            yield word[:_STEM]
