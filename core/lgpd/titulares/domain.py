"""Who asks, and what is found of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.errors import InvalidInputError
from core.infra.folding import fold

ATENDER = "lgpd.atender"
"""The permission to look into all cases for a person who asks; no profile has it, it is given by name."""

ANONIMO = "Pessoa removida"
"""What stands for the name of somebody who left the portal and asked to be forgotten."""

_MIN_NOME = 5


@dataclass(frozen=True)
class BuscaDoTitular:
    """By the CPF (``digitos``) or by the name, as it is compared."""

    digitos: str = ""
    nome: str = ""


@dataclass(frozen=True)
class CasoDoTitular:
    """A case in which the person is a party, with how much the portal keeps of it.

    ``has_final``: a final peça stands in it, which the State keeps for its defence. ``has_work``: something of it is
    being made at this moment.
    """

    numero_cnj: str
    nome: str
    documentos: int
    minutas: int
    perguntas: int
    calculos: int
    has_final: bool = False
    has_work: bool = False

    @property
    def can_be_erased(self) -> bool:
        return not self.has_final and not self.has_work


def parse_busca(typed: str) -> BuscaDoTitular:
    """Raises InvalidInputError for a CPF with a wrong check digit and for a name that would find nearly everybody."""
    digits = re.sub(r"[\s.\-/]", "", typed)
    if digits.isdigit():
        if not is_cpf(digits):
            raise InvalidInputError(
                "cpf", user_message="Este CPF não confere. Confira os 11 números e busque de novo; nada foi buscado."
            )
        return BuscaDoTitular(digitos=digits)
    nome = " ".join(re.sub(r"[^a-z .'-]", "", fold(typed)).split())
    if len(nome) < _MIN_NOME or " " not in nome:
        raise InvalidInputError(
            "name", user_message="O nome é curto demais para buscar. Escreva nome e sobrenome, ou o CPF."
        )
    return BuscaDoTitular(nome=nome)


def is_cpf(digits: str) -> bool:
    """Whether the two check digits follow from the first nine (Receita Federal, modulo 11)."""
    if len(digits) != 11 or len(set(digits)) == 1:
        return False
    return all(
        int(digits[size]) == sum(int(one) * (size + 1 - at) for at, one in enumerate(digits[:size])) * 10 % 11 % 10
        for size in (9, 10)
    )
