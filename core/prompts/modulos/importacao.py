"""What an import would do: each item of the file is new, changed, equal or refused, with place and reason."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from core.errors import InvalidInputError
from core.prompts.comparacao import normalize
from core.prompts.domain import Modulo
from core.prompts.modulos.diferenca import CampoAlterado, compare_modulos
from core.prompts.modulos.domain import Problema, Vocabulario
from core.prompts.modulos.formato import FORMATO, ModuloLido, read_proprio
from core.prompts.modulos.legado import is_legado, read_legado
from core.prompts.modulos.validacao import is_slug, is_storable, list_problemas

MAX_BYTES = 5 * 1024 * 1024
MAX_MODULOS = 2_000
LEGADO = "sistema anterior"
PROPRIO = "portal"


class Situacao(StrEnum):
    NOVO = "novo"
    ALTERADO = "alterado"
    IGUAL = "igual"
    RECUSADO = "recusado"


@dataclass(frozen=True)
class Arquivo:
    formato: str
    sha256: str
    lidos: tuple[ModuloLido, ...]
    extras: Mapping[str, Any]


@dataclass(frozen=True)
class ItemDaImportacao:
    """``modulo.versao`` is the live version that the item would replace, 0 for a new module."""

    lugar: str
    situacao: Situacao
    modulo: Modulo | None
    campos: tuple[CampoAlterado, ...] = ()
    problemas: tuple[Problema, ...] = ()
    extras: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class PlanoDeImportacao:
    formato: str
    sha256: str
    itens: tuple[ItemDaImportacao, ...]
    extras: Mapping[str, Any]
    lido_em: datetime

    def count(self, situacao: Situacao) -> int:
        return sum(item.situacao is situacao for item in self.itens)

    @property
    def is_aplicavel(self) -> bool:
        """All or nothing: nothing is refused and something would change."""
        return not self.count(Situacao.RECUSADO) and self.count(Situacao.IGUAL) < len(self.itens)

    @property
    def assinatura(self) -> str:
        """Changes when the file or one of the versions that it would replace does."""
        bases = [(item.lugar, item.situacao.value, item.modulo.versao if item.modulo else -1) for item in self.itens]
        return hashlib.sha256(json.dumps([self.sha256, bases]).encode()).hexdigest()


def read_arquivo(conteudo: bytes, grupo: str) -> Arquivo:
    """Raises InvalidInputError for a file that is too big, is not JSON or is in neither of the two formats."""
    if len(conteudo) > MAX_BYTES:
        raise _refuse(
            f"O arquivo tem mais de {MAX_BYTES // 1024 // 1024} MB. Nada foi gravado; divida-o e envie as partes."
        )
    try:
        body = json.loads(conteudo.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise _refuse(
            "O arquivo não pôde ser lido como lista de módulos. Nada foi gravado; exporte-o de novo."
        ) from error
    sha256 = hashlib.sha256(conteudo).hexdigest()
    extras: dict[str, Any] = {}
    if isinstance(body, dict) and body.get("formato") == FORMATO:
        lidos, extras = read_proprio(body)
        formato = PROPRIO
    else:
        items = body
        if isinstance(body, dict):
            name = next((key for key in ("modulos", "modules", "prompts") if isinstance(body.get(key), list)), "")
            items = body.get(name)
            extras = {key: value for key, value in body.items() if key != name}
        if not isinstance(items, list) or not is_legado(items):
            raise _refuse(
                "O arquivo não é uma lista de módulos deste portal nem do sistema anterior. Nada foi gravado."
            )
        lidos, formato = read_legado(items, grupo), LEGADO
    if len(lidos) > MAX_MODULOS:
        raise _refuse(f"O arquivo tem mais de {MAX_MODULOS} módulos. Nada foi gravado; divida-o e envie as partes.")
    return Arquivo(formato, sha256, lidos, extras)


def plan_importacao(arquivo: Arquivo, vivos: Mapping[str, Modulo], vocabulario: Vocabulario) -> PlanoDeImportacao:
    """``vivos``: those modules of the file that are live, by slug."""
    seen: set[str] = set()
    itens = []
    for lido in arquivo.lidos:
        itens.append(_plan(lido, vivos, vocabulario, seen))
        if lido.modulo:
            seen.add(lido.modulo.slug)
    return PlanoDeImportacao(arquivo.formato, arquivo.sha256, tuple(itens), arquivo.extras, datetime.now(UTC))


def _plan(lido: ModuloLido, vivos: Mapping[str, Modulo], vocabulario: Vocabulario, seen: set[str]) -> ItemDaImportacao:
    if lido.modulo is None:
        return ItemDaImportacao(lido.lugar, Situacao.RECUSADO, None, (), lido.problemas, lido.extras)
    vivo = vivos.get(lido.modulo.slug)
    modulo = _fit(lido.modulo, vocabulario)
    if vivo is not None:
        modulo = replace(modulo, versao=vivo.versao, **{name: getattr(vivo, name) for name in lido.ausentes})
    found = [replace(p, lugar=f"{lido.lugar}, {p.lugar}") for p in list_problemas(modulo, vocabulario)]
    if modulo.slug in seen:
        found.append(Problema(lido.lugar, "o mesmo módulo aparece duas vezes no arquivo"))
    if not is_slug(modulo.slug):
        found.append(Problema(f"{lido.lugar}, slug", "esperava letras minúsculas sem acento, números e hífens"))
    if not is_storable(lido.extras):
        found.append(Problema(lido.lugar, "um campo desconhecido tem um caractere que não pode ser guardado"))
    if found:
        return ItemDaImportacao(lido.lugar, Situacao.RECUSADO, modulo, (), tuple(found), lido.extras)
    if vivo is None:
        return ItemDaImportacao(lido.lugar, Situacao.NOVO, modulo, extras=lido.extras)
    campos = compare_modulos(vivo, modulo)
    situacao = Situacao.ALTERADO if campos else Situacao.IGUAL
    return ItemDaImportacao(lido.lugar, situacao, modulo, campos, extras=lido.extras)


def _fit(modulo: Modulo, vocabulario: Vocabulario) -> Modulo:
    """Group and section by name, whatever the case and the accents of the file."""
    by_nome = {normalize(grupo.nome): slug for slug, grupo in vocabulario.grupos.items()}
    slug = modulo.grupo if modulo.grupo in vocabulario.grupos else by_nome.get(normalize(modulo.grupo), modulo.grupo)
    grupo = vocabulario.grupos.get(slug)
    secoes = {normalize(secao): secao for secao in grupo.secoes} if grupo else {}
    return replace(modulo, grupo=slug, secao=secoes.get(normalize(modulo.secao), modulo.secao))


def _refuse(message: str) -> InvalidInputError:
    return InvalidInputError("unusable import", user_message=message)
