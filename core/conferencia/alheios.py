"""Numbers of other cases and of other people in a draft: a name for what came from somewhere else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from core.conferencia.domain import Cor, Lugar
from core.processos.numero_cnj import has_valid_check

_PROCESSO = re.compile(r"(?<!\d)(\d{7}-?\d{2}\.?\d{4}\.?\d\.?\d{2}\.?\d{4})(?!\d)")
_ANY_CPF = r"\d{3}[. ]?\d{3}[. ]?\d{3}[-–. ]?\d{2}(?!\d)"
_CPF = re.compile(rf"\bCPFs?\b[^\d\n]{{0,25}}({_ANY_CPF})|(?<![\d.])(\d{{3}}\.\d{{3}}\.\d{{3}}[-–]\d{{2}})(?!\d|\.\d)")
"""However it is written after its name; alone, with its points and hyphen."""

_CPF_NA_FONTE = re.compile(rf"(?<!\d)({_ANY_CPF})")

DO_CASO = "É deste processo."
NOS_AUTOS = "Consta dos documentos do processo."
DIGITO = "O dígito verificador não confere: há algum algarismo trocado."
ALHEIO = "Não é deste processo e não consta dos documentos."
CPF_ALHEIO = "Este CPF não consta do processo."


@dataclass(frozen=True)
class ExameDoNumero:
    """``lugar`` is where a source has it."""

    cor: Cor
    motivo: str
    trecho: str
    inicio: int
    fim: int
    lugar: Lugar | None = None


class NumerosConhecidos:
    """Every case number and CPF of the sources (those of the case and of the modules), by their names."""

    def __init__(self, numero_cnj: str, fontes: Mapping[str, str]) -> None:
        self._numero_cnj = numero_cnj
        self._places: dict[str, Lugar] = {}
        for nome, texto in fontes.items():
            for match in (*_PROCESSO.finditer(texto), *_CPF_NA_FONTE.finditer(texto)):
                self._places.setdefault(_bare(match[1]), Lugar(nome, match.start(), match.end()))

    def check(self, minuta: str) -> tuple[ExameDoNumero, ...]:
        """Case numbers and CPFs of the draft, in its order."""
        found = [self._check_processo(match) for match in _PROCESSO.finditer(minuta)]
        found += [self._check_cpf(match) for match in _CPF.finditer(minuta)]
        return tuple(sorted(found, key=lambda exame: exame.inicio))

    def _check_processo(self, match: re.Match[str]) -> ExameDoNumero:
        numero = _bare(match[1])
        place = (match[1], match.start(), match.end())
        if numero == self._numero_cnj:
            return ExameDoNumero(Cor.VERDE, DO_CASO, *place)
        if numero in self._places:
            return ExameDoNumero(Cor.VERDE, NOS_AUTOS, *place, self._places[numero])
        return ExameDoNumero(Cor.VERMELHO, ALHEIO if has_valid_check(numero) else DIGITO, *place)

    def _check_cpf(self, match: re.Match[str]) -> ExameDoNumero:
        number = 1 if match[1] else 2
        lugar = self._places.get(_bare(match[number]))
        place = (match[number], *match.span(number))
        if lugar is not None:
            return ExameDoNumero(Cor.VERDE, NOS_AUTOS, *place, lugar)
        return ExameDoNumero(Cor.VERMELHO, CPF_ALHEIO, *place)


def _bare(numero: str) -> str:
    return re.sub(r"\D", "", numero)
