"""What is kept of a case: contents in pieces, the court's last answer, and for how long."""

from __future__ import annotations

import hashlib
import tracemalloc
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from core.errors import RecordNotFoundError
from core.infra.db import SessionScope
from core.lgpd.expurgo import EXPURGOS
from core.lgpd.repository import LgpdRepository
from core.processos.domain import VAZIO_SHA256, Alteracao, ConteudoBaixado, Sistema
from core.processos.repository import ProcessoRepository
from tests.builders import build_documento, build_lido, build_numero_cnj, build_processo

NUMERO = build_numero_cnj()
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
HASHES = Alteracao("a", "b", "c")


@pytest.fixture
def repository(session_scope: SessionScope) -> ProcessoRepository:
    return ProcessoRepository(session_scope)


def download(folder: Path, content: bytes, ident: str = "1") -> ConteudoBaixado:
    path = folder / f"{ident}-{len(content)}.bin"
    path.write_bytes(content)
    return ConteudoBaixado(ident, path, len(content), hashlib.sha256(content).hexdigest(), "application/pdf")


def read_back(repository: ProcessoRepository, sha256: str, folder: Path) -> bytes:
    path = folder / f"lido-{sha256[:8]}"
    repository.write_conteudo(sha256, path)
    return path.read_bytes()


def age(scope: SessionScope, days: float) -> None:
    with scope() as session:
        for table in ("conteudo", "documento_baixado"):
            session.execute(
                text(f"UPDATE {table} SET created_at = created_at - make_interval(hours => {days * 24:.0f})")
            )


