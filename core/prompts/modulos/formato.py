"""The portal's own file of modules: written by export, read by import of the same version of the format."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from core.errors import InvalidInputError
from core.prompts.domain import ModoDeAtivacao, Modulo, RegraDoTipo, TipoDeModulo
from core.prompts.modulos.campos import Campos
from core.prompts.modulos.domain import Problema
from core.prompts.regras import parse_regra
from core.prompts.repository import modulo_columns

FORMATO = "portal-pge-ms/modulos"
VERSAO = 1
_TIPOS = {tipo.value: tipo for tipo in TipoDeModulo}
_MODOS = {modo.value: modo for modo in ModoDeAtivacao}


@dataclass(frozen=True)
class ModuloLido:
    """One item of a file. ``modulo`` is None when it cannot be read; ``ausentes`` are fields that the format lacks."""

    lugar: str
    modulo: Modulo | None
    problemas: tuple[Problema, ...] = ()
    extras: Mapping[str, Any] = field(default_factory=dict)
    ausentes: frozenset[str] = frozenset()


def dump_modulos(modulos: Iterable[Modulo]) -> bytes:
    body = {"formato": FORMATO, "versao": VERSAO, "modulos": [_dump(modulo) for modulo in modulos]}
    return json.dumps(body, ensure_ascii=False, indent=2).encode()


def read_proprio(body: Mapping[str, Any]) -> tuple[tuple[ModuloLido, ...], dict[str, Any]]:
    """The items and the unknown keys at the top. Raises InvalidInputError for a file of another version."""
    if body.get("versao") != VERSAO:
        raise InvalidInputError(
            f"modules in version {body.get('versao')}",
            user_message=(
                f"O arquivo foi exportado na versão {body.get('versao')} do formato, e este portal lê a versão "
                f"{VERSAO}. Nada foi gravado; exporte de novo em um portal da mesma versão."
            ),
        )
    items = body.get("modulos")
    if not isinstance(items, list):
        raise InvalidInputError(
            "no list of modules",
            user_message="O arquivo não tem a lista de módulos. Nada foi gravado; exporte-o de novo.",
        )
    top = {key: value for key, value in body.items() if key not in ("formato", "versao", "modulos")}
    return tuple(_read(item, name_lugar(number, item)) for number, item in enumerate(items, start=1)), top


def name_lugar(number: int, item: object) -> str:
    """Where an item stands, as people find it: its number in the list and its title."""
    titulo = (item.get("titulo") or item.get("nome")) if isinstance(item, dict) else None
    return f"módulo {number}" + (f" (“{titulo}”)" if isinstance(titulo, str) and titulo.strip() else "")


def _dump(modulo: Modulo) -> dict[str, Any]:
    """As it is stored, with the words of the file for what is on."""
    columns = {"slug": modulo.slug, **modulo_columns(modulo)}
    por_tipo = [
        {("ativa" if name == "is_active" else name): value for name, value in item.items()}
        for item in columns.pop("regras_por_tipo")
    ]
    is_active = columns.pop("is_active")
    return {**columns, "ativo": is_active, "regras_por_tipo": por_tipo}


def _read(item: object, lugar: str) -> ModuloLido:
    if not isinstance(item, dict):
        return ModuloLido(lugar, None, (Problema(lugar, "esperava um objeto com os campos do módulo"),))
    campos = Campos(item, lugar)
    modulo = Modulo(
        slug=campos.texto("slug", is_required=True),
        versao=0,
        tipo=campos.escolha(_TIPOS, TipoDeModulo.CONTEUDO, "tipo"),
        secao=campos.texto("secao"),
        grupo=campos.texto("grupo", is_required=True),
        subgrupo=campos.texto("subgrupo"),
        titulo=campos.texto("titulo", is_required=True),
        texto=campos.texto("texto", is_required=True),
        modo=campos.escolha(_MODOS, ModoDeAtivacao.DETERMINISTICO, "modo"),
        ordem=campos.inteiro("ordem", default=0),
        regra=campos.regra(parse_regra, "regra"),
        ativacao=campos.texto("ativacao"),
        tipos_de_peca=campos.lista("tipos_de_peca"),
        palavras_chave=campos.lista("palavras_chave"),
        is_active=campos.booleano("ativo", default=True),
        assuntos=campos.lista("assuntos"),
        tags=campos.lista("tags"),
        regras_por_tipo=_read_regras_por_tipo(campos),
        regra_secundaria=campos.regra(parse_regra, "regra_secundaria"),
        usa_secundaria=campos.booleano("usa_secundaria", default=False),
    )
    return ModuloLido(lugar, None if campos.problemas else modulo, tuple(campos.problemas), campos.sobras)


def _read_regras_por_tipo(campos: Campos) -> tuple[RegraDoTipo, ...]:
    items = campos.get("regras_por_tipo") or []
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        campos.refuse("regras_por_tipo", "esperava uma lista de regras")
        return ()
    found = []
    for number, item in enumerate(items, start=1):
        own = Campos(item, f"{campos.lugar}, regras_por_tipo, item {number}")
        tipo, regra = own.texto("tipo_de_peca", is_required=True), own.regra(parse_regra, "regra")
        is_active = own.booleano("ativa", default=True)
        if regra is None and not own.problemas:
            own.refuse("regra", "falta o valor")
        for name in own.sobras:
            own.refuse(name, "este campo não é conhecido")
        campos.problemas += own.problemas
        if regra is not None:
            found.append(RegraDoTipo(tipo, regra, is_active))
    return tuple(found)
