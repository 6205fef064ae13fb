"""Office policies as decision tables, evaluated after the rules in Kleene logic: unknown never silently permits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.prompts.comparacao import any_of, negate, normalize
from core.prompts.decisao import DecisaoDoModulo
from core.prompts.domain import Modulo, TipoDeVariavel, Variavel
from core.prompts.regras import (
    Avaliacao,
    Condicao,
    Decisao,
    E,
    Nao,
    Operador,
    Regra,
    ValorDaCondicao,
    ValorDoFato,
    evaluate_regra,
)

TIPO_DE_PECA = "tipo_de_peca"
"""The column that reads the piece type instead of a variable; its values are words, as in ``alegações finais``."""

COLUNA_DO_TIPO = Variavel(
    TIPO_DE_PECA,
    TipoDeVariavel.ESCOLHA,
    "Tipo de peça",
    ("contestação", "apelação", "contrarrazões", "agravo", "parecer", "alegações finais"),
)
"""That column as a question, whose options are the names of the piece types in words."""

_TIPOS = {normalize(opcao).replace(" ", "_"): opcao for opcao in COLUNA_DO_TIPO.opcoes}


def is_tipo_de_peca(slug: str) -> bool:
    return slug in _TIPOS


def name_tipo_de_peca(slug: str) -> str:
    """The words for it; one that is not known is named by itself."""
    return _TIPOS.get(slug, slug.replace("_", " "))


class Efeito(StrEnum):
    PERMITIDO = "permitido"
    VEDADO = "vedado"
    OBRIGATORIO = "obrigatorio"

    @property
    def label(self) -> str:
        return "obrigatório" if self is Efeito.OBRIGATORIO else self.value


class Resultado(StrEnum):
    """What a policy says of a target in a case."""

    PERMITIDO = "permitido"
    VEDADO = "vedado"
    OBRIGATORIO = "obrigatorio"
    PERGUNTAR = "perguntar"

    @property
    def label(self) -> str:
        return "obrigatório" if self is Resultado.OBRIGATORIO else self.value


class ModoDaPolitica(StrEnum):
    """Which rows count when more than one fits the case: the first, from the top, or all of them."""

    PRIMEIRA = "primeira"
    TODAS = "todas"

    @property
    def label(self) -> str:
        return {"primeira": "Vale a primeira linha atendida", "todas": "Valem todas as linhas atendidas"}[self.value]


class TipoDeAlvo(StrEnum):
    MODULO = "modulo"
    TAG = "tag"
    ASSUNTO = "assunto"


@dataclass(frozen=True)
class Alvo:
    """The modules that a row is about: one by its slug, or those with a tag or a subject."""

    tipo: TipoDeAlvo
    valor: str

    def covers(self, modulo: Modulo) -> bool:
        if self.tipo is TipoDeAlvo.MODULO:
            return modulo.slug == self.valor
        return self.valor in (modulo.tags if self.tipo is TipoDeAlvo.TAG else modulo.assuntos)


@dataclass(frozen=True)
class Celula:
    """A condition on one column. ``salvo`` turns it around: also met by what does not apply to the case."""

    operador: Operador
    valor: ValorDaCondicao = None
    salvo: bool = False


@dataclass(frozen=True)
class LinhaDaPolitica:
    """One combination. A column without a cell may have any value; a row without cells fits every case."""

    celulas: Mapping[str, Celula]
    efeito: Efeito
    alvos: tuple[Alvo, ...]
    motivo: str

    def build_regra(self) -> Regra:
        return E(tuple(_build_condicao(coluna, celula) for coluna, celula in self.celulas.items()))


@dataclass(frozen=True)
class CasoDaPolitica:
    """A test of the table: these values, and what must come out for these targets."""

    nome: str
    tipo_de_peca: str
    valores: Mapping[str, ValorDoFato]
    espera: tuple[tuple[Alvo, Resultado], ...]


@dataclass(frozen=True)
class Politica:
    slug: str
    versao: int
    nome: str
    descricao: str
    fonte: str
    modo: ModoDaPolitica
    colunas: tuple[str, ...]
    linhas: tuple[LinhaDaPolitica, ...]
    casos: tuple[CasoDaPolitica, ...]
    is_active: bool = True


@dataclass(frozen=True)
class VersaoDaPolitica:
    """One entry of a policy's history."""

    versao: int
    autor: str
    motivo: str
    criada_em: datetime
    is_current: bool


@dataclass(frozen=True)
class LinhaAplicada:
    """A row over a case. ``avaliacao`` is SIM when it takes effect: in the mode PRIMEIRA no row above it does."""

    politica: Politica
    linha: LinhaDaPolitica
    avaliacao: Avaliacao


@dataclass(frozen=True)
class DecisaoFinal:
    """The decision on a module after the policies. ``aplicada`` is the row that decided instead of the rule, if any.

    ``desconhecidas`` are the variables to ask about, of rule and policies, while the decision is open.
    """

    da_regra: DecisaoDoModulo
    decisao: Decisao
    aplicada: LinhaAplicada | None = None
    desconhecidas: tuple[str, ...] = ()

    @property
    def modulo(self) -> Modulo:
        return self.da_regra.modulo