@pytest.mark.parametrize("size", [0, 1, 999_999, 1_000_000, 1_000_001, 3_500_000])
def test_content_comes_back_whatever_its_size(repository: ProcessoRepository, tmp_path: Path, size: int) -> None:
    content = (b"0123456789" * (size // 10 + 1))[:size]
    conteudo = download(tmp_path, content)
    repository.save_conteudo(NUMERO, conteudo)
    assert read_back(repository, conteudo.sha256, tmp_path) == content
    assert repository.find_hashes(NUMERO, ["1", "2"], LONG_AGO) == {"1": conteudo.sha256}


def test_neither_writing_nor_reading_holds_a_content_in_memory(repository: ProcessoRepository, tmp_path: Path) -> None:
    conteudo = download(tmp_path, b"x" * 30_000_000)
    tracemalloc.start()
    repository.save_conteudo(NUMERO, conteudo)
    repository.write_conteudo(conteudo.sha256, tmp_path / "lido")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10_000_000


def test_content_of_two_cases_is_kept_once(
    repository: ProcessoRepository, session_scope: SessionScope, tmp_path: Path
) -> None:
    conteudo = download(tmp_path, b"igual" * 300_000)
    for numero in (NUMERO, build_numero_cnj(77)):
        repository.save_conteudo(numero, conteudo)
    with session_scope() as session:
        assert session.scalar(text("SELECT count(*) FROM pedaco_de_conteudo")) == 2
    assert read_back(repository, conteudo.sha256, tmp_path) == b"igual" * 300_000


def test_content_kept_whole_by_an_older_version_is_read(
    repository: ProcessoRepository, session_scope: SessionScope, tmp_path: Path
) -> None:
    content = b"antigo" * 400_000
    sha256 = hashlib.sha256(content).hexdigest()
    with session_scope() as session:
        session.execute(
            text("INSERT INTO conteudo VALUES (:sha256, :size, 'application/pdf', :content, now())"),
            {"sha256": sha256, "size": len(content), "content": content},
        )
    assert read_back(repository, sha256, tmp_path) == content


def test_unknown_content_and_one_that_lost_a_piece_are_not_found(
    repository: ProcessoRepository, session_scope: SessionScope, tmp_path: Path
) -> None:
    with pytest.raises(RecordNotFoundError):
        repository.write_conteudo("0" * 64, tmp_path / "nada")
    conteudo = download(tmp_path, b"x" * 2_000_000)
    repository.save_conteudo(NUMERO, conteudo)
    with session_scope() as session:
        session.execute(text("DELETE FROM pedaco_de_conteudo WHERE ordem = 1"))
    with pytest.raises(RecordNotFoundError, match="whole"):
        repository.write_conteudo(conteudo.sha256, tmp_path / "metade")


def test_empty_content_is_known_for_some_hours_only(
    repository: ProcessoRepository, session_scope: SessionScope, tmp_path: Path
) -> None:
    repository.save_conteudo(NUMERO, download(tmp_path, b"", "vazio"))
    repository.save_conteudo(NUMERO, download(tmp_path, b"cheio", "cheio"))
    since = datetime.now(UTC) - timedelta(hours=6)
    assert repository.find_hashes(NUMERO, ["vazio"], since) == {"vazio": VAZIO_SHA256}
    age(session_scope, days=1)
    assert set(repository.find_hashes(NUMERO, ["vazio", "cheio"], since)) == {"cheio"}
    repository.save_conteudo(NUMERO, download(tmp_path, b"", "vazio"))
    assert set(repository.find_hashes(NUMERO, ["vazio", "cheio"], since)) == {"vazio", "cheio"}


def test_old_contents_are_forgotten_and_their_readings_stay(
    repository: ProcessoRepository, session_scope: SessionScope, tmp_path: Path
) -> None:
    old, again = download(tmp_path, b"velho", "1"), download(tmp_path, b"de novo", "2")
    for conteudo in (old, again):
        repository.save_conteudo(NUMERO, conteudo)
    repository.save_leitura(build_lido("texto"))
    age(session_scope, days=91)
    repository.save_conteudo(NUMERO, again)
    before, lgpd = datetime.now(UTC) - timedelta(days=90), LgpdRepository(session_scope)
    assert [lgpd.purge(EXPURGOS[0], before, 9) for _ in range(2)] == [1, 0]
    assert repository.find_hashes(NUMERO, ["1", "2"], LONG_AGO) == {"2": again.sha256}
    assert read_back(repository, again.sha256, tmp_path) == b"de novo"
    assert repository.find_leituras(["f" * 64])
    with session_scope() as session:
        assert session.scalar(text("SELECT count(*) FROM pedaco_de_conteudo")) == 1


def test_the_last_answer_is_kept_with_its_system_and_hashes(repository: ProcessoRepository) -> None:
    processo = build_processo(build_documento("1", 500))
    assert (repository.find_guardado(NUMERO), repository.find_sistema(NUMERO)) == (None, None)
    repository.save_processo(processo, HASHES)
    repository.save_processo(processo)
    guardado = repository.find_guardado(NUMERO)
    assert guardado is not None
    assert (guardado.processo, guardado.alteracao) == (processo, HASHES)
    assert repository.find_sistema(NUMERO) is Sistema.SAJ


def test_hashes_are_not_those_of_another_answer(repository: ProcessoRepository) -> None:
    """A document that is taken out again would bring them back, and with them the answer in between."""
    repository.save_processo(build_processo(build_documento("1", 500)), HASHES)
    repository.save_processo(build_processo(build_documento("1", 500), build_documento("2", 6)))
    guardado = repository.find_guardado(NUMERO)
    assert guardado is not None
    assert guardado.alteracao is None


def list_ids(repository: ProcessoRepository, desde: datetime) -> list[list[str]]:
    return [[d.id_documento for d in news.documentos] for news in repository.list_novidades(NUMERO, desde)]


def test_what_each_answer_brought_is_kept_whoever_asked(repository: ProcessoRepository) -> None:
    """The first answer and equal ones bring nothing; what is asked for later is told from any instant on."""
    documentos = [build_documento(str(n), 500, dia=n) for n in range(4)]
    seen = []
    for last, is_ahead in ((1, False), (2, True), (2, False), (4, False)):
        repository.save_processo(build_processo(*documentos[:last]), is_ahead=is_ahead)
        seen.append(repository.find_consultado_em(NUMERO) or LONG_AGO)
    assert list_ids(repository, LONG_AGO) == [["1"], ["2", "3"]]
    assert [list_ids(repository, moment) for moment in seen] == [[["1"], ["2", "3"]], [["2", "3"]], [["2", "3"]], []]
    [first, _] = repository.list_novidades(NUMERO, LONG_AGO)
    assert first.desde == seen[0]
    assert repository.list_novidades(build_numero_cnj(9), LONG_AGO) == ()


def test_answer_that_still_holds_is_as_new_as_its_confirmation(repository: ProcessoRepository) -> None:
    repository.save_processo(build_processo(), HASHES, is_ahead=True)
    before = repository.find_consultado_em(NUMERO)
    repository.note_unchanged(NUMERO)
    guardado = repository.find_guardado(NUMERO)
    assert guardado is not None
    assert before is not None
    assert guardado.consultado_em > before
    assert guardado.alteracao == HASHES
    assert repository.take_antecipado(NUMERO, LONG_AGO) is None


def test_answer_kept_by_an_older_version_has_no_system(
    repository: ProcessoRepository, session_scope: SessionScope
) -> None:
    repository.save_processo(build_processo())
    with session_scope() as session:
        session.execute(text("UPDATE processo SET cabecalho = cabecalho - 'sistema'"))
    assert repository.find_sistema(NUMERO) is None
    assert repository.get_processo(NUMERO).sistema is Sistema.SAJ


def test_answer_asked_for_ahead_serves_once_while_it_is_young(repository: ProcessoRepository) -> None:
    processo = build_processo()
    since = datetime.now(UTC) - timedelta(minutes=2)
    repository.save_processo(processo)
    assert repository.take_antecipado(NUMERO, since) is None
    repository.save_processo(processo, is_ahead=True)
    assert repository.take_antecipado(NUMERO, datetime.now(UTC) + timedelta(minutes=1)) is None
    assert [repository.take_antecipado(NUMERO, since) for _ in range(2)] == [processo, None]
