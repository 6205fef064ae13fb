"""What a client asked of the court, read from its SOAP envelope."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

OPERACOES = frozenset({"consultarProcesso", "consultarAlteracao"})
"""What the court offers; the operations of MNI 3.0 are named as those of 2.2.2 that do the same."""

_NAMES_3 = {
    "requisicaoConsultarProcesso": "consultarProcesso",
    "requisicaoConsultarDocumentosProcesso": "consultarProcesso",
    "requisicaoConsultarAlteracao": "consultarAlteracao",
}


class MalformedPedidoError(ValueError):
    """Not a SOAP 1.1 envelope with one operation."""


@dataclass(frozen=True)
class Pedido:
    """One operation and its fields; booleans default to false as in the schema."""

    operacao: str
    usuario: str = ""
    senha: str = ""
    numero: str = ""
    has_movimentos: bool = False
    has_cabecalho: bool = False
    has_documentos: bool = False
    ids: tuple[str, ...] = ()

    @property
    def is_download(self) -> bool:
        return bool(self.ids)


def parse_pedido(body: bytes) -> Pedido:
    """Raises MalformedPedidoError; a document type declaration is refused too."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise MalformedPedidoError(f"the request is not XML: {error}") from error
    if root.getroottree().docinfo.doctype:
        raise MalformedPedidoError("a document type declaration is not accepted")
    operacao = root.find("{http://schemas.xmlsoap.org/soap/envelope/}Body/*")
    if operacao is None:
        raise MalformedPedidoError("the envelope has no operation")
    fields: dict[str, list[str]] = {}
    for leaf in operacao.iterdescendants("*"):
        if not len(leaf):
            fields.setdefault(etree.QName(leaf).localname, []).append((leaf.text or "").strip())
    name = etree.QName(operacao).localname
    return Pedido(
        operacao=_NAMES_3.get(name, name),
        usuario=_first(fields, "idConsultante") or _first(fields, "usuario"),
        senha=_first(fields, "senhaConsultante") or _first(fields, "senha"),
        numero=_first(fields, "numeroProcesso"),
        has_movimentos=_is_true(fields, "movimentos") or _is_true(fields, "incluirMovimentos"),
        has_cabecalho=_is_true(fields, "incluirCabecalho"),
        has_documentos=_is_true(fields, "incluirDocumentos"),
        ids=tuple(fields.get("documento", ()) or fields.get("idDocumento", ())),
    )


def _first(fields: dict[str, list[str]], nome: str) -> str:
    return next(iter(fields.get(nome, ())), "")


def _is_true(fields: dict[str, list[str]], nome: str) -> bool:
    return _first(fields, nome) in ("true", "1")
