"""The file of a dossiê: entries in canonical JSON, each bound to the one before it by SHA-256. Pure.

A file is whole when it is, byte for byte, what its own entries give, when each hash is that of its entry with the hash
before it, and when the last entry names how many there are. Whoever makes a new chain altogether is found by the head,
which the portal keeps.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import pairwise
from typing import Any, NoReturn

FORMATO = "dossie-pge-ms/1"
ORIGEM = "0" * 64
"""What the first entry is bound to."""

FIM = "fim"
_CAMPOS = {"anterior", "conteudo", "hash", "numero", "tipo"}


@dataclass(frozen=True)
class Entrada:
    """One thing that is put on record. ``conteudo`` is plain JSON; its texts are valid Unicode."""

    tipo: str
    conteudo: Mapping[str, Any]


@dataclass(frozen=True)
class Arquivo:
    """A finished file with the last hash of its chain."""

    conteudo: bytes
    cabeca: str


@dataclass(frozen=True)
class Laudo:
    """What verification found. ``falha`` names the place, in words; it is empty for a whole file."""

    falha: str
    cabeca: str = ""
    entradas: tuple[Entrada, ...] = ()
    contagem: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_integro(self) -> bool:
        return not self.falha


def write_dossie(entradas: Iterable[Entrada]) -> Arquivo:
    """The file of these entries, closed by one that counts them. Raises ValueError for what JSON cannot hold."""
    kept = [{"tipo": entrada.tipo, "conteudo": entrada.conteudo} for entrada in entradas]
    kept.append({"tipo": FIM, "conteudo": {"entradas": len(kept) + 1}})
    cabeca = ORIGEM
    chain: list[dict[str, Any]] = []
    for numero, entrada in enumerate(kept, start=1):
        bound = {"anterior": cabeca, "numero": numero, **entrada}
        cabeca = _hash(bound)
        chain.append({**bound, "hash": cabeca})
    return Arquivo(_render(chain, cabeca), cabeca)


def verify_dossie(conteudo: bytes) -> Laudo:
    """Whether nothing of the file was changed since it was closed; the first place where something was."""
    try:
        found = json.loads(conteudo.decode("utf-8"), parse_constant=_refuse)
        falha = _find_falha(found, conteudo)
    except UnicodeDecodeError as error:
        return Laudo(f"byte {error.start + 1}: não é texto em UTF-8")
    except json.JSONDecodeError as error:
        return Laudo(f"linha {error.lineno}, coluna {error.colno}: não é JSON bem formado")
    except (ValueError, RecursionError):
        return Laudo("o arquivo tem um valor que um dossiê não pode ter")
    if falha:
        return Laudo(falha)
    entradas = tuple(Entrada(one["tipo"], one["conteudo"]) for one in found["entradas"])
    return Laudo("", found["cabeca"], entradas, Counter(entrada.tipo for entrada in entradas))


def _find_falha(found: Any, conteudo: bytes) -> str:
    """The first place, in words; empty when all is as it was. Raises ValueError for a value that has no bytes."""
    if not isinstance(found, dict) or found.keys() != {"cabeca", "entradas", "formato"}:
        return "linha 1: o arquivo não tem a forma de um dossiê"
    if found["formato"] != FORMATO:
        return f"linha 1: o formato não é {FORMATO}"
    chain = found["entradas"]
    if not isinstance(chain, list) or not chain:
        return "linha 1: o dossiê não tem entradas"
    return next(_list_falhas(chain, found["cabeca"], conteudo), "")


def _list_falhas(chain: list[Any], cabeca: Any, conteudo: bytes) -> Iterator[str]:
    for numero, entrada in enumerate(chain, start=1):
        if not isinstance(entrada, dict) or entrada.keys() != _CAMPOS or not isinstance(entrada["tipo"], str):
            yield f"linha {numero + 1}: a entrada {numero} não tem a forma de uma entrada"
            return
    before = [{"hash": ORIGEM}, *chain]
    for numero, (previous, entrada) in enumerate(pairwise(before), start=1):
        place = f"linha {numero + 1}, entrada {numero} ({entrada['tipo']})"
        if entrada["numero"] != numero:
            yield f"{place}: está fora do lugar; falta, sobra ou mudou de posição uma entrada"
        if entrada["anterior"] != previous["hash"]:
            yield f"{place}: não segue a entrada anterior"
        if entrada["hash"] != _hash({name: entrada[name] for name in entrada if name != "hash"}):
            yield f"{place}: o conteúdo não corresponde ao código de integridade"
    last = chain[-1]
    if last["tipo"] != FIM or last["conteudo"] != {"entradas": len(chain)}:
        yield f"linha {len(chain) + 1}: o dossiê não termina com a entrada de fechamento"
    if cabeca != last["hash"]:
        yield f"linha {len(chain) + 2}: o código final não é o da última entrada"
    if _render(chain, cabeca) != conteudo:
        yield _name_difference(_render(chain, cabeca), conteudo)


def _name_difference(whole: bytes, conteudo: bytes) -> str:
    """Where bytes differ that carry no content: blanks, the order of fields, another way to write the same."""
    pairs = enumerate(zip(whole, conteudo, strict=False))
    place = next((at for at, (ours, theirs) in pairs if ours != theirs), min(len(whole), len(conteudo)))
    return f"linha {conteudo[:place].count(10) + 1}, byte {place + 1}: o arquivo foi regravado ou reformatado"


def _render(chain: list[Any], cabeca: Any) -> bytes:
    """One entry a line, so that a place can be named and the file can be read."""
    lines = ",\n".join(_canonical(entrada) for entrada in chain)
    return f'{{"formato":{_canonical(FORMATO)},"entradas":[\n{lines}\n],"cabeca":{_canonical(cabeca)}}}\n'.encode()


def _hash(bound: Mapping[str, Any]) -> str:
    return sha256(_canonical(bound).encode()).hexdigest()


def _canonical(value: Any) -> str:
    """The one way to write a value: fields by name, no blanks, no escapes that are not needed."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
