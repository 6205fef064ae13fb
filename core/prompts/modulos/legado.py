"""The export of the replaced system: a list of modules in its own words."""

from __future__ import annotations

from collections.abc import Sequence

from core.errors import InvalidInputError
from core.prompts.domain import ModoDeAtivacao, Modulo, TipoDeModulo
from core.prompts.modulos.campos import Campos
from core.prompts.modulos.domain import Problema
from core.prompts.modulos.formato import ModuloLido, name_lugar
from core.prompts.modulos.regra_legada import RegraLegada
from core.prompts.modulos.validacao import make_slug
from core.prompts.regras import Regra

_MARKS = frozenset({"conteudo", "condicao_ativacao", "modo_ativacao", "regra_deterministica"})
_TIPOS = {"base": TipoDeModulo.BASE, "peca": TipoDeModulo.PECA, "conteudo": TipoDeModulo.CONTEUDO} | {
    "peça": TipoDeModulo.PECA,
    "conteúdo": TipoDeModulo.CONTEUDO,
}
_MODOS = dict.fromkeys(("llm", "ia", "modelo"), ModoDeAtivacao.MODELO) | dict.fromkeys(
    ("deterministic", "deterministico", "determinístico"), ModoDeAtivacao.DETERMINISTICO
)

AUSENTES = frozenset({"tipos_de_peca", "assuntos", "regras_por_tipo", "regra_secundaria", "usa_secundaria"})
"""What that format cannot say: a module that exists keeps its own."""


def is_legado(items: Sequence[object]) -> bool:
    """Whether a list looks like the export of the replaced system."""
    return any(isinstance(item, dict) and not _MARKS.isdisjoint(item) for item in items)


def read_legado(items: Sequence[object], grupo: str) -> tuple[ModuloLido, ...]:
    """The items; ``grupo`` is for modules that name none."""
    return tuple(_read(item, name_lugar(number, item), grupo) for number, item in enumerate(items, start=1))


def _read(item: object, lugar: str, grupo: str) -> ModuloLido:
    if not isinstance(item, dict):
        return ModuloLido(lugar, None, (Problema(lugar, "esperava um objeto com os campos do módulo"),))
    campos, legada = Campos(item, lugar), RegraLegada()
    regra = campos.regra(legada.parse, "regra_deterministica")
    tipo = campos.escolha(_TIPOS, TipoDeModulo.CONTEUDO, "tipo")
    nome, categoria = campos.texto("nome"), campos.texto("categoria")
    titulo = campos.texto("titulo") or nome
    ativacao = campos.texto("condicao_ativacao")
    modulo = Modulo(
        slug=_name(campos, nome or titulo),
        versao=0,
        tipo=tipo,
        secao=categoria if tipo is TipoDeModulo.CONTEUDO else "",
        grupo=campos.texto("grupo") or grupo,
        subgrupo=campos.texto("subcategoria"),
        titulo=titulo,
        texto=campos.texto("conteudo", is_required=True),
        modo=_read_modo(campos, tipo, regra, ativacao),
        ordem=campos.inteiro("ordem", default=0),
        regra=regra,
        ativacao=ativacao,
        tipos_de_peca=(make_slug(nome or titulo).replace("-", "_"),) if tipo is TipoDeModulo.PECA else (),
        palavras_chave=campos.lista("palavras_chave"),
        is_active=campos.booleano("ativo", default=True),
        tags=campos.lista("tags"),
    )
    extras = campos.sobras | legada.extras
    if categoria and tipo is not TipoDeModulo.CONTEUDO:
        extras["categoria"] = categoria
    ausentes = AUSENTES if tipo is TipoDeModulo.CONTEUDO else AUSENTES - {"tipos_de_peca"}
    return ModuloLido(lugar, None if campos.problemas else modulo, tuple(campos.problemas), extras, ausentes)


def _name(campos: Campos, text: str) -> str:
    try:
        return make_slug(text)
    except InvalidInputError:
        campos.refuse("nome", "falta o nome ou o título")
        return ""


def _read_modo(campos: Campos, tipo: TipoDeModulo, regra: Regra | None, ativacao: str) -> ModoDeAtivacao:
    """As the file says, or as its fields imply. An argument without a rule must not enter every peça by accident."""
    implied = ModoDeAtivacao.MODELO if ativacao and regra is None else ModoDeAtivacao.DETERMINISTICO
    modo = campos.escolha(_MODOS, implied, "modo_ativacao")
    is_open = modo is ModoDeAtivacao.DETERMINISTICO and regra is None and tipo is TipoDeModulo.CONTEUDO
    if is_open and not any("regra_deterministica" in problema.lugar for problema in campos.problemas):
        campos.refuse("regra_deterministica", "falta a regra: sem ela o módulo entraria em toda peça")
    return modo
