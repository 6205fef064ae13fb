"""From confirmed fields and the table of regimes to the conta that is computed. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from core.calculo.entrada import parse_data, parse_valor, refuse
from core.calculo.indices.domain import Indice
from core.calculo.motor.domain import Acrescimo, BaseDoAcrescimo, Conta, Criterios, Pagamento, Parcela, TipoDeAcrescimo
from core.calculo.pedido.campos import (
    BASES,
    CONTAGENS,
    CORRECOES,
    DEFINICOES,
    DESDE_CITACAO,
    IMPUTACOES,
    JUROS_DA_POUPANCA,
    PELA_TABELA,
    SELIC,
    SEM_JUROS,
    NomeDoCampo,
)
from core.calculo.pedido.domain import Campo
from core.calculo.pedido.escrita import parse_juros, parse_parcelas, parse_percentual
from core.calculo.regimes.domain import BaseDosJuros, Juros, Regime, merge_regimes

_EC_113 = date(2021, 12, 9)
"""From then on SELIC alone counts against the Treasury, whatever the title says (EC 113/2021, art. 3º)."""

_INICIO = date(1994, 7, 1)
"""First day of a regime that the title itself gives: the currency is of that day."""

_JA_NA_SELIC = (SELIC, SEM_JUROS, PELA_TABELA)
"""Interest that SELIC as the index already holds."""

_CIVIL = "civil"
_TITULO, _CREDOR = "Título executivo", "Cálculo do credor"
_N = NomeDoCampo


class Lidos:
    """The confirmed fields, each read once and refused by its name."""

    def __init__(self, campos: Sequence[Campo]) -> None:
        self._campos = {campo.nome: campo for campo in campos}

    def get(self, nome: NomeDoCampo) -> str:
        """The value, empty where there is none. Raises InvalidCalculoError for one that nobody stands for."""
        campo = self._campos[nome]
        if not campo.estado.is_de_pessoa and (campo.valor or campo.definicao.is_obrigatorio):
            raise refuse(campo.rotulo, "ele ainda não foi confirmado por você")
        return campo.valor

    def require(self, nome: NomeDoCampo) -> str:
        """Raises InvalidCalculoError when it is empty, too."""
        valor = self.get(nome)
        if not valor:
            raise refuse(DEFINICOES[nome].rotulo, "ele está vazio, e o cálculo depende dele")
        return valor

    def choose(self, nome: NomeDoCampo) -> str:
        """The option that a person chose, or the one that counts where none is chosen."""
        return self.get(nome) or DEFINICOES[nome].sem_valor

    def find_data(self, nome: NomeDoCampo) -> date | None:
        valor = self.get(nome)
        return parse_data(valor, DEFINICOES[nome].rotulo) if valor else None

    def require_data(self, nome: NomeDoCampo) -> date:
        return parse_data(self.require(nome), DEFINICOES[nome].rotulo)

    def list_parcelas(self, nome: NomeDoCampo) -> tuple[Parcela, ...]:
        return parse_parcelas(self.get(nome), DEFINICOES[nome].rotulo)


def build_conta(campos: Sequence[Campo], natureza: str, regimes: tuple[Regime, ...]) -> Conta:
    """Our conta. ``regimes`` are the rows of the kind of debt ``natureza``.

    Raises InvalidCalculoError naming the field that is missing, not confirmed or at odds with the others.
    """
    lidos = Lidos(campos)
    lidos.get(_N.DATA_DO_AJUIZAMENTO)  # a date that nobody confirmed has not been put in order with the others
    parcelas = lidos.list_parcelas(_N.PARCELAS)
    criterios = Criterios(
        regimes=build_regimes_do_titulo(*read_titulo(campos), natureza, parcelas, regimes),
        ate=lidos.require_data(_N.DATA_DO_CALCULO),
        juros_desde=_find_inicio_dos_juros(lidos, _N.JUROS_DESDE),
        contagem=CONTAGENS[lidos.choose(_N.CONTAGEM)],
        imputacao=IMPUTACOES[lidos.choose(_N.IMPUTACAO)],
    )
    pagos = lidos.list_parcelas(_N.PAGAMENTOS)
    pagamentos = tuple(Pagamento(pago.vencimento, pago.valor, pago.descricao) for pago in pagos)
    return Conta(parcelas, criterios, pagamentos, _build_acrescimos(lidos))


def build_conta_do_credor(campos: Sequence[Campo], nossa: Conta, regimes: tuple[Regime, ...]) -> Conta:
    """The creditor's own calculation: own amounts, dates and criteria, one index and one rate for the whole time.

    Raises InvalidCalculoError as ``build_conta``.
    """
    lidos = Lidos(campos)
    correcao, juros = lidos.require(_N.CREDOR_CORRECAO), lidos.require(_N.CREDOR_JUROS)
    criterios = replace(
        nossa.criterios,
        regimes=_build_regimes(correcao, juros, regimes, _CREDOR),
        ate=lidos.require_data(_N.CREDOR_DATA),
        juros_desde=_find_inicio_dos_juros(lidos, _N.CREDOR_JUROS_DESDE),
    )
    parcelas = lidos.list_parcelas(_N.CREDOR_PARCELAS) or nossa.parcelas
    pagamentos = tuple(pago for pago in nossa.pagamentos if pago.data <= criterios.ate)
    return replace(nossa, parcelas=parcelas, criterios=criterios, pagamentos=pagamentos)


def read_titulo(campos: Sequence[Campo]) -> tuple[str, str]:
    """Index and interest as the title has them. Raises InvalidCalculoError naming one that is missing."""
    lidos = Lidos(campos)
    return lidos.require(_N.CORRECAO), lidos.require(_N.JUROS)


def build_regimes_do_titulo(
    correcao: str, juros: str, natureza: str, parcelas: Sequence[Parcela], regimes: tuple[Regime, ...]
) -> tuple[Regime, ...]:
    """The title's index and interest until EC 113/2021, the table afterwards and where the title is silent.

    Raises InvalidCalculoError where the table has one rate for both and the title gives only one of them, and for
    interest beside SELIC, which the law forbids to add (Tema 905/STJ).
    """
    if correcao == juros == PELA_TABELA:
        return regimes
    corte = date.max if natureza == _CIVIL else _EC_113
    antes = tuple(regime for regime in regimes if regime.vigencia < corte)
    depois = tuple(regime for regime in regimes if regime.vigencia >= corte)
    first = min((parcela.vencimento for parcela in parcelas), default=corte)
    if first >= corte:
        return regimes
    if correcao == SELIC and juros not in _JA_NA_SELIC:
        raise refuse(
            DEFINICOES[_N.JUROS].rotulo,
            "a SELIC já reúne correção e juros e não se soma a outra taxa (Tema 905/STJ); deixe nos juros “SELIC”, "
            "ou troque o índice de correção",
        )
    if correcao not in (PELA_TABELA, SELIC) and juros == PELA_TABELA:
        _require_separados(antes, first)
    return (*_build_regimes(correcao, juros, antes, _TITULO), *depois)


def _require_separados(regimes: tuple[Regime, ...], first: date) -> None:
    """A row that counts from ``first`` on and has SELIC for both leaves no interest beside the title's index."""
    for row, following in zip(regimes, (*regimes[1:], None), strict=True):
        is_used = following is None or following.de > first
        if is_used and row.juros is not None and row.juros.indice is Indice.SELIC:
            raise refuse(
                DEFINICOES[_N.JUROS].rotulo,
                f"desde {row.vigencia:%d/%m/%Y} a tabela de regimes aplica a SELIC, que já corrige, e o título fixa "
                "outro índice; informe os juros que o título manda aplicar",
            )


