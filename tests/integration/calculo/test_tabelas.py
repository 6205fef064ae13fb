"""The tables in PostgreSQL: versions, conflicts, and an edit that another process sees at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest

from core.calculo.calendario.domain import Efeito, LinhaDoCalendario
from core.calculo.calendario.tabela import load_calendario
from core.calculo.indices.domain import Indice, number_mes
from core.calculo.indices.tabela import load_tabela
from core.calculo.motor.calculo import calculate
from core.calculo.motor.domain import Conta, Criterios, Parcela
from core.calculo.regimes.tabela import list_regimes, load_naturezas
from core.calculo.tabelas.afetados import CalculoGuardado
from core.calculo.tabelas.domain import Conteudo, Guardada, TabelaDeDias
from core.calculo.tabelas.edicao import EdicaoDeSerie, apply_edicao
from core.calculo.tabelas.repository import TabelaRepository
from core.calculo.tabelas.service import TabelaService
from core.errors import IndiceNotFoundError, InvalidInputError, VersionConflictError
from core.infra.db import SessionScope

GUARDADOS: list[CalculoGuardado] = []
SET_2026 = number_mes(date(2026, 9, 1))
POR = {"autor": "ana", "motivo": "Conferência mensal"}


def build(scope: SessionScope) -> TabelaService:
    return TabelaService(
        TabelaRepository(scope), lambda limite, pular: (GUARDADOS[pular : pular + limite], len(GUARDADOS))
    )


@pytest.fixture
def tabelas(session_scope: SessionScope) -> TabelaService:
    GUARDADOS.clear()
    service = build(session_scope)
    service.seed_tabelas()
    return service


def change_mes(tabelas: TabelaService, indice: Indice, mes: int, valor: str) -> Guardada[Conteudo]:
    edicao = EdicaoDeSerie({mes: Decimal(valor)}, "IBGE", date(2026, 11, 23))
    return apply_edicao(tabelas.get_serie(indice), edicao)


def keep(tabelas: TabelaService, natureza: str = "servidor") -> CalculoGuardado:
    """A calculation of a public servant made and kept with the tables as they are now."""
    criterios = Criterios(tabelas.get_regimes(natureza), date(2024, 6, 1), date(2015, 3, 1))
    conta = Conta((Parcela(date(2014, 1, 1), Decimal(1000)),), criterios)
    memoria = calculate(conta, tabelas.get_indices())
    when = datetime(2026, 11, 1, tzinfo=UTC)
    kept = (uuid4(), "08000010220268120001", when, memoria.total, conta, memoria.celulas, natureza)
    GUARDADOS.append(CalculoGuardado(*kept, tabelas.note_versoes()))
    return GUARDADOS[-1]


def test_what_the_product_ships_comes_back_from_the_database_as_it_was(tabelas: TabelaService) -> None:
    assert tabelas.get_indices().versao == load_tabela().versao
    assert tabelas.get_indices().series[Indice.TR] == load_tabela().series[Indice.TR]
    assert [natureza.slug for natureza in tabelas.list_naturezas()] == [one.slug for one in load_naturezas()]
    assert all(tabelas.get_regimes(one.slug) == list_regimes(one.slug) for one in load_naturezas())
    shipped, stored = load_calendario("Campo Grande"), tabelas.get_calendario("Campo Grande")
    dias = [date.fromordinal(n) for n in range(date(2023, 1, 1).toordinal(), date(2027, 1, 1).toordinal())]
    assert [stored.explain_borda(dia) for dia in dias] == [shipped.explain_borda(dia) for dia in dias]
    assert stored.anos_conferidos == shipped.anos_conferidos


def test_seeding_twice_writes_nothing_and_never_over_what_a_person_published(tabelas: TabelaService) -> None:
    tabelas.save(change_mes(tabelas, Indice.IPCA, SET_2026, "0.40"), **POR)
    assert tabelas.seed_tabelas() == 0
    assert tabelas.get_indices().get(Indice.IPCA, SET_2026) == Decimal("0.40")


def test_an_edit_counts_at_once_in_every_process_and_old_versions_stay_readable(
    tabelas: TabelaService, session_scope: SessionScope
) -> None:
    other = build(session_scope)
    before = other.note_versoes()
    with pytest.raises(IndiceNotFoundError, match="09/2026"):
        other.get_indices().get(Indice.IPCA, SET_2026)
    assert tabelas.save(change_mes(tabelas, Indice.IPCA, SET_2026, "0.40"), **POR) == 2
    assert other.get_indices().get(Indice.IPCA, SET_2026) == Decimal("0.40")
    assert other.get_indices(before).find(Indice.IPCA, SET_2026) is None
    assert {**before, "indice:ipca": 2} == other.note_versoes()


def test_second_of_two_editors_is_told_the_version_that_counts(tabelas: TabelaService) -> None:
    mine = change_mes(tabelas, Indice.IPCA, SET_2026, "0.40")
    tabelas.save(change_mes(tabelas, Indice.IPCA, SET_2026, "0.41"), **POR)
    with pytest.raises(VersionConflictError) as caught:
        tabelas.save(mine, **POR)
    assert caught.value.viva == 2
    assert tabelas.get_indices().get(Indice.IPCA, SET_2026) == Decimal("0.41")


def test_history_says_who_and_why_and_an_old_version_is_restored(tabelas: TabelaService) -> None:
    tabelas.save(change_mes(tabelas, Indice.IPCA, SET_2026, "0.40"), **POR)
    assert tabelas.restore_versao("indice:ipca", 1, viva=2, autor="bia") == 3
    assert tabelas.get_indices().find(Indice.IPCA, SET_2026) is None
    versoes = tabelas.list_versoes("indice:ipca")
    assert [(v.guardada.versao, v.autor, v.motivo, v.is_viva) for v in versoes] == [
        (3, "bia", "Restaurada a versão 1", True),
        (2, "ana", "Conferência mensal", False),
        (1, "sistema", "Conteúdo inicial do portal", False),
    ]


@pytest.mark.parametrize("motivo", ["", "  ", "x" * 501])
def test_nothing_is_published_without_a_reason(tabelas: TabelaService, motivo: str) -> None:
    with pytest.raises(InvalidInputError, match="motivo"):
        tabelas.save(change_mes(tabelas, Indice.IPCA, SET_2026, "0.40"), autor="ana", motivo=motivo)
    assert tabelas.get_serie(Indice.IPCA).versao == 1


def test_own_table_of_a_town_counts_there_only(tabelas: TabelaService) -> None:
    linha = LinhaDoCalendario("06-15", "Aniversário da cidade", "Dourados", Efeito.SEM_EXPEDIENTE, "Lei municipal")
    dias = TabelaDeDias("Dourados", (linha,))
    tabelas.save(Guardada(dias.slug, 0, dias), **POR)
    assert "Dourados" in tabelas.list_comarcas()
    dia = date(2027, 6, 15)
    assert tabelas.get_calendario("Dourados").explain(dia).motivo == "Aniversário da cidade"
    assert tabelas.get_calendario("Campo Grande").explain(dia) is None
    assert tabelas.get_calendario("Cidade sem linhas").explain(date(2027, 12, 8)).motivo == "Dia da Justiça"


def test_new_value_of_a_used_month_names_the_calculations_it_changes_and_by_how_much(tabelas: TabelaService) -> None:
    kept = keep(tabelas)
    antes = tabelas.get_indices().get(Indice.IPCA_E, number_mes(date(2016, 5, 1)))
    nova = change_mes(tabelas, Indice.IPCA_E, number_mes(date(2016, 5, 1)), str(antes + 1))
    afetados = tabelas.list_afetados(nova)
    assert (afetados.examinados, afetados.guardados) == (1, 1)
    [afetado] = afetados.calculos
    assert afetado.calculo.id == kept.id
    assert afetado.depois == calculate(kept.conta, tabelas.get_indices().replace_serie(nova.conteudo)).total
    assert afetado.diferenca > 0


def test_month_that_no_calculation_used_changes_none(tabelas: TabelaService) -> None:
    keep(tabelas)
    nova = change_mes(tabelas, Indice.IPCA_E, number_mes(date(2010, 5, 1)), "5")
    assert tabelas.list_afetados(nova).calculos == ()


def test_published_version_still_shows_what_was_calculated_before_it(tabelas: TabelaService) -> None:
    keep(tabelas)
    tabelas.save(change_mes(tabelas, Indice.IPCA_E, number_mes(date(2016, 5, 1)), "9"), **POR)
    assert len(tabelas.list_afetados(tabelas.get_serie(Indice.IPCA_E)).calculos) == 1
    keep(tabelas)
    assert len(tabelas.list_afetados(tabelas.get_serie(Indice.IPCA_E)).calculos) == 1


def test_new_regimes_change_the_calculations_of_their_kind_of_debt_only(tabelas: TabelaService) -> None:
    kept = keep(tabelas)
    keep(tabelas, "previdenciaria")
    live = tabelas.get_tabela_de_regimes("servidor")
    regimes = tuple(
        replace(um, correcao=Indice.INPC) if um.vigencia == date(2009, 7, 1) else um for um in live.conteudo.regimes
    )
    afetados = tabelas.list_afetados(replace(live, conteudo=replace(live.conteudo, regimes=regimes)))
    assert [one.calculo.id for one in afetados.calculos] == [kept.id]


def test_table_without_a_needed_regime_says_what_can_no_longer_be_computed(tabelas: TabelaService) -> None:
    keep(tabelas)
    live = tabelas.get_tabela_de_regimes("servidor")
    nova = replace(live, conteudo=replace(live.conteudo, regimes=live.conteudo.regimes[-1:]))
    [afetado] = tabelas.list_afetados(nova).calculos
    assert afetado.depois is None
    assert "não diz o que vale em" in afetado.motivo
