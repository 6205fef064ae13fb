"""Datasets that are read again, handed in again, and whose texts go away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import text

from core.bert.dados.domain import Amostra, Colunas
from core.bert.datasets.domain import Dataset, OrigemDisponivel, OrigemDoDataset, Origens
from core.bert.domain import Configuracao
from core.bert.treinamentos.domain import PedidoDeTreino
from core.bootstrap import Services
from core.errors import ForbiddenChangeError
from core.events import Estado
from core.infra.channel import AttemptReplacedError
from core.lgpd.expurgo import EXPURGOS
from core.lgpd.repository import LgpdRepository
from core.lgpd.titulares.repository import TitularRepository
from core.usuarios.domain import Papel, Usuario
from jobs import examine_dataset
from tests.integration.bert.test_treinamento import make_planilha, portal

__all__ = ["portal"]
_DADOS = Usuario(1, "dados", "Pessoa dos dados", Papel.DADOS, "PGE")
_CASO = "08000010220268120001"


def examine(portal: Services, planilha: bytes) -> Dataset:
    dataset = portal.datasets.upload("textos.csv", planilha, _DADOS)
    examine_dataset.run(str(dataset.id))
    return portal.datasets.get(dataset.id)


def require_dead_and_sent_again(portal: Services, before: Dataset, planilha: bytes) -> None:
    """Nothing is trained on it any more, and the same file makes another one."""
    gone = portal.datasets.get(before.id)
    assert (gone.is_apagado, gone.is_arquivado, gone.is_treinavel, gone.primeiras) == (True, True, False, ())
    for gesture in (
        lambda: portal.datasets.archive(gone.id, is_arquivado=False),
        lambda: portal.datasets.choose_colunas(gone.id, Colunas(1, 0), _DADOS),
        lambda: portal.datasets.retry(gone.id),
        lambda: portal.treinamentos.request(PedidoDeTreino(gone.id, "", Configuracao()), _DADOS),
    ):
        with pytest.raises(ForbiddenChangeError):
            gesture()
    again = examine(portal, planilha)
    assert again.id != before.id
    assert again.is_treinavel


def test_a_purged_dataset_is_no_dead_end(portal: Services) -> None:
    dataset = examine(portal, make_planilha())
    [expurgo] = [one for one in EXPURGOS if "amostra_do_dataset" in one.tabelas]
    assert LgpdRepository(portal._scope).purge(expurgo, datetime(2100, 1, 1, tzinfo=UTC), 10) == 1
    require_dead_and_sent_again(portal, dataset, make_planilha())


def test_texts_of_a_case_go_with_their_file_and_are_in_its_copy(portal: Services) -> None:
    lines = make_planilha().decode().splitlines()
    numbers = ["processo", "0800001-02.2026.8.12.0001", _CASO.lstrip("0"), *["outro"] * (len(lines) - 3)]
    planilha = "\n".join(f"{line};{number}" for line, number in zip(lines, numbers, strict=True)).encode()
    dataset, other = examine(portal, planilha), examine(portal, make_planilha(60))
    with portal.machinery.engine.begin() as connection:
        known = """INSERT INTO processo (numero_cnj, cabecalho, consultado_em)
            VALUES (:numero, '{"partes": [], "outros": {}}', now())"""
        connection.execute(text(known), {"numero": _CASO})
    titulares = TitularRepository(portal._scope)
    copied = titulares.copy_casos([_CASO], autor="dpo")["amostra_do_dataset"]
    assert [row["linha"] for row in copied] == [2, 3]
    titulares.erase_casos([_CASO], autor="dpo", motivo="Pedido 1")
    assert portal.datasets.find_amostras(dataset.id, [2, 3]) == ()
    with portal.machinery.engine.connect() as connection:
        kept = connection.scalars(text("SELECT sha256 FROM arquivo_do_dataset")).all()
    assert kept == [other.sha256]
    assert portal.datasets.get(other.id).is_treinavel
    require_dead_and_sent_again(portal, dataset, planilha)


def test_other_columns_of_a_dataset_in_use_are_another_dataset(portal: Services) -> None:
    head, *lines = make_planilha().decode().splitlines()
    planilha = "\n".join([f"{head};assunto", *(f"{line};assunto {n % 3}" for n, line in enumerate(lines))]).encode()
    dataset = examine(portal, planilha)
    portal.treinamentos.request(PedidoDeTreino(dataset.id, "", Configuracao()), _DADOS)
    other = portal.datasets.choose_colunas(dataset.id, Colunas(0, 2), _DADOS)
    assert portal.datasets.choose_colunas(dataset.id, Colunas(0, 2), _DADOS).id == other.id != dataset.id
    examine_dataset.run(str(other.id))
    exames = [portal.datasets.get(ident).exame for ident in (dataset.id, other.id)]
    assert [exame.colunas for exame in exames if exame] == [Colunas(0, 1), Colunas(0, 2)]


def test_an_exam_that_was_overtaken_by_other_columns_writes_nothing(portal: Services) -> None:
    repository = portal.datasets._repository
    dataset = portal.datasets.upload("textos.csv", make_planilha(), _DADOS)
    begun = repository.begin_exame(dataset.id)
    assert begun is not None
    assert repository.reexamine(dataset.id, Colunas(0, 1))
    with pytest.raises(AttemptReplacedError):
        repository.end_exame(dataset.id, begun[2], None, tabela=((), ()), amostras=())


def test_a_lot_is_read_by_the_exam_and_not_by_who_asks(portal: Services) -> None:
    read, mark = [], ["7"]

    def read_lote(referencia: str) -> Iterator[Amostra]:
        read.append(referencia)
        for linha in range(40):
            yield Amostra(linha, f"texto número {linha * 7919}", ("aceito", "recusado")[linha % 2])

    portal.datasets._origens = Origens(tuple, read_lote, read_lote, lambda _: mark[0])
    origem = OrigemDisponivel(OrigemDoDataset.LOTE, str(UUID(int=9)), "Lote", 40)
    dataset = portal.datasets.create_from(origem, _DADOS)
    assert portal.datasets.create_from(origem, _DADOS).id == dataset.id
    assert read == []
    portal.datasets.examine(dataset.id)
    found = portal.datasets.get(dataset.id)
    assert found.exame is not None
    assert (found.estado, len(read), found.sha256) == (Estado.PRONTO, 1, found.exame.sha256)
    mark[0] = "8"  # somebody corrected one more
    assert portal.datasets.create_from(replace(origem), _DADOS).id != dataset.id
