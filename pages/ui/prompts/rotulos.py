"""How the parts of a module are called on the screen, and how their values read."""

from __future__ import annotations

from collections.abc import Mapping

from core.prompts.descricao import describe_regra
from core.prompts.domain import ModoDeAtivacao, Modulo, RegraDoTipo, TipoDeModulo
from core.prompts.modulos.domain import Vocabulario
from core.prompts.regras import Condicao, E, Nao, Ou, Regra

TIPOS = {
    TipoDeModulo.CONTEUDO: "Argumento",
    TipoDeModulo.PECA: "Estrutura de peça",
    TipoDeModulo.BASE: "Base de toda peça",
}
MODOS = {ModoDeAtivacao.DETERMINISTICO: "Por regra", ModoDeAtivacao.MODELO: "Escolhido pelo modelo"}
CAMPOS: Mapping[str, str] = {
    "tipo": "Tipo",
    "secao": "Seção",
    "grupo": "Grupo",
    "subgrupo": "Subgrupo",
    "titulo": "Título",
    "texto": "Texto",
    "modo": "Ativação",
    "ordem": "Ordem",
    "regra": "Regra",
    "ativacao": "Quando cabe",
    "tipos_de_peca": "Tipos de peça",
    "palavras_chave": "Palavras-chave",
    "is_active": "Estado",
    "assuntos": "Assuntos",
    "tags": "Marcadores",
    "regras_por_tipo": "Regras por tipo de peça",
    "regra_secundaria": "Regra secundária",
    "usa_secundaria": "Uso da regra secundária",
}
_TEXTOS = ("titulo", "texto", "ativacao")


def is_texto(campo: str) -> bool:
    """Whether the difference of a field is shown word by word."""
    return campo in _TEXTOS


def describe_campo(campo: str, valor: object, vocabulario: Vocabulario) -> str:
    """The value of a field as people read it; a dash for nothing."""
    if isinstance(valor, bool):
        yes, no = ("ativo", "desativado") if campo == "is_active" else ("ligada", "desligada")
        return yes if valor else no
    if isinstance(valor, Condicao | E | Ou | Nao):
        return describe_regra(valor, vocabulario.variaveis)
    if isinstance(valor, tuple):
        return "; ".join(_describe_item(campo, item, vocabulario) for item in valor) or _describe_empty(campo)
    if campo == "grupo" and valor in vocabulario.grupos:
        return vocabulario.grupos[str(valor)].nome
    names: Mapping[object, str] = {**TIPOS, **MODOS}
    return names.get(valor, str(valor)) if valor not in ("", None) else "—"


def describe_ativacao(modulo: Modulo) -> str:
    """How the module comes into a peça, in a few words."""
    if modulo.modo is ModoDeAtivacao.MODELO:
        return MODOS[modulo.modo]
    return MODOS[modulo.modo] if list_regras(modulo) else "Sempre"


def list_regras(modulo: Modulo) -> tuple[Regra, ...]:
    """Every rule that the module has."""
    found = (modulo.regra, *(item.regra for item in modulo.regras_por_tipo), modulo.regra_secundaria)
    return tuple(regra for regra in found if regra is not None)


def _describe_item(campo: str, item: object, vocabulario: Vocabulario) -> str:
    if isinstance(item, RegraDoTipo):
        tipo = vocabulario.tipos_de_peca.get(item.tipo_de_peca, item.tipo_de_peca)
        off = "" if item.is_active else " (desligada)"
        return f"{tipo}{off}: {describe_regra(item.regra, vocabulario.variaveis)}"
    return vocabulario.tipos_de_peca.get(str(item), str(item)) if campo == "tipos_de_peca" else str(item)


def _describe_empty(campo: str) -> str:
    return "todos" if campo == "tipos_de_peca" else "—"
