"""Words of cases, instructions and answers, and the places where none of them may ever stand."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import redis
from sqlalchemy import Connection, text

_LENGTH = 24
_EACH = 6
_PACKED = b"x\x9c"
"""How RQ keeps what ended a job."""

_ESCAPED = re.compile(r"\\+u([0-9a-fA-F]{4})")
_LINE = re.compile(r"\S.*\S")
_TEXTS = {
    "partes": "SELECT parte ->> 'nome' FROM processo, jsonb_array_elements(cabecalho -> 'partes') parte",
    "documentos": "SELECT p ->> 'documento' FROM processo, jsonb_array_elements(cabecalho -> 'partes') p",
    "páginas": "SELECT pagina ->> 'texto' FROM leitura, jsonb_array_elements(paginas) pagina",
    "resumos": "SELECT resposta::text FROM resumo",
    "fatos": "SELECT trecho FROM fato",
    "observações": "SELECT observacao FROM geracao",
    "minutas": "SELECT texto FROM versao_da_peca",
    "instruções": "SELECT texto FROM instrucao",
    "módulos": "SELECT texto FROM modulo",
}
"""What a case, an attorney, the data team and the model wrote, by its kind."""


@dataclass(frozen=True)
class Canary:
    kind: str
    word: str


def list_canaries(connection: Connection) -> tuple[Canary, ...]:
    """Pieces of every text that is kept: whole names and numbers, and some stretches of each longer text."""
    found: dict[Canary, None] = {}
    for kind, query in _TEXTS.items():
        for whole in connection.scalars(text(query)):
            found |= {Canary(kind, word): None for word in _cut(whole or "")}
    return tuple(found)


def find_leaks(places: Mapping[str, str], canaries: Iterable[Canary]) -> list[str]:
    """``place: kind`` for each that stands where it may not."""
    known, plain = list(canaries), {name: _ESCAPED.sub(_unescape, content) for name, content in places.items()}
    return sorted({f"{name}: {one.kind}" for name, content in plain.items() for one in known if one.word in content})


def dump_endless(client: redis.Redis) -> str:
    """Names of all keys, and the contents of those that never expire. The client answers bytes."""
    return "\n".join(_dump_keys(client))


def dump_auditoria(connection: Connection) -> str:
    return "\n".join(connection.scalars(text("SELECT concat_ws(' ', autor, acao, objeto, detalhe) FROM auditoria")))


def dump_errors(connection: Connection) -> str:
    """What is kept of failures."""
    query = "SELECT motivo || log::text FROM tarefa_morta UNION ALL SELECT erro_mensagem FROM geracao"
    return "\n".join(connection.scalars(text(query)))


def _unescape(match: re.Match[str]) -> str:
    return chr(int(match[1], 16))


def _cut(whole: str) -> Iterator[str]:
    lines = [line for line in _LINE.findall(whole) if len(line) >= 11]
    for line in lines[:: max(1, len(lines) // _EACH)]:
        middle = max(0, len(line) // 2 - _LENGTH // 2)
        yield line if len(line) <= 2 * _LENGTH else line[middle : middle + _LENGTH]


def _dump_keys(client: redis.Redis) -> Iterator[str]:
    readers = {
        b"string": client.get,
        b"hash": client.hgetall,
        b"list": lambda key: client.lrange(key, 0, -1),
        b"set": client.smembers,
        b"zset": lambda key: client.zrange(key, 0, -1, withscores=True),
        b"stream": client.xrange,
    }
    for key in client.scan_iter():
        yield repr(key)
        if client.ttl(key) == -1:
            kind = client.type(key)
            kind = kind if isinstance(kind, bytes) else kind.encode()
            yield _show(readers[kind](key))


def _show(value: object) -> str:
    """With accents, as they were written."""
    if isinstance(value, bytes):
        value = zlib.decompress(value) if value.startswith(_PACKED) else value
        return value.decode("utf-8", "replace")
    if isinstance(value, dict):
        return " ".join(f"{_show(key)} {_show(one)}" for key, one in value.items())
    if isinstance(value, list | tuple | set):
        return " ".join(map(_show, value))
    return str(value)
