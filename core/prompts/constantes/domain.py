"""A legal constant as the list of its dated values, and what is in force on a day; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from core.errors import InvalidInputError, RecordNotFoundError
from core.prompts.comparacao import parse_ordenavel
from core.prompts.numeros import parse_numero_br

SALARIO_MINIMO = "salario_minimo"
CORTE_TEMA_1234 = "tema_1234_corte"
TETO_DO_JUIZADO = "juizado_da_fazenda_teto"
PISO_DA_UNIAO = "tema_1234_competencia_federal"

_MAX_FONTE = 300


class Unidade(StrEnum):
    REAIS = "reais"
    SALARIOS = "salarios"
    PERCENTUAL = "percentual"
    ANOS = "anos"
    DATA = "data"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Unidade.REAIS: "reais",
    Unidade.SALARIOS: "salários mínimos",
    Unidade.PERCENTUAL: "por cento",
    Unidade.ANOS: "anos",
    Unidade.DATA: "data",
}


@dataclass(frozen=True)
class ValorDatado:
    """What counts from ``desde`` on, that day included, until the next one. ``fonte`` is the law or the decree."""

    desde: date
    valor: Decimal | date
    fonte: str
    autor: str = ""


@dataclass(frozen=True)
class ConstanteLegal:
    """``valores`` by day, oldest first."""

    slug: str
    versao: int
    nome: str
    unidade: Unidade
    valores: tuple[ValorDatado, ...]

    def find(self, dia: date) -> ValorDatado:
        """What is in force on the day. Raises RecordNotFoundError naming the constant and the day."""
        in_force = [valor for valor in self.valores if valor.desde <= dia]
        if not in_force:
            raise _missing(self.slug, self.nome, dia)
        return in_force[-1]


@dataclass(frozen=True)
class VersaoDaConstante:
    """One entry of the history."""

    constante: ConstanteLegal
    autor: str
    motivo: str
    criada_em: datetime
    is_viva: bool


@dataclass(frozen=True)
class Constantes:
    """All live constants by slug, read at once."""

    by_slug: Mapping[str, ConstanteLegal]

    def find_numero(self, slug: str, dia: date) -> Decimal:
        """The number in force. Raises RecordNotFoundError naming the constant and the day."""
        valor = self._find(slug, dia)
        assert isinstance(valor, Decimal), slug
        return valor

    def find_data(self, slug: str, dia: date) -> date:
        """The date in force. Raises RecordNotFoundError naming the constant and the day."""
        valor = self._find(slug, dia)
        assert isinstance(valor, date), slug
        return valor

    def _find(self, slug: str, dia: date) -> Decimal | date:
        if slug not in self.by_slug:
            raise _missing(slug, slug.replace("_", " "), dia)
        return self.by_slug[slug].find(dia).valor


def parse_valor_da_constante(unidade: Unidade, text: str) -> Decimal | date:
    """What a person wrote: a number as in Brazil, or a date. Raises InvalidInputError."""
    if unidade is not Unidade.DATA:
        return parse_numero_br(text)
    found = parse_ordenavel(text)
    if not isinstance(found, date):
        raise InvalidInputError("date of a constant", user_message="Isto não é uma data. Escreva como 31/12/2026.")
    return found


def require_valid(constante: ConstanteLegal) -> ConstanteLegal:
    """The same with its values in order. Raises InvalidInputError that names the row and the reason."""
    if not constante.nome.strip():
        raise _refuse("nome", "escreva como as pessoas chamam esta constante")
    if not constante.valores:
        raise _refuse("valores", "deixe ao menos um valor com a data em que começou a valer")
    seen: set[date] = set()
    for valor in constante.valores:
        place = f"linha de {valor.desde:%d/%m/%Y}"
        if valor.desde in seen:
            raise _refuse(place, "há dois valores que começam neste dia")
        if not valor.fonte.strip() or len(valor.fonte) > _MAX_FONTE:
            raise _refuse(place, "escreva em poucas palavras a lei, o decreto ou a decisão de onde vem o valor")
        if isinstance(valor.valor, date) is not (constante.unidade is Unidade.DATA):
            raise _refuse(place, f"o valor não é de {constante.unidade.label}")
        if isinstance(valor.valor, Decimal) and not (valor.valor.is_finite() and valor.valor > 0):
            raise _refuse(place, "o valor tem de ser maior que zero")
        seen.add(valor.desde)
    return replace(constante, valores=tuple(sorted(constante.valores, key=lambda valor: valor.desde)))


def sign_valores(constante: ConstanteLegal, live: ConstanteLegal, autor: str) -> ConstanteLegal:
    """Each value signed by who wrote it: what did not change keeps its author."""
    known = {(v.desde, v.valor, v.fonte): v.autor for v in live.valores}
    signed = (replace(v, autor=known.get((v.desde, v.valor, v.fonte), autor)) for v in constante.valores)
    return replace(constante, valores=tuple(signed))


def _refuse(place: str, reason: str) -> InvalidInputError:
    return InvalidInputError(
        f"constant refused at {place}", user_message=f"A constante não foi salva. Corrija {place}: {reason}."
    )


def _missing(slug: str, nome: str, dia: date) -> RecordNotFoundError:
    return RecordNotFoundError(
        f"constante {slug} on {dia}",
        user_message=(
            f"O portal não tem {nome} para {dia:%d/%m/%Y}. "
            "Peça à equipe de dados que complete a tabela de constantes legais."
        ),
    )
