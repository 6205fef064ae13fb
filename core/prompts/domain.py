"""Modules, rules' host, instructions and document categories, as the data team and senior attorneys keep them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.prompts.regras import Regra


class TipoDeModulo(StrEnum):
    BASE = "base"
    PECA = "peca"
    CONTEUDO = "conteudo"


class ModoDeAtivacao(StrEnum):
    """Who decides that a module enters: its rule, or the model by the activation text."""

    DETERMINISTICO = "deterministico"
    MODELO = "modelo"


class TipoDeVariavel(StrEnum):
    TEXTO = "texto"
    NUMERO = "numero"
    DATA = "data"
    BOOLEANO = "booleano"
    ESCOLHA = "escolha"
    LISTA = "lista"
    MOEDA = "moeda"


class OrigemDaCategoria(StrEnum):
    """Where the values of a category's variables come from: a document that is read, or the court's own data."""

    DOCUMENTO = "documento"
    TRIBUNAL = "tribunal"


SECOES = ("Preliminar", "Mérito", "Eventualidade", "Honorários", "Pedidos")
"""Default order of the sections of a peça."""

GRUPO_GERAL = "geral"
"""Modules of this group enter the peças of every group."""

CATEGORIA_RESIDUAL = "documento_geral"
"""The category of a document whose code is in no other one."""


@dataclass(frozen=True)
class GrupoDeModulos:
    """``secoes`` in the order they have in a peça of the group; ``subgrupos`` and ``assuntos`` are offered by name."""

    slug: str
    nome: str
    ordem: int = 0
    secoes: tuple[str, ...] = SECOES
    subgrupos: tuple[str, ...] = ()
    assuntos: tuple[str, ...] = ()
    is_active: bool = True
    versao: int = 1


_SECOES_DO_CALCULO = (
    "1. Identificação",
    "2. Título executivo",
    "3. Objeto da condenação",
    "4. Citação e intimação",
    "5. Período e parcelas",
    "6. Correção monetária",
    "7. Juros de mora",
    "8. Pagamentos, honorários e multa",
    "9. Resultado e cálculo do credor",
    "10. Pedido",
)
"""The sheet of a pedido de cálculo has one module for each."""

_SECOES_DO_RELATORIO = (
    "1. Do processo",
    "2. Das partes e da justiça gratuita",
    "3. Do andamento",
    "4. Da perícia e dos honorários",
    "5. Dos processos vinculados",
    "6. Do que dizem os documentos",
)
"""The report of a case has one module for each."""

GRUPOS = (
    GrupoDeModulos("ps", "Saúde pública", 10),
    GrupoDeModulos("tributario", "Tributário", 20),
    GrupoDeModulos("detran", "Trânsito (DETRAN)", 30),
    GrupoDeModulos(GRUPO_GERAL, "Geral (todos os grupos)", 90),
    GrupoDeModulos("calculo", "Pedido de cálculo", 110, _SECOES_DO_CALCULO),
    GrupoDeModulos("relatorio", "Relatório do processo", 120, _SECOES_DO_RELATORIO),
)
"""The groups a new portal starts with; after that they are records that people change."""

GRUPOS_PREPARADOS = frozenset({"calculo", "relatorio"})
"""Groups whose modules other subsystems put together: the data team edits them, the generator does not offer them."""


@dataclass(frozen=True)
class RegraDoTipo:
    """The rule of a module for one piece type; while it is active it stands in for the module's own rule."""

    tipo_de_peca: str
    regra: Regra
    is_active: bool = True


@dataclass(frozen=True)
class Modulo:
    """One argument. ``tipos_de_peca`` empty means every type; ``ativacao`` is what the model reads for LLM modules.

    A deterministic module without ``regra`` always enters: the base, the peças' structures and the requests.
    Which of its rules counts is decided in ``core.prompts.decisao``.
    """

    slug: str
    versao: int
    tipo: TipoDeModulo
    secao: str
    grupo: str
    subgrupo: str
    titulo: str
    texto: str
    modo: ModoDeAtivacao
    ordem: int
    regra: Regra | None = None
    ativacao: str = ""
    tipos_de_peca: tuple[str, ...] = ()
    palavras_chave: tuple[str, ...] = ()
    is_active: bool = True
    assuntos: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    regras_por_tipo: tuple[RegraDoTipo, ...] = ()
    regra_secundaria: Regra | None = None
    usa_secundaria: bool = False


@dataclass(frozen=True)
class Variavel:
    """A fact that a category asks for. ``condicao`` is the slug of a boolean that must be true for it to apply.

    ``opcoes`` are the allowed answers of ESCOLHA and LISTA. ``fonte_da_verdade`` is the slug of the variable of another
    category that asks the same and counts where both are answered.
    """

    slug: str
    tipo: TipoDeVariavel
    pergunta: str
    opcoes: tuple[str, ...] = ()
    condicao: str = ""
    fonte_da_verdade: str = ""


@dataclass(frozen=True)
class CategoriaDeDocumento:
    """What to ask of a kind of document. ``codigos`` are the court's document codes that fall in it."""

    slug: str
    versao: int
    nome: str
    codigos: tuple[int, ...]
    instrucao: str
    variaveis: tuple[Variavel, ...]
    origem: OrigemDaCategoria = OrigemDaCategoria.DOCUMENTO


class Subsistema(StrEnum):
    """Who uses an instruction."""

    GERADOR = "gerador"
    CLASSIFICADOR = "classificador"
    CALCULO = "calculo"
    ASSISTENCIA = "assistencia"
    BIBLIOTECA = "biblioteca"


@dataclass(frozen=True)
class CategoriaDeClassificacao:
    """One answer that an instruction of the classifier allows; the model answers the slug.

    ``is_protegida``: a version that does worse on it is never promoted. ``subcategorias`` empty: it has none.
    """

    slug: str
    nome: str
    descricao: str
    subcategorias: tuple[str, ...] = ()
    is_protegida: bool = False


@dataclass(frozen=True)
class Prompt:
    """An instruction for one agent. ``texto`` is a template with ``{{name}}`` places.

    Only those of the classifier have ``categorias``.
    """

    slug: str
    versao: int
    texto: str
    nome: str = ""
    subsistema: Subsistema = Subsistema.GERADOR
    categorias: tuple[CategoriaDeClassificacao, ...] = ()


@dataclass(frozen=True)
class Seeds:
    """The library as the seed files have it; versions are given when it is stored."""

    modulos: tuple[Modulo, ...]
    categorias: tuple[CategoriaDeDocumento, ...]
    prompts: tuple[Prompt, ...]
    grupos: tuple[GrupoDeModulos, ...] = ()
