"""Drafts of twenty pages with the case they are made from, and single errors to plant in them."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.conferencia.ancoras import DocumentoCitavel
from core.conferencia.caso import Caso
from core.conferencia.fontes import Fonte, Fontes
from core.conferencia.pedidos import Pedido
from core.prompts.autoridades.formato import load_autoridades
from core.prompts.domain import Modulo

TWENTY_PAGES = 50_000
"""Characters: 25 lines of a hundred on a page of the office's layout."""

_NUMERO = "08000001520258120001"
_PAGINAS = 20
_NOMES = ("Petição Inicial", "Laudo Médico", "Parecer do NAT", "Decisão Interlocutória", "Receituário")
_PEDIDOS = {
    "indenização por danos morais": "A indenização por dano moral não cabe, porque não houve ilícito.",
    "fornecimento de fraldas geriátricas": "As fraldas não constam da prescrição.",
    "bloqueio de verbas públicas": "O bloqueio de verbas é medida extrema e sucessiva.",
    "a gratuidade da justiça": "A gratuidade da justiça não é objeto desta peça.",
    "tratamento fora do domicílio": "O custeio do TFD segue portaria própria.",
}
_ASKED = re.compile(r"dano|indeniz|fralda|bloque|sequestr|gratui|hipossufic|domicílio|TFD|transporte", re.IGNORECASE)
"""Modules that speak of what is asked would answer a request that was forgotten: they are left out."""

_FALSE_AUTHORITIES = (
    "o Tema {n} do STF",
    "o Tema Repetitivo n. {n}, do Superior Tribunal de Justiça",
    "o Tema de Repercussão Geral nº {n}",
    "o **Tema {n}** da repercussão geral",
    "os Temas 6/{n}",
    "o REsp 1.{m}.{m}",
    "o RESP {m}.{m}/MS",
    "o Recurso Especial nº 1.{m}.{m}/SP",
    "o Agravo em Recurso Especial n. 1.{m}.{m}",
    "o Habeas Corpus n. {m}.{m}",
    "o RE-RG {m}.{m}",
    "a Súmula {n} do STJ",
    "a Súmula do STJ n. {n}",
    "a Súmula **n. {n}**",
    "o verbete n. {n} da Súmula do STJ",
    "a lei n. 1{n}/2021",
    "a LEI ESTADUAL Nº {n}/2019",
    "a Lei Municipal n. {n}, de 3 de maio de 2012",
    "a portaria GM/MS nº {n}/2020",
    "a Instrução Normativa nº {m}/2018",
    "a Resolução Normativa RN nº {m}/2021",
    "o art. {m} da CLT",
    "o art. {m} da Constituição Estadual",
)
"""Spellings that people use, written without looking at what the portal reads."""

_FILLER = re.findall(
    r"\w+", "a parte autora foi atendida no posto e recebeu a receita do médico que a acompanha desde então"
)


@dataclass(frozen=True)
class Rascunho:
    texto: str
    caso: Caso


def build_paginas(random_: random.Random, count: int) -> list[str]:
    """Pages of a case as long as real ones, each with an amount, a date and a sentence of its own."""
    paginas = []
    for number in range(count):
        filler = " ".join(random_.choices(_FILLER, k=400))
        day = f"{random_.randint(1, 28):02d}/{random_.randint(1, 12):02d}/{random_.randint(2019, 2024)}"
        amount = f"R$ {random_.randint(1, 99)}.{random_.randint(100, 999)},{random_.randint(10, 99)}"
        own = f"Ficou registrado sob o número interno {number} que o paciente retornou em {day} e gastou {amount}."
        paginas.append(f"{own}\n{filler}")
    return paginas


def build_rascunho(modulos: Sequence[Modulo], random_: random.Random, documentos: int) -> Rascunho:
    """A draft without fault, and the case with ``documentos`` of twenty pages that it was made from."""
    fitting = [modulo for modulo in modulos if not _ASKED.search(f"{modulo.titulo} {modulo.texto}")]
    chosen = random_.sample(fitting, len(fitting))
    autos = [
        Fonte(f"doc. {n} – {_NOMES[n % len(_NOMES)]}", tuple(build_paginas(random_, _PAGINAS)), _NUMERO, f"d{n}")
        for n in range(1, documentos + 1)
    ]
    facts = [_tell(random_, autos) for _ in range(8)]
    parts = ["## Síntese", *facts, "## Mérito"]
    titulos: list[str] = []
    for modulo in chosen:
        if sum(map(len, parts)) > TWENTY_PAGES:
            break
        titulos.append(modulo.titulo)
        parts += [f"### {modulo.titulo}", modulo.texto, _tell(random_, autos)]
    parts += ["### Do mais que se pede", *_PEDIDOS.values()]
    used = [Fonte(f"módulo {modulo.titulo}", (modulo.texto,)) for modulo in chosen[: len(titulos)]]
    citaveis = tuple(DocumentoCitavel(fonte.nome, _NUMERO, fonte.id_documento, _PAGINAS) for fonte in autos)
    caso = Caso(
        fontes=Fontes(_NUMERO, [*used, *autos], load_autoridades()),
        modulos=(*titulos, "Do mais que se pede"),
        pedidos=tuple(Pedido(pedido) for pedido in _PEDIDOS),
        documentos=citaveis,
    )
    return Rascunho("\n\n".join(parts), caso)


def _tell(random_: random.Random, autos: Sequence[Fonte]) -> str:
    """A sentence on the case that quotes a page and names it."""
    fonte, pagina = random_.choice(autos), random_.randrange(_PAGINAS)
    own = fonte.paginas[pagina].split("\n", maxsplit=1)[0]
    return f"Consta dos autos que “{own.rstrip('.')}” ({fonte.nome}, p. {pagina + 1})."


def plant_authority(texto: str, random_: random.Random) -> str:
    false = random_.choice(_FALSE_AUTHORITIES).format(n=random_.randint(3000, 9999), m=random_.randint(700, 999))
    return f"{texto}\n\nNesse sentido, {false}."


def plant_amount(texto: str, random_: random.Random) -> str:
    amount = f"R$ {random_.randint(100, 999)}.{random_.randint(100, 999)},{random_.randint(10, 99)}"
    return f"{texto}\n\nO valor é de {amount}."


def plant_place(texto: str, random_: random.Random) -> str:
    wrong = random_.choice(
        [f"(fl. {random_.randint(1, 99)})", "(doc. 77 – Laudo)", "(doc. 1 – Petição Inicial, p. 99)"]
    )
    return f"{texto}\n\nIsso consta dos autos {wrong}."


def plant_bare_fact(texto: str, _: random.Random) -> str:
    return texto.replace("## Mérito", "O paciente tem renda e não a informou em momento algum.\n\n## Mérito", 1)


def forget_request(texto: str, random_: random.Random) -> str:
    return texto.replace(random_.choice(list(_PEDIDOS.values())), "")


def put_no_into_quotation(texto: str, _: random.Random) -> str:
    return texto.replace("que o paciente retornou", "que o paciente não retornou", 1)


ERRORS = {
    "false authority": plant_authority,
    "amount of no source": plant_amount,
    "place that is not in the case": plant_place,
    "fact without a place": plant_bare_fact,
    "request forgotten": forget_request,
    "negation put into a quotation": put_no_into_quotation,
}
