"""Cells, targets and answers as people type them in a table; each ``parse`` is the inverse of its ``format``.

A cell: ``-`` (any), ``sim``, ``eletiva``, ``>= 30``, ``um de: a; b``, ``contém x``, ``preenchido``; ``exceto`` before
it turns it around and accepts what does not apply. A target: ``marcador pmvg``, ``módulo o-slug``, ``assunto tea``.
An answer: empty (unknown), ``não se aplica``, ``sim``, ``30``, ``31/12/2026``, ``a; b``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from core.errors import InvalidInputError
from core.prompts.comparacao import COM_LISTA, ORDEM, SEM_OPERANDO, Operador, normalize, parse_booleano, parse_ordenavel
from core.prompts.domain import TipoDeVariavel, Variavel
from core.prompts.numeros import format_numero_br, parse_numero_br
from core.prompts.politicas.domain import Alvo, Celula, Resultado, TipoDeAlvo
from core.prompts.regras import SemValor, ValorDaCondicao, ValorDoFato
from core.prompts.valores import refuse

QUALQUER = "-"
_NAO_SE_APLICA = "não se aplica"
_EXCETO = "exceto "
_LIST = ";"
_OPERADORES: Mapping[Operador, str] = {
    Operador.GREATER_OR_EQUAL: ">= ",
    Operador.LESS_OR_EQUAL: "<= ",
    Operador.GREATER_THAN: "> ",
    Operador.LESS_THAN: "< ",
    Operador.IN_LIST: "um de: ",
    Operador.NOT_IN_LIST: "nenhum de: ",
    Operador.NOT_CONTAINS: "não contém ",
    Operador.CONTAINS: "contém ",
    Operador.STARTS_WITH: "começa com ",
    Operador.ENDS_WITH: "termina com ",
    Operador.MATCHES_REGEX: "segue o padrão ",
    Operador.NOT_EQUALS: "diferente de ",
}
_PALAVRAS: Mapping[Operador, str] = {
    Operador.EXISTS: "existe",
    Operador.NOT_EXISTS: "não existe",
    Operador.IS_EMPTY: "vazio",
    Operador.IS_NOT_EMPTY: "preenchido",
}
_ALVOS: Mapping[TipoDeAlvo, str] = {
    TipoDeAlvo.MODULO: "módulo",
    TipoDeAlvo.TAG: "marcador",
    TipoDeAlvo.ASSUNTO: "assunto",
}
_NUMBERS = (TipoDeVariavel.NUMERO, TipoDeVariavel.MOEDA)


def format_celula(celula: Celula | None) -> str:
    """None, a column without a condition, is a dash."""
    if celula is None:
        return QUALQUER
    if celula.operador in SEM_OPERANDO:
        words = _PALAVRAS[celula.operador]
    else:
        words = _OPERADORES.get(celula.operador, "") + _format_operando(celula.valor)
    return _EXCETO + words if celula.salvo else words


def parse_celula(texto: str, variavel: Variavel | None, place: str) -> Celula | None:
    """Raises InvalidInputError that names the place. ``variavel`` is None for the piece type, which is a text."""
    words = texto.strip()
    if words in ("", QUALQUER):
        return None
    is_opposite = normalize(words).startswith(_EXCETO)
    words = words[len(_EXCETO) :].strip() if is_opposite else words
    for operador, name in _PALAVRAS.items():
        if normalize(words) == normalize(name):
            return Celula(operador, salvo=is_opposite)
    for operador, prefix in _OPERADORES.items():
        if normalize(words).startswith(normalize(prefix)):
            operando = words[len(prefix.strip()) :].strip()
            return Celula(operador, _parse_operando(operador, operando, variavel, place), salvo=is_opposite)
    return Celula(Operador.EQUALS, _parse_operando(Operador.EQUALS, words, variavel, place), salvo=is_opposite)


def format_alvos(alvos: tuple[Alvo, ...]) -> str:
    return f"{_LIST} ".join(f"{_ALVOS[alvo.tipo]} {alvo.valor}" for alvo in alvos)


def describe_alvos(alvos: tuple[Alvo, ...], titulos: Mapping[str, str]) -> str:
    """As ``format_alvos`` for reading: a module by its title. ``titulos``: title by slug."""
    return f"{_LIST} ".join(
        f"módulo “{titulos[alvo.valor]}”"
        if alvo.tipo is TipoDeAlvo.MODULO and alvo.valor in titulos
        else f"{_ALVOS[alvo.tipo]} {alvo.valor}"
        for alvo in alvos
    )


def parse_alvos(texto: str, place: str) -> tuple[Alvo, ...]:
    """Raises InvalidInputError that names the place."""
    return tuple(_parse_alvo(item, place) for item in texto.split(_LIST) if item.strip())


def format_espera(espera: tuple[tuple[Alvo, Resultado], ...]) -> str:
    return f"{_LIST} ".join(f"{format_alvos((alvo,))} = {resultado.label}" for alvo, resultado in espera)


def parse_espera(texto: str, place: str) -> tuple[tuple[Alvo, Resultado], ...]:
    """Raises InvalidInputError that names the place."""
    found = []
    for item in (item for item in texto.split(_LIST) if item.strip()):
        alvo, equals, resultado = item.rpartition("=")
        known = [known for known in Resultado if normalize(known.label) == normalize(resultado)]
        if not equals or not known:
            raise refuse(place, "depois de cada módulo escreva = permitido, vedado, obrigatório ou perguntar")
        found.append((_parse_alvo(alvo, place), known[0]))
    return tuple(found)


def format_resposta(valor: ValorDoFato) -> str:
    """As ``parse_resposta`` reads it back."""
    if isinstance(valor, SemValor):
        return _NAO_SE_APLICA if valor is SemValor.NAO_SE_APLICA else ""
    if not isinstance(valor, str | int | float | date) and isinstance(valor, list | tuple):
        return f"{_LIST} ".join(valor) or "nenhuma"
    return _format_escalar(valor) if isinstance(valor, str | int | float) else str(valor)


def parse_resposta(texto: str, variavel: Variavel | None, place: str) -> ValorDoFato:
    """The value of a variable. Raises InvalidInputError that names the place."""
    words = texto.strip()
    if not words:
        return SemValor.DESCONHECIDO
    if normalize(words) == normalize(_NAO_SE_APLICA):
        return SemValor.NAO_SE_APLICA
    if variavel is not None and variavel.tipo is TipoDeVariavel.LISTA:
        items = [item.strip() for item in words.split(_LIST) if item.strip() and normalize(item) != "nenhuma"]
        return tuple(str(_parse_escalar(item, variavel, place)) for item in items)
    return _parse_escalar(words, variavel, place)


def _parse_alvo(texto: str, place: str) -> Alvo:
    kind, _, name = texto.strip().partition(" ")
    known = [tipo for tipo, word in _ALVOS.items() if normalize(word) == normalize(kind)]
    if not known or not name.strip():
        raise refuse(place, "escreva marcador, módulo ou assunto seguido do nome, separados por ponto e vírgula")
    return Alvo(known[0], name.strip())


def _format_operando(valor: ValorDaCondicao) -> str:
    if isinstance(valor, tuple):
        return f"{_LIST} ".join(_format_escalar(item) for item in valor)
    return "" if valor is None else _format_escalar(valor)


def _format_escalar(valor: str | float) -> str:
    if isinstance(valor, bool):
        return "sim" if valor else "não"
    if isinstance(valor, int | float):
        return format_numero_br(valor)
    parsed = parse_ordenavel(valor) if valor[:4].isdigit() and valor[4:5] == "-" else None
    return f"{parsed:%d/%m/%Y}" if isinstance(parsed, date) else valor


def _parse_operando(operador: Operador, texto: str, variavel: Variavel | None, place: str) -> ValorDaCondicao:
    items = [item.strip() for item in texto.split(_LIST)] if operador in COM_LISTA else [texto]
    read = tuple(_parse_escalar(item, variavel, place) for item in items if item)
    if not read:
        raise refuse(place, "falta o valor depois da condição")
    if operador in ORDEM and parse_ordenavel(read[0]) is None:
        raise refuse(place, "a comparação pede um número ou uma data")
    return read if operador in COM_LISTA else read[0]


def _parse_escalar(texto: str, variavel: Variavel | None, place: str) -> str | float:
    tipo = variavel.tipo if variavel else TipoDeVariavel.TEXTO
    if variavel is not None and variavel.opcoes:
        known = [opcao for opcao in variavel.opcoes if normalize(opcao) == normalize(texto)]
        if not known:
            raise refuse(place, f"“{texto}” não é uma destas opções: {', '.join(variavel.opcoes)}")
        return known[0]
    if tipo is TipoDeVariavel.BOOLEANO:
        answer = parse_booleano(texto)
        if answer is None:
            raise refuse(place, f"“{texto}” não é sim nem não")
        return answer
    if tipo is TipoDeVariavel.DATA:
        found = parse_ordenavel(texto)
        if not isinstance(found, date):
            raise refuse(place, f"“{texto}” não é uma data como 31/12/2026")
        return found.isoformat()
    return _parse_numero(texto, place) if tipo in _NUMBERS else texto


def _parse_numero(texto: str, place: str) -> float:
    try:
        number = parse_numero_br(texto)
    except InvalidInputError as error:
        raise refuse(place, f"“{texto}” não é um número como 1.234,56") from error
    return int(number) if number == number.to_integral_value() else float(number)
