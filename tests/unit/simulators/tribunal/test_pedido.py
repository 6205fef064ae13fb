"""Reading a SOAP request without trusting it."""

from __future__ import annotations

import pytest

from simulators.tribunal.pedido import MalformedPedidoError, parse_pedido

ENVELOPE = '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>{0}</s:Body></s:Envelope>'


def test_parse_pedido_reads_fields_whatever_their_prefix() -> None:
    campos = (
        "<x:idConsultante>eu</x:idConsultante><numeroProcesso>123</numeroProcesso><movimentos>1</movimentos>"
        "<x:documento>7</x:documento><documento>8</documento>"
    )
    body = ENVELOPE.format(f'<x:consultarProcesso xmlns:x="urn:x">{campos}</x:consultarProcesso>')
    pedido = parse_pedido(body.encode())
    assert (pedido.operacao, pedido.usuario, pedido.numero) == ("consultarProcesso", "eu", "123")
    assert pedido.has_movimentos
    assert not pedido.has_documentos
    assert pedido.ids == ("7", "8")


@pytest.mark.parametrize(
    "body",
    ["not xml", ENVELOPE.format(""), '<!DOCTYPE a [<!ENTITY b "c">]>' + ENVELOPE.format("<a>&b;</a>")],
    ids=["not xml", "empty body", "doctype"],
)
def test_parse_pedido_refuses_what_is_not_a_plain_envelope(body: str) -> None:
    with pytest.raises(MalformedPedidoError):
        parse_pedido(body.encode())
