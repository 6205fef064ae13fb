"""Every request is what the service description asks for: the court's own when it is at hand, and the shipped one."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree
from pydantic import SecretStr

from core.clients.tribunal import envelope as envelope_module
from core.clients.tribunal.envelope import EnvelopeBuilder, EnvelopeBuilder3, digest_senha
from core.settings import FormaDaSenha
from tests import mni, mni3

SHIPPED = Path(envelope_module.__file__).parent
COURT = Path(__file__).parents[5] / "shared" / "mni"
SENHA = "s<e>&\"n'ha ]]> <!DOCTYPE x>"
XSD = "http://www.w3.org/2001/XMLSchema"

BUILDER = EnvelopeBuilder("pge<", SecretStr(SENHA))
REQUESTS_2 = {
    "case": BUILDER.build_consulta(mni.NUMERO),
    "one document": BUILDER.build_download(mni.NUMERO, ("1",)),
    "five documents": BUILDER.build_download(mni.NUMERO, ("1", "2", "<3>", "4 & 5", "á")),
    "hashes": BUILDER.build_alteracao(mni.NUMERO),
}
BUILDER_3 = EnvelopeBuilder3("pge<", SecretStr(SENHA), FormaDaSenha.TEXTO)
REQUESTS_3 = {
    "case": BUILDER_3.build_consulta(mni3.NUMERO),
    "documents": BUILDER_3.build_download(mni3.NUMERO, ("1", "<2>")),
    "hashes": BUILDER_3.build_alteracao(mni3.NUMERO),
}


def _load_schema(wsdl: Path) -> etree.XMLSchema:
    """The last schema of the description, which imports the others: from files beside it, or from the same file."""
    schemas = etree.parse(wsdl, etree.XMLParser(no_network=True)).findall(f".//{{{XSD}}}schema")
    by_namespace = {schema.get("targetNamespace"): schema for schema in schemas}
    resolver = _Resolver(by_namespace)
    for schema in schemas:
        for wanted in schema.findall(f"{{{XSD}}}import"):
            if wanted.get("schemaLocation") is None:
                wanted.set("schemaLocation", f"inline:{wanted.get('namespace')}")
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(resolver)
    source = etree.tostring(schemas[-1])
    return etree.XMLSchema(etree.fromstring(source, parser, base_url=str(wsdl)))


class _Resolver(etree.Resolver):
    def __init__(self, schemas: dict[str | None, etree._Element]) -> None:
        self._schemas = schemas

    def resolve(self, url: str, _public: str, context: object) -> object:
        _, mark, namespace = url.rpartition("inline:")
        return self.resolve_string(etree.tostring(self._schemas[namespace]), context) if mark else None


needs_court = pytest.mark.skipif(
    not COURT.exists(), reason="the court's own files stand outside this repository; the shipped copy is tested above"
)


def _validate(schema: etree.XMLSchema, request: bytes) -> None:
    (operation,) = etree.fromstring(request).iterfind("{http://schemas.xmlsoap.org/soap/envelope/}Body/*")
    schema.assertValid(etree.ElementTree(operation))


@pytest.mark.parametrize("name", REQUESTS_2)
def test_request_is_valid_for_the_shipped_description(name: str):
    _validate(_load_schema(SHIPPED / "mni/servico-intercomunicacao-2.2.2.wsdl"), REQUESTS_2[name])


@needs_court
@pytest.mark.parametrize("name", REQUESTS_2)
def test_request_is_valid_for_the_courts_own_description(name: str):
    _validate(_load_schema(COURT / "servico-intercomunicacao-2.2.2.wsdl"), REQUESTS_2[name])


@needs_court
def test_shipped_description_is_the_courts_own():
    shipped = {path.name: path.read_bytes() for path in (SHIPPED / "mni").iterdir()}
    assert shipped == {path.name: path.read_bytes() for path in COURT.iterdir()}


@pytest.mark.parametrize("name", REQUESTS_3)
def test_request_of_version_3_is_valid(name: str):
    _validate(_load_schema(SHIPPED / "mni3/consulta-3.0.0.wsdl"), REQUESTS_3[name])


def test_validation_refuses_what_is_wrong():
    schema = _load_schema(SHIPPED / "mni/servico-intercomunicacao-2.2.2.wsdl")
    with pytest.raises(etree.DocumentInvalid):
        _validate(schema, REQUESTS_2["case"].replace(mni.NUMERO.encode(), b"123"))
    with pytest.raises(etree.DocumentInvalid):
        _validate(schema, REQUESTS_2["case"].replace(b"numeroProcesso", b"processo"))


@pytest.mark.parametrize("builder", [BUILDER, BUILDER_3], ids=["saj", "eproc"])
def test_descriptions_are_read_without_the_network(builder: EnvelopeBuilder | EnvelopeBuilder3):
    """Unit tests refuse every connection; the requests above were written before that."""
    envelope_module._load.cache_clear()
    assert mni.NUMERO.encode() in builder.build_consulta(mni.NUMERO)


@pytest.mark.parametrize("forma", FormaDaSenha)
def test_every_form_of_the_password_is_valid(forma: FormaDaSenha):
    builder = EnvelopeBuilder3("pge<", SecretStr(SENHA), forma)
    _validate(_load_schema(SHIPPED / "mni3/consulta-3.0.0.wsdl"), builder.build_consulta(mni3.NUMERO))


@pytest.mark.parametrize("request_body", [*REQUESTS_2.values(), *REQUESTS_3.values()])
def test_credentials_cannot_break_out_of_their_element(request_body: bytes):
    texts = [element.text for element in etree.fromstring(request_body).iter()]
    assert SENHA in texts
    assert "pge<" in texts
    assert b"<!DOCTYPE" not in request_body


def test_nothing_that_files_at_the_court_can_be_asked_of_version_3():
    description = (SHIPPED / "mni3/consulta-3.0.0.wsdl").read_text()
    assert "entregar" not in description


@pytest.mark.parametrize(
    ("forma", "plain"), [(FormaDaSenha.SHA256, "segredo"), (FormaDaSenha.SHA256_COM_DATA, "03-02-2026segredo")]
)
def test_password_is_digested_as_the_court_wants_it(forma: FormaDaSenha, plain: str):
    today = datetime(2026, 2, 3, 12, tzinfo=UTC)
    assert digest_senha("segredo", forma, today) == hashlib.sha256(plain.encode()).hexdigest()
    assert digest_senha("segredo", FormaDaSenha.TEXTO, today) == "segredo"
