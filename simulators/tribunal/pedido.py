"""What a client asked of the court, read from its SOAP envelope."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

OPERACOES = frozenset({"consultarProcesso", "consultarAlteracao"})


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
    for child in operacao.iterchildren("*"):
        fields.setdefault(etree.QName(child).localname, []).append((child.text or "").strip())
    return Pedido(
        operacao=etree.QName(operacao).localname,
        usuario=_first(fields, "idConsultante"),
        senha=_first(fields, "senhaConsultante"),
        numero=_first(fields, "numeroProcesso"),
        has_movimentos=_is_true(fields, "movimentos"),
        has_cabecalho=_is_true(fields, "incluirCabecalho"),
        has_documentos=_is_true(fields, "incluirDocumentos"),
        ids=tuple(fields.get("documento", ())),
    )


def _first(fields: dict[str, list[str]], nome: str) -> str:
    return next(iter(fields.get(nome, ())), "")


def _is_true(fields: dict[str, list[str]], nome: str) -> bool:
    return _first(fields, nome) in ("true", "1")
