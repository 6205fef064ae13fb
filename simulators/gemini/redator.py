"""The answer to the redator: a whole minuta in Markdown, made of the modules, the facts and the documents it was sent.

The same request and seed always give the same text, so that a continuation can take up any prefix of it.
"""

from __future__ import annotations

import hashlib
import random
import re
from dataclasses import dataclass

from simulators.gemini.argumentos import Fato, Redacao, parse_fatos, write_modulo
from simulators.gemini.formulas import Formula, enderecamento, formula_of, with_article
from simulators.gemini.plants import plant, take_marker
from simulators.gemini.tags import Element
from simulators.gemini.words import fold

MAX_DOCUMENTS_TOLD = 6
_LABEL = re.compile(r"^.{0,120}?, em \d+ páginas?\. ")
_TOLD = re.compile(
    r"inicial|laudo|parecer|nota tecnica|decis|sentenca|acordao|contest|apela|agravo|recurso|autua|divida"
)
_TELLINGS = (
    "Extrai-se {de} ({rotulo}), em síntese: {resumo}",
    "Do que consta {de} ({rotulo}), extrai-se: {resumo}",
    "{Em} ({rotulo}), lê-se o seguinte: {resumo}",
)


@dataclass(frozen=True)
class Pedido:
    """What the redator was asked to write."""

    formula: Formula
    processo: dict[str, str]
    modulos: list[Element]
    fatos: list[Fato]
    documentos: list[Element]
    observacao: str
    plantados: tuple[str, ...] = ()


def parse_pedido(request: Element) -> Pedido:
    documentos = request.find("documentos").find_all("documento")
    names = {documento.get("rotulo"): documento.get("descricao") for documento in documentos}
    fatos = parse_fatos(request.find("fatos").find_all("fato"), names)
    observacao, plantados = take_marker(" ".join(request.find("observacao").text.split()))
    return Pedido(
        formula=formula_of(request.get("tipo"), request.get("titulo")),
        processo=request.find("processo").attributes,
        modulos=request.find("modulos").find_all("modulo"),
        fatos=fatos,
        documentos=documentos,
        observacao=observacao,
        plantados=plantados,
    )


def write_minuta(request: Element, seed: int) -> str:
    """The minuta for a ``<pedido agente="redator">``."""
    pedido = parse_pedido(request)
    digest = hashlib.sha256(f"{seed}|{request.inner}".encode()).hexdigest()
    rng = random.Random(digest)
    blocks = [*_write_opening(pedido), *_write_synthesis(pedido, rng), *_write_sections(pedido, rng)]
    minuta = "\n\n".join([*blocks, *_write_requests(pedido), *_write_closing(pedido)]) + "\n"
    return plant(minuta, pedido.plantados)


def _write_opening(pedido: Pedido) -> list[str]:
    processo, formula = pedido.processo, pedido.formula
    autor = f"**{processo.get('autor') or 'parte autora'}**"
    opening = formula.abertura.format(nome=f"**{formula.nome}**", autor=autor)
    identification = (
        "O **ESTADO DE MATO GROSSO DO SUL**, pessoa jurídica de direito público interno, por seu Procurador do Estado "
        f"que esta subscreve, nos autos em epígrafe, {opening}"
    )
    numero = f"**Processo n. {format_numero(processo.get('numero', ''))}**"
    return [enderecamento(formula, processo.get("juizo", "")), numero, identification]


def _write_synthesis(pedido: Pedido, rng: random.Random) -> list[str]:
    processo = pedido.processo
    sentence = f"Trata-se de ação proposta por {processo.get('autor') or 'parte autora'}"
    sentence += f" em face {_of_reu(processo['reu'])}" if processo.get("reu") else ""
    sentence += f", ajuizada em {processo['ajuizamento']}" if processo.get("ajuizamento") else ""
    sentence += f", que tramita perante {_with_unit_article(processo['juizo'])}" if processo.get("juizo") else ""
    sentence += f", com valor da causa de {processo['valor']}" if processo.get("valor") else ""
    told, rest = _choose_told(pedido.documentos)
    tellings = list(_TELLINGS)
    rng.shuffle(tellings)
    paragraphs = [_tell(doc, tellings[i % len(tellings)]) for i, doc in enumerate(told)]
    if rest:
        names = [f"{with_article(d.get('descricao'))} ({d.get('rotulo')})" for d in rest]
        paragraphs.append(f"Integram ainda os autos {join_words(names)}.")
    return ["## Síntese", f"{sentence}.", *paragraphs, "É a síntese do necessário."]


