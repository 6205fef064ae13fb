"""Carries a debt from its first parcela to the date of the calculation, one recorded step at a time.

All parcelas of one conta grow by the same rates on the same days, so what is owed is carried as one balance: the sum of
what each parcela would give alone.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from itertools import pairwise

from core.calculo.entrada import refuse
from core.calculo.indices.domain import Indice, TabelaDeIndices, render_mes
from core.calculo.motor.agenda import Agenda, build_agenda, is_lei_9250
from core.calculo.motor.domain import (
    Acrescimo,
    AcrescimoCalculado,
    BaseDoAcrescimo,
    Conta,
    Especie,
    Memoria,
    Pagamento,
    Parcela,
    Passo,
    Saldo,
    round_centavo,
)
from core.calculo.motor.pagamentos import impute
from core.calculo.motor.taxas import (
    Trecho,
    apply_tetos,
    calculate_fator,
    calculate_taxa,
    describe_juros,
    get_percentual,
)
from core.calculo.motor.validacao import require_conta
from core.calculo.regimes.domain import BaseDosJuros, Capitalizacao, Juros, Regime, find_regime

_CONTEXTO = Context(prec=28, rounding=ROUND_HALF_EVEN)
_ZERO, _CEM = Decimal(0), Decimal(100)
_TOTAL_MAXIMO = Decimal(10**15)
"""In reais, before fees: what is stored has sixteen digits before the comma."""

_MES_SEGUINTE = "Lei 9.250/1995, art. 39, § 4º: conta do mês seguinte ao do vencimento"
_LEI_9250 = "Lei 9.250/1995, art. 39, § 4º: o mês do pagamento conta 1%"


def calculate(conta: Conta, tabela: TabelaDeIndices) -> Memoria:
    """The debt at ``conta.criterios.ate`` with every step.

    Raises InvalidCalculoError for input that nothing can be computed from, and IndiceNotFoundError naming the month or
    the day for which the tables have nothing.
    """
    require_conta(conta)
    with localcontext(_CONTEXTO):
        return _Razao(conta, tabela).close()


class _Razao:
    """The ledger: a balance, and the steps that made it."""

    def __init__(self, conta: Conta, tabela: TabelaDeIndices) -> None:
        self._conta = conta
        self._tabela = tabela
        self._celulas: set[tuple[Indice, int]] = set()
        self._agenda: Agenda = build_agenda(conta)
        self._regimes = apply_tetos(conta.criterios.regimes, self._agenda.inicio, self._agenda.fim, self._ler)
        self._usados: dict[Regime, None] = {}
        self._regime: Regime | None = None
        self._saldo = Saldo()
        self._passos: list[Passo] = []
        self._pago_a_maior = _ZERO

    def close(self) -> Memoria:
        agenda = self._agenda
        for dia, proximo in pairwise(agenda.cortes):
            regime = self._open_dia(dia)
            if self._saldo.total:
                self._grow(regime, Trecho(dia, proximo))
        ultimo = self._open_dia(agenda.fim_do_crescimento)
        if is_lei_9250(ultimo) and self._saldo.total != self._saldo.principal_novo:
            self._add_um_por_cento(ultimo)
        for dia in sorted({*agenda.entradas, *agenda.pagamentos}):
            if dia > agenda.fim_do_crescimento:
                self._settle_dia(dia)
        return self._build_memoria()

    def _open_dia(self, dia: date) -> Regime:
        regime = find_regime(self._regimes, dia)
        if regime is not self._regime:
            if not regime.continues(self._regime):
                self._consolidate(regime, dia)
            self._regime = regime
        self._settle_dia(dia)
        return regime

    def _settle_dia(self, dia: date) -> None:
        if self._saldo.principal_novo and dia.day == 1:
            self._start_novo(dia)
        for parcela in self._agenda.entradas.get(dia, ()):
            self._add_parcela(parcela, dia)
        for pagamento in self._agenda.pagamentos.get(dia, ()):
            self._pay(pagamento, dia)

    def _grow(self, regime: Regime, trecho: Trecho) -> None:
        self._usados[regime] = None
        is_em_mora = self._agenda.mora is None or trecho.de >= self._agenda.mora
        correcao = regime.correcao
        if not is_em_mora and not correcao:
            correcao = regime.correcao_antes_da_mora
        if correcao:
            self._correct(correcao, regime, trecho)
        if regime.juros and (is_em_mora or regime.is_unificado):
            self._charge(regime.juros, regime, trecho)

    def _correct(self, indice: Indice, regime: Regime, trecho: Trecho) -> None:
        percentual = self._ler(indice, trecho.mes)
        fator = calculate_fator(percentual, trecho.dias, trecho.dias_do_mes)
        antes = self._saldo
        self._saldo = Saldo(
            antes.principal * fator,
            antes.juros_na_base * fator,
            antes.juros_da_fase * fator,
            antes.principal_novo * fator,
        )
        self._passos.append(
            Passo(
                Especie.CORRECAO,
                trecho.de,
                trecho.ate,
                self._saldo.total - antes.total,
                self._saldo,
                regime.fonte,
                indice.rotulo,
                indice,
                trecho.mes,
                percentual,
                trecho.dias,
                trecho.dias_do_mes,
                fator,
                antes.total,
            )
        )

    def _charge(self, juros: Juros, regime: Regime, trecho: Trecho) -> None:
        percentual = get_percentual(juros, trecho.mes, self._ler)
        taxa = calculate_taxa(juros, percentual, trecho.dias, trecho.dias_do_mes)
        base = self._get_base(juros)
        valor = self._add_juros(base * taxa)
        self._passos.append(
            Passo(
                Especie.JUROS,
                trecho.de,
                trecho.ate,
                valor,
                self._saldo,
                regime.fonte,
                describe_juros(juros),
                juros.indice,
                trecho.mes,
                percentual,
                trecho.dias,
                trecho.dias_do_mes,
                taxa,
                base,
                juros,
            )
        )

    def _add_um_por_cento(self, regime: Regime) -> None:
        self._usados[regime] = None
        assert regime.juros is not None
        base = self._get_base(regime.juros)
        valor = self._add_juros(base / _CEM)
        self._passos.append(
            Passo(
                Especie.JUROS,
                self._agenda.fim_do_crescimento,
                self._agenda.fim,
                valor,
                self._saldo,
                _LEI_9250,
                "1% no mês do pagamento",
                percentual=Decimal(1),
                dias=1,
                dias_do_mes=1,
                fator=1 / _CEM,
                base=base,
                juros=regime.juros,
            )
        )

    def _get_base(self, juros: Juros) -> Decimal:
        saldo = self._saldo
        if juros.capitalizacao is Capitalizacao.COMPOSTA:
            return saldo.principal + saldo.juros
        if juros.base is BaseDosJuros.CONSOLIDADO:
            return saldo.principal + saldo.juros_na_base
        return saldo.principal

    def _add_juros(self, valor: Decimal) -> Decimal:
        antes = self._saldo
        self._saldo = Saldo(antes.principal, antes.juros_na_base, antes.juros_da_fase + valor, antes.principal_novo)
        return valor

    def _consolidate(self, regime: Regime, dia: date) -> None:
        """Interest until now becomes part of the base, where the new regime runs on all that is due."""
        saldo = self._saldo
        if not regime.juros or regime.juros.base is not BaseDosJuros.CONSOLIDADO or not saldo.juros_da_fase:
            return
        self._saldo = replace(saldo, juros_na_base=saldo.juros, juros_da_fase=_ZERO)
        self._passos.append(
            Passo(Especie.CONSOLIDACAO, dia, dia, _ZERO, self._saldo, regime.fonte, base=saldo.juros_da_fase)
        )

    def _start_novo(self, dia: date) -> None:
        saldo = self._saldo
        self._saldo = replace(saldo, principal=saldo.capital, principal_novo=_ZERO)
        self._passos.append(
            Passo(Especie.ENTRADA, dia, dia, _ZERO, self._saldo, _MES_SEGUINTE, base=saldo.principal_novo)
        )

    def _add_parcela(self, parcela: Parcela, dia: date) -> None:
        saldo = self._saldo
        if is_lei_9250(find_regime(self._regimes, dia)):
            principal, novo = saldo.principal, saldo.principal_novo + parcela.valor
        else:
            principal, novo = saldo.principal + parcela.valor, saldo.principal_novo
        self._saldo = Saldo(principal, saldo.juros_na_base, saldo.juros_da_fase, novo)
        fonte = parcela.descricao or f"Parcela de {parcela.vencimento:%d/%m/%Y}"
        self._passos.append(Passo(Especie.PARCELA, dia, dia, parcela.valor, self._saldo, fonte))

    def _pay(self, pagamento: Pagamento, dia: date) -> None:
        imputacao = self._conta.criterios.imputacao
        depois, sobra = impute(self._saldo, pagamento.valor, imputacao)
        valor = depois.total - self._saldo.total
        self._saldo, self._pago_a_maior = depois, self._pago_a_maior + sobra
        fonte = f"{pagamento.descricao or f'Pagamento de {pagamento.data:%d/%m/%Y}'}; {imputacao.value}"
        self._passos.append(Passo(Especie.PAGAMENTO, dia, dia, valor, depois, fonte, base=pagamento.valor))

    def _ler(self, indice: Indice, mes: int) -> Decimal:
        self._celulas.add((indice, mes))
        return self._tabela.get(indice, mes)

    def _build_memoria(self) -> Memoria:
        if self._saldo.total >= _TOTAL_MAXIMO:
            raise refuse("parcelas", "a soma corrigida passa de R$ 1 quatrilhão")
        principal, juros = round_centavo(self._saldo.capital), round_centavo(self._saldo.juros)
        return Memoria(
            conta=self._conta,
            passos=tuple(self._passos),
            principal=principal,
            juros=juros,
            acrescimos=tuple(_add(acrescimo, principal, juros) for acrescimo in self._conta.acrescimos),
            pago_a_maior=round_centavo(self._pago_a_maior),
            versao_dos_indices=self._tabela.versao,
            celulas=frozenset(self._celulas),
            avisos=tuple(self._list_avisos()),
        )

    def _list_avisos(self) -> list[str]:
        avisos = list(dict.fromkeys(regime.aviso for regime in self._usados if regime.aviso))
        for indice, mes in sorted(self._celulas):
            serie = self._tabela.series[indice]
            if mes in serie.provisorios:
                avisos.append(f"{serie.nome} de {render_mes(mes)} é provisório na tabela: confira com a fonte oficial.")
        if self._pago_a_maior:
            avisos.append("Os pagamentos passam do que era devido quando foram feitos: confira o valor pago a maior.")
        return avisos


def _add(acrescimo: Acrescimo, principal: Decimal, juros: Decimal) -> AcrescimoCalculado:
    base = principal if acrescimo.base is BaseDoAcrescimo.PRINCIPAL else principal + juros
    valor = acrescimo.valor if acrescimo.percentual is None else base * acrescimo.percentual / _CEM
    assert valor is not None
    return AcrescimoCalculado(acrescimo, base, round_centavo(valor))
