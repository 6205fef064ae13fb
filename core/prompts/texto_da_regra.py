"""A rule as a person types it: ``pedido = sim e (valor > 10.000,00 ou não conclusao em [favorável, inconclusiva])``.

``não`` binds closer than ``e``, and ``e`` closer than ``ou``. A text or a name that is not one plain word stands
between quotes; a group of one part is written ``todas (…)`` or ``alguma (…)``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite

from core.errors import InvalidInputError
from core.prompts.comparacao import (
    COM_LISTA,
    ORDEM,
    SEM_OPERANDO,
    Operador,
    ValorDaCondicao,
    normalize,
    parse_ordenavel,
)
from core.prompts.numeros import format_numero_br, parse_numero_br
from core.prompts.padroes import explain_padrao
from core.prompts.regras import MAX_DEPTH, Condicao, E, Nao, Ou, Regra

_TOKEN = re.compile(
    r"(?P<espaco>\s+)"
    r'|(?P<texto>"(?:[^"\\]|\\.)*")'
    r"|(?P<data>[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}|[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"|(?P<numero>(?:R\$\s*)?-?[0-9][0-9.,]*(?<![.,]))"
    r"|(?P<palavra>[^\W\d][\w-]*)"
    r"|(?P<sinal>!=|<>|>=|<=|[=≠<>≥≤()\[\],])"
)
_WORD = re.compile(r"[^\W\d][\w-]*")
_SIGNS = {
    "=": Operador.EQUALS,
    "≠": Operador.NOT_EQUALS,
    "!=": Operador.NOT_EQUALS,
    "<>": Operador.NOT_EQUALS,
    ">": Operador.GREATER_THAN,
    "<": Operador.LESS_THAN,
    "≥": Operador.GREATER_OR_EQUAL,
    ">=": Operador.GREATER_OR_EQUAL,
    "≤": Operador.LESS_OR_EQUAL,
    "<=": Operador.LESS_OR_EQUAL,
}
_SPELLINGS = {
    Operador.CONTAINS: "contém",
    Operador.NOT_CONTAINS: "não contém",
    Operador.STARTS_WITH: "começa com",
    Operador.ENDS_WITH: "termina com",
    Operador.MATCHES_REGEX: "combina com",
    Operador.IN_LIST: "em",
    Operador.NOT_IN_LIST: "não em",
    Operador.EXISTS: "existe",
    Operador.NOT_EXISTS: "não existe",
    Operador.IS_EMPTY: "está vazio",
    Operador.IS_NOT_EMPTY: "não está vazio",
}
_PHRASES = {tuple(normalize(words).split()): operador for operador, words in _SPELLINGS.items()} | {
    ("esta", "vazia"): Operador.IS_EMPTY,
    ("nao", "esta", "vazia"): Operador.IS_NOT_EMPTY,
}
_RESERVED = frozenset({"e", "ou", "sim", *(word for phrase in _PHRASES for word in phrase)})
_GROUPS: dict[str, type[E] | type[Ou]] = {"todas": E, "alguma": Ou}
_MAX_DIGITS = 400
_ORDER_WANTED = "um número, como 10.000,00, ou uma data, como 31/12/2026"
_VALUE_WANTED = "um valor: sim, não, um número, uma data ou um texto (entre aspas, se tiver mais de uma palavra)"


@dataclass(frozen=True)
class _Token:
    """``tipo`` is the group of the pattern, or ``fim``."""

    tipo: str
    texto: str
    inicio: int

    @property
    def word(self) -> str:
        """Without accents and case; empty for what is no bare word."""
        return normalize(self.texto) if self.tipo == "palavra" else ""


def render_texto(regra: Regra) -> str:
    """The text form; ``parse_texto`` is its inverse."""
    if isinstance(regra, Condicao):
        return _render_condicao(regra)
    if isinstance(regra, Nao):
        return f"não {_render_part(regra.regra)}"
    if len(regra.regras) == 1:
        name = next(name for name, kind in _GROUPS.items() if isinstance(regra, kind))
        return f"{name} ({render_texto(regra.regras[0])})"
    return (" e " if isinstance(regra, E) else " ou ").join(_render_part(part) for part in regra.regras)


def parse_texto(texto: str) -> Regra:
    """The rule that ``texto`` writes. Raises InvalidInputError with line, column and what was expected there."""
    return _Parser(texto).parse()


def _render_part(regra: Regra) -> str:
    is_group = isinstance(regra, E | Ou) and len(regra.regras) > 1
    return f"({render_texto(regra)})" if is_group else render_texto(regra)


def _render_condicao(condicao: Condicao) -> str:
    operador = condicao.operador
    sign = next((sign for sign, found in _SIGNS.items() if found is operador), None)
    words = [_render_word(condicao.variavel), sign or _SPELLINGS[operador]]
    if isinstance(condicao.valor, tuple):
        words.append(f"[{', '.join(_render_valor(item) for item in condicao.valor)}]")
    elif condicao.valor is not None:
        words.append(_render_valor(condicao.valor))
    return " ".join(words)


def _render_valor(valor: str | float) -> str:
    if isinstance(valor, bool):
        return "sim" if valor else "não"
    if not isinstance(valor, str):
        return format_numero_br(valor)
    try:
        found = date.fromisoformat(valor)
    except ValueError:
        return _render_word(valor)
    return f"{found.day:02}/{found.month:02}/{found.year:04}" if found.isoformat() == valor else _render_word(valor)


def _render_word(text: str) -> str:
    is_plain = _WORD.fullmatch(text) is not None and normalize(text) not in _RESERVED
    return text if is_plain else json.dumps(text, ensure_ascii=False)


class _Parser:
    """Recursive descent over the tokens; each method reads one kind of part."""

    def __init__(self, texto: str) -> None:
        self._texto = texto
        self._tokens = self._split()
        self._place = 0

    def parse(self) -> Regra:
        regra = self._read_ou(MAX_DEPTH)
        if self._now.tipo != "fim":
            raise self._expected("“e”, “ou” ou o fim da regra")
        return regra

    @property
    def _now(self) -> _Token:
        return self._tokens[self._place]

    def _read_ou(self, depth: int) -> Regra:
        return self._read_group("ou", Ou, lambda: self._read_e(depth))

    def _read_e(self, depth: int) -> Regra:
        return self._read_group("e", E, lambda: self._read_nao(depth))

    def _read_group(self, word: str, kind: type[E] | type[Ou], read: Callable[[], Regra]) -> Regra:
        parts = [read()]
        while self._now.word == word:
            self._place += 1
            parts.append(read())
        return parts[0] if len(parts) == 1 else kind(tuple(parts))

    def _read_nao(self, depth: int) -> Regra:
        if depth == 0:
            raise self._refuse("a regra tem níveis demais")
        if self._now.word == "nao":
            self._place += 1
            return Nao(self._read_nao(depth - 1))
        if self._now.texto == "(":
            return self._read_parentheses(depth)
        kind = _GROUPS.get(self._now.word)
        if kind is not None and self._tokens[self._place + 1].texto == "(":
            self._place += 1
            return kind((self._read_parentheses(depth),))
        return self._read_condicao()

    def _read_parentheses(self, depth: int) -> Regra:
        self._place += 1
        inner = self._read_ou(depth - 1)
        self._take(")")
        return inner

    def _read_condicao(self) -> Condicao:
        if self._now.tipo == "texto":
            name = self._read_quoted().strip()
        elif self._now.tipo == "palavra" and self._now.word not in _RESERVED:
            name = self._now.texto
            self._place += 1
        else:
            name = ""
        if not name:
            raise self._expected("o nome de uma variável, “não” ou “(”")
        operador = self._read_operador()
        return Condicao(name, operador, self._read_operando(operador))

    def _read_operador(self) -> Operador:
        sign = _SIGNS.get(self._now.texto)
        if sign is not None and self._now.tipo == "sinal":
            self._place += 1
            return sign
        for phrase in sorted(_PHRASES, key=len, reverse=True):
            words = tuple(token.word for token in self._tokens[self._place : self._place + len(phrase)])
            if words == phrase:
                self._place += len(phrase)
                return _PHRASES[phrase]
        raise self._expected("um operador: =, ≠, >, <, ≥, ≤, em, contém, começa com, termina com, existe, está vazio")

    def _read_operando(self, operador: Operador) -> ValorDaCondicao:
        if operador in SEM_OPERANDO:
            return None
        if operador in COM_LISTA:
            return self._read_lista()
        start = self._place
        valor = self._read_valor()
        reason = ""
        if operador in ORDEM and parse_ordenavel(valor) is None:
            reason = f"esperava {_ORDER_WANTED}"
        elif operador is Operador.MATCHES_REGEX:
            reason = explain_padrao(str(valor))
        if reason:
            self._place = start
            raise self._refuse(reason)
        return valor

    def _read_lista(self) -> tuple[str | int | float, ...]:
        self._take("[")
        itens = [self._read_item()]
        while self._now.texto == ",":
            self._place += 1
            itens.append(self._read_item())
        self._take("]")
        return tuple(itens)

    def _read_item(self) -> str | int | float:
        if self._now.word in ("sim", "nao"):
            raise self._refuse("uma lista tem textos ou números; escreva a palavra entre aspas")
        return self._read_valor()

    def _read_valor(self) -> str | int | float:
        token = self._now
        match token.tipo:
            case "texto":
                return self._read_quoted()
            case "data":
                valor: str | int | float = self._read_data(token)
            case "numero":
                valor = self._read_numero(token)
            case "palavra" if token.word in ("sim", "nao"):
                valor = token.word == "sim"
            case "palavra" if token.word not in _RESERVED:
                valor = token.texto
            case _:
                raise self._expected(_VALUE_WANTED)
        self._place += 1
        return valor

    def _read_data(self, token: _Token) -> str:
        found = parse_ordenavel(token.texto)
        if not isinstance(found, date):
            raise self._refuse(f"a data {token.texto} não existe no calendário")
        return found.isoformat()

    def _read_numero(self, token: _Token) -> int | float:
        try:
            number = parse_numero_br(token.texto)
        except InvalidInputError as error:
            raise self._refuse(error.user_message[:1].lower() + error.user_message[1:].rstrip(".")) from error
        is_whole = "," not in token.texto and number == number.to_integral_value()
        if len(token.texto) > _MAX_DIGITS or not isfinite(number if is_whole else float(number)):
            raise self._refuse("o número é longo demais")
        return int(number) if is_whole else float(number)

    def _read_quoted(self) -> str:
        try:
            text = json.loads(self._now.texto, strict=False)
        except ValueError as error:
            raise self._refuse(r"num texto entre aspas, escreva \\ para a barra e \" para as aspas") from error
        self._place += 1
        return str(text)

    def _take(self, sign: str) -> None:
        if self._now.texto != sign or self._now.tipo != "sinal":
            raise self._expected(f"“{sign}”")
        self._place += 1

    def _split(self) -> Sequence[_Token]:
        tokens: list[_Token] = []
        place = 0
        while place < len(self._texto):
            match = _TOKEN.match(self._texto, place)
            if match is None:
                what = "o fechamento das aspas" if self._texto[place] == '"' else "uma regra"
                raise self._expected(what, _Token("erro", self._texto[place], place))
            if match.lastgroup != "espaco":
                tokens.append(_Token(str(match.lastgroup), match[0], place))
            place = match.end()
        return [*tokens, _Token("fim", "", len(self._texto))]

    def _expected(self, what: str, found: _Token | None = None) -> InvalidInputError:
        token = found or self._now
        seen = f"encontrei “{token.texto}”" if token.texto else "a regra acabou"
        return self._refuse(f"esperava {what}, mas {seen}", token)

    def _refuse(self, reason: str, found: _Token | None = None) -> InvalidInputError:
        before = self._texto[: (found or self._now).inicio]
        line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
        return InvalidInputError(
            f"rule text cannot be read at {line}:{column}",
            user_message=f"O texto da regra não pode ser lido. Corrija a linha {line}, coluna {column}: {reason}.",
        )
