"""Invented people and bodies, always the same for the same case and seed."""

from __future__ import annotations

import random
from datetime import date, timedelta

from simulators.tribunal.casos.domain import Advogado, Pessoa


def _words(texto: str) -> list[str]:
    return texto.split()


_MULHERES = _words(
    """Adélia Benedita Celina Dalva Edileusa Fátima Geralda Heloísa Iracema Joana Lindalva Marlene Neusa
Odete Priscila Rosângela Sueli Terezinha Valquíria Zilda Luana Camila Jéssica Bianca Lorena Yasmin"""
)
_HOMENS = _words(
    """Agenor Belmiro Clóvis Damião Edvaldo Firmino Getúlio Horácio Ivanildo Jurandir Laudelino Moacir Nivaldo
Orlando Percival Quirino Ramiro Sebastião Tadeu Valdemar Enzo Caio Murilo Heitor Davi Otávio"""
)
_SOBRENOMES = _words(
    """Abrantes Barcelos Camargo Dornelas Espíndola Fagundes Godói Holanda Itaquari Jardim Lacerda Machado
Nantes Ocampos Paredes Quevedo Rezende Saldanha Taveira Urquiza Valverde Xavier Zanela Arruda Benites Cabanhas
Duré Echeverria Figueiró Galeano Insaurralde Leguizamon Monges Novaes Ortega Pavão Recalde Sanabria"""
)
_RUAS = ("Rua das Piúvas", "Rua do Tuiuiú", "Avenida dos Ipês", "Rua Serra da Bodoquena", "Travessa Aroeira")
_BAIRROS = ("Vila Guavira", "Jardim Taiamã", "Parque dos Buritis", "Vila Carandá", "Conjunto Pequi")


class Sorteio:
    """Draws people for one case. Two draws with the same key and seed are equal."""

    def __init__(self, key: str) -> None:
        self.random = random.Random(key)

    def pessoa(self, *, sexo: str, idade: int, em: date, profissao: str = "") -> Pessoa:
        """A person of this age on the day ``em``."""
        nascimento = em - timedelta(days=idade * 365 + idade // 4 + self.random.randint(1, 360))
        rua = f"{self.random.choice(_RUAS)}, n. {self.random.randint(12, 2400)}, {self.random.choice(_BAIRROS)}"
        return Pessoa(
            nome=self.nome(sexo),
            documento=self.cpf(),
            sexo=sexo,
            nascimento=nascimento,
            idade=idade,
            logradouro=rua,
            profissao=profissao,
        )

    def nome(self, sexo: str) -> str:
        primeiro = self.random.choice(_MULHERES if sexo == "F" else _HOMENS)
        return " ".join([primeiro, *self.random.sample(_SOBRENOMES, 2)])

    def advogado(self, *, tipo: str = "A") -> Advogado:
        return Advogado(self.nome(self.random.choice("FM")), f"MS{self.random.randint(30000, 89999):07d}A", tipo)

    def cpf(self) -> str:
        base = [self.random.randint(0, 9) for _ in range(9)]
        return _with_digits(base, (range(10, 1, -1), range(11, 1, -1)))

    def empresa(self, nome: str) -> Pessoa:
        return body(nome, self.random)


def body(nome: str, source: random.Random | None = None) -> Pessoa:
    """A company or public body with an invented CNPJ that depends on its name only, unless a source is given."""
    draw = source or random.Random(nome)
    base = [draw.randint(0, 9) for _ in range(8)] + [0, 0, 0, 1]
    pesos = (5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)
    return Pessoa(nome=nome, documento=_with_digits(base, (pesos, (6, *pesos))), is_fisica=False)


def _with_digits(base: list[int], weights: tuple[range | tuple[int, ...], ...]) -> str:
    """``base`` followed by its modulo 11 check digits, one per row of weights."""
    digits = list(base)
    for row in weights:
        rest = sum(d * w for d, w in zip(digits, row, strict=True)) % 11
        digits.append(0 if rest < 2 else 11 - rest)
    return "".join(map(str, digits))
