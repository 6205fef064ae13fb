"""Retention proved by moving the clock: what is older goes, what is younger stays, and so do the accounts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError

from core.ajustes.domain import Mudanca
from core.ajustes.retencao import CLASSES
from core.bootstrap import Services, build_services
from core.exportacao.domain import Arquivo
from core.exportacao.repository import ArquivoRepository
from core.infra import live as live_module
from core.infra.db import Base, build_session_scope
from core.lgpd.expurgo import EXPURGOS, FICAM
from core.settings import DatabaseSettings, GeminiSettings, RedisSettings, Settings, TribunalSettings
from jobs import outage, purge_dados
from tests.integration.lgpd.acervo import PURGED, Acervo

NOW = datetime(2030, 6, 1, tzinfo=UTC)
DAY = timedelta(days=1)
DAYS = {classe.slug: classe.dias for classe in CLASSES}


@pytest.fixture
def portal(database_url: str, redis_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    monkeypatch.setattr(live_module, "_AGE_S", 0)
    settings = Settings(
        database=DatabaseSettings(url=SecretStr(database_url)),
        redis=RedisSettings(url=SecretStr(redis_url), requires_aof=False),
        gemini=GeminiSettings(api_key=SecretStr("x")),
        tribunal=TribunalSettings(url="http://127.0.0.1:1", usuario="x", senha=SecretStr("x")),
    )
    built = build_services(settings, process="web")
    yield built
    built.close()


def count_all(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {tabela: connection.scalar(text(f"SELECT count(*) FROM {tabela}")) or 0 for tabela in PURGED}


def purge(portal: Services, now: datetime = NOW) -> dict[str, int]:
    portal.relatorios.refresh()  # as a worker does every few minutes
    return portal.lgpd.purge(lambda: None, now)


def test_what_is_older_than_everything_goes_and_what_is_younger_stays(
    portal: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = portal.machinery.engine
    with engine.begin() as connection:
        Acervo(connection, "novo", NOW - DAY, is_final=True)
    young = count_all(engine)
    with engine.begin() as connection:
        Acervo(connection, "velho", NOW - timedelta(days=max(DAYS.values()) + 1), is_final=True)
        money = connection.scalar(text("SELECT sum(custo_brl) FROM consumo_do_modelo"))
    newest = {"gabarito": 1, "caso_do_gabarito": 1, "texto_do_gabarito": 1}  # of each golden set stays
    went = purge(portal)
    left = count_all(engine)
    assert left == {tabela: young[tabela] + newest.get(tabela, 0) for tabela in PURGED}
    assert all(number > 0 for number in young.values())
    assert set(went) == set(DAYS)
    monkeypatch.setattr(outage, "services", lambda: portal)
    purge_dados.run()
    assert count_all(engine) == left
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT sum(custo_brl) FROM consumo_do_modelo")) == money
        names = connection.scalars(text("SELECT nome FROM usuario")).all()
        notes = connection.scalars(text("SELECT objeto FROM auditoria WHERE acao = 'expurgo'")).all()
    assert len(names) == 2
    assert set(notes) == {classe.titulo for classe in CLASSES if went[classe.slug]}
    assert portal.auditoria.verify().is_integro


def test_a_day_decides_and_people_set_the_days(portal: Services) -> None:
    with portal.machinery.engine.begin() as connection:
        Acervo(connection, "caso", NOW)
    before = count_all(portal.machinery.engine)
    for classe in ("arquivos", "documentos", "perguntas"):
        tabela = next(one.tabelas[0] for one in EXPURGOS if one.classe == classe)
        assert purge(portal, NOW + DAYS[classe] * DAY)[classe] == 0
        portal.ajustes.change(Mudanca(f"retencao.{classe}", "", 0, DAYS[classe] + 2, "Motivo"), autor="rita")
        assert purge(portal, NOW + (DAYS[classe] + 1) * DAY)[classe] == 0
        portal.ajustes.change(Mudanca(f"retencao.{classe}", "", 1, None, "Motivo"), autor="rita")
        from_court = 1 if classe == "documentos" else before[tabela]
        assert purge(portal, NOW + (DAYS[classe] + 1) * DAY)[classe] == from_court


def test_the_report_of_a_month_stays(portal: Services) -> None:
    arquivos = ArquivoRepository(build_session_scope(portal.machinery.engine))
    for chave in ("relatorio/2026-10", "folha/1/x"):
        arquivos.save(Arquivo(chave, "x.pdf", "application/pdf", b"x"))
    assert purge(portal)["arquivos"] == 1
    assert arquivos.find("relatorio/2026-10") is not None


def test_sums_of_days_that_were_purged_stay(portal: Services) -> None:
    """Whatever marks such a day again; a purge waits while one of them is not summed up."""
    engine, old = portal.machinery.engine, NOW - timedelta(days=DAYS["minutas"] + 40)
    with engine.begin() as connection:
        for nome, at in (("velha", old), ("final", old), ("nova", NOW - DAY)):
            Acervo(connection, nome, at, is_final=nome == "final")
    assert portal.lgpd.purge(lambda: None, NOW)["minutas"] == 0
    assert purge(portal)["minutas"] == 2  # with the files that were handed in
    with engine.begin() as connection:
        connection.execute(text("UPDATE usuario SET unidade = 'Outra'"))
    portal.relatorios.refresh()
    with engine.connect() as connection:
        for tabela in ("medidas_por_dia", "medidas_por_mes"):
            assert connection.scalar(text(f"SELECT sum(geracoes) FROM {tabela}")) == 3
        assert connection.scalar(text("SELECT sum(geracoes) FROM medidas_por_dia WHERE unidade = 'Outra'")) == 1
        assert connection.scalar(text("SELECT count(*) FROM dia_a_resumir")) == 0


def test_a_minuta_that_became_final_stays_longer_and_one_edited_lately_stays(portal: Services) -> None:
    engine, old = portal.machinery.engine, NOW - timedelta(days=DAYS["minutas"] + 1)
    with engine.begin() as connection:
        for nome, is_final in (("minuta", False), ("final", True), ("editada", False)):
            Acervo(connection, nome, old, is_final=is_final)
        edit = "UPDATE edicao_da_peca SET updated_at = :now WHERE autor = 'Pessoa editada'"
        connection.execute(text(edit), {"now": NOW - DAY})
    purge(portal)
    with engine.connect() as connection:
        assert set(connection.scalars(text("SELECT texto FROM geracao"))) == {"Texto final", "Texto editada"}


def test_rows_that_are_only_added_go_in_a_purge_and_in_nothing_else(engine: Engine) -> None:
    with engine.begin() as connection:
        Acervo(connection, "caso", NOW, is_final=True)
    for order in ("DELETE FROM dossie", "UPDATE feedback SET estrelas = 1", "DELETE FROM auditoria"):
        with engine.connect() as connection, pytest.raises(DatabaseError, match="P0001"):
            connection.execute(text(order))
    with engine.connect() as connection:
        connection.execute(text("SET LOCAL portal.expurgo = 'sim'"))
        with pytest.raises(DatabaseError, match="P0001"):
            connection.execute(text("DELETE FROM auditoria"))


def test_every_table_has_a_life(engine: Engine) -> None:
    """A new table is named in ``core.lgpd.expurgo``: in a class with a retention, or among those that stay, and why."""
    with engine.connect() as connection:
        found = set(connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")))
    assert found - {*PURGED, *FICAM} == set()
    assert not set(PURGED) & set(FICAM)
    assert {one.classe for one in EXPURGOS} == set(DAYS)
    assert set(Base.metadata.tables) <= found


def count(engine: Engine, tabela: str, condition: str) -> int:
    with engine.connect() as connection:
        return connection.scalar(text(f"SELECT count(*) FROM {tabela} WHERE {condition}")) or 0


def test_what_people_handed_in_stays_as_long_as_its_work(portal: Services) -> None:
    """No court gives it again; what the court gave goes, with what was read of it and no work stands on."""
    engine = portal.machinery.engine
    with engine.begin() as connection:
        one = Acervo(connection, "caso", NOW - timedelta(days=DAYS["leituras"] + 1))
        again = {"numero_cnj": "2".zfill(20), "id_documento": "1", "sha256": f"{one.sha[:-1]}e"}
        one.plant("conteudo", sha256=again["sha256"])
        one.plant("documento_baixado", **again)
        one.plant("leitura", sha256=again["sha256"])
        one.plant("item_do_lote", lote_id=one.lote, ordem=2, numero_cnj=again["numero_cnj"], sha256=again["sha256"])
    purge(portal)
    kept = {f"{one.sha[:-1]}b", f"{one.sha[:-1]}c"}
    for tabela in ("conteudo", "documento_baixado", "texto_de_pesquisa", "pagina_lida"):
        with engine.connect() as connection:
            assert set(connection.scalars(text(f"SELECT sha256 FROM {tabela}"))) == kept, tabela
    with engine.connect() as connection:
        assert set(connection.scalars(text("SELECT sha256 FROM leitura"))) == {*kept, again["sha256"]}


def test_a_document_takes_readings_along_that_nothing_leads_to_any_more(portal: Services) -> None:
    with portal.machinery.engine.begin() as connection:
        one = Acervo(connection, "caso", NOW - timedelta(days=DAYS["documentos"] + 1))
    purge(portal)
    for tabela in ("conteudo", "leitura", "texto_de_pesquisa", "pagina_lida"):
        assert count(portal.machinery.engine, tabela, f"sha256 = '{one.sha}'") == 0
        assert count(portal.machinery.engine, tabela, f"sha256 = '{one.sha[:-1]}b'") == 1


def test_samples_of_letterheads_and_readings_of_other_work_stay(portal: Services) -> None:
    engine, old = portal.machinery.engine, NOW - timedelta(days=DAYS["processos"] + 1)
    with engine.begin() as connection:
        one = Acervo(connection, "velho", old)
        other = Acervo(connection, "novo", NOW - DAY)
        one.plant("arquivo", chave="timbre/1/docx", conteudo=b"x")
        one.plant("documento_da_geracao", geracao_id=other.geracao, ordem=2, sha256=f"{one.sha[:-1]}b")
    purge(portal)
    assert count(engine, "arquivo", "chave = 'timbre/1/docx'") == 1
    assert count(engine, "processo", f"numero_cnj = '{one.chave}'") == 0
    assert count(engine, "leitura", f"sha256 = '{one.sha[:-1]}b'") == 1


def test_the_spreadsheet_of_a_dataset_that_trains_stays(portal: Services) -> None:
    engine, old = portal.machinery.engine, NOW - timedelta(days=DAYS["datasets"] + 1)
    with engine.begin() as connection:
        one = Acervo(connection, "velho", old)
        keys = {"chave": "outro", "sha256": "9" * 64, "usuario_id": one.pessoa, "primeiras": [["x"]]}
        outro = one.plant("dataset", **keys)["id"]
        one.plant("arquivo_do_dataset", sha256="9" * 64)
        one.plant("treinamento", dataset_id=outro, usuario_id=one.pessoa, estado="em_andamento")
    purge(portal)
    with engine.connect() as connection:
        assert set(connection.scalars(text("SELECT sha256 FROM arquivo_do_dataset"))) == {"9" * 64}
