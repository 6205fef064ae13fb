"""The fixed words of each type of peça: who is addressed, how the State presents itself, what it asks for.

No law, súmula or judgment is named here: authorities come only from the modules and from the documents.
"""

from __future__ import annotations

from dataclasses import dataclass

_TRIBUNAL = "EGRÉGIO TRIBUNAL DE JUSTIÇA DO ESTADO DE MATO GROSSO DO SUL"


@dataclass(frozen=True)
class Formula:
    """``abertura`` ends the sentence that names the State; ``resultado`` is what is asked for on the merits."""

    nome: str
    abertura: str
    pedido: str
    resultado: str
    goes_to_tribunal: bool = False
    fecho: str = "Nesses termos, pede deferimento."


_FORMULAS = {
    "contestacao": Formula(
        "CONTESTAÇÃO",
        "vem apresentar {nome} à ação proposta por {autor}, pelas razões de fato e de direito a seguir expostas.",
        "Diante do exposto, o Estado de Mato Grosso do Sul requer:",
        "a improcedência dos pedidos formulados na petição inicial",
    ),
    "apelacao": Formula(
        "RECURSO DE APELAÇÃO",
        "vem interpor {nome} contra a sentença proferida na ação proposta por {autor}, pelas razões a seguir expostas, "
        "e requer o seu processamento e a remessa ao Tribunal de Justiça.",
        "Diante do exposto, o Estado de Mato Grosso do Sul requer o conhecimento do recurso e:",
        "o provimento da apelação, com a reforma da sentença",
    ),
    "contrarrazoes": Formula(
        "CONTRARRAZÕES",
        "vem apresentar {nome} ao recurso interposto por {autor}, pelas razões a seguir expostas.",
        "Diante do exposto, o Estado de Mato Grosso do Sul requer:",
        "o não provimento do recurso, com a manutenção da decisão recorrida",
    ),
    "agravo": Formula(
        "AGRAVO DE INSTRUMENTO",
        "vem interpor {nome} contra a decisão proferida na ação proposta por {autor}, pelas razões a seguir expostas.",
        "Diante do exposto, o Estado de Mato Grosso do Sul requer o conhecimento do recurso e:",
        "o provimento do agravo, com a reforma da decisão recorrida",
        goes_to_tribunal=True,
    ),
    "parecer": Formula(
        "PARECER",
        "por este {nome}, examina a demanda proposta por {autor} e expõe o que segue.",
        "Diante do exposto, opina-se por:",
        "a adoção das teses de mérito acima expostas na defesa do Estado",
        fecho="É o parecer, que se submete à consideração superior.",
    ),
    "alegacoes_finais": Formula(
        "ALEGAÇÕES FINAIS",
        "vem apresentar {nome} na ação proposta por {autor}, pelas razões a seguir expostas.",
        "Diante do exposto, encerrada a instrução, o Estado de Mato Grosso do Sul requer:",
        "a improcedência dos pedidos formulados na petição inicial",
    ),
}


def formula_of(tipo: str, titulo: str) -> Formula:
    """The words of a type; a type that is not known speaks like a contestação under its own title."""
    if tipo in _FORMULAS:
        return _FORMULAS[tipo]
    base = _FORMULAS["contestacao"]
    return Formula((titulo or base.nome).upper(), base.abertura, base.pedido, base.resultado)


def enderecamento(formula: Formula, juizo: str) -> str:
    """The addressing line, in bold capitals."""
    unit = juizo.strip().upper()
    if formula.nome == "PARECER":
        return "**PARECER DA PROCURADORIA-GERAL DO ESTADO DE MATO GROSSO DO SUL**"
    if formula.goes_to_tribunal:
        return f"**EXCELENTÍSSIMO(A) SENHOR(A) DESEMBARGADOR(A) PRESIDENTE DO {_TRIBUNAL}**"
    if "CÂMARA" in unit or "TRIBUNAL" in unit or "SEÇÃO" in unit:
        return f"**EXCELENTÍSSIMO(A) SENHOR(A) DESEMBARGADOR(A) RELATOR(A) DA {unit} DO {_TRIBUNAL}**"
    if not unit:
        return "**EXCELENTÍSSIMO(A) SENHOR(A) JUIZ(A) DE DIREITO**"
    article = "DO" if unit.startswith("JU") else "DA"
    return f"**EXCELENTÍSSIMO(A) SENHOR(A) JUIZ(A) DE DIREITO {article} {unit}**"


_FEMININE_ENDINGS = ("a", "ção", "são", "dão", "ade", "agem", "ões")
_BODIES = frozenset({"Secretaria", "Saúde", "Ministério", "Público", "Fazenda", "Pública", "Tribunal", "Estado"})
_MASCULINE = frozenset({"laudo", "programa", "sistema"})


def with_article(descricao: str, preposition: str = "") -> str:
    """``petição inicial`` as "a petição inicial", "da petição inicial" (``de``) or "na petição inicial" (``em``)."""
    name = descricao.strip() or "documento"
    first = name.split()[0].lower().rstrip("s")
    is_plural = name.split()[0].lower().endswith("s")
    is_feminine = first.endswith(_FEMININE_ENDINGS) and first not in _MASCULINE
    article = ("a" if is_feminine else "o") + ("s" if is_plural else "")
    merged = {"de": f"d{article}", "em": f"n{article}", "": article}[preposition]
    return f"{merged} {_lower_first(name)}"


def _lower_first(text: str) -> str:
    """The name in running text: lower case unless a word is an acronym."""
    return " ".join(word if word in _BODIES or word[1:] != word[1:].lower() else word.lower() for word in text.split())
