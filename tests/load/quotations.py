"""Quotations made from the office's own texts: genuine ones with noise of layout and OCR, and changed ones."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

GENUINE = ("literal", "layout noise")
CHANGED = (
    "negation put in",
    "negation left out",
    "digit changed",
    "legal word swapped",
    "fabricated",
    "cut inside a number",
)
MISREAD = "source misread by OCR"

_SWAPS = {
    "procedente": "improcedente",
    "improcedente": "procedente",
    "favorável": "desfavorável",
    "desfavorável": "favorável",
    "autor": "réu",
    "autora": "ré",
    "superior": "inferior",
    "inferior": "superior",
    "antes": "depois",
    "depois": "antes",
    "federal": "municipal",
    "municipal": "federal",
    "estadual": "federal",
    "público": "particular",
    "pública": "particular",
    "obrigatório": "facultativo",
    "obrigatória": "facultativa",
    "deve": "pode",
    "devem": "podem",
    "pode": "deve",
    "podem": "devem",
    "exige": "dispensa",
    "dispensa": "exige",
    "permite": "veda",
    "impede": "permite",
    "mínimo": "máximo",
    "máximo": "mínimo",
    "todos": "alguns",
    "sempre": "raramente",
    "com": "sem",
    "ou": "e",
    "e": "ou",
}
_INVENTED = (
    "A parte autora reconheceu por escrito que dispensa o tratamento oferecido pela rede pública.",
    "O perito concluiu que a doença regrediu por inteiro depois do segundo mês de acompanhamento.",
    "Consta que a farmácia municipal entregou três caixas do remédio e recolheu a assinatura da mãe.",
    "O juízo homologou o acordo das partes e determinou o arquivamento com baixa na distribuição.",
    "A operadora do plano informou que já custeia a internação desde o início do ano passado.",
    "O médico assistente declarou que nenhuma das alternativas do SUS foi sequer tentada pelo paciente.",
)
_OCR = (("m", "rn"), ("d", "cl"), ("ç", "c"), ("ã", "á"), ("li", "h"), ("t", "l"), ("o", "0"), ("i", "l"))


@dataclass(frozen=True)
class Citada:
    """A quotation as a draft has it, of what kind it is, and the source that it should be looked for in."""

    kind: str
    texto: str
    fonte: str


def build_corpus(textos: Sequence[str], random_: random.Random, each: int) -> list[Citada]:
    """``each`` quotations of every kind, from the sentences of ``textos``."""
    kinds: dict[str, Callable[[str, str], Citada | None]] = {
        "literal": lambda sentence, texto: Citada("literal", sentence, texto),
        "layout noise": lambda sentence, texto: Citada("layout noise", sentence, _lay_out(texto, random_)),
        MISREAD: lambda sentence, texto: _misread(sentence, texto, random_),
        "negation put in": lambda sentence, texto: _changed("negation put in", _put_in(sentence, random_), texto),
        "negation left out": lambda sentence, texto: _changed("negation left out", _leave_out(sentence), texto),
        "digit changed": lambda sentence, texto: _changed("digit changed", _change_digit(sentence, random_), texto),
        "legal word swapped": lambda sentence, texto: _changed("legal word swapped", _swap(sentence, random_), texto),
        "fabricated": lambda _sentence, texto: Citada("fabricated", _invent(random_), texto),
        "cut inside a number": _cut_number,
    }
    sentences = [(sentence, texto) for texto in textos for sentence in _split(texto)]
    corpus: list[Citada] = []
    for build in kinds.values():
        made: list[Citada] = []
        while len(made) < each:
            citada = build(*random_.choice(sentences))
            if citada is not None:
                made.append(citada)
        corpus += made
    return corpus


def _split(texto: str) -> Iterator[str]:
    """Whole sentences of a length that is quoted."""
    for sentence in re.split(r"(?<=[a-zà-ú)])\.\s+|\n+", texto):
        if 8 <= len(sentence.split()) <= 60 and not sentence.startswith(("#", "-", ">", "|")):
            yield sentence


def _changed(kind: str, sentence: str | None, texto: str) -> Citada | None:
    return Citada(kind, sentence, texto) if sentence is not None and sentence not in texto else None


def _lay_out(texto: str, random_: random.Random) -> str:
    """The source as a PDF gives it: lines cut anywhere, words broken, other quotes and dashes, spaces, capitals."""
    lines, line = [], ""
    for word in texto.translate(str.maketrans("“”–", '""-')).split(" "):
        if len(line) + len(word) > 60 and len(word) > 8 and random_.random() < 0.5 and word.isalpha():
            cut = random_.randint(3, len(word) - 3)
            lines.append(f"{line} {word[:cut]}-")
            line = word[cut:]
        elif len(line) + len(word) > 70:
            lines.append(line)
            line = word
        else:
            line += (" " if line else "") + word + (" " if random_.random() < 0.05 else "")
    return "\n".join([*lines, line])


def _misread(sentence: str, texto: str, random_: random.Random) -> Citada | None:
    words = [word for word in re.findall(r"[a-zà-ú]{8,}", sentence) if any(right in word for right, _ in _OCR)]
    if not words:
        return None
    word = random_.choice(words)
    right, wrong = random_.choice([pair for pair in _OCR if pair[0] in word])
    return Citada(MISREAD, sentence, texto.replace(word, word.replace(right, wrong, 1)))


def _put_in(sentence: str, random_: random.Random) -> str:
    words = sentence.split(" ")
    words.insert(random_.randint(1, len(words) - 1), "não")
    return " ".join(words)


def _leave_out(sentence: str) -> str | None:
    left, found, right = sentence.partition(" não ")
    return f"{left} {right}" if found else None


def _change_digit(sentence: str, random_: random.Random) -> str | None:
    places = [match.start() for match in re.finditer(r"\d", sentence)]
    if not places:
        return None
    place = random_.choice(places)
    return sentence[:place] + str((int(sentence[place]) + random_.randint(1, 9)) % 10) + sentence[place + 1 :]


def _swap(sentence: str, random_: random.Random) -> str | None:
    words = [match for match in re.finditer(r"[A-Za-zà-ú]+", sentence) if match[0] in _SWAPS]
    if not words:
        return None
    match = random_.choice(words)
    return sentence[: match.start()] + _SWAPS[match[0]] + sentence[match.end() :]


def _cut_number(sentence: str, texto: str) -> Citada | None:
    """The words up to the first digits of a number that goes on; the source has them letter by letter."""
    match = re.search(r"\d(?=[.,/]\d|%)", sentence)
    if match is None or len(sentence[: match.end()].split()) < 5:
        return None
    return Citada("cut inside a number", sentence[: match.end()], texto)


def _invent(random_: random.Random) -> str:
    return random_.choice(_INVENTED)