def _build_regimes(correcao: str, juros: str, tabela: tuple[Regime, ...], fonte: str) -> tuple[Regime, ...]:
    """Index and interest as named, for the whole time; what is left to the table comes from it."""
    if correcao == juros == PELA_TABELA:
        return tabela
    if correcao == SELIC and juros in _JA_NA_SELIC:
        unificado = Juros(indice=Indice.SELIC, base=BaseDosJuros.CONSOLIDADO)
        return (Regime(fonte, _INICIO, None, unificado, f"{fonte}: SELIC"),)
    nomeado = Regime(fonte, _INICIO, _find_correcao(correcao), _find_juros(juros), f"{fonte}: {correcao}; {juros}")
    if PELA_TABELA not in (correcao, juros):
        return (nomeado,)
    if not tabela:
        raise refuse(DEFINICOES[_N.CORRECAO].rotulo, "a tabela de regimes não tem o período; informe índice e juros")
    if correcao == PELA_TABELA:
        separados = [
            replace(row, correcao=row.correcao or row.correcao_antes_da_mora, correcao_antes_da_mora=None)
            for row in tabela
        ]
        return _name(merge_regimes(separados, [nomeado]), f"{fonte}: {juros}")
    return _name(merge_regimes([nomeado], tabela), f"{fonte}: {correcao}")


def _name(regimes: tuple[Regime, ...], fonte: str) -> tuple[Regime, ...]:
    return tuple(replace(regime, fonte=f"{regime.fonte}; {fonte}") for regime in regimes)


def _find_correcao(texto: str) -> Indice | None:
    return CORRECOES.get(texto)


def _find_juros(texto: str) -> Juros | None:
    named: Mapping[str, Juros | None] = {
        SEM_JUROS: None,
        PELA_TABELA: None,
        JUROS_DA_POUPANCA: Juros(indice=Indice.JUROS_DA_POUPANCA),
        SELIC: Juros(indice=Indice.SELIC),
    }
    return named[texto] if texto in named else parse_juros(texto)


def _find_inicio_dos_juros(lidos: Lidos, nome: NomeDoCampo) -> date | None:
    return lidos.require_data(_N.DATA_DA_CITACAO) if lidos.require(nome) == DESDE_CITACAO else None


def _build_acrescimos(lidos: Lidos) -> tuple[Acrescimo, ...]:
    found = []
    for nome, tipo in ((_N.HONORARIOS, TipoDeAcrescimo.HONORARIOS), (_N.MULTA, TipoDeAcrescimo.MULTA)):
        texto = lidos.get(nome)
        percentual = parse_percentual(texto, DEFINICOES[nome].rotulo) if texto else None
        if percentual:
            base = BASES[lidos.choose(_N.HONORARIOS_BASE)] if nome is _N.HONORARIOS else BaseDoAcrescimo.TOTAL
            found.append(Acrescimo(tipo, _TITULO, percentual=percentual, base=base))
    texto = lidos.get(_N.CUSTAS)
    custas = parse_valor(texto, DEFINICOES[_N.CUSTAS].rotulo) if texto else None
    if custas:
        found.append(Acrescimo(TipoDeAcrescimo.CUSTAS, _TITULO, valor=custas))
    return tuple(found)
