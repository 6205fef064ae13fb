"""The command that checks the record of acts, as somebody at a terminal meets it: words and exit codes."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
import redis
from sqlalchemy import Engine, text

from core.auditoria.ancoras import AncoraStore
from core.auditoria.domain import Acao, FiltroDaAuditoria
from core.auditoria.repository import AuditoriaRepository
from core.auditoria.service import AuditoriaService
from core.infra.db import SessionScope
from ops import audit


@pytest.fixture
def auditoria(
    session_scope: SessionScope, redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AuditoriaService:
    client = redis.Redis.from_url(redis_url, decode_responses=True)
    service = AuditoriaService(AuditoriaRepository(session_scope), AncoraStore(client))
    monkeypatch.setattr(audit, "load_settings", lambda: None)
    services = SimpleNamespace(auditoria=service, close=client.close)
    monkeypatch.setattr(audit, "build_services", lambda *_arguments, **_options: services)
    monkeypatch.setenv("PORTAL_CALLED_FROM", str(tmp_path))
    for number in range(4):
        service.record(Acao.ARQUIVO_BAIXADO, autor="rita", objeto=f"{number}.docx")
    return service


def test_a_whole_record_is_told_with_its_head(auditoria: AuditoriaService, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.main([]) == audit.INTEGRA
    assert f"Cabeça: 4:{auditoria.verify().ultimo}" in capsys.readouterr().out


def test_a_cut_tail_is_found_by_the_lines_of_the_log(
    auditoria: AuditoriaService, engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = auditoria.verify().ultimo
    log = tmp_path / "portal.log"
    log.write_text(f'{{"event": "audit_head", "numero": 4, "hash": "{head}"}}\n', "utf-8")
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE auditoria DISABLE TRIGGER USER"))
        connection.execute(text("DELETE FROM auditoria WHERE numero = 4"))
    assert audit.main([]) == audit.INTEGRA
    for argv in (["--ancoras", "portal.log"], ["--cabeca", f"4:{head}"]):
        assert audit.main(argv) == audit.ALTERADA
        assert "faltam os registros de 4 a 4, do fim" in capsys.readouterr().out


def test_a_copy_that_was_put_back_counts_once_somebody_says_so(
    auditoria: AuditoriaService, engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    auditoria.anchor()
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE auditoria DISABLE TRIGGER USER"))
        connection.execute(text("DELETE FROM auditoria WHERE numero = 4"))
        connection.execute(text("ALTER TABLE auditoria ENABLE TRIGGER USER"))
    assert [audit.main([]), audit.main(["--reancorar", "Cópia de ontem"]), audit.main([])] == [
        audit.ALTERADA,
        audit.INTEGRA,
        audit.INTEGRA,
    ]
    (act, *_), _ = auditoria.search(FiltroDaAuditoria(acao=Acao.AUDITORIA_REANCORADA))
    assert (act.numero, act.autor) == (4, "sistema")
    assert act.detalhe.startswith("Cópia de ontem · cabeça anterior 4:")
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE auditoria DISABLE TRIGGER USER"))
        connection.execute(text("UPDATE auditoria SET autor = 'x' WHERE numero = 2"))
    assert audit.main(["--reancorar", "De novo"]) == audit.ALTERADA
    assert "o registro 2 foi alterado" in capsys.readouterr().out


@pytest.mark.parametrize("argv", [["--ancoras", "gone.log"], ["--ancoras", "empty.log"], ["--cabeca", "4:abc"]])
@pytest.mark.usefixtures("auditoria")
def test_what_cannot_be_compared_is_no_success(argv: list[str], tmp_path: Path) -> None:
    (tmp_path / "empty.log").write_text("nothing\n", "utf-8")
    assert audit.main(argv) == audit.SEM_RESPOSTA
