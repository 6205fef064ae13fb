"""One argument of the minuta: the module's own text with sentences that tie it to the case."""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import dataclass, field

from simulators.gemini.concepts import topic_of
from simulators.gemini.formulas import with_article
from simulators.gemini.tags import Element
from simulators.gemini.words import fold

MAX_FACTS = 2
MAX_USES = 2
LONG_QUOTE = 150
UNKNOWN = "[a completar: {nome}]"

_FALSE = frozenset({"nao", "false", "falso"})
_DENIAL = re.compile(r"\bnao\b|\bsem\b|\binexist|\bausen|\bindefer|\bnega|\bimproced|\bdesfavor|\binsuficien")
_INFINITIVE = re.compile(r"^[A-Za-zÀ-ÿ]+(?:ar|er|ir)\b")
_PLACE = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")
_HEADING = re.compile(r"^#{1,6}\s+(.*)$")
_BULLET = re.compile(r"^(?:[a-z]\)|[ivxIVX]+\s*[-–.)]|\d+[.)]|[-•])\s+")

_LEADS = (
    "É o que se lê {em}: “{trecho}” ({lugar}).",
    "No caso concreto, {artigo} registra: “{trecho}” ({lugar}).",
    "Consta {de}, a propósito: “{trecho}” ({lugar}).",
    "Nesse sentido é o que se extrai {de}: “{trecho}” ({lugar}).",
    "Os autos confirmam o ponto, como se vê {em}: “{trecho}” ({lugar}).",
)
_LONG_LEADS = (
    "Transcreve-se, {de}, o trecho pertinente:",
    "Veja-se o que consta {de}:",
    "É expresso, nesse ponto, o que se lê {em}:",
)
_NO_FACT = (
    "É o que se verifica no presente feito, à luz dos documentos resumidos na síntese.",
    "Essas considerações aplicam-se inteiramente à demanda proposta por {autor}.",
    "O exame dos autos não traz elemento que afaste essa conclusão.",
)


@dataclass(frozen=True)
class Fato:
    """One fact with its place; ``documento`` is the description of the document it was read in."""

    variavel: str
    valor: str
    trecho: str
    lugar: str
    documento: str

    @classmethod
    def parse(cls, element: Element, names: dict[str, str]) -> Fato:
        rotulo, pagina = element.get("rotulo"), element.get("pagina")
        lugar = f"{rotulo}, p. {pagina}" if rotulo and pagina else rotulo
        trecho = _BULLET.sub("", " ".join(element.get("trecho").split())).rstrip(" .;:,")
        return cls(element.get("variavel"), element.text.strip(), trecho, lugar, names.get(rotulo, ""))

    @property
    def is_quotable(self) -> bool:
        """A passage that says something: not the lead-in of a list, and a denial when the value is a denial."""
        if not self.lugar or len(self.trecho) < 12:
            return False
        return fold(self.valor) not in _FALSE or bool(_DENIAL.search(fold(self.trecho)))


@dataclass
class Redacao:
    """What the arguments of one minuta share: the facts, how often each was quoted, the next way of saying it."""

    fatos: list[Fato]
    processo: dict[str, str]
    observacao: str
    modulos: list[Element]
    rng: random.Random
    uses: Counter[str] = field(default_factory=Counter)
    turns: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._orders = {name: self.rng.sample(range(60), 60) for name in ("lead", "long", "none")}
        self.noted = _best_modulo(self.observacao, self.modulos) if self.observacao else None

    def next_of(self, name: str, choices: tuple[str, ...]) -> str:
        """The next of some ways of saying a thing: each once, in seeded order, before any comes again."""
        order = [index for index in self._orders[name] if index < len(choices)]
        self.turns[name] += 1
        return choices[order[(self.turns[name] - 1) % len(order)]]

    def facts_for(self, modulo: Element) -> list[Fato]:
        """The facts that touch the module, most fitting first; no passage is quoted more than MAX_USES times."""
        title, text = fold(modulo.get("titulo")), fold(modulo.text)
        scored: list[tuple[float, Fato]] = []
        for fato in self.fatos:
            if not fato.is_quotable or self.uses[fato.trecho] >= MAX_USES:
                continue
            concepts = topic_of(fato.variavel.replace("_", " ")).distinctive
            score = sum(2.0 * bool(c.find(title)) + bool(c.find(text)) for c in concepts)
            if score:
                scored.append((score / len(concepts) - self.uses[fato.trecho], fato))
        chosen: list[Fato] = []
        for _, fato in sorted(scored, key=lambda pair: -pair[0]):
            if fato.trecho not in {other.trecho for other in chosen} and len(chosen) < MAX_FACTS:
                chosen.append(fato)
        self.uses.update(fato.trecho for fato in chosen)
        return chosen


def _best_modulo(observacao: str, modulos: list[Element]) -> Element | None:
    """The module that the attorney's note is about: the one with most of its words."""
    topic = topic_of(observacao)
    return max(modulos, key=lambda m: topic.score(fold(f"{m.get('titulo')} {m.text}")), default=None)


def write_modulo(modulo: Element, redacao: Redacao) -> list[str]:
    """The paragraphs under one heading: the module's text, with the case's own passages after its first paragraph."""
    blocks = [block.strip() for block in re.split(r"\n\s*\n", fill_places(modulo.text, redacao)) if block.strip()]
    blocks = [_demote_heading(block) for block in blocks]
    case_blocks = [_cite(fato, redacao) for fato in redacao.facts_for(modulo)]
    if modulo is redacao.noted:
        case_blocks.append(_note(redacao.observacao))
    if not case_blocks:
        autor = redacao.processo.get("autor") or "parte autora"
        case_blocks = [redacao.next_of("none", _NO_FACT).format(autor=autor)]
    return [*blocks[:1], *case_blocks, *blocks[1:]]


def _demote_heading(block: str) -> str:
    """A heading inside a module would be a topic of its own: it becomes a bold line."""
    return "\n".join(_HEADING.sub(lambda m: f"**{m[1].strip('* ')}**", line) for line in block.splitlines())


def _cite(fato: Fato, redacao: Redacao) -> str:
    names = {
        "em": with_article(fato.documento, "em"),
        "de": with_article(fato.documento, "de"),
        "artigo": with_article(fato.documento),
    }
    if len(fato.trecho) <= LONG_QUOTE:
        return redacao.next_of("lead", _LEADS).format(trecho=fato.trecho, lugar=fato.lugar, **names)
    lead = redacao.next_of("long", _LONG_LEADS).format(**names)
    return f"{lead}\n\n> “{fato.trecho}” ({fato.lugar})"


def _note(observacao: str) -> str:
    """The attorney's note in the voice of the text."""
    text = observacao.rstrip(" .")
    if _INFINITIVE.match(text):
        return f"Cumpre {text[0].lower()}{text[1:]}."
    return f"Anota-se, por oportuno, o seguinte: {text[0].lower() + text[1:] if text[1:2].islower() else text}."


def fill_places(text: str, redacao: Redacao) -> str:
    """Replace ``{{name}}`` by the fact or datum of that name; what is not known stays marked for the attorney."""
    known = {fato.variavel: fato.valor for fato in redacao.fatos if fato.valor} | redacao.processo
    return _PLACE.sub(lambda m: known.get(m[1]) or UNKNOWN.format(nome=m[1].replace("_", " ")), text)
