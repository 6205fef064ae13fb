"""Replies read while they arrive: structure, encodings, wrong and hostile ones."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml.etree import XMLParser, XMLSyntaxError

from core.clients.tribunal.conteudo import ConteudoSink
from core.clients.tribunal.fluxo import parse_reply
from core.clients.tribunal.montagem import build_processo
from core.clients.tribunal.resposta import Resposta, RespostaTarget
from core.errors import TribunalResponseError
from tests import mni


def _chunks(data: bytes, size: int) -> Iterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


def _parse(text: str | bytes, *, size: int = 1000, sink: ConteudoSink | None = None) -> Resposta:
    data = text.encode() if isinstance(text, str) else text
    return parse_reply(_chunks(data, size), max_bytes=10_000_000, sink=sink)


@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_case_is_read_whatever_the_chunks(size: int):
    reply = mni.resposta(mni.CABECALHO + mni.MOVIMENTOS + mni.documento("77"))

    processo = build_processo(mni.NUMERO, _parse(reply, size=size))

    autora, estado = processo.partes
    assert (autora.nome, autora.documento, autora.advogados) == ("Maria & Filhos", "00000000191", ("Dra. Ana",))
    assert autora.has_justica_gratuita
    assert not estado.has_justica_gratuita
    assert [p.nome for p in processo.polo("PA")] == ["Estado de Mato Grosso do Sul"]
    assert (processo.classe, processo.assuntos, processo.valor_causa_centavos) == (7, (12484,), 1_500_050)
    assert [(v.numero_cnj, v.tipo) for v in processo.vinculados] == [("14000011120248120000", "OR")]
    assert (processo.orgao_julgador, processo.outros["situacao"]) == ("Vara da Fazenda", "Em andamento")
    assert str(processo.ajuizado_em) == "2024-09-20"
    assert [m.codigo for m in processo.movimentos] == [848, 50002]
    assert (processo.movimentos[0].id_documento, processo.movimentos[0].complementos) == ("77", ("com urgência",))
    assert [m.descricao for m in processo.movimentos] == ["com urgência", "Dependência"]
    assert processo.movimentos[1].data_hora is None
    assert [d.id_documento for d in processo.documentos] == ["77"]


def test_contents_of_child_and_attribute_reach_files(tmp_path: Path):
    first, second = bytes(range(256)) * 500, b"segundo"
    attribute = mni.documento("2", conteudo="c2VndW5kbw==")
    sink = ConteudoSink(tmp_path, ("1", "2"), 1_000_000)

    _parse(mni.resposta(mni.documento("1", first) + attribute), size=333, sink=sink)

    found = {c.id_documento: c for c in sink.conteudos}
    assert found["1"].path.read_bytes() == first
    assert found["1"].sha256 == hashlib.sha256(first).hexdigest()
    assert found["2"].path.read_bytes() == second
    assert found["2"].size_bytes == len(second)


def test_long_attribute_is_whole(tmp_path: Path):
    content = bytes(range(256)) * 10_000
    lines = " ".join(base64.encodebytes(content).decode().splitlines())
    sink = ConteudoSink(tmp_path, ("1",), len(content))
    _parse(mni.resposta(mni.documento("1", conteudo=f" {lines} ")), size=65_536, sink=sink)
    assert [c.path.read_bytes() == content for c in sink.conteudos] == [True]


def test_linked_document_keeps_its_own_content(tmp_path: Path):
    linked = mni.documento("2", b"anexo").replace("ns2:documento ", "ns2:documentoVinculado ")
    linked = linked.replace("</ns2:documento>", "</ns2:documentoVinculado>")
    sink = ConteudoSink(tmp_path, ("1", "2"), 1000)

    resposta = _parse(mni.resposta(mni.documento("1", b"principal", extra=linked)), sink=sink)

    assert {c.id_documento: c.path.read_bytes() for c in sink.conteudos} == {"1": b"principal", "2": b"anexo"}
    assert list(resposta.documentos) == ["1", "2"]


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(mni.documento("1", b"x" * 2000), id="too large"),
        pytest.param(mni.documento("1", extra="<conteudo>não é</conteudo>"), id="not base64"),
        pytest.param(mni.documento("9", b"nobody asked"), id="not asked for"),
    ],
)
def test_unusable_content_is_left_out_and_leaves_no_file(broken: str, tmp_path: Path):
    sink = ConteudoSink(tmp_path, ("1", "2"), 1000)

    _parse(mni.resposta(broken + mni.documento("2", b"bom")), sink=sink)

    assert [c.id_documento for c in sink.conteudos] == ["2"]
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("empty", ["<conteudo/>", "<conteudo> </conteudo>"])
def test_empty_content_was_delivered_and_a_missing_one_was_not(empty: str, tmp_path: Path):
    sink = ConteudoSink(tmp_path, ("1", "2"), 1000)
    _parse(mni.resposta(mni.documento("1", extra=empty) + mni.documento("2")), sink=sink)
    assert [(c.id_documento, c.size_bytes) for c in sink.conteudos] == [("1", 0)]


@pytest.mark.parametrize(
    ("nivel", "expected"), [("", 0), (" ", 0), ("0", 0), ("2", 2), ("-1", 5), ("alto", 5), ("1.0", 5)]
)
def test_secrecy_that_cannot_be_read_is_the_highest(nivel: str, expected: int):
    header = mni.CABECALHO.replace('nivelSigilo="0"', f'nivelSigilo="{nivel}"')
    processo = build_processo(mni.NUMERO, _parse(mni.resposta(header + mni.documento("1", nivelSigilo=nivel))))
    assert (processo.nivel_sigilo, processo.documentos[0].nivel_sigilo) == (expected, expected)


def test_no_secrecy_level_is_none():
    whole = mni.resposta(mni.CABECALHO + mni.documento("1")).replace('nivelSigilo="0"', "")
    processo = build_processo(mni.NUMERO, _parse(whole))
    assert (processo.nivel_sigilo, processo.documentos[0].nivel_sigilo) == (0, 0)


def test_repeated_document_counts_once(tmp_path: Path):
    sink = ConteudoSink(tmp_path, ("1",), 1000)
    resposta = _parse(mni.resposta(mni.documento("1", b"a") + mni.documento("1", b"b")), sink=sink)
    assert list(resposta.documentos) == ["1"]
    assert [c.path.read_bytes() for c in sink.conteudos] == [b"a"]


def test_document_listed_twice_is_as_secret_as_the_higher_of_both():
    twice = mni.documento("1", nivelSigilo="0") + mni.documento("1", nivelSigilo="3")
    processo = build_processo(mni.NUMERO, _parse(mni.resposta(mni.CABECALHO + twice)))
    assert [d.nivel_sigilo for d in processo.documentos] == [3]


@pytest.mark.parametrize(("linked", "expected"), [("", 2), ("0", 0), ("5", 5)])
def test_linked_document_without_a_level_is_as_secret_as_its_main_one(linked: str, expected: int):
    inner = mni.documento("2", nivelSigilo=linked, descricao="Anexo").replace("ns2:documento", "ns2:documentoVinculado")
    outer = mni.documento("1", nivelSigilo="2", extra=inner)
    processo = build_processo(mni.NUMERO, _parse(mni.resposta(mni.CABECALHO + outer)))
    assert [(d.id_documento, d.nivel_sigilo) for d in processo.documentos] == [("1", 2), ("2", expected)]


def test_unknown_fields_are_kept():
    extra = '<ns2:outroParametro nome="origem" valor="PJe"/><ns2:novoCampo>valor novo</ns2:novoCampo>'
    header = mni.CABECALHO.replace("<ns2:valorCausa>", "<ns2:campoNovo>x</ns2:campoNovo><ns2:valorCausa>")
    processo = build_processo(mni.NUMERO, _parse(mni.resposta(header + mni.documento("1", extra=extra, hash="a1"))))
    assert dict(processo.documentos[0].outros) == {"origem": "PJe", "novoCampo": "valor novo", "hash": "a1"}
    assert processo.outros["campoNovo"] == "x"
    assert processo.outros["codigoLocalidade"] == "1"


def test_content_is_no_field():
    """Asked for or not, the content of a document is never kept with its fields."""
    resposta = _parse(mni.resposta(mni.documento("1", b"segredo" * 100)))
    assert resposta.documentos["1"].outros == ()


@pytest.mark.parametrize(
    "assunto",
    [
        '<ns2:assunto><ns2:assuntoLocal codigoAssunto="1" codigoPaiNacional="12484" descricao="x"/></ns2:assunto>',
        "<ns2:assunto><ns2:codigoNacional>12484</ns2:codigoNacional></ns2:assunto>",
    ],
)
def test_subject_is_the_national_code(assunto: str):
    assert _parse(mni.resposta(f"<ns2:dadosBasicos>{assunto}</ns2:dadosBasicos>")).assuntos == [12484]


def test_header_alone_is_a_case_without_documents():
    processo = build_processo(mni.NUMERO, _parse(mni.resposta(mni.CABECALHO)))
    assert (processo.documentos, processo.movimentos, processo.classe) == ((), (), 7)


def test_empty_enumerations_are_nothing():
    header = mni.CABECALHO.replace('vinculo="OR"', 'vinculo=""').replace('tipoPessoa="juridica"', 'tipoPessoa=""')
    processo = build_processo(mni.NUMERO, _parse(mni.resposta(header + mni.documento("1", tipoDocumento=""))))
    assert processo.vinculados[0].tipo == ""
    assert processo.polo("PA")[0].tipo_pessoa == ""
    assert processo.documentos[0].tipo is None


def test_split_parts_become_one_document():
    parts = [
        mni.documento("1", descricao="Petição", dataHora="20240920101501"),
        mni.documento("2", descricao="Petição", dataHora="20240920101559", nivelSigilo="3"),
        mni.documento("3", descricao="Petição", dataHora="20240920101600"),
        mni.documento("4", descricao="Laudo", dataHora="20240920101501"),
    ]
    processo = build_processo(mni.NUMERO, _parse(mni.resposta(mni.CABECALHO + "".join(parts))))
    assert [(d.id_documento, d.partes, d.nivel_sigilo) for d in processo.documentos] == [
        ("1", ("1", "2"), 3),
        ("3", (), 0),
        ("4", (), 0),
    ]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(mni.resposta(mensagem="Petição ação").encode("latin-1"), id="latin-1 announced as utf-8"),
        pytest.param(
            mni.resposta(mensagem="Petição ação").replace("UTF-8", "ISO-8859-1").encode("latin-1"), id="announced"
        ),
        pytest.param(b"\xef\xbb\xbf\r\n" + mni.resposta(mensagem="Petição ação").encode(), id="bom"),
        pytest.param(mni.resposta(mensagem="Petição\x0b ação").encode(), id="control character"),
    ],
)
@pytest.mark.parametrize("size", [1, 5000])
def test_accents_survive_every_encoding(data: bytes, size: int):
    assert _parse(data, size=size).mensagem == "Petição ação"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("<html><body>Erro</body></html>", id="html"),
        pytest.param("Service Unavailable", id="text"),
        pytest.param("", id="empty"),
        pytest.param(mni.resposta(mni.CABECALHO)[:900], id="cut"),
        pytest.param('<!DOCTYPE a [<!ENTITY x "y">]>' + mni.fault("&x;"), id="doctype"),
    ],
)
def test_what_is_no_reply_is_refused(data: str):
    with pytest.raises((TribunalResponseError, XMLSyntaxError)):
        _parse(data)


@pytest.mark.parametrize("item", ["<movimento/>", "<documento idDocumento='{0}'/>", "<polo><parte/></polo>"])
def test_more_items_than_a_case_has_are_refused(item: str):
    """Lists are kept in memory, other than contents; the cap of the reply alone would let millions in."""
    for count in (3, 4):
        parser = XMLParser(target=RespostaTarget(max_items=3))
        whole = mni.resposta("".join(item.format(number) for number in range(count)))
        if count > 3:
            with pytest.raises(TribunalResponseError, match="more than a case"):
                parser.feed(whole.encode())
        else:
            parser.feed(whole.encode())
            assert parser.close()


def test_values_that_repeat_without_end_are_cut():
    many = "<complemento>x</complemento>" * 5000 + "<outro>y</outro>" + "".join(f"<n{n}>z</n{n}>" for n in range(5000))
    movimento = _parse(mni.resposta(f"<movimento>{many}</movimento>"), size=65_536).movimentos[0]
    assert len(movimento.complementos) == 1000


def test_nesting_without_end_is_refused():
    with pytest.raises(TribunalResponseError, match="deep"):
        _parse(mni.resposta("<a>" * 100))


def test_attribute_without_end_is_refused_before_the_cap_of_the_reply(tmp_path: Path):
    sink = ConteudoSink(tmp_path, ("1",), 1000)
    endless = b'<documento idDocumento="1" conteudo="' + b"QUJD" * 700_000
    start = mni.resposta(mni.CABECALHO).encode().partition(b"</processo>")[0]
    with pytest.raises(TribunalResponseError, match="attribute"):
        _parse(start + endless, size=65_536, sink=sink)


def test_long_field_is_cut_and_the_reply_goes_on():
    resposta = _parse(mni.resposta(mni.CABECALHO, mensagem="x" * 300_000), size=65_536)
    assert len(resposta.mensagem) < 200_000
    assert resposta.cabecalho is not None


def test_reply_over_the_cap_is_refused():
    with pytest.raises(TribunalResponseError, match="larger"):
        parse_reply(_chunks(mni.resposta(mni.CABECALHO).encode(), 100), max_bytes=500)
