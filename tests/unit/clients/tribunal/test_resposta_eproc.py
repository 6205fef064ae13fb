"""Replies of eproc become the same case: what 2.2.2 writes in attributes, 3.0 writes in elements."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from core.clients.tribunal.conteudo import ConteudoSink
from core.clients.tribunal.domain import Documento, Processo, Sistema
from core.clients.tribunal.fluxo import parse_reply
from core.clients.tribunal.montagem import build_processo
from core.clients.tribunal.resposta import Resposta
from tests import mni, mni3


def _parse(text: str, sink: ConteudoSink | None = None) -> Resposta:
    return parse_reply([text.encode()], max_bytes=10_000_000, sink=sink)


def _build(body: str) -> Processo:
    return build_processo(mni3.NUMERO, _parse(mni3.processo(body)), Sistema.EPROC)


def _first(body: str) -> Documento:
    return _build(mni3.CABECALHO + body).documentos[0]


def test_header_in_elements_is_the_header_in_attributes():
    eproc = _build(mni3.CABECALHO)
    saj = build_processo(mni.NUMERO, _parse(mni.resposta(mni.CABECALHO)))
    assert [(p.polo, p.nome, p.tipo_pessoa, p.advogados) for p in eproc.partes] == [
        (p.polo, p.nome, p.tipo_pessoa, p.advogados) for p in saj.partes
    ]
    assert (eproc.partes[0].documento, eproc.partes[0].has_justica_gratuita) == ("00000000191", True)
    assert (eproc.classe, eproc.assuntos, eproc.valor_causa_centavos) == (7, (12484,), 1_500_050)
    assert eproc.vinculados == saj.vinculados
    assert (eproc.orgao_julgador, eproc.competencia, str(eproc.ajuizado_em)) == ("Vara Única", "8", "2026-02-03")
    assert eproc.outros["rito"] == "Ordinário"
    assert (eproc.sistema, saj.sistema) == (Sistema.EPROC, Sistema.SAJ)


def test_movements_have_their_event():
    movimentos = _build(mni3.CABECALHO + mni3.MOVIMENTOS).movimentos
    assert [(m.codigo, m.evento, m.id_documento) for m in movimentos] == [(26, 1, "901"), (540400422, 12, "")]
    assert movimentos[1].descricao == "Juntada de laudo"
    assert movimentos[1].complementos == ("com urgência",)


def test_document_has_event_label_and_the_courts_own_code():
    documento = _first(mni3.documento("901"))
    assert (documento.evento, documento.rotulo, documento.tipo) == (12, "LAUDO3", 8369)
    assert (documento.mimetype, documento.nivel_sigilo) == ("application/pdf", 0)
    assert documento.data_hora is not None
    assert f"{documento.data_hora:%d/%m/%Y %H:%M}" == "20/02/2026 09:00"


def test_label_may_come_as_a_parameter():
    named = '<ns1:outroParametro nome="rotulo" valor="PET1"/>'
    assert _first(mni3.documento("1", descricao="Petição", extra=named)).rotulo == "PET1"


@pytest.mark.parametrize("descricao", ["Laudo médico", "LAUDO", "12", "laudo3", ""])
def test_description_that_is_no_label_is_not_taken_for_one(descricao: str):
    assert _first(mni3.documento("1", descricao=descricao)).rotulo == ""


@pytest.mark.parametrize("key", ["312738912789", "0", "-3", "a1", ""])
def test_internal_key_of_a_movement_is_no_event(key: str):
    assert _first(mni3.documento("1", evento=key)).evento is None


def test_documents_of_the_same_minute_stay_apart_when_labels_tell_them_apart():
    same = mni3.documento("1", descricao="LAUDO3") + mni3.documento("2", descricao="LAUDO3")
    assert [d.id_documento for d in _build(mni3.CABECALHO + same).documentos] == ["1", "2"]


def test_contents_in_elements_reach_files(tmp_path: Path):
    sink = ConteudoSink(tmp_path, ("1", "2", "3"), 1000)
    bodies = mni3.conteudo("1", base64.b64encode(b"um").decode()) + mni3.conteudo("2", "", "text/html")
    resposta = _parse(mni3.resposta(bodies, operacao="ConsultarDocumentosProcesso"), sink)
    assert resposta.sucesso
    assert [(c.id_documento, c.size_bytes, c.mimetype) for c in sink.conteudos] == [
        ("1", 2, "application/pdf"),
        ("2", 0, "text/html"),
    ]


def test_content_inside_a_listed_document_reaches_its_file(tmp_path: Path):
    sink = ConteudoSink(tmp_path, ("901",), 1000)
    body = base64.b64encode(b"laudo").decode()
    listed = mni3.documento("901").replace("</ns1:conteudo>", f"<ns1:conteudo>{body}</ns1:conteudo></ns1:conteudo>")
    _parse(mni3.processo(mni3.CABECALHO + listed), sink)
    assert [c.path.read_bytes() for c in sink.conteudos] == [b"laudo"]


def test_refusal_carries_the_words_of_all_messages():
    more = "</ns1:descritivo></ns1:mensagens><ns1:mensagens><ns1:descritivo>senha incorreta"
    resposta = _parse(mni3.resposta(sucesso="false", mensagem="Falha" + more))
    assert (resposta.sucesso, resposta.mensagem) == (False, "Falha senha incorreta")


def test_hashes_are_read_in_both_versions():
    structured = "".join(
        f"<ns2:{name}><ns1:hash>{name[4:]}</ns1:hash><ns1:algoritmo>MD5</ns1:algoritmo></ns2:{name}>"
        for name in ("hashCabecalho", "hashMovimentacoes", "hashDocumentos")
    )
    plain = mni.resposta().replace("<mensagem>", "<hashCabecalho>Cabecalho</hashCabecalho><mensagem>")
    assert _parse(mni3.resposta(structured)).hashes == {
        "hashCabecalho": "Cabecalho",
        "hashMovimentacoes": "Movimentacoes",
        "hashDocumentos": "Documentos",
    }
    assert _parse(plain).hashes == {"hashCabecalho": "Cabecalho"}