def _choose_told(documentos: list[Element]) -> tuple[list[Element], list[Element]]:
    """The documents whose content is told, and those that are only named."""
    telling = [d for d in documentos if d.text.strip() and _TOLD.search(fold(d.get("descricao")))]
    told = (telling or [d for d in documentos if d.text.strip()])[:MAX_DOCUMENTS_TOLD]
    return told, [d for d in documentos if d not in told]


def _of_reu(reu: str) -> str:
    """``do Estado``, ``da União``, ``de Fulana``."""
    preposition = "do" if reu.startswith(("Estado", "Município")) else "da" if reu.startswith("União") else "de"
    return f"{preposition} {reu}"


def _with_unit_article(juizo: str) -> str:
    return f"{'o' if juizo.lower().startswith('ju') else 'a'} {juizo}"


def _tell(documento: Element, template: str) -> str:
    descricao = documento.get("descricao")
    resumo = _LABEL.sub("", " ".join(documento.text.split()))  # the label that the coletor's summaries begin with
    return template.format(
        de=with_article(descricao, "de"),
        Em=with_article(descricao, "em").capitalize()
        if descricao.islower()
        else _capital(with_article(descricao, "em")),
        rotulo=documento.get("rotulo"),
        resumo=resumo,
    )


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _write_sections(pedido: Pedido, rng: random.Random) -> list[str]:
    redacao = Redacao(pedido.fatos, pedido.processo, pedido.observacao, pedido.modulos, rng)
    blocks: list[str] = []
    section = ""
    for modulo in pedido.modulos:
        if modulo.get("secao") != section:
            section = modulo.get("secao")
            blocks.append(f"## {section}")
        blocks += [f"### {modulo.get('titulo')}", *write_modulo(modulo, redacao)]
    return blocks


def _write_requests(pedido: Pedido) -> list[str]:
    """The lettered list that closes the text, unless a module of the office already holds it."""
    last = pedido.modulos[-1] if pedido.modulos else None
    has_section = last is not None and last.get("secao") == "Pedidos"
    if last is not None and has_section and re.search(r"^a\) ", last.text, re.MULTILINE):
        return []
    titles: dict[str, list[str]] = {}
    for modulo in pedido.modulos:
        titles.setdefault(modulo.get("secao"), []).append(f"“{modulo.get('titulo')}”")
    items = [f"o acolhimento da preliminar arguida no tópico {title}" for title in titles.get("Preliminar", ())]
    merits = titles.get("Mérito")
    reasons = f", pelas razões expostas {_topics(merits)}" if merits else ""
    items.append(f"{'no mérito, ' if items else ''}{pedido.formula.resultado}{reasons}")
    items += [f"subsidiariamente, o acolhimento do que se expõe no tópico {t}" for t in titles.get("Eventualidade", ())]
    if titles.get("Honorários"):
        items.append(f"quanto aos honorários, a observância do que se expõe {_topics(titles['Honorários'])}")
    if pedido.formula.nome in ("CONTESTAÇÃO", "AGRAVO DE INSTRUMENTO"):
        items.append("a juntada dos documentos anexos e a produção das demais provas admitidas em direito")
    lines = [f"{chr(ord('a') + i)}) {item};" for i, item in enumerate(items[:26])]
    lines[-1] = lines[-1].removesuffix(";") + "."
    return [*([] if has_section else ["## Pedidos"]), pedido.formula.pedido, *lines]


def _topics(titles: list[str]) -> str:
    return f"{'no tópico' if len(titles) == 1 else 'nos tópicos'} {join_words(titles)}"


def _write_closing(pedido: Pedido) -> list[str]:
    signature = ["**[Nome do Procurador do Estado]**", "Procurador do Estado de Mato Grosso do Sul"]
    is_closed = bool(pedido.modulos) and fold(pedido.formula.fecho) in fold(pedido.modulos[-1].text)
    closing = [] if is_closed else [pedido.formula.fecho]
    return [*closing, "Campo Grande – MS, [data da assinatura].", *signature]


def join_words(items: list[str]) -> str:
    """``a, b e c``."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} e {items[-1]}"


def format_numero(numero: str) -> str:
    """Twenty bare digits in the form of the CNJ; anything else as it came."""
    digits = re.sub(r"\D", "", numero)
    if len(digits) != 20:
        return numero or "[número do processo]"
    return f"{digits[:7]}-{digits[7:9]}.{digits[9:13]}.{digits[13]}.{digits[14:16]}.{digits[16:]}"
