"""What a module must be before it is stored; every problem with its place and its reason."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from core.errors import InvalidInputError, InvalidModuloError
from core.prompts.domain import ModoDeAtivacao, Modulo, TipoDeModulo
from core.prompts.modulos.domain import Problema, Vocabulario
from core.prompts.padroes import strip_accents
from core.prompts.regras import Regra
from core.prompts.validacao import describe_lugar, list_lugares, validate_regra

MAX_TITULO = 300
MAX_TEXTO = 50_000
"""Characters of a module's text: some fifteen pages."""

_MAX_NOME = 50
_MAX_ORDEM = 1_000_000
_MAX_SLUG = 100
_MAX_SLUG_FEITO = 90
"""Characters of a slug made of a title; the rest is room for a number behind it."""

_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PLACE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""What JSON can say and PostgreSQL does not take: the zero character and half of a surrogate pair."""

_NOT_STORABLE = "tem um caractere que não pode ser guardado"


def list_problemas(modulo: Modulo, vocabulario: Vocabulario) -> tuple[Problema, ...]:
    """Empty when the module may be stored."""
    return (
        *_check_textos(modulo),
        *_check_lugar(modulo, vocabulario),
        *_check_modo(modulo),
        *_check_tipos(modulo, vocabulario),
        *_check_regras(modulo, vocabulario),
    )


def require_valid(modulo: Modulo, vocabulario: Vocabulario) -> None:
    """Raises InvalidModuloError with every problem."""
    problemas = list_problemas(modulo, vocabulario)
    if problemas:
        reasons = "; ".join(str(problema) for problema in problemas)
        raise InvalidModuloError(
            f"modulo {modulo.slug}: {len(problemas)} problems",
            user_message=f"O módulo não pode ser guardado como está. Corrija: {reasons}.",
        )


def make_slug(titulo: str) -> str:
    """Plain letters, digits and hyphens of a title. Raises InvalidInputError when it has neither letter nor digit."""
    slug = _NOT_IN_SLUG.sub("-", strip_accents(titulo).lower()).strip("-")[:_MAX_SLUG_FEITO].strip("-")
    if not slug:
        raise InvalidInputError(
            "title without letters", user_message="O título não pode ficar vazio. Escreva um título com letras."
        )
    return slug


def is_slug(text: str) -> bool:
    """True for plain letters, digits and hyphens, as ``make_slug`` makes them."""
    return len(text) <= _MAX_SLUG and _SLUG.fullmatch(text) is not None


def is_storable(value: object) -> bool:
    """True when the database can keep each text in a value that was read from JSON."""
    if isinstance(value, str):
        return _UNSTORABLE.search(value) is None
    if isinstance(value, Mapping):
        return all(is_storable(key) and is_storable(item) for key, item in value.items())
    return not isinstance(value, list | tuple) or all(map(is_storable, value))


def _check_textos(modulo: Modulo) -> Iterator[Problema]:
    if not modulo.titulo.strip():
        yield Problema("Título", "não pode ficar vazio")
    if len(modulo.titulo) > MAX_TITULO:
        yield Problema("Título", f"tem mais de {MAX_TITULO} caracteres")
    if not modulo.texto.strip():
        yield Problema("Texto", "não pode ficar vazio")
    if len(modulo.texto) > MAX_TEXTO:
        yield Problema("Texto", f"tem mais de {MAX_TEXTO} caracteres")
    if places := sorted(set(_PLACE.findall(modulo.texto))):
        yield Problema("Texto", f"pede valores que não existem: {', '.join(places)}")
    names = (*modulo.assuntos, *modulo.tags, *modulo.palavras_chave, modulo.subgrupo)
    if not is_storable([modulo.titulo, modulo.texto, modulo.ativacao, modulo.secao, *names]):
        yield Problema("Texto", _NOT_STORABLE)
    if any(len(name) > MAX_TITULO for name in names) or len(modulo.subgrupo) > _MAX_NOME:
        yield Problema("Classificação", f"um nome é longo demais; o subgrupo tem até {_MAX_NOME} caracteres")
    if not 0 <= modulo.ordem <= _MAX_ORDEM:
        yield Problema("Ordem", f"precisa ficar entre 0 e {_MAX_ORDEM}")


def _check_lugar(modulo: Modulo, vocabulario: Vocabulario) -> Iterator[Problema]:
    grupo = vocabulario.grupos.get(modulo.grupo)
    if grupo is None:
        yield Problema("Grupo", f"“{modulo.grupo}” não existe")
        return
    if not grupo.is_active:
        yield Problema("Grupo", f"“{grupo.nome}” está desativado")
    if modulo.tipo is not TipoDeModulo.CONTEUDO:
        if modulo.secao:
            yield Problema("Seção", "só um argumento fica em uma seção")
    elif modulo.secao not in grupo.secoes:
        yield Problema("Seção", f"“{modulo.secao}” não é uma seção do grupo {grupo.nome} ({', '.join(grupo.secoes)})")


def _check_modo(modulo: Modulo) -> Iterator[Problema]:
    if modulo.modo is ModoDeAtivacao.DETERMINISTICO:
        return
    if modulo.tipo is not TipoDeModulo.CONTEUDO:
        yield Problema("Ativação", "só um argumento pode ser escolhido pelo modelo")
    if not modulo.ativacao.strip():
        yield Problema("Ativação", "um módulo escolhido pelo modelo precisa do texto que diz quando ele cabe")
    if modulo.regra or modulo.regras_por_tipo or modulo.regra_secundaria:
        yield Problema("Ativação", "um módulo com regra é decidido pela regra; tire a regra ou mude a ativação")


def _check_tipos(modulo: Modulo, vocabulario: Vocabulario) -> Iterator[Problema]:
    com_regra = [item.tipo_de_peca for item in modulo.regras_por_tipo]
    for slug in dict.fromkeys((*modulo.tipos_de_peca, *com_regra)):
        if slug not in vocabulario.tipos_de_peca:
            yield Problema("Tipos de peça", f"“{slug}” não existe")
        elif slug in com_regra and modulo.tipos_de_peca and slug not in modulo.tipos_de_peca:
            label = vocabulario.tipos_de_peca[slug]
            yield Problema("Regras por tipo de peça", f"{label} tem regra, mas o módulo não serve a esse tipo")
    if len(com_regra) != len(set(com_regra)):
        yield Problema("Regras por tipo de peça", "um tipo de peça tem duas regras")


def _check_regras(modulo: Modulo, vocabulario: Vocabulario) -> Iterator[Problema]:
    named: list[tuple[str, Regra | None]] = [("Regra", modulo.regra), ("Regra secundária", modulo.regra_secundaria)]
    for item in modulo.regras_por_tipo:
        named.append((f"Regra para {vocabulario.tipos_de_peca.get(item.tipo_de_peca, item.tipo_de_peca)}", item.regra))
    for lugar, regra in named:
        for problema in validate_regra(regra, vocabulario.variaveis) if regra else ():
            yield Problema(_name_lugar(lugar, problema.caminho), problema.motivo)
        for caminho, condicao in list_lugares(regra) if regra else ():
            if not is_storable(condicao.valor):
                yield Problema(_name_lugar(lugar, caminho), f"o valor {_NOT_STORABLE}")
    if modulo.usa_secundaria and modulo.regra_secundaria is None:
        yield Problema("Regra secundária", "está ligada, mas não foi escrita")
    if modulo.regra_secundaria and not (modulo.regra or modulo.regras_por_tipo):
        yield Problema("Regra secundária", "só existe ao lado de uma regra principal")


def _name_lugar(lugar: str, caminho: tuple[int, ...]) -> str:
    return f"{lugar}, {describe_lugar(caminho)}" if caminho else lugar
