"""One argument of the minuta: the module's own text with sentences that tie it to the case."""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import takewhile

from simulators.gemini.concepts import topic_of
from simulators.gemini.formulas import with_article
from simulators.gemini.tags import Element
from simulators.gemini.words import fold

MAX_FACTS = 2
MAX_USES = 2
MIN_QUOTE = 30
LONG_QUOTE = 150
ENOUGH = 1.5
UNKNOWN = "[a completar: {nome}]"

_FALSE = frozenset({"nao", "false", "falso"})
_DENIAL = re.compile(r"\bnao\b|\bsem\b|\binexist|\bausen|\bindefer|\bnega|\bimproced|\bdesfavor|\binsuficien")
_FORMAL = re.compile(r"CPF|/MS, \d|^Comarca|^Autos n|requer$")
_INFINITIVE = re.compile(r"^[A-Za-zÀ-ÿ]+(?:ar|er|ir)\b")
_PLACE = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")
_HEADING = re.compile(r"^#{1,6}\s+(.*)$")
_BULLET = re.compile(r"^(?:[a-z]\)|[ivxIVX]+\s*[-–.)]|\d+[.)]|[-•])\s+")

_LEADS = (
    "É o que se lê {em}: “{trecho}” ({lugar}).",
    "No caso concreto, lê-se {em}: “{trecho}” ({lugar}).",
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
    """One fact with its place, and ``documento``, the description of the document it was read in.

    ``assunto`` is the variable's name without the prefix of its category.
    """

    variavel: str
    assunto: str
    valor: str
    trecho: str
    lugar: str
    documento: str

    @classmethod
    def parse(cls, element: Element, names: dict[str, str], assunto: str) -> Fato:
        rotulo = element.get("rotulo")
        trecho = _BULLET.sub("", " ".join(element.get("trecho").split())).rstrip(" .;:,")
        lugar, valor = element.get("citacao"), element.text.strip()
        return cls(element.get("variavel"), assunto, valor, trecho, lugar, names.get(rotulo, ""))

    @property
    def key(self) -> str:
        """The same for passages of one sentence."""
        return self.trecho[:60]

    @property
    def is_quotable(self) -> bool:
        """A passage that says something: not the lead-in of a list, and a denial when the value is a denial."""
        if not self.lugar or len(self.trecho) < MIN_QUOTE or _FORMAL.search(self.trecho):
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
        self._texts = [fold(modulo.text) for modulo in self.modulos]
        self.noted = _best_modulo(self.observacao, self.modulos) if self.observacao else None

    def next_of(self, name: str, choices: tuple[str, ...]) -> str:
        """The next of some ways of saying a thing: each once, in seeded order, before any comes again."""
        order = [index for index in self._orders[name] if index < len(choices)]
        self.turns[name] += 1
        return choices[order[(self.turns[name] - 1) % len(order)]]

    def facts_for(self, modulo: Element) -> list[Fato]:
        """The facts that touch the module, most fitting first; no passage is quoted more than MAX_USES times."""
        scored: list[tuple[float, Fato]] = []
        for fato in self.fatos:
            if not fato.is_quotable or self.uses[fato.key] >= MAX_USES:
                continue
            score = self._fit(fato, modulo)
            if score >= ENOUGH:
                scored.append((score - self.uses[fato.key], fato))
        chosen: list[Fato] = []
        for _, fato in sorted(scored, key=lambda pair: -pair[0]):
            if fato.key not in {other.key for other in chosen} and len(chosen) < MAX_FACTS:
                chosen.append(fato)
        self.uses.update(fato.key for fato in chosen)
        return chosen

    def _fit(self, fato: Fato, modulo: Element) -> float:
        """How much a fact says about a module: words of its title twice, words that most modules have hardly."""
        title, text = fold(modulo.get("titulo")), fold(modulo.text)
        score = 0.0
        for concept in topic_of(fato.assunto).distinctive:
            spread = sum(concept.find(other) is not None for other in self._texts) / len(self._texts)
            score += (2.0 * bool(concept.find(title)) + bool(concept.find(text))) * (1.0 if spread <= 0.34 else 0.25)
        return score


def parse_fatos(elements: list[Element], names: dict[str, str]) -> list[Fato]:
    """The facts; what all variables of one document begin with is the name of its category, not a subject."""
    slugs: dict[str, list[str]] = {}
    for element in elements:
        slugs.setdefault(element.get("rotulo"), []).append(element.get("variavel"))
    fatos = []
    for element in elements:
        shared = slugs[element.get("rotulo")]
        assunto = " ".join(element.get("variavel").split("_")[_count_shared_words(shared) :])
        fatos.append(Fato.parse(element, names, assunto))
    return fatos


def _count_shared_words(slugs: list[str]) -> int:
    """How many first words several slugs have in common."""
    columns = zip(*(slug.split("_") for slug in slugs), strict=False)
    return sum(1 for _ in takewhile(lambda words: len(set(words)) == 1, columns)) if len(slugs) > 1 else 0


def _best_modulo(observacao: str, modulos: list[Element]) -> Element | None:
    """The module that the attorney's note is about: the one with most of its words."""
    topic = topic_of(observacao)
    return max(modulos, key=lambda m: topic.score(fold(f"{m.get('titulo')} {m.text}")), default=None)


def write_modulo(modulo: Element, redacao: Redacao) -> list[str]:
    """The paragraphs under one heading: the module's text, with the case's own passages before its conclusion."""
    blocks = [block.strip() for block in re.split(r"\n\s*\n", fill_places(modulo.text, redacao)) if block.strip()]
    blocks = [_demote_heading(block) for block in blocks]
    if modulo.get("secao") == "Pedidos":
        return blocks
    case_blocks = [_cite(fato, redacao) for fato in redacao.facts_for(modulo)]
    if modulo is redacao.noted:
        case_blocks.append(_note(redacao.observacao))
    if not case_blocks:
        autor = redacao.processo.get("autor") or "parte autora"
        case_blocks = [redacao.next_of("none", _NO_FACT).format(autor=autor)]
    at = _place_of_case(blocks)
    return [*blocks[:at], *case_blocks, *blocks[at:]]


def _place_of_case(blocks: list[str]) -> int:
    """Before the last paragraph, or after it when it is a list or the only one."""
    is_list = len(blocks) < 2 or blocks[-2].endswith(":") or bool(_BULLET.match(blocks[-1])) or blocks[-1][:1] in "|>"
    return len(blocks) if is_list else len(blocks) - 1


def _demote_heading(block: str) -> str:
    """A heading inside a module would be a topic of its own: it becomes a bold line."""
    return "\n".join(_HEADING.sub(lambda m: f"**{m[1].strip('* ')}**", line) for line in block.splitlines())


def _cite(fato: Fato, redacao: Redacao) -> str:
    names = {
        "em": with_article(fato.documento, "em"),
        "de": with_article(fato.documento, "de"),
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
