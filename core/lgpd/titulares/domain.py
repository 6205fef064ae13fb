"""Who asks, and what is found of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

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

    @property
    def descrita(self) -> str:
        """For the record of acts, which nothing erases: enough to recognise the request, not the person."""
        if self.digitos:
            return f"CPF ***.{self.digitos[3:6]}.{self.digitos[6:9]}-**"
        return "Nome " + " ".join(f"{word[0].upper()}." for word in self.nome.split())


@dataclass(frozen=True)
class CasoDoTitular:
    """A case in which the person is a party, with how much the portal keeps of it.

    ``informado``: of files that were handed in, the case that they were said to belong to.
    ``has_final``: a final peça stands in it, which the State keeps for its defence. ``has_work``: something of it is
    being made at this moment.
    """

    numero_cnj: str
    nome: str
    documentos: int
    minutas: int
    perguntas: int
    calculos: int
    informado: str = ""
    has_final: bool = False
    has_work: bool = False

    @property
    def can_be_erased(self) -> bool:
        return not self.has_final and not self.has_work


@dataclass(frozen=True)
class Achados:
    """What a search found. ``is_cut``: there are more. By name they may be cases of several people."""

    casos: tuple[CasoDoTitular, ...]
    is_cut: bool = False
    is_by_nome: bool = False


class Andamento(StrEnum):
    """How far an erasure is."""

    EM_ANDAMENTO = "em_andamento"
    PRONTO = "pronto"
    COM_ERRO = "com_erro"


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
