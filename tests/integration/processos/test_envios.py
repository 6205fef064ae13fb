"""Handed-in files: checked by content before they are kept, for one person only, and read as a case file."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from core.clients.gemini import Procedencia
from core.errors import (
    ArquivoRecusadoError,
    DocumentoSigilosoError,
    ForbiddenChangeError,
    InvalidInputError,
    InvalidNumeroCnjError,
    ProcessoSigilosoError,
    RecordNotFoundError,
)
from core.infra.db import SessionScope
from core.processos.envios.repository import EnvioRepository
from core.processos.envios.service import EnvioService
from core.processos.numero_cnj import format_numero_cnj
from core.processos.repository import ProcessoRepository
from core.processos.sigilo import Sigilo
from core.settings import AnexosSettings, LeituraSettings
from core.usuarios import tables as _people  # noqa: F401 - the rows that a set belongs to
from tests.builders import build_lido, build_numero_cnj, build_processo

PDF = b"%PDF-1.7\n" + b"x" * 40
ANA, BIA = 1, 2


def build_zip(name: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("outra.xml", "y" * 999_990)  # so that the name stands across two pieces
        archive.writestr(name, "<x/>")
    return data.getvalue()


@pytest.fixture
def scope(session_scope: SessionScope) -> SessionScope:
    people = (
        "INSERT INTO usuario (id, login, nome, papel, unidade, senha_hash, is_active, created_at)"
        " SELECT n, 'p' || n, 'Pessoa', 'procurador', 'PGE', 'x', true, now() FROM generate_series(1, 2) AS n"
    )
    with session_scope() as session:
        session.execute(text(people))
    return session_scope


@pytest.fixture
def envios(scope: SessionScope) -> EnvioService:
    return build_envios(scope)


def build_envios(scope: SessionScope, **settings: int) -> EnvioService:
    return EnvioService(EnvioRepository(scope), ProcessoRepository(scope), AnexosSettings(**settings))


def hand_in(envios: EnvioService, *contents: bytes, usuario: int = ANA) -> str:
    """The key of a new set with these files."""
    chave = envios.begin(usuario).chave
    for number, content in enumerate(contents, start=1):
        envios.receive(chave, usuario, f"pasta/laudo {number}.pdf", io.BytesIO(content))
    return chave


def test_a_file_is_kept_whole_and_stands_in_a_case_file(envios: EnvioService, scope: SessionScope, tmp_path) -> None:
    content = PDF + b"z" * 2_300_000
    chave = hand_in(envios, content)
    (arquivo,) = envios.require(chave, ANA).arquivos
    assert (arquivo.nome, arquivo.size_bytes) == ("laudo 1.pdf", len(content))
    processos = ProcessoRepository(scope)
    processos.write_conteudo(arquivo.sha256, tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == content
    processo = processos.get_processo(chave)
    assert [d.descricao for d in processo.documentos] == ["laudo 1"]
    assert not processo.partes


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"", "está vazio", id="nothing"),
        pytest.param(b"   \n", "está vazio", id="only spaces"),
        pytest.param(b"\x00\x01\x02binario\x07" * 9, "não é de um tipo", id="unknown"),
        pytest.param(build_zip("xl/workbook.xml"), "pacote (zip) ou uma planilha", id="spreadsheet"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 90, "protegido por senha", id="old or locked Word"),
        pytest.param(PDF + b"y" * 2_000_000, "passa de 2 MB", id="too large"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name_and_leaves_nothing(
    scope: SessionScope, content: bytes, said: str
) -> None:
    envios = build_envios(scope, max_file_bytes=2_000_000)
    chave = envios.begin(ANA).chave
    with pytest.raises(ArquivoRecusadoError) as refused:
        envios.receive(chave, ANA, "petição.pdf", io.BytesIO(content))
    assert "petição.pdf" in refused.value.user_message
    assert said in refused.value.user_message
    assert envios.require(chave, ANA).arquivos == ()


def test_a_word_file_is_known_by_what_is_in_it(envios: EnvioService) -> None:
    chave = hand_in(envios, build_zip("word/document.xml"))
    assert [arquivo.formato for arquivo in envios.require(chave, ANA).arquivos] == ["docx"]


@pytest.mark.parametrize(
    ("settings", "said"),
    [({"max_files": 1}, "leva até 1 arquivos"), ({"max_total_bytes": len(PDF) + 9}, "o máximo de um pedido")],
    ids=["number", "size together"],
)
def test_a_set_has_room_for_so_much(scope: SessionScope, settings: dict[str, int], said: str) -> None:
    envios = build_envios(scope, **settings)
    chave = hand_in(envios, PDF)
    with pytest.raises(ArquivoRecusadoError, match="too many") as refused:
        envios.receive(chave, ANA, "outro.pdf", io.BytesIO(PDF + b"!"))
    assert said in refused.value.user_message


def test_the_same_content_is_kept_once(envios: EnvioService) -> None:
    chave = hand_in(envios, PDF)
    with pytest.raises(ArquivoRecusadoError) as refused:
        envios.receive(chave, ANA, "copia.pdf", io.BytesIO(PDF))
    assert "laudo 1.pdf" in refused.value.user_message
    assert len(envios.require(chave, ANA).arquivos) == 1


def test_another_person_finds_nothing(envios: EnvioService) -> None:
    chave = hand_in(envios, PDF)
    for ask in (
        lambda: envios.require(chave, BIA),
        lambda: envios.receive(chave, BIA, "a.pdf", io.BytesIO(PDF + b"2")),
        lambda: envios.remove(chave, BIA, envios.get(chave).arquivos[0].id_documento),
        lambda: envios.send(chave, BIA),
    ):
        with pytest.raises(RecordNotFoundError):
            ask()


def test_a_file_taken_out_leaves_bytes_only_where_another_set_has_them(
    envios: EnvioService, scope: SessionScope, tmp_path
) -> None:
    processos = ProcessoRepository(scope)
    first, second = hand_in(envios, PDF, PDF + b"2"), hand_in(envios, PDF, usuario=BIA)
    shared, alone = envios.require(first, ANA).arquivos
    for arquivo in (shared, alone):
        envios.remove(first, ANA, arquivo.id_documento)
    processos.write_conteudo(shared.sha256, tmp_path / "shared")
    with pytest.raises(RecordNotFoundError):
        processos.write_conteudo(alone.sha256, tmp_path / "alone")
    assert processos.get_processo(first).documentos == ()
    assert len(processos.get_processo(second).documentos) == 1


def test_a_set_that_was_sent_changes_no_more_but_for_what_its_files_are(envios: EnvioService) -> None:
    chave = hand_in(envios, PDF)
    (arquivo,) = envios.require(chave, ANA).arquivos
    envios.send(chave, ANA)
    with pytest.raises(ForbiddenChangeError):
        envios.remove(chave, ANA, arquivo.id_documento)
    with pytest.raises(ForbiddenChangeError):
        envios.receive(chave, ANA, "b.pdf", io.BytesIO(PDF + b"2"))
    assert envios.choose_categoria(chave, ANA, arquivo.id_documento, "sentenca").arquivos[0].categoria == "sentenca"


def test_the_case_of_files_that_were_sent_stays(envios: EnvioService, scope: SessionScope) -> None:
    chave, named = hand_in(envios, PDF), build_numero_cnj()
    envios.send(chave, ANA, named)
    envios.send(chave, ANA)
    envios.send(chave, ANA, named)
    with pytest.raises(InvalidInputError) as refused:
        envios.send(chave, ANA, build_numero_cnj(77))
    assert format_numero_cnj(named) in refused.value.user_message
    with pytest.raises(ForbiddenChangeError):
        envios.name_processo(chave, ANA, "")
    assert envios.get(chave).numero_informado == named
    niveis = ProcessoRepository(scope).find_niveis(chave)
    assert niveis is not None
    assert niveis.numero_informado == named


def test_what_a_person_says_a_file_is_counts_before_the_model(envios: EnvioService) -> None:
    chave = hand_in(envios, PDF)
    ident = envios.require(chave, ANA).arquivos[0].id_documento
    envios.note_classificacao(chave, ident, "laudo_medico", "alta", "Traz CID.")
    envios.choose_categoria(chave, ANA, ident, "sentenca")
    envios.note_classificacao(chave, ident, "laudo_medico", "alta", "Traz CID.")
    assert envios.get(chave).arquivos[0].categoria == "sentenca"


def test_an_empty_set_and_a_wrong_number_are_not_sent(envios: EnvioService) -> None:
    with pytest.raises(InvalidInputError):
        envios.send(hand_in(envios), ANA)
    with pytest.raises(InvalidInputError):
        envios.send("", ANA)
    with pytest.raises(InvalidNumeroCnjError):
        envios.send(hand_in(envios, PDF), ANA, "0801234-98.2025.8.12.0001")


def test_declared_secrecy_and_that_of_the_named_case_keep_files_here(envios: EnvioService, scope: SessionScope) -> None:
    processos = ProcessoRepository(scope)
    sigilo = Sigilo(processos, LeituraSettings())
    chave = hand_in(envios, PDF)
    place = frozenset({Procedencia(chave, envios.get(chave).arquivos[0].id_documento)})
    sigilo.require_aberto(place)
    envios.declare_sigilo(chave, ANA, envios.get(chave).arquivos[0].id_documento, is_sigiloso=True)
    with pytest.raises(DocumentoSigilosoError):
        sigilo.require_aberto(place)
    envios.declare_sigilo(chave, ANA, envios.get(chave).arquivos[0].id_documento, is_sigiloso=False)
    envios.send(chave, ANA, build_numero_cnj())
    sigilo.require_aberto(place)
    secret = build_processo()
    processos.save_processo(type(secret)(**{**vars(secret), "nivel_sigilo": 3}))
    with pytest.raises(ProcessoSigilosoError):
        sigilo.require_aberto(place)


def test_what_was_never_used_is_forgotten_with_its_text(envios: EnvioService, scope: SessionScope, tmp_path) -> None:
    processos = ProcessoRepository(scope)
    forgotten, used = hand_in(envios, PDF), hand_in(envios, PDF + b"2")
    envios.send(used, ANA)
    sha256 = envios.get(forgotten).arquivos[0].sha256
    lido = build_lido("texto do laudo")
    processos.save_leitura(type(lido)(**{**vars(lido), "sha256": sha256}))
    repository = EnvioRepository(scope)
    assert repository.delete_old(datetime.now(UTC) - timedelta(hours=1)) == 0
    assert repository.delete_old(datetime.now(UTC) + timedelta(seconds=1)) == 1
    assert processos.find_leituras([sha256]) == {}
    with pytest.raises(RecordNotFoundError):
        envios.get(forgotten)
    assert envios.get(used).arquivos