@dataclass(frozen=True)
class ResultadoDoCaso:
    """A test that was run; ``diferencas`` are the targets that came out otherwise: (target, expected, found)."""

    caso: CasoDaPolitica
    diferencas: tuple[tuple[Alvo, Resultado, Resultado], ...]

    @property
    def has_passed(self) -> bool:
        return not self.diferencas


def apply_politicas(
    decisoes: Iterable[DecisaoDoModulo],
    politicas: Iterable[Politica],
    valores: Mapping[str, ValorDoFato],
    tipo_de_peca: str,
) -> tuple[DecisaoFinal, ...]:
    """The decisions of the rules after the active policies, in the same order.

    A forbidden module stays out, even if another row makes it mandatory. While a variable that a row needs is
    unknown and would change the outcome, the decision is DESCONHECIDA and names the variable. Only modules that are
    given can come out: a policy adds nothing to the list.
    """
    linhas = [
        aplicada
        for politica in politicas
        if politica.is_active
        for aplicada in apply_linhas(politica, valores, tipo_de_peca)
        if aplicada.avaliacao.decisao is not Decisao.NAO and aplicada.linha.efeito is not Efeito.PERMITIDO
    ]
    return tuple(_settle(decisao, linhas) for decisao in decisoes)


def apply_linhas(
    politica: Politica, valores: Mapping[str, ValorDoFato], tipo_de_peca: str
) -> tuple[LinhaAplicada, ...]:
    """Each row of the table over the case."""
    case = {**valores, TIPO_DE_PECA: tipo_de_peca.replace("_", " ")}
    regras = [linha.build_regra() for linha in politica.linhas]
    applied = []
    for place, linha in enumerate(politica.linhas):
        above = regras[:place] if politica.modo is ModoDaPolitica.PRIMEIRA else []
        regra = E((regras[place], *(Nao(outra) for outra in above)))
        applied.append(LinhaAplicada(politica, linha, evaluate_regra(regra, case)))
    return tuple(applied)


def check_casos(politica: Politica) -> tuple[ResultadoDoCaso, ...]:
    """The tests of the table, run over it."""
    return tuple(_check(politica, caso) for caso in politica.casos)


def _check(politica: Politica, caso: CasoDaPolitica) -> ResultadoDoCaso:
    aplicadas = apply_linhas(politica, caso.valores, caso.tipo_de_peca)
    diferencas = []
    for alvo, esperado in caso.espera:
        found = _find_resultado([aplicada for aplicada in aplicadas if alvo in aplicada.linha.alvos])
        if found is not esperado:
            diferencas.append((alvo, esperado, found))
    return ResultadoDoCaso(caso, tuple(diferencas))


def _find_resultado(aplicadas: Sequence[LinhaAplicada]) -> Resultado:
    for efeito, resultado in ((Efeito.VEDADO, Resultado.VEDADO), (Efeito.OBRIGATORIO, Resultado.OBRIGATORIO)):
        decisao = _decide(aplicadas, efeito)
        if decisao is not Decisao.NAO:
            return resultado if decisao is Decisao.SIM else Resultado.PERGUNTAR
    return Resultado.PERMITIDO


def _settle(da_regra: DecisaoDoModulo, linhas: Sequence[LinhaAplicada]) -> DecisaoFinal:
    about = [item for item in linhas if any(alvo.covers(da_regra.modulo) for alvo in item.linha.alvos)]
    if not about:
        is_open = da_regra.decisao is Decisao.DESCONHECIDA
        return DecisaoFinal(da_regra, da_regra.decisao, desconhecidas=_list_open(da_regra, ()) if is_open else ())
    wanted = any_of((da_regra.decisao, _decide(about, Efeito.OBRIGATORIO)))
    vedado = _decide(about, Efeito.VEDADO)
    decisao = negate(any_of((negate(wanted), vedado)))
    if decisao is Decisao.DESCONHECIDA:
        return DecisaoFinal(da_regra, decisao, desconhecidas=_list_open(da_regra, about))
    if decisao is da_regra.decisao:
        return DecisaoFinal(da_regra, decisao)
    efeito = Efeito.VEDADO if decisao is Decisao.NAO else Efeito.OBRIGATORIO
    is_sure = (item for item in about if item.linha.efeito is efeito and item.avaliacao.decisao is Decisao.SIM)
    return DecisaoFinal(da_regra, decisao, next(is_sure))


def _decide(aplicadas: Iterable[LinhaAplicada], efeito: Efeito) -> Decisao:
    return any_of(item.avaliacao.decisao for item in aplicadas if item.linha.efeito is efeito)


def _list_open(da_regra: DecisaoDoModulo, about: Sequence[LinhaAplicada]) -> tuple[str, ...]:
    of_rule = da_regra.avaliacao.desconhecidas if da_regra.avaliacao else ()
    of_rows = [slug for item in about for slug in item.avaliacao.desconhecidas]
    return tuple(dict.fromkeys((*of_rule, *of_rows)))


def _build_condicao(coluna: str, celula: Celula) -> Regra:
    condicao = Condicao(coluna, celula.operador, celula.valor)
    return Nao(condicao) if celula.salvo else condicao
