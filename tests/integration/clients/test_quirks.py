"""What both of the court's systems have been seen to send, read alike by both adapters over real HTTP."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from core.clients.tribunal.mni import MniClient
from core.clients.tribunal.valores import FUSO_DO_TRIBUNAL
from core.errors import (
    PortalError,
    ProcessoNotFoundError,
    ProcessoSigilosoError,
    TribunalBusyError,
    TribunalCredentialsError,
    TribunalResponseError,
    TribunalUnavailableError,
)
from core.processos.domain import FormatoDeArquivo
from core.processos.leitura.formatos import sniff
from tests import mni, mni3
from tests.integration.clients.conftest import Court
from tests.integration.clients.flavours import FLAVOURS, SENHA, Flavour, encode

CANARY = b"TEOR-DO-LAUDO-7731"
CAP_BYTES = 20_000
PDF = "application/pdf"

Build = Callable[..., MniClient]


@pytest.fixture(params=FLAVOURS, ids=lambda flavour: flavour.name)
def flavour(request: pytest.FixtureRequest) -> Flavour:
    found: Flavour = request.param
    return found


@pytest.fixture
def build(flavour: Flavour, court: Court) -> Iterator[Build]:
    built: list[MniClient] = []

    def build_one(**settings: Any) -> MniClient:
        built.append(flavour.build_client(court.url, **settings))
        return built[-1]

    yield build_one
    for client in built:
        client.close()


@pytest.fixture
def client(build: Build) -> MniClient:
    return build()


# The case


def test_header_alone_is_a_case_without_documents(court: Court, flavour: Flavour, client: MniClient) -> None:
    court.answer(flavour.write_processo(flavour.cabecalho))
    processo = client.fetch_processo(flavour.numero)
    assert (processo.classe, processo.documentos, processo.movimentos) == (7, (), ())
    assert [parte.nome for parte in processo.polo("PA")] == ["Estado de Mato Grosso do Sul"]


def test_unknown_elements_are_kept(court: Court, flavour: Flavour, client: MniClient) -> None:
    extra = '<x:outroParametro xmlns:x="urn:x" nome="origem" valor="PJe"/><novoCampo>valor novo</novoCampo>'
    before, closing, tag = flavour.cabecalho.rpartition("</")
    header = f'{before}<novo xmlns="urn:y" marca="sim">z</novo><campoNovo>y</campoNovo>{closing}{tag}'
    court.answer(flavour.write_processo(header + flavour.write_documento("1", extra=extra)))
    processo = client.fetch_processo(flavour.numero)
    assert processo.outros["campoNovo"] == "y"
    assert {"origem": "PJe", "novoCampo": "valor novo"}.items() <= dict(processo.documentos[0].outros).items()
    assert processo.classe == 7


@pytest.mark.parametrize(
    "encode_reply",
    [
        pytest.param(lambda text: text.encode("latin-1"), id="latin-1 announced as utf-8"),
        pytest.param(lambda text: text.replace("UTF-8", "ISO-8859-1").encode("latin-1"), id="latin-1 announced"),
        pytest.param(lambda text: text.replace("UTF-8", "windows-1252").encode("cp1252"), id="windows-1252"),
        pytest.param(lambda text: b"\xef\xbb\xbf\r\n " + text.encode(), id="byte order mark and blanks"),
        pytest.param(lambda text: text.replace("urgência", "urg\x0bência").encode(), id="control character"),
    ],
)
def test_accents_survive_every_encoding(
    court: Court, flavour: Flavour, client: MniClient, encode_reply: Callable[[str], bytes]
) -> None:
    documento = flavour.write_documento("1", descricao="Petição com urgência")
    court.answer(encode_reply(flavour.write_processo(flavour.cabecalho + documento)))
    (found,) = client.fetch_processo(flavour.numero).documentos
    assert found.descricao == "Petição com urgência"


@pytest.mark.parametrize("wrong", ["", "ontem", "20241399101500", "2024-02-31T00:00:00", "00000000000000", "/ /"])
def test_malformed_date_costs_only_itself(court: Court, flavour: Flavour, client: MniClient, wrong: str) -> None:
    first, second = flavour.write_documento("1"), flavour.write_documento("2", descricao="Outro")
    court.answer(flavour.write_processo(flavour.cabecalho + first.replace(flavour.data, wrong) + second))
    datas = {d.id_documento: d.data_hora for d in client.fetch_processo(flavour.numero).documentos}
    assert datas["1"] is None
    assert isinstance(datas["2"], datetime)
    assert datas["2"].tzinfo is FUSO_DO_TRIBUNAL


def test_document_listed_twice_is_one_and_as_secret_as_the_higher(
    court: Court, flavour: Flavour, client: MniClient
) -> None:
    twice = flavour.write_documento("1") + flavour.write_documento("1", sigilo="3")
    court.answer(flavour.write_processo(flavour.cabecalho + twice))
    assert [(d.id_documento, d.nivel_sigilo) for d in client.fetch_processo(flavour.numero).documentos] == [("1", 3)]


@pytest.mark.parametrize(("nivel", "expected"), [("", 0), ("0", 0), ("2", 2), ("-1", 5), ("alto", 5)])
def test_secrecy_that_cannot_be_read_is_the_highest(
    court: Court, flavour: Flavour, client: MniClient, nivel: str, expected: int
) -> None:
    court.answer(flavour.write_processo(flavour.cabecalho + flavour.write_documento("1", sigilo=nivel)))
    assert client.fetch_processo(flavour.numero).documentos[0].nivel_sigilo == expected


# Refusals


def test_secret_case_is_a_header_of_the_highest_level_and_has_no_contents(
    court: Court, flavour: Flavour, client: MniClient, tmp_path: Path
) -> None:
    court.answer(flavour.write_recusa("Processo em segredo de justiça"))
    processo = client.fetch_processo(flavour.numero)
    assert (processo.nivel_sigilo, processo.documentos) == (5, ())
    with pytest.raises(ProcessoSigilosoError):
        client.fetch_conteudos(flavour.numero, ("1",), tmp_path)


@pytest.mark.parametrize(
    ("status", "write", "error"),
    [
        (200, lambda f: f.write_recusa("Processo não encontrado"), ProcessoNotFoundError),
        (200, lambda f: f.write_recusa("Senha inválida"), TribunalCredentialsError),
        (200, lambda f: f.write_recusa("Sistema em manutenção"), TribunalUnavailableError),
        (200, lambda _: mni.fault("Processo inexistente"), ProcessoNotFoundError),
        (200, lambda _: mni.fault("java.lang.NullPointerException"), TribunalUnavailableError),
        (500, lambda _: mni.fault("Usuário ou senha inválidos"), TribunalCredentialsError),
        (500, lambda _: mni.fault("erro interno"), TribunalUnavailableError),
        (500, lambda _: "<html>", TribunalUnavailableError),
        (401, lambda _: "", TribunalCredentialsError),
        (403, lambda _: "", TribunalCredentialsError),
        (502, lambda _: "<html/>", TribunalUnavailableError),
        (503, lambda _: "<html/>", TribunalUnavailableError),
        (504, lambda _: "", TribunalUnavailableError),
        (429, lambda _: "", TribunalBusyError),
        (404, lambda _: "<html/>", TribunalResponseError),
        (302, lambda _: "", TribunalResponseError),
        (200, lambda _: "<html><body/></html>", TribunalResponseError),
        (200, lambda f: f.write_processo(f.cabecalho)[:-30], TribunalResponseError),
        (200, lambda f: f.write_processo(""), TribunalResponseError),
    ],
)
def test_refusals_and_failures_are_named(
    court: Court,
    flavour: Flavour,
    client: MniClient,
    status: int,
    write: Callable[[Flavour], str],
    error: type[PortalError],
) -> None:
    court.answer(write(flavour), status)
    with pytest.raises(PortalError) as caught:
        client.fetch_processo(flavour.numero)
    assert type(caught.value) is error
    assert SENHA not in str(caught.value)


# Contents


@pytest.mark.parametrize("form", ["child", "child with line ends", "attribute", "packed"])
def test_content_arrives_whole_in_every_form(
    court: Court, flavour: Flavour, client: MniClient, tmp_path: Path, form: str
) -> None:
    content = bytes(range(256)) * 40
    if form == "attribute":
        court.answer(flavour.write_attribute("1", encode(content)))
    elif form == "packed":
        envelope = flavour.write_entrega("1", mni3.include("a@b"), PDF)
        court.body, court.content_type = mni3.pack(envelope, [("a@b", content)])
    else:
        lines = "\r\n ".join(encode(content)[n : n + 76] for n in range(0, len(encode(content)), 76))
        court.answer(flavour.write_entrega("1", encode(content) if form == "child" else lines, PDF))
    (found,) = client.fetch_conteudos(flavour.numero, ("1",), tmp_path)
    assert found.path.read_bytes() == content
    assert (found.sha256, found.size_bytes) == (hashlib.sha256(content).hexdigest(), len(content))
    assert found.mimetype == PDF


@pytest.mark.parametrize(
    ("content", "formato"),
    [
        (rb"{\rtf1\ansi Despacho.}", FormatoDeArquivo.RTF),
        (b"<html><body><p>Certid\xe3o</p></body></html>", FormatoDeArquivo.HTML),
    ],
    ids=["rtf", "html"],
)
def test_what_is_announced_as_pdf_is_taken_for_what_it_is(
    court: Court, flavour: Flavour, client: MniClient, tmp_path: Path, content: bytes, formato: FormatoDeArquivo
) -> None:
    court.answer(flavour.write_entrega("1", encode(content), PDF))
    (found,) = client.fetch_conteudos(flavour.numero, ("1",), tmp_path)
    assert (found.mimetype, sniff(found.path)) == (PDF, formato)


@pytest.mark.parametrize(
    ("body", "sizes"),
    [
        pytest.param("", [0], id="empty"),
        pytest.param("  \n ", [0], id="blank"),
        pytest.param("QUI", [2], id="without padding"),
        pytest.param("Documento não localizado", [], id="words"),
        pytest.param("Erro: tente mais tarde.", [], id="ascii words"),
        pytest.param("QUI=QUI=", [], id="goes on behind its padding"),
    ],
)
def test_empty_content_was_delivered_and_a_broken_one_was_not(
    court: Court, flavour: Flavour, client: MniClient, tmp_path: Path, body: str, sizes: list[int]
) -> None:
    court.answer(flavour.write_entrega("1", body, PDF))
    found = client.fetch_conteudos(flavour.numero, ("1",), tmp_path)
    assert [conteudo.size_bytes for conteudo in found] == sizes
    assert len(list(tmp_path.iterdir())) == len(sizes)


def test_content_delivered_twice_or_of_another_document_counts_once_and_not_at_all(
    court: Court, flavour: Flavour, client: MniClient, tmp_path: Path
) -> None:
    whole = flavour.write_entrega("1", encode(b"primeiro"), PDF)
    start = whole.index("<ns2:documento")
    end = whole.index(">", whole.rindex("</ns2:documento")) + 1
    one = whole[start:end]
    again = one.replace(encode(b"primeiro"), encode(b"segundo"))
    others = again.replace('"1"', '"9"').replace(">1<", ">9<")
    court.answer(whole[:end] + again + others + whole[end:])
    (found,) = client.fetch_conteudos(flavour.numero, ("1",), tmp_path)
    assert found.path.read_bytes() == b"primeiro"
    assert len(list(tmp_path.iterdir())) == 1


def test_document_over_its_cap_is_left_out(court: Court, flavour: Flavour, build: Build, tmp_path: Path) -> None:
    court.answer(flavour.write_entrega("1", encode(b"x" * 2_000), PDF))
    assert build(max_document_bytes=1_999).fetch_conteudos(flavour.numero, ("1",), tmp_path) == ()
    assert list(tmp_path.iterdir()) == []
    assert len(build(max_document_bytes=2_000).fetch_conteudos(flavour.numero, ("1",), tmp_path)) == 1


def test_reply_over_its_cap_is_refused_and_leaves_no_file(
    court: Court, flavour: Flavour, build: Build, tmp_path: Path
) -> None:
    client = build(max_reply_bytes=CAP_BYTES)
    court.answer(flavour.write_entrega("1", encode(b"x" * CAP_BYTES), PDF))
    with pytest.raises(TribunalResponseError):
        client.fetch_conteudos(flavour.numero, ("1",), tmp_path)
    assert list(tmp_path.iterdir()) == []
    court.answer(flavour.write_processo(flavour.cabecalho + " " * CAP_BYTES))
    with pytest.raises(TribunalResponseError):
        client.fetch_processo(flavour.numero)


# What a reply may not do


@pytest.mark.parametrize(
    "doctype",
    [
        pytest.param("<!DOCTYPE a>", id="empty"),
        pytest.param('<!DOCTYPE a [<!ENTITY x "y">]>', id="entity"),
        pytest.param('<!DOCTYPE a [<!ENTITY x "aaaa"><!ENTITY y "&x;&x;&x;"><!ENTITY z "&y;&y;">]>', id="entities"),
        pytest.param('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>', id="file"),
        pytest.param('<!DOCTYPE a [<!ENTITY x SYSTEM "{url}/entity">]>', id="address"),
        pytest.param('<!DOCTYPE a [<!ENTITY % x SYSTEM "{url}/parameter"> %x;]>', id="parameter"),
        pytest.param('<!DOCTYPE a SYSTEM "{url}/dtd">', id="external subset"),
    ],
)
def test_document_type_is_refused_before_it_is_used(
    court: Court, flavour: Flavour, client: MniClient, doctype: str
) -> None:
    whole = flavour.write_processo(flavour.cabecalho.replace("Maria", "&x;"))
    declaration, _, envelope = whole.partition("?>")
    court.answer(f"{declaration}?>{doctype.replace('{url}', court.url)}{envelope}")
    with pytest.raises(TribunalResponseError) as refused:
        client.fetch_processo(flavour.numero)
    assert "document type" in refused.value.detail
    assert court.strays == []


def test_nothing_that_a_reply_names_is_fetched(court: Court, flavour: Flavour, client: MniClient) -> None:
    include = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{court.url}/include"/>'
    schema = f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:x {court.url}/schema"'
    declaration, _, envelope = flavour.write_processo(
        flavour.cabecalho + flavour.write_documento("1", extra=include)
    ).partition("?>")
    envelope = envelope.replace("Body>", f"Body {schema}>", 1)
    court.answer(f'{declaration}?><?xml-stylesheet href="{court.url}/style"?>{envelope}')
    assert [d.id_documento for d in client.fetch_processo(flavour.numero).documentos] == ["1"]
    assert court.strays == []


# What is written about it


@pytest.mark.parametrize(
    ("write", "status"),
    [
        pytest.param(lambda f: f.write_processo(f.cabecalho + f.write_documento("1")), 200, id="answer"),
        pytest.param(lambda f: f.write_entrega("1", encode(CANARY), PDF), 200, id="delivery"),
        pytest.param(lambda f: f.write_recusa(f"Senha {SENHA} de Maria".replace("&", "&amp;")), 200, id="refusal"),
        pytest.param(lambda _: mni.fault(f"{CANARY.decode()} Maria"), 500, id="fault"),
        pytest.param(lambda _: f"<html>{CANARY.decode()} Maria", 502, id="proxy page"),
        pytest.param(lambda f: f.write_processo(f.cabecalho)[:-50], 200, id="cut"),
    ],
)
def test_password_and_content_are_in_no_log_at_any_level(
    court: Court,
    flavour: Flavour,
    client: MniClient,
    *,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    write: Callable[[Flavour], str],
    status: int,
) -> None:
    court.answer(write(flavour), status)
    caplog.set_level(logging.DEBUG)
    written: list[str] = []
    with capture_logs() as logs:
        for call in (
            lambda: client.fetch_processo(flavour.numero),
            lambda: client.fetch_conteudos(flavour.numero, ("1",), tmp_path),
            lambda: client.fetch_alteracao(flavour.numero),
        ):
            try:
                call()
            except PortalError as error:
                written += [str(error), repr(error), error.detail]
    written += [record.getMessage() + str(record.args) for record in caplog.records] + [str(line) for line in logs]
    assert len(logs) == 3
    assert caplog.records
    today = f"{datetime.now(FUSO_DO_TRIBUNAL):%d-%m-%Y}"
    digest = hashlib.sha256((today + SENHA).encode()).hexdigest()
    escaped = SENHA.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    for secret in (SENHA, escaped, digest, CANARY.decode(), encode(CANARY), "Maria", flavour.numero):
        assert not [line for line in written if secret in line], secret
