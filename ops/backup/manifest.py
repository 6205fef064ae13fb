"""What a copy says of itself, so that a restored portal can be compared with it. Holds no text of a case."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path

NAME = "manifesto.json"


class BackupError(RuntimeError):
    """A copy cannot be made, or is not what it says; the message is for whoever runs the command."""


@dataclass(frozen=True)
class Tabela:
    """Rows of a table and a hash of all of them, whatever their order."""

    linhas: int
    hash: str


@dataclass(frozen=True)
class Banco:
    """What the database held at one instant. ``auditoria`` is the hash of the last of so many ``registros``.

    ``revisao`` is that of the migrations, ``postgres`` the major version of the server. Sequences may have gone on
    while they were copied: a restored one stands at this number or after it.
    """

    revisao: str
    postgres: int
    tabelas: Mapping[str, Tabela]
    sequencias: Mapping[str, int]
    registros: int
    auditoria: str


@dataclass(frozen=True)
class Manifesto:
    """``arquivos`` are the models' files by their path, ``partes`` the files of the copy itself; both by SHA-256."""

    feito_em: datetime
    banco: Banco
    arquivos: Mapping[str, str]
    partes: Mapping[str, str]

    def render(self) -> str:
        return json.dumps(asdict(self), default=datetime.isoformat, ensure_ascii=False, indent=1, sort_keys=True)


def read_manifest(folder: Path) -> Manifesto:
    """The manifest of a copy whose files are all there and whole. Raises BackupError."""
    try:
        found = json.loads((folder / NAME).read_text(encoding="utf-8"))
        banco = found["banco"]
        tabelas = {name: Tabela(**tabela) for name, tabela in banco["tabelas"].items()}
        manifesto = Manifesto(
            datetime.fromisoformat(found["feito_em"]),
            Banco(**{**banco, "tabelas": tabelas}),
            found["arquivos"],
            found["partes"],
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BackupError(f"{folder} não é uma cópia do portal: o manifesto falta ou não se lê.") from error
    for name, expected in manifesto.partes.items():
        path = folder / Path(name).name
        if not path.is_file() or hash_file(path) != expected:
            raise BackupError(f"A cópia está incompleta ou foi alterada: {path.name}.")
    return manifesto


def hash_file(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def hash_files(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below a folder, by its path in it."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hash_file(path) for path in paths}


def list_differences(expected: Banco, found: Banco) -> list[str]:
    """Where a restored database is not what the copy says; empty when it is, row by row."""
    names = sorted({*expected.tabelas, *found.tabelas})
    wrong = [f"tabela {name}" for name in names if expected.tabelas.get(name) != found.tabelas.get(name)]
    wrong += [f"sequência {name}" for name, at in expected.sequencias.items() if found.sequencias.get(name, -1) < at]
    if (expected.registros, expected.auditoria) != (found.registros, found.auditoria):
        wrong.append("auditoria")
    return wrong
