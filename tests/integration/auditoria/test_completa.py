"""What the database notes by itself, calls of the model under seal, heads kept outside, and the role's own limits."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
import redis
from sqlalchemy import Engine, text
from sqlalchemy.exc import ProgrammingError

from core.auditoria.ancoras import AncoraStore
from core.auditoria.domain import Acao, Ancora, FiltroDaAuditoria
from core.auditoria.repository import AuditoriaRepository
from core.auditoria.service import AuditoriaService
from core.consumo.repository import ConsumoRepository
from core.consumo.tables import ConsumoRow
from core.infra.db import SessionScope
from core.infra.ledger import ModelCall
from ops.state import ROOT

CASO = "08000010220268120001"
CALL = ModelCall("g1", "redigir", "m", 0.3, 10, 20, None, Decimal("0.5"), 1.25, "ok", "7", "Saúde")


@pytest.fixture
def ancoras(redis_url: str) -> Iterator[AncoraStore]:
    with redis.Redis.from_url(redis_url, decode_responses=True) as client:
        yield AncoraStore(client)


@pytest.fixture
def auditoria(session_scope: SessionScope, ancoras: AncoraStore) -> AuditoriaService:
    return AuditoriaService(AuditoriaRepository(session_scope), ancoras)


def list_acts(auditoria: AuditoriaService) -> list[tuple[str, str, str, str]]:
    found = reversed(auditoria.search(FiltroDaAuditoria())[0])
    return [(one.acao, one.autor, one.objeto, one.detalhe) for one in found]


def add_usuario(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO usuario (id, login, nome, papel, unidade, senha_hash, is_active, created_at)"
                " VALUES (1, 'rita', 'Rita Inventada', 'procurador', 'Saúde', '-', true, now())"
            )
        )


def test_requests_and_changes_are_noted_by_the_database(engine: Engine, auditoria: AuditoriaService) -> None:
    add_usuario(engine)
    now, ident = datetime.now(UTC), uuid4()
    pergunta = "INSERT INTO pergunta_aos_autos (id, numero_cnj, usuario_id, texto, estado, created_at)"
    calculo = "INSERT INTO pedido_de_calculo (id, numero_cnj, usuario_id, estado, created_at)"
    cenario = (
        "INSERT INTO cenario (slug, versao, nome, grupo, tipo_de_peca, valores, ausentes, nota, autor, is_deleted,"
        " created_at) VALUES ('a', 1, 'Caso feliz', 'g', 't', '{}', '[]', '', 'rita', false, :now)"
    )
    autoridade = "INSERT INTO autoridade (chave, tipo, nome, resumo, fonte, vigencia, is_vigente, created_at)"
    with engine.begin() as connection:
        given = {"id": ident, "numero": CASO, "now": now}
        connection.execute(text(f"{pergunta} VALUES (:id, :numero, 1, 'segredo', 'na_fila', :now)"), given)
        connection.execute(text(f"{calculo} VALUES (:id, 'E0123456789abcdef012', 1, 'na_fila', :now)"), given)
        connection.execute(text(cenario), given)
        for chave in ("tema:stf:1", "tema:stf:2"):
            connection.execute(text(f"{autoridade} VALUES ('{chave}', 't', 'n', '', '', '', true, :now)"), given)
    with engine.begin() as connection:
        connection.execute(text("UPDATE cenario SET versao = 2, nota = 'outra'"))
        connection.execute(text("UPDATE autoridade SET is_vigente = false WHERE chave = 'tema:stf:1'"))
        connection.execute(text("DELETE FROM autoridade WHERE chave = 'tema:stf:2'"))
        connection.execute(text("UPDATE autoridade SET is_vigente = false WHERE chave = 'none'"))
    found = set(list_acts(auditoria))
    assert found == {
        ("pergunta_feita", "rita", "0800001-02.2026.8.12.0001", ""),
        ("calculo_pedido", "rita", "Arquivos enviados", ""),
        ("cenario", "rita", "Caso feliz", "versão 1"),
        ("cenario", "rita", "Caso feliz", "versão 2"),
        ("autoridade", "sistema", "Incluídas ou mudadas: 2", "tema:stf:1, tema:stf:2"),
        ("autoridade", "sistema", "Incluídas ou mudadas: 1", "tema:stf:1"),
        ("autoridade", "sistema", "Retiradas: 1", "tema:stf:2"),
    }
    assert {Acao(acao) for acao, *_ in found} >= {Acao.CENARIO, Acao.AUTORIDADE}
    assert auditoria.verify().is_integro


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE consumo_do_modelo SET custo_brl = 0.01",
        "DELETE FROM consumo_do_modelo WHERE operacao = 'g2'",
        "INSERT INTO consumo_do_modelo (id, {others}) SELECT gen_random_uuid(), {others} FROM consumo_do_modelo",
    ],
    ids=["changed", "taken-away", "put-between"],
)
def test_calls_of_the_model_are_sealed_once_for_each_write(
    engine: Engine, session_scope: SessionScope, auditoria: AuditoriaService, statement: str
) -> None:
    consumo, other = ConsumoRepository(session_scope), replace(CALL, id=uuid4(), operacao="g2")
    consumo.add([CALL, other])
    consumo.add([CALL, other])
    assert [(acao, autor, detalhe[:4]) for acao, autor, _, detalhe in list_acts(auditoria)] == [
        ("chamadas_ao_modelo", "sistema", "2 · ")
    ]
    assert auditoria.verify().is_integro
    with engine.begin() as connection:
        others = ", ".join(sorted({column.name for column in ConsumoRow.__table__.columns} - {"id"}))
        connection.execute(text(statement.format(others=others)))
    assert auditoria.verify().falha == "as chamadas ao modelo do registro 1 foram alteradas"


def test_a_cut_tail_is_found_by_the_head_kept_outside(
    engine: Engine, auditoria: AuditoriaService, ancoras: AncoraStore, session_scope: SessionScope
) -> None:
    for number in range(5):
        auditoria.record(Acao.ARQUIVO_BAIXADO, autor="rita", objeto=f"{number}.docx")
    assert [auditoria.anchor(), auditoria.anchor()] == [1, 0]
    head = ancoras.find()
    assert head is not None
    assert head.numero == 5
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE auditoria DISABLE TRIGGER USER"))
        connection.execute(text("DELETE FROM auditoria WHERE numero > 3"))
        connection.execute(text("ALTER TABLE auditoria ENABLE TRIGGER USER"))
    assert auditoria.verify().falha == "faltam os registros de 4 a 5, do fim"
    for number in range(2):  # what comes later takes the numbers of what was cut
        auditoria.record(Acao.ARQUIVO_BAIXADO, autor="rita", objeto=f"{number}.pdf")
    assert auditoria.verify().falha == "a cadeia foi refeita até o registro 5"
    again = AuditoriaService(AuditoriaRepository(session_scope), ancoras)
    assert (again.anchor(), ancoras.find()) == (0, head)
    ancoras.save(Ancora(1, "0" * 64))
    assert not auditoria.verify([head]).is_integro


def run_as(engine: Engine, papel: str, statement: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(f"SET LOCAL ROLE {papel}"))
        connection.execute(text(statement))


def test_the_role_of_the_portal_adds_to_the_record_and_cannot_change_it(
    engine: Engine, auditoria: AuditoriaService
) -> None:
    """Without the triggers: what is refused here is refused by the rights of the role alone."""
    auditoria.record(Acao.ENTRADA, autor="rita")
    papel = f"papel_{secrets.token_hex(6)}"
    grants = (ROOT / "migrations" / "papel_da_aplicacao.sql").read_text("utf-8").replace(':"papel"', papel)
    with engine.begin() as connection:
        if connection.dialect.server_version_info < (17,):  # type: ignore[operator]  # known once connected
            grants = grants.replace("GRANT MAINTAIN", "-- GRANT MAINTAIN")
        connection.execute(text(f"CREATE ROLE {papel}"))
        connection.exec_driver_sql(grants)
        connection.execute(text("ALTER TABLE auditoria DISABLE TRIGGER auditoria_append_only"))
        connection.execute(text("ALTER TABLE auditoria DISABLE TRIGGER auditoria_not_emptied"))
    refused = ("UPDATE auditoria SET autor = 'x'", "DELETE FROM auditoria", "TRUNCATE auditoria",
               "ALTER TABLE auditoria ENABLE TRIGGER USER", "DROP TABLE auditoria", "DELETE FROM ajuste")  # fmt: skip
    try:
        for statement in refused:
            with pytest.raises(ProgrammingError, match="InsufficientPrivilege"):
                run_as(engine, papel, statement)
        run_as(engine, papel, "INSERT INTO auditoria (autor, acao, objeto, detalhe) VALUES ('a', 'b', '', '')")
        assert auditoria.verify().registros == 2
    finally:
        with engine.begin() as connection:
            connection.execute(text(f"DROP OWNED BY {papel}"))
            connection.execute(text(f"DROP ROLE {papel}"))
