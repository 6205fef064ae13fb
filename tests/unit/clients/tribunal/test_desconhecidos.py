"""What a reply holds that the portal has no name for is kept where it stood, in both versions of the protocol."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from core.clients.tribunal.domain import Processo
from core.clients.tribunal.fluxo import parse_reply
from core.clients.tribunal.montagem import build_processo
from tests import mni, mni3

WRITERS = pytest.mark.parametrize(
    ("write", "cabecalho"),
    [pytest.param(mni.resposta, mni.CABECALHO, id="saj"), pytest.param(mni3.processo, mni3.CABECALHO, id="eproc")],
)
UNKNOWN = {
    "<novo>um</novo>": {"novo": "um"},
    "<novo>um</novo><novo>dois</novo><novo>um</novo>": {"novo": "um; dois"},
    '<novo codigo="7">Idoso</novo>': {"novo": "Idoso", "novo/codigo": "7"},
    '<novo codigo="7"/><novo codigo="8"/>': {"novo/codigo": "7; 8"},
    "<novo><a>1</a><b><c>2</c></b></novo>": {"novo/a": "1", "novo/b/c": "2"},
    '<novo xsi:type="xs:string" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">x</novo>': {"novo": "x"},
    '<outroParametro nome="p" valor="1"/><outroParametro nome="p" valor="2"/>': {"p": "1; 2"},
}
BLOCKS = pytest.mark.parametrize(("unknown", "expected"), UNKNOWN.items(), ids=UNKNOWN)
Write = Callable[[str], str]


def read(whole: str) -> Processo:
    return build_processo(mni.NUMERO, parse_reply([whole.encode()], max_bytes=10_000_000))


def put(whole: str, name: str, extra: str, count: int = 1) -> str:
    """``extra`` at the end of the first element of this name, or of the first ``count``."""
    return re.sub(rf"(?=</\w+:{name}>)", lambda _: extra, whole, count=count)


@WRITERS
@BLOCKS
def test_header_keeps_it(write: Write, cabecalho: str, unknown: str, expected: dict[str, str]) -> None:
    start, _, end = cabecalho.rpartition("</")
    processo = read(write(f"{start}{unknown}</{end}"))
    assert expected.items() <= processo.outros.items()
    assert processo.classe == 7


@WRITERS
@BLOCKS
def test_block_beside_the_header_is_of_the_case(
    write: Write, cabecalho: str, unknown: str, expected: dict[str, str]
) -> None:
    assert expected.items() <= read(write(cabecalho + unknown)).outros.items()


@WRITERS
@BLOCKS
def test_party_keeps_it(write: Write, cabecalho: str, unknown: str, expected: dict[str, str]) -> None:
    autora, estado = read(write(put(cabecalho, "parte", unknown))).partes
    assert expected.items() <= dict(autora.outros).items()
    assert expected.items().isdisjoint(dict(estado.outros).items())
    assert (autora.nome, autora.has_justica_gratuita) == ("Maria & Filhos", True)


@pytest.mark.parametrize(
    "whole",
    [
        pytest.param(mni.resposta(mni.CABECALHO + mni.MOVIMENTOS), id="saj"),
        pytest.param(mni3.processo(mni3.CABECALHO + mni3.MOVIMENTOS), id="eproc"),
    ],
)
@BLOCKS
def test_movement_keeps_it_and_stays_the_same(whole: str, unknown: str, expected: dict[str, str]) -> None:
    plain, other = (read(text).movimentos[0] for text in (whole, put(whole, "movimento", unknown)))
    assert dict(other.outros) == expected
    assert plain.outros == ()
    assert other == plain, "an answer kept from before must not make every movement new"
    assert replace(other, descricao="Outra") != plain


@pytest.mark.parametrize(
    ("write", "documento"), [(mni.resposta, mni.documento("1")), (mni3.processo, mni3.documento("1"))]
)
@BLOCKS
def test_document_keeps_it(write: Write, documento: str, unknown: str, expected: dict[str, str]) -> None:
    (found,) = read(write(put(documento, "documento", unknown))).documentos
    assert expected.items() <= dict(found.outros).items()


def test_signatures_of_a_document_are_kept() -> None:
    login = '<assinatura dataAssinatura="20240920101500"><signatarioLogin identificador="u1"/></assinatura>'
    (found,) = read(mni.resposta(mni.documento("1", extra=login))).documentos
    assert dict(found.outros) == {
        "assinatura/dataAssinatura": "20240920101500",
        "assinatura/signatarioLogin/identificador": "u1",
    }


def test_court_has_its_code_and_that_of_its_municipality() -> None:
    outros = read(mni.resposta(mni.CABECALHO)).outros
    assert (outros["orgaoJulgador/codigoOrgao"], outros["orgaoJulgador/codigoMunicipioIBGE"]) == ("3", "5002704")
    assert read(mni3.processo(mni3.CABECALHO)).outros["orgaoJulgador/codigo"] == "30"


@WRITERS
def test_relatives_and_lawyers_are_kept_and_private_facts_are_not(write: Write, cabecalho: str) -> None:
    private = "<sexo>F</sexo><nomeGenitora>Ana</nomeGenitora><endereco cep='1'><cidade>x</cidade></endereco>"
    autora = read(write(put(cabecalho, "pessoa", private, 2))).partes[0]
    outros = dict(autora.outros)
    assert any(name.startswith("pessoaRelacionada/") and value.startswith("Outra") for name, value in outros.items())
    assert any(name.startswith("advogado/") for name in outros)
    assert not {"F", "Ana", "1", "x"}.intersection(outros.values())


@WRITERS
def test_blocks_without_end_are_cut(write: Write, cabecalho: str) -> None:
    many = "".join(f"<n{n}><a>{'z' * 600}</a></n{n}>" for n in range(1000)) + "<r>x</r>" * 1000
    processo = read(write(cabecalho + many + f"<movimento>{many}</movimento>"))
    assert len(processo.outros) <= 400
    assert len(processo.movimentos[0].outros) <= 400
    assert max(map(len, processo.outros.values())) == 500
