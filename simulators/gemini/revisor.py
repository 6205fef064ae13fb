"""The answer to whoever changes a section: the new text, a question back, a search, or a module of the list."""

from __future__ import annotations

import hashlib
import random
import re

from simulators.gemini.argumentos import Redacao, parse_fatos, write_modulo
from simulators.gemini.concepts import topic_of
from simulators.gemini.tags import Element
from simulators.gemini.words import fold

MAX_SEARCH_WORDS = 6

_VAGUE = re.compile(
    r"^(?:favor )?(?:melhor\w*|ajust\w*|arrum\w*|corrij\w*|corrig\w*|revis\w*|refa\w*|mud\w*|troqu\w*)?"
    r"(?: (?:isso|isto|aqui|tudo|um pouco|mais|a secao|esta secao|o texto|este texto|este ponto))*[.!? ]*$"
)
_WANTS_MODULO = re.compile(r"\bmodulos?\b|\bargumentos?\b|\bteses?\b|\bfundamentos?\b|\bpreliminar\b")
_OF_ASKING = re.compile(
    r"^(?:acrescent\w*|inclu\w*|adicion\w*|procur\w*|busqu\w*|coloqu\w*|insir\w*|quero|favor|modulos?|argumentos?|teses?"
    r"|fundamentos?|sobre|falando|trate|tratando|um|uma|o|a|os|as|de|da|do|das|dos|que|para|por|com|e|novo|nova|aqui)$"
)
_SHORTER = re.compile(r"\bconcis\w*|\bcurt\w*|\bresum\w*|\benxut\w*|\bdiminu\w*|\breduz\w*|\bencurt\w*")
_FORMAL = re.compile(r"\bformal\w*|\bsobri\w*|\btecnic\w*|\blinguagem\b")
_SAYS = re.compile(
    r"^(?:favor )?(?:acrescent\w*|inclu\w*|dig\w*|adicion\w*|escrev\w*|coloqu\w*)(?: tambem)? que (.+)$", re.I
)
_SENTENCE = re.compile(r"(?<=[.;]) (?=[A-ZÀ-Ú])")
_KEPT = re.compile(r"^\s*(?:#|>|\||[a-z]\)|[-*] )|[“”\"]")
_FORMAL_WORDS = (
    (re.compile(r"\bAlém disso\b"), "Ademais"),
    (re.compile(r"\bAssim\b"), "Destarte"),
    (re.compile(r"\bPor isso\b"), "Por conseguinte"),
    (re.compile(r"\bporque\b"), "porquanto"),
    (re.compile(r"\btambém\b"), "igualmente"),
)
_QUESTION = "O que devo mudar nesta seção: a extensão, o tom ou algum ponto do conteúdo? Se for o conteúdo, diga qual."

_WHICH_PART = "Esta seção já é curta e só tem frases que sustentam o pedido. Que trecho dela devo mudar?"


def revise_secao(request: Element, seed: int) -> str:
    """One of the four forms for a ``<pedido agente="revisor">``."""
    wish = " ".join(request.find("solicitacao").text.split())
    achados = request.find("achados").find_all("achado")
    if achados:
        return _offer_modulo(request, achados, wish, seed)
    folded = fold(wish).strip()
    if _VAGUE.match(folded):
        return f"<pergunta>{_QUESTION}</pergunta>"
    if _WANTS_MODULO.search(folded):
        words = [word for word in re.findall(r"[\w-]+", wish) if not _OF_ASKING.match(fold(word))]
        return f"<busca>{' '.join(words[:MAX_SEARCH_WORDS])}</busca>" if words else f"<pergunta>{_QUESTION}</pergunta>"
    changed = _change(request.find("secao").text.strip(), wish, folded)
    if changed is None:
        return f"<pergunta>{_WHICH_PART}</pergunta>"
    text, said = changed
    return f"<ajuste>\n{text}\n</ajuste>\n<resumo>{said}</resumo>"


def _offer_modulo(request: Element, achados: list[Element], wish: str, seed: int) -> str:
    """The module that most of the wish's words are about, applied to the case."""
    topic = topic_of(wish)
    best = max(achados, key=lambda achado: topic.score(fold(f"{achado.get('titulo')} {achado.text}")))
    names = {one.get("rotulo"): one.get("descricao") for one in request.find("documentos").find_all("documento")}
    fatos = parse_fatos(request.find("fatos").find_all("fato"), names)
    rng = random.Random(hashlib.sha256(f"{seed}|{request.inner}".encode()).hexdigest())
    redacao = Redacao(fatos, request.find("processo").attributes, "", [best], rng)
    text = "\n\n".join(write_modulo(best, redacao))
    said = f"O módulo “{best.get('titulo')}” trata do que foi pedido e ainda não está na peça."
    return f'<modulo indice="{best.get("indice")}">\n{text}\n</modulo>\n<resumo>{said}</resumo>'


def _change(text: str, wish: str, folded: str) -> tuple[str, str] | None:
    """The section with what was asked for, and one sentence about it; None where there is nothing to change so.

    Quotations, lists and headings stay.
    """
    blocks = re.split(r"\n\s*\n", text)
    plain = [place for place, block in enumerate(blocks) if not _KEPT.search(block)]
    if _SHORTER.search(folded):
        if not any(_SENTENCE.search(blocks[place]) for place in plain):
            return None
        for place in plain:
            sentences = _SENTENCE.split(blocks[place])
            blocks[place] = " ".join(sentences[: max(1, len(sentences) - 1)])
        return "\n\n".join(blocks), "Encurtei os parágrafos, mantidas as citações e os lugares dos autos."
    if _FORMAL.search(folded):
        if not plain:
            return None
        changed = [_make_formal(block) if place in plain else block for place, block in enumerate(blocks)]
        if changed == blocks:
            first = plain[0]
            changed[first] = f"Cumpre assentar, de início, o seguinte. {blocks[first]}"
        return "\n\n".join(changed), "Troquei expressões por outras mais formais, sem mudar o conteúdo."
    said = _SAYS.match(wish)
    note = said[1].rstrip(" .") if said else wish.rstrip(" .")
    lead = "Acrescente-se que" if said else "Anota-se, por oportuno, o seguinte:"
    blocks.append(f"{lead} {note[:1].lower()}{note[1:]}.")
    return "\n\n".join(blocks), "Acrescentei o que foi pedido ao fim da seção."


def _make_formal(block: str) -> str:
    for pattern, word in _FORMAL_WORDS:
        block = pattern.sub(word, block)
    return block
